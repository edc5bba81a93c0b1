"""The cut of a scheme in whole numbers: how many places each grade closes, and the least total that has one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from zhixing.kernel.evaluation.whole import Wholes
from zhixing.kernel.plan import Scheme, cumulated_shares

NO_BAR = -(1 << 62)
"""Every total passes."""
NO_PLACE = 1 << 62
"""No total passes."""


@dataclass(frozen=True)
class Branch:
    """One grade of the cut, best first: the cumulated share and count that close it, or the line that opens it."""

    grade: str
    share: Fraction | None = None
    count: int = 0
    line: Fraction | None = None


def branches_of(scheme: Scheme) -> tuple[tuple[Branch, ...], str]:
    """The branches in the order they are asked, and the grade of the rest."""
    grading = scheme.grading
    if not grading.shares:
        lines = sorted(grading.lines, key=lambda line: -line.from_points)
        return tuple(Branch(at.grade, line=at.from_points) for at in lines), grading.rest or ""
    rest = grading.rest or grading.shares[-1].grade
    found = [
        Branch(share.grade, share=cumulated, count=counted)
        for share, cumulated, counted in cumulated_shares(grading)
        if counted or cumulated < 100 or share.grade != rest
    ]
    return tuple(found), rest


def places_of(branch: Branch, of: int, rounding: str) -> int:
    """How many positions a cumulated share closes among `of`, rounded as declared (the cut's own rule)."""
    assert branch.share is not None
    exact = of * branch.share / 100
    if rounding == "nearest":
        return branch.count + int((2 * exact + 1) // 2)
    return branch.count + (int(-((-exact) // 1)) if rounding == "ceiling" else int(exact // 1))


def bar_at(places: int, others: Wholes, ties: str) -> int:
    """The least total (in units) that has one of so many places beside `others`, sorted best first.

    With `better`, equals share the better grade: as good as the last place is enough. With `worse` they share the
    worse one: it takes one unit more.
    """
    if places <= 0:
        return NO_PLACE
    if places > len(others):
        return NO_BAR
    return int(others[places - 1]) + (ties == "worse")


def line_at(line: Fraction, decimals: int) -> int:
    """The least total, in units of 10^-decimals, that is not below a line."""
    return int(-((-line * 10**decimals) // 1))


def bars(scheme: Scheme, ordered: Wholes, of: int) -> Wholes:
    """For rows of totals sorted best first: the least total of each branch, one column for each.

    Everybody is among the sorted here, also who asks; so with `worse` the bar is one unit above the first that has
    no place.
    """
    grading = scheme.grading
    count = ordered.shape[1]
    found = []
    for branch in branches_of(scheme)[0]:
        if branch.line is not None:
            at = np.full(len(ordered), line_at(branch.line, scheme.rounding.total), dtype=ordered.dtype)
        else:
            places = places_of(branch, of, grading.rounding)
            at = _bar_column(ordered, places, count, worse=grading.ties == "worse")
        found.append(at)
    return np.stack(found, axis=1) if found else np.empty((len(ordered), 0), dtype=ordered.dtype)


def _bar_column(ordered: Wholes, places: int, count: int, *, worse: bool) -> Wholes:
    if places <= 0:
        return np.full(len(ordered), NO_PLACE, dtype=ordered.dtype)
    if places > count or (worse and places == count):
        return np.full(len(ordered), NO_BAR, dtype=ordered.dtype)
    return ordered[:, places] + 1 if worse else ordered[:, places - 1]
