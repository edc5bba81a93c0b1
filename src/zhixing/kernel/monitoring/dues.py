"""What is due from whom: every form for every period, whether it came, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from zhixing.foundation.periods import Period
from zhixing.kernel.monitoring.cycles import ends_of
from zhixing.kernel.monitoring.workdays import after_working_days
from zhixing.kernel.plan import Dataset, Form, Indicator, Place, PlanHead

STATES = {
    "received": ("已报", "received"),
    "late": ("迟报", "received late"),
    "overdue": ("逾期未报", "overdue"),
    "upcoming": ("未到期", "not due yet"),
}


@dataclass(frozen=True)
class Filed:
    """That something was received: figures of one dataset for a place and period, of one indicator where it has several."""

    dataset: str
    place: str
    period: str
    indicator: str
    received_on: date
    receipt: str


@dataclass(frozen=True)
class Due:
    """One form for one period from one unit or place."""

    form: str
    title: str
    period: Period
    due: date
    place: str
    unit: str
    state: str
    received_on: date | None = None
    receipt: str = ""
    lacking: tuple[str, ...] = ()


class FiledPlan(Protocol):
    """What the calendar reads of a compiled plan."""

    @property
    def head(self) -> PlanHead: ...
    @property
    def forms(self) -> Mapping[str, Form]: ...
    @property
    def datasets(self) -> Mapping[str, Dataset]: ...
    @property
    def indicators(self) -> Mapping[str, Indicator]: ...
    @property
    def places(self) -> Mapping[str, Place]: ...


def dues_until(
    plan: FiledPlan, filed: Sequence[Filed], as_of: date, ahead: date, first: date | None = None
) -> tuple[Due, ...]:
    """Every form due from `first` (the start of the plan's term) for periods that end by `ahead`, in the order of the plan.

    A form has come when every indicator it must carry has a figure of the period (a figure of a longer period that holds
    it does not count); the day it came is that of the last of them.

    Raises:
        Refused: `monitoring.no-calendar`.
    """
    received: dict[tuple[str, str, str, str], Filed] = {}
    for one in sorted(filed, key=lambda f: (f.received_on, f.receipt)):
        received.setdefault((one.dataset, one.place, one.period, one.indicator), one)
    found = []
    since = first or plan.head.term.start
    for form in plan.forms.values():
        ends = list(ends_of(form.every, since, min(ahead, plan.head.term.end)))
        for end in ends:
            period = _period(form.every, end)
            due = after_working_days(end, form.within_working_days)
            for place, unit in _owing(plan, form, end):
                found.append(_one(plan, form, period, due, place, unit, received, as_of))
    return tuple(found)


def _period(every: str, end: date) -> Period:
    if every == "quarter":
        return Period.parse(f"{end.year}Q{end.month // 3}")
    if every == "half-year":
        return Period.parse(f"{end.year}Q{end.month // 3 - 1}..{end.year}Q{end.month // 3}")
    return Period.of_year(end.year)


def _owing(plan: FiledPlan, form: Form, on: date) -> Iterator[tuple[str, str]]:
    """(place, unit) of whoever owes the form; a place that does not exist on the day owes nothing."""
    if form.units:
        yield from ((plan.head.province, unit) for unit in form.units)
        return
    for place in plan.places.values():
        there = (place.valid.since or date.min) <= on <= (place.valid.until or date.max)
        if there and (place.level == form.places or (form.places_in and form.places_in in place.groups)):
            yield place.id, ""


def _one(
    plan: FiledPlan, form: Form, period: Period, due: date, place: str, unit: str,
    received: Mapping[tuple[str, str, str, str], Filed], as_of: date,
) -> Due:  # fmt: skip
    wanted = _carried(plan, form)
    there = [received.get((form.dataset, place, period.text, name)) for name in wanted]
    lacking = tuple(name for name, one in zip(wanted, there, strict=True) if one is None and name)
    come = [one for one in there if one is not None and one.received_on <= as_of]
    if len(come) < len(wanted):
        state = "overdue" if due < as_of else "upcoming"
        return Due(form.id, form.title, period, due, place, unit, state, lacking=lacking)
    last = max(come, key=lambda one: (one.received_on, one.receipt))
    state = "received" if last.received_on <= due else "late"
    return Due(form.id, form.title, period, due, place, unit, state, last.received_on, last.receipt)


def _carried(plan: FiledPlan, form: Form) -> tuple[str, ...]:
    """Indicators the form must carry; one empty name where the dataset does not hold figures of indicators."""
    columns = plan.datasets[form.dataset].columns
    if not any(column.choices_from == "indicators" for column in columns):
        return ("",)
    if form.indicators:
        return form.indicators
    return tuple(one.id for one in plan.indicators.values() if one.reported_in == form.dataset)
