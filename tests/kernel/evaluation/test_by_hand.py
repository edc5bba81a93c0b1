"""The published Huangyan methods and the province frame, calculated by hand."""

from decimal import Decimal

import pytest
from tests.kernel.support import evaluate

from zhixing.foundation.issues import Refused
from zhixing.kernel.plan import CompiledPlan

D = Decimal


def firm(name: str, tax: str | None = None, land: str | None = "10", **more: object) -> dict[str, object]:
    """A firm with tax in 万元 and land in 亩."""
    return {
        "enterprise": name,
        "tax": D(tax) if tax is not None else None,
        "land_registered": D(land) if land is not None else None,
        **more,
    }


BASES_2022 = {
    "value_added": D("1361.6"),
    "energy": D("505.4195"),
    "cod": D("0.276197"),
    "employees": 75,
    "rd_expense": D("60.4"),
    "revenue": D("2000"),
}


def test_an_enterprise_at_every_base_value_scores_a_hundred(plan: CompiledPlan) -> None:
    """24.097 万元/亩, 136.16, 2.694, 4929.81, 18.14, 0.0302 are the bases of 2022; all points are the weights."""
    [row] = evaluate(plan, "huangyan-2022", 2022, [firm("甲", "240.97", **BASES_2022)])
    assert row["score_tax_per_mu"] == 30
    assert row["score_value_added_per_mu"] == 20
    assert row["score_rd_share"] == 10
    # Energy, emissions and staff cannot hit the base exactly in the decimals a form has; to four places they do.
    assert row["total"].quantize(D("0.01")) == D("100.01")
    assert row["score_labour_productivity"] == D("10.008085")  # 1361.6 / 75 = 18.154667; / 18.14 x 10


def test_below_scale_enterprises_have_their_own_two_items(plan: CompiledPlan) -> None:
    """115.932 / 10 = 11.5932 is the base of tax per mu; 2.352 / 10 = 0.2352 would be that of tax per kWh."""
    given = firm("甲", "115.932", electricity=D("492.9082"), above_scale=False)
    [row] = evaluate(plan, "huangyan-2022", 2022, [given])
    assert row["group"] == "below-scale"
    assert row["score_tax_per_mu"] == 50
    assert row["value_tax_per_kwh"] == 0.2352
    assert row["score_tax_per_kwh"] == 50
    assert row["total"] == 100
    assert row["score_value_added_per_mu"] is None


def test_missing_emissions_get_the_mean_points_of_the_group_in_2022_but_not_in_2021(
    plan: CompiledPlan,
) -> None:
    """Two firms have 10 and 20 points for emissions; the third, without emissions, gets 15 in 2022 and 0 in 2021."""
    base = D("4929.81")
    firms = [
        firm("甲", "100", value_added=base, cod=D(1)),
        firm("乙", "100", value_added=base * 2, cod=D(1)),
        firm("丙", "100", value_added=base),
    ]
    rows = {row["enterprise"]: row for row in evaluate(plan, "huangyan-2022", 2022, firms)}
    assert [rows[name]["score_value_added_per_emission"] for name in "甲乙丙"] == [10, 20, 15]
    assert rows["丙"]["how_value_added_per_emission"] == "missing-group-mean"
    before = {row["enterprise"]: row for row in evaluate(plan, "huangyan-2021", 2021, firms)}
    assert before["丙"]["score_value_added_per_emission"] == 0
    assert before["丙"]["how_value_added_per_emission"] == "missing-zero"


def test_group_mean_counts_only_those_with_a_value_and_in_their_group(plan: CompiledPlan) -> None:
    """A provisional firm's emissions do not enter the mean of the others."""
    base = D("4929.81")
    firms = [
        firm("甲", "100", value_added=base, cod=D(1)),
        firm("新", "100", value_added=base * 9, cod=D(1), registered_on="2021-05-01"),
        firm("丙", "100", value_added=base),
    ]
    for one in firms:
        if isinstance(one.get("registered_on"), str):
            from datetime import date

            one["registered_on"] = date.fromisoformat(str(one["registered_on"]))
    rows = {row["enterprise"]: row for row in evaluate(plan, "huangyan-2022", 2022, firms)}
    assert rows["新"]["state"] == "provisional"
    assert rows["新"]["total"] is None
    assert rows["丙"]["score_value_added_per_emission"] == 10


def test_shares_are_closed_at_the_upper_end(plan: CompiledPlan) -> None:
    """20 firms: 4 A, 12 B, 3 C, 1 D. 19 firms: floor(3.8)=3 A, floor(15.2)=15, floor(18.05)=18, the rest D."""
    for count, wanted in ((20, "AAAABBBBBBBBBBBBCCCD"), (19, "AAABBBBBBBBBBBBCCCD"), (1, "D"), (4, "BBBD")):
        firms = [firm(f"{n:02}", str(1000 - n)) for n in range(count)]
        rows = evaluate(plan, "huangyan-2022", 2022, firms)
        assert "".join(row["grade"] for row in rows) == wanted


