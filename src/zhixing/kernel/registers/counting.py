"""What entries count for: figures of indicators by place and quarter, each with the entries behind it.

    flow    (the indicator accumulates)  entries that came to count within the quarter
    stock   (it does not)                entries that count on the last day of the quarter

An entry counts from the day it came into one of the tally's states (or the date its field says) for as long as it has not
left them. Only quarters that are over by the day asked are counted; the first is that in which the plan's term begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from zhixing.foundation.periods import Period
from zhixing.foundation.quantities import NUMBER
from zhixing.kernel.facts import holding
from zhixing.kernel.plan import CompiledPlan, Indicator, Register, Tally
from zhixing.kernel.registers.acts import contract_of
from zhixing.kernel.registers.conditions import in_year
from zhixing.kernel.registers.entries import Entry, as_of


@dataclass(frozen=True)
class Counted:
    """One entry that counts for an indicator. `place` is where it lies, `amount` in the indicator's unit."""

    indicator: str
    scope: str
    register: str
    entry: str
    place: str
    day: date
    amount: Fraction


@dataclass(frozen=True)
class Count:
    """A figure of an indicator, and the entries it is made of."""

    indicator: str
    place: str
    period: Period
    scope: str
    value: Fraction
    unit: str
    entries: tuple[str, ...]


def counted(
    plan: CompiledPlan, entries: Mapping[str, Sequence[Entry]], day: date, known_on: date | None = None
) -> tuple[Counted, ...]:
    """Every entry that counts for something on the day, once for what its tally says, in the order of the plan.

    Of entries that share the value of `once_per`, the one that counted first is kept, across registers.
    """
    found: list[tuple[Counted, str]] = []
    for register in plan.registers.values():
        standing = [e for entry in entries.get(register.id, ()) if (e := as_of(entry, day, known_on))]
        for tally in register.counts:
            found += _tallied(plan, register, tally, standing, day)
    kept: list[Counted] = []
    seen: set[tuple[str, str, str]] = set()
    for one, once in sorted(found, key=lambda f: (f[0].indicator, f[0].day, f[0].register, f[0].entry)):
        mark = (one.indicator, one.scope, once)
        if once and mark in seen:
            continue
        seen.add(mark)
        kept.append(one)
    return tuple(kept)


def _tallied(
    plan: CompiledPlan, register: Register, tally: Tally, standing: Sequence[Entry], day: date
) -> Iterator[tuple[Counted, str]]:
    indicator = plan.indicators[tally.indicator]
    within = [entry for entry in standing if entry.state in tally.states]
    if tally.where and within:
        condition = in_year(plan, register, tally.where, day.year)
        met = holding(plan, contract_of(register), condition, [entry.values for entry in within])
        within = [entry for entry, holds in zip(within, met, strict=True) if holds]
    for entry in within:
        came = _came(entry, tally)
        amount = _amount(register, tally, indicator, entry)
        if came is None or came > day or amount is None:
            continue
        once = str(entry.values.get(tally.once_per) or "") if tally.once_per else ""
        place = str(entry.values.get(register.place) or "")
        for scope in scopes_of_tally(plan, tally):
            yield Counted(indicator.id, scope, register.id, entry.id, place, came, amount), once


def scopes_of_tally(plan: CompiledPlan, tally: Tally) -> tuple[str, ...]:
    """The scope a tally names, or that of the targets its indicator is for."""
    if tally.scope:
        return (tally.scope,)
    named = {t.scope: None for t in plan.targets.values() if t.indicator == tally.indicator}
    return tuple(named) or ("all",)


def _came(entry: Entry, tally: Tally) -> date | None:
    """The day from which it counts: the date of the field named, or when it last came into the states from outside."""
    if tally.day:
        text = entry.values.get(tally.day)
        return date.fromisoformat(text) if isinstance(text, str) else None
    came = entry.steps[-1].day
    for step in reversed(entry.steps):
        if step.to not in tally.states:
            break
        came = step.day
    return came


def _amount(register: Register, tally: Tally, indicator: Indicator, entry: Entry) -> Fraction | None:
    if tally.sum is None:
        return Fraction(1)
    value = entry.values.get(tally.sum)
    if value is None:
        return None
    column = next(column for column in register.fields if column.id == tally.sum)
    return Fraction(str(value)) * (column.unit or NUMBER).to(indicator.unit)


def counts(plan: CompiledPlan, found: Iterable[Counted], day: date) -> tuple[Count, ...]:
    """Figures of all indicators that registers count for, for every place and quarter until the day; also those of none.

    A place counts what lies in it or below it.
    """
    by_indicator: dict[tuple[str, str], list[Counted]] = {}
    for register in plan.registers.values():
        for tally in register.counts:
            for scope in scopes_of_tally(plan, tally):
                by_indicator.setdefault((tally.indicator, scope), [])
    for one in found:
        by_indicator[(one.indicator, one.scope)].append(one)
    quarters = tuple(_quarters(plan.head.term.start, day))
    return tuple(
        count
        for (name, scope), ones in by_indicator.items()
        for count in _figures(plan, plan.indicators[name], scope, ones, quarters)
    )


def _figures(
    plan: CompiledPlan, indicator: Indicator, scope: str, ones: Sequence[Counted], quarters: Sequence[Period]
) -> Iterator[Count]:
    around = _around(plan)
    by_place: dict[str, list[Counted]] = {}
    for one in ones:
        for code in around.get(one.place, (one.place,)):
            by_place.setdefault(code, []).append(one)
    for place in plan.places.values():
        mine = by_place.get(place.id, [])
        for quarter in quarters:
            exists = (place.valid.since or date.min) <= quarter.end <= (place.valid.until or date.max)
            if not (exists or mine):
                continue
            inside = [
                one
                for one in mine
                if (quarter.holds(one.day) if indicator.accumulates else one.day <= quarter.end)
            ]
            value = sum((one.amount for one in inside), Fraction(0))
            names = tuple(f"{one.register}/{one.entry}" for one in inside)
            yield Count(indicator.id, place.id, quarter, scope, value, indicator.unit.text, names)


def _around(plan: CompiledPlan) -> dict[str, tuple[str, ...]]:
    """Every place with all that lie around it, itself first."""
    found: dict[str, tuple[str, ...]] = {}
    for place in plan.places.values():
        chain = [place.id]
        parent = place.parent
        while parent is not None and parent in plan.places and parent not in chain:
            chain.append(parent)
            parent = plan.places[parent].parent
        found[place.id] = tuple(chain)
    return found


def _quarters(start: date, until: date) -> Iterator[Period]:
    year, number = start.year, (start.month + 2) // 3
    while (quarter := Period.parse(f"{year}Q{number}")).end <= until:
        yield quarter
        year, number = (year + 1, 1) if number == 4 else (year, number + 1)
