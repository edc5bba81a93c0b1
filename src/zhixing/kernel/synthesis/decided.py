"""What people would decide: targets split over cities and counties, qualitative aims judged, a light set by hand.

All of it is made up, says so in its source, and is there so that every part of the watching has something to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from zhixing.kernel.plan import Target, figure_of
from zhixing.kernel.synthesis.calibration import PlanView
from zhixing.kernel.synthesis.chance import Purpose, stream
from zhixing.kernel.synthesis.parts import Places, adds_up, split_parts

Row = dict[str, str]
_FIRST_QUARTER = (3, 31)
_BY_COUNTY = 3
"""How many of the split targets go down to counties."""
_LEAST = 100
"""A goal smaller than this is not split: parts of less than one firm mean nothing."""


def splits(plan: PlanView, places: Places, label: str) -> dict[str, list[Row]]:
    """Rows of splits by the file they come in: the first split, counties, and one change two years later."""
    chosen = [target for target in plan.targets.values() if _is_split(target)]
    if not chosen:
        return {}
    start = min(target.period.start for target in chosen)
    first = date(start.year, *_FIRST_QUARTER)
    cities: list[Row] = []
    counties: list[Row] = []
    for number, target in enumerate(chosen):
        goal = figure_of(target) or Fraction(0)
        parts = split_parts(places, goal, first)
        cities += [_row(target, code, value, "", label) for code, value in parts.items()]
        if number < _BY_COUNTY:
            for city, value in parts.items():
                inside = [code for code in places.counties(first) if places.city_of(code) == city]
                below = split_parts(places, Fraction(value), first, inside)
                counties += [_row(target, code, part, "", label) for code, part in below.items()]
    return {
        f"{first.year}": cities,
        f"{first.year}-counties": counties,
        f"{first.year + 2}": _changed(
            chosen[0], split_parts(places, figure_of(chosen[0]) or Fraction(0), first), label
        ),
    }


def _is_split(target: Target) -> bool:
    unit = target.unit.text if target.unit else ""
    goal = figure_of(target)
    return (
        target.places == "province"
        and target.kind in ("cumulative", "annual-flow", "level-by")
        and bool(unit)
        and adds_up(target, unit)
        and goal is not None
        and goal >= _LEAST
    )


def _changed(target: Target, parts: dict[str, int], label: str) -> list[Row]:
    """A tenth of the smallest part moves to the largest, with a reason."""
    least, most = min(parts, key=lambda c: (parts[c], c)), max(parts, key=lambda c: (parts[c], c))
    moved = max(1, parts[least] // 10)
    why = "按上年完成情况调整（合成）"
    return [
        _row(target, least, parts[least] - moved, why, label),
        _row(target, most, parts[most] + moved, why, label),
    ]


def _row(target: Target, place: str, value: int, why: str, label: str) -> Row:
    return {
        "target": target.id, "place": place, "period": target.period.text, "value": str(value),
        "unit": target.unit.text if target.unit else "", "why": why, "source": label,
    }  # fmt: skip


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
    counted = [target for target in plan.targets.values() if _is_split(target)]
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
