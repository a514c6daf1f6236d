"""The tables of `reference` that need scoring joins: indicators, their measures and bands in force, caps, tiers."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from rules.parameters import Parameter
from rules.scoring import Band, IndicatorSpec, MeasureSpec, ScoreSpec, reachable

TEXT, COUNT, NUMBER = pl.String(), pl.Int32(), pl.Float64()


def scoring_frames(
    indicators: Mapping[str, IndicatorSpec],
    score: ScoreSpec,
    parameters: Mapping[str, Parameter],
    rural: Mapping[str, Parameter],
    as_of: datetime.date,
) -> dict[str, pl.DataFrame]:
    """`indicator`, `indicator_measure`, `indicator_band`, `score`, `score_cap`, `score_tier` as of one day.

    Bands that differ for rural households have `is_rural`; it is NULL where one band holds for everybody.

    Raises:
        RulebookError: a band stands on a parameter that has no value on that day.
    """
    total = sum(spec.full for spec in indicators.values())
    return {
        "indicator": pl.DataFrame(
            [
                {"indicator_code": code, "label": spec.label, "dimension": spec.dimension, "full_points": spec.full,
                 "dimension_bit": 2 ** score.dimensions.index(spec.dimension), "file": f"rules/{spec.file}"}
                for code, spec in indicators.items()
            ],
            {"indicator_code": TEXT, "label": TEXT, "dimension": TEXT, "full_points": COUNT, "dimension_bit": COUNT,
             "file": TEXT},
        ),
        "indicator_measure": pl.DataFrame(
            [
                {"indicator_code": code, "measure": name, "label": measure.label, "unit": measure.unit,
                 "place": place, "most_points": max(band.points for band in _bands(measure, as_of))}
                for code, spec in indicators.items()
                for place, (name, measure) in enumerate(spec.measures.items())
            ],
            {"indicator_code": TEXT, "measure": TEXT, "label": TEXT, "unit": TEXT, "place": COUNT,
             "most_points": COUNT},
        ),
        "indicator_band": pl.DataFrame(
            [
                {"indicator_code": code, "measure": name, **row}
                for code, spec in indicators.items()
                for name, measure in spec.measures.items()
                for row in _of_both(spec, measure, (parameters, rural), as_of)
            ],
            {"indicator_code": TEXT, "measure": TEXT, "operator": TEXT, "threshold": NUMBER, "points": COUNT,
             "low": NUMBER, "high": NUMBER, "basis": TEXT, "status": TEXT, "is_rural": pl.Boolean()},
        ),
        "score": pl.DataFrame(
            [
                {"name": score.name, "basis": score.basis, "status": score.status, "multiple_at": score.multiple_at,
                 "need_data_gap": score.need_data_gap, "total_points": total,
                 "reachable_points": reachable(score, indicators), "dimension_count": len(score.dimensions)}
            ],
            {"name": TEXT, "basis": TEXT, "status": TEXT, "multiple_at": COUNT, "need_data_gap": COUNT,
             "total_points": COUNT, "reachable_points": COUNT, "dimension_count": COUNT},
        ),
        "score_cap": pl.DataFrame(
            [
                {"cap_code": name, "label": cap.label, "indicator_code": code, "at_most": cap.at_most}
                for name, cap in score.caps.items()
                for code in cap.indicators
            ],
            {"cap_code": TEXT, "label": TEXT, "indicator_code": TEXT, "at_most": COUNT},
        ),
        "score_tier": pl.DataFrame(
            [{"tier": tier, "at_least": cut} for tier, cut in score.tiers.items()],
            {"tier": TEXT, "at_least": COUNT},
        ),
    }  # fmt: skip


def _bands(measure: MeasureSpec, as_of: datetime.date) -> tuple[Band, ...]:
    version = measure.on(as_of)
    return version.bands if version is not None else measure.dated[0].bands


def _of_both(
    spec: IndicatorSpec, measure: MeasureSpec, places: tuple[Mapping[str, Parameter], Mapping[str, Parameter]],
    as_of: datetime.date,
) -> list[dict[str, Any]]:  # fmt: skip
    town, village = (list(_rows(spec, measure, parameters, as_of)) for parameters in places)
    if town == village:
        return [row | {"is_rural": None} for row in town]
    return [row | {"is_rural": place} for place, rows in ((False, town), (True, village)) for row in rows]


def _rows(
    spec: IndicatorSpec, measure: MeasureSpec, parameters: Mapping[str, Parameter], as_of: datetime.date
) -> Iterable[dict[str, Any]]:
    """One row per band; it holds for `low` <= value < `high`, so that a value lies in one band at most."""
    harder = math.inf if measure.when == "at_least" else -math.inf
    version = measure.on(as_of) or measure.dated[0]
    for band in version.bands:
        threshold = float(_threshold(band, parameters, as_of))
        match measure.when:
            case "at_least":
                low, high = threshold, harder
            case "below":
                low, high = harder, threshold
            case "up_to":
                low, high = math.nextafter(harder, math.inf), math.nextafter(threshold, math.inf)
        yield {
            "operator": measure.when, "threshold": threshold, "points": band.points, "low": low, "high": high,
            "basis": version.basis, "status": version.status,
        }  # fmt: skip
        harder = threshold


def _threshold(band: Band, parameters: Mapping[str, Parameter], as_of: datetime.date) -> Decimal:
    if band.of is None:
        return band.height
    return parameters[band.of].number_on(as_of) * band.times
