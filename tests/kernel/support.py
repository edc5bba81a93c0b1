"""Small tables of enterprises for the tests of the computing rooms, in the contract of the shipped plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pyarrow as pa

from zhixing.kernel.engine import Engine, Session, Tree
from zhixing.kernel.evaluation import build
from zhixing.kernel.plan import CompiledPlan, Dataset

_ARROW = {"flag": pa.bool_(), "date": pa.date32(), "year": pa.int32(), "count": pa.int64()}


Opening = Callable[[int], Session]
_opening: ContextVar[Opening] = ContextVar("opening", default=Engine)


@contextmanager
def computing_on(opening: Opening) -> Iterator[None]:
    """Everything that `opened` opens inside is opened so: the same tests, another engine."""
    token = _opening.set(opening)
    try:
        yield
    finally:
        _opening.reset(token)


def opened(threads: int = 1) -> Session:
    """A session of the engine that is being tested; DuckDB's where nobody says otherwise."""
    return _opening.get()(threads)


def schema_of(dataset: Dataset) -> pa.Schema:
    """The stored types of a dataset."""
    return pa.schema(
        (c.id, pa.decimal128(18, c.decimals) if c.type == "amount" else _ARROW.get(c.type, pa.string()))
        for c in dataset.columns
    )


def table_of(plan: CompiledPlan, dataset: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows with gaps as a table of the dataset."""
    contract = schema_of(plan.datasets[dataset])
    return pa.Table.from_pylist([{name: row.get(name) for name in contract.names} for row in rows], contract)


def evaluate(
    plan: CompiledPlan,
    scheme: str,
    year: int,
    firms: Iterable[Mapping[str, Any]],
    marks: Iterable[Mapping[str, Any]] = (),
    *,
    threads: int = 1,
) -> list[dict[str, Any]]:
    """The result of a scheme over firms given as mappings; `county` and `year` are filled in."""
    chosen = plan.schemes[scheme]
    county = chosen.place if plan.places[chosen.place].level == "county" else "330102"
    rows = [
        {"county": county, "industry": "1711", "above_scale": True, **firm, "year": year} for firm in firms
    ]
    with opened(threads) as engine:
        engine.register("enterprise-year", table_of(plan, "enterprise-year", rows))
        marked = [{"year": year, **mark} for mark in marks]
        engine.register("enterprise-marks", table_of(plan, "enterprise-marks", marked))
        return engine.table(_tree(plan, scheme, year)).to_pylist()


_TREES: dict[tuple[str, str, int], Tree] = {}


def _tree(plan: CompiledPlan, scheme: str, year: int) -> Tree:
    """The tree of an evaluation, built once: the laws ask for the same ones hundreds of times."""
    key = (plan.fingerprint, scheme, year)
    if key not in _TREES:
        _TREES[key] = build(plan, plan.schemes[scheme], year)
    return _TREES[key]
