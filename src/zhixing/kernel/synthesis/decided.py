"""What people would decide: qualitative aims judged, a light set by hand.

All of it is made up, says so in its source, and is there so that every part of the watching has something to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zhixing.kernel.plan import figure_of
from zhixing.kernel.synthesis.calibration import PlanView
from zhixing.kernel.synthesis.chance import Purpose, stream

Row = dict[str, str]
_LEAST = 100
"""The light of a target with a smaller figure is not set by hand."""


def judgements(plan: PlanView, years: list[int], label: str, seed: int) -> Iterator[tuple[int, Row]]:
    """At the end of every second year most qualitative targets are judged, on evidence that is named and made up."""
    lights = ("green", "green", "yellow", "green", "red", "reached")
    aims = [target for target in plan.targets.values() if target.kind == "qualitative" and target.judge]
    for number, target in enumerate(aims):
        if number % 5 == 4:
            continue
        rng = stream(seed, Purpose.DECISIONS, number)
        for year in (
            year
            for year in years
            if target.period.start.year < year <= target.period.end.year and year % 2 == 0
        ):
            light = lights[int(rng.integers(0, len(lights)))]
            yield year, {
                "target": target.id, "on": date(year, 12, 20).isoformat(), "light": light,
                "judge": target.judge or "", "evidence": "；".join(f"{one}（合成）" for one in target.evidence),
                "source": label,
            }  # fmt: skip


def overrides(plan: PlanView, province: str, years: list[int], label: str) -> list[Row]:
    """One light of the last year is set by hand, with its reason."""
    counted = [
        target
        for target in plan.targets.values()
        if target.places == "province"
        and target.kind in ("cumulative", "annual-flow", "level-by")
        and (figure_of(target) or 0) >= _LEAST
    ]
    if not counted or not plan.organisations:
        return []
    target, year = counted[-1], max(years)
    return [
        {
            "target": target.id, "place": province, "since": date(year, 1, 1).isoformat(),
            "until": date(year, 9, 30).isoformat(), "light": "yellow", "decided_by": target.lead_units[0],
            "why": "统计口径正在核对，核对前按预警处理（合成）", "evidence": "专题会议纪要（合成）", "source": label,
        }
    ]  # fmt: skip
