"""Draws and roundings of projects: what a batch shares comes from one stream, what is one project's from its own."""

from __future__ import annotations

from decimal import Decimal

from zhixing.kernel.synthesis.chance import Ints, Purpose, exp, normal, spread, stream
from zhixing.kernel.synthesis.shapes import Figure

FINE = 10**6


class Draws:
    """The random numbers of one batch, in the order they are asked for; those of one project in a stream of its own."""

    def __init__(self, seed: int, year: int, count: int) -> None:
        self._rng, self._count = stream(seed, Purpose.PROJECTS, year), count
        self.days = self._rng.integers(0, 360, count)
        self._own = [stream(seed, Purpose.PROJECTS, year, i + 1) for i in range(count)]

    def below(self, most: int) -> Ints:
        """Whole numbers from nought to below `most`, one for each project."""
        found: Ints = self._rng.integers(0, most, self._count)
        return found

    def spread(self, deviation: Figure) -> Ints:
        """Deviations in log units, one for each project."""
        return spread(normal(self._rng, self._count), deviation.value)

    def happens(self, probability: Figure) -> list[bool]:
        """On which projects it falls."""
        return [draw < int(probability.value * FINE) for draw in self.below(FINE).tolist()]

    def once(self, i: int, probability: Figure) -> bool:
        """Whether it falls on one project this time."""
        return self.pick(i, FINE) < int(probability.value * FINE)

    def pick(self, i: int, most: int) -> int:
        """A whole number from nought to below `most` for one project."""
        return int(self._own[i].integers(0, most))

    def one(self, i: int, deviation: Figure) -> Ints:
        """A deviation in log units for one project."""
        return spread(normal(self._own[i], 1), deviation.value)


def around(draws: Draws, i: int, deviation: Figure) -> float:
    """A factor around one."""
    return float(exp(draws.one(i, deviation))[0])


def rounded(value: float, kept: int) -> Decimal:
    """The value in so many decimals, at least one of its last."""
    step = Decimal(1).scaleb(-kept)
    return max(Decimal(repr(value)).quantize(step), step)


def up(value: Decimal, step: Decimal) -> Decimal:
    """The next step at or above."""
    return value.quantize(step, rounding="ROUND_CEILING")


def down(value: Decimal, step: Decimal) -> Decimal:
    """The next step at or below."""
    return value.quantize(step, rounding="ROUND_FLOOR")


def flag(value: bool) -> str:
    """As offices write it."""
    return "是" if value else "否"
