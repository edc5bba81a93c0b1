"""Worked cases of measures and of stackings: who gets how much, and why not more.

Beside facts, `given` may hold `grade`, `state`, `grades_before` (the grades of the years before, the last year first, `-` for
none) and `refunded` (what the refunded measure had asked for). `expect` of a measure: grade, running, line, base, rate,
claim, amount, says, outcome, because, and `amount in <year>` of instalments; of a stacking, each of these `of <measure>`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from zhixing.foundation.quantities import as_decimal, parse_quantity
from zhixing.kernel import measures
from zhixing.kernel.engine import Engine
from zhixing.kernel.evaluation import entity_of
from zhixing.kernel.plan import Case, CompiledPlan, Measure

EXTRA = ("grade", "state", "grades_before", "refunded")
_SHOWN = ("grade", "running", "line", "base", "rate", "claim", "amount", "says", "outcome", "because")
Rows = list[dict[str, Any]]
Found = dict[str, dict[str, Any]]


def subjects_of(plan: CompiledPlan, case: Case) -> tuple[Measure, ...]:
    """The measures a case looks at."""
    if case.measure:
        return (plan.measures[case.measure],)
    return tuple(plan.measures[key] for key in plan.stackings[case.stacking or ""].measures)


def tried(plan: CompiledPlan, engine: Engine, cases: Sequence[Case], rows: Rows, apart: str) -> list[Found]:
    """What each case's measures propose; `rows` are the facts with the extra cells still in them, taken out by now.

    The facts themselves are registered in the session already, with the column `apart` that says whose case a row is.
    """
    case = cases[0]
    chosen = subjects_of(plan, case)
    found: list[Found] = [{entity: {} for entity in one.given} for one in cases]
    for one in chosen:
        issue = measures.not_in_force(plan, one, (case.year,))
        if issue is not None:
            for entities in found:
                for shown in entities.values():
                    shown[_named(case, "refused", one)] = issue.code
    first = chosen[0]
    grades = _grades(plan, engine, first, case.year, rows, apart)
    refunds = _refunds(engine, chosen, rows, apart)
    proposals = measures.Proposals(
        plan, engine, lambda scheme, year: grades.get((scheme, year)), apart=(apart,), refunds=refunds
    )
    for one in chosen:
        tree = proposals.of(one, case.year)
        for row in engine.table(tree).to_pylist() if tree is not None else ():
            number = row[apart]
            entity = _entity(cases[number], row["entity"], number)
            shown = found[number][entity]
            if row["instalment"] == 1:
                shown |= {_named(case, key, one): row[key] for key in _SHOWN}
            shown[_named(case, f"amount in {row['due_year']}", one)] = row["amount"]
    return found


def _named(case: Case, what: str, measure: Measure) -> str:
    return f"{what} of {measure.id}" if case.stacking else what


def _entity(case: Case, found: str, number: int) -> str:
    """The name a case uses: numbered, or for a place its code with or without words after it."""
    plain = found.removeprefix(f"{number}:")
    return next(name for name in case.given if name == plain or name.split()[0] == plain)


def _grades(
    plan: CompiledPlan, engine: Engine, measure: Measure, year: int, rows: Rows, apart: str
) -> Mapping[tuple[str, int], str]:
    """Tables of grades by scheme and year, as far back as any cell says."""
    if measure.scheme is None:
        return {}
    entity = entity_of(plan, plan.schemes[measure.scheme])
    key = plan.datasets[measure.dataset].key[0]
    schema = pa.schema(
        [(entity, pa.string()), ("treated_as", pa.string()), ("state", pa.string()), (apart, pa.int32())]
    )
    names: dict[tuple[str, int], str] = {}
    before = [(row["_extra"].get("grades_before") or "").split() for row in rows]
    for lag in range(1 + max((len(one) for one in before), default=0)):
        table = [
            {
                entity: row.get(entity, row[key]), apart: row[apart],
                "treated_as": row["_extra"].get("grade") if lag == 0 else _at(earlier, lag - 1),
                "state": row["_extra"].get("state") if lag == 0 else None,
            }
            for row, earlier in zip(rows, before, strict=True)
        ]  # fmt: skip
        name = f"case-grades-{lag}"
        engine.register(name, pa.Table.from_pylist(table, schema))
        names[measure.scheme, year - measure.grade_lag - lag] = name
    return names


def _at(grades: Sequence[str], position: int) -> str | None:
    found = grades[position] if position < len(grades) else "-"
    return None if found == "-" else found


def _refunds(engine: Engine, chosen: Sequence[Measure], rows: Rows, apart: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for measure in (one for one in chosen if one.refund_of and one.unit):
        kept = []
        for row in rows:
            text = row["_extra"].get("refunded")
            if text is not None and measure.unit is not None:
                number, unit = parse_quantity(text)
                amount = as_decimal(number * unit.to(measure.unit), measure.decimals)
                kept.append(
                    {"entity": row["_key"], apart: row[apart], "amount": amount, "outcome": measures.PROPOSED}
                )
        schema = pa.schema(
            [
                ("entity", pa.string()),
                (apart, pa.int32()),
                ("amount", pa.decimal128(18, measure.decimals)),
                ("outcome", pa.string()),
            ]
        )
        found[measure.id] = f"case-refunds-{measure.id}"
        engine.register(found[measure.id], pa.Table.from_pylist(kept, schema))
    return found
