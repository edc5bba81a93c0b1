"""The cascade: every part like the whole, by hand, for each kind of target; divisions that change on the way."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.kernel.monitoring.given import reading
from tests.kernel.monitoring.small_cascade import (
    A1,
    A2,
    A3,
    A4,
    B1,
    B2,
    CHANGE,
    A,
    B,
    P,
    aim,
    codes_of,
    figures,
    indicator,
    part,
    plan_of,
    ratio,
    split,
    watched,
)

from zhixing.kernel.monitoring import Light, cascade_table
from zhixing.kernel.plan import CompiledPlan

CITIES = [split(A, 60), split(B, 40)]
HALF = "2020-06-30"


def test_a_sum_over_the_term_by_hand(plan: CompiledPlan) -> None:
    """Half way 50 are due. A was given 60: 30 due, 21 there; B 40: 20 due, 19 there. 10 lack: 9 in A, 1 in B."""
    readings = [
        reading("2018Q1", 40, place=P),
        reading("2018Q1", 21, place=A),
        reading("2018Q1", 19, place=B),
    ]
    found = watched(plan_of(plan, aim(at_least=100)), CITIES, readings, day=HALF)
    whole, one, other = (part(found, where) for where in (P, A, B))
    assert (whole.expected, whole.observed, whole.gap) == (50, 40, 10)
    assert (one.expected, one.observed, one.gap, one.light) == (30, 21, 9, Light.RED)
    assert (other.expected, other.observed, other.gap, other.light) == (20, 19, 1, Light.YELLOW)
    assert (one.share_of_gap, other.share_of_gap) == (90, 10)
    assert (whole.parts, whole.unassigned, whole.unreported) == (2, 0, 0)
    assert one.progress == Fraction(21, 60)


def test_what_nobody_was_given_and_nobody_reported(plan: CompiledPlan) -> None:
    readings = [reading("2018Q1", 40, place=P), reading("2018Q1", 21, place=A)]
    found = watched(plan_of(plan, aim(at_least=100)), [split(A, 60), split(B, 30)], readings, day=HALF)
    whole = part(found, P)
    assert (part(found, A).contribution, part(found, B).contribution) == (9, None)
    # 5 of the 50 due were given to nobody; 15 are due of B, 19 of the whole's 40 are not A's.
    assert (whole.unassigned, whole.unreported) == (5, -4)
    assert whole.gap == 9 + 5 - 4
    assert codes_of(found) == ["parts-fall-short"]


def test_counties_add_to_their_city_and_to_the_whole(plan: CompiledPlan) -> None:
    counties = [split(B1, 30), split(B2, 10)]
    readings = figures({P: [10], A: [4], B: [6], B1: [2], B2: [4]})
    found = watched(plan_of(plan, aim(at_least=100)), [*CITIES, *counties], readings, day="2018-12-31")
    city, first, second = (part(found, where) for where in (B, B1, B2))
    assert (city.gap, first.gap, second.gap) == (2, 4, -2)
    assert (city.over, first.over, city.parts) == (P, B, 2)
    assert (first.share_of_over, second.share_of_over) == (200, -100)
    assert (first.share_of_gap, city.share_of_gap) == (40, 20)


def test_where_nothing_lacks_there_is_no_gap_to_share(plan: CompiledPlan) -> None:
    found = watched(
        plan_of(plan, aim(at_least=100)), CITIES, figures({P: [25], A: [20], B: [5]}), day="2018-12-31"
    )
    assert part(found, P).gap == -5
    assert part(found, B).gap == 3
    assert part(found, B).share_of_gap is None


def test_a_year_of_a_sum_is_its_own_account(plan: CompiledPlan) -> None:
    splits = [*CITIES, split(A, 10, year="2019"), split(A, 20, year="2021")]
    readings = figures({A: [50, 9, 0]})
    found = watched(plan_of(plan, aim(at_least=100)), splits, readings, day=HALF)
    assert (part(found, A, "2019").observed, part(found, A, "2019").light) == (9, Light.RED)
    assert part(found, A, "2021").reason.code == "not-begun"
    assert part(found, A, "2019").contribution == 1


def test_a_flow_a_year_has_the_whole_of_every_year(plan: CompiledPlan) -> None:
    splits = [*CITIES, split(A, 60, year="2019"), split(B, 40, year="2019")]
    readings = figures({P: [100, 90], A: [60, 45], B: [40, 45]})
    found = watched(plan_of(plan, aim("annual-flow", at_least=100)), splits, readings, day="2019-12-31")
    assert (part(found, P, "2019").goal, part(found, P, "2019").gap) == (100, 10)
    assert (part(found, A, "2019").share_of_gap, part(found, B, "2019").share_of_gap) == (150, -50)
    assert part(found, B).light is Light.REACHED


def test_a_level_at_the_end_of_a_year_is_on_the_line_from_the_base(plan: CompiledPlan) -> None:
    """From 10 in 2017 to 30 at the end of 2019; half way, 20 are due at the end of 2018."""
    readings = figures({A: [10, 19]}, first=2017)
    splits = [split(A, 30, year="2019"), split(A, 60), split(B, 40)]
    found = watched(plan_of(plan, aim("level-by", at_least=100)), splits, readings, day="2018-12-31")
    year = part(found, A, "2019")
    assert (year.expected, year.observed, year.progress) == (20, 19, Fraction(9, 20))
    assert part(found, A).expected == 20
    assert (year.light, part(found, A).light) == (Light.YELLOW, Light.YELLOW)


def test_growth_of_one_year_is_from_the_year_before(plan: CompiledPlan) -> None:
    growth = aim("average-annual-growth", at_least=7, unit="%")
    splits = [split(A, 8, unit="%"), split(B, 7, unit="%"), split(A, 5, unit="%", year="2019")]
    readings = figures({A: [100, 110, 115]}, first=2017)
    found = watched(plan_of(plan, growth), splits, readings, day="2019-12-31")
    assert part(found, A, "2019").light is Light.RED
    assert part(found, A, "2019").contribution is None
    assert part(found, A).gap == 8 - part(found, A).observed


def test_yellow_first_after_a_red_for_parts_too(plan: CompiledPlan) -> None:
    readings = figures({A: [1, 23], B: [8, 8]})
    run = {"day": "2019-12-31", "before": date(2018, 12, 31)}
    found = watched(plan_of(plan, aim(at_least=100)), CITIES, readings, **run)
    assert (part(found, A).light, part(found, A).reason.code) == (Light.YELLOW, "caught-up")
    assert part(found, B).light is Light.GREEN


def test_figures_of_other_scopes_never_count(plan: CompiledPlan) -> None:
    readings = [*figures({A: [12]}), reading(2018, 999, place=A, scope="全部")]
    found = watched(plan_of(plan, aim(at_least=100)), CITIES, readings, day="2018-12-31")
    assert part(found, A).observed == 12


COUNTIES = [split(A1, 10), split(A2, 20), split(A3, 30)]
FLOWS = {A1: [1, 1, 2], A2: [2, 3, 4], A3: [4, 4, 4]}
NEW = [
    *(reading(2021, value, place=where) for where, value in ((A2, 9), (A3, 5), (A4, 1))),
    *(reading(2022, value, place=where) for where, value in ((A2, 8), (A3, 6), (A4, 3))),
]


def test_a_sum_across_a_change_is_moved_on_the_crosswalk(plan: CompiledPlan) -> None:
    """A2 takes A1 over: 4 + 9 until 2020, 17 since, of 10 + 20. A4 had a quarter of A3: 3 of 12, then 1 + 3, of 7.5."""
    found = watched(plan_of(plan, aim(at_least=60)), COUNTIES, [*figures(FLOWS), *NEW])
    assert [p.place for p in found.parts if p.over == A] == [A2, A3, A4]
    joined, left, given = (part(found, where) for where in (A2, A3, A4))
    assert (joined.goal, joined.observed) == (30, 30)
    assert (left.goal, left.observed) == (Fraction(45, 2), 9 + 11)
    assert (given.goal, given.observed) == (Fraction(15, 2), 3 + 4)
    assert {p.divisions for p in (joined, left, given)} == {"crosswalk:walk"}
    assert sum(p.observed or 0 for p in (joined, left, given)) == sum(map(sum, FLOWS.values())) + 32


def test_before_the_change_everything_is_native(plan: CompiledPlan) -> None:
    found = watched(plan_of(plan, aim(at_least=60)), COUNTIES, figures(FLOWS), day="2020-12-31")
    assert [(p.place, p.observed, p.divisions) for p in found.parts if p.over == A] == [
        (A1, 4, "native"), (A2, 9, "native"), (A3, 12, "native"),
    ]  # fmt: skip


def test_an_old_year_keeps_its_own_divisions(plan: CompiledPlan) -> None:
    splits = [split(A1, 2, year="2020"), split(A2, 4, year="2020"), split(A3, 4, year="2020")]
    found = watched(plan_of(plan, aim(at_least=60)), splits, [*figures(FLOWS), *NEW])
    assert [(p.place, p.observed, p.divisions) for p in found.parts if p.over == A] == [
        (A1, 2, "native"), (A2, 4, "native"), (A3, 4, "native"),
    ]  # fmt: skip


def test_without_a_crosswalk_the_change_is_a_named_outcome(plan: CompiledPlan) -> None:
    none = plan_of(plan, aim(at_least=60), crosswalks={})
    found = watched(none, [*COUNTIES, split(B1, 5)], [*figures({**FLOWS, B1: [1, 1, 1]}), *NEW])
    for where in (A1, A2, A3):
        row = part(found, where)
        assert (row.light, row.reason.code, row.observed, row.gap) == (
            Light.NONE,
            "divisions-changed",
            None,
            None,
        )
        assert str(CHANGE) in row.reason.zh
        assert row.goal is not None
    assert part(found, B1).observed == 3
    (issue,) = [one for one in found.issues if one.code == "monitoring.divisions-changed"]
    assert issue.values["places"] == f"某地 {A1}、某地 {A2}、某地 {A3}"


def test_a_year_after_the_change_needs_no_crosswalk(plan: CompiledPlan) -> None:
    splits = [
        split(A2, 8, year="2022", known_on=date(2022, 1, 5)),
        split(A4, 2, year="2022", known_on=date(2022, 1, 5)),
    ]
    found = watched(plan_of(plan, aim(at_least=60), crosswalks={}), splits, [*figures(FLOWS), *NEW])
    assert (part(found, A2, "2022").observed, part(found, A2, "2022").divisions) == (8, "native")
    assert part(found, A4, "2022").light is Light.REACHED


def test_a_level_needs_its_base_on_the_same_divisions(plan: CompiledPlan) -> None:
    level = aim("level-by", at_least=60)
    readings = [*figures({A1: [2, 3], A2: [8, 9], A3: [8, 8]}, first=2017), *NEW]
    found = watched(plan_of(plan, level), COUNTIES, readings, day="2021-12-31")
    assert part(found, A2).expected == 10 + (30 - 10) * Fraction(4, 5)
    assert part(found, A4).expected == 2 + (Fraction(15, 2) - 2) * Fraction(4, 5)
    assert part(found, A4).observed == 1


def test_a_missing_giver_leaves_no_figure_rather_than_a_part_of_one(plan: CompiledPlan) -> None:
    readings = [*figures({A1: [1, 1], A2: [2, 3, 4]}), *NEW]
    found = watched(plan_of(plan, aim(at_least=60)), COUNTIES, readings)
    assert part(found, A2).observed == 2 + 1 + 3 + 1 + 17
    assert part(found, A2).reason.code == "gaps"


RATIO = indicator(unit="万元/亩", rollup="ratio-of-totals")
LEVELS = [
    *(ratio(where, 2017, *pair) for where, pair in {P: (120, 20), A: (100, 10), B: (20, 10)}.items()),
    *(ratio(where, 2018, *pair) for where, pair in {P: (130, 20), A: (100, 10), B: (30, 10)}.items()),
]


def test_growth_of_a_ratio_is_held_against_the_path_of_every_place(plan: CompiledPlan) -> None:
    """As in the cases of contributions: 6.6 due, 6.5 there; A lags by 0.5, B leads by 0.4. No split is needed for that."""
    growth = aim("average-annual-growth", equals=10, unit="%")
    found = watched(plan_of(plan, growth, of=RATIO), [], ratios=LEVELS, day="2018-12-31")
    whole, one, other = (part(found, where) for where in (P, A, B))
    assert (whole.contribution, whole.contribution_unit) == (Fraction(1, 10), "万元/亩")
    assert (one.contribution, one.share_of_gap, one.reason.code) == (Fraction(1, 2), 500, "no-part")
    assert (other.contribution, other.share_of_gap) == (Fraction(-2, 5), -400)
    assert (whole.unassigned, whole.unreported) == (0, 0)


def test_a_share_is_held_against_what_is_due_of_the_whole(plan: CompiledPlan) -> None:
    share = aim("share", at_least=3, unit="万元/亩")
    totals = [ratio(P, 2022, 60, 30), ratio(A, 2022, 30, 10), ratio(B, 2022, 30, 20), ratio(P, 2017, 1, 1)]
    found = watched(plan_of(plan, share, of=RATIO), [split(A, 2, unit="万元/亩")], ratios=totals)
    assert part(found, P).gap == part(found, P).contribution == 1
    # A has reached its own part and still is what it is; B, which was given none, lacks all of the whole's 1.
    assert (part(found, A).light, part(found, A).gap, part(found, A).contribution) == (Light.REACHED, -1, 0)
    assert (part(found, B).observed, part(found, B).contribution) == (Fraction(3, 2), 1)


def test_a_ratio_is_moved_by_both_its_totals(plan: CompiledPlan) -> None:
    """A3 had 40 on 8 mu; a quarter of both is A4's base of 5 a mu, which is the same ratio on less land."""
    growth = aim("average-annual-growth", equals=10, unit="%")
    totals = [
        ratio(P, 2017, 60, 12), ratio(A1, 2017, 10, 1), ratio(A2, 2017, 10, 3), ratio(A3, 2017, 40, 8),
        ratio(P, 2021, 60, 12), ratio(A2, 2021, 20, 4), ratio(A3, 2021, 30, 6), ratio(A4, 2021, 10, 2),
    ]  # fmt: skip
    found = watched(plan_of(plan, growth, of=RATIO), [], ratios=totals, day="2021-12-31")
    rows = [part(found, where) for where in (A2, A3, A4)]
    assert {row.divisions for row in rows} == {"crosswalk:walk"}
    assert sum(row.contribution or 0 for row in rows) == part(found, P).contribution
    assert part(found, A4).contribution == Fraction(2, 12) * (5 * Fraction(11, 10) ** 4 - 5)