def test_equals_at_a_cut_share_the_better_grade(plan: CompiledPlan) -> None:
    firms = [firm("1", "500"), firm("2", "500"), firm("3", "300"), firm("4", "200"), firm("5", "100")]
    rows = evaluate(plan, "huangyan-2022", 2022, firms)
    assert [row["rank"] for row in rows] == [1, 1, 3, 4, 5]
    assert "".join(row["grade"] for row in rows) == "AABBD"


def test_a_veto_moves_to_d_and_both_grades_stay(plan: CompiledPlan) -> None:
    firms = [firm(str(n), str(600 - n)) for n in range(5)]
    marks = [{"enterprise": "0", "mark": "serious-pollution"}, {"enterprise": "4", "mark": "hidden-champion"}]
    rows = evaluate(plan, "huangyan-2022", 2022, firms, marks)
    assert (rows[0]["grade_cut"], rows[0]["grade"], rows[0]["moved_by"]) == ("A", "D", "veto")
    assert (rows[4]["grade_cut"], rows[4]["grade"], rows[4]["moved_by"]) == ("D", "D", None)


def test_marks_of_another_year_do_not_veto(plan: CompiledPlan) -> None:
    firms = [firm(str(n), str(600 - n)) for n in range(5)]
    rows = evaluate(
        plan, "huangyan-2022", 2022, firms, [{"enterprise": "0", "year": 2021, "mark": "major-accident"}]
    )
    assert rows[0]["grade"] == "A"


def test_land_is_registered_plus_rented_in_less_rented_out_plus_untitled(plan: CompiledPlan) -> None:
    """8 + 3 - 2 + 1 = 10 mu; 240.97 / 10 = 24.097."""
    land = {"land_rented_in": D(3), "land_rented_out": D(2), "land_untitled": D(1)}
    [row] = evaluate(plan, "huangyan-2022", 2022, [firm("甲", "240.97", "8", **land)])
    assert row["value_tax_per_mu"] == 24.097


def test_who_uses_no_land_does_not_take_part(plan: CompiledPlan) -> None:
    rows = evaluate(
        plan, "huangyan-2022", 2022, [firm("甲", "1"), firm("无地", "1", "0"), firm("缺地", "1", None)]
    )
    assert [row["enterprise"] for row in rows] == ["甲"]


def test_only_the_scheme_s_own_place_takes_part(plan: CompiledPlan) -> None:
    rows = evaluate(plan, "huangyan-2022", 2022, [firm("甲", "1"), firm("外地", "1", county="331002")])
    assert [row["enterprise"] for row in rows] == ["甲"]


def test_the_frame_bases_are_ratios_of_totals_within_county_and_group(plan: CompiledPlan) -> None:
    """County one: (300 + 100) / (10 + 10) = 20, so 30 / 20 x 30 = 45 and 10 / 20 x 30 = 15; county two stands alone."""
    firms = [firm("1", "300"), firm("2", "100"), firm("3", "70", county="330103")]
    rows = evaluate(plan, "zhejiang-frame", 2020, firms)
    assert [row["base_tax_per_mu"] for row in rows] == [20, 20, 7]
    assert [row["score_tax_per_mu"] for row in rows] == [45, 15, 30]
    assert [row["how_tax_per_mu"] for row in rows] == ["ratio", "ratio", "ratio"]


def test_negative_tax_is_raised_to_the_floor_of_the_frame(plan: CompiledPlan) -> None:
    rows = evaluate(plan, "zhejiang-frame", 2020, [firm("1", "300"), firm("2", "-40")])
    assert rows[1]["value_tax_per_mu"] == -4
    assert rows[1]["score_tax_per_mu"] == 0
    assert rows[1]["how_tax_per_mu"] == "floored"
    assert rows[0]["how_tax_per_mu"] == "capped"


def test_a_scheme_is_refused_for_another_year(plan: CompiledPlan) -> None:
    with pytest.raises(Refused) as refused:
        evaluate(plan, "huangyan-2022", 2021, [firm("甲", "1")])
    assert [issue.code for issue in refused.value.issues] == ["evaluation.not-for-year"]


def test_a_mean_of_nobody_gives_no_points_and_says_so(plan: CompiledPlan) -> None:
    rows = evaluate(plan, "huangyan-2022", 2022, [firm("甲", "100"), firm("乙", "50")])
    assert {row["how_value_added_per_emission"] for row in rows} == {"missing-no-mean"}
    assert {row["score_value_added_per_emission"] for row in rows} == {0}
