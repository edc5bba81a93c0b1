"""Lines of a measure: grades, years in a row, the grade before, states, conditions, local grades, exceptions, caps."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.kernel.measures.small import amounts, measures_of, outcomes, proposed
from tests.kernel.plan import tiny

D = Decimal
FOUR = {code: {"tax": D(100), "land": D(10)} for code in "甲乙丙丁"}
RISING = """\
    kind: surcharge
    scheme: frame
    base: tax
    rates:
      - {grades: [D], running: 3, rate: "0.5"}
      - {grades: [D], running: 2, rate: "0.3"}
      - {grades: [D], rate: "0.1"}
"""


def test_a_surcharge_rises_with_the_years_in_a_row(tmp_path: Path) -> None:
    plan = measures_of(tmp_path, RISING)
    grades = {
        2021: {"甲": "D", "乙": "D", "丙": "D", "丁": "B"},
        2020: {"甲": "B", "乙": "D", "丙": "D", "丁": "D"},
        2019: {"甲": "D", "乙": "A", "丙": "D", "丁": "D"},
    }
    found, proposals = proposed(plan, FOUR, grades)
    assert amounts(found["m1"]) == {"甲": 10, "乙": 30, "丙": 50}
    assert {row["entity"]: (row["line"], row["running"]) for row in found["m1"]} == {
        "甲": (3, 1), "乙": (2, 2), "丙": (1, 3),
    }  # fmt: skip
    assert proposals.notes == []


def test_a_year_without_grades_ends_the_count_and_says_so(tmp_path: Path) -> None:
    plan = measures_of(tmp_path, RISING)
    found, proposals = proposed(plan, FOUR, {2021: dict.fromkeys("甲乙", "D"), 2020: {"甲": "D"}})
    assert amounts(found["m1"]) == {"甲": 30, "乙": 10}
    assert [note.code for note in proposals.notes] == ["measures.streak-unknown"]
    assert "2019" in proposals.notes[0].zh


def test_without_grades_nothing_is_proposed_and_it_says_so(tmp_path: Path) -> None:
    plan = measures_of(tmp_path, RISING)
    found, proposals = proposed(plan, FOUR, {2020: {"甲": "D"}})
    assert found["m1"] == []
    assert [note.code for note in proposals.notes] == ["measures.no-grades"]
    assert "frame 2021" in proposals.notes[0].zh


def test_the_grade_may_be_that_of_the_year_before(tmp_path: Path) -> None:
    plan = measures_of(tmp_path, RISING.replace("scheme: frame", "scheme: frame\n    grade_lag: 1"))
    found, _ = proposed(plan, FOUR, {2021: {"甲": "A"}, 2020: {"甲": "D"}})
    assert amounts(found["m1"]) == {"甲": 10}


def test_states_and_the_grade_before_are_asked_for(tmp_path: Path) -> None:
    text = """\
    kind: reward
    scheme: frame
    base: tax
    rates:
      - {grades: [A], was: [D], rate: 1}
      - {states: [new], rate: "0.2"}
"""
    frame = tiny.FILES["evaluations/frame.yaml"]
    states = "  states: [{id: new, title: 新办, where: tax > 0}]\ncriteria:"
    plan = measures_of(
        tmp_path, text, changed={"evaluations/frame.yaml": frame.replace("criteria:", states, 1)}
    )
    grades = {2021: {"甲": "A", "乙": "A", "丙": "(new)", "丁": "D"}, 2020: {"甲": "D", "乙": "B"}}
    assert amounts(proposed(plan, FOUR, grades)[0]["m1"]) == {"甲": 100, "丙": 20}


def test_a_local_grade_goes_before_that_of_the_frame(tmp_path: Path) -> None:
    text = """\
    kind: relief
    scheme: frame
    local_schemes: [county]
    base: tax
    by_grade: {A: 1, B: "0.5", D: 0}
