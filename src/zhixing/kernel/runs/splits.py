"""Splits of targets as they were filed: every decision with its day, so that a re-split keeps what was before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow.parquet as pq

from zhixing.foundation.periods import Period
from zhixing.kernel.facts import Lake, Receipt
from zhixing.kernel.monitoring import Split, in_time
from zhixing.kernel.plan import CompiledPlan


def splits_known(plan: CompiledPlan, lake: Lake, as_known_on: date | None = None) -> tuple[Split, ...]:
    """Every split filed by a day (all when None), in the order they became known; those replaced since are there too."""
    dataset = plan.watching.splits_in
    if dataset is None:
        return ()
    receipts = [r for r in lake.receipts(dataset) if as_known_on is None or r.known_on <= as_known_on]
    return tuple(in_time(split for receipt in receipts for split in _of(lake, receipt)))


def split_history(
    plan: CompiledPlan,
    lake: Lake,
    target: str,
    *,
    place: str | None = None,
    year: Period | None = None,
    as_known_on: date | None = None,
) -> tuple[Split, ...]:
    """Every decision on the parts of a target, of one place, of one year or term: what counted when, and why it changed.

    In the order of place, period and time; of each place and period the last one counts.
    """
    found = [
        split
        for split in splits_known(plan, lake, as_known_on)
        if split.target == target
        and place in (None, split.place)
        and (year is None or (year.start, year.end) == (split.period.start, split.period.end))
    ]
    return tuple(sorted(found, key=lambda split: split.key))


def _of(lake: Lake, receipt: Receipt) -> Iterator[Split]:
    if not receipt.counts.accepted:
        return
    rows: list[dict[str, Any]] = pq.read_table(lake.rows_path(receipt)).to_pylist()
    for row in rows:
        weight = row.get("weight")
        yield Split(
            target=row["target"],
            place=row["place"],
            period=Period.parse(row["period"]),
            value=Fraction(row["value"]),
            unit=row["unit"],
            known_on=receipt.known_on,
            reason=row.get("why") or "",
            document=row.get("source") or "",
            weight=Fraction(weight) if isinstance(weight, Decimal) else None,
            order=receipt.sequence,
            receipt=receipt.id,
        )
