"""Load one received file: take it as far as the verdict, then keep it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from zhixing.kernel.facts.contract import FactPlan
from zhixing.kernel.facts.lake import Lake
from zhixing.kernel.facts.receipts import Receipt
from zhixing.kernel.facts.taking import take


def load_file(
    plan: FactPlan,
    lake: Lake,
    file: Path,
    *,
    dataset: str | None = None,
    known_on: date,
    received_from: str = "",
    sheet: str | None = None,
) -> Receipt:
    """Load `file` into the lake as known on `known_on`; good rows are accepted, the others come back.

    Raises:
        Refused: the file as a whole cannot be taken; nothing is stored.
    """
    taken = take(
        plan, lake, file, dataset=dataset, known_on=known_on, received_from=received_from, sheet=sheet
    )
    refused = None if taken.write_refused is None else (taken.write_refused, taken.issues)
    return lake.store(taken.receipt, file, taken.rows, refused)
