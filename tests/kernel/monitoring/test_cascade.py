"""Targets split over places: by hand, on divisions that changed, and always adding up to the whole."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kernel.monitoring.given import RULE, reading, target
from tests.kernel.monitoring.parted import AIM, CHANGED, PARTED, PLACES, counted, split, split_cities
from tests.kernel.monitoring.test_plan import plan_of

from zhixing.kernel.monitoring import (
    Assessment,
    Light,
    Part,
    Reading,
    Split,
    adds_up,
    assess,
    carried,
    cascade,
    crosswalk,
    disagreeing,
    latest_splits,
)

DAY = date(2020, 12, 31)
BY_ID = {place.id: place for place in PLACES}
F = Fraction


def whole_of(readings: list[Reading], as_of: date = DAY) -> Assessment:
    whole = [one for one in readings if one.place in ("", "330000")]
    return assess(AIM, whole, as_of, RULE, base_year=2017, direction="higher")


def parts_of(splits: tuple[Split, ...], readings: list[Reading], as_of: date = DAY) -> dict[str, Part]:
    found = cascade(PARTED, {AIM.id: readings}, {AIM.id: whole_of(readings, as_of)}, splits, as_of)
    return {part.place: part for part in found.parts}


def test_contributions_by_hand() -> None:
    """100 in five years, 60 + 40; after three years 60 are due (36 + 24).

    20 and 22 came: the cities lack 16 and 2, the whole lacks 18: 88.9 and 11.1 per cent.
    """
    readings = [
        counted("330000", "2018..2020", 42),
        counted("330100", "2018..2020", 20),
        counted("330200", "2018..2020", 22),
    ]
    found = parts_of(split_cities(("330100", 60), ("330200", 40)), readings)
    assert (found["330100"].expected, found["330100"].gap) == (36, 16)
    assert (found["330200"].expected, found["330200"].gap) == (24, 2)
    assert (found["330100"].share_of_gap, found["330200"].share_of_gap) == (F(800, 9), F(100, 9))
    assert (found[""].gap, found[""].goal) == (0, 0)
    assert (found["330100"].light, found["330200"].light) == (Light.RED, Light.YELLOW)


def test_what_nobody_was_given_is_said() -> None:
    """Only 60 of 100 were split: of the gap of 40 the city has 16, 24 are nobody's."""
    readings = [counted("330000", "2018..2020", 20), counted("330100", "2018..2020", 20)]
    found = parts_of(split_cities(("330100", 60)), readings)
    assert (found[""].goal, found[""].gap, found[""].share_of_gap) == (40, 24, 60)


def test_a_whole_that_is_not_behind_has_no_contributions() -> None:
    readings = [counted("330000", "2018..2020", 70), counted("330100", "2018..2020", 20)]
    found = parts_of(split_cities(("330100", 60), ("330200", 40)), readings)
    assert "" not in found
    assert all(part.share_of_gap is None for part in found.values())


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.integers(0, 90), min_size=2, max_size=2),
    st.integers(0, 59),
    st.lists(st.integers(0, 60), min_size=2, max_size=2),
)
def test_contributions_always_add_up(goals: list[int], whole: int, came: list[int]) -> None:
    """Whatever was split and reported: gaps of parts and of nobody add to the gap of the whole, exactly."""
    readings = [counted("330000", "2018..2020", whole)]
    readings += [
        counted(place, "2018..2020", amount) for place, amount in zip(("330100", "330200"), came, strict=True)
    ]
    found = parts_of(split_cities(("330100", goals[0]), ("330200", goals[1])), readings)
    assert sum(part.gap for part in found.values() if part.gap is not None) == 60 - whole
    assert sum(part.share_of_gap or 0 for part in found.values()) == 100


def test_the_latest_split_counts_and_the_earlier_one_is_kept_as_known() -> None:
    first, second = split("330100", 60), split("330100", 50, known="2020-06-01", why="按完成情况调整")
    latest, issues = latest_splits([second, first])
    assert [one.value for one in latest.values()] == [50]
    assert issues == []
    latest, _ = latest_splits([first])
    assert [one.value for one in latest.values()] == [60]


def test_a_change_without_a_reason_is_said() -> None:
    _, issues = latest_splits([split("330100", 60), split("330100", 50, known="2020-06-01")])
    assert [issue.code for issue in issues] == ["monitoring.resplit-without-reason"]
    _, issues = latest_splits([split("330100", 60), split("330100", 60, known="2020-06-01")])
    assert issues == []


