"""The least change of one fact that reaches a cut: exact on the grid of the column's decimals.

Points grow with the change (that is what a lever says), so the least change is bracketed: first the most that is
allowed, then a gallop from the present, then between them guesses by proportion and halves in turn until both sides are
one unit apart. All questions of a grading cell are asked at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from zhixing.kernel.evaluation.advice.figures import Figure
from zhixing.kernel.evaluation.advice.situation import Situation, Touched
from zhixing.kernel.evaluation.advice.terms import SCORED, Term, follows, is_solved, moves
from zhixing.kernel.evaluation.heads import NO_PLACE
from zhixing.kernel.evaluation.standing import Cell, Indices
from zhixing.kernel.evaluation.whole import Flags, Ints, rounded
from zhixing.kernel.plan import Lever

_MOST = 10**16
"""Units of a column beyond which no change is sought where the contract sets no bound."""


@dataclass(frozen=True)
class Questions:
    """Who asks (rows of the standing, all of one cell and group), and what it takes.

    `places` are those of the branch asked for, `line` the total it opens at; exactly one decides, as the scheme does.
    """

    rows: Indices
    places: Ints
    line: Ints

    def of(self, some: Flags | Indices) -> Questions:
        """Some of the questions."""
        return Questions(self.rows[some], self.places[some], self.line[some])


@dataclass(frozen=True)
class Peers:
    """The others of a cell as sorted totals; those whose points follow the group's mean of one item apart."""

    situation: Situation
    cell: Cell
    group: str
    column: str

    @cached_property
    def following(self) -> tuple[str, ...]:
        """Items that the column changes and whose mean stands in for those who lack the value."""
        return tuple(
            item.indicator
            for item in self.situation.items_of(self.group)
            if self.column in self.situation.uses[item.indicator]
            and item.by_group[self.group].missing == "group-mean-score"
            and self.followers(item.indicator).any()
        )

    @cached_property
    def members(self) -> Indices:
        """Rows of the standing, of this cell and group."""
        standing = self.situation.standing
        found: Indices = self.cell.rows[standing.group[self.cell.rows] == standing.groups.index(self.group)]
        return found

    def followers(self, indicator: str) -> Flags:
        """Of the rows of the standing: those of this cell and group whose points are the group's mean."""
        found = np.zeros(self.situation.standing.rows.num_rows, dtype=np.bool_)
        found[self.members] = self.situation.hows[indicator][self.members] == "missing-group-mean"
        return found

    @cached_property
    def _follow(self) -> Flags:
        """The followers of the one item that has any."""
        return self.followers(self.following[0])

    @cached_property
    def _parted(self) -> tuple[Ints, Ints]:
        """Sorted totals of those who stay, and sorted exact sums of those who follow."""
        standing = self.situation.standing
        rows = self.cell.rows
        if len(self.following) != 1:
            return np.sort(standing.total[rows]), np.empty(0, dtype=np.int64)
        follows_ = self._follow[rows]
        return np.sort(standing.total[rows[~follows_]]), np.sort(standing.exact[rows[follows_]])

    def inside(self, asked: Questions, exact: Ints, shift: Ints) -> Flags:
        """Whether exact sums lie inside the cut, when those who follow move by `shift` (in exact units)."""
        standing = self.situation.standing
        total = rounded(exact, standing.unit)
        if not standing.scheme.grading.shares:
            return total >= asked.line
        better = standing.scheme.grading.ties == "better"
        bar = total + better
        stay, follow = self._parted
        before = len(stay) - np.searchsorted(stay, bar, side="left")
        before += len(follow) - np.searchsorted(follow, least_exact(bar, standing.unit) - shift, side="left")
        # Who asks is among them with the old sum.
        own = standing.total[asked.rows] >= bar
        if len(follow):
            old = standing.exact[asked.rows] + shift >= least_exact(bar, standing.unit)
            own = np.where(self._follow[asked.rows], old, own)
        return np.asarray(before - own <= asked.places - 1)


