"""Targets as lines of a terminal: goal, now, due and progress as people read them, in either language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from zhixing.surfaces.cli import say

if TYPE_CHECKING:
    from zhixing.kernel.plan import Place
    from zhixing.surfaces.reports import Contents, Lamp, Standing

STYLES = {"red": "red", "yellow": "yellow", "green": "green", "reached": "blue", "none": "dim"}
KINDS = {
    "level-by": ("到期达到", "to be reached by the end"), "cumulative": ("累计", "added up over the term"),
    "annual-flow": ("每年", "every year"), "average-annual-growth": ("年均增长", "average growth a year"),
    "points-a-year": ("每年提高", "points a year"), "reduction-a-year": ("每年降低", "reduction a year"),
    "share": ("占比", "a share"), "coverage": ("覆盖面", "coverage"), "threshold": ("界线", "a line in force"),
    "rate": ("比例", "a rate in force"), "qualitative": ("定性", "judged"),
}  # fmt: skip
_COMPARATORS = {
    "at_least": "at least", "over": "over", "about": "about", "at_most": "at most", "under": "under",
}  # fmt: skip
_NONE = "—"


@dataclass(frozen=True)
class Line:
    """One line: a target, or the part of it that a place has. `lights` counts places where each is judged by itself."""

    target: str
    clause: str
    title: str
    lamp: Lamp
    goal: str
    now: str
    due: str
    progress: str
    lights: tuple[Lamp, ...] = ()
    plain: str = ""

    def begun(self) -> Line:
        """The line of a target that is judged for each place, from that of its first place."""
        return self._counted((self.lamp,))

    def with_place(self, standing: Standing) -> Line:
        """The same with one more place."""
        return self._counted((*self.lights, standing.lamp))

    def _counted(self, lights: tuple[Lamp, ...]) -> Line:
        from zhixing.surfaces.reports import LAMPS

        counts = Counter(lamp.light for lamp in lights)
        shown = " ".join(f"{lamp.mark}{counts[lamp.light]}" for lamp in LAMPS.values() if counts[lamp.light])
        worst = next(lamp for lamp in LAMPS.values() if counts[lamp.light])
        plain = self.plain or self.title
        title = say.both(f"{plain}（{len(lights)} 地：{shown}）", f"{plain} ({len(lights)} places: {shown})")
        return replace(
            self, title=title, plain=plain, lights=lights, lamp=worst, now=_NONE, due=_NONE, progress=_NONE
        )

    def to_json(self) -> dict[str, Any]:
        """A plain mapping for programs."""
        return {
            "target": self.target, "clause": self.clause, "title": self.title, "light": self.lamp.light,
            "goal": self.goal, "now": self.now, "due": self.due, "progress": self.progress,
        }  # fmt: skip


def line_of(standing: Standing) -> Line:
    """The line of one standing."""
    row = standing.row
    return Line(
        standing.target.id, standing.target.clause, title_of(standing), standing.lamp, goal_of(standing),
        short(row["observed"]), short(row["expected"]), percent(row["progress"]),
    )  # fmt: skip


def lines_of_place(contents: Contents, place: Place) -> Iterator[Line]:
    """What stands for a place: targets judged there, and the parts of targets it was given, by clause."""
    from zhixing.surfaces.reports import lamp_of

    mine = {s.target.id: s for s in contents.standings if s.row["place"] == place.id}
    wholes = {s.target.id: s for s in contents.standings if s.target.places == "province"}
    parts: dict[str, list[dict[str, Any]]] = {}
    if "cascade" in contents.run.results:
        for row in pq.read_table(
            contents.run.result("cascade"), filters=[("place", "==", place.id)]
        ).to_pylist():
            parts.setdefault(row["target"], []).append(row)
    order = list(contents.plan.clauses)
    for target in sorted(contents.plan.targets.values(), key=lambda target: order.index(target.clause)):
        if target.id in mine:
            yield line_of(mine[target.id])
        for row in parts.get(target.id, ()):
            whole = wholes[target.id]
            span = "" if row["period"] == target.period.text else f" {row['period']}"
            yield Line(
                target.id, target.clause, f"{title_of(whole)}{span}", lamp_of(row["light"], row["reason"]),
                f"{short(row['goal'])}{whole.unit}", short(row["observed"]), short(row["expected"]),
                percent(row["progress"]),
            )  # fmt: skip


def plain(standing: Standing) -> dict[str, Any]:
    """A standing as a plain mapping for programs."""
    row = {key: value for key, value in standing.row.items() if key not in ("path", "levels", "years")}
    return {
        **row,
        "title": standing.target.title,
        "clause": standing.target.clause,
        "leads": list(standing.target.lead_units),
    }


def title_of(standing: Standing) -> str:
    """The target's title."""
    return say.both(standing.target.title, standing.target.title_en or standing.target.title)


def reason_of(standing: Standing) -> str:
    """Why the light is what it is."""
    return say.both(standing.reason, str(standing.row["reason_en"]))


def goal_of(standing: Standing) -> str:
    """What the target asks for, with comparator and unit."""
    from zhixing.surfaces.reports import NONE

    if standing.goal == NONE:
        return NONE
    if not say.english():
        return f"{standing.goal}{standing.unit}"
    word = _COMPARATORS.get(standing.row["comparator"], "")
    bare = standing.goal.lstrip("不少于超过约多低")
    return f"{word} {bare.strip()}{standing.unit}".strip()


def short(value: Any, places: int = 2) -> str:
    """A figure in few decimals."""
    from zhixing.surfaces.reports import figure

    return figure(value, places)


def percent(share: Any) -> str:
    """A share in per cent."""
    return _NONE if share is None else f"{short(share * 100, 1)}%"
