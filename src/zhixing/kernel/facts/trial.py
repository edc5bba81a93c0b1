"""Trial reading: what loading a file would give, with nothing accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from zhixing.foundation.issues import Issue
from zhixing.kernel.facts.contract import FactPlan
from zhixing.kernel.facts.lake import Lake
from zhixing.kernel.facts.receipts import Receipt
from zhixing.kernel.facts.taking import take


@dataclass(frozen=True)
class Examination:
    """The verdict on a file that was not loaded.

    `receipt` is the one that loading would give, without its id and number; its counts, notes and conversions are the
    verdict. `issues` say why rows are refused, `rows` are the accepted rows (with `_row` and `_said`), `refused` the
    others as they came, `refused_workbook` the file that would go back.
    """

    receipt: Receipt
    issues: tuple[Issue, ...]
    rows: pa.Table
    refused: pa.Table
    refused_workbook: Path | None

    @property
    def dataset(self) -> str:
        """The dataset that the file holds."""
        return self.receipt.dataset

    @property
    def sha256(self) -> str:
        """sha256 of the file: the same bytes give the same verdict."""
        return self.receipt.sha256


def examine(
    plan: FactPlan,
    lake: Lake,
    file: Path,
    *,
    dataset: str | None = None,
    known_on: date,
    sheet: str | None = None,
    keep_in: Path,
) -> Examination:
    """Read and judge `file` exactly as `load_file` would, and accept nothing.

    The workbook of refused rows, if there are any, is written into the folder `keep_in` under the file's sha256.

    Raises:
        Refused: the file as a whole cannot be taken.
    """
    taken = take(plan, lake, file, dataset=dataset, known_on=known_on, received_from="", sheet=sheet)
    workbook = None
    if taken.write_refused is not None:
        keep_in.mkdir(parents=True, exist_ok=True)
        workbook = keep_in / f"{taken.receipt.sha256}-{taken.dataset.id}-refused.xlsx"
        taken.write_refused(workbook)
    return Examination(taken.receipt, taken.issues, taken.rows, taken.as_came(), workbook)
