"""Which readings count: scope, revisions, blanks; sums over places."""

from datetime import date
from fractions import Fraction

from tests.kernel.monitoring.given import reading, stand, target

from zhixing.kernel.monitoring import WHY_ASIDE, Light, sum_of_places

SUM = target("cumulative", at_least=100, unit="家")
EARLY, LATE = date(2019, 1, 15), date(2019, 3, 15)


def test_other_scope_is_beside_and_never_counted() -> None:
    other = reading(2018, 1000, scope="17个传统制造业")
    now = stand(SUM, [reading(2018, 15), other], "2018-12-31")
    assert (now.observed, now.other_scope) == (15, (other,))
    alone = stand(SUM, [other], "2018-12-31")
    assert (alone.light, alone.reason.code, alone.other_scope) == (Light.NONE, "no-reading", (other,))


def test_revision_replaces_and_stays_visible() -> None:
    first = reading(2018, 580, known_on=EARLY)
    now = stand(SUM, [reading(2018, 588, known_on=LATE), first], "2018-12-31")
    assert now.observed == 588
    assert [(a.reading, a.why) for a in now.not_counted] == [(first, "revised")]


def test_blank_revision_says_nothing() -> None:
    now = stand(SUM, [reading(2018, 30, known_on=EARLY), reading(2018, None, known_on=LATE)], "2018-12-31")
    assert now.observed == 30


def test_published_growth_survives_a_revised_level() -> None:
    level = target("level-by", at_least=10, unit="个")
    readings = [reading(2018, 8, growth=5, known_on=EARLY), reading(2018, 9, known_on=LATE)]
    now = stand(level, readings, "2018-12-31")
    assert (now.observed, now.published_growth) == (9, 5)


def test_blank_is_set_aside() -> None:
    now = stand(SUM, [reading(2018, None), reading(2019, None, growth=3)], "2019-12-31")
    assert now.reason.code == "no-reading"
    assert [a.why for a in now.not_counted] == ["blank", "blank"]


def test_same_reading_twice_counts_once() -> None:
    assert stand(SUM, [reading(2018, 30), reading(2018, 30)], "2018-12-31").observed == 30


def test_shorter_period_ending_together_gives_way() -> None:
    level = target("level-by", at_least=10, unit="个")
    now = stand(level, [reading("2018Q4", 3), reading(2018, 11)], "2018-12-31")
    assert (now.observed, now.light) == (11, Light.REACHED)
    assert [a.why for a in now.not_counted] == ["inside-another"]


def test_every_word_for_setting_aside_is_bilingual() -> None:
    assert all(zh and en for zh, en in WHY_ASIDE.values())


def test_sum_of_places() -> None:
    """10 + 20 in 2018; 2019 lacks the second place and has no sum."""
    parts = [
        reading(2018, 10, place="331102", source="甲", known_on=EARLY, growth=50),
        reading(2018, 20, place="331121", source="乙", known_on=LATE),
        reading(2019, 11, place="331102"),
    ]
    whole = sum_of_places(parts, "331100")
    assert [(w.period.text, w.value, w.place) for w in whole] == [
        ("2018", Fraction(30), "331100"),
        ("2019", None, "331100"),
    ]
    assert (whole[0].source, whole[0].known_on, whole[0].growth) == ("乙；甲", LATE, None)
    assert "331121" in whole[1].quality


def test_same_period_written_differently_is_one_period() -> None:
    parts = [reading(2018, 10, place="a"), reading("2018-01..2018-12", 20, place="b")]
    assert [w.value for w in sum_of_places(parts)] == [30]


def test_scopes_are_never_added_together() -> None:
    parts = [reading(2018, 10, place="a"), reading(2018, 20, place="b", scope="规上工业")]
    assert [w.value for w in sum_of_places(parts)] == [None, None]
