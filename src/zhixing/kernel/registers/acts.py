"""One act on one entry: what it would make of it, or every reason why it cannot be done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from zhixing.foundation.issues import Issue, Refused, Where
from zhixing.kernel.facts import Cell, Value, read_rows
from zhixing.kernel.plan import Act, CompiledPlan, Dataset, Register, RowRule
from zhixing.kernel.registers import codes
from zhixing.kernel.registers.conditions import in_year
from zhixing.kernel.registers.entries import Entry, Evidence, Step

Stored = str | int | bool | None
Holder = Callable[[tuple[Stored, ...]], str]


def contract_of(register: Register, rules: Sequence[RowRule] = ()) -> Dataset:
    """The register's fields as a contract for rows, so that a page and a workbook are read by the same rules.

    It has no key: which fields an act needs it says itself, and entries that were dropped may share one.
    """
    return Dataset(
        id=register.id, title=register.title, title_en=register.title_en, clause=register.clause,
        key=(), entity="decision", columns=register.fields, rules=tuple(rules),
    )  # fmt: skip


def stored(value: Value) -> Stored:
    """A value as the trail keeps it: decimals and dates as texts."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def key_of(register: Register, values: Mapping[str, Stored]) -> tuple[Stored, ...]:
    """The values that no other entry in force may have; empty where the register has no key."""
    return tuple(values.get(name) for name in register.key)


def act_of(register: Register, name: str) -> Act:
    """The act of this name.

    Raises:
        Refused: `registers.unknown-act`.
    """
    for act in register.acts:
        if act.id == name:
            return act
    known = "、".join(act.id for act in register.acts)
    raise Refused([codes.UNKNOWN_ACT.at(register=register.title, act=name, known=known)])


def possible(register: Register, entry: Entry | None) -> tuple[Act, ...]:
    """Acts that the entry's state allows; those that open an entry where there is none."""
    if entry is None:
        return tuple(act for act in register.acts if not act.source)
    return tuple(act for act in register.acts if entry.state in act.source)


def writable(register: Register, act: Act) -> tuple[str, ...]:
    """Fields an act may write: those it names; all of them where it opens an entry and names none."""
    if act.sets or act.source:
        return act.sets
    return tuple(column.id for column in register.fields)


@dataclass(frozen=True)
class Deed:
    """What somebody does: fields as people write them, evidence, a reason; who, in which role, when.

    A blank text takes a value away. `at` is the moment it is recorded, in UTC; `day` the day it takes effect, `today` the day
    of the clock.
    """

    who: str
    role: str
    at: str
    day: date
    today: date
    given: Mapping[str, Cell] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""


def moved(
    plan: CompiledPlan,
    register: Register,
    act: Act,
    entry: Entry | None,
    deed: Deed,
    *,
    id: str,
    holder: Holder = lambda key: "",
) -> Entry:
    """The entry after the act; its last step has the number 0 until the trail has taken it.

    `holder` names the entry in force that has a key. Who may act is not asked here.

    Raises:
        Refused: `registers.wrong-state`, `.field-not-set`, `.field-needed`, `.evidence-needed`, `.reason-needed`,
            `.key-taken`, `.day-out-of-order`, and what is wrong with the values (`facts.*`); all of them at once.
    """
    issues = list(_form(register, act, entry, deed, id))
    values, wrong = _values(plan, register, act, entry, deed)
    issues += wrong
    issues += _needed(register, act, values)
    issues += _unique(register, act, values, holder, id)
    if issues:
        raise Refused(issues)
    before = dict(entry.values) if entry else {}
    changed = {name: value for name, value in values.items() if before.get(name) != value}
    source = entry.state if entry else ""
    to = act.to or source
    step = Step(
        0, act.id, deed.who, deed.role, deed.at, deed.day, source, to, changed, deed.evidence, deed.reason
    )
    return (entry or Entry(register.id, id, "", {}, ())).followed_by(step)


