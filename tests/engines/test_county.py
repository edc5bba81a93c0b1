"""Twenty thousand firms, hard on an evaluation, on both engines: the same bytes, so the same in every row."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from benchmarks.facts import YEAR, Facts, write_facts
from sqlglot import exp
from tests.engines.conftest import Opening, spark

from zhixing.kernel.engine import (
    Engine,
    Session,
    col,
    exact_mean,
    fixed,
    func,
    lit,
    named,
    over,
    percentile,
    query,
    table,
)
from zhixing.kernel.evaluation import build, check_result
from zhixing.kernel.indicators import PLACES, rollup
from zhixing.kernel.measures import Proposals
from zhixing.kernel.plan import CompiledPlan

FIRMS = 20_000
SCHEME = "zhejiang-frame"
Results = dict[str, Path]


@pytest.fixture(scope="module")
def facts(plan: CompiledPlan, tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return write_facts(plan, FIRMS, 20180507, tmp_path_factory.mktemp("facts"))


@pytest.fixture(scope="module")
def computed(
    plan: CompiledPlan, facts: Facts, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Opening], Results]:
    def on(opening: Opening) -> Results:
        return _computed(plan, facts, opening, tmp_path_factory.mktemp("results"))

    return on


def _computed(plan: CompiledPlan, facts: Facts, opening: Opening, folder: Path) -> Results:
    """Evaluation, roll-up, proposed measures, and quantiles of values that are no round numbers."""
    with opening(2) as session:
        _register(session, plan, facts)
        trees = {
            "evaluation": build(plan, plan.schemes[SCHEME], YEAR),
            "indicators": rollup(plan, "enterprise-year", YEAR),
            "statistics": _statistics(),
        }
        paths = {name: folder / f"{name}.parquet" for name in (*trees, "measures")}
        for name, tree in trees.items():
            session.write(tree, paths[name])
        session.register("graded", paths["evaluation"])
        assert list(check_result(session, plan, plan.schemes[SCHEME], "graded")) == []
        proposals = Proposals(plan, session, lambda scheme, year: "graded" if scheme == SCHEME else None)
        proposed = proposals.of(plan.measures["land-use-tax-relief"], YEAR)
        assert proposed is not None
        session.write(proposed, paths["measures"])
    return paths


def _register(session: Session, plan: CompiledPlan, facts: Facts) -> None:
    session.register("raw", facts.firms)
    session.create("enterprise-year", exp.select(exp.Star()).from_(table("raw")))
    session.register("enterprise-marks", facts.marks)
    places = [
        {"place": place.id, "level": place.level, "prefecture": place.parent, "province": "330000"}
        for place in plan.places.values()
        if place.level == "county"
    ]
    session.register(PLACES, pa.Table.from_pylist(places))


def _statistics() -> exp.Query:
    """Values of 1 ÷ 3 kind: the last bit of an interpolation shows."""
    ratio = named(over(col("tax"), lit(7)), "x")
    rows = exp.select(col("county"), ratio).from_(table("enterprise-year"))
    shares = [named(fixed(percentile(col("x"), Decimal(q) / 10), 8), f"q{q}") for q in (1, 2, 5, 9)]
    means = [named(exact_mean(col("x"), places), f"mean{places}") for places in (2, 6)]
    last = exp.select(col("county"), *shares, *means, named(func("COUNT", col("x")), "n")).from_(
        table("rows")
    )
    return query([("rows", rows)], last.group_by(col("county")).order_by(col("county")))


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.usefixtures("running")
def test_both_engines_write_the_same_bytes(computed: Callable[[Opening], Results]) -> None:
    one, other = computed(Engine), computed(spark)
    for name, path in one.items():
        left, right = pq.read_table(path), pq.read_table(other[name])
        assert left.schema.equals(right.schema), name
        unlike = [column for column in left.column_names if not left[column].equals(right[column])]
        assert unlike == [], name
        assert path.read_bytes() == other[name].read_bytes(), name


def test_the_set_is_worth_comparing(computed: Callable[[Opening], Results]) -> None:
    """Every grade, firms moved by a veto, capped, floored, missing and without a base occur in it."""
    rows = pq.read_table(computed(Engine)["evaluation"])
    assert rows.num_rows > FIRMS * 0.85
    assert set(rows["grade"].to_pylist()) == {"A", "B", "C", "D", None}
    assert len(set(rows["moved_by"].to_pylist())) > 1
    assert len(set(rows["how_tax_per_mu"].to_pylist())) >= 4
