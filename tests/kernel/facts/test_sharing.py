"""Parts of a meter that add up, land that is let."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from zhixing.foundation.issues import Issue, Where
from zhixing.kernel.facts import Holding, MeterPart, Tenancy, check_meters, check_tenancies


def codes(issues: Iterable[Issue]) -> list[str]:
    return [issue.code for issue in issues]


def parts(*shares: Fraction | Decimal | int) -> list[MeterPart]:
    return [MeterPart("m1", f"e{number}", share) for number, share in enumerate(shares)]


def test_parts_that_add_up_exactly() -> None:
    assert check_meters(parts(Decimal("0.3"), Decimal("0.7"))) == ()
    assert check_meters(parts(Fraction(1, 3), Fraction(1, 3), Fraction(1, 3))) == ()
    assert check_meters(parts(1)) == ()


def test_parts_that_nearly_add_up() -> None:
    [issue] = check_meters(
        [MeterPart("m1", "e1", Decimal("0.3333"), Where("a.csv", row=2)), *parts(Decimal("0.6666"))]
    )
    assert issue.code == "facts.meter-parts"
    assert "0.9999" in issue.zh
    assert issue.where.row == 2


def test_parts_outside_and_twice() -> None:
    assert codes(check_meters(parts(Decimal("1.2"), Decimal("-0.2")))) == ["facts.meter-share"] * 2
    assert codes(check_meters(parts(0, 1))) == ["facts.meter-share"]
    twice = [MeterPart("m1", "e1", Decimal("0.5")), MeterPart("m1", "e1", Decimal("0.5"))]
    assert codes(check_meters(twice)) == ["facts.meter-twice"]


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=12))
def test_parts_made_from_a_whole_add_up(weights: list[int]) -> None:
    assert check_meters(parts(*(Fraction(weight, sum(weights)) for weight in weights))) == ()


HELD = [Holding("L", "p1", 10), Holding("L", "p1", Decimal("2.5"))]


def let(tenant: str, area: str, since: int, until: int | None = None, landlord: str = "L") -> Tenancy:
    last = date(until, 12, 31) if until else None
    return Tenancy(landlord, tenant, "p1", Decimal(area), date(since, 1, 1), last)


def test_what_is_held_may_be_let_and_let_again_later() -> None:
    fine = [
        let("a", "12.5", 2018, 2018),
        let("b", "6.25", 2019, 2020),
        let("c", "6.25", 2019),
        let("a", "6.25", 2021),
    ]
    assert check_tenancies(fine, HELD) == ()


def test_more_than_is_held() -> None:
    [issue] = check_tenancies([let("a", "10", 2018), let("b", "2.5", 2019), let("c", "0.0001", 2020)], HELD)
    assert issue.code == "facts.let-too-much"
    assert "12.5001" in issue.en
    assert "2020-01-01" in issue.en
    assert codes(check_tenancies([let("a", "1", 2018, landlord="M")], HELD)) == ["facts.let-too-much"]


def test_the_same_tenant_twice() -> None:
    [issue] = check_tenancies([let("a", "1", 2018, 2019), let("a", "1", 2019)], HELD)
    assert issue.code == "facts.tenant-twice"
    assert "2019-01-01" in issue.zh
    assert "2019-12-31" in issue.zh
    elsewhere = Tenancy("L", "a", "p2", 1, date(2019, 1, 1))
    assert check_tenancies([let("a", "1", 2018), elsewhere], [*HELD, Holding("L", "p2", 1)]) == ()


def test_the_last_day_still_counts() -> None:
    before = Tenancy("L", "a", "p1", 1, date(2018, 1, 1), date(2018, 6, 30))
    assert check_tenancies([before, Tenancy("L", "a", "p1", 1, date(2018, 7, 1))], HELD) == ()
    assert codes(check_tenancies([before, Tenancy("L", "a", "p1", 1, date(2018, 6, 30))], HELD)) == [
        "facts.tenant-twice"
    ]


def test_tenancies_that_make_no_sense() -> None:
    assert codes(check_tenancies([let("a", "1", 2019, 2018)], HELD)) == ["facts.tenancy-dates"]
    assert codes(check_tenancies([let("a", "0", 2019)], HELD)) == ["facts.tenancy-area"]
    assert codes(check_tenancies([let("L", "1", 2019)], HELD)) == ["facts.own-tenant"]


@given(
    st.permutations(
        [let("a", "6", 2018, 2020), let("b", "6", 2019), let("c", "6", 2021), let("a", "6", 2020)]
    )
)
def test_the_order_of_entries_is_of_no_account(entries: list[Tenancy]) -> None:
    found = sorted(issue.zh for issue in check_tenancies(entries, HELD))
    given_first = [let("a", "6", 2018, 2020), let("b", "6", 2019), let("c", "6", 2021), let("a", "6", 2020)]
    assert found == sorted(issue.zh for issue in check_tenancies(given_first, HELD))
    assert len(found) == 2
