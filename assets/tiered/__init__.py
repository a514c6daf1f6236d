"""Makes the tables of the stage tiered: conditions that hold, circles and tiers, tags."""

from assets.tiered.conditions import hits
from assets.tiered.tiers import tags, tiers

__all__ = ["hits", "tags", "tiers"]
