"""Every code of the room, provoked by the smallest input that a person could write."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from tests.kernel.monitoring.given import reading, stand, target
from tests.kernel.monitoring.test_plan import EACH, place, plan_of

from zhixing.foundation.issues import Refused, Severity, declared
from zhixing.kernel.monitoring import (
    Judgement,
    Light,
    after_working_days,
    assess_all,
    sum_of_places,
    to_table,
)
from zhixing.kernel.plan import LightRule

SUM = target("cumulative", at_least=100, unit="家")
AIM = target("qualitative", judge="economy", evidence=["名录"])
DAY = "2018-12-31"


def judged(judge: str = "economy", evidence: str = "名录") -> Judgement:
    return Judgement(Light.GREEN, judge, date(2018, 6, 1), (evidence,))


CASES: dict[str, Callable[[], object]] = {
    "monitoring.no-goal": lambda: stand(target("cumulative", unit="家"), [], DAY),
    "monitoring.tolerance-not-a-share": lambda: stand(
        target("level-by", about=10, tolerance=1, unit="家"), [], DAY
    ),
    "monitoring.band-reversed": lambda: stand(target("level-by", between=[2, 1], unit="家"), [], DAY),
    "monitoring.light-rule-reversed": lambda: stand(
        SUM, [], DAY, lights=LightRule(green_from=Fraction(4, 5), yellow_from=Fraction(9, 10))
    ),
    "monitoring.several-places": lambda: stand(
        SUM, [reading(2018, 1, place="330100"), reading(2018, 1, place="330200")], DAY
    ),
    "monitoring.contradicting-readings": lambda: stand(SUM, [reading(2018, 1), reading(2018, 2)], DAY),
    "monitoring.overlapping-flows": lambda: stand(
        SUM, [reading("2018-01..2018-06", 1), reading("2018-06..2018-12", 2)], DAY
    ),
    "monitoring.place-twice": lambda: sum_of_places(
        [reading(2018, 1, place="a"), reading(2018, 2, place="a")]
    ),
    "monitoring.place-outside-group": lambda: assess_all(
        plan_of(EACH, places=(place("330101", "pilot"),)),
        {"each": [reading(2018, 1, place="330102")]},
        date(2018, 12, 31),
    ),
    "monitoring.unknown-target": lambda: assess_all(plan_of(SUM), {"some-targett": []}, date(2018, 12, 31)),
    "monitoring.number-too-large": lambda: to_table([stand(SUM, [reading(2018, 10**26)], DAY)]),
    "monitoring.judgement-without-evidence": lambda: stand(AIM, [], DAY, judgement=judged(evidence=" ")),
    "monitoring.other-judge": lambda: stand(AIM, [], DAY, judgement=judged(judge="science")),
    "monitoring.figures-decide": lambda: stand(SUM, [], DAY, judgement=judged()),
    "monitoring.no-calendar": lambda: after_working_days(date(2099, 1, 1), 3),
}


def test_every_code_has_its_case() -> None:
    refusing = {code for code, kind in declared().items() if kind.severity is Severity.ERROR}
    assert set(CASES) == {code for code in refusing if code.startswith("monitoring.")}


@pytest.mark.parametrize("code", sorted(CASES))
def test_code(code: str) -> None:
    with pytest.raises(Refused) as refused:
        CASES[code]()
    issue = refused.value.issues[0]
    assert issue.code == code
    assert "{" not in issue.zh + issue.en


def test_two_comparators_are_no_goal() -> None:
    with pytest.raises(Refused, match="has 2"):
        stand(target("cumulative", at_least=1, over=2, unit="家"), [], DAY)


def test_contradiction_is_found_past_a_blank() -> None:
    readings = [reading(2018, 1, source="a"), reading(2018, None, source="b"), reading(2018, 2, source="c")]
    with pytest.raises(Refused, match="contradicting"):
        stand(SUM, readings, DAY)


def test_contradicting_growth_is_refused_too() -> None:
    with pytest.raises(Refused, match="contradicting"):
        stand(SUM, [reading(2018, 1, growth=1), reading(2018, 1, growth=2)], DAY)