def test_a_rate_set_for_another_territory_is_not_moved(plan: CompiledPlan) -> None:
    growth = aim("average-annual-growth", equals=10, unit="%")
    totals = [ratio(where, year, 10, 2) for where in (P, A3) for year in (2017, 2021)] + [
        ratio(A4, 2021, 5, 1)
    ]
    found = watched(
        plan_of(plan, growth, of=RATIO), [split(A3, 9, unit="%")], ratios=totals, day="2021-12-31"
    )
    assert (part(found, A3).reason.code, part(found, A3).goal) == ("divisions-changed", 9)


def test_a_reported_rate_cannot_be_moved(plan: CompiledPlan) -> None:
    coverage = aim("coverage", equals=100, unit="%")
    of = indicator(unit="%", rollup="none")
    late = {"known_on": date(2021, 6, 1), "unit": "%"}
    found = watched(
        plan_of(plan, coverage, of=of), [split(A2, 100, **late), split(B1, 100, **late)], NEW, day=HALF
    )
    assert part(found, A2).reason.code == "divisions-changed"
    assert part(found, B1).reason.code == "no-reading"


@pytest.mark.parametrize("kind", ["cumulative", "annual-flow", "level-by"])
def test_the_table_adds_up_and_has_its_key(plan: CompiledPlan, kind: str) -> None:
    splits = [*CITIES, *COUNTIES, split(B1, 30), split(A, 7, year="2019"), split(P, 9, year="2019")]
    readings = [
        *figures({P: [30, 1, 2, 3, 4, 5], A: [9] * 6, B: [3, 1, 2, 2, 2, 2], B1: [1, 0, 0, 0, 0, 1]}, 2017),
        *figures(FLOWS, 2017),
        *NEW,
    ]
    rows = cascade_table(watched(plan_of(plan, aim(kind, at_least=100)), splits, readings).parts).to_pylist()
    keys = [(row["target"], row["period"], row["place"]) for row in rows]
    assert keys == sorted(set(keys))
    checked = 0
    for row in rows:
        below = [r for r in rows if r["over"] == row["place"] and r["period"] == row["period"]]
        assert row["parts"] == len(below)
        if below and row["contribution_exact"] is not None:
            told = sum(
                (Fraction(r["contribution_exact"]) for r in below if r["contribution_exact"]), Fraction(0)
            )
            rest = Fraction(row["unassigned_exact"]) + Fraction(row["unreported_exact"])
            assert told + rest == Fraction(row["contribution_exact"])
            checked += 1
    assert checked >= (2 if kind == "level-by" else 4)
