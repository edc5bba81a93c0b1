"""Figures in force and qualitative aims: no path leads to them."""

from datetime import date
from fractions import Fraction

from tests.kernel.monitoring.given import reading, stand, target

from zhixing.kernel.monitoring import Judgement, Light

AIM = target("qualitative", judge="economy", judged_by="专家评议", evidence=["评议意见", "名录"])


def test_line_and_rate_are_in_force_without_a_light() -> None:
    line = target("threshold", under=1, unit="万元/亩")
    now = stand(line, [reading(2018, 3)], "2019-06-30")
    assert (now.light, now.goal, now.observed, now.unit) == (Light.NONE, 1, None, "万元/亩")
    share = target("rate", equals="5", unit="%", period="2018")
    assert stand(share, [], "2018-06-30").reason.code == "figure-in-force"
    assert stand(share, [], "2019-06-30").reason.code == "figure-not-in-force"


def test_qualitative_aim_waits_for_its_judge() -> None:
    now = stand(AIM, [], "2020-06-30")
    assert (now.light, now.reason.code, now.goal) == (Light.NONE, "not-judged", None)
    assert now.evidence == ("评议意见", "名录")
    assert "economy" in now.reason.zh
    assert now.calendar == Fraction(1, 2)


def test_judgement_gives_the_light_from_its_day_on() -> None:
    judged = Judgement(Light.YELLOW, "economy", date(2020, 3, 1), ("评议意见 2020-3",))
    now = stand(AIM, [], "2020-06-30", judgement=judged)
    assert (now.light, now.reason.code, now.evidence) == (Light.YELLOW, "judged-by", ("评议意见 2020-3",))
    assert "2020-03-01" in now.reason.en
    assert stand(AIM, [], "2020-03-01", judgement=judged).light is Light.YELLOW
    assert stand(AIM, [], "2020-02-29", judgement=judged).light is Light.NONE
