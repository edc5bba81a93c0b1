"""Metered electricity and water by quarter, adding up to what the enterprise reported for the year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhixing.kernel.plan import Dataset
from zhixing.kernel.synthesis.chance import Purpose, stream
from zhixing.kernel.synthesis.columns import stored_type, table_of
from zhixing.kernel.synthesis.models import Metering

DATASET = "utility-quarter"
_QUARTERS = 4
_UTILITIES = (("electricity", "1"), ("water", "2"))
_PARTS = 1000


def utility_quarter(
    metering: Metering, dataset: Dataset, yearly: pa.Table, seed: int, label: str
) -> pa.Table:
    """One row for each account and quarter, of the counties that file meter readings; ordered by account.

    An enterprise has one account for each utility it uses. The quarters of an account add up to the year exactly.
    """
    wanted = yearly.filter(pc.is_in(yearly["county"], value_set=pa.array(metering.counties)))
    rows = list(_rows(metering, dataset, wanted.to_pylist(), seed))
    rows.sort(key=lambda row: (row["account"], row["quarter"]))
    columns = {column.id: column for column in dataset.columns}
    made = {
        name: pa.array([row.get(name) for row in rows], stored_type(column))
        for name, column in columns.items()
    }
    return table_of(dataset, made, label)


def _rows(
    metering: Metering, dataset: Dataset, firms: list[dict[str, Any]], seed: int
) -> Iterator[dict[str, Any]]:
    decimals = {column.id: column.decimals for column in dataset.columns}
    rng = stream(seed, Purpose.METERS, metering.year)
    reach = int(metering.uneven.value * _PARTS)
    for number, firm in enumerate(sorted(firms, key=lambda one: str(one["enterprise"])), start=1):
        moves = rng.integers(-reach, reach + 1, (len(_UTILITIES), _QUARTERS))
        for (utility, digit), moved in zip(_UTILITIES, moves.tolist(), strict=True):
            if not firm[utility]:
                continue
            unit = Decimal(1).scaleb(-decimals[utility])
            whole = int(firm[utility] / unit)
            shares = [_PARTS + move for move in moved]
            parts = [whole * share // sum(shares) for share in shares]
            parts[-1] += whole - sum(parts)
            for quarter, part in enumerate(parts, start=1):
                yield {
                    "account": f"{digit}{firm['county']}{number:06d}", "year": metering.year, "quarter": quarter,
                    "enterprise": firm["enterprise"], "county": firm["county"], utility: part * unit,
                }  # fmt: skip
