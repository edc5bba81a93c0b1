"""The loop through data: what registers know on a day, as rows that any dataset takes in like a file received.

The rows say where they come from, so that "why?" leads from a figure of a run to the entry and the act behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa

from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.facts import arrow_type
from zhixing.kernel.plan import Column, CompiledPlan, Dataset, Feed, Register
from zhixing.kernel.registers.acts import Stored
from zhixing.kernel.registers.counting import Count
from zhixing.kernel.registers.entries import Entry, as_of

_NAMED = 12
"""Entries named in the source of a figure; the rest are counted."""


def count_rows(dataset: Dataset, found: Iterable[Count]) -> pa.Table:
    """Figures of indicators in the contract of the dataset of counts."""
    wanted = {column.id: column for column in dataset.columns}
    rows = [
        {
            "indicator": one.indicator, "place": one.place, "period": one.period.text, "scope": one.scope,
            "value": _rounded(one.value, wanted["value"].decimals), "unit": one.unit, "source": _source(one),
        }
        for one in found
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, pa.schema([(n, arrow_type(wanted[n])) for n in _COUNT_COLUMNS]))


_COUNT_COLUMNS = ("indicator", "place", "period", "scope", "value", "unit", "source")


def _rounded(value: Fraction, decimals: int) -> Decimal:
    """To the decimals of the contract, halves away from zero."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return as_decimal(Fraction(whole if value >= 0 else -whole, 10**decimals)).quantize(
        Decimal(1).scaleb(-decimals)
    )


def _source(one: Count) -> str:
    named = "、".join(one.entries[:_NAMED])
    more = len(one.entries) - _NAMED
    return f"台账 {named}" + (f" 等 {len(one.entries)} 条" if more > 0 else "") if named else "台账，无"


def fed_rows(
    plan: CompiledPlan,
    entries: Mapping[str, Sequence[Entry]],
    dataset: Dataset,
    day: date,
    known_on: date | None = None,
) -> pa.Table:
    """Rows of one dataset from all registers that feed it, as entries stand on the day; in the order of their keys.

    Two entries that give the same row give it once.
    """
    rows: dict[tuple[str, ...], dict[str, Stored]] = {}
    columns = {column.id: column for column in dataset.columns}
    for register in plan.registers.values():
        for feed in (feed for feed in register.feeds if feed.dataset == dataset.id):
            for entry in entries.get(register.id, ()):
                standing = as_of(entry, day, known_on)
                if standing is not None and standing.state in feed.states:
                    row = _row(register, feed, columns, standing, day)
                    rows[tuple(str(row.get(name)) for name in dataset.key)] = row
    named = sorted({name for row in rows.values() for name in row}, key=list(columns).index)
    ordered = [rows[key] for key in sorted(rows)]
    return pa.table({n: pa.array([_text(row.get(n)) for row in ordered], pa.string()) for n in named})


def _row(
    register: Register, feed: Feed, columns: Mapping[str, Column], entry: Entry, day: date
) -> dict[str, Stored]:
    row: dict[str, Stored] = {**feed.fixed}
    for column, field in feed.columns.items():
        row[column] = entry.values.get(field)
    year = next((c.id for c in columns.values() if c.type == "year"), None)
    if year is not None and year not in row:
        row[year] = day.year
    return row


def _text(value: Stored) -> str | None:
    return None if value is None else str(value)
