"""Registers: fields, states and acts that fit together, counts and facts that have somewhere to go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from sqlglot import exp

from zhixing.foundation.issues import Issue, IssueCode, Where
from zhixing.foundation.quantities import NUMBER
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.formulas import Kind, Names, Typed, check_formula, name_of, parse_formula
from zhixing.kernel.plan.naming import column_type
from zhixing.kernel.plan.objects import Column
from zhixing.kernel.plan.register import Act, Feed, Register, Tally

COUNTS = ("indicator", "place", "period", "scope", "value", "unit", "source")
"""Columns that a dataset of counts must have."""


SERVED: Mapping[str, tuple[str, ...]] = {
    "lists": (),
    "confirmations": ("enterprise", "year", "dataset", "column", "stated", "claimed", "corrected"),
    "meters": ("meter", "owner_part", "tenant_1", "part_1", "from_on"),
    "tenancies": ("landlord", "tenant", "parcel", "area", "from_on", "until_on"),
    "submissions": ("form", "place", "period", "unit", "file", "receipt", "rows_accepted", "rows_refused"),
    "publications": ("scheme", "year", "place", "run", "run_before", "notice_days", "notice_from", "notice_until", "published_on"),
    "objections": (
        "publication", "enterprise", "place", "kind", "column", "stated", "claimed", "corrected", "receipt",
        "grade_before", "grade_after",
    ),
    "follow-ups": (
        "rule", "target", "place", "form", "period", "lead_unit", "supporting_units", "ask", "why", "deadline", "answer",
    ),
}  # fmt: skip
"""Fields that a register must have to serve some work of the program, which reads and fills them by these names."""


def check_registers(plan: CompiledPlan) -> Iterator[Issue]:
    """Every register by itself, and indicators that several of them count for."""
    for register in plan.registers.values():
        fields = {column.id: column for column in register.fields}
        yield from _fields(plan, register, fields)
        yield from _course(plan, register)
        for index, act in enumerate(register.acts):
            yield from _act(plan, register, index, act, fields)
        for index, tally in enumerate(register.counts):
            yield from _tally(plan, register, index, tally, fields)
        for index, feed in enumerate(register.feeds):
            yield from _feed(plan, register, index, feed, fields)
    yield from _counted_twice(plan)
    yield from _served_twice(plan)


def _fields(plan: CompiledPlan, register: Register, fields: Mapping[str, Column]) -> Iterator[Issue]:
    yield from _named(plan, register, ("key",), register.key, fields, codes.UNKNOWN_REGISTER_FIELD)
    typed = {"place": ("place",), "enterprise": ("uscc",), "unit": ("choice", "text")}
    for key, kinds in typed.items():
        name = getattr(register, key)
        if name is None:
            continue
        yield from _named(plan, register, (key,), (name,), fields, codes.UNKNOWN_REGISTER_FIELD)
        if name in fields and fields[name].type not in kinds:
            where = plan.where("registers", register.id, key, clause=register.clause)
            wanted = "、".join(kinds)
            yield codes.REGISTER_FIELD_TYPE.at(where, what=register.id, key=key, field=name, wanted=wanted)
    lacking = [name for name in SERVED[register.serves] if name not in fields]
    if lacking:
        where = plan.where("registers", register.id, "serves", clause=register.clause)
        yield codes.SERVED_FIELDS.at(
            where, what=register.id, serves=register.serves, lacking="、".join(lacking)
        )
    yield from _named(plan, register, ("dropped",), register.dropped, _states(register), codes.UNKNOWN_STATE)
    if register.public:
        public = register.public
        yield from _named(
            plan, register, ("public", "in"), public.states, _states(register), codes.UNKNOWN_STATE
        )
        yield from _named(
            plan, register, ("public", "fields"), public.fields, fields, codes.UNKNOWN_REGISTER_FIELD
        )
    for index, state in enumerate(register.states):
        yield from _due(plan, register, index, fields)
        if state.overdue_to:
            path = ("states", index, "overdue_to")
            known = plan.organisations
            yield from _named(plan, register, path, (state.overdue_to,), known, codes.UNKNOWN_ORGANISATION)


def _due(plan: CompiledPlan, register: Register, index: int, fields: Mapping[str, Column]) -> Iterator[Issue]:
    state = register.states[index]
    path = ("states", index, "due_on")
    yield from _named(plan, register, path, state.due_on, fields, codes.UNKNOWN_REGISTER_FIELD)
    for name in state.due_on:
        if name in fields and fields[name].type != "date":
            where = plan.where("registers", register.id, *path, clause=register.clause)
            yield codes.REGISTER_FIELD_TYPE.at(
                where, what=register.id, key="due_on", field=name, wanted="date"
            )


def _course(plan: CompiledPlan, register: Register) -> Iterator[Issue]:
    """From opening an entry every state must be reached, and every state that is not final must be left again."""
    where = plan.where("registers", register.id, "states", clause=register.clause)
    if not any(not act.source and act.to for act in register.acts):
        yield codes.NO_OPENING.at(where, what=register.id)
    reached = {act.to for act in register.acts if not act.source}
    grown = True
    while grown:
        found = {act.to for act in register.acts if act.to and reached & set(act.source)}
        grown = not found <= reached
        reached |= found
    for index, state in enumerate(register.states):
        at = plan.where("registers", register.id, "states", index, clause=register.clause)
        leaves = any(state.id in act.source and act.to not in (None, state.id) for act in register.acts)
        if state.id not in reached:
            yield codes.UNREACHABLE_STATE.at(at, what=register.id, state=state.id)
        if leaves == state.final:
            yield codes.STATE_END.at(at, what=register.id, state=state.id)


def _act(
    plan: CompiledPlan, register: Register, index: int, act: Act, fields: Mapping[str, Column]
) -> Iterator[Issue]:
    path = ("acts", index)
    states = _states(register)
    to = (act.to,) if act.to else ()
    yield from _named(plan, register, (*path, "from"), act.source, states, codes.UNKNOWN_STATE)
    yield from _named(plan, register, (*path, "to"), to, states, codes.UNKNOWN_STATE)
    yield from _named(plan, register, (*path, "sets"), act.sets, fields, codes.UNKNOWN_REGISTER_FIELD)
    yield from _named(plan, register, (*path, "needs"), act.needs, fields, codes.UNKNOWN_REGISTER_FIELD)
    yield from _named(
        plan, register, (*path, "units"), act.units, plan.organisations, codes.UNKNOWN_ORGANISATION
    )
    others = [other.id for other in register.acts]
    yield from _named(plan, register, (*path, "apart_from"), act.apart_from, others, codes.UNKNOWN_ACT)
    if others.index(act.id) != index:
        where = plan.where("registers", register.id, *path, clause=register.clause)
        yield codes.ACT_TWICE.at(where, what=register.id, act=act.id)
    for at, requirement in enumerate(act.requires):
        where = plan.where("registers", register.id, *path, "requires", at, "must", clause=register.clause)
        yield from _condition(plan, register, f"{register.id}.{act.id}", requirement.must, where)


def _tally(
    plan: CompiledPlan, register: Register, index: int, tally: Tally, fields: Mapping[str, Column]
) -> Iterator[Issue]:
    path = ("counts", index)
    where = plan.where("registers", register.id, *path, clause=register.clause)
    yield from _named(plan, register, (*path, "in"), tally.states, _states(register), codes.UNKNOWN_STATE)
    given = [name for name in (tally.sum, tally.day, tally.once_per) if name]
    yield from _named(plan, register, path, given, fields, codes.UNKNOWN_REGISTER_FIELD)
    yield from _named(
        plan, register, (*path, "indicator"), (tally.indicator,), plan.indicators, codes.UNKNOWN_INDICATOR
    )
    if tally.where:
        yield from _condition(plan, register, register.id, tally.where, where)
    if tally.day in fields and fields[tally.day or ""].type != "date":
        yield codes.REGISTER_FIELD_TYPE.at(where, what=register.id, key="day", field=tally.day, wanted="date")
    indicator = plan.indicators.get(tally.indicator)
    if indicator is None:
        return
    dataset = plan.datasets.get(indicator.reported_in or "")
    lacking = sorted(set(COUNTS) - {column.id for column in dataset.columns}) if dataset else []
    if dataset is None or lacking:
        yield codes.COUNT_NOWHERE.at(where, what=register.id, indicator=indicator.id)
    summed = fields.get(tally.sum or "")
    unit = (summed.unit or NUMBER) if summed else None
    if summed and (summed.type not in ("amount", "count") or not unit or not unit.comparable(indicator.unit)):
        yield codes.COUNT_UNIT.at(
            where, what=register.id, field=summed.id, indicator=indicator.id, unit=indicator.unit.text
        )
    scopes = {target.scope for target in plan.targets.values() if target.indicator == indicator.id}
    if not tally.scope and len(scopes) > 1:
        yield codes.COUNT_SCOPE.at(
            where, what=register.id, indicator=indicator.id, known="、".join(sorted(scopes))
        )


def _feed(
    plan: CompiledPlan, register: Register, index: int, feed: Feed, fields: Mapping[str, Column]
) -> Iterator[Issue]:
    path = ("feeds", index)
    yield from _named(plan, register, (*path, "in"), feed.states, _states(register), codes.UNKNOWN_STATE)
    yield from _named(plan, register, path, feed.columns.values(), fields, codes.UNKNOWN_REGISTER_FIELD)
    yield from _named(
        plan, register, (*path, "dataset"), (feed.dataset,), plan.datasets, codes.UNKNOWN_DATASET
    )
    dataset = plan.datasets.get(feed.dataset)
    if dataset is None:
        return
    columns = {column.id: column for column in dataset.columns}
    yield from _named(plan, register, path, [*feed.columns, *feed.fixed], columns, codes.UNKNOWN_COLUMN_FED)
    filled = {*feed.columns, *feed.fixed, *(c.id for c in dataset.columns if c.type == "year")}
    lacking = [c.id for c in dataset.columns if (c.required or c.id in dataset.key) and c.id not in filled]
    choices = [
        f"{name}={value}" for name, value in feed.fixed.items()
        if name in columns and columns[name].type == "choice" and value not in columns[name].choices
    ]  # fmt: skip
    if lacking or choices:
        where = plan.where("registers", register.id, *path, clause=register.clause)
        yield codes.FEED_SHAPE.at(
            where, what=register.id, dataset=dataset.id, lacking="、".join([*lacking, *choices])
        )


def _counted_twice(plan: CompiledPlan) -> Iterator[Issue]:
    """What several registers count for one indicator must be held apart by what an entry is about."""
    by_indicator: dict[str, list[tuple[Register, int, Tally]]] = {}
    for register in plan.registers.values():
        for index, tally in enumerate(register.counts):
            by_indicator.setdefault(tally.indicator, []).append((register, index, tally))
    for name, found in by_indicator.items():
        for register, index, tally in found if len(found) > 1 else ():
            if tally.once_per is None:
                where = plan.where("registers", register.id, "counts", index, clause=register.clause)
                others = "、".join(dict.fromkeys(other.id for other, _, _ in found))
                yield codes.COUNTED_TWICE.at(where, what=register.id, indicator=name, others=others)


def _served_twice(plan: CompiledPlan) -> Iterator[Issue]:
    serving: dict[str, str] = {}
    for register in plan.registers.values():
        other = serving.setdefault(register.serves, register.id)
        if register.serves != "lists" and other != register.id:
            where = plan.where("registers", register.id, "serves", clause=register.clause)
            yield codes.SERVED_TWICE.at(where, what=register.id, serves=register.serves, other=other)


def _condition(
    plan: CompiledPlan, register: Register, what: str, formula: str, where: Where
) -> Iterator[Issue]:
    """A condition over fields and parameters. Words that need more than one entry at hand are refused."""
    known = {name_of(one.id): Typed(Kind.NUMBER, one.unit) for one in plan.parameters.values()}
    known |= {column.id: column_type(column) for column in register.fields}
    found = tuple(check_formula(what, formula, Names(register.id, known, {}), where, Kind.FLAG))
    yield from found
    words = () if found else parse_formula(formula).find_all(exp.Anonymous)
    yield from (codes.FORMULA_WORD.at(where, what=what, word=str(tree.this)) for tree in words)


def _states(register: Register) -> list[str]:
    return [state.id for state in register.states]


def _named(
    plan: CompiledPlan, register: Register, path: tuple[str | int, ...], names: Iterable[str], known: Iterable[str],
    code: IssueCode,
) -> Iterator[Issue]:  # fmt: skip
    listed = list(known)
    for name in names:
        if name not in listed:
            near = "、".join(get_close_matches(name, listed, n=3, cutoff=0.4) or listed[:8]) or "—"
            where = plan.where("registers", register.id, *path, clause=register.clause)
            yield code.at(where, what=register.id, name=name, near=near)
