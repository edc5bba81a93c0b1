"""Bunching: how many totals lie just above and just below the borders of grades, beside the bands next to them.

A border is that of everybody's own cell: half way between the least total of the better grades there and the greatest of
the others, or the stated line. Where neighbours are as full, nothing is bunched. An excess says where to look; it says
nothing about anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

BANDS = 5
"""So many bands on either side of a border, each a fiftieth (2 %) of the border's total wide."""
_FIFTIETH = 50


@dataclass(frozen=True)
class Border:
    """The lower border of a grade: head counts in bands of 2 % around it, from far below to far above.

    `middle` is the median of the cells' borders, `cells` how many cells have one, `next_to` in how many of them the
    enterprise next to the border lies in the band just below and just above it.
    """

    grade: str
    bands: tuple[int, ...]
    middle: Decimal
    cells: int
    next_to: tuple[int, int] = (0, 0)

    @property
    def below(self) -> int:
        """In the band just below."""
        return self.bands[BANDS - 1]

    @property
    def above(self) -> int:
        """In the band just above."""
        return self.bands[BANDS]

    def expected(self, side: str) -> Fraction:
        """What the two next bands of a side (`above` or `below`) hold on average, and a half for every cell.

        A border that is drawn in the middle between two enterprises has one on each side: evenly spread totals give
        half an enterprise more there than elsewhere, in every cell. A stated line gives nothing.
        """
        step = 1 if side == "above" else -1
        first = BANDS if side == "above" else BANDS - 1
        return Fraction(
            self.bands[first + step] + self.bands[first + 2 * step] + self.next_to[side == "above"], 2
        )

    @property
    def excess_above(self) -> Fraction:
        """More just above than the next bands would have; negative where fewer."""
        return self.above - self.expected("above")

    @property
    def excess_below(self) -> Fraction:
        """The same just below."""
        return self.below - self.expected("below")


def borders(
    rows: pa.Table, which: str, grades: Sequence[str], within: Sequence[str], lines: Mapping[str, Decimal]
) -> tuple[Border, ...]:
    """The borders under the plan or the draft (`before`, `after`); a border without two sides in any cell is left out.

    Args:
        within: columns of `rows` whose combinations are graded apart.
        lines: lowest totals that are stated, by grade.
    """
    kept = rows.filter(pc.and_(pc.is_valid(rows[f"total_{which}"]), pc.is_valid(rows[f"grade_cut_{which}"])))
    if not kept.num_rows:
        return ()
    total, scale = _whole(kept[f"total_{which}"])
    cell, count = _cells(kept, within)
    position = np.asarray(
        pc.fill_null(
            pc.index_in(kept[f"grade_cut_{which}"], value_set=pa.array(list(grades))), len(grades)
        ).to_numpy()
    ).astype(np.int64)
    found = []
    for at, grade in enumerate(grades[:-1]):
        twice, nearest = _twice(total, cell, count, position <= at, lines.get(grade), scale)
        own = twice[cell]
        usable = own > 0
        if not usable.any():
            continue
        band = ((2 * total[usable] - own[usable]) * _FIFTIETH) // own[usable]
        near = band[(band >= -BANDS) & (band < BANDS)] + BANDS
        bands = np.bincount(near, minlength=2 * BANDS)
        middle = Decimal(int(np.median(twice[twice > 0]))) / (2 * scale)
        found.append(Border(grade, tuple(map(int, bands)), middle, int((twice > 0).sum()), nearest))
    return tuple(found)


def _whole(column: pa.ChunkedArray) -> tuple[NDArray[np.int64], int]:
    places = column.type.scale if pa.types.is_decimal(column.type) else 0
    raised = pc.multiply(column.cast(pa.decimal128(30, places)), pa.scalar(10**places, pa.decimal128(7, 0)))
    return raised.cast(pa.decimal128(38, 0), safe=False).cast(pa.int64()).to_numpy(), 10**places


def _cells(rows: pa.Table, within: Sequence[str]) -> tuple[NDArray[np.int64], int]:
    """A number for every combination of what the grading is within."""
    code = np.zeros(rows.num_rows, dtype=np.int64)
    for name in within:
        words = rows[name].combine_chunks().dictionary_encode("encode")
        code = code * (len(words.dictionary) + 1) + words.indices.to_numpy(zero_copy_only=False)
    _, packed = np.unique(code, return_inverse=True)
    return packed.astype(np.int64), int(packed.max()) + 1


def _twice(
    total: NDArray[np.int64], cell: NDArray[np.int64], count: int, better: NDArray[np.bool_], line: Decimal | None, scale: int
) -> tuple[NDArray[np.int64], tuple[int, int]]:  # fmt: skip
    """Twice the border of every cell in units of the totals, and how many cells have an enterprise just below and just above.

    0 where a cell has no border or its grades do not follow the totals.
    """
    if line is not None:
        return np.full(count, int(2 * line * scale), dtype=np.int64), (0, 0)
    most, least = np.iinfo(np.int64).max, np.iinfo(np.int64).min
    low, high = np.full(count, most), np.full(count, least)
    np.minimum.at(low, cell[better], total[better])
    np.maximum.at(high, cell[~better], total[~better])
    there = (low < most) & (high > least) & (low >= high)
    twice: NDArray[np.int64] = np.where(there, np.where(there, low, 0) + np.where(there, high, 0), 0)
    usable = twice > 0
    above = (2 * low[usable] - twice[usable]) * _FIFTIETH < twice[usable]
    below = (twice[usable] - 2 * high[usable]) * _FIFTIETH <= twice[usable]
    return twice, (int((below & (high[usable] < low[usable])).sum()), int(above.sum()))


@dataclass(frozen=True)
class Histogram:
    """Head counts of totals in steps of equal width, under the plan and under the draft."""

    start: Decimal
    width: Decimal
    before: tuple[int, ...]
    after: tuple[int, ...]


def histogram(rows: pa.Table, steps: int = 40) -> Histogram | None:
    """Totals of both in the same steps; None where there is no total."""
    sides = []
    for which in ("before", "after"):
        column = pc.drop_null(rows[f"total_{which}"].combine_chunks())
        sides.append(_whole(pa.chunked_array([column])))
    every = np.concatenate([values / scale for values, scale in sides])
    if not len(every):
        return None
    low, high = float(np.floor(every.min())), float(np.ceil(every.max()))
    width = max(1.0, float(np.ceil((high - low) / steps)))
    low = float(np.floor(low / width) * width)
    edges = low + width * np.arange(int((high - low) // width) + 2)
    first, later = (tuple(map(int, np.histogram(values / scale, edges)[0])) for values, scale in sides)
    return Histogram(Decimal(str(low)), Decimal(str(width)), first, later)
