"""The rulebook: every rule file in force, loaded and validated as one whole, with its digest."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from rules.alerting import AlertSpec, CircleSpec, TagSpec, load_alerts, load_circles, load_tags
from rules.benefit_tables import CLASSES, IMPUTED, TIERS, ClassSpec, ImputedSpec, TierSpec, load_entries
from rules.compatibility import PairSpec, load_compatibility
from rules.eligibility import (
    CompositionSpec,
    EligibilitySpec,
    MeasureSpec,
    load_compositions,
    load_eligibility,
    load_measures,
)
from rules.files import RulebookError, RuleFiles
from rules.parameters import Parameter, load_parameters, resolved, rural
from rules.scoring import IndicatorSpec, ScoreSpec, load_indicators, load_score
from rules.specs import BenefitSpec, FactSpec, ItemSpec, ProgrammeSpec, SupplementSpec, load_folder, load_table
from rules.suppose import Replaced, Supposition, laid_over
from schemas.faults import entry_fault

SUPPLEMENTS = "benefits/supplements.toml"


class Imprint(BaseModel):
    """Whose rules these are and until when they were reviewed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    jurisdiction: str
    reviewed_until: datetime.date
    starts_with: str


class Rulebook:
    """Shipped rules with a bureau's `rules/` laid over them, and over both what is only supposed."""

    def __init__(self, bureau: Path | None = None, supposed: tuple[Supposition | Replaced, ...] = ()) -> None:
        self.files = RuleFiles(bureau)
        self.supposed = supposed

    @cached_property
    def imprint(self) -> Imprint:
        try:
            return Imprint.model_validate(self.files.toml("rulebook.toml").get("rulebook", {}))
        except ValidationError as error:
            raise RulebookError("rulebook.toml", "rulebook", entry_fault(error, Imprint)) from None

    @cached_property
    def _written(self) -> Mapping[str, Parameter]:
        return laid_over(load_parameters(self.files), self.supposed)

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        return resolved(self._written)

    @cached_property
    def rural_parameters(self) -> Mapping[str, Parameter]:
        """The same names with what holds for rural households; most are the same."""
        return rural(self._written)

    @cached_property
    def programmes(self) -> Mapping[str, ProgrammeSpec]:
        """Programme code -> items, sources it cannot do without, how its benefit is computed."""
        return load_table(self.files, "verification/programmes.toml", ProgrammeSpec)

    @cached_property
    def items(self) -> Mapping[str, ItemSpec]:
        """Item code -> what is declared, what is found, which sign is adverse."""
        return load_folder(self.files, "verification/items", ItemSpec)

    @cached_property
    def facts(self) -> Mapping[str, FactSpec]:
        return load_folder(self.files, "facts", FactSpec)

    @cached_property
    def benefits(self) -> Mapping[str, BenefitSpec]:
        """Programme code -> how its amount is computed and on which parameters."""
        specs = load_folder(self.files, "benefits/programmes", BenefitSpec)
        for spec in specs.values():
            for name in spec.parameters:
                if name not in self.parameters:
                    raise RulebookError(spec.file, "parameters", f"没有参数 {name}")
        return specs

    @cached_property
    def supplements(self) -> Mapping[str, SupplementSpec]:
        """Kind of member -> on which fact, at what age and by how much dibao is raised."""
        specs = load_table(self.files, SUPPLEMENTS, SupplementSpec)
        for code, spec in specs.items():
            for name in spec.parameters:
                if name not in self.parameters:
                    raise RulebookError(SUPPLEMENTS, code, f"没有参数 {name}")
            if spec.fact is not None and spec.fact not in self.facts:
                raise RulebookError(SUPPLEMENTS, code, f"没有事实 {spec.fact}")
            if spec.values is not None and spec.fact is None:
                raise RulebookError(SUPPLEMENTS, code, "写了 values,还要写 fact")
            if (spec.of == "sum") != self.parameters[spec.amount].is_money:
                told = "按补差额几成(of = \"difference\")的,amount 的单位是 比例;定额的以 元 开头"
                raise RulebookError(SUPPLEMENTS, code, told)
        return specs

    @cached_property
    def imputed_wages(self) -> Mapping[str, ImputedSpec]:
        """Kind of member -> at how much its work is counted where it proves less."""
        return load_entries(self.files, IMPUTED, ImputedSpec, self.parameters, self.facts)

    @cached_property
    def dibao_classes(self) -> Mapping[str, ClassSpec]:
        """Class -> for whom dibao is paid at a fixed sum instead of the difference, the first that fits."""
        return load_entries(self.files, CLASSES, ClassSpec, self.parameters, self.facts)

    @cached_property
    def aid_tiers(self) -> Mapping[str, TierSpec]:
        """Tier -> of which one-time aid, who reaches it, what it is worth."""
        return load_entries(self.files, TIERS, TierSpec, self.parameters, self.facts)

    @cached_property
    def compatibility(self) -> Mapping[str, PairSpec]:
        """`one+other` -> whether one person may have both benefits in one month."""
        return load_compatibility(self.files)

    @cached_property
    def compositions(self) -> Mapping[str, CompositionSpec]:
        """Composition rule -> whom it counts as a member of the household, or not."""
        return load_compositions(self.files)

    @cached_property
    def measures(self) -> Mapping[str, MeasureSpec]:
        """Measure -> what the conditions of eligibility are judged over."""
        return load_measures(self.files)

    @cached_property
    def eligibility(self) -> Mapping[str, EligibilitySpec]:
        """Programme code -> its conditions."""
        return load_eligibility(self.files, self.measures, self.parameters)

    @cached_property
    def circles(self) -> Mapping[str, CircleSpec]:
        """Circle code -> conditions, the innermost first."""
        return load_circles(self.files)

    @cached_property
    def tags(self) -> Mapping[str, TagSpec]:
        return load_tags(self.files)

    @cached_property
    def alerts(self) -> Mapping[str, AlertSpec]:
        """Rule code (W01 ...) -> conditions or the .sql that searches, with words, level and deadline class."""
        return load_alerts(self.files, self.parameters)

    @cached_property
    def indicators(self) -> Mapping[str, IndicatorSpec]:
        """Indicator code -> its bands and sentences, checked against its SQL."""
        return load_indicators(self.files, self.parameters, self.first_date)

    @cached_property
    def score(self) -> ScoreSpec:
        """Dimensions, caps and cut-offs of tiers."""
        return load_score(self.files, self.indicators)

    @cached_property
    def digest(self) -> str:
        return self.files.digest()

    @property
    def first_date(self) -> datetime.date:
        """The first day for which anything can be concluded."""
        name = self.imprint.starts_with
        if name not in self.parameters:
            raise RulebookError("rulebook.toml", "starts_with", f"没有参数 {name}")
        return self.parameters[name].values[0].valid_from

    def is_outdated(self, as_of: datetime.date) -> bool:
        """True after `reviewed_until`: the run goes on, and everything it touches is marked 参数待更新."""
        return as_of > self.imprint.reviewed_until
