"""Seeded enterprise-year facts of any number of firms, in the contract of the shipped plan.

The figures are made to be hard on an evaluation, not to be likely: heavy tails, refunds (negative tax), zeros, gaps in
every column, firms without land, young firms, firms with several marks. The rows are in no order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from zhixing.kernel.plan import CompiledPlan, Dataset

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

YEAR = 2020
COUNTIES = 90
_CHUNK = 250_000
# Odd and not a multiple of 5: multiplying by it permutes the numbers below any power of ten.
_STRIDE = 6_180_339
_VETO = ("major-accident", "serious-pollution", "serious-dishonesty", "outdated-capacity", "illegal-land")
_OTHER = ("hidden-champion", "single-champion")
_ARROW = {"flag": pa.bool_(), "date": pa.date32(), "year": pa.int32(), "count": pa.int64()}


@dataclass(frozen=True)
class Facts:
    """Where the facts lie."""

    firms: Path
    marks: Path


def write_facts(plan: CompiledPlan, firms: int, seed: int, folder: Path) -> Facts:
    """Write `firms` firms and their marks to `folder`, unless the same facts lie there already."""
    made = Facts(folder / f"firms-{firms}-{seed}.parquet", folder / f"marks-{firms}-{seed}.parquet")
    if made.firms.exists() and made.marks.exists():
        return made
    contract, marks = (
        schema_of(plan.datasets["enterprise-year"]),
        schema_of(plan.datasets["enterprise-marks"]),
    )
    counties = sorted(place.id for place in plan.places.values() if place.level == "county")[:COUNTIES]
    part = made.firms.with_suffix(".part")
    with (
        pq.ParquetWriter(part, contract, compression="zstd", store_decimal_as_integer=True) as firm_file,
        pq.ParquetWriter(made.marks, marks, compression="zstd") as mark_file,
    ):
        for chunk, start in enumerate(range(0, firms, _CHUNK)):
            draw = _Draw(np.random.default_rng([seed, chunk]), min(_CHUNK, firms - start))
            enterprise = _codes(draw, start, firms, counties)
            columns = _columns(draw, enterprise, counties)
            arrays = [_stored(columns.get(field.name, draw.unknown()), field.type) for field in contract]
            firm_file.write_table(pa.table(arrays, schema=contract), row_group_size=122_880)
            mark_file.write_table(_marks(draw, enterprise, marks))
    part.rename(made.firms)
    return made


def schema_of(dataset: Dataset) -> pa.Schema:
    """The stored types of a dataset."""
    return pa.schema(
        (c.id, pa.decimal128(18, c.decimals) if c.type == "amount" else _ARROW.get(c.type, pa.string()))
        for c in dataset.columns
    )


@dataclass(frozen=True)
class _Draw:
    rng: np.random.Generator
    count: int

    def unknown(self) -> Floats:
        """A column that the measured evaluation does not read."""
        return np.full(self.count, np.nan)

    def happens(self, share: float) -> Flags:
        return self.rng.random(self.count) < share

    def tail(self, median: float, spread: float) -> Floats:
        return median * np.exp(spread * self.rng.standard_normal(self.count))

    def with_gaps(self, figures: Floats, *, zero: float, gap: float) -> Floats:
        """Some figures become zero, some become unknown (NaN)."""
        figures = np.where(self.happens(zero), 0.0, figures)
        return np.where(self.happens(gap), np.nan, figures)


Column: TypeAlias = "pa.Array | Floats"


def _codes(draw: _Draw, start: int, firms: int, counties: list[str]) -> pa.Array:
    """Codes in the shape of a credit code, in no order; check characters are left out on purpose (00)."""
    serial = (np.arange(start, start + draw.count, dtype=np.int64) * _STRIDE) % (10 ** len(str(firms)))
    division = pa.array(counties).take(pa.array(draw.rng.integers(0, len(counties), draw.count)))
    digits = pc.utf8_lpad(pc.cast(pa.array(serial), pa.string()), 8, "0")
    return pc.binary_join_element_wise(pa.scalar("91"), division, digits, pa.scalar("00"), "")


def _columns(draw: _Draw, enterprise: pa.Array, counties: list[str]) -> dict[str, Column]:
    above = draw.happens(0.3)
    scale = draw.tail(1.0, 1.3) * np.where(above, 12.0, 1.0)
    found: dict[str, Column] = {
        "enterprise": enterprise,
        "year": pa.array(np.full(draw.count, YEAR, dtype=np.int32)),
        "name": pc.binary_join_element_wise(
            pa.scalar("合成企业"), pc.utf8_slice_codeunits(enterprise, 8, 16), ""
        ),
        "county": _chosen(draw, counties),
        "industry": _chosen(draw, [f"{code}{tail}" for code in range(13, 43) for tail in ("11", "20", "39")]),
        "size": _chosen(draw, ["micro", "small", "medium", "large"]),
        "above_scale": pa.array(above),
    }
    return found | _dates(draw) | _land(draw, scale) | _figures(draw, scale) | _emissions(draw, scale)


def _chosen(draw: _Draw, codes: list[str]) -> pa.Array:
    """One of the codes for each firm; some codes are many times as frequent as others."""
    position = (len(codes) * draw.rng.random(draw.count) ** 1.6).astype(np.int64)
    return pa.array(codes).take(pa.array(position))


def _dates(draw: _Draw) -> dict[str, Column]:
    last = (np.datetime64(f"{YEAR}-12-31") - np.datetime64("1970-01-01")).astype(np.int64)
    registered = last - (14_000 * draw.rng.random(draw.count) ** 0.8).astype(np.int64)
    days = pa.array(registered.astype(np.int32), mask=draw.happens(0.02)).cast(pa.date32())
    return {"registered_on": days, "land_acquired_on": days}


def _land(draw: _Draw, scale: Floats) -> dict[str, Column]:
    registered = draw.tail(6.0, 0.9) * scale**0.7
    rented_out = np.where(draw.happens(0.08), registered * draw.rng.random(draw.count), np.nan)
    return {
        "land_registered": np.where(
            np.isnan(rented_out), draw.with_gaps(registered, zero=0.02, gap=0.1), registered
        ),
        "land_rented_in": np.where(draw.happens(0.15), draw.tail(4.0, 0.8), np.nan),
        "land_rented_out": rented_out,
        "land_untitled": np.where(draw.happens(0.03), draw.tail(1.0, 0.8), np.nan),
    }


def _figures(draw: _Draw, scale: Floats) -> dict[str, Column]:
    added = scale * draw.tail(120.0, 0.6)
    revenue = added * draw.tail(4.0, 0.3)
    refund = np.where(draw.happens(0.03), -0.3, 1.0)
    rd_share = draw.rng.random(draw.count) ** 3 * 0.15
    figures: dict[str, tuple[Floats, float, float]] = {
        "tax": (added * draw.tail(0.15, 0.5) * refund, 0.03, 0.04),
        "land_use_tax": (scale * 2.0, 0.05, 0.1),
        "value_added": (added * np.where(draw.happens(0.01), -0.2, 1.0), 0.01, 0.04),
        "output": (revenue * 1.05, 0.01, 0.04),
        "new_product_output": (revenue * rd_share, 0.4, 0.1),
        "revenue": (revenue, 0.01, 0.04),
        "rd_expense": (revenue * rd_share, 0.5, 0.06),
        "energy": (added * draw.tail(0.8, 1.1), 0.02, 0.06),
        "electricity": (added * draw.tail(0.25, 0.9), 0.02, 0.06),
        "water": (added * draw.tail(6.0, 1.2), 0.05, 0.2),
        "wastewater": (added * draw.tail(3.0, 1.4), 0.2, 0.3),
        "employees": (1 + added / draw.tail(20.0, 0.4), 0.01, 0.03),
    }
    return {name: draw.with_gaps(of, zero=zero, gap=gap) for name, (of, zero, gap) in figures.items()}


def _emissions(draw: _Draw, scale: Floats) -> dict[str, Column]:
    """A third of the firms report no pollutant at all."""
    silent = draw.happens(0.33)
    names = ("cod", "ammonia_nitrogen", "sulphur_dioxide", "nitrogen_oxides")
    reported = {name: draw.with_gaps(scale * draw.tail(0.2, 1.5), zero=0.1, gap=0.2) for name in names}
    return {name: np.where(silent, np.nan, figures) for name, figures in reported.items()}


def _marks(draw: _Draw, enterprise: pa.Array, schema: pa.Schema) -> pa.Table:
    """About one firm in a hundred has a mark, a few have two; some marks veto nothing or are of last year."""
    parts = list(_mark_rows(draw, enterprise))
    rows = {name: pa.concat_arrays([part[name] for part in parts]) for name in parts[0]}
    gap = pa.nulls(len(rows["mark"]), pa.string())
    return pa.table([rows.get(field.name, gap) for field in schema], schema=schema)


def _mark_rows(draw: _Draw, enterprise: pa.Array) -> Iterator[dict[str, pa.Array]]:
    for share, marks, year in ((0.005, _VETO[:3], YEAR), (0.004, _VETO[2:], YEAR - 1), (0.003, _OTHER, YEAR)):
        for mark in marks:
            chosen = enterprise.filter(pa.array(draw.happens(share / len(marks))))
            years = np.full(len(chosen), year, dtype=np.int32)
            yield {
                "enterprise": chosen,
                "year": pa.array(years),
                "mark": pa.array([mark] * len(chosen), pa.string()),
            }


def _stored(column: Column, kind: pa.DataType) -> pa.Array:
    if isinstance(column, pa.Array):
        return column
    unknown = np.isnan(column)
    if unknown.all():
        return pa.nulls(len(column), kind)
    known = np.where(unknown, 0.0, column)
    if pa.types.is_decimal(kind):
        return _decimals(np.rint(known * 10**kind.scale).astype(np.int64), unknown, kind)
    return pa.array(np.floor(known).astype(np.int64), mask=unknown)


def _decimals(scaled: Ints, unknown: Flags, kind: pa.DataType) -> pa.Array:
    """Whole numbers read as decimals of `kind`, without passing through text or Python objects."""
    words = np.empty((len(scaled), 2), dtype="<i8")
    words[:, 0], words[:, 1] = scaled, scaled >> 63
    known = pa.py_buffer(np.packbits(~unknown, bitorder="little").tobytes())
    return pa.Array.from_buffers(kind, len(scaled), [known, pa.py_buffer(words.tobytes())])
