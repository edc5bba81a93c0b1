"""Inheritance of schemes: what a child takes over, what it replaces, what never passes."""

from __future__ import annotations

from fractions import Fraction

from tests.kernel.plan import tiny
from tests.kernel.plan.conftest import Compile

from zhixing.kernel.plan import CompiledPlan


def test_a_child_takes_over_what_it_does_not_say(tiny_plan: CompiledPlan) -> None:
    child, parent = tiny_plan.schemes["county"], tiny_plan.schemes["frame"]
    assert child.population == parent.population
    assert child.grading == parent.grading
    assert child.guards == parent.guards
    assert child.criteria["small-ones"] == parent.criteria["small-ones"]


def test_a_child_replaces_what_it_says(tiny_plan: CompiledPlan) -> None:
    child = tiny_plan.schemes["county"]
    (criterion,) = child.criteria["large-ones"]
    assert (criterion.base, criterion.cap, criterion.floor) == (Fraction(25), "none", "none")
    assert (child.place, child.years) == ("330102", (2021, 2021))


def test_a_list_is_replaced_whole(compile_files: Compile) -> None:
    files = tiny.changed(
        "evaluations/county.yaml",
        "criteria:",
        "grading:\n  shares:\n    - {grade: A, percent: 30}\n    - {grade: D, percent: 70}\ncriteria:",
    )
    plan = compile_files(files).plan
    assert plan is not None
    assert [(s.grade, s.percent) for s in plan.schemes["county"].grading.shares] == [("A", 30), ("D", 70)]
    assert plan.schemes["county"].grading.grades == ("A", "B", "D")


def test_what_belongs_to_the_document_does_not_pass(compile_files: Compile) -> None:
    own = 'id: frame\nnote: 省里的说明\nopen_points: [未见原文]\nassumptions: [权重自拟]\ntitle_en: "frame"'
    plan = compile_files(tiny.changed("evaluations/frame.yaml", "id: frame", own)).plan
    assert plan is not None
    child = plan.schemes["county"]
    assert (child.note, child.open_points, child.assumptions, child.title_en) == ("", (), (), "")
    assert plan.schemes["frame"].open_points == ("未见原文",)


def test_three_generations(compile_files: Compile) -> None:
    park = (
        'id: park\ntitle: 园区办法\nclause: "1.1"\nextends: county\nplace: "330102"\nyears: 2022..2022\n'
        "document: {title: 园区办法}\nweights_add_to: 100\n"
    )
    plan = compile_files({**tiny.FILES, "evaluations/park.yaml": park}).plan
    assert plan is not None
    (criterion,) = plan.schemes["park"].criteria["large-ones"]
    assert criterion.base == 25
    assert plan.schemes["park"].grading == plan.schemes["frame"].grading
