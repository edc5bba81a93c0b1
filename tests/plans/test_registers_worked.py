"""Entries of the plan's registers, moved by hand: entry rules, counts and facts come out as the text asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest

from zhixing.foundation.issues import Refused
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.registers import (
    Deed,
    Entry,
    Evidence,
    act_of,
    counted,
    counts,
    fed_rows,
    moved,
)

FIRM, OTHER = "91331003MA00000025", "91331003MA00000012"
COUNTY = "331003"
Given = Mapping[str, str]


class Desk:
    """Does one act after another on entries, with whatever evidence the acts ask for."""

    def __init__(self, plan: CompiledPlan) -> None:
        self.plan = plan
        self.entries: dict[str, list[Entry]] = {}

    def __call__(
        self, register: str, act: str, day: str, given: Given | None = None, entry: Entry | None = None
    ) -> Entry:
        of = self.plan.registers[register]
        wanted = act_of(of, act)
        when = date.fromisoformat(day)
        deed = Deed(
            "chen", wanted.by[0], f"{day}T02:00:00+00:00", when, when, given or {},
            tuple(Evidence(piece, "件.txt", "0" * 64) for piece in wanted.evidence), "理由",
        )  # fmt: skip
        kept = self.entries.setdefault(register, [])
        id = entry.id if entry else f"{len(kept) + 1:06}"
        after = moved(self.plan, of, wanted, entry, deed, id=id)
        kept[:] = [*(one for one in kept if one.id != id), after]
        return after

    def count(self, indicator: str, day: str, period: str, place: str = "330000") -> Fraction:
        """What stands for the indicator at the place in the period, all scopes together."""
        when = date.fromisoformat(day)
        found = counts(self.plan, counted(self.plan, self.entries, when), when)
        return sum(
            (
                one.value
                for one in found
                if (one.indicator, one.place, one.period.text) == (indicator, place, period)
            ),
            Fraction(0),
        )

    def rows(self, dataset: str, day: str) -> list[dict[str, object]]:
        table = fed_rows(self.plan, self.entries, self.plan.datasets[dataset], date.fromisoformat(day))
        return list(table.to_pylist())


@pytest.fixture
def desk(plan: CompiledPlan) -> Desk:
    return Desk(plan)


def closed(desk: Desk, item: str, tonnes: str, record: str, firm: str = FIRM) -> Entry:
    given = {"enterprise": firm, "county": COUNTY, "item": item, "basis": "目录"}
    one = desk("outdated-capacity", "find", "2019-03-04", given)
    one = desk("outdated-capacity", "plan", "2019-04-10", {"batch": "2019"}, one)
    done = {"closed_on": "2019-09-20", "energy_freed": tonnes}
    one = desk("outdated-capacity", "close", "2019-09-20", done, one)
    accepted = {"accepted_on": "2019-10-11", "approval": "文号", "energy_record": record}
    return desk("outdated-capacity", "accept", "2019-10-11", accepted, one)


def test_a_firm_closing_two_lines_is_one_firm_and_both_their_energy(desk: Desk) -> None:
    closed(desk, "甲线", "1200", "核减1")
    closed(desk, "乙线", "800.5", "核减2")
    assert desk.count("outdated-capacity-enterprises", "2019-12-31", "2019Q3") == 1
    assert desk.count("energy-freed", "2019-12-31", "2019Q3") == Fraction("0.20005")
    assert desk.count("energy-freed", "2019-12-31", "2019Q4") == 0


def test_energy_of_one_record_counts_once_in_two_registers(desk: Desk) -> None:
    closed(desk, "甲线", "1200", "核减1")
    listed = {"enterprise": FIRM, "county": COUNTY, "found_by": "排查发现"}
    one = desk("low-small-scattered", "list", "2019-03-01", listed)
    one = desk("low-small-scattered", "verify", "2019-03-10", {"problems": "无环保设施"}, one)
    with pytest.raises(Refused, match="say why it differs"):
        desk(
            "low-small-scattered",
            "decide",
            "2019-03-12",
            {"outcome": "关停淘汰", "due_on": "2019-12-31"},
            one,
        )
    decided = {"outcome": "关停淘汰", "outcome_why": "设备老旧", "due_on": "2019-12-31"}
    one = desk("low-small-scattered", "decide", "2019-03-12", decided, one)
    done = {"done_on": "2019-11-01", "energy_freed": "1200", "energy_record": "核减1"}
    one = desk("low-small-scattered", "report-done", "2019-11-01", done, one)
    one = desk("low-small-scattered", "pass", "2019-11-20", {}, one)
    assert desk.count("energy-freed", "2019-12-31", "2019Q3") == Fraction("0.12")
    assert desk.count("energy-freed", "2019-12-31", "2019Q4") == 0
    assert desk.count("workshops-cleaned-up", "2019-12-31", "2019Q4") == 1
    desk("low-small-scattered", "relapse", "2020-02-01", {}, one)
    assert desk.count("workshops-cleaned-up", "2020-03-31", "2019Q4") == 0


def test_a_firm_above_the_line_is_not_listed_by_the_line(desk: Desk) -> None:
    given = {"enterprise": FIRM, "county": COUNTY, "found_by": "亩均税收在线以下"}
    with pytest.raises(Refused, match="above the line"):
        desk("low-small-scattered", "list", "2019-03-01", {**given, "tax_per_mu": "1.000001"})
    with pytest.raises(Refused, match="above the line"):
        desk("low-small-scattered", "list", "2019-03-01", given)
    assert desk("low-small-scattered", "list", "2019-03-01", {**given, "tax_per_mu": "1"}).state == "listed"


def test_outdated_capacity_is_a_mark_until_it_is_closed(desk: Desk) -> None:
    given = {"enterprise": FIRM, "county": COUNTY, "item": "甲线", "basis": "目录"}
    desk("outdated-capacity", "find", "2019-03-04", given)
    closed(desk, "乙线", "1", "核减2", OTHER)
    (row,) = desk.rows("enterprise-marks", "2019-12-31")
    assert (row["enterprise"], row["year"], row["mark"]) == (FIRM, "2019", "outdated-capacity")


@pytest.mark.parametrize(
    ("register", "below", "reached"),
    [("major-projects", "4.9999", "5"), ("renovation-projects", "0.9999", "1")],
)
def test_projects_enter_from_the_line(desk: Desk, register: str, below: str, reached: str) -> None:
    given = {"project": "p", "name": "甲", "enterprise": FIRM, "county": COUNTY}
    small = desk(register, "file", "2019-03-04", {**given, "total_investment": below})
    with pytest.raises(Refused, match="below the line"):
        desk(register, "admit", "2019-03-05", {}, small)
    large = desk(register, "file", "2019-03-04", {**given, "project": "q", "total_investment": reached})
    assert desk(register, "admit", "2019-03-05", {}, large).state == "in-library"


def test_large_renovation_projects_count_from_their_start(desk: Desk) -> None:
    for number, (size, traditional) in enumerate((("10", "是"), ("9.9999", "是"), ("12", "否"))):
        given = {
            "project": f"p{number}", "name": "甲", "enterprise": FIRM, "county": COUNTY,
            "total_investment": size, "traditional": traditional,
        }  # fmt: skip
        one = desk("renovation-projects", "file", "2019-03-04", given)
        one = desk("renovation-projects", "admit", "2019-03-05", {}, one)
        desk("renovation-projects", "start", "2019-05-06", {"started_on": "2019-05-06"}, one)
    assert desk.count("large-renovation-projects", "2019-06-30", "2019Q2") == 1


def test_parts_of_a_shared_meter_make_one(desk: Desk) -> None:
    given = {
        "meter": "户1", "kind": "用电", "enterprise": FIRM, "county": COUNTY, "from_on": "2019-01-01",
        "basis": "分表", "owner_part": "0.5", "tenant_1": OTHER,
    }  # fmt: skip
    with pytest.raises(Refused, match="do not add up to one"):
        desk("shared-meters", "file", "2019-03-04", {**given, "part_1": "0.499999"})
    one = desk("shared-meters", "file", "2019-03-04", {**given, "part_1": "0.5"})
    one = desk("shared-meters", "agree", "2019-03-05", {}, one)
    assert desk("shared-meters", "confirm", "2019-03-06", {}, one).state == "in-force"


def test_a_firm_is_not_its_own_landlord(desk: Desk) -> None:
    given = {"landlord": FIRM, "tenant": FIRM, "county": COUNTY, "area": "3", "from_on": "2019-01-01"}
    with pytest.raises(Refused, match="the same"):
        desk("tenancies", "file", "2019-03-04", given)


def test_pilots_of_the_second_batch_are_counted_by_industry(plan: CompiledPlan, desk: Desk) -> None:
    for number, (batch, industry) in enumerate(
        (("首批分行业", "纺织"), ("第二批分行业", "家用电器"), ("第二批分行业", "家用电器"), ("综合试点", ""))
    ):
        given = {
            "pilot": f"p{number}", "place": COUNTY, "batch": batch, "plan_industry": industry,
            "named_on": "2019-06-01",
        }  # fmt: skip
        desk("pilots", "name", "2019-06-01", given)
    day = date(2019, 6, 30)
    found = {
        (one.indicator, one.scope): one.value
        for one in counts(plan, counted(plan, desk.entries, day), day)
        if one.place == "330000" and one.value
    }
    assert found == {
        ("first-batch-pilots", "分行业省级试点"): 1,
        ("second-batch-pilots", "第二批七个行业各自：家用电器"): 2,
    }


def test_what_was_recognised_before_the_plan_is_stock_and_not_new(desk: Desk) -> None:
    given = {"standard": "T/1", "name": "甲", "enterprise": FIRM, "county": COUNTY, "advanced_on": "高"}
    one = desk("zhejiang-made-standards", "propose", "2018-06-01", given)
    one = desk("zhejiang-made-standards", "set-up", "2018-06-02", {}, one)
    one = desk("zhejiang-made-standards", "submit", "2018-06-03", {}, one)
    released = {"released_on": "2017-05-01", "reviewed_by": "甲"}
    desk("zhejiang-made-standards", "release", "2018-06-04", released, one)
    assert desk.count("zhejiang-made-standards", "2018-06-30", "2018Q1") == 1


def test_an_objection_about_data_names_the_column(desk: Desk) -> None:
    given = {
        "objection": "1", "publication": "1", "enterprise": FIRM, "place": COUNTY, "year": "2018", "kind": "数据",
        "claimed": "12", "grounds": "少记一笔", "column": "tax",
    }  # fmt: skip
    with pytest.raises(Refused, match="name the dataset and the column"):
        desk("objections", "file", "2019-06-03", given)
    named = {**given, "dataset": "enterprise-year", "stated": "10"}
    one = desk("objections", "file", "2019-06-03", named)
    one = desk("objections", "refer", "2019-06-04", {"department": "tax-service"}, one)
    one = desk("objections", "answer", "2019-06-10", {"answer": "属实", "corrected": "12"}, one)
    decided = {"decision": "采纳", "authority": COUNTY}
    one = desk("objections", "accept-data", "2019-06-12", decided, one)
    assert desk("objections", "uphold", "2019-06-14", {}, one).state == "upheld"


def test_standard_land_promises_no_less_than_the_notice(desk: Desk) -> None:
    words = ("investment_per_mu", "tax_per_mu", "floor_ratio", "energy_intensity", "emission_intensity")
    given = {
        "parcel": "g1", "year": "2019", "county": COUNTY, "industry": "1761", "land": "30", "clean_land": "是",
        "negative_list_published": "是", **{f"index_{word}": "1" for word in words},
    }  # fmt: skip
    one = desk("standard-land-parcels", "prepare", "2019-03-01", given)
    one = desk("standard-land-parcels", "clear", "2019-03-02", {}, one)
    one = desk("standard-land-parcels", "offer", "2019-03-03", {}, one)
    signed = {
        "enterprise": FIRM, "project": "p1", "contract": "c1", "check_due_on": "2022-03-01", "check_year": "2022",
        **{f"promised_{word}": "1" for word in words},
    }  # fmt: skip
    with pytest.raises(Refused, match="promised energy is above"):
        desk(
            "standard-land-parcels",
            "contract",
            "2019-04-01",
            {**signed, "promised_energy_intensity": "1.1"},
            one,
        )
    desk("standard-land-parcels", "contract", "2019-04-01", signed, one)
    (parcel,) = desk.rows("land-parcel", "2019-12-31")
    assert (parcel["parcel"], parcel["year"]) == ("g1", "2019")
    (project,) = desk.rows("project-year", "2019-12-31")
    assert (project["project"], project["year"]) == ("p1", "2022")


def test_a_follow_up_needs_no_target_and_is_opened_once(plan: CompiledPlan, desk: Desk) -> None:
    given = {
        "rule": "submission-overdue", "form": "quality-quarter", "place": "330000", "period": "2019Q1",
        "lead_unit": "quality", "ask": "补报", "why": "至今未报", "deadline": "2019-05-10",
    }  # fmt: skip
    one = desk("follow-ups", "open", "2019-04-30", given)
    assert (one.state, one.values.get("target")) == ("open", None)
    one = desk("follow-ups", "take-up", "2019-05-05", {}, one)
    one = desk("follow-ups", "escalate", "2019-05-13", {}, one)
    one = desk("follow-ups", "answer", "2019-05-14", {"answer": "人员变动", "measures": "五月底前补报"}, one)
    one = desk("follow-ups", "accept", "2019-05-15", {"accepted_on": "2019-05-15"}, one)
    assert desk("follow-ups", "close", "2019-06-03", {}, one).state == "closed"


def test_a_submission_goes_up_and_is_locked(desk: Desk) -> None:
    given = {
        "form": "county-enterprise-year", "place": COUNTY, "period": "2018", "unit": COUNTY, "file": "甲.xlsx",
        "rows_accepted": "5", "rows_refused": "1",
    }  # fmt: skip
    one = desk("submissions", "upload", "2019-06-03", given)
    with pytest.raises(Refused, match="refused rows"):
        desk("submissions", "check", "2019-06-04", {}, one)
    one = desk("submissions", "return-county", "2019-06-04", {}, one)
    one = desk(
        "submissions",
        "upload-again",
        "2019-06-05",
        {"file": "乙.xlsx", "rows_accepted": "6", "rows_refused": "0"},
        one,
    )
    for act in ("check", "approve-county", "approve-prefecture", "approve-province"):
        one = desk("submissions", act, "2019-06-06", {}, one)
    assert one.state == "locked"
    assert desk("submissions", "reopen", "2019-06-10", {}, one).state == "reopened"


def test_conditions_of_counts_are_asked_of_entries_that_share_a_dropped_key(desk: Desk) -> None:
    """A project that left the library is filed again: both are asked, and only what is traditional counts."""
    for traditional in ("否", "否"):
        given = {
            "project": "p", "name": "甲", "enterprise": FIRM, "county": COUNTY, "total_investment": "12",
            "traditional": traditional,
        }  # fmt: skip
        one = desk("renovation-projects", "file", "2019-03-04", given)
        one = desk("renovation-projects", "admit", "2019-03-05", {}, one)
        one = desk("renovation-projects", "start", "2019-03-06", {"started_on": "2019-03-06"}, one)
        done = {"completed_on": "2019-05-01", "invested": "12"}
        one = desk("renovation-projects", "complete", "2019-05-02", done, one)
        desk("renovation-projects", "retire", "2019-05-03", {}, one)
    assert desk.count("large-renovation-projects", "2019-06-30", "2019Q1") == 0
