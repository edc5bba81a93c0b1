"""The plan as a page: self-contained, complete, every link leads somewhere, texts are escaped."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from tests.kernel.plan import tiny

from zhixing.kernel.plan import CompiledPlan, require_plan
from zhixing.surfaces.reports import render_plan
from zhixing.surfaces.reports.numerals import numeral


@pytest.fixture(scope="module")
def shipped(zhejiang: Path) -> CompiledPlan:
    return require_plan(zhejiang)


@pytest.fixture(scope="module")
def page(shipped: CompiledPlan) -> str:
    return render_plan(shipped)


def test_the_page_needs_nothing_from_outside(page: str) -> None:
    assert not re.findall(r"<script|<link|<img|@import|url\(|https?:|\sstyle=|\son\w+=", page)


def test_every_link_leads_to_one_place_on_the_page(page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(set(ids)) == len(ids)
    links = re.findall(r'href="#([^"]+)"', page)
    assert set(links) - set(ids) == set()


def test_everything_encoded_is_on_the_page(page: str, shipped: CompiledPlan) -> None:
    kinds = (
        "targets",
        "tasks",
        "industries",
        "indicators",
        "parameters",
        "schemes",
        "measures",
        "datasets",
        "registers",
    )
    for kind in kinds:
        for key in getattr(shipped, kind):
            assert f'id="{kind}-{key}"' in page
    for clause in shipped.clauses:
        assert f'id="c{clause}"' in page
    for entry in shipped.not_encoded:
        assert entry.reason in page
    for case in shipped.cases:
        assert case.by_hand in page


def test_open_points_and_assumptions_are_on_the_page(page: str, shipped: CompiledPlan) -> None:
    for kind in ("targets", "schemes", "measures"):
        for item in getattr(shipped, kind).values():
            for text in (*item.open_points, *item.assumptions):
                assert text in page


def test_figures_stand_with_their_units(page: str) -> None:
    row = page[page.index('id="targets-cloud-firms"') :]
    row = row[: row.index("</tr>")]
    assert ">15<" in row
    assert "万家" in row


def test_tables_have_scopes_and_numbers_are_never_empty(page: str) -> None:
    assert page.count("<table") == page.count("<thead>")
    assert not re.findall(r"<th(?![^>]*scope=)[ >]", page)
    assert "None" not in page


def test_texts_of_a_plan_cannot_become_markup(tmp_path: Path) -> None:
    files = tiny.changed("targets/all.yaml", "title: 试点累计", 'title: "<b>试点</b>&"')
    page = render_plan(require_plan(tiny.write(tmp_path, files)))
    assert "<b>试点" not in page
    assert "&lt;b&gt;试点&lt;/b&gt;&amp;" in page


def test_a_plan_of_few_objects_is_a_page_too(tmp_path: Path) -> None:
    page = render_plan(require_plan(tiny.write(tmp_path, tiny.FILES)))
    assert page.startswith("<!doctype html>")
    assert "正好达到基准" in page


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1200), "1\u2009200"),
        (Fraction(-17, 10), "\u22121.7"),
        (Fraction(1, 3), "1/3"),
        (Fraction(0), "0"),
        (Fraction(1234567, 100), "12\u2009345.67"),
    ],
)
def test_numerals(value: Fraction, text: str) -> None:
    assert numeral(value) == text
