"""Counts: by place and quarter, once for what they say, the same in whatever order entries come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kernel.registers.conftest import Do

from zhixing.kernel.plan import CompiledPlan, Register
from zhixing.kernel.registers import Count, Entry, Step, as_of, count_rows, counted, counts, fed_rows

Listed = Callable[..., Entry]
LATE = date(2022, 12, 31)


def figures(plan: CompiledPlan, entries: list[Entry], day: date = LATE) -> dict[tuple[str, str, str], Count]:
    found = counts(plan, counted(plan, {"plants": entries}, day, LATE), day)
    return {(one.indicator, one.place, one.period.text): one for one in found}


def test_a_flow_is_of_its_quarter_and_a_stock_of_its_last_day(
    tiny_plan: CompiledPlan, listed: Listed
) -> None:
    found = figures(
        tiny_plan, [listed("000001", "2021-02-01", "30000"), listed("000002", "2021-06-30", "5000")]
    )
    flow = [found[("plants", "330000", q)].value for q in ("2020Q4", "2021Q1", "2021Q2", "2021Q3")]
    assert flow == [0, 3, Fraction(1, 2), 0]
    stock = [found[("plants-standing", "330000", q)].value for q in ("2020Q4", "2021Q1", "2021Q2", "2021Q3")]
    assert stock == [0, 1, 2, 2]


def test_places_count_what_lies_below_them(tiny_plan: CompiledPlan, listed: Listed) -> None:
    found = figures(
        tiny_plan, [listed("000001", "2020-02-01"), listed("000002", "2020-02-01", county="330104")]
    )
    values = {place: found[("plants-standing", place, "2020Q1")].value for place in tiny_plan.places}
    assert values == {"330000": 2, "330100": 2, "330102": 1, "330104": 1}
    assert found[("plants-standing", "330102", "2020Q1")].entries == ("plants/000001",)


def test_what_left_does_not_count(tiny_plan: CompiledPlan, listed: Listed, do: Do) -> None:
    gone = do(listed("000001", "2020-02-01"), "drop", "2021-01-10")
    assert figures(tiny_plan, [gone])[("plants", "330000", "2020Q1")].value == 0
    then = figures(tiny_plan, [gone], date(2020, 12, 31))
    assert then[("plants-standing", "330000", "2020Q4")].value == 1


def test_a_thing_counts_once_and_the_earliest_counts(tiny_plan: CompiledPlan, listed: Listed) -> None:
    twice = [
        listed("000002", "2021-05-01", "20000", name="同一处"),
        listed("000001", "2020-05-01", "10000", name="同一处"),
    ]
    found = counted(tiny_plan, {"plants": twice}, LATE, LATE)
    assert [(one.entry, one.amount) for one in found if one.indicator == "plants"] == [("000001", 1)]
    assert len([one for one in found if one.indicator == "plants-standing"]) == 2, (
        "that tally does not say once_per"
    )


def test_quarters_that_are_not_over_are_not_counted(tiny_plan: CompiledPlan, listed: Listed) -> None:
    found = figures(tiny_plan, [listed("000001", "2020-02-01")], date(2020, 6, 29))
    assert {key[2] for key in found} == {"2020Q1"}


def _on(step: Step, day: date, name: str) -> Step:
    """The same step on another day, about another thing."""
    values = {**step.values, "name": name} if "name" in step.values else {"opened_on": day.isoformat()}
    return replace(step, day=day, values=values)


@settings(max_examples=25)
@given(st.data())
def test_order_never_matters_and_parts_add_up(
    tiny_plan: CompiledPlan, listed: Listed, plants: Register, data: st.DataObject
) -> None:
    days = data.draw(st.lists(st.dates(date(2020, 1, 1), date(2022, 12, 30)), min_size=1, max_size=6))
    one = listed("000001", "2020-01-01")
    entries = [
        replace(one, id=f"{n:06d}", steps=tuple(_on(step, day, f"n{n}") for step in one.steps))
        for n, day in enumerate(days)
    ]  # fmt: skip
    mixed = data.draw(st.permutations(entries))
    first, second = figures(tiny_plan, entries), figures(tiny_plan, mixed)
    assert first == second
    year = sum(one.value for key, one in first.items() if key[:2] == ("plants", "330000"))
    assert year == Fraction(len(days), 10)
    for key, one_count in first.items():
        if key[1] == "330100":
            below = [first.get((key[0], county, key[2])) for county in ("330102", "330104")]
            assert one_count.value == sum(part.value for part in below if part)


def test_rows_are_in_the_contract_of_their_dataset(tiny_plan: CompiledPlan, listed: Listed) -> None:
    found = counts(
        tiny_plan,
        counted(tiny_plan, {"plants": [listed("000001", "2020-02-01", "12345.67")]}, LATE, LATE),
        LATE,
    )
    rows = count_rows(tiny_plan.datasets["counts"], found).to_pylist()
    row = next(r for r in rows if (r["indicator"], r["place"], r["period"]) == ("plants", "330102", "2020Q1"))
    assert row == {
        "indicator": "plants", "place": "330102", "period": "2020Q1", "scope": "all", "value": Decimal("1.23"),
        "unit": "万平方米", "source": "台账 plants/000001",
    }  # fmt: skip


def test_entries_become_facts_of_the_year_asked(tiny_plan: CompiledPlan, listed: Listed) -> None:
    entry = listed("000001", "2020-02-01")
    first = replace(entry.steps[0], values={**entry.steps[0].values, "firm": "91331003MA00000025"})
    fed = replace(entry, steps=(first, *entry.steps[1:]))
    rows = fed_rows(tiny_plan, {"plants": [fed]}, tiny_plan.datasets["firm-year"], date(2021, 6, 30), LATE)
    assert rows.to_pylist() == [{"enterprise": "91331003MA00000025", "year": "2021", "county": "330102"}]
    before = fed_rows(tiny_plan, {"plants": [fed]}, tiny_plan.datasets["firm-year"], date(2020, 1, 30))
    assert before.num_rows == 0
    assert as_of(fed, date(2020, 1, 30)) is None
