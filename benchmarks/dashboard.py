"""`python -m benchmarks.dashboard`: a dashboard's question over five years, a hundred places and a hundred indicators.

Everything cold: a new lake object reads its receipts, a new session opens, nothing is built beforehand. Beside it the same
answer by SQL written by hand on the same files, and the floor: the files read and filtered, whatever was said later.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median, quantiles

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from benchmarks.alongside import alternate
from benchmarks.per_mu import shipped_plan
from zhixing.kernel.engine import Engine, Tree, and_, case, col, compare, func, in_, lit, named
from zhixing.kernel.facts import Lake, load_file, snapshot
from zhixing.kernel.plan import CompiledPlan

DATASET, SCOPE = "place-figures", "规上工业"
YEARS = range(2018, 2023)
KNOWN_ON = date(2023, 12, 31)
_OFFICES = 8
_BY_HAND = Path(__file__).with_name("dashboard_by_hand.sql").read_text(encoding="utf-8")
OURS, HAND, FLOOR = "ours", "by hand", "floor"


@dataclass(frozen=True)
class Question:
    """What the dashboard asks: as columns of the figures known, in SQL by hand, and as a tree over the snapshot."""

    name: str
    by_hand: str
    tree: Callable[[exp.Query], exp.Select]


def places_of(plan: CompiledPlan) -> tuple[list[str], list[str]]:
    """The cities, and the counties of 2018."""
    found = plan.places.values()
    cities = [place.id for place in found if place.level == "prefecture"]
    counties = [place.id for place in found if place.level == "county" and place.valid.since is None]
    return cities, counties


def indicators_of(plan: CompiledPlan, count: int) -> list[str]:
    """So many indicators of the plan."""
    return list(plan.indicators)[:count]


def fill(plan: CompiledPlan, folder: Path, indicators: int, seed: int) -> Lake:
    """A lake as offices fill it: eight files a year, and a file of corrections that says a twentieth again."""
    lake = Lake(folder / "lake")
    rng = np.random.default_rng(seed)
    cities, counties = places_of(plan)
    names = indicators_of(plan, indicators)
    for year in YEARS:
        rows = [(name, place, year) for name in names for place in (*cities, *counties)]
        for office in range(_OFFICES):
            mine = [row for row in rows if names.index(row[0]) % _OFFICES == office]
            _load(plan, lake, folder, f"{year}-{office}", mine, rng, date(year + 1, 2, 20))
        again = [rows[at] for at in sorted(rng.choice(len(rows), len(rows) // 20, replace=False))]
        _load(plan, lake, folder, f"{year}-again", again, rng, date(year + 1, 7, 10))
    return lake


def _load(
    plan: CompiledPlan, lake: Lake, folder: Path, name: str, rows: Sequence[tuple[str, str, int]],
    rng: np.random.Generator, known_on: date,
) -> None:  # fmt: skip
    drawn = [Decimal(int(x)).scaleb(-2) for x in rng.integers(1, 10**7, len(rows))]
    table = pa.table(
        {
            "indicator": [row[0] for row in rows], "place": [row[1] for row in rows],
            "period": [str(row[2]) for row in rows], "scope": [SCOPE] * len(rows),
            "value": pa.array(drawn, pa.decimal128(18, 8)), "unit": ["家"] * len(rows),
            "source": ["合成"] * len(rows),
        }
    )  # fmt: skip
    file = folder / f"{DATASET}-{name}.parquet"
    pq.write_table(table, file)
    load_file(plan, lake, file, dataset=DATASET, known_on=known_on)


def questions(plan: CompiledPlan) -> tuple[Question, ...]:
    """Everything; counties added up to their cities; the card of one place."""
    cities, counties = places_of(plan)
    inside = {city: [c for c in counties if plan.places[c].parent == city] for city in cities}
    branches = " ".join(f"WHEN place IN ({_listed(below)}) THEN '{city}'" for city, below in inside.items())

    def whole(said: exp.Query) -> exp.Select:
        columns = ("indicator", "place", "period", "value")
        return _ordered(_known(said).select(*map(col, columns)), ("indicator", "place", "period"))

    def by_city(said: exp.Query) -> exp.Select:
        city = case([(in_(col("place"), below), lit(one)) for one, below in inside.items()])
        kept = _known(said).where(in_(col("place"), counties))
        keys = [col("indicator"), named(city, "city"), col("period")]
        by = [exp.Literal.number(str(at)) for at in (1, 2, 3)]
        summed = kept.select(*keys, named(func("SUM", col("value")), "value")).group_by(*by)
        return _ordered(summed, ("indicator", "city", "period"))

    def card(said: exp.Query) -> exp.Select:
        kept = _known(said).where(compare(col("place"), "=", lit(counties[0])))
        return _ordered(kept.select(col("indicator"), col("period"), col("value")), ("indicator", "period"))

    return (
        Question("every figure", "SELECT indicator, place, period, value FROM known ORDER BY 1, 2, 3", whole),
        Question(
            "counties added up to cities",
            f"SELECT indicator, CASE {branches} END AS city, period, SUM(value) AS value FROM known "
            f"WHERE place IN ({_listed(counties)}) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            by_city,
        ),
        Question(
            "the card of one place",
            f"SELECT indicator, period, value FROM known WHERE place = '{counties[0]}' ORDER BY 1, 2",
            card,
        ),
    )


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


def _known(said: exp.Query) -> exp.Select:
    years: list[Tree] = [
        compare(col("period"), ">=", lit(str(YEARS[0]))), compare(col("period"), "<=", lit(str(YEARS[-1]))),
        compare(col("scope"), "=", lit(SCOPE)),
    ]  # fmt: skip
    return exp.Select().from_(said.subquery("said")).where(and_(*years))


def _ordered(select: exp.Select, keys: Sequence[str]) -> exp.Select:
    return select.order_by(*(exp.Ordered(this=col(key), nulls_first=False) for key in keys))


def ours(plan: CompiledPlan, root: Path, question: Question, threads: int) -> pa.Table:
    """From nothing to the answer by the room of facts and the engine."""
    taken = snapshot(plan, Lake(root), DATASET, KNOWN_ON)
    with Engine(threads=threads) as engine:
        taken.register(engine)
        return engine.table(question.tree(taken.tree))


def by_hand(root: Path, question: Question, threads: int) -> pa.Table:
    """From nothing to the answer by hand; the files of the dataset are taken as they lie."""
    return _asked(root, f"{_BY_HAND}{question.by_hand}", threads)


def floor(root: Path, question: Question, threads: int) -> pa.Table:
    """The files read, filtered and ordered, every figure that was ever said."""
    head = _BY_HAND[: _BY_HAND.index(", known AS")]
    return _asked(root, f"{head} SELECT indicator, place, period, value FROM said ORDER BY 1, 2, 3", threads)


def _asked(root: Path, text: str, threads: int) -> pa.Table:
    files = sorted(str(path) for path in (root / DATASET).glob("*.parquet"))
    with duckdb.connect(":memory:", config={"threads": threads}) as connection:
        connection.execute("SET VARIABLE files = ?", [files])
        return connection.sql(text).to_arrow_table()


def require_same(one: pa.Table, other: pa.Table, name: str) -> int:
    """Refuse to time two answers that differ.

    Raises:
        ValueError: they differ.
    """
    if one.num_rows == 0 or one.to_pylist() != other.to_pylist():
        raise ValueError(f"{name}: the answers differ ({one.num_rows} and {other.num_rows} rows)")
    return one.num_rows


def report(name: str, rows: int, wall: Mapping[str, list[float]], ratio: object, processor: object) -> str:
    """One line for one question."""
    shown = "  ".join(
        f"{way} {median(found) * 1000:.0f} ms (p95 {quantiles(found, n=20)[-1] * 1000:.0f})"
        for way, found in wall.items()
    )
    return f"{name}, {rows:,} cells: {shown}; ours ÷ by hand {ratio}, processor {processor}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill a lake, compare the answers, then time them in turn."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dashboard", description=__doc__)
    parser.add_argument("--indicators", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=2018)
    asked = parser.parse_args(arguments)
    plan = shipped_plan()
    with tempfile.TemporaryDirectory(prefix="zhixing-bench-") as scratch:
        lake = fill(plan, Path(scratch), asked.indicators, asked.seed)
        root, threads = lake.root, asked.threads
        print(
            f"{len(lake.receipts(DATASET))} receipts, {asked.rounds} rounds, {threads} threads, cold each time"
        )
        for question in questions(plan):
            try:
                rows = require_same(
                    ours(plan, root, question, threads), by_hand(root, question, threads), question.name
                )
            except ValueError as error:
                print(error, file=sys.stderr)
                return 1
            ways = {
                OURS: lambda q=question: ours(plan, root, q, threads),
                HAND: lambda q=question: by_hand(root, q, threads),
                FLOOR: lambda q=question: floor(root, q, threads),
            }
            timings = alternate(ways, asked.rounds)
            print(
                report(
                    question.name,
                    rows,
                    timings.wall,
                    timings.ratio(OURS, HAND),
                    timings.processor_ratio(OURS, HAND),
                )
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
