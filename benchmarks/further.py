"""`python -m benchmarks.further`: peers of other libraries, and questions of "what if"."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks import peers, per_mu, ranking, what_if
from benchmarks.__main__ import size_of
from benchmarks.alongside import Spread, Timings, alternate
from benchmarks.equality import Unequal, require_equal
from benchmarks.facts import write_facts
from benchmarks.memory import peak

JOBS = ("peers", "ranking", "what-if")
# One matrix for each county and group: beyond this the libraries only take longer, nothing new is learned.
_RANKING_MOST = 100_000


@dataclass(frozen=True)
class Found:
    """One way of one job: median seconds, ratio to what it is measured against, what else is to be said."""

    job: str
    firms: int
    way: str
    seconds: float
    ratio: Spread
    against: str
    note: str = ""


def rows_of(job: str, firms: int, timings: Timings, against: str, notes: dict[str, str]) -> Iterator[Found]:
    """One row for each way."""
    for way, seconds in timings.wall.items():
        yield Found(
            job, firms, way, median(seconds), timings.ratio(way, against), against, notes.get(way, "")
        )


def measure_peers(
    size: int, asked: argparse.Namespace, folder: Path, limits: per_mu.Limits
) -> Iterator[Found]:
    """The whole per-mu evaluation in other libraries; ratios to the SQL by hand."""
    facts = write_facts(per_mu.shipped_plan(), size, asked.seed, folder)
    memory = {way: peak(way, facts, folder, limits) >> 20 for way in peers.ways(facts, folder, limits)}
    ours = per_mu.result_of(folder, per_mu.OURS)
    require_equal(ours, per_mu.result_of(folder, per_mu.BY_HAND))
    notes = {way: f"{peak_} MiB" for way, peak_ in memory.items()}
    for peer in peers.installed():
        apart = peers.require_same_grades(ours, per_mu.result_of(folder, peer))
        notes[peer] += f", totals within {apart:.1g}"
    timings = alternate(peers.ways(facts, folder, limits), asked.rounds)
    yield from rows_of("per-mu evaluation", size, timings, per_mu.BY_HAND, notes)


def measure_ranking(
    size: int, asked: argparse.Namespace, folder: Path, limits: per_mu.Limits
) -> Iterator[Found]:
    """Weighted sum and rank in libraries of decision analysis; ratios to ours."""
    if size > _RANKING_MOST:
        _say(
            f"ranking is not run for {size:,} firms: the libraries take one matrix at a time and only take longer"
        )
        return
    facts = write_facts(per_mu.shipped_plan(), size, asked.seed, folder)
    per_mu.run(per_mu.OURS, facts, folder, limits)
    job = ranking.Ranking(per_mu.result_of(folder, per_mu.OURS), limits)
    for way in job.ways().values():
        way()
    notes = {way: f"{job.require_same(way)} ranks of equals differ" for way in ranking.installed()}
    timings = alternate(job.ways(), asked.rounds)
    yield from rows_of("weighted sum and rank", size, timings, per_mu.OURS, notes)


def measure_what_if(
    size: int, asked: argparse.Namespace, folder: Path, limits: per_mu.Limits
) -> Iterator[Found]:
    """Variants from a warm session; ratios to a whole evaluation of the variant."""
    facts = write_facts(per_mu.shipped_plan(), size, asked.seed, folder)
    for name, timings in what_if.measure(facts, asked.rounds, limits).items():
        yield from rows_of(f"what if: {name}", size, timings, what_if.WHOLE, {})


_MEASURES = {"peers": measure_peers, "ranking": measure_ranking, "what-if": measure_what_if}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; the exit code is 1 where results differ."""
    asked = _parser().parse_args(arguments)
    os.environ.setdefault("POLARS_MAX_THREADS", str(asked.threads))
    limits = per_mu.Limits(asked.threads)
    missing = [
        name
        for name in (*peers.PEERS, *ranking.MODULES)
        if name not in (*peers.installed(), *ranking.installed())
    ]
    if missing:
        _say(f"not installed, so left out: {', '.join(missing)} (pip install -r requirements/bench.txt)")
    with tempfile.TemporaryDirectory(prefix="zhixing-bench-") as scratch:
        folder = asked.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            found = [
                row
                for job in asked.jobs
                for size in asked.sizes
                for row in _MEASURES[job](size, asked, folder, limits)
            ]
        except Unequal as differences:
            _say(f"the results differ, so there is nothing to compare:\n{differences}")
            return 1
    show(found, f"rounds {asked.rounds}, threads {asked.threads}, seed {asked.seed}")
    return 0


def show(found: Sequence[Found], caption: str) -> None:
    """Print the table."""
    table = Table(caption=caption)
    for head in ("job", "firms", "way", "seconds", "ratio", "to", ""):
        table.add_column(head, justify="right" if head in ("firms", "seconds", "ratio") else "left")
    for row in found:
        table.add_row(
            row.job, f"{row.firms:,}", row.way, f"{row.seconds:.2f}", str(row.ratio), row.against, row.note
        )
    Console(width=140).print(table)


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks/run further", description=__doc__)
    parser.add_argument("--jobs", nargs="+", choices=JOBS, default=list(JOBS))
    parser.add_argument("--sizes", nargs="+", type=size_of, default=[100_000], metavar="N")
    parser.add_argument("--rounds", type=int, default=5, help="how often each way is timed (5)")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=2018)
    parser.add_argument("--folder", type=Path, help="keep facts and results here")
    return parser


if __name__ == "__main__":
    sys.exit(main())
