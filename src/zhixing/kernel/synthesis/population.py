"""The panel of firms: who exists in which year, how large, what never changes about them.

A firm's place in the size order comes from a lasting draw and a slow walk; its revenue is what the
year's distribution has at that place. So totals, counts and tails are those of the year, while firms
rise, fall and cross the line between below and above scale.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from zhixing.kernel.synthesis.chance import (
    UNIT,
    Flags,
    Ints,
    Purpose,
    exp,
    happens,
    normal,
    spread,
    stream,
)
from zhixing.kernel.synthesis.geography import SPLIT_PARTS, cell_bounds, code_bounds
from zhixing.kernel.synthesis.models import Calibration, Province
from zhixing.kernel.synthesis.sizes import head_counts, pieces, ranked_revenue

CENTS = 100


@dataclass(frozen=True)
class Firms:
    """What lasts: one entry for each firm that ever exists. `code` indexes the list of all codes."""

    county: Ints
    trade: Ints
    code: Ints
    split: Ints
    born: Ints
    size: Ints

    def __len__(self) -> int:
        return len(self.county)


@dataclass(frozen=True)
class Roster:
    """The firms of one year: `members` index `Firms`; `revenue` in log units, `cents` in 1/100 万元."""

    year: int
    members: Ints
    revenue: Ints
    cents: Ints
    above: Flags


@dataclass(frozen=True)
class Panel:
    """All firms, and the roster of each year."""

    firms: Firms
    rosters: dict[int, Roster]
    codes: tuple[str, ...]


@dataclass
class _State:
    firms: list[Firms] = field(default_factory=list)
    members: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    walk: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    count: int = 0


def populate(
    calibration: Calibration, years: list[int], seed: int, scale: Decimal, tell: Callable[[int], None]
) -> Panel:
    """Let firms be born, grow, shrink and die from the first to the last of `years`."""
    maker = _Maker(calibration, seed)
    province, state = calibration.province, _State()
    rosters: dict[int, Roster] = {}
    for year in years:
        wanted = sum(head_counts(province, year, scale))
        if state.count:
            _walk(state, province, seed, year)
            _bury(state, province, rosters[year - 1], seed, wanted)
        _bear(state, maker, year, wanted - len(state.members))
        rosters[year] = _roster(state, province, year, scale)
        tell(year)
    return Panel(_joined(state.firms), rosters, maker.codes)


class _Maker:
    """Draws firms: county, industry, code and lasting size."""

    def __init__(self, calibration: Calibration, seed: int) -> None:
        self._seed = seed
        self._cells = cell_bounds(calibration)
        self._codes = code_bounds(calibration)
        self._width = len(calibration.industries.trades)
        levels = [trade.level.size for trade in calibration.industries.trades]
        self._level = np.array([int(level * UNIT) for level in levels], dtype=np.int64)
        self._deviation = calibration.province.spreads.size.firm
        behaviour = calibration.province.behaviour
        self._newborn = int(behaviour.newborn_size.value * UNIT)
        self._newborn_deviation = self._deviation * behaviour.newborn_spread.value
        self.codes = tuple(code for codes, _ in self._codes for code in codes)

    def make(self, year: int, count: int, first: bool) -> Firms:
        """`count` firms born in `year`; the `first` ones are older and not small."""
        rng = stream(self._seed, Purpose.CELLS, year)
        cell = np.searchsorted(self._cells, rng.integers(0, int(self._cells[-1]), count), side="right")
        county, trade = cell // self._width, cell % self._width
        draws = normal(stream(self._seed, Purpose.FIRMS, year), count)
        deviation = self._deviation if first else self._newborn_deviation
        size = spread(draws, deviation) + self._level[trade] + (0 if first else self._newborn)
        split = rng.integers(0, SPLIT_PARTS, count)
        born = np.full(count, year, dtype=np.int64)
        return Firms(county, trade, self._code(rng, trade), split, born, size)

    def _code(self, rng: np.random.Generator, trade: Ints) -> Ints:
        draw = rng.integers(0, 10**9, len(trade))
        found, offset = np.zeros(len(trade), dtype=np.int64), 0
        for index, (codes, bounds) in enumerate(self._codes):
            members = np.flatnonzero(trade == index)
            scaled = draw[members] * bounds[-1] // 10**9
            found[members] = offset + np.searchsorted(bounds, scaled, side="right")
            offset += len(codes)
        return found


def _walk(state: _State, province: Province, seed: int, year: int) -> None:
    steps = normal(stream(seed, Purpose.WALK, year), len(state.members))
    kept = int(province.behaviour.persistence.value * 1000)
    state.walk = state.walk * kept // 1000 + spread(steps, province.spreads.size.year)


def _bury(state: _State, province: Province, before: Roster, seed: int, wanted: int) -> None:
    rng, count = stream(seed, Purpose.LIVES, before.year), len(state.members)
    above = happens(rng, count, province.behaviour.deaths_above.value)
    below = happens(rng, count, province.behaviour.deaths_below.value)
    alive = np.flatnonzero(~np.where(before.above, above, below))[:wanted]
    state.members, state.walk = state.members[alive], state.walk[alive]


def _bear(state: _State, maker: _Maker, year: int, count: int) -> None:
    state.firms.append(maker.make(year, count, first=state.count == 0))
    state.members = np.concatenate([state.members, np.arange(state.count, state.count + count)])
    state.walk = np.concatenate([state.walk, np.zeros(count, dtype=np.int64)])
    state.count += count


def _roster(state: _State, province: Province, year: int, scale: Decimal) -> Roster:
    size = np.concatenate([firms.size for firms in state.firms])[state.members] + state.walk
    order = np.lexsort((state.members, -size))
    parts = pieces(province, year, scale)
    revenue = np.zeros(len(state.members), dtype=np.int64)
    revenue[order] = ranked_revenue(parts)
    above = np.zeros(len(state.members), dtype=np.bool_)
    above[order[: parts[0].count + parts[1].count]] = True
    cents = np.rint(exp(revenue) * CENTS).astype(np.int64)
    line = int(province.line.value * CENTS)
    cents = np.where(above, np.maximum(cents, line), np.minimum(cents, line - 1))
    return Roster(year, state.members, revenue, cents, above)


def _joined(parts: list[Firms]) -> Firms:
    names = ("county", "trade", "code", "split", "born", "size")
    return Firms(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
