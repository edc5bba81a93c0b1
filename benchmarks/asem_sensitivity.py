"""`python -m benchmarks.asem_sensitivity`: the sensitivity design published with COINr, on the same 51 × 49 figures.

Four assumptions: how many outlying values are pulled in at most (1 to 5), min-max to 1..100 or z-scores around 10, noise of
25 % on the weights of the two middle levels (100 replications), arithmetic or geometric mean. N = 100 gives 600 whole
indices; the outcome is the mean absolute change of rank against the index as written. Design and estimator are SALib's.

COINr 1.1.14 takes 194 s for it on a two-core machine (quoted, not run here). Its figures are read from a folder beside
the checkout and are not part of the project; without them the program says so.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zhixing.kernel.engine import Engine
from zhixing.kernel.evaluation import composites_of, prepare, ranks_of
from zhixing.kernel.plan import CompiledPlan, Criterion, Scheme, compile_plan

QUOTED_SECONDS = 194.0
CHOICES = ("winmax", "normalisation", "weights", "aggregation")
_HERE = Path(__file__).resolve().parents[1]
_PLAN = _HERE / "tests" / "vectors" / "plans" / "asem-pipeline"
_FIGURES = _HERE.parent / "shared" / "vectors" / "asem_coinr"
_DENOMINATORS = ("Area", "Energy", "GDP", "Population")
_COUNTRIES = 51
_MOST = 5
_REPLICATIONS = 100
_NOISE = 0.25
Floats = NDArray[np.float64]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the design several times and print the seconds, the ratio to the quoted figure and the order of the factors."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.asem_sensitivity", description=__doc__)
    parser.add_argument("--figures", type=Path, default=_FIGURES, help="folder of COINr's tables")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--samples", type=int, default=128, help="a power of two; 128 gives 768 indices")
    asked = parser.parse_args(arguments)
    if not asked.figures.is_dir():
        print(f"no figures at {asked.figures}: give --figures")
        return 2
    compiled = compile_plan(_PLAN).plan
    assert compiled is not None
    facts = facts_of(compiled, asked.figures)
    seconds, found = [], {}
    for _ in range(asked.rounds):
        started = time.perf_counter()
        found = sensitivity(compiled, facts, asked.samples, seed=2018)
        seconds.append(time.perf_counter() - started)
    runs = asked.samples * (len(CHOICES) + 2)
    each = [one / runs for one in seconds]
    quoted = QUOTED_SECONDS / 600
    print(f"{runs} indices: {median(seconds):.2f} s ({min(seconds):.2f}–{max(seconds):.2f})")
    print(
        f"for each index, COINr 1.1.14 as quoted ÷ ours: {quoted / median(each):.0f} "
        f"({quoted / max(each):.0f}–{quoted / min(each):.0f})"
    )
    for name, (first, total) in sorted(found.items(), key=lambda pair: -pair[1][1]):
        print(f"  {name:14} first {first:6.3f}  total {total:6.3f}")
    return 0


def facts_of(plan: CompiledPlan, figures: Path) -> pa.Table:
    """The raw figures in the contract of the plan's dataset."""
    rows: list[dict[str, Any]] = []
    with (figures / "asem_iData.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            given = {
                f"given_{name.lower()}": None if text in ("", "NA") else Decimal(text)
                for name, text in row.items()
                if name and f"given_{name.lower()}" in {c.id for c in plan.datasets["country-year"].columns}
            }
            rows.append({"country": row["uCode"], "year": 2018, "region": row["EurAsia_group"], **given})
    types = {"amount": pa.decimal128(38, 12), "year": pa.int32(), "count": pa.int64()}
    fields = []
    for column in plan.datasets["country-year"].columns:
        kind = types.get(column.type, pa.string())
        if column.type == "amount":
            kind = pa.decimal128(38, column.decimals)
        fields.append(pa.field(column.id, kind))
    places = {
        c.id: Decimal(1).scaleb(-c.decimals)
        for c in plan.datasets["country-year"].columns
        if c.type == "amount"
    }
    for row in rows:
        for name, value in row.items():
            if isinstance(value, Decimal):
                row[name] = value.quantize(places[name])
    return pa.Table.from_pylist(rows, pa.schema(fields))


