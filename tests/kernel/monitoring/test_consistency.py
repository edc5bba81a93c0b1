"""Figures that contradict each other: found, said with both figures, and never where nothing can be compared."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from zhixing.kernel.monitoring import contradictions
from zhixing.kernel.plan import ConsistencyCheck

F = Fraction
PARENTS = {"331100": None, "331102": "331100", "331121": "331100", "331122": "331100"}
PARTS = ("331102", "331121", "331122")


def check(**more: object) -> ConsistencyCheck:
    return ConsistencyCheck.model_validate({"id": "some-check", "title": "某数", "clause": "1.1", **more})


def land(stated: str, *parts: str) -> dict[tuple[str, str, str], Fraction]:
    return {("land", "331100", "2020"): F(stated)} | {
        ("land", place, "2020"): F(value) for place, value in zip(PARTS, parts, strict=False)
    }


def test_a_total_and_its_parts() -> None:
    asked = check(total="land", rounding="0.1")
    assert contradictions([asked], land("6", "1", "2", "3"), PARENTS) == ()
    [one] = contradictions([asked], land("6.1", "1", "2", "3"), PARENTS)
    assert (one.kind, one.stated, one.found) == ("within-rounding", F("6.1"), 6)
    [one] = contradictions([asked], land("6.3", "1", "2", "3"), PARENTS)
    assert one.kind == "total-differs"
    assert "6.3" in one.said("zh")
    assert "0.3 apart" in one.said("en")


def test_four_rounded_figures_explain_two_tenths() -> None:
    """Three parts and the total, each half a tenth off: 0.2 may be rounding, more may not."""
    asked = check(total="land", rounding="0.1")
    [one] = contradictions([asked], land("6.2", "1", "2", "3"), PARENTS)
    assert one.kind == "within-rounding"
    [one] = contradictions([asked], land("6.21", "1", "2", "3"), PARENTS)
    assert one.kind == "total-differs"


def test_a_headline_and_its_list() -> None:
    figures = {("centres", "331100", "2020"): F(23), ("listed", "331100", "2020"): F(21)}
    [one] = contradictions([check(total="centres", parts="listed")], figures, PARENTS)
    assert (one.stated, one.found) == (23, 21)
    assert contradictions([check(total="centres", parts="absent")], figures, PARENTS) == ()


def test_a_rate_and_what_it_is_made_of() -> None:
    """7.01 of 4.46 is 157.17 per cent, not 159.17."""
    asked = check(rate="rate", numerator="done", denominator="task", times=100, rounding="0.02")
    figures = {("done", "331100", "2020"): F("7.01"), ("task", "331100", "2020"): F("4.46")}
    [one] = contradictions([asked], {**figures, ("rate", "331100", "2020"): F("159.17")}, PARENTS)
    assert one.kind == "ratio-differs"
    assert "157.175" in one.said("zh")
    assert contradictions([asked], {**figures, ("rate", "331100", "2020"): F("157.17")}, PARENTS) == ()
    zero = {**figures, ("task", "331100", "2020"): F(0), ("rate", "331100", "2020"): F(1)}
    assert contradictions([asked], zero, PARENTS) == ()


def test_two_layers_that_are_one() -> None:
    asked = check(apart=["one", "other"])

    def layers(one: tuple[int, ...], other: tuple[int, ...]) -> dict[tuple[str, str, str], Fraction]:
        return {
            (name, place, "2020"): F(value)
            for name, values in (("one", one), ("other", other))
            for place, value in zip(PARTS, values, strict=False)
        }

    [found] = contradictions([asked], layers((1, 2, 3), (1, 2, 3)), PARENTS)
    assert (found.kind, found.found) == ("layers-alike", 3)
    assert contradictions([asked], layers((1, 2, 3), (1, 2, 4)), PARENTS) == ()
    assert contradictions([asked], layers((0, 0, 0), (0, 0, 0)), PARENTS) == ()
    assert contradictions([asked], layers((1, 2), (1, 2)), PARENTS) == ()


@given(st.lists(st.integers(0, 10**6), min_size=3, max_size=3))
def test_a_true_total_is_never_found_wrong(parts: list[int]) -> None:
    figures = land(str(sum(parts)), *map(str, parts))
    assert contradictions([check(total="land")], figures, PARENTS) == ()
