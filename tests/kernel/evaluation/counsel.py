"""A result with its facts and guards, as advice and fragility take them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from tests.kernel.support import table_of

from zhixing.kernel.engine import Engine
from zhixing.kernel.evaluation import build, guards_tree
from zhixing.kernel.plan import CompiledPlan, Scheme

_TREES: dict[tuple[str, str, int], tuple[Any, Any]] = {}


@dataclass(frozen=True)
class Given:
    """A computed result and what it was computed from."""

    scheme: Scheme
    rows: pa.Table
    facts: pa.Table
    held: pa.Table

    @property
    def grades(self) -> dict[str, str]:
        """Grades by enterprise."""
        pairs = zip(self.rows["enterprise"].to_pylist(), self.rows["grade"].to_pylist(), strict=True)
        return {name: grade for name, grade in pairs if grade}


def given(
    plan: CompiledPlan, scheme: Scheme | str, year: int, firms: Iterable[Mapping[str, Any]],
    marks: Iterable[Mapping[str, Any]] = (), *, threads: int = 1,
) -> Given:  # fmt: skip
    """Evaluate firms given as mappings; `county` and `year` are filled in."""
    chosen = plan.schemes[scheme] if isinstance(scheme, str) else scheme
    county = chosen.place if plan.places[chosen.place].level == "county" else "330102"
    rows = [
        {"county": county, "industry": "1711", "above_scale": True, **firm, "year": year} for firm in firms
    ]
    key = (plan.fingerprint, chosen.model_dump_json(), year)
    if key not in _TREES:
        _TREES[key] = (build(plan, chosen, year), guards_tree(plan, chosen, year))
    facts = table_of(plan, "enterprise-year", rows)
    with Engine(threads=threads) as engine:
        engine.register("enterprise-year", facts)
        engine.register(
            "enterprise-marks", table_of(plan, "enterprise-marks", [{"year": year, **m} for m in marks])
        )
        result, held = (engine.table(tree) for tree in _TREES[key])
    return Given(chosen, result, facts, held)


def grades_apart(
    plan: CompiledPlan, scheme: Scheme, year: int, populations: Sequence[Sequence[Mapping[str, Any]]]
) -> list[dict[str, str]]:
    """Grades by enterprise of several populations, evaluated in one go and kept apart."""
    county = scheme.place if plan.places[scheme.place].level == "county" else "330102"
    rows = [
        {"county": county, "industry": "1711", "above_scale": True, **firm, "year": year}
        for firms in populations
        for firm in firms
    ]
    which = [str(number) for number, firms in enumerate(populations) for _ in firms]
    facts = table_of(plan, "enterprise-year", rows).append_column("variant", pa.array(which, pa.string()))
    key = (plan.fingerprint, scheme.model_dump_json(), -year)
    if key not in _TREES:
        _TREES[key] = (build(plan, scheme, year, apart="variant"), None)
    with Engine(threads=1) as engine:
        engine.register("enterprise-year", facts)
        engine.register("enterprise-marks", table_of(plan, "enterprise-marks", []))
        found = engine.table(_TREES[key][0]).select(["variant", "enterprise", "grade"]).to_pylist()
    grades: list[dict[str, str]] = [{} for _ in populations]
    for row in found:
        if row["grade"]:
            grades[int(row["variant"])][row["enterprise"]] = row["grade"]
    return grades
