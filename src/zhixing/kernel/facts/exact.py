"""Whole columns of numbers, exactly: scaled whole numbers, and a mask of the cells where that was possible.

A double x is taken as the decimal k / 10^s when k has at most 15 digits and k / 10^s is x or its neighbour;
then k is what `text_of` would print. Everything else is left to the careful path.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhixing.kernel.facts.contract import AMOUNT_WIDTH
from zhixing.kernel.facts.strands import Mask, Places, known
from zhixing.kernel.facts.values import Bounds

_DIGITS = 15
_ROOM = 2**60


@dataclass(frozen=True)
class Scaled:
    """Whole numbers `k` that stand for k / 10^scale where `sure`."""

    k: Places
    sure: Mask


def scaled(array: pa.Array, scale: int) -> Scaled | None:
    """The array as whole numbers at `scale` decimals; None for a kind of array that has no quick way."""
    kind = array.type
    if pa.types.is_float64(kind):
        return _of_doubles(array, scale)
    if pa.types.is_int64(kind):
        return _of_wholes(np.asarray(pc.fill_null(array, 0)), known(array), 0, scale)
    if pa.types.is_decimal128(kind) and kind.precision <= AMOUNT_WIDTH and kind.scale >= 0:
        return _of_wholes(_low_words(array), known(array), kind.scale, scale)
    if pa.types.is_string(kind):
        return _of_texts(array, scale)
    return None


def _of_doubles(array: pa.Array, scale: int) -> Scaled:
    numbers = np.array(array.to_numpy(zero_copy_only=False), dtype=np.float64)
    sure = known(array) & np.isfinite(numbers)
    power = float(10**scale)
    with np.errstate(over="ignore"):
        k = np.rint(np.where(sure, numbers, 0.0) * power)
    sure &= np.abs(k) < float(10**_DIGITS)
    k = np.where(sure, k, 0.0)
    # One unit in the last place is well inside half a unit of the fifteenth digit. Zero has no neighbours.
    near = np.abs(k / power - np.where(sure, numbers, 0.0)) <= np.spacing(np.abs(k / power))
    sure &= near & ((k != 0) | (numbers == 0))
    return Scaled(k.astype(np.int64), sure)


def _of_wholes(numbers: Places, sure: Mask, has: int, scale: int) -> Scaled:
    if has <= scale:
        factor = 10 ** (scale - has)
        limit = 10 ** max(_DIGITS - (scale - has), 0)
        sure = sure & (numbers < limit) & (numbers > -limit)
        return Scaled(np.where(sure, numbers, 0) * factor, sure)
    factor = 10 ** (has - scale)
    whole = numbers // factor
    sure = sure & (whole * factor == numbers) & (np.abs(whole) < 10**_DIGITS)
    return Scaled(np.where(sure, whole, 0), sure)


def _of_texts(array: pa.Array, scale: int) -> Scaled:
    fraction = rf"(\.\d{{1,{scale}}})?" if scale else ""
    plain = pc.match_substring_regex(array, rf"^-?\d{{1,{_DIGITS - scale}}}{fraction}$")
    sure = np.array(pc.fill_null(plain, False).to_numpy(zero_copy_only=False), dtype=bool)
    texts = pc.if_else(pa.array(sure), array, pa.scalar(None, pa.string()))
    return Scaled(_low_words(pc.cast(texts, pa.decimal128(AMOUNT_WIDTH, scale))), sure)


def _low_words(array: pa.Array) -> Places:
    """The whole numbers behind decimals of at most 18 digits: the low halves of their 16 bytes."""
    words = np.frombuffer(array.buffers()[1], dtype=np.int64) if len(array) else np.zeros(0, dtype=np.int64)
    low = words[2 * array.offset : 2 * (array.offset + len(array)) : 2]
    return np.where(known(array), low, 0).astype(np.int64)


@dataclass(frozen=True)
class Converted:
    """Stored whole numbers where `sure`, and where they were rounded."""

    k: Places
    sure: Mask
    rounded: Mask


def convert(source: Scaled, scale: int, factor: Fraction, decimals: int) -> Converted:
    """k / 10^scale times `factor`, as whole numbers at `decimals`, halves away from zero."""
    up, down = factor.numerator * 10**decimals, factor.denominator * 10**scale
    common = gcd(up, down)
    up, down = up // common, down // common
    if up >= _ROOM or down >= _ROOM:
        return Converted(source.k, np.zeros(len(source.k), dtype=bool), np.zeros(len(source.k), dtype=bool))
    sure = source.sure & (np.abs(source.k) < _ROOM // up)
    product = np.where(sure, source.k, 0) * up
    size = np.abs(product)
    whole, rest = size // down, size % down
    whole += rest * 2 >= down if down > 1 else False
    return Converted(np.where(product < 0, -whole, whole), sure, rest != 0)


def within(k: Places, bounds: Bounds) -> Mask:
    """Where stored whole numbers lie inside the bounds."""
    inside: Mask = np.abs(k) < bounds.limit
    power = 10**bounds.decimals
    if bounds.minimum is not None:
        low = -((-bounds.minimum * power).__floor__())
        inside &= k >= max(low, -bounds.limit)
    if bounds.maximum is not None:
        inside &= k <= min((bounds.maximum * power).__floor__(), bounds.limit)
    return inside


def decimals_array(k: Places, sure: Mask, decimals: int) -> pa.Array:
    """Whole numbers as stored decimals; null where not sure."""
    words = np.empty((len(k), 2), dtype=np.int64)
    words[:, 0] = k
    words[:, 1] = k >> 63
    valid = pa.py_buffer(np.packbits(sure, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.decimal128(AMOUNT_WIDTH, decimals), len(k), [valid, pa.py_buffer(words)])
