"""Totals of a grading cell under many variants at once, their ranks and the grades they keep.

A variant is a row of factors for each group. Totals are whole numbers, rounded as the scheme rounds them, so that equals
stay equal and no rank depends on the order of a sum. Variants are taken in blocks: memory is bounded by the block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhixing.kernel.evaluation.fragility.draws import ONE
from zhixing.kernel.evaluation.heads import bars
from zhixing.kernel.evaluation.standing import Cell, Indices, Standing
from zhixing.kernel.evaluation.whole import Ints, Wholes, rounded

BLOCK = 1 << 21
"""Totals held at once."""

Ranks = NDArray[np.int32]
Points = Mapping[int, Wholes]
"""For each group (its position) of a cell: points, one row for each of its items, one column for each member."""


@dataclass(frozen=True)
class Members:
    """The members of a cell by group: positions within the cell."""

    cell: Cell
    by_group: Mapping[int, Indices]


def members_of(standing: Standing, cell: Cell) -> Members:
    """Who of a cell is in which group."""
    group = standing.group[cell.rows]
    return Members(cell, {int(one): np.flatnonzero(group == one) for one in np.unique(group)})


def stored_points(standing: Standing, members: Members) -> Points:
    """Points as stored."""
    found = {}
    for group, positions in members.by_group.items():
        rows = members.cell.rows[positions]
        criteria = standing.scheme.criteria[standing.groups[group]]
        found[group] = np.stack([standing.points[criterion.indicator][rows] for criterion in criteria])
    return found


def totals(
    standing: Standing, members: Members, points: Points, factors: Mapping[int, Ints], *, block: int = BLOCK
) -> Iterator[Wholes]:
    """Totals under every variant, a block of variants at a time: one row for each variant, one column for each member.

    Args:
        factors: for each group, one row for each variant.
    """
    cell = members.cell
    adjustment = standing.adjustment[cell.rows]
    count = len(next(iter(factors.values())))
    kind = _kind(points, factors, adjustment)
    step = max(1, block // len(cell.rows))
    for start in range(0, count, step):
        some = slice(start, min(start + step, count))
        summed: Wholes = np.empty((some.stop - start, len(cell.rows)), dtype=kind)
        for group, positions in members.by_group.items():
            summed[:, positions] = factors[group][some].astype(kind) @ points[group].astype(kind)
        summed += adjustment.astype(kind) * ONE
        yield rounded(summed, ONE * standing.unit)


def _kind(points: Points, factors: Mapping[int, Ints], adjustment: Ints) -> type:
    """64 bits where no sum can outgrow them, else Python's whole numbers: the same totals, only slower."""
    most = max(
        sum(int(abs(row).max()) for row in rows) * int(abs(factors[group]).max() or 1)
        for group, rows in points.items()
    )
    return np.int64 if 2 * (most + int(abs(adjustment).max()) * ONE) < 1 << 61 else object


def ordered_ranks(found: Wholes) -> tuple[Wholes, Ranks]:
    """For each row: its totals best first, and each member's rank (equals share the better one)."""
    order = np.argsort(-found, axis=1, kind="stable" if found.dtype == object else None)
    ordered = np.take_along_axis(found, order, axis=1)
    first = np.zeros(found.shape, dtype=np.int32)
    first[:, 1:] = np.where(
        ordered[:, 1:] != ordered[:, :-1], np.arange(1, found.shape[1], dtype=np.int32), 0
    )
    ranks: Ranks = np.empty(found.shape, dtype=np.int32)
    np.put_along_axis(ranks, order, np.maximum.accumulate(first, axis=1) + np.int32(1), axis=1)
    return ordered, ranks


def branch_counts(standing: Standing, cell: Cell, found: Wholes, ordered: Wholes) -> Ints:
    """How often each member's total falls in each branch of the cut; one column for each branch, the rest last."""
    at = bars(standing.scheme, ordered, cell.of)
    passed = [(found >= at[:, [branch]]).sum(axis=0) for branch in range(at.shape[1])]
    upto = np.stack([*passed, np.full(found.shape[1], len(found))], axis=1).astype(np.int64)
    return np.diff(upto, axis=1, prepend=0)


def grade_counts(standing: Standing, cell: Cell, counts: Ints) -> Ints:
    """How often each member ends with each grade, guards included; one column for each grade."""
    position, _ = standing.guards
    final = standing.final[position[cell.rows]]
    found = np.zeros((len(counts), len(standing.scheme.grading.grades)), dtype=np.int64)
    members = np.arange(len(counts))
    for branch in range(counts.shape[1]):
        found[members, final[:, branch]] += counts[:, branch]
    return found


class Extremes:
    """The k least and the k greatest of a stream of rows, column by column; exact, and bounded by a few k rows."""

    def __init__(self, keep: int) -> None:
        self.keep = keep
        self._least: list[Ranks] = []
        self._greatest: list[Ranks] = []
        self._waiting = 0

    def take(self, rows: Ranks) -> None:
        """Look at more rows."""
        self._least.append(rows)
        self._greatest.append(rows)
        self._waiting += len(rows)
        if self._waiting > self.keep:
            self._sift()

    def _sift(self) -> None:
        least, greatest = np.concatenate(self._least), np.concatenate(self._greatest)
        keep = min(self.keep, len(least))
        self._least = [np.partition(least, keep - 1, axis=0)[:keep]]
        self._greatest = [np.partition(greatest, len(greatest) - keep, axis=0)[-keep:]]
        self._waiting = 0

    def bounds(self) -> tuple[Ranks, Ranks]:
        """The k-th least and the k-th greatest of each column."""
        self._sift()
        return self._least[0].max(axis=0), self._greatest[0].min(axis=0)
