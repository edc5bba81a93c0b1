"""Points back to values: what one item can still give, what its value must become, and how a need is shared out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from zhixing.kernel.evaluation.advice.figures import Doubles, Figure
from zhixing.kernel.evaluation.advice.situation import Situation
from zhixing.kernel.evaluation.advice.terms import SCORED, Term
from zhixing.kernel.evaluation.columns import Item
from zhixing.kernel.evaluation.whole import Flags, Ints

_REACH = 1 << 52
"""Units of a value beyond which doubles skip whole numbers."""


@dataclass(frozen=True)
class Possible:
    """What an item has and can still give, in units of 10^-fine; `room` is None where nothing bounds it."""

    value: Decimal | None
    base: float | None
    points: int
    room: int | None
    solved: bool


def possible_points(situation: Situation, item: Item, group: str, row: int) -> Possible:
    """What an item of one row has and can still give."""
    standing, criterion = situation.standing, item.by_group[group]
    points = int(standing.points[item.indicator][row])
    stored = standing.rows[item.value][row].as_py()
    decimals = standing.plan.indicators[item.indicator].decimals
    value = None
    if stored is not None:
        units = Figure(np.array([stored]), np.array([True]), None).at(decimals)[0]
        value = Decimal(int(units)).scaleb(-decimals)
    base = standing.rows[item.base][row].as_py()
    solved = criterion.family == "ratio" and not criterion.log
    usable = base is not None and base > 0 and standing.rows[item.how][row].as_py() in SCORED
    if not solved or not usable:
        return Possible(value, base, points, 0, solved)
    if criterion.cap == "none":
        return Possible(value, base, points, None, solved)
    most = int(criterion.cap * criterion.weight * 10**standing.fine)
    return Possible(value, base, points, max(most - points, 0), solved)


def spread_over(missing: int, rooms: Sequence[int | None]) -> list[int] | None:
    """Parts that add up to `missing` exactly, in proportion to what is possible; None where all together cannot.

    What is unbounded counts as able to give it all.
    """
    bounded = [missing if room is None else min(room, missing) for room in rooms]
    whole = sum(bounded)
    if whole < missing or missing <= 0:
        return None
    parts = [missing * room // whole for room in bounded]
    rests = sorted(range(len(parts)), key=lambda at: (-(missing * bounded[at] % whole), at))
    for at in rests[: missing - sum(parts)]:
        parts[at] += 1
    return parts


def value_needed(situation: Situation, item: Item, group: str, one: Possible, more: int) -> Decimal | None:
    """The least value, on the grid of the indicator's decimals, that gives so many units more with the base held."""
    if not one.solved or one.base is None or (one.room is not None and one.room < more) or one.room == 0:
        return None
    decimals = situation.standing.plan.indicators[item.indicator].decimals
    wanted = np.array([one.points + more], dtype=np.int64)
    [units], [some] = least_values(situation, item, group, np.array([one.base]), wanted)
    return Decimal(int(units)).scaleb(-decimals) if some else None


def least_values(
    situation: Situation, item: Item, group: str, base: Doubles, wanted: Ints
) -> tuple[Ints, Flags]:
    """For bases above zero: the least value on the indicator's grid that gives the points wanted, and where there is one.

    Begins where it would be if nothing were rounded but the points; then by whole units, asked of the scheme's own
    arithmetic.
    """
    standing = situation.standing
    decimals = standing.plan.indicators[item.indicator].decimals
    finer = 10 ** (standing.fine - standing.scheme.rounding.score)
    term = Term(standing, item, group)
    usable = np.ones(len(wanted), dtype=np.bool_)
    scored = -(-wanted // finer)
    scale = float(Fraction(10**decimals, 10**standing.scheme.rounding.score) / item.by_group[group].weight)
    near = np.ceil((scored - 0.5) * base * scale)
    some = np.abs(near) < _REACH
    units = np.where(some, near, 0).astype(np.int64)

    def enough(candidates: Ints) -> Flags:
        value = Figure(candidates / float(10**decimals), usable, None)
        found = term.points(value, base, usable, None, np.zeros(len(wanted), dtype=np.int64))
        fine: Flags = (found >= scored) | ~some
        return fine

    while not (fine := enough(units)).all():
        units = units + ~fine
    while (spare := enough(units - 1) & some).any():
        units = units - spare
    return units, some