def sensitivity(
    plan: CompiledPlan, facts: pa.Table, samples: int, seed: int
) -> dict[str, tuple[float, float]]:
    """First-order and total index of every choice on the mean absolute change of rank."""
    from SALib.analyze import sobol as estimator  # noqa: PLC0415
    from SALib.sample import sobol as design  # noqa: PLC0415

    problem = {"num_vars": len(CHOICES), "names": list(CHOICES), "bounds": [[0.0, 1.0]] * len(CHOICES)}
    sampled = design.sample(problem, samples, calc_second_order=False, seed=seed)
    outcome = _Design(plan, facts, seed).outcomes(sampled)
    indices = estimator.analyze(problem, outcome, calc_second_order=False, num_resamples=20, seed=seed)
    return {name: (float(indices["S1"][at]), float(indices["ST"][at])) for at, name in enumerate(CHOICES)}


class _Design:
    """The ten normalised tables of the design, computed by the evaluation, and the indices put together from them."""

    def __init__(self, plan: CompiledPlan, facts: pa.Table, seed: int) -> None:
        scheme = plan.schemes["connectivity"]
        self._composites = {}
        with Engine(threads=2) as engine:
            engine.register("country-year", facts)
            prepared = prepare(engine, plan, scheme, 2018)
            for most in range(1, _MOST + 1):
                variant = _pulled_in(scheme, most)
                found = composites_of(plan, variant, prepared.evaluate(variant))["all"]
                self._composites[most, False] = found
                self._composites[most, True] = replace(found, shares=_z_scores(found.shares))
        nodes = self._composites[1, False].nodes
        generator = np.random.default_rng(seed)
        self._noise = np.ones((_REPLICATIONS, len(nodes)))
        pillars = [at for at, name in enumerate(nodes) if name.startswith("pillar:")]
        self._noise[:, pillars] = 1 + _NOISE * generator.uniform(-1, 1, (_REPLICATIONS, len(pillars)))
        written = self._composites[_MOST, False].totals(np.ones((1, len(nodes))))
        self._written = ranks_of(written)[0]

    def outcomes(self, sampled: Floats) -> Floats:
        """Mean absolute change of rank of every row of the design."""
        most = np.minimum((sampled[:, 0] * _MOST).astype(int), _MOST - 1) + 1
        z_score, geometric = sampled[:, 1] >= 0.5, sampled[:, 3] >= 0.5
        noise = np.minimum((sampled[:, 2] * _REPLICATIONS).astype(int), _REPLICATIONS - 1)
        found = np.empty(len(sampled))
        for (pulled, scored), composite in self._composites.items():
            for mean in (False, True):
                mine = np.flatnonzero((most == pulled) & (z_score == scored) & (geometric == mean))
                if len(mine):
                    totals = composite.totals(self._noise[noise[mine]], "geometric" if mean else "arithmetic")
                    found[mine] = np.abs(ranks_of(totals) - self._written).mean(axis=1)
        return found


def _pulled_in(scheme: Scheme, most: int) -> Scheme:
    """The scheme with at most `most` values pulled in at an end, scored from 1 to 100."""
    criteria = {
        group: tuple(_pulled(criterion, most) for criterion in found)
        for group, found in scheme.criteria.items()
    }
    return scheme.model_copy(update={"criteria": criteria})


def _pulled(criterion: Criterion, most: int) -> Criterion:
    changed: dict[str, object] = {"low_share": Fraction(1, 100)}
    for name in ("low_from", "high_from"):
        end = getattr(criterion, name)
        if end is not None and end.quantile is not None:
            changed[name] = end.model_copy(update={"quantile": _nearer(end.quantile, most)})
    return criterion.model_copy(update=changed)


def _z_scores(shares: Floats) -> Floats:
    """Scores around 10 with a deviation of 2; a straight line through the values does not change them."""
    found: Floats = 10 + 2 * (shares - shares.mean(axis=0)) / shares.std(axis=0, ddof=1)
    return found


def _nearer(quantile: Fraction, most: int) -> Fraction:
    """The quantile that pulls in no more than `most` values: k of 51 is k/50 from its end."""
    step = Fraction(1, _COUNTRIES - 1)
    if quantile > Fraction(1, 2):
        return max(quantile, 1 - most * step)
    return min(quantile, most * step)


if __name__ == "__main__":
    sys.exit(main())
