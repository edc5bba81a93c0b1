"""`python -m benchmarks.fragility`: weight draws for every grade beside one evaluation of the same firms.

The aim: 1,000 draws of 150 thousand firms in at most 60 times the evaluation.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.alongside import alternate
from benchmarks.facts import YEAR, write_facts
from benchmarks.memory import own_peak
from benchmarks.per_mu import OURS, Limits, result_of, run, shipped_plan
from zhixing.kernel.engine import Engine
from zhixing.kernel.evaluation import fragility, guards_tree

_SCHEME = "zhejiang-frame"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run in turn and print the ratio."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fragility", description=__doc__)
    parser.add_argument("--firms", type=int, default=150_000)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args(arguments)
    plan, limits = shipped_plan(), Limits(asked.threads)
    scheme = plan.schemes[_SCHEME]
    with tempfile.TemporaryDirectory(prefix="zhixing-bench-") as scratch:
        folder = Path(scratch)
        facts = write_facts(plan, asked.firms, 2018, folder)
        run(OURS, facts, folder, limits)
        rows = pq.read_table(result_of(folder, OURS))
        with Engine(threads=asked.threads) as engine:
            engine.register("enterprise-year", facts.firms)
            engine.register("enterprise-marks", facts.marks)
            held = engine.table(guards_tree(plan, scheme, YEAR))

        def drawn() -> None:
            fragility(plan, scheme, rows, draws=asked.draws, seed=1, held=held, threads=asked.threads)

        timings = alternate(
            {"evaluation": partial(run, OURS, facts, folder, limits), "fragility": drawn}, asked.rounds
        )
    ratio = timings.ratio("fragility", "evaluation")
    processor = timings.processor_ratio("fragility", "evaluation")
    print(
        f"{rows.num_rows} of {asked.firms} firms, {asked.draws} draws, {asked.threads} threads, {asked.rounds} rounds"
    )
    print(
        f"fragility ÷ evaluation: {ratio}; processor {processor}; peak {own_peak() >> 20} MiB with the facts"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
