"""The scorecard: the same figures as text, as a page and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from rich.cells import cell_len

from zhixing.kernel.evaluation import Explanation
from zhixing.kernel.facts import Lake
from zhixing.kernel.runs import Run, explain_enterprise
from zhixing.surfaces.reports import render_scorecard
from zhixing.surfaces.reports.figures import figure_text
from zhixing.surfaces.reports.scorecard import bars_of, is_synthetic, outcome, position_of

from .conftest import MARKUP, firm_code


@pytest.fixture(scope="module")
def explained(run: Run, lake: Lake) -> tuple[Explanation, ...]:
    """A firm of Huangyan: its county's scheme and the frame, two years."""
    return explain_enterprise(run, lake, firm_code(2))


def test_text_and_page_carry_every_figure(explained: tuple[Explanation, ...]) -> None:
    text = "".join(render_scorecard(explained, "text", width=160).split())
    page = render_scorecard(explained, "html")
    for one in explained:
        for shown in (one.total, one.rank, one.of):
            assert f">{figure_text(shown)}<" in page or f"/ {figure_text(shown)} 家" in page
            assert "".join(figure_text(shown).split()) in text
        for item in one.items:
            for shown in (item.value, item.base, item.score):
                assert figure_text(shown) in page
                assert "".join(figure_text(shown).split()) in text
            for fact in item.facts:
                assert figure_text(fact.value) in page
                if fact.source:
                    assert "".join(fact.source.split()) in text


@pytest.mark.parametrize("width", [40, 80, 200])
def test_text_fits_the_terminal(explained: tuple[Explanation, ...], width: int) -> None:
    lines = render_scorecard(explained, "text", width=width).splitlines()
    assert max(cell_len(line) for line in lines) <= width
    assert not any("\x1b" in line for line in lines)


def test_json_is_what_the_kernel_gave(explained: tuple[Explanation, ...]) -> None:
    read = json.loads(render_scorecard(explained, "json"))
    assert read == json.loads(json.dumps([one.to_json() for one in explained]))


def test_the_page_needs_nothing_but_itself(explained: tuple[Explanation, ...]) -> None:
    page = render_scorecard(explained, "html")
    for outside in ("<script", "http:", "https:", " src=", " style=", "@import", "<link"):
        assert outside not in page


def test_synthetic_firms_are_said_to_be_so(explained: tuple[Explanation, ...]) -> None:
    assert all(is_synthetic(one) for one in explained)
    assert "合成数据" in render_scorecard(explained, "text")
    assert 'class="synthetic strip"' in render_scorecard(explained, "html")
    real = [replace(one, name="甲公司") for one in explained]
    assert 'class="synthetic' not in render_scorecard(real, "html")


def test_a_state_stands_instead_of_points(run: Run, lake: Lake) -> None:
    found = explain_enterprise(run, lake, firm_code(0), year=2022, scheme="zhejiang-frame")
    assert found[0].state
    assert found[0].state in render_scorecard(found, "text")
    assert "不定等次" in render_scorecard(found, "html")
    assert position_of(found[0]) is None


def test_a_moved_grade_shows_both(run: Run, lake: Lake) -> None:
    found = explain_enterprise(run, lake, firm_code(24), year=2022, scheme="zhejiang-frame")
    assert found[0].grade == "D"
    assert found[0].moved_by == "veto"
    assert f"按切线 {found[0].grade_cut}" in outcome(found[0])
    assert f"按切线 {found[0].grade_cut}" in render_scorecard(found, "html")


def test_bars_and_position_lie_inside(explained: tuple[Explanation, ...]) -> None:
    for one in explained:
        assert all(0 <= bar.score <= 100 and 0 <= bar.weight <= 100 for bar in bars_of(one))
        strip = position_of(one)
        assert strip is not None
        assert [grade for grade, _, _ in strip.grades] == ["A", "B", "C", "D"]
        assert sum(percent for _, _, percent in strip.grades) == 100
        assert 0 < strip.at < 100


def test_names_stay_text(run: Run, lake: Lake) -> None:
    found = explain_enterprise(run, lake, firm_code(6))
    assert MARKUP not in render_scorecard(found, "html")
    assert MARKUP in render_scorecard(found, "text", width=120)
