"""Watching the targets in a run: readings from facts, then where every target stands, day after day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from zhixing.kernel.engine import Session
from zhixing.kernel.monitoring import Light, assess_all, to_table
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs.readings import readings_of
from zhixing.kernel.runs.request import Request


def watch(plan: CompiledPlan, engine: Session, request: Request, folder: Path) -> None:
    """Write where targets stood at the end of each earlier year, then on the day asked for.

    Each light knows the last. The computed indicators are read from `folder`, where the results go too.
    """
    readings = readings_of(plan, engine, folder)
    previous: dict[tuple[str, str], Light] = {}
    for year in (y for y in request.years if date(y, 12, 31) < request.as_of):
        before = assess_all(plan, readings, date(year, 12, 31), previous=previous)
        _write(to_table(before), folder / f"targets-{year}.parquet")
        previous = {(one.target, one.place): one.light for one in before}
    last = assess_all(plan, readings, request.as_of, previous=previous)
    _write(to_table(last), folder / "targets.parquet")


def _write(result: pa.Table, path: Path) -> None:
    pq.write_table(result, path, compression="zstd")
