"""Weighted sum and rank within every county and group: the one part that libraries of decision analysis do too.

The points of an evaluated population lie in memory. Ours adds them up exactly and ranks in the engine; a library is given
one matrix for each county and group. A rank may differ only where totals are equal: sums of floats split some ties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sqlglot import exp

from benchmarks.alongside import Way
from benchmarks.equality import Unequal
from benchmarks.per_mu import OURS, Limits
from zhixing.kernel.engine import Engine, Tree, col, func, lit, named, plus, table, window

SCIKIT_CRITERIA, PYMCDM = "scikit-criteria", "pymcdm"
MODULES = {SCIKIT_CRITERIA: "skcriteria", PYMCDM: "pymcdm"}
Floats = NDArray[np.float64]
Rank = Callable[[Floats, Floats], Any]


@dataclass(frozen=True)
class Cell:
    """Those who are ranked together: their rows, shares of the weights, weights."""

    rows: NDArray[np.int64]
    shares: Floats
    weights: Floats


class Ranking:
    """The job and what each way found last."""

    def __init__(self, result: Path, limits: Limits) -> None:
        rows = pq.read_table(result)
        rows = rows.filter(pc.is_valid(rows["total"]))
        self._scores = [name for name in rows.column_names if name.startswith("score_")]
        self._points = rows.select(["county", "group", *self._scores]).append_column(
            "row", pa.array(np.arange(rows.num_rows))
        )
        self._limits = limits
        self._cells = list(self._cut(rows))
        self.rows = rows.num_rows
        self.found: dict[str, NDArray[np.int64]] = {}
        self.totals = np.zeros(self.rows)

    def ways(self) -> Mapping[str, Way]:
        """Ours and every library that is installed."""
        found: dict[str, Way] = {OURS: self._ours}
        if SCIKIT_CRITERIA in installed():
            found[SCIKIT_CRITERIA] = lambda: self._theirs(SCIKIT_CRITERIA, _scikit_criteria())
        if PYMCDM in installed():
            found[PYMCDM] = lambda: self._theirs(PYMCDM, _pymcdm())
        return found

    def require_same(self, way: str) -> int:
        """Compare the ranks of a way with ours; give the number of ties that its sums split.

        Raises:
            Unequal: a rank differs though nobody has the same total.
        """
        apart = np.flatnonzero(self.found[way] != self.found[OURS])
        tied = self.tied()
        if not tied[apart].all():
            raise Unequal(
                f"rank: {int((~tied[apart]).sum())} ranks of {way} differ where no totals are equal"
            )
        return len(apart)

    def tied(self) -> NDArray[np.bool_]:
        """Who has the same total as somebody ranked with them."""
        tied = np.zeros(self.rows, dtype=bool)
        for cell in self._cells:
            totals = np.rint(self.totals[cell.rows] * 1e6)
            _, position, count = np.unique(totals, return_inverse=True, return_counts=True)
            tied[cell.rows] = count[position] > 1
        return tied

    def _cut(self, rows: pa.Table) -> Iterator[Cell]:
        keys = np.array(
            [f"{a} {b}" for a, b in zip(*(rows[n].to_pylist() for n in ("county", "group")), strict=True)]
        )
        points = np.column_stack(
            [rows[n].cast(pa.float64()).fill_null(-1.0).to_numpy() for n in self._scores]
        )
        order = np.argsort(keys, kind="stable")
        for part in np.split(order, np.flatnonzero(keys[order][1:] != keys[order][:-1]) + 1):
            mine = points[part][:, (points[part] >= 0).all(axis=0)]
            weights = np.maximum(mine.max(axis=0), 1.0)
            yield Cell(part, mine / weights * weights.sum(), weights / weights.sum())

    def _ours(self) -> None:
        total = named(plus(*(func("COALESCE", col(name), lit(0)) for name in self._scores)), "total")
        summed = exp.select("*", total).from_(table("points"))
        order: list[tuple[Tree, bool]] = [(col("total"), True)]
        rank = named(window(func("RANK"), [col("county"), col("group")], order), "rank")
        ranked = (
            exp.select(col("row"), col("total"), rank).from_(summed.subquery("summed")).order_by(col("row"))
        )
        with Engine(threads=self._limits.threads, memory_limit=self._limits.memory) as engine:
            engine.register("points", self._points)
            result = engine.table(ranked)
        self.found[OURS] = result["rank"].to_numpy()
        self.totals = result["total"].cast(pa.float64()).to_numpy()

    def _theirs(self, way: str, rank: Rank) -> None:
        ranks = np.zeros(self.rows, dtype=np.int64)
        for cell in self._cells:
            theirs = np.asarray(rank(cell.shares, cell.weights))
            # Whatever equals get (a dense or a mean rank): the best place among them, as in ours.
            ranks[cell.rows] = np.searchsorted(np.sort(theirs), theirs) + 1
        self.found[way] = ranks


def installed() -> tuple[str, ...]:
    """Libraries that can be imported here."""
    return tuple(name for name, module in MODULES.items() if find_spec(module) is not None)


def _scikit_criteria() -> Rank:
    from skcriteria import mkdm  # noqa: PLC0415
    from skcriteria.agg.simple import WeightedSumModel  # noqa: PLC0415

    model = WeightedSumModel()
    return lambda shares, weights: model.evaluate(mkdm(shares, [max] * len(weights), weights=weights)).rank_


def _pymcdm() -> Rank:
    from pymcdm.methods import WSM  # noqa: PLC0415

    # Its check of the matrix compares every firm with every other, and weights must add to one for it.
    model = WSM(normalization_function=lambda column, cost: column)
    return lambda shares, weights: model.rank(model(shares, weights, np.ones(len(weights)), validation=False))