def _form(register: Register, act: Act, entry: Entry | None, deed: Deed, id: str) -> Iterator[Issue]:
    where = Where(register.title, clause=register.clause)
    yield from _state(register, act, entry, id)
    may = writable(register, act)
    for name in deed.given:
        if name not in may:
            yield codes.FIELD_NOT_SET.at(where, act=act.title, field=name, known="、".join(may) or "—")
    attached = {one.piece for one in deed.evidence}
    for piece in act.evidence:
        if piece not in attached:
            yield codes.EVIDENCE_NEEDED.at(where, act=act.title, piece=piece)
    if act.reason and not deed.reason.strip():
        yield codes.REASON_NEEDED.at(where, act=act.title)
    last = entry.steps[-1].day if entry else deed.day
    if not last <= deed.day <= deed.today:
        yield codes.DAY_OUT_OF_ORDER.at(where, day=deed.day, today=deed.today, last=last)


def _state(register: Register, act: Act, entry: Entry | None, id: str) -> Iterator[Issue]:
    if (entry is None and not act.source) or (entry is not None and entry.state in act.source):
        return
    states = {state.id: state for state in register.states}
    now = states.get(entry.state) if entry else None
    yield codes.WRONG_STATE.at(
        Where(register.title, clause=register.clause), entry=id, act=act.title, act_en=act.title_en or act.id,
        state=now.title if now else "尚未登记", state_en=(now.title_en or now.id) if now else "not opened",
        sources="、".join(states[name].title for name in act.source) or "新登记 / a new entry",
    )  # fmt: skip


def _values(
    plan: CompiledPlan, register: Register, act: Act, entry: Entry | None, deed: Deed
) -> tuple[dict[str, Stored], tuple[Issue, ...]]:
    """All fields after the act, read and judged together with the conditions of the act."""
    merged: dict[str, Cell] = {**(entry.values if entry else {}), **deed.given}
    rules = [
        RowRule(id=r.id, must=in_year(plan, register, r.must, deed.day.year), says=r.says, says_en=r.says_en)
        for r in act.requires
    ]
    contract = contract_of(register, rules)
    known = {column.id for column in register.fields}
    cells = {name: cell for name, cell in merged.items() if name in known}
    (row,) = read_rows(plan, contract, [cells], register.title)
    return {name: stored(value) for name, value in row.values.items()}, row.issues


def _needed(register: Register, act: Act, values: Mapping[str, Stored]) -> Iterator[Issue]:
    titles = {column.id: column.title for column in register.fields}
    for name in act.needs:
        if values.get(name) is None:
            where = Where(register.title, cell=titles[name], clause=register.clause)
            yield codes.FIELD_NEEDED.at(where, act=act.title, field=titles[name])


def _unique(
    register: Register, act: Act, values: Mapping[str, Stored], holder: Holder, id: str
) -> Iterator[Issue]:
    key = key_of(register, values)
    other = holder(key) if key and act.to not in register.dropped else ""
    if other and other != id:
        shown = " ".join(str(part) for part in key)
        yield codes.KEY_TAKEN.at(Where(register.title), register=register.title, key=shown, other=other)


def filled(plan: CompiledPlan, register: Register, entry: Entry, given: Mapping[str, Cell]) -> Entry:
    """The entry with fields that the program fills in as part of the last step.

    Raises:
        Refused: a value that the fields do not take.
    """
    if not given:
        return entry
    cells: dict[str, Cell] = {**entry.values, **given}
    (row,) = read_rows(plan, contract_of(register), [cells], register.title)
    if row.issues:
        raise Refused(row.issues)
    step = entry.steps[-1]
    values = {name: stored(row.values[name]) for name in given}
    last = replace(step, values={**step.values, **values})
    return replace(entry, values={**entry.values, **values}, steps=(*entry.steps[:-1], last))


def identified(
    plan: CompiledPlan, register: Register, entry: Entry | None, given: Mapping[str, Cell], id: str = ""
) -> Entry:
    """The entry with only place, enterprise and unit read from what is given, faults passed over: enough to ask who may act."""
    known = dict(entry.values) if entry else {}
    named = [name for name in (register.place, register.enterprise, register.unit) if name and name in given]
    if named:
        fields = tuple(column for column in register.fields if column.id in named)
        contract = contract_of(register).model_copy(update={"columns": fields, "key": tuple(named)})
        (row,) = read_rows(plan, contract, [{name: given[name] for name in named}])
        known |= {name: stored(row.values[name]) for name in named}
    return replace(entry, values=known) if entry else Entry(register.id, id, "", known, ())
