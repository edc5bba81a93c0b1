"""Entries: made by acts, drawn from the trail again, shown as of any day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.registers.conftest import Do, events_of, numbered

from zhixing.foundation.issues import Refused
from zhixing.kernel.plan import CompiledPlan, Register
from zhixing.kernel.registers import (
    Entry,
    Walk,
    as_of,
    deadline_of,
    overdue,
    possible,
    replayed,
    route,
    walked,
    writable,
)

Listed = Callable[..., Entry]


def test_values_are_read_as_people_write_them(do: Do) -> None:
    entry = do(None, "propose", "2022-05-09", name="一号", county="丙区", floor="1.5万平方米")
    assert dict(entry.values) == {
        "name": "一号", "county": "330102", "floor": "15000.00",
    }  # fmt: skip


def test_a_step_keeps_only_what_it_changed(listed: Listed) -> None:
    entry = listed("000001", "2022-05-09")
    assert dict(entry.steps[1].values) == {"opened_on": "2022-05-09"}
    assert entry.steps[1].evidence[0].piece == "验收表"


def test_a_condition_takes_the_plans_parameter(do: Do) -> None:
    small = do(None, "propose", "2022-05-09", name="一号", county="丙区", floor="999.99")
    with pytest.raises(Refused, match="rule-failed"):
        do(small, "list", "2022-05-09", opened_on="2022-05-09")


def test_a_condition_that_a_gap_leaves_open_is_not_met(do: Do) -> None:
    unknown = do(None, "propose", "2022-05-09", name="一号", county="丙区")
    with pytest.raises(Refused, match="rule-failed"):
        do(unknown, "list", "2022-05-09", opened_on="2022-05-09")


def test_a_blank_takes_a_value_away(do: Do) -> None:
    entry = do(None, "propose", "2022-05-09", name="一号", county="丙区", floor="1200")
    with pytest.raises(Refused, match="rule-failed"):
        do(entry, "list", "2022-05-09", floor="", opened_on="2022-05-09")


def test_what_a_state_allows(plants: Register, listed: Listed) -> None:
    assert [act.id for act in possible(plants, None)] == ["propose"]
    assert [act.id for act in possible(plants, listed("000001", "2022-05-09"))] == ["drop"]
    assert writable(plants, plants.acts[0]) == ("name", "county", "firm", "floor", "opened_on")
    assert writable(plants, plants.acts[2]) == ()


def test_the_trail_gives_the_entries_back(listed: Listed, do: Do) -> None:
    one = listed("000001", "2022-05-09")
    two = do(listed("000002", "2022-05-10"), "drop", "2022-06-01")
    events = events_of(one, two)
    assert replayed(events) == {("plants", e.id): numbered(e, events) for e in (one, two)}


def test_an_entry_as_it_stood(listed: Listed, do: Do) -> None:
    entry = do(listed("000001", "2022-05-09"), "drop", "2022-06-01", recorded="2022-06-20")
    assert as_of(entry, date(2022, 5, 8)) is None
    assert state(entry, "2022-05-09") == "listed"
    assert state(entry, "2022-06-10") == "listed", "nobody knew it then"
    assert state(entry, "2022-06-10", known_on="2022-06-20") == "dropped"
    assert state(entry, "2022-06-20") == "dropped"


def state(entry: Entry, day: str, known_on: str = "") -> str:
    found = as_of(entry, date.fromisoformat(day), date.fromisoformat(known_on) if known_on else None)
    assert found is not None
    return found.state


@given(st.lists(st.dates(date(2020, 1, 1), date(2022, 12, 1)), min_size=3, max_size=3))
def test_later_days_only_add_steps(days: list[date]) -> None:
    from zhixing.kernel.registers import Step

    steps = tuple(
        Step(n, f"a{n}", "x", "analyst", f"{day.isoformat()}T01:00:00+00:00", day, "", f"s{n}", {}, (), "")
        for n, day in enumerate(sorted(days), start=1)
    )
    entry = Entry("plants", "000001", steps[-1].to, {}, steps)
    seen = [as_of(entry, day) for day in sorted({*days, date(2023, 1, 1)})]
    lengths = [len(found.steps) for found in seen if found]
    assert lengths == sorted(lengths)
    assert seen[-1] == entry


def test_deadlines_are_in_working_days(plants: Register, do: Do) -> None:
    entry = do(None, "propose", "2022-04-29", name="一号", county="丙区")
    due = deadline_of(plants, entry, date(2022, 5, 17))
    assert due is not None
    assert (due.due, due.overdue) == (date(2022, 5, 17), False), "1 to 4 May are holidays, 7 May is worked"
    assert [one.answers for one in overdue(plants, [entry], date(2022, 5, 18))] == ["office"]


def test_a_date_of_the_entry_is_its_deadline(plants: Register, do: Do) -> None:
    states = tuple(s.model_copy(update={"due_on": ("opened_on",)}) for s in plants.states)
    dated = plants.model_copy(update={"states": states})
    known = do(None, "propose", "2022-04-29", name="一号", county="丙区", opened_on="2022-05-03")
    unknown = do(None, "propose", "2022-04-29", name="一号", county="丙区")
    found = [deadline_of(dated, entry, date(2022, 5, 4)) for entry in (known, unknown)]
    assert [(one.due, one.overdue) for one in found if one] == [
        (date(2022, 5, 3), True),
        (date(2022, 5, 17), False),
    ]


def test_a_day_in_a_year_without_published_holidays_is_not_named_before_that_year(
    plants: Register, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    import chinese_calendar

    def published(day: date) -> bool:
        if day.year > 2022:
            raise NotImplementedError
        return day.weekday() < 5

    monkeypatch.setattr(chinese_calendar, "is_workday", published)
    entry = do(None, "propose", "2022-12-29", name="一号", county="丙区")
    assert deadline_of(plants, entry, date(2022, 12, 31)) is None
    with pytest.raises(Refused, match="no-calendar"):
        deadline_of(plants, entry, date(2023, 1, 1))


def test_a_state_without_a_deadline_is_never_overdue(plants: Register, listed: Listed) -> None:
    assert deadline_of(plants, listed("000001", "2020-05-09"), date(2022, 12, 31)) is None


def test_a_plan_of_its_own_needs_no_code(tiny_plan: CompiledPlan) -> None:
    assert list(tiny_plan.registers) == ["plants"]


def test_no_walk_leads_where_no_condition_can_be_met(
    tiny_plan: CompiledPlan, plants: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhixing.kernel.registers.walking._ROUNDS", 2)
    monkeypatch.setattr("zhixing.kernel.registers.walking._TRIES", 3)
    narrow = plants.model_copy(
        update={
            "fields": tuple(
                c.model_copy(update={"maximum": 5}) if c.id == "floor" else c for c in plants.fields
            )
        }
    )
    with pytest.raises(Refused, match="no-walk"):
        walked(tiny_plan, narrow, ["listed"], Walk(1, 1, "330102", date(2022, 3, 1)))
    assert [act.id for act in route(plants, ["dropped"])] == ["propose", "drop"]
    assert route(plants, ["nowhere"]) == ()


def test_a_walk_is_the_same_for_the_same_seed(tiny_plan: CompiledPlan, plants: Register) -> None:
    walk = Walk(3, 1, "330102", date(2022, 3, 1))
    one, two = (walked(tiny_plan, plants, ["listed"], walk) for _ in range(2))
    assert one == two
    assert one.state == "listed"
    assert "合成" in str(one.values["name"])
