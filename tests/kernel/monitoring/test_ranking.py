"""Ranking: blanks are left out."""

from fractions import Fraction

from zhixing.kernel.monitoring import rank_places

VALUES = {"a": Fraction(3), "b": None, "c": Fraction(5), "d": Fraction(3), "e": Fraction(0)}


def test_equal_figures_share_the_better_rank_and_blanks_have_none() -> None:
    ranked = rank_places(VALUES)
    assert [(r.place, r.rank) for r in ranked] == [("c", 1), ("a", 2), ("d", 2), ("e", 4), ("b", None)]


def test_lower_first() -> None:
    assert [r.place for r in rank_places(VALUES, "lower")] == ["e", "a", "d", "c", "b"]
