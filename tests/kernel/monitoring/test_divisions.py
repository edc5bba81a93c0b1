"""Figures on dated divisions: moved on a stated crosswalk, or not compared at all."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.monitoring.small_cascade import A1, A2, A3, A4, B1, CHANGE, PLACES, A, history, walk

from zhixing.kernel.monitoring import PlaceHistory
from zhixing.kernel.plan import CompiledPlan, Crosswalk

BEFORE, AFTER = date(2020, 12, 31), date(2022, 12, 31)
OLD = (A1, A2, A3, B1)
ONE = {name: Fraction(value) for name, value in ((A1, 10), (A2, 5), (A3, 8), (B1, 7))}


def test_by_hand() -> None:
    carried = history().carry(ONE, BEFORE, AFTER, "counted")
    assert carried.values == {A2: 15, A3: 6, A4: 2, B1: 7}
    assert carried.through == {A2: ("walk",), A3: ("walk",), A4: ("walk",)}
    assert carried.barred == {}


def test_changes_are_found_from_successors_and_moves() -> None:
    assert [(change.on, set(change.places)) for change in history({}).changes] == [
        (CHANGE, {A1, A2}),
        (CHANGE, {A3, A4}),
    ]
    assert history().touched(A3, BEFORE, AFTER)
    assert not history().touched(A3, CHANGE, AFTER)
    assert not history().touched(B1, BEFORE, AFTER)


def test_without_a_crosswalk_touched_places_have_no_figure() -> None:
    carried = history({}).carry(ONE, BEFORE, AFTER, "counted")
    assert carried.values == {B1: 7}
    assert carried.barred == {A1: CHANGE, A2: CHANGE, A3: CHANGE, A4: CHANGE}


def test_a_sum_that_lacks_a_part_is_no_figure() -> None:
    values = {name: value for name, value in ONE.items() if name != A1}
    carried = history().carry(values, BEFORE, AFTER, "counted")
    assert A2 not in carried.values
    assert carried.values[A3] == 6


def test_a_crosswalk_that_names_the_indicator_goes_first() -> None:
    moves = [{"from": A3, "to": A3, "share": "1/2"}, {"from": A3, "to": A4, "share": "1/2"}]
    own = walk("own", basis="output", indicators=["counted"], moves=moves)
    both = history({"walk": walk(), "own": own})
    assert both.carry(ONE, BEFORE, AFTER, "counted").values[A4] == 4
    assert both.carry(ONE, BEFORE, AFTER, "other").values[A4] == 2
    # The family has no shares for A1 and A2: the general crosswalk still leads them.
    assert both.carry(ONE, BEFORE, AFTER, "counted").values[A2] == 15


def test_territory_that_changes_city_changes_both_cities() -> None:
    moved = {**PLACES, A3: PLACES[A3].model_copy(update={"successors": ()})}
    moved[B1] = PLACES[B1].model_copy(update={"valid": PLACES[A1].valid, "successors": PLACES[A1].successors})
    assert PlaceHistory(moved, {}).touched(A, BEFORE, AFTER)
    assert not history().touched(A, BEFORE, AFTER)


shares = st.lists(st.integers(0, 20), min_size=4, max_size=4).filter(lambda parts: sum(parts) > 0)
amounts = st.fractions(min_value=0, max_value=10**9)


@given(st.lists(amounts, min_size=4, max_size=4), shares, shares)
def test_totals_are_what_they_were(values: list[Fraction], first: list[int], second: list[int]) -> None:
    """Whatever the shares of the two old places, the sum over all places does not change by anything."""
    to = (A2, A3, A4, "330105")
    moves = [
        {"from": origin, "to": name, "share": str(Fraction(share, sum(parts)))}
        for origin, parts in ((A1, first), (A3, second))
        for name, share in zip(to, parts, strict=True)
        if share
    ]
    moves.append({"from": A2, "to": A2, "share": "1"})
    carried = history({"walk": walk(moves=moves)}).carry(
        dict(zip(OLD, values, strict=True)), BEFORE, AFTER, "counted"
    )
    assert sum(carried.values.values()) == sum(values)


@pytest.mark.parametrize("years", [(2017, 2022), (2020, 2021)])
def test_hangzhou_keeps_its_total(plan: CompiledPlan, years: tuple[int, int]) -> None:
    """The shipped crosswalk: 13 counties of 2020 become 13 of 2022, and the city is worth the same."""
    places = PlaceHistory(plan.places, plan.crosswalks)
    before, after = (date(year, 12, 31) for year in years)
    values = {name: Fraction(at + 1, 7) for at, name in enumerate(places.below("330100", before))}
    carried = places.carry(values, before, after, "robots-new")
    assert set(carried.values) == set(places.below("330100", after))
    assert sum(carried.values.values()) == sum(values.values())
    assert carried.values["330114"] == Fraction(2, 10) * values["330104"] + Fraction(5, 32) * values["330109"]


def test_longgang_has_no_crosswalk_and_is_not_compared(plan: CompiledPlan) -> None:
    places = PlaceHistory(plan.places, plan.crosswalks)
    carried = places.carry(
        {"330327": Fraction(1), "330381": Fraction(2)}, date(2018, 12, 31), date(2020, 12, 31), "x"
    )
    assert carried.values == {"330381": 2}
    assert set(carried.barred) == {"330327", "330383"}


def test_changes_of_two_years_are_followed_one_after_the_other() -> None:
    later = Crosswalk.model_validate(
        {
            "id": "later", "title": "再分", "clause": "4.1", "on": "2022-03-01", "basis": "area",
            "assumption": "相等", "source": "代码表",
            "moves": [{"from": A2, "to": A2, "share": "1/3"}, {"from": A2, "to": B1, "share": "2/3"},
                      {"from": B1, "to": B1, "share": "1"}],
        }
    )  # fmt: skip
    carried = history({"walk": walk(), "later": later}).carry(ONE, BEFORE, AFTER, "counted")
    assert carried.values == {A2: 5, A3: 6, A4: 2, B1: 17}
    assert carried.through[A2] == ("walk", "later")
    assert carried.through[B1] == ("walk", "later")
