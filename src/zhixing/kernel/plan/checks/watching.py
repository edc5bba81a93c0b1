"""The watching of a plan: cycles that can be reached, forms that can be filled, follow-ups somebody can answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from zhixing.foundation.issues import Issue, IssueCode
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.watching import ConsistencyCheck, Cycle, FollowUp, Form

DECISIONS: Mapping[str, tuple[str, ...]] = {
    "judgements_in": ("target", "on", "light", "judge", "evidence"),
    "overrides_in": ("target", "place", "since", "until", "light", "decided_by", "why", "evidence"),
    "splits_in": ("target", "place", "period", "value", "unit", "why"),
    "attainment_in": (
        "place", "year", "as_of", "level", "assigned", "on_track", "behind", "far_behind", "unknown", "mean_progress",
        "source",
    ),
}  # fmt: skip
"""Columns that the datasets of decisions, and of what a run gives out, must have."""


def check_watching(plan: CompiledPlan) -> Iterator[Issue]:
    """Cycles, datasets of decisions, follow-ups, forms and the cards of indicators."""
    for at, cycle in enumerate(plan.watching.cycles):
        yield from _cycle(plan, at, cycle)
    for role, columns in DECISIONS.items():
        yield from _decisions(plan, role, columns)
    for at, rule in enumerate(plan.watching.follow_ups):
        yield from _follow_up(plan, at, rule)
    for at, check in enumerate(plan.watching.checks):
        yield from _consistency(plan, at, check)
    for form in plan.forms.values():
        yield from _form(plan, form)
    for indicator in plan.indicators.values():
        if indicator.card and indicator.card.supplier:
            path = ("card", "supplier")
            known = plan.organisations
            yield from _named(
                plan,
                codes.UNKNOWN_ORGANISATION,
                "indicators",
                indicator.id,
                path,
                indicator.card.supplier,
                known,
            )


def _cycle(plan: CompiledPlan, at: int, cycle: Cycle) -> Iterator[Issue]:
    path = ("cycles", at)
    yield from _named(
        plan, codes.UNKNOWN_CLAUSE, "watching", "0", (*path, "clause"), cycle.clause, plan.clauses
    )
    if (cycle.every is None) == (cycle.on is None):
        yield codes.CYCLE_WHEN.at(plan.where("watching", "0", *path, clause=cycle.clause), cycle=cycle.id)


def _decisions(plan: CompiledPlan, role: str, columns: tuple[str, ...]) -> Iterator[Issue]:
    name = getattr(plan.watching, role)
    yield from _named(plan, codes.UNKNOWN_DATASET, "watching", "0", (role,), name, plan.datasets)
    dataset = plan.datasets.get(name or "")
    if dataset is None:
        return
    lacking = sorted(set(columns) - {column.id for column in dataset.columns})
    if lacking:
        where = plan.where("watching", "0", role)
        yield codes.DECISION_COLUMNS.at(where, role=role, dataset=dataset.id, columns="、".join(lacking))


def _follow_up(plan: CompiledPlan, at: int, rule: FollowUp) -> Iterator[Issue]:
    path = ("follow_ups", at)
    cycles = [cycle.id for cycle in plan.watching.cycles]
    yield from _named(
        plan, codes.UNKNOWN_CLAUSE, "watching", "0", (*path, "clause"), rule.clause, plan.clauses
    )
    for target in rule.targets:
        yield from _named(
            plan, codes.UNKNOWN_TARGET, "watching", "0", (*path, "targets"), target, plan.targets
        )
    given = [rule.light is not None, rule.overdue is not None, rule.parts]
    needs_cycle = rule.light is not None and rule.cycle not in cycles
    if sum(given) != 1 or needs_cycle or rule.running < 1 or rule.within_working_days < 1:
        where = plan.where("watching", "0", *path, clause=rule.clause)
        yield codes.FOLLOW_UP_WHEN.at(where, rule=rule.id, cycles="、".join(cycles) or "—")


def _consistency(plan: CompiledPlan, at: int, check: ConsistencyCheck) -> Iterator[Issue]:
    path = ("checks", at)
    yield from _named(
        plan, codes.UNKNOWN_CLAUSE, "watching", "0", (*path, "clause"), check.clause, plan.clauses
    )
    for name in (check.total, check.parts, check.rate, check.numerator, check.denominator, *check.apart):
        yield from _named(plan, codes.UNKNOWN_INDICATOR, "watching", "0", path, name, plan.indicators)
    whole = [check.total is not None, check.rate is not None, bool(check.apart)]
    rate = check.rate is None or (check.numerator and check.denominator)
    if sum(whole) != 1 or not rate or len(check.apart) not in (0, 2):
        yield codes.CHECK_SHAPE.at(plan.where("watching", "0", *path, clause=check.clause), check=check.id)


def _form(plan: CompiledPlan, form: Form) -> Iterator[Issue]:
    yield from _named(
        plan, codes.UNKNOWN_DATASET, "forms", form.id, ("dataset",), form.dataset, plan.datasets
    )
    for name in form.indicators:
        yield from _named(
            plan, codes.UNKNOWN_INDICATOR, "forms", form.id, ("indicators",), name, plan.indicators
        )
    for name in (*form.units, *((form.reviewed_by,) if form.reviewed_by else ())):
        yield from _named(
            plan, codes.UNKNOWN_ORGANISATION, "forms", form.id, ("units",), name, plan.organisations
        )
    where = plan.where("forms", form.id, clause=form.clause)
    if bool(form.units) == bool(form.places or form.places_in) or form.within_working_days < 0:
        yield codes.FORM_OWED_BY.at(where, form=form.id)
    dataset = plan.datasets.get(form.dataset)
    if dataset is not None and not {"year", "period"} & {column.type for column in dataset.columns}:
        yield codes.FORM_NO_PERIOD.at(where, form=form.id, dataset=dataset.id)


def _named(
    plan: CompiledPlan, code: IssueCode, kind: str, key: str, path: tuple[str | int, ...],
    name: str | None, known: Iterable[str],
) -> Iterator[Issue]:  # fmt: skip
    if name is None or name in known:
        return
    near = "、".join(get_close_matches(name, list(known), n=3, cutoff=0.5)) or "—"
    item: Any = plan.watching if kind == "watching" else getattr(plan, kind)[key]
    what = f"{kind} {key}" if kind != "watching" else "monitoring.yaml"
    yield code.at(
        plan.where(kind, key, *path, clause=getattr(item, "clause", "")), what=what, name=name, near=near
    )
