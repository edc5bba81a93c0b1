"""Whether two results are the same: a ratio between unlike results says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq


class Unequal(Exception):
    """Two ways to do one job gave unlike results; every difference is named."""


def require_equal(one: Path, other: Path) -> int:
    """Compare two Parquet files, every column of every row in its place; give the number of rows.

    Numbers are equal when all their bits are: no tolerance.

    Raises:
        Unequal: names, types, number of rows or any value differ.
    """
    found = list(_differences(one, other))
    if found:
        raise Unequal("\n".join(found))
    return int(pq.ParquetFile(one).metadata.num_rows)


def _differences(one: Path, other: Path) -> Iterator[str]:
    left, right = pq.ParquetFile(one), pq.ParquetFile(other)
    types = [[(field.name, str(field.type)) for field in file.schema_arrow] for file in (left, right)]
    if types[0] != types[1]:
        yield f"columns differ: {sorted(set(types[0]) ^ set(types[1]))}"
        return
    if left.metadata.num_rows != right.metadata.num_rows:
        yield f"rows differ: {left.metadata.num_rows} and {right.metadata.num_rows}"
        return
    for name, _ in types[0]:
        ours = left.read(columns=[name]).column(0).combine_chunks()
        theirs = right.read(columns=[name]).column(0).combine_chunks()
        if not ours.equals(theirs):
            both_null = pc.and_(pc.is_null(ours), pc.is_null(theirs))
            same = pc.or_(pc.fill_null(pc.equal(ours, theirs), False), both_null)
            row = same.index(False).as_py()
            count = len(same) - pc.sum(same).as_py()
            yield f"{name}: {count} values differ, first in row {row}: {ours[row]} and {theirs[row]}"
