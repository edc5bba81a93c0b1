"""Time several ways to do one job in turn, A B C A B C, and give ratios: machines differ, their mood does too."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

Way = Callable[[], None]


@dataclass(frozen=True)
class Spread:
    """Median of several figures with the least and the greatest."""

    median: float
    least: float
    greatest: float

    @classmethod
    def of(cls, figures: list[float]) -> Spread:
        """The spread of at least one figure."""
        return cls(median(figures), min(figures), max(figures))

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.least:.2f}–{self.greatest:.2f})"


@dataclass(frozen=True)
class Timings:
    """Seconds of every way in every round: on the wall, and of all processors together."""

    wall: Mapping[str, list[float]]
    processor: Mapping[str, list[float]]

    def ratio(self, one: str, other: str) -> Spread:
        """Wall time of `one` to that of `other`, round by round."""
        return _ratio(self.wall, one, other)

    def processor_ratio(self, one: str, other: str) -> Spread:
        """The same of processor time, which neighbours on the machine disturb less."""
        return _ratio(self.processor, one, other)


def alternate(ways: Mapping[str, Way], rounds: int) -> Timings:
    """Run every way once a round, one after the other, for `rounds` rounds."""
    wall: dict[str, list[float]] = {name: [] for name in ways}
    processor: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            began, worked = time.perf_counter(), time.process_time()
            way()
            wall[name].append(time.perf_counter() - began)
            processor[name].append(time.process_time() - worked)
    return Timings(wall, processor)


def _ratio(seconds: Mapping[str, list[float]], one: str, other: str) -> Spread:
    return Spread.of([a / b for a, b in zip(seconds[one], seconds[other], strict=True)])
