"""What a run says of the plan's targets, ready to be shown, with figures published elsewhere beside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq

from zhixing.kernel.plan import CompiledPlan, Series, Target, comparator_of
from zhixing.kernel.runs import Run
from zhixing.surfaces.reports import labels
from zhixing.surfaces.reports.figures import NONE, THIN
from zhixing.surfaces.reports.lamps import LAMPS, Lamp, lamp_of
from zhixing.surfaces.reports.numerals import numeral

RESULT = "targets"


@dataclass(frozen=True)
class Point:
    """The end of a period with what was due and what was observed."""

    end: date
    expected: Decimal | None
    observed: Decimal | None


@dataclass(frozen=True)
class Standing:
    """One target at one place on the day of the run; `row` is its row of the result as it stands there."""

    target: Target
    place: str
    lamp: Lamp
    row: Mapping[str, Any]
    leads: str
    clause: str
    reason: str
    path: tuple[Point, ...]

    @property
    def unit(self) -> str:
        """The unit of its figures; empty for plain numbers."""
        unit = str(self.row["unit"])
        return "" if unit == "1" else unit

    @property
    def goal(self) -> str:
        """What the target asks for, with its comparator."""
        name = comparator_of(self.target)
        if name is None:
            return NONE
        stated = getattr(self.target, name)
        ends = stated if isinstance(stated, tuple) else (stated,)
        word = labels.COMPARATORS[name]
        return (f"{word}{THIN}" if word else "") + "–".join(numeral(end) for end in ends)

    @property
    def gap(self) -> Decimal | None:
        """Observed less what is due; less the goal where nothing is due yet by a path."""
        due = self.row["goal"] if self.row["expected"] is None else self.row["expected"]
        observed: Decimal | None = self.row["observed"]
        return None if observed is None or due is None else observed - due

    @property
    def needed_word(self) -> str:
        """What `needed` means for this kind of target."""
        if self.row["needed"] is None or not self.row["needed"]:
            return ""
        if self.row["comparator"] in ("at_most", "under"):
            return "尚可用"
        return "本年尚缺" if self.target.kind == "annual-flow" else "每年"


@dataclass(frozen=True)
class Group:
    """The targets of one programme or chapter of the plan."""

    clause: str
    title: str
    title_en: str
    standings: tuple[Standing, ...]

    @property
    def tally(self) -> list[tuple[Lamp, int]]:
        """How many of each light, worst first."""
        return tally(self.standings)


def standings_of(run: Run, plan: CompiledPlan) -> tuple[Standing, ...]:
    """Every target of the run, in the order of the outline; none when the run did not watch targets."""
    if RESULT not in run.results:
        return ()
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in pq.read_table(run.result(RESULT)).to_pylist():
        rows.setdefault(row["target"], []).append(row)
    outline = list(plan.clauses)
    ordered = sorted(plan.targets.values(), key=lambda target: outline.index(target.clause))
    return tuple(_standing(plan, target, row) for target in ordered for row in rows.get(target.id, ()))


def _standing(plan: CompiledPlan, target: Target, row: dict[str, Any]) -> Standing:
    place = plan.places.get(row["place"])
    reason = row["reason_zh"]
    if target.judge:
        reason = reason.replace(f"由 {target.judge} ", f"由{unit_title(plan, target.judge)}")
    return Standing(
        target=target,
        place=place.title if place else "",
        lamp=lamp_of(row["light"], row["reason"]),
        row=row,
        leads="、".join(unit_title(plan, unit) for unit in target.lead_units),
        clause=plan.clauses[target.clause].title,
        reason=reason,
        path=tuple(Point(**point) for point in row["path"]),
    )


def unit_title(plan: CompiledPlan, unit: str) -> str:
    """The short name of a department."""
    found = plan.organisations.get(unit)
    return (found.short or found.title) if found else unit


@dataclass(frozen=True)
class Apart:
    """A target judged for each place by itself: no light of its own, only those of its places."""

    standings: tuple[Standing, ...]

    @property
    def target(self) -> Target:
        """The target."""
        return self.standings[0].target

    @property
    def tally(self) -> list[tuple[Lamp, int]]:
        """How many places of each light, worst first."""
        return [(lamp, count) for lamp, count in tally(self.standings) if count]

    @property
    def alarming(self) -> tuple[Standing, ...]:
        """Places with a red or yellow light."""
        return tuple(one for one in self.standings if one.lamp.light in ("red", "yellow"))


def apart_of(standings: Sequence[Standing]) -> list[Apart]:
    """Targets judged for each place, with their places."""
    found: dict[str, list[Standing]] = {}
    for standing in standings:
        if standing.target.places == "each":
            found.setdefault(standing.target.id, []).append(standing)
    return [Apart(tuple(one)) for one in found.values()]


def tally(standings: Sequence[Standing]) -> list[tuple[Lamp, int]]:
    """How many of each light, worst first; every light is named, also when there is none of it."""
    counts = Counter(standing.lamp.light for standing in standings)
    return [(lamp, counts[light.value]) for light, lamp in LAMPS.items()]


def without_light(standings: Sequence[Standing]) -> list[tuple[str, int]]:
    """Why there is no light, with counts."""
    return Counter(s.lamp.word for s in standings if s.lamp.light == "none").most_common()


def groups_of(plan: CompiledPlan, standings: Sequence[Standing]) -> list[Group]:
    """Targets by programme, or by chapter where no programme holds them; in the outline's order."""
    programmes = {task.programme for task in plan.tasks.values()}
    found: dict[str, list[Standing]] = {}
    for standing in standings:
        found.setdefault(_heading(standing.target.clause, programmes), []).append(standing)
    order = list(plan.clauses)
    return [
        Group(clause, plan.clauses[clause].title, plan.clauses[clause].title_en, tuple(found[clause]))
        for clause in sorted(found, key=order.index)
    ]


def _heading(clause: str, programmes: set[str]) -> str:
    parts = clause.split(".")
    above = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next((name for name in above if name in programmes), above[-1])


@dataclass(frozen=True)
class Elsewhere:
    """A figure published elsewhere, beside the targets of the same indicator (if any); never counted."""

    series: Series
    indicator: str
    place: str
    standings: tuple[Standing, ...]


def published_of(plan: CompiledPlan, standings: Sequence[Standing]) -> list[Elsewhere]:
    """Every published figure of the plan, first those beside a target, in the order of the targets."""
    order: dict[str, int] = {}
    for standing in standings:
        order.setdefault(standing.target.indicator or "", len(order))
    found = [_elsewhere(plan, series, standings) for series in plan.published]
    return sorted(found, key=lambda entry: order.get(entry.series.indicator, len(order)))


def _elsewhere(plan: CompiledPlan, series: Series, standings: Sequence[Standing]) -> Elsewhere:
    place = plan.places.get(series.place)
    beside = tuple(standing for standing in standings if standing.target.indicator == series.indicator)
    title = plan.indicators[series.indicator].title
    return Elsewhere(series, title, place.title if place else series.place, beside)
