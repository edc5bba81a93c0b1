"""All targets of a plan on one day."""

from dataclasses import dataclass, field, replace
from datetime import date

import pytest
from tests.kernel.monitoring.given import RULE, reading, target

from zhixing.foundation.issues import Refused
from zhixing.kernel.monitoring import Light, assess_all
from zhixing.kernel.plan import Indicator, LightRule, Place, PlanHead, Target

HEAD = PlanHead.model_validate(
    {
        "id": "some-plan",
        "title": "某方案",
        "document_number": "某政发〔2018〕1号",
        "issuer": "government",
        "issued": "2018-05-07",
        "term": "2018..2022",
        "base_year": 2017,
        "version": "1",
        "province": "330000",
    }
)
ENERGY = Indicator.model_validate(
    {"id": "energy", "title": "能耗", "clause": "1.3", "unit": "吨标准煤/万元", "direction": "lower"}
)
COUNT = Indicator.model_validate(
    {"id": "count", "title": "家数", "clause": "1.3", "unit": "家", "direction": "higher"}
)


def place(code: str, *groups: str) -> Place:
    return Place.model_validate(
        {"id": code, "title": code, "clause": "4.1", "level": "county", "groups": list(groups)}
    )


@dataclass(frozen=True)
class PlanInHand:
    targets: dict[str, Target]
    places: dict[str, Place] = field(default_factory=dict)
    head: PlanHead = HEAD
    lights: LightRule = RULE
    indicators: dict[str, Indicator] = field(default_factory=lambda: {"energy": ENERGY, "count": COUNT})


def plan_of(*targets: Target, places: tuple[Place, ...] = ()) -> PlanInHand:
    return PlanInHand({t.id: t for t in targets}, {p.id: p for p in places})


DAY = date(2018, 12, 31)
WHOLE = target("cumulative", id="whole", equals=100, unit="家", indicator="count")
EACH = target("share", id="each", at_least="1/3", unit="1", places="each", each_of="pilot")


def test_order_base_year_and_direction_come_from_the_plan() -> None:
    """A plain number for an indicator where less is better is an upper bound: 9 against 10 is reached."""
    level = target("level-by", id="level", equals=10, unit="吨标准煤/万元", indicator="energy")
    readings = {"level": [reading(2017, 20), reading(2018, 9)], "whole": [reading(2018, 20)]}
    found = assess_all(plan_of(WHOLE, level), readings, DAY)
    assert [(a.target, a.place, a.light) for a in found] == [
        ("whole", "330000", Light.GREEN),
        ("level", "330000", Light.REACHED),
    ]
    assert found[1].path[0].expected == 20


def test_target_without_readings_is_grey() -> None:
    assert [a.reason.code for a in assess_all(plan_of(WHOLE), {}, DAY)] == ["no-reading"]


def test_parts_never_stand_in_for_the_whole() -> None:
    parts = [reading(2018, 90, place="330100"), reading(2018, 5, place="330000")]
    assert assess_all(plan_of(WHOLE), {"whole": parts}, DAY)[0].observed == 5


def test_whole_without_a_code_is_the_province() -> None:
    both = [reading("2018Q1", 5), reading("2018Q2", 6, place="330000")]
    assert assess_all(plan_of(WHOLE), {"whole": both}, DAY)[0].observed == 11


def test_each_place_has_its_own_assessment() -> None:
    members = (place("330101", "pilot"), place("330102", "pilot"), place("330103"))
    readings = [reading(2018, "1/3", place="330102")]
    found = assess_all(plan_of(EACH, places=members), {"each": readings}, DAY)
    assert [(a.place, a.light.value) for a in found] == [("330101", "none"), ("330102", "reached")]


def test_places_come_from_the_readings_where_the_plan_lists_none() -> None:
    readings = [reading(2018, 1, place=code) for code in ("330102", "330101")]
    found = assess_all(plan_of(EACH), {"each": readings}, DAY)
    assert [a.place for a in found] == ["330101", "330102"]
    assert [a.reason.code for a in assess_all(plan_of(EACH), {}, DAY)] == ["no-reading"]


def test_last_lights_are_by_target_and_place() -> None:
    found = assess_all(
        plan_of(WHOLE), {"whole": [reading(2018, 20)]}, DAY, previous={("whole", "330000"): Light.RED}
    )
    assert found[0].reason.code == "caught-up"


def test_all_issues_come_at_once() -> None:
    members = (place("330101", "pilot"),)
    two = [reading(2018, 1), replace(reading(2018, 2))]
    with pytest.raises(Refused) as refused:
        assess_all(
            plan_of(WHOLE, EACH, places=members),
            {"whole": two, "each": [reading(2018, 1, place="339999")], "unheard-of": []},
            DAY,
        )
    assert [issue.code for issue in refused.value.issues] == [
        "monitoring.unknown-target",
        "monitoring.contradicting-readings",
        "monitoring.place-outside-group",
    ]
