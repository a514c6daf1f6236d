"""What Dagster loads: the graph over the paths of the environment, its schedules and its sensor."""

from __future__ import annotations

import dagster as dg

from pipelines.jobs import graph
from pipelines.privacy.permissions import restrict_process
from pipelines.resources import Workspaces
from pipelines.schedules import SCHEDULES
from pipelines.sensors import new_delivery

# Dagster's processes write the same files as the command
restrict_process()
definitions = dg.Definitions.merge(
    graph(Workspaces.from_environment()),
    dg.Definitions(schedules=SCHEDULES, sensors=[new_delivery]),
)
