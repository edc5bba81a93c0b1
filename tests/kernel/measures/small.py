"""Measures of a few firms in the tiny plan, each test with the measures it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from tests.kernel.plan import tiny
from tests.kernel.support import opened, table_of

from zhixing.kernel.measures import Proposals
from zhixing.kernel.plan import CompiledPlan, compile_plan

D = Decimal
YEAR = 2021
HEAD = """\
    title: 措施
    clause: "1.1"
    basis: {document: 试〔2020〕2号, valid_from: 2020-01-01, valid_to: 2022-12-31}
    dataset: firm-year
    unit: 万元
    decimals: 2
"""
Firms = Mapping[str, tuple[Any, ...]]


def measures_of(
    folder: Path, *texts: str, stackings: str = "", parameters: str = "", region: str = '"330000"',
    changed: Mapping[str, str] = {},
) -> CompiledPlan:  # fmt: skip
    """The tiny plan with these measures (each the keys after the common head), named `m1`, `m2`, ...; and other files changed."""
    common = f"{HEAD}    region: {region}\n"
    listed = "".join(f"  - id: m{number}\n{common}{text}" for number, text in enumerate(texts, start=1))
    files: dict[str, str | bytes | None] = {**tiny.FILES, **changed, "measures/relief.yaml": None}
    files["cases/all.yaml"] = "cases: []\n"
    files["measures/all.yaml"] = f"measures:\n{listed}" + (f"stackings:\n{stackings}" if stackings else "")
    if parameters:
        files["parameters/lines.yaml"] = tiny.FILES["parameters/lines.yaml"] + parameters
    made = folder / f"plan-{len(list(folder.iterdir()))}"
    made.mkdir()
    compilation = compile_plan(tiny.write(made, files))
    assert compilation.plan is not None, [f"{issue.where} {issue.en}" for issue in compilation.issues]
    return compilation.plan


def proposed(
    plan: CompiledPlan,
    firms: Mapping[str, Mapping[str, Any]],
    grades: Mapping[int, Mapping[str, str | None]] | None = None,
    *,
    local: Mapping[int, Mapping[str, str | None]] | None = None,
    year: int = YEAR,
    order: Sequence[str] = (),
) -> tuple[dict[str, list[dict[str, Any]]], Proposals]:
    """Every measure's rows for a year: firms by code with `tax`, `land`, ...; grades by year and code."""
    rows = [
        {"enterprise": code, "year": at, "county": "330102", "large": True, **cells}
        for at in (year - 1, year)
        for code, cells in ((code, firms[code]) for code in (order or firms))
    ]
    with opened() as engine:
        engine.register("firm-year", table_of(plan, "firm-year", rows))
        engine.register("county-year", table_of(plan, "county-year", []))
        names: dict[tuple[str, int], str] = {}
        for scheme, given in (("frame", grades or {}), ("county", local or {})):
            for at, of in given.items():
                names[scheme, at] = f"graded-{scheme}-{at}"
                engine.register(names[scheme, at], graded(of))
        proposals = Proposals(plan, engine, lambda scheme, at: names.get((scheme, at)))
        found = {}
        for measure in plan.measures.values():
            tree = proposals.of(measure, year)
            found[measure.id] = engine.table(tree).to_pylist() if tree is not None else []
    return found, proposals


def graded(grades: Mapping[str, str | None]) -> pa.Table:
    """What an evaluation gives, as far as measures read it; a grade in brackets is a state."""
    states = [text[1:-1] if text and text.startswith("(") else None for text in grades.values()]
    letters = [None if state else text for text, state in zip(grades.values(), states, strict=True)]
    return pa.table(
        {
            "enterprise": pa.array(list(grades), pa.string()), "treated_as": pa.array(letters, pa.string()),
            "state": pa.array(states, pa.string()),
        }
    )  # fmt: skip


def amounts(rows: Sequence[Mapping[str, Any]]) -> dict[str, Decimal | None]:
    """What each firm gets or pays."""
    return {row["entity"]: row["amount"] for row in rows}


def outcomes(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What became of each firm's claim."""
    return {row["entity"]: row["outcome"] for row in rows}
