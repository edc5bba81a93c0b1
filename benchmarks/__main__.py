"""`python -m benchmarks`: run the benchmarks and print what they found."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import per_mu
from benchmarks.alongside import alternate
from benchmarks.equality import Unequal, require_equal
from benchmarks.facts import write_facts
from benchmarks.memory import peak
from benchmarks.report import Row, as_json, row_of, show

_UNITS = {"k": 1_000, "m": 1_000_000}


def size_of(text: str) -> int:
    """A number of firms written as 2500, 100k or 1m."""
    factor = _UNITS.get(text[-1:].lower(), 1)
    return int(text if factor == 1 else text[:-1]) * factor


def measure(size: int, rounds: int, seed: int, folder: Path, limits: per_mu.Limits) -> Row:
    """Do the job every way, once to compare the results and to warm up, then in turn for the clock.

    Raises:
        Unequal: the evaluation and the SQL by hand give unlike results.
    """
    facts = write_facts(per_mu.shipped_plan(), size, seed, folder)
    memory = {way: peak(way, facts, folder, limits) for way in per_mu.WAYS}
    rows = require_equal(per_mu.result_of(folder, per_mu.OURS), per_mu.result_of(folder, per_mu.BY_HAND))
    timings = alternate(per_mu.ways(facts, folder, limits), rounds)
    return row_of(per_mu.NAME, size, rows, timings, memory)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; the exit code is 1 where results differ."""
    asked = _parser().parse_args(arguments)
    limits = per_mu.Limits(asked.threads, asked.memory_limit)
    conditions = {
        "rounds": asked.rounds, "threads": asked.threads, "memory limit": asked.memory_limit or "none", "seed": asked.seed,
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="zhixing-bench-") as scratch:
        folder = asked.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            rows = [measure(size, asked.rounds, asked.seed, folder, limits) for size in asked.sizes]
        except Unequal as differences:
            print(f"the results differ, so there is nothing to compare:\n{differences}", file=sys.stderr)
            return 1
    if asked.json:
        print(as_json(rows, conditions))
    else:
        show(rows, conditions)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=size_of, default=[100_000, 1_000_000], metavar="N")
    parser.add_argument("--rounds", type=int, default=5, help="how often each way is timed (5)")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--memory-limit", metavar="SIZE", help="of the engine, such as 6GB")
    parser.add_argument("--seed", type=int, default=2018)
    parser.add_argument(
        "--folder", type=Path, help="keep facts and results here; facts found here are used again"
    )
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