def test_units_of_parts_are_settled() -> None:
    wide = target("cumulative", at_least=1, unit="万家", indicator="count")
    plan = plan_of(wide, places=PLACES)
    found = cascade(plan, {}, {}, [split("330100", 5000, unit="家")], DAY)
    assert [part.goal for part in found.parts if part.place] == [F(1, 2)]


def test_rates_and_shares_do_not_add() -> None:
    share = target("share", at_least=35, unit="%")
    growth = target("average-annual-growth", at_least=7, unit="%")
    assert not adds_up(share, None)
    assert not adds_up(growth, None)
    assert adds_up(target("level-by", at_least=5, unit="家"), None)
    plan = plan_of(share, places=PLACES)
    readings = [counted("330100", "2018", 30), counted("330100", "2017", 20), counted("330000", "2018", 30)]
    found = cascade(plan, {share.id: readings}, {}, [split("330100", 30, unit="%")], DAY)
    [part] = found.parts
    assert (part.gap, part.light) == (None, Light.REACHED)


def test_parts_reported_against_a_reported_whole() -> None:
    readings = [counted("330000", "2018", 10), counted("330100", "2018", 6), counted("330200", "2018", 3)]
    [(name, place, period, whole, parts, _)] = disagreeing(PARTED, {AIM.id: readings}, DAY)
    assert (name, place, period.text, whole, parts) == (AIM.id, "330000", "2018", 10, 9)
    assert list(disagreeing(PARTED, {AIM.id: readings[:2]}, DAY)) == []


# --- divisions that changed ---------------------------------------------------------------------------------------


def test_the_crosswalk_of_2021() -> None:
    found = crosswalk(BY_ID, date(2020, 12, 31), date(2021, 12, 31))
    assert found == {
        "330103": (("330105", F(1)),),
        "330104": (("330102", F(4, 5)), ("330114", F(1, 5))),
        "330109": (("330109", F(27, 32)), ("330114", F(5, 32))),
    }
    assert crosswalk(BY_ID, CHANGED, date(2021, 12, 31)) == {}
    assert crosswalk(BY_ID, date(2019, 1, 1), date(2020, 12, 31)) == {}


@given(
    st.dictionaries(
        st.sampled_from(["330102", "330103", "330104", "330105", "330109", "330203"]), st.fractions(0, 1000)
    )
)
def test_what_is_carried_keeps_its_sum(values: dict[str, Fraction]) -> None:
    found = carried(values, crosswalk(BY_ID, date(2020, 12, 31), date(2021, 12, 31)))
    assert sum((value for value, _ in found.values()), F(0)) == sum(values.values(), F(0))
    assert not {"330103", "330104"} & set(found)


def test_a_district_that_ended_without_whole_shares_keeps_its_figures() -> None:
    odd = BY_ID["330104"].model_copy(update={"successors": BY_ID["330104"].successors[:1]})
    shares = crosswalk({**BY_ID, "330104": odd}, date(2020, 12, 31), date(2021, 12, 31))
    assert shares["330104"] == ()
    assert carried({"330104": F(10)}, shares) == {"330104": (F(10), False)}


def test_goals_and_figures_of_districts_follow_the_change() -> None:
    """330104 was given 50 and reported 10 by 2020; four fifths of both go to 330102, one fifth to the new 330114.

    330109 was given 32 and reported 16 by 2020: 5 and 2.5 go to 330114.
    """
    day = date(2021, 12, 31)
    splits = (split("330104", 50), split("330109", 32))
    readings = [
        counted("330104", "2018..2020", 10), counted("330109", "2018..2020", 16), counted("330114", "2021", 3),
        counted("330102", "2021", 1), counted("330000", "2018..2021", 30),
    ]  # fmt: skip
    found = parts_of(splits, readings, day)
    assert {place: part.goal for place, part in found.items() if place} == {
        "330102": 40,
        "330109": 27,
        "330114": 15,
    }
    assert {place: part.observed for place, part in found.items() if place} == {
        "330102": 8 + 1, "330109": F(27, 2), "330114": 2 + F(5, 2) + 3,
    }  # fmt: skip
    assert {part.divisions for place, part in found.items() if place} == {"crosswalk"}


def test_cities_are_not_touched_by_changes_inside_them() -> None:
    found = parts_of(split_cities(("330100", 60), ("330200", 40)), [], date(2021, 12, 31))
    assert {part.divisions for part in found.values()} == {"native"}


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_figures_does_not_matter(order: int) -> None:
    readings = [
        counted("330104", "2018..2020", 10),
        counted("330103", "2018..2020", 7),
        counted("330105", "2021", 2),
    ]
    found = parts_of((split("330103", 50), split("330104", 30)), readings[::order], date(2021, 12, 31))
    assert found["330105"].observed == 9
    assert reading(2018, 1).value == 1
