"""What a benchmark found: one row for each job and size, as a table for people or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.alongside import Spread, Timings
from benchmarks.per_mu import BY_HAND, FLOOR, OURS


@dataclass(frozen=True)
class Row:
    """One job at one size. Seconds are medians; memory is in MiB."""

    job: str
    size: int
    rows: int
    ours: float
    theirs: float
    floor: float
    ratio: Spread
    processor_ratio: Spread
    floor_ratio: Spread
    ours_memory: int
    theirs_memory: int
    floor_memory: int


def row_of(job: str, size: int, rows: int, timings: Timings, memory: Mapping[str, int]) -> Row:
    """A row from the timings of all rounds and the peaks of memory in bytes."""
    seconds = {way: median(found) for way, found in timings.wall.items()}
    mebibytes = {way: peak >> 20 for way, peak in memory.items()}
    return Row(
        job, size, rows, seconds[OURS], seconds[BY_HAND], seconds[FLOOR],
        timings.ratio(OURS, BY_HAND), timings.processor_ratio(OURS, BY_HAND), timings.ratio(FLOOR, BY_HAND),
        mebibytes[OURS], mebibytes[BY_HAND], mebibytes[FLOOR],
    )  # fmt: skip


def as_json(rows: Sequence[Row], conditions: Mapping[str, object]) -> str:
    """Everything, with the conditions of the call."""
    return json.dumps({"conditions": dict(conditions), "rows": [asdict(row) for row in rows]}, indent=2)


def show(rows: Sequence[Row], conditions: Mapping[str, object]) -> None:
    """Print the table."""
    console = Console(width=140)
    table = Table(caption=", ".join(f"{name} {value}" for name, value in conditions.items()))
    heads = (
        "job", "firms", "ours s", "by hand s", "floor s", "ours ÷ by hand", "same, processor", "floor ÷ by hand",
        "MiB ours / by hand / floor",
    )  # fmt: skip
    for head in heads:
        table.add_column(head, justify="left" if head == "job" else "right")
    for row in rows:
        memory = f"{row.ours_memory} / {row.theirs_memory} / {row.floor_memory}"
        table.add_row(
            row.job, f"{row.size:,}", f"{row.ours:.2f}", f"{row.theirs:.2f}", f"{row.floor:.2f}",
            str(row.ratio), str(row.processor_ratio), str(row.floor_ratio), memory,
        )  # fmt: skip
    console.print(table)
