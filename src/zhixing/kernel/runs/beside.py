"""Several drafts side by side: one row for each figure, one column for the plan and one for each draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from zhixing.kernel.runs.fairness import FairRow, ratio
from zhixing.kernel.runs.flows import net_by_grade
from zhixing.kernel.runs.lab import Comparison
from zhixing.kernel.runs.pairs import BETTER, OTHER, WORSE

Figure = int | Decimal | Fraction | None


@dataclass(frozen=True)
class Beside:
    """One figure: `section` (grades, movers, money, best, worst), what it is of, under the plan and under each draft.

    Of `money`, `key` is (measure or empty for the net, unit); of `best` and `worst` (split, value) with the ratio of the
    part's share of the grade to that of all.
    """

    section: str
    key: tuple[str, ...]
    plan: Figure
    drafts: tuple[Figure, ...]


def side_by_side(found: Mapping[str, Comparison]) -> tuple[Beside, ...]:
    """All figures of at least one draft; a figure that a draft does not have is unknown there."""
    columns = [dict(_figures(one)) for one in found.values()]
    keys = dict.fromkeys(key for column in columns for key in column)
    rows = []
    for section, key in keys:
        cells = [column.get((section, key)) for column in columns]
        plan = next((cell[0] for cell in cells if cell is not None), None)
        rows.append(Beside(section, key, plan, tuple(cell[1] if cell else None for cell in cells)))
    order = ("grades", "movers", "money", "best", "worst")
    return tuple(sorted(rows, key=lambda row: order.index(row.section)))


def _figures(one: Comparison) -> Iterator[tuple[tuple[str, tuple[str, ...]], tuple[Figure, Figure]]]:
    before, after = one.counts("before"), one.counts("after")
    for outcome in dict.fromkeys((*before, *after)):
        yield ("grades", (outcome,)), (before.get(outcome, 0), after.get(outcome, 0))
    yield ("movers", ("all",)), (None, one.movers.num_rows)
    for turn in (BETTER, WORSE, OTHER):
        yield ("movers", (turn,)), (None, one.turns.get(turn, 0))
    for measure in dict.fromkeys((line.measure, line.unit) for line in one.money):
        lines = [line for line in one.money if (line.measure, line.unit) == measure]
        sums = (
            sum((line.before for line in lines), Decimal(0)),
            sum((line.after for line in lines), Decimal(0)),
        )
        yield ("money", measure), sums
    for net in net_by_grade(one.money):
        if not net.grade:
            yield ("money", ("", net.unit)), (net.before, net.after)
    whole, *parts = one.fairness
    for grade in ("best", "worst"):
        for part in parts:
            yield (grade, (part.split, part.value)), _ratios(part, whole, grade)


def _ratios(part: FairRow, whole: FairRow, grade: str) -> tuple[Figure, Figure]:
    return ratio(part, whole, grade, 0), ratio(part, whole, grade, 1)
