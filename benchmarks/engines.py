"""`python -m benchmarks.engines`: the per-mu evaluation on DuckDB and on Spark, compared row for row, then timed.

Each engine runs in a process of its own, from the facts to the written result. Needs what Spark needs
(`ZHIXING_SPARK=1 scripts/setup`).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.__main__ import size_of
from benchmarks.equality import Unequal, require_equal
from benchmarks.facts import YEAR, Facts, write_facts
from benchmarks.per_mu import shipped_plan
from zhixing.kernel.engine import Engine, Session, SparkEngine
from zhixing.kernel.evaluation import build

DUCKDB, SPARK = "duckdb", "spark"
_ROOT = Path(__file__).parents[1]
_SCHEME = "zhejiang-frame"


def evaluate(engine: str, master: str, memory: str, facts: Facts, target: Path) -> dict[str, float]:
    """Seconds to open the session, and from the facts to the written result."""
    began = time.perf_counter()
    with _opened(engine, master, memory) as session:
        ready = time.perf_counter()
        plan = shipped_plan()
        session.register("enterprise-year", facts.firms)
        session.register("enterprise-marks", facts.marks)
        session.write(build(plan, plan.schemes[_SCHEME], YEAR), target)
        return {"start": ready - began, "job": time.perf_counter() - ready}


def _opened(engine: str, master: str, memory: str) -> Session:
    return SparkEngine(master, **{"spark.driver.memory": memory}) if engine == SPARK else Engine()


def in_a_process(engine: str, master: str, memory: str, facts: Facts, target: Path) -> dict[str, float]:
    """As `evaluate`, in a new process, with `peak`: the most MiB it and its children held at once."""
    asked = json.dumps([engine, master, memory, str(facts.firms), str(facts.marks), str(target)])
    command = [sys.executable, "-m", "benchmarks.engines", "--one", asked]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        peak = _Peak(process.pid)
        text, _ = process.communicate()
        peak.done.set()
    if process.returncode:
        raise SystemExit(f"{engine} failed")
    return {**json.loads(text.splitlines()[-1]), "peak": peak.kibibytes / 1024}


class _Peak:
    """Looks ten times a second at what a process and its children hold."""

    def __init__(self, process: int) -> None:
        self.kibibytes = 0
        self.done = threading.Event()
        threading.Thread(target=self._watch, args=(process,), daemon=True).start()

    def _watch(self, process: int) -> None:
        while not self.done.wait(0.1):
            self.kibibytes = max(self.kibibytes, sum(map(_resident, _family(process))))


def _family(process: int) -> Iterator[int]:
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))


def _resident(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, compare, print; the exit code is 1 where results differ."""
    asked = _parser().parse_args(arguments)
    if asked.one:
        engine, master, memory, firms, marks, target = json.loads(asked.one)
        print(json.dumps(evaluate(engine, master, memory, Facts(Path(firms), Path(marks)), Path(target))))
        return 0
    with tempfile.TemporaryDirectory(prefix="zhixing-bench-") as scratch:
        facts = write_facts(shipped_plan(), asked.size, asked.seed, Path(scratch))
        results = {engine: Path(scratch) / f"{engine}.parquet" for engine in (DUCKDB, SPARK)}
        found = {
            engine: in_a_process(engine, asked.master, asked.driver_memory, facts, target)
            for engine, target in results.items()
        }
        try:
            rows = require_equal(results[DUCKDB], results[SPARK])
        except Unequal as differences:
            print(f"the results differ:\n{differences}", file=sys.stderr)
            return 1
        same = results[DUCKDB].read_bytes() == results[SPARK].read_bytes()
    bytes_ = "the files are the same bytes" if same else "the files hold the same in other bytes"
    print(f"{rows:,} rows, every column of every row equal; {bytes_}")
    for engine, figures in found.items():
        print(
            f"{engine:7} start {figures['start']:.1f} s, job {figures['job']:.1f} s, {figures['peak']:,.0f} MiB"
        )
    print(
        f"spark ÷ duckdb {found[SPARK]['job'] / found[DUCKDB]['job']:.1f} ({asked.master}, {os.cpu_count()} cores)"
    )
    return 0 if same else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=__doc__)
    parser.add_argument("--size", type=size_of, default=1_000_000, metavar="N")
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--driver-memory", default="4g")
    parser.add_argument("--seed", type=int, default=2018)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
