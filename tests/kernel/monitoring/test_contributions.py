"""Contributions: they and what is left add up to the whole's gap, to the last fraction."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.kernel.monitoring import PathGap, RatioGap, Totals, lacking, rest_of

F = Fraction
numbers = st.fractions(min_value=-(10**6), max_value=10**6)
positive = st.fractions(min_value=F(1, 1000), max_value=10**6)
maybe = st.one_of(st.none(), numbers)
senses = st.sampled_from(["rise", "fall", "band"])


def test_amounts_by_hand() -> None:
    """100 due and 70 observed lack 30. The parts were given 60 + 30; the second did not report."""
    gap = lacking(F(100), F(70), "rise")
    first = lacking(F(60), F(45), "rise")
    assert (gap, first) == (30, 15)
    rest = rest_of(F(30), F(100), [(F(60), first), (F(30), None)], "rise")
    # 10 were given to nobody; of the 30 given to the second, 25 are in the whole's 70 and 5 are not: 30 = 15 + 10 + 5.
    assert (rest.unassigned, rest.unreported) == (10, 5)


def test_a_limit_is_turned_round() -> None:
    assert lacking(F(100), F(130), "fall") == 30
    rest = rest_of(F(30), F(100), [(F(60), lacking(F(60), F(80), "fall")), (F(50), F(5))], "fall")
    assert (rest.unassigned, rest.unreported) == (10, -5)


@pytest.mark.parametrize("pair", [(None, F(1)), (F(1), None)])
def test_no_gap_without_both_figures(pair: tuple[Fraction | None, Fraction | None]) -> None:
    assert lacking(*pair, "rise") is None


@given(numbers, numbers, st.lists(st.tuples(maybe, maybe), max_size=12), senses)
def test_gaps_of_parts_and_the_rest_are_the_whole_gap(
    due: Fraction, observed: Fraction, parts: list[tuple[Fraction | None, Fraction | None]], sense: str
) -> None:
    gap = lacking(due, observed, sense)  # type: ignore[arg-type]
    assert gap is not None
    told = [(expected, lacking(expected, seen, sense)) for expected, seen in parts]  # type: ignore[arg-type]
    rest = rest_of(gap, due, told, sense)  # type: ignore[arg-type]
    assert gap == sum((one for _, one in told if one is not None), F(0)) + rest.unassigned + rest.unreported


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=12), senses)
def test_nothing_is_left_where_parts_make_up_the_whole(
    parts: list[tuple[Fraction, Fraction]], sense: str
) -> None:
    due, observed = sum(one for one, _ in parts), sum(one for _, one in parts)
    gap = lacking(F(due), F(observed), sense)  # type: ignore[arg-type]
    assert gap is not None
    rest = rest_of(gap, F(due), [(e, lacking(e, o, sense)) for e, o in parts], sense)  # type: ignore[arg-type]
    assert (rest.unassigned, rest.unreported) == (0, 0)


def test_a_ratio_by_hand() -> None:
    """Tax 30 on 10 mu and 30 on 20 mu are 2 a mu; 3 are due. The first is at 3 and lacks nothing, the second all."""
    gap = RatioGap(Totals(F(60), F(30)), F(1), F(3), falls=False)
    assert gap.whole.value == 1
    assert gap.of(Totals(F(30), F(10))).value == 0
    assert gap.of(Totals(F(30), F(20))).value == 1


@given(st.lists(st.tuples(numbers, positive), min_size=1, max_size=12), numbers, positive, st.booleans())
def test_contributions_to_a_ratio_are_its_gap(
    parts: list[tuple[Fraction, Fraction]], due: Fraction, factor: Fraction, falls: bool
) -> None:
    totals = [Totals(*part) for part in parts]
    whole = Totals(sum((t.above for t in totals), F(0)), sum((t.below for t in totals), F(0)))
    gap = RatioGap(whole, factor, due, falls)
    lacks = due - factor * whole.above / whole.below
    assert sum((gap.of(t).value for t in totals), F(0)) == gap.whole.value == (-lacks if falls else lacks)


def path(base: Totals, now: Totals, rate: str = "10", falls: bool = False) -> PathGap:
    return PathGap(base, now, F(1), lambda level: level * (1 + F(rate) / 100), falls)


def test_growth_by_hand() -> None:
    """Two places of 10 mu each at 10 and 2 a mu, 6 together. Due after a year at 10 %: 6.6, of which 11 and 2.2.

    The rich one stays at 10, the poor one grows to 3: 6.5 observed, 0.1 lacking. The rich one lags by half of 1, the poor
    one leads by half of 0.8.
    """
    gap = path(Totals(F(120), F(20)), Totals(F(130), F(20)))
    assert gap.level == F("6.6")
    assert gap.whole.value == F("0.1")
    rich, poor = (
        gap.of(Totals(F(100), F(10)), Totals(F(100), F(10))),
        gap.of(Totals(F(20), F(10)), Totals(F(30), F(10))),
    )
    assert rich is not None
    assert poor is not None
    assert (rich.value, rich.shift, poor.value, poor.shift) == (F("0.5"), 0, F("-0.4"), 0)


def test_what_changed_weights_make_is_told_apart() -> None:
    """Both grow as asked, but the land of the rich one halves: nobody lags, and the whole lacks by the shift alone."""
    base, now = Totals(F(120), F(20)), Totals(F(55 + 22), F(15))
    gap = path(base, now)
    rich = gap.of(Totals(F(100), F(10)), Totals(F(55), F(5)))
    poor = gap.of(Totals(F(20), F(10)), Totals(F(22), F(10)))
    assert rich is not None
    assert poor is not None
    assert rich.value == rich.shift == F(1, 6) * (11 - F("6.6"))
    assert poor.value == poor.shift == F(-1, 6) * (F("2.2") - F("6.6"))
    assert rich.value + poor.value == gap.whole.value == F("6.6") - F(77, 15)


@given(
    st.lists(st.tuples(positive, positive, positive, positive), min_size=1, max_size=10),
    st.fractions(min_value=-50, max_value=50),
    positive,
    st.booleans(),
    st.booleans(),
)
def test_contributions_to_growth_are_the_gap_in_levels(
    parts: list[tuple[Fraction, Fraction, Fraction, Fraction]],
    rate: Fraction,
    factor: Fraction,
    falls: bool,
    points: bool,
) -> None:
    """For rates that multiply every base and for points that are added to it."""
    bases, nows = [Totals(a, b) for a, b, _, _ in parts], [Totals(c, d) for _, _, c, d in parts]
    base, now = (
        Totals(sum((t.above for t in side), F(0)), sum((t.below for t in side), F(0)))
        for side in (bases, nows)
    )

    def due(level: Fraction) -> Fraction:
        return level + rate if points else level * (1 + rate / 100)

    gap = PathGap(base, now, factor, due, falls)
    lacks = due(factor * base.above / base.below) - factor * now.above / now.below
    found = [gap.of(*pair) for pair in zip(bases, nows, strict=True)]
    assert sum((one.value for one in found if one), F(0)) == gap.whole.value == (-lacks if falls else lacks)


def test_a_place_with_no_base_has_no_path() -> None:
    assert path(Totals(F(1), F(1)), Totals(F(1), F(1))).of(Totals(F(0), F(0)), Totals(F(1), F(1))) is None
