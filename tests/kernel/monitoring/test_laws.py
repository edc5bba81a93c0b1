"""Laws that hold for any figures."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kernel.monitoring.given import reading, stand, target, yearly

from zhixing.kernel.monitoring import REASONS, Assessment, Light, Reading, to_table
from zhixing.kernel.plan import Target

ORDER = [Light.NONE, Light.RED, Light.YELLOW, Light.GREEN, Light.REACHED]
KINDS = ["level-by", "share", "cumulative", "annual-flow", "average-annual-growth", "points-a-year"]
amounts = st.fractions(min_value=0, max_value=300, max_denominator=20)
positive = st.fractions(min_value=Fraction(1, 20), max_value=300, max_denominator=20)
years = st.lists(amounts, min_size=5, max_size=5)
LAWS = settings(max_examples=25, deadline=None)


def readings_of(base: Fraction, values: list[Fraction], upto: int) -> list[Reading]:
    return yearly(2017, base, *values[: upto - 2017])


def aim(kind: str, goal: Fraction, word: str = "at_least") -> Target:
    return target(kind, unit="%", **{word: goal})


def numbers(found: Assessment) -> tuple[object, ...]:
    return found.light, found.reason.code, found.progress, found.calendar


@pytest.mark.parametrize("word", ["at_least", "over", "about"])
@pytest.mark.parametrize("kind", KINDS)
@LAWS
@given(base=positive, values=years, more=amounts, goal=positive, upto=st.integers(2018, 2022))
def test_more_of_a_benefit_never_worsens_the_light(
    kind: str, word: str, base: Fraction, values: list[Fraction], more: Fraction, goal: Fraction, upto: int
) -> None:
    asked = aim(kind, goal, word)
    before = readings_of(base, values, upto)
    after = [*before[:-1], replace(before[-1], value=(before[-1].value or 0) + more)]
    lights = [stand(asked, known, f"{upto}-12-31").light for known in (before, after)]
    assert ORDER.index(lights[1]) >= ORDER.index(lights[0])


@pytest.mark.parametrize("kind", ["level-by", "cumulative", "annual-flow"])
@LAWS
@given(base=positive, values=years, more=amounts, goal=positive, upto=st.integers(2018, 2022))
def test_more_of_a_burden_never_betters_the_light(
    kind: str, base: Fraction, values: list[Fraction], more: Fraction, goal: Fraction, upto: int
) -> None:
    asked = aim(kind, goal, "at_most")
    before = readings_of(base, values, upto)
    after = [*before[:-1], replace(before[-1], value=(before[-1].value or 0) + more)]
    lights = [stand(asked, known, f"{upto}-12-31", direction="lower").light for known in (before, after)]
    assert ORDER.index(lights[1]) <= ORDER.index(lights[0])


@pytest.mark.parametrize("kind", [*KINDS, "reduction-a-year"])
@LAWS
@given(
    base=amounts,
    values=years,
    goal=positive,
    random=st.randoms(use_true_random=False),
    day=st.integers(1, 60),
)
def test_order_of_readings_changes_nothing(
    kind: str, base: Fraction, values: list[Fraction], goal: Fraction, random: object, day: int
) -> None:
    goal = min(goal, Fraction(99)) if kind == "reduction-a-year" else goal
    known = [*readings_of(base, values, 2022), reading(2019, 7, scope="规上工业"), reading("2020Q1", 1)]
    mixed = list(known)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    on = f"{2018 + (day - 1) // 12}-{(day - 1) % 12 + 1:02d}-28"
    assert stand(aim(kind, goal), mixed, on) == stand(aim(kind, goal), known, on)


@pytest.mark.parametrize("kind", ["level-by", "share", "cumulative", "annual-flow", "points-a-year"])
@LAWS
@given(base=amounts, values=years, goal=positive, factor=positive, upto=st.integers(2018, 2022))
def test_change_of_unit_changes_nothing(
    kind: str, base: Fraction, values: list[Fraction], goal: Fraction, factor: Fraction, upto: int
) -> None:
    known = readings_of(base, values, upto)
    scaled = [replace(r, value=(r.value or 0) * factor) for r in known]
    one = stand(aim(kind, goal), known, f"{upto}-12-31")
    other = stand(aim(kind, goal * factor), scaled, f"{upto}-12-31")
    assert numbers(one) == numbers(other)
    assert other.observed == (None if one.observed is None else one.observed * factor)
    assert other.expected == (None if one.expected is None else one.expected * factor)


@pytest.mark.parametrize("kind", ["average-annual-growth", "reduction-a-year"])
@LAWS
@given(base=positive, values=years, factor=positive, upto=st.integers(2018, 2022))
def test_change_of_the_level_unit_leaves_a_rate_alone(
    kind: str, base: Fraction, values: list[Fraction], factor: Fraction, upto: int
) -> None:
    known = readings_of(base, values, upto)
    scaled = [replace(r, value=(r.value or 0) * factor) for r in known]
    one, other = (stand(aim(kind, Fraction(4)), k, f"{upto}-12-31") for k in (known, scaled))
    assert (*numbers(one), one.observed, one.needed) == (*numbers(other), other.observed, other.needed)


@LAWS
@given(quarters=st.lists(amounts, min_size=20, max_size=20), goal=positive)
def test_cumulative_is_the_sum_of_its_parts(quarters: list[Fraction], goal: Fraction) -> None:
    """Quarters, and the years they make, give the same assessment up to the points of the path."""
    parts = [reading(f"{2018 + i // 4}Q{i % 4 + 1}", value) for i, value in enumerate(quarters)]
    sums = yearly(2018, *[sum(quarters[i : i + 4], Fraction(0)) for i in range(0, 20, 4)])
    one, other = (stand(aim("cumulative", goal), k, "2022-12-31") for k in (parts, sums))
    assert one.observed == other.observed == sum(quarters)
    assert (numbers(one), one.expected, one.needed) == (numbers(other), other.expected, other.needed)


@LAWS
@given(values=years, others=years, goal=positive, year=st.integers(2018, 2021))
def test_year_of_a_flow_is_independent_of_the_others(
    values: list[Fraction], others: list[Fraction], goal: Fraction, year: int
) -> None:
    at = year - 2018
    changed = [*others[:at], values[at], *others[at + 1 :]]
    one, other = (
        stand(aim("annual-flow", goal), yearly(2018, *k), f"{year}-12-31") for k in (values, changed)
    )
    assert (*numbers(one), one.observed, one.needed) == (*numbers(other), other.observed, other.needed)
    assert one.years[at] == other.years[at]


@pytest.mark.parametrize("kind", [*KINDS, "reduction-a-year"])
@LAWS
@given(
    base=positive, values=years, goal=st.fractions(min_value=1, max_value=90), upto=st.integers(2018, 2022)
)
def test_path_ends_at_the_goal(
    kind: str, base: Fraction, values: list[Fraction], goal: Fraction, upto: int
) -> None:
    found = stand(aim(kind, goal), readings_of(base, values, upto), f"{upto}-12-31")
    last = found.path[-1]
    assert (last.end, last.expected) == (target(kind).period.end, goal)


odd = st.one_of(st.none(), st.integers(-3, 3).map(Fraction), st.fractions(-999, 999, max_denominator=9))
spans = st.sampled_from(
    ["2016", "2017", "2018", "2018Q4", "2018-01..2018-06", "2019", "2020Q1", "2022", "2023"]
)
words = st.sampled_from(["at_least", "over", "about", "equals", "at_most", "under", "between"])


@pytest.mark.parametrize("kind", [*KINDS, "reduction-a-year", "coverage", "threshold"])
@LAWS
@given(
    known=st.dictionaries(spans, st.tuples(odd, odd)),
    word=words,
    goal=st.fractions(-999, 999, max_denominator=9),
    way=st.sampled_from(["higher", "lower", "none"]),
    day=st.dates(date(2016, 1, 1), date(2024, 12, 31)),
    carries=st.booleans(),
)
def test_there_is_always_an_answer_by_name(
    kind: str,
    known: dict[str, tuple[Fraction | None, Fraction | None]],
    word: str,
    goal: Fraction,
    way: Any,
    day: date,
    carries: bool,
) -> None:
    """Zeros, negatives, gaps and any day: a light with a reason, a table row, never a crash."""
    figure = [goal, goal + 1] if word == "between" else goal
    asked = target(kind, unit="%", carries_over=carries, **{word: figure})
    readings = [reading(span, value, growth=growth) for span, (value, growth) in known.items()]
    found = stand(asked, readings, day.isoformat(), direction=way)
    assert found.light in Light
    assert found.reason.code in REASONS
    assert to_table([found]).num_rows == 1
