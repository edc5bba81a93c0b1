"""Ranking of places by one figure: blanks are left out, never ranked as zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from zhixing.kernel.monitoring.goals import Direction


@dataclass(frozen=True)
class Ranked:
    """A place with its figure and rank; no figure, no rank."""

    place: str
    value: Fraction | None
    rank: int | None


def rank_places(values: Mapping[str, Fraction | None], direction: Direction = "higher") -> tuple[Ranked, ...]:
    """Places from the best on; equal figures share the better rank; blanks come last, unranked."""
    sign = 1 if direction == "lower" else -1
    known = sorted((sign * value, place) for place, value in values.items() if value is not None)
    better = [value for value, _ in known]
    ranked = [Ranked(place, values[place], better.index(value) + 1) for value, place in known]
    blank = sorted(place for place, value in values.items() if value is None)
    return (*ranked, *(Ranked(place, None, None) for place in blank))