"""
    plan = measures_of(tmp_path, text)
    found, _ = proposed(
        plan,
        FOUR,
        {2021: {"甲": "A", "乙": "A", "丙": "B"}},
        local={2021: {"甲": "B", "丁": "A", "乙": None}},
    )
    assert amounts(found["m1"]) == {"甲": 50, "丙": 50, "丁": 100}


def test_who_is_excepted_is_shown_with_the_reason_and_what_it_would_have_been(tmp_path: Path) -> None:
    text = """\
    kind: surcharge
    base: tax
    rate: "0.1"
    exceptions: [{id: small, title: 规下, where: not large}]
"""
    firms = {
        "甲": {"tax": D(100), "large": False},
        "乙": {"tax": D(100)},
        "丙": {"tax": D(100), "large": None},
    }
    rows = {row["entity"]: row for row in proposed(measures_of(tmp_path, text), firms)[0]["m1"]}
    assert (rows["甲"]["outcome"], rows["甲"]["because"], rows["甲"]["amount"], rows["甲"]["claim"]) == (
        "excepted",
        "small",
        0,
        10,
    )
    assert (rows["乙"]["outcome"], rows["乙"]["amount"]) == ("proposed", 10)
    assert rows["丙"]["outcome"] == "proposed"


def test_a_base_that_is_not_known_is_not_zero(tmp_path: Path) -> None:
    text = "    kind: relief\n    base: tax\n    rate: 1\n"
    rows = proposed(measures_of(tmp_path, text), {"甲": {}, "乙": {"tax": D(0)}})[0]["m1"]
    assert outcomes(rows) == {"甲": "unknown", "乙": "proposed"}
    assert amounts(rows) == {"甲": None, "乙": 0}


def test_one_firm_gets_at_most_so_much(tmp_path: Path) -> None:
    text = "    kind: relief\n    base: tax\n    rate: 1\n    at_most: tax_line * land\n"
    firms = {
        "甲": {"tax": D(21), "land": D(10)},
        "乙": {"tax": D(20), "land": D(10)},
        "丙": {"tax": D(19), "land": D(10)},
    }
    rows = {row["entity"]: row for row in proposed(measures_of(tmp_path, text), firms)[0]["m1"]}
    assert {code: (row["amount"], row["because"]) for code, row in rows.items()} == {
        "甲": (20, "at-most"), "乙": (20, None), "丙": (19, None),
    }  # fmt: skip


def test_a_region_keeps_it_to_its_places_and_groups(tmp_path: Path) -> None:
    text = "    kind: relief\n    base: tax\n    rate: 1\n"
    firms = {"甲": {"tax": D(1)}, "乙": {"tax": D(1), "county": "330104"}}
    for region, reached in (('"330000"', "甲乙"), ('"330100"', "甲乙"), ('"330104"', "乙"), ("hills", "甲")):
        plan = measures_of(tmp_path, text, region=region)
        assert set(amounts(proposed(plan, firms)[0]["m1"])) == set(reached), region


def test_words_without_amounts(tmp_path: Path) -> None:
    text = "    kind: priority\n    scheme: frame\n    rates: [{grades: [A], says: 第一序}]\n"
    plan = measures_of(tmp_path, text)
    (row,) = proposed(plan, FOUR, {2021: {"甲": "A", "乙": "B"}})[0]["m1"]
    assert (row["entity"], row["says"], row["amount"], row["outcome"]) == ("甲", "第一序", None, "proposed")


def test_a_measure_rests_on_a_placeholder_and_says_so(tmp_path: Path) -> None:
    parameters = """\
  - {id: guess, title: 暂定, clause: "1.1", unit: "1", placeholder: true, values: [{from: 2020, value: "0.1"}], assumptions: [没有出处]}
  - {id: known, title: 有据, clause: "1.1", unit: "1", values: [{from: 2020, value: "0.1"}]}
"""
    texts = [
        f"    kind: {kind}\n    base: tax\n    rate: {name}\n"
        for kind, name in (("relief", "guess"), ("reward", "known"))
    ]
    plan = measures_of(tmp_path, *texts, parameters=parameters)
    found, _ = proposed(plan, FOUR)
    assert {row["illustrative"] for row in found["m1"]} == {True}
    assert {row["illustrative"] for row in found["m2"]} == {False}
    assert amounts(found["m1"]) == amounts(found["m2"]) == dict.fromkeys("甲乙丙丁", D(10))
