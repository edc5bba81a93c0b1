"""Cycles: the days on which targets are looked at."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zhixing.kernel.plan import Cycle

_MONTHS = {"quarter": (3, 6, 9, 12), "half-year": (6, 12), "year": (12,)}


@dataclass(frozen=True)
class Look:
    """A day targets are looked at, and the cycles that end on it, the weakest first."""

    day: date
    cycles: tuple[str, ...]

    @property
    def cycle(self) -> str:
        """The strongest cycle that ends on the day; empty for a day that somebody asked for."""
        return self.cycles[-1] if self.cycles else ""


def ends_of(every: str, first: date, last: date) -> Iterator[date]:
    """Every end of a quarter, half-year or year from `first` to `last`, both included."""
    for year in range(first.year, last.year + 1):
        for month in _MONTHS[every]:
            end = date(year, month, monthrange(year, month)[1])
            if first <= end <= last:
                yield end


def looks_until(cycles: Sequence[Cycle], first: date, as_of: date) -> tuple[Look, ...]:
    """The days from `first` on on which a cycle ends, in order, and `as_of` as the last.

    >>> yearly = Cycle(id="yearly", title="", clause="1", every="year")
    >>> [str(look.day) for look in looks_until([yearly], date(2020, 1, 1), date(2021, 6, 30))]
    ['2020-12-31', '2021-06-30']
    """
    found: dict[date, list[str]] = {as_of: []}
    for cycle in cycles:
        days = ends_of(cycle.every, first, as_of) if cycle.every else [cycle.on] if cycle.on else []
        for day in days:
            if first <= day <= as_of:
                found.setdefault(day, []).append(cycle.id)
    return tuple(Look(day, tuple(found[day])) for day in sorted(found))
