"""Forecasts in a run: of the whole, and of each place a target is judged at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from zhixing.kernel.monitoring import Assessment, Forecast, Reading, forecast
from zhixing.kernel.plan import CompiledPlan


def forecasts_of(
    plan: CompiledPlan, readings: Mapping[str, Sequence[Reading]], assessed: Iterable[Assessment]
) -> list[Forecast]:
    """Where each assessed target will stand at its deadline, from the figures of its place."""
    rule, base_year, found = plan.watching.forecast, plan.head.base_year, []
    for one in assessed:
        target = plan.targets[one.target]
        indicator = plan.indicators.get(target.indicator or "")
        whole = one.place == plan.head.province
        mine = [
            replace(reading, place=one.place)
            for reading in readings.get(one.target, ())
            if reading.place == one.place or (whole and not reading.place)
        ]
        direction = indicator.direction if indicator else "none"
        found.append(forecast(target, one, mine, rule, base_year=base_year, direction=direction))
    return found
