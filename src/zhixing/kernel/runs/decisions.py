"""What people decided about targets, from the facts: judgements and overrides, each with its day and its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from zhixing.foundation.issues import Issue, Refused
from zhixing.kernel.engine import Session, col, table
from zhixing.kernel.monitoring import Judgement, Light, Override, require_judgement
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import codes


@dataclass(frozen=True)
class Decisions:
    """Judgements by target, overrides, and why some of either were left aside."""

    judgements: dict[str, list[Judgement]]
    overrides: tuple[Override, ...]
    notes: tuple[Issue, ...]


def decisions_of(plan: CompiledPlan, engine: Session) -> Decisions:
    """All decisions that the snapshots in the engine hold; what cannot stand is left aside with a note."""
    notes: list[Issue] = []
    judgements: dict[str, list[Judgement]] = {}
    for row in _rows(engine, plan.watching.judgements_in):
        judgement = Judgement(
            Light(row["light"]), row["judge"], row["on"], tuple(_parts(row.get("evidence") or ""))
        )
        try:
            require_judgement(plan.targets[row["target"]], judgement)
        except Refused as refused:
            notes += [codes.DECISION_ASIDE.at(target=row["target"], why=issue.zh) for issue in refused.issues]
            continue
        judgements.setdefault(row["target"], []).append(judgement)
    overrides = []
    for row in _rows(engine, plan.watching.overrides_in):
        lacking = [name for name in ("decided_by", "why", "evidence") if not (row.get(name) or "").strip()]
        if lacking:
            notes.append(codes.DECISION_ASIDE.at(target=row["target"], why=f"缺 {'、'.join(lacking)}"))
            continue
        overrides.append(
            Override(
                target=row["target"], place=row["place"], since=row["since"], until=row.get("until"),
                light=Light(row["light"]), decided_by=plan.organisations[row["decided_by"]].title,
                why=row["why"], evidence=row["evidence"],
            )
        )  # fmt: skip
    return Decisions(judgements, tuple(overrides), tuple(notes))


def _rows(engine: Session, dataset: str | None) -> list[dict[str, Any]]:
    if dataset is None:
        return []
    found: list[dict[str, Any]] = engine.table(
        exp.select("*").from_(table(dataset)).order_by(col("target"))
    ).to_pylist()
    return sorted(found, key=lambda row: [str(value) for value in row.values()])


def _parts(text: str) -> Iterator[str]:
    yield from (part.strip() for part in re.split(r"[；;\n]", text) if part.strip())
