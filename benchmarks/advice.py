"""`python -m benchmarks.advice`: advice for every firm of a county beside the evaluation of that county.

The aim: at most the time of the evaluation. The county is the largest of the benchmark's facts.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.alongside import alternate
from benchmarks.facts import YEAR, write_facts
from benchmarks.per_mu import shipped_plan
from zhixing.kernel.engine import Engine
from zhixing.kernel.evaluation import advise_all, build, guards_tree

_SCHEME = "zhejiang-frame"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run in turn and print the ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.advice", description=__doc__)
    parser.add_argument("--firms", type=int, default=100_000, help="of the province the county is taken from")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args(arguments)
    plan = shipped_plan()
    scheme = plan.schemes[_SCHEME]
    with tempfile.TemporaryDirectory(prefix="zhixing-bench-") as scratch:
        folder = Path(scratch)
        files = write_facts(plan, asked.firms, 2018, folder)
        facts = pq.read_table(files.firms)
        largest = max(pc.value_counts(facts["county"]).to_pylist(), key=lambda pair: pair["counts"])["values"]
        facts = facts.filter(pc.equal(facts["county"], largest))
        result = folder / "county.parquet"

        def evaluated() -> None:
            with Engine(threads=asked.threads) as engine:
                engine.register("enterprise-year", facts)
                engine.register("enterprise-marks", files.marks)
                engine.write(build(plan, scheme, YEAR), result)

        evaluated()
        rows = pq.read_table(result)
        with Engine(threads=asked.threads) as engine:
            engine.register("enterprise-year", facts)
            engine.register("enterprise-marks", files.marks)
            held = engine.table(guards_tree(plan, scheme, YEAR))

        def advised(*, only_next: bool) -> None:
            advise_all(plan, scheme, rows, facts, held=held, only_next=only_next)

        timings = alternate(
            {
                "evaluation": evaluated,
                "every better grade": lambda: advised(only_next=False),
                "the next grade": lambda: advised(only_next=True),
            },
            asked.rounds,
        )
    print(f"{rows.num_rows} firms of a county, {asked.threads} threads, {asked.rounds} rounds")
    for way in ("every better grade", "the next grade"):
        print(
            f"{way} ÷ evaluation: {timings.ratio(way, 'evaluation')}; processor {timings.processor_ratio(way, 'evaluation')}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
