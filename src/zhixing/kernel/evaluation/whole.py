"""Decimal columns as whole numbers: what is ranked and compared must not depend on the order of a float sum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
# Whole numbers that outgrow 64 bits are Python's own: the same figures, only slower.
Wholes = NDArray[Any]


def whole(column: pa.ChunkedArray | pa.Array, places: int) -> tuple[Ints, Flags]:
    """A column of decimals or whole numbers in units of 10^-places, and what of it is known; unknown is 0."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks else pa.array([], array.type)
    if not pa.types.is_decimal128(array.type) or array.type.scale != places:
        array = array.cast(pa.decimal128(38, places))
    known = np.asarray(array.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
    words = np.frombuffer(array.buffers()[1], dtype="<i8")[2 * array.offset : 2 * (array.offset + len(array))]
    return np.where(known, words[::2], 0).astype(np.int64), known


def rounded(values: Wholes, unit: int) -> Wholes:
    """Whole numbers in units of `unit`, halves away from zero."""
    if unit == 1:
        return values
    negative = values < 0
    upward: Wholes = (2 * abs(values) + unit) // (2 * unit)
    return np.where(negative, -upward, upward) if negative.any() else upward


def texts(column: pa.ChunkedArray | pa.Array) -> NDArray[np.object_]:
    """A column of texts, unknown as None."""
    return np.array(column.to_pylist(), dtype=object)
