"""What is due, what is late, and the follow-ups that rules open; days counted on the real calendar."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import pytest
from tests.kernel.monitoring.given import reading, target
from tests.kernel.monitoring.small_cascade import PLACES
from tests.kernel.monitoring.test_cycles import CYCLES
from tests.kernel.monitoring.test_plan import COUNT, HEAD, PlanInHand, plan_of

from zhixing.kernel.monitoring import (
    Disagreement,
    Due,
    Filed,
    after_working_days,
    dues_until,
    lights_over_time,
    looks_until,
    open_follow_ups,
)
from zhixing.kernel.plan import Dataset, FollowUp, Form, Indicator, Place, PlanHead, Watching

SUM = target("cumulative", at_least=100, unit="家", indicator="count", supporting_units=["science"])
RULE = {"id": "red-twice", "title": "两季红灯", "clause": "4.1", "light": "red", "running": 2, "cycle": "quarterly",
        "within_working_days": 10, "ask": "说明原因"}  # fmt: skip


@dataclass(frozen=True)
class Watched(PlanInHand):
    watching: Watching = field(default_factory=Watching)


def watched(*rules: dict[str, object]) -> Watched:
    watching = Watching(cycles=tuple(CYCLES), follow_ups=tuple(FollowUp.model_validate(one) for one in rules))
    return Watched({SUM.id: SUM}, watching=watching)


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        ("2022-09-30", 1, "2022-10-08"),  # a week of holidays; the Saturday after it is worked
        ("2022-01-28", 2, "2022-01-30"),  # both days of that week-end are worked before the Spring Festival
        ("2021-12-31", 10, "2022-01-17"),
        ("2018-06-15", 0, "2018-06-15"),
    ],
)
def test_working_days(day: str, count: int, then: str) -> None:
    assert str(after_working_days(date.fromisoformat(day), count)) == then


# --- follow-ups by lights -----------------------------------------------------------------------------------------


def history_of(*amounts: int) -> object:
    """100 in five years, 5 due each quarter."""
    names = [f"{2018 + at // 4}Q{at % 4 + 1}" for at in range(len(amounts))]
    readings = {SUM.id: [reading(name, amount) for name, amount in zip(names, amounts, strict=True)]}
    last = readings[SUM.id][-1].period.end
    return lights_over_time(plan_of(SUM), readings, looks_until(CYCLES, date(2018, 1, 1), last))


def test_a_run_of_red_opens_one_follow_up_when_it_is_long_enough() -> None:
    found = open_follow_ups(watched(RULE), history_of(1, 1, 1, 1), as_of=date(2018, 12, 31))  # type: ignore[arg-type]
    [one] = found
    assert (one.opened_on, one.deadline) == (date(2018, 6, 30), date(2018, 7, 13))
    assert (one.target, one.lead_units, one.supporting_units) == (SUM.id, ("economy",), ("science",))
    assert one.holds
    assert "2018-03-31、2018-06-30" in one.why_zh
    assert "2018-03-31" in one.why_en


def test_one_red_quarter_opens_nothing() -> None:
    assert open_follow_ups(watched(RULE), history_of(1, 9, 1, 9), as_of=date(2018, 12, 31)) == ()  # type: ignore[arg-type]


def test_a_broken_run_opens_another_and_the_first_no_longer_holds() -> None:
    """2 of 10, then 20 of 15 (yellow), 20 of 20 (green), 20 of 25 and of 30: red twice again."""
    found = open_follow_ups(watched(RULE), history_of(1, 1, 18, 0, 0, 0), as_of=date(2019, 6, 30))  # type: ignore[arg-type]
    assert [(one.opened_on, one.holds) for one in found] == [
        (date(2018, 6, 30), False),
        (date(2019, 6, 30), True),
    ]


def test_a_rule_may_be_kept_to_some_targets() -> None:
    other = {**RULE, "targets": ["another-target"]}
    assert open_follow_ups(watched(other), history_of(1, 1, 1), as_of=date(2018, 9, 30)) == ()  # type: ignore[arg-type]


def test_parts_that_disagree_open_one() -> None:
    rule = {**RULE, "id": "parts", "light": None, "cycle": None, "parts": True}
    seen = Disagreement(SUM.id, "330000", "2018Q1", "10", "9", date(2018, 4, 12))
    [one] = open_follow_ups(watched(rule), (), (), [seen], as_of=date(2018, 12, 31))
    assert (one.period, one.opened_on) == ("2018Q1", date(2018, 4, 12))
    assert "9" in one.why_zh and "10" in one.why_zh  # noqa: PT018


# --- what is due --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FiledPlan:
    forms: dict[str, Form]
    head: PlanHead = HEAD
    datasets: dict[str, Dataset] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=lambda: dict(PLACES))


COUNTS = Dataset.model_validate(
    {
        "id": "counts", "title": "计数", "clause": "4.1", "entity": "figure", "key": ["indicator", "place", "period"],
        "columns": [
            {"id": "indicator", "title": "指标", "type": "choice", "choices_from": "indicators"},
            {"id": "place", "title": "地区", "type": "place"},
            {"id": "period", "title": "时期", "type": "period"},
        ],
    }
)  # fmt: skip
PLAIN = COUNTS.model_copy(update={"id": "plain", "columns": COUNTS.columns[1:]})


def form(**more: object) -> Form:
    plain = {"id": "quarter", "title": "季报", "clause": "4.1", "dataset": "counts", "indicators": ["count"],
             "units": ["economy"], "every": "quarter", "within_working_days": 5}  # fmt: skip
    return Form.model_validate(plain | more)


def dues(one: Form, filed: list[Filed], as_of: str, until: str) -> tuple[Due, ...]:
    plan = FiledPlan({one.id: one}, datasets={"counts": COUNTS, "plain": PLAIN}, indicators={"count": COUNT})
    return dues_until(plan, filed, date.fromisoformat(as_of), date.fromisoformat(until))


def came(
    on: str, period: str = "2018Q1", indicator: str = "count", place: str = "330000", dataset: str = "counts"
) -> Filed:
    return Filed(dataset, place, period, indicator, date.fromisoformat(on), f"r-{on}")


def test_a_form_is_received_late_overdue_or_upcoming() -> None:
    """Five working days after 31 March 2018: 2, 3, 4 April, the Sunday 8 (worked for the holidays of 5 to 7), and 9 April."""
    found = dues(form(), [came("2018-04-09"), came("2018-08-01", "2018Q2")], "2018-11-01", "2018-12-31")
    assert [(due.period.text, due.state) for due in found] == [
        ("2018Q1", "received"), ("2018Q2", "late"), ("2018Q3", "overdue"), ("2018Q4", "upcoming"),
    ]  # fmt: skip
    assert found[0].due == date(2018, 4, 9)
    assert found[2].lacking == ("count",)


def test_the_first_receipt_counts_and_only_what_was_known() -> None:
    [due] = dues(form(), [came("2018-05-01"), came("2018-04-08")], "2018-06-30", "2018-03-31")
    assert (due.state, due.received_on) == ("received", date(2018, 4, 8))
    [due] = dues(form(), [came("2018-05-01")], "2018-04-20", "2018-03-31")
    assert due.state == "overdue"


def test_every_indicator_must_be_there() -> None:
    two = form(indicators=["count", "energy"])
    [due] = dues(two, [came("2018-04-10")], "2018-06-30", "2018-03-31")
    assert (due.state, due.lacking) == ("overdue", ("energy",))


def test_a_yearly_figure_does_not_stand_for_its_quarters() -> None:
    [due] = dues(form(), [came("2019-01-10", "2018")], "2019-06-30", "2018-03-31")
    assert due.state == "overdue"


def test_places_owe_while_they_exist() -> None:
    yearly = form(id="year", units=[], places="county", every="year", dataset="plain", indicators=[])
    owed = {(due.place, due.period.text) for due in dues(yearly, [], "2022-06-30", "2021-12-31")}
    assert ("330101", "2020") in owed
    assert ("330101", "2021") not in owed
    assert ("330104", "2020") not in owed
    assert ("330104", "2021") in owed


def test_an_overdue_form_is_followed_up_after_its_days_of_grace() -> None:
    rule = {**RULE, "id": "overdue", "light": None, "cycle": None, "overdue": 5, "within_working_days": 3}
    [due] = dues(form(), [], "2018-06-30", "2018-03-31")
    [one] = open_follow_ups(watched(rule), (), [due], as_of=date(2018, 6, 30))
    assert (one.opened_on, one.deadline, one.holds) == (date(2018, 4, 16), date(2018, 4, 19), True)
    assert one.lead_units == ("economy",)
    assert open_follow_ups(watched(rule), (), [due], as_of=date(2018, 4, 15)) == ()
    within = replace(due, state="late", received_on=date(2018, 4, 16))
    assert open_follow_ups(watched(rule), (), [within], as_of=date(2018, 6, 30)) == ()
    beyond = replace(due, state="late", received_on=date(2018, 5, 2))
    [late] = open_follow_ups(watched(rule), (), [beyond], as_of=date(2018, 6, 30))
    assert not late.holds