def least_exact(total: Ints, unit: int) -> Ints:
    """The least exact sum that is rounded to a total or above: halves go away from zero."""
    # Above zero a half counts upward; at zero and below it takes one more.
    return total * unit - unit // 2 + ((total <= 0) & (unit > 1))


@dataclass(frozen=True)
class Change:
    """One lever pulled by the questions of one cell and group."""

    situation: Situation
    cell: Cell
    group: str
    lever: Lever

    @property
    def sign(self) -> int:
        """Upward or downward."""
        return 1 if self.lever.direction == "up" else -1

    @cached_property
    def peers(self) -> Peers:
        """The others."""
        return Peers(self.situation, self.cell, self.group, self.lever.column)

    @cached_property
    def certainty(self) -> str:
        """Whether the least change is exact, enough in any case, or enough while the others hold their points."""
        held = self.lever.column in self.situation.conditions or len(self.peers.following) > 1
        held |= self._moves_other_groups
        safe = True
        for item in self.situation.items_of(self.group):
            criterion = item.by_group[self.group]
            if self.lever.column not in self.situation.uses[item.indicator]:
                continue
            if not is_solved(criterion):
                held = True
            elif moves(criterion):
                safe = False
                held |= not follows(criterion) or not self._others_fall(
                    Term(self.situation.standing, item, self.group)
                )
        return "others-held" if held else "exact" if safe else "reaches"

    @property
    def _moves_other_groups(self) -> bool:
        """Whether a base that other groups are held against moves too."""
        return any(
            moves(criterion) and self.lever.column in self.situation.uses[item.indicator]
            and not (criterion.base_from and "group" in criterion.base_from.within)
            for item in self.situation.standing.items
            for group, criterion in item.by_group.items()
            if group != self.group
        )  # fmt: skip

    def _others_fall(self, term: Term) -> bool:
        """Whether a higher base can only cost the others points, and the base is known with the own change in it."""
        cohort, _ = self.situation.cohorts[term.item.indicator, self.group]
        standing = self.situation.standing
        inside = self.peers.members
        floored = term.criterion.floor != "none" and term.criterion.floor >= 0
        values = standing.rows[term.item.value].take(self.cell.rows)
        lowest = min((value for value in values.to_pylist() if value is not None), default=0.0)
        # A base that comes to be above zero gives points to everybody who had none for want of it.
        usable = bool((np.nan_to_num(self.situation.bases[term.item.indicator][inside]) > 0).all())
        return usable and bool(cohort.whole[cohort.position[inside]].all()) and (floored or lowest >= 0)

    def start(self, rows: Indices) -> tuple[Ints, Flags]:
        """The fact as it is, in units of the column, and whether it is known."""
        found = self.situation.columns.get(self.lever.column)
        if not isinstance(found, Figure):
            return np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.bool_)
        return found.values[rows].astype(np.int64), found.known[rows] & self.situation.has_facts[rows]

    def exact(self, rows: Indices, values: Ints) -> tuple[Ints, Ints]:
        """The exact sum with the changed fact, and by how much those who follow the group's mean move."""
        standing = self.situation.standing
        changed = Figure(values, np.ones(len(values), dtype=np.bool_), self.places)
        found, shift = standing.exact[rows].copy(), np.zeros(len(rows), dtype=np.int64)
        finer = 10 ** (standing.fine - standing.scheme.rounding.score)
        for touched in self._touched:
            indicator = touched.term.item.indicator
            points = self.situation.points(touched, rows, self.lever.column, changed)
            gained = points - self.situation.scores[indicator][rows]
            found += gained * finer
            if indicator in self.peers.following:
                shift = self._mean_shift(indicator, rows, gained) * finer
        return found, shift

    @property
    def places(self) -> int:
        """Decimals of the column."""
        column = self.situation.contract[self.lever.column]
        return column.decimals if column.type == "amount" else 0

    @cached_property
    def _touched(self) -> tuple[Touched, ...]:
        """The items that the column enters, ready to be asked."""
        return tuple(
            self.situation.touched(item, self.group, self.lever.column)
            for item in self.situation.items_of(self.group)
            if self.lever.column in self.situation.uses[item.indicator]
            and is_solved(item.by_group[self.group])
        )

    def _mean_shift(self, indicator: str, rows: Indices, gained: Ints) -> Ints:
        """By how much the group's mean points of an item move when one member gains; nothing for who follows it."""
        known, summed, mean = self._means[indicator]
        count = int(known.sum())
        if not count:
            return np.zeros(len(rows), dtype=np.int64)
        scale = float(10**self.situation.standing.scheme.rounding.score)
        new = (summed + np.where(known[rows], gained, 0)).astype(float) / scale / count * scale
        return np.where(known[rows], np.floor(new + 0.5).astype(np.int64) - mean, 0)

    @cached_property
    def _means(self) -> dict[str, tuple[Flags, int, int]]:
        """For items whose mean is followed: who has a value, their sum, and the mean as it stands."""
        found = {}
        for indicator in self.peers.following:
            points = self.situation.scores[indicator]
            known = np.zeros(len(points), dtype=np.bool_)
            known[self.peers.members] = np.isin(
                self.situation.hows[indicator][self.peers.members].astype(str), SCORED
            )
            mean = int(points[self.peers.followers(indicator)][0])
            found[indicator] = (known, int(points[known].sum()), mean)
        return found

    def reached(self, asked: Questions, change: Ints) -> tuple[Flags, Ints]:
        """Whether changes of so many units reach the cut, and the exact sums they give."""
        start, _ = self.start(asked.rows)
        exact, shift = self.exact(asked.rows, start + self.sign * change)
        return self.peers.inside(asked, exact, shift), exact

    def limit(self, rows: Indices) -> Ints:
        """The most units by which the fact may change: the contract's bounds and rules."""
        start, _ = self.start(rows)
        column = self.situation.contract[self.lever.column]
        unit = 10**self.places
        if self.sign > 0:
            most = int(column.maximum * unit) if column.maximum is not None else _MOST
            room = np.maximum(most - start, 0)
        else:
            least = int(-((-column.minimum * unit) // 1)) if column.minimum is not None else 0
            room = np.maximum(start - least, 0)
        return self._within_rules(rows, start, room) if self.situation.is_ruled(column.id) else room

    def _within_rules(self, rows: Indices, start: Ints, room: Ints) -> Ints:
        def allowed(change: Ints) -> Flags:
            values = Figure(start + self.sign * change, np.ones(len(rows), dtype=np.bool_), self.places)
            return self.situation.allowed(rows, self.lever.column, values)

        low, high = np.zeros_like(room), room.copy()
        fine = allowed(high)
        low = np.where(fine, high, low)
        while ((high - low) > 1).any():
            middle = (low + high) // 2
            fine = allowed(middle)
            low, high = np.where(fine, middle, low), np.where(fine, high, middle)
        return low


def least_change(pulled: Change, asked: Questions) -> tuple[Ints, Flags]:
    """The least number of units that reaches the cut for each question, and whether any does."""
    found = np.zeros(len(asked.rows), dtype=np.int64)
    _, known = pulled.start(asked.rows)
    limit = pulled.limit(asked.rows)
    able = known & (limit > 0) & (asked.places < NO_PLACE)
    live = np.flatnonzero(able)
    if len(live):
        reach, _ = pulled.reached(asked.of(live), limit[live])
        able[live] = reach
        # At the very end a divisor may have become zero; one unit before it may be enough.
        again = live[~reach] if pulled.sign < 0 else live[:0]
        if len(again):
            limit[again] -= 1
            able[again], _ = pulled.reached(asked.of(again), limit[again])
    live = np.flatnonzero(able)
    if len(live):
        found[live] = _bracketed(pulled, asked.of(live), limit[live])
    return found, able


def _bracketed(pulled: Change, asked: Questions, limit: Ints) -> Ints:
    low = np.zeros(len(limit), dtype=np.int64)
    start, _ = pulled.start(asked.rows)
    high = np.minimum(np.abs(start) // 16 + 1, limit)
    waiting = np.arange(len(limit))
    while len(waiting):
        fine, _ = pulled.reached(asked.of(waiting), high[waiting])
        waiting = waiting[~fine]
        low[waiting] = high[waiting]
        high[waiting] = np.minimum(high[waiting] * 8, limit[waiting])
    return _closed(pulled, asked, low, high)


@dataclass
class _Sides:
    """Both sides of the least change: below it is not enough, above it is; with the exact sums they give.

    `kept` counts how often in a row the same side stayed (below zero: the low one): then it pulls half as much.
    """

    low: Ints
    high: Ints
    at_low: Ints
    at_high: Ints
    kept: Ints

    def place(self, live: Indices, change: Ints, fine: Flags, exact: Ints) -> None:
        """Move one side of each to a change that was tried."""
        open_ = (change > self.low[live]) & (change < self.high[live])
        up, down = live[open_ & fine], live[open_ & ~fine]
        self.high[up], self.at_high[up] = change[open_ & fine], exact[open_ & fine]
        self.low[down], self.at_low[down] = change[open_ & ~fine], exact[open_ & ~fine]
        self.kept[up] = np.minimum(self.kept[up], 0) - 1
        self.kept[down] = np.maximum(self.kept[down], 0) + 1

    def between(self, live: Indices, change: Ints) -> Ints:
        """A change strictly between the sides."""
        return np.clip(change, self.low[live] + 1, np.maximum(self.high[live] - 1, self.low[live] + 1))

    def guess(self, live: Indices, need: Ints) -> Ints:
        """By proportion of what is lacking below and spare above."""
        lack = (need[live] - self.at_low[live]) * 0.5 ** np.clip(-self.kept[live] - 1, 0, 40)
        spare = (self.at_high[live] - need[live]) * 0.5 ** np.clip(self.kept[live] - 1, 0, 40)
        both = lack + spare
        share = np.divide(
            lack, both, out=np.full(len(live), 0.5), where=(both > 0) & (lack >= 0) & (spare >= 0)
        )
        span = (self.high - self.low)[live].astype(float)
        found: Ints = self.low[live] + np.ceil(share * span).astype(np.int64)
        return found

    def step(self, live: Indices) -> Ints:
        """So many units of the fact as a few units of points take: rounding hides whatever is finer."""
        rise = np.maximum((self.at_high - self.at_low)[live], 1)
        found: Ints = 4 * ((self.high - self.low)[live] // rise) + 4
        return found


def _closed(pulled: Change, asked: Questions, low: Ints, high: Ints) -> Ints:
    """Bring both sides together: by proportion, then a step beside the guess; by halves where they are close."""
    _, need = needed(pulled.situation, pulled.cell, asked)
    at_low, at_high = pulled.reached(asked, low)[1], pulled.reached(asked, high)[1]
    sides = _Sides(low, high, at_low, at_high, np.zeros(len(low), dtype=np.int64))
    turn, live = 0, np.flatnonzero(high - low > 1)
    while len(live):
        some, step = asked.of(live), sides.step(live)
        near = (high - low)[live] <= 2 * step
        middle = (low + (high - low) // 2)[live]
        guess = sides.between(live, np.where(near | (turn % 8 >= 6), middle, sides.guess(live, need)))
        fine, exact = pulled.reached(some, guess)
        sides.place(live, guess, fine, exact)
        if not near.all():
            beside = sides.between(live, guess + np.where(fine, -step, step))
            sides.place(live, beside, *pulled.reached(some, beside))
        live = np.flatnonzero(high - low > 1)
        turn += 1
    return high


def needed(situation: Situation, cell: Cell, asked: Questions) -> tuple[Ints, Ints]:
    """The total that reaches the cut when nobody else moves, and the least exact sum that is rounded to it."""
    standing = situation.standing
    if not standing.scheme.grading.shares:
        return asked.line, least_exact(asked.line, standing.unit)
    ordered = np.sort(standing.total[cell.rows])[::-1]
    last = np.clip(asked.places, 1, len(ordered)) - 1
    total: Ints = ordered[last] + (standing.scheme.grading.ties == "worse")
    return total, least_exact(total, standing.unit)
