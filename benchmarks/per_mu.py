"""The per-mu evaluation of a province: by the compiled plan, by hand in SQL on the same engine, and the mere floor.

All three read the same Parquet files and write one Parquet file with the same settings, in a new session each time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import duckdb

from benchmarks.alongside import Way
from benchmarks.facts import YEAR, Facts
from zhixing.kernel.engine import Engine
from zhixing.kernel.evaluation import build
from zhixing.kernel.plan import CompiledPlan, require_plan

NAME = "per-mu evaluation"
OURS, BY_HAND, FLOOR = "ours", "by hand", "floor"
WAYS = (OURS, BY_HAND, FLOOR)
_HERE = Path(__file__).parent
_PLAN = _HERE.parent / "plans" / "zhejiang-2018"
_SCHEME = "zhejiang-frame"
_WRITTEN = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"


@dataclass(frozen=True)
class Limits:
    """What every way may use."""

    threads: int
    memory: str | None = None


@cache
def shipped_plan() -> CompiledPlan:
    """The plan, compiled once; compiling it is not part of the job."""
    return require_plan(_PLAN)


def result_of(folder: Path, way: str) -> Path:
    """Where a way writes its result."""
    return folder / f"{way.replace(' ', '-')}.parquet"


def ways(facts: Facts, folder: Path, limits: Limits) -> Mapping[str, Way]:
    """The ways to do the job, by name."""
    return {way: partial(run, way, facts, folder, limits) for way in WAYS}


def run(way: str, facts: Facts, folder: Path, limits: Limits) -> None:
    """Do the job one way, from the facts to the written result."""
    target = result_of(folder, way)
    if way == OURS:
        _ours(facts, target, limits)
    else:
        text = (_HERE / ("per_mu_by_hand.sql" if way == BY_HAND else "per_mu_floor.sql")).read_text("utf-8")
        _sql(text, facts, target, limits)


def _ours(facts: Facts, target: Path, limits: Limits) -> None:
    plan = shipped_plan()
    with Engine(threads=limits.threads, memory_limit=limits.memory) as engine:
        engine.register("enterprise-year", facts.firms)
        engine.register("enterprise-marks", facts.marks)
        engine.write(build(plan, plan.schemes[_SCHEME], YEAR), target)


def _sql(text: str, facts: Facts, target: Path, limits: Limits) -> None:
    with tempfile.TemporaryDirectory() as spill:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": limits.threads,
            "temp_directory": spill,
        }
        if limits.memory:
            settings["memory_limit"] = limits.memory
        with duckdb.connect(":memory:", config=settings) as connection:
            for name, path in (("firms", facts.firms), ("marks", facts.marks)):
                connection.read_parquet(str(path)).create_view(name)
            connection.execute(f"COPY ({text}) TO '{target}' ({_WRITTEN})")
