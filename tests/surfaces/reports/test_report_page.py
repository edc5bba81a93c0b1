"""The page of a run: its figures are those of the sealed files, and it needs nothing but itself."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from zhixing.kernel.facts import Lake
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import Run, execute, request_for
from zhixing.kernel.runs.request import Kind
from zhixing.surfaces.reports import write_report, write_workbook
from zhixing.surfaces.reports.contents import contents_of
from zhixing.surfaces.reports.figures import figure
from zhixing.surfaces.reports.lamps import LAMPS, lamp_of
from zhixing.surfaces.reports.receiving import synthetic_of
from zhixing.surfaces.reports.report_page import grade_style

from .conftest import FORMULA, MARKUP, SYNTHETIC


class Reader(HTMLParser):
    """Rows of tables as lists of cell texts, ids, tags and attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self._cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cell = False

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.rows[-1][-1] += data


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    return Reader(page)


def rows_of(run: Run, name: str) -> list[dict[str, Any]]:
    return pq.read_table(run.result(name)).to_pylist()


def test_the_page_needs_nothing_but_itself(page: str, read: Reader) -> None:
    assert not {"script", "link", "img", "iframe", "object", "embed", "form"} & set(read.tags)
    assert "http:" not in page
    assert "https:" not in page
    assert "@import" not in page
    assert "url(" not in page.replace("url(#", "")
    for tag, name, value in read.attributes:
        assert name not in ("src", "style", "srcset", "action"), (tag, name)
        assert not name.startswith("on"), (tag, name)
        if name in ("href", "xlink:href"):
            assert value.startswith("#"), (tag, value)


def test_ids_are_unique_and_links_lead_somewhere(read: Reader) -> None:
    ids = Counter(value for _, name, value in read.attributes if name == "id")
    assert [name for name, count in ids.items() if count > 1] == []
    assert {value[1:] for tag, name, value in read.attributes if name == "href"} <= set(ids)


def test_every_chart_has_a_title_and_a_description(page: str) -> None:
    charts = re.findall(r'<svg class="plot"[^>]*>.{0,400}', page)
    assert len(charts) > 8
    for chart in charts:
        assert re.search(r'<title id="[^"]+">[^<]+</title><desc id="[^"]+">[^<]+', chart + "…"), chart[:200]


def whole_and_apart(run: Run, plan: CompiledPlan) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rows = rows_of(run, "targets")
    whole = [row for row in rows if plan.targets[row["target"]].places == "province"]
    return whole, [row for row in rows if row not in whole]


def test_the_answer_counts_the_lights_of_the_result(page: str, run: Run, plan: CompiledPlan) -> None:
    whole, _ = whole_and_apart(run, plan)
    counts = Counter(row["light"] for row in whole)
    assert counts["red"]
    assert counts["reached"]
    answer = re.search(r'<p class="answer">(.*?)</p>', page, re.DOTALL)
    assert answer is not None
    shown = [int(n) for n in re.findall(r'<b class="big">(\d+)</b>', answer.group(1))]
    assert shown == [counts[light.value] for light in LAMPS]
    assert f"{sum(counts.values())} 项目标" in answer.group(1)


def test_every_target_stands_with_its_figures_its_lamp_and_its_unit(
    read: Reader, run: Run, plan: CompiledPlan
) -> None:
    shown = {row[0]: row for row in read.rows if len(row) == 10}
    whole, _ = whole_and_apart(run, plan)
    for row in whole:
        target = plan.targets[row["target"]]
        cells = next(
            cells for text, cells in shown.items() if text.startswith(target.title + target.title_en)
        )
        lamp = lamp_of(row["light"], row["reason"])
        assert " ".join(cells[1].split()) == f"{lamp.mark} {lamp.word}"
        assert cells[3] == figure(row["expected"])
        assert cells[4] == figure(row["observed"])
        assert cells[6] == ("—" if row["unit"] in ("", "1") else row["unit"])
        assert target.clause in cells[0]
        assert target.scope in cells[0]


def test_targets_of_each_place_stand_by_place(page: str, read: Reader, run: Run, plan: CompiledPlan) -> None:
    _, apart = whole_and_apart(run, plan)
    assert apart
    for row in apart:
        lamp = lamp_of(row["light"], row["reason"])
        place = plan.places[row["place"]].title if row["place"] else "名单未定"
        wanted = [place, f"{lamp.mark} {lamp.word}", figure(row["observed"])]
        assert any([" ".join(cell.split()) for cell in cells[:3]] == wanted for cells in read.rows), wanted


def test_reds_name_who_leads(page: str, run: Run, plan: CompiledPlan) -> None:
    section = page[page.index('id="answer"') : page.index('id="targets"')]
    whole, _ = whole_and_apart(run, plan)
    reds = [row for row in whole if row["light"] == "red"]
    for row in reds:
        target = plan.targets[row["target"]]
        assert target.title in unescape(section)
        lead = plan.organisations[target.lead_units[0]]
        assert (lead.short or lead.title) in section
    assert section[section.index("<table") :].count("is-bad") >= len(reds)


def test_a_judge_is_named_not_coded(page: str, plan: CompiledPlan) -> None:
    judges = {target.judge for target in plan.targets.values() if target.judge}
    assert judges
    for judge in judges:
        assert f"由 {judge} " not in page


def test_grades_add_up_to_the_distribution(read: Reader, run: Run, lake: Lake) -> None:
    for one in contents_of(run, lake).graded:
        rows = [row for row in rows_of(run, f"distribution-{one.year}") if row["scheme"] == one.scheme.id]
        assert one.whole.all == sum(row["enterprises"] for row in rows)
        assert sum(spread.all for spread in one.counties) == one.whole.all
        assert sum(spread.all for spread in one.industries) == one.whole.all
        assert sum(one.states.values()) == one.whole.ungraded
        cells = [figure(one.whole.graded), figure(one.whole.ungraded), figure(one.whole.all)]
        assert any(row[0] == str(one.year) and row[-4:-1] == cells for row in read.rows), cells


def test_money_adds_up_to_the_measures(read: Reader, run: Run, plan: CompiledPlan) -> None:
    measure = plan.measures["land-use-tax-relief"]
    rows = rows_of(run, f"measure-{measure.id}-2021")
    amount = sum((row["amount"] for row in rows), Decimal(0))
    assert amount
    total = next(row for row in read.rows if row and row[0] == f"合计：{measure.title}")
    assert total[3] == figure(len(rows))
    assert total[5] == figure(amount, 2, fixed=True)


def test_measures_out_of_force_say_why(page: str, run: Run, plan: CompiledPlan) -> None:
    notes = [note for note in run.manifest["notes"] if note["code"] == "measures.not-in-force"]
    assert notes
    for note in notes:
        for measure in plan.measures.values():
            note["zh"] = note["zh"].replace(f"“{measure.id}”", f"“{measure.title}”")
        assert note["zh"] in unescape(page)


def test_movers_are_the_extremes_of_the_result(read: Reader, run: Run) -> None:
    rows = [row for row in rows_of(run, "moves-zhejiang-frame-2022") if row["group"] == "above-scale"]
    top = min(rows, key=lambda row: (-row["change"], row["enterprise"]))
    assert any(top["enterprise"] in cell for row in read.rows for cell in row)
    first = next(row for row in read.rows if len(row) == 9 and row[0] == "1")
    assert first[7] == figure(top["change"], 2, sign=True, fixed=True)


def test_refused_rows_and_their_reason_are_shown(page: str, lake: Lake) -> None:
    found: dict[str, str] = {}
    for receipt in lake.receipts():
        for issue in lake.refused_issues(receipt):
            found.setdefault(issue["code"], issue["zh"])
    assert found
    for code, first in found.items():
        assert code in page
        assert first in unescape(page)


def test_published_figures_are_beside_and_never_counted(page: str, plan: CompiledPlan) -> None:
    section = unescape(page[page.index('id="published"') : page.index('id="indicators"')])
    assert section.count("不计入</small>") == len(plan.published)
    for series in plan.published:
        assert series.scope in section
        assert series.source in section


def test_names_from_facts_stay_text(page: str) -> None:
    assert MARKUP not in page
    assert escape(MARKUP) in page
    assert FORMULA in page


def test_the_seal_and_how_to_check_it(page: str, run: Run) -> None:
    assert run.seal in page
    assert f"zhixing verify {run.id}" in page
    assert run.manifest["plan"]["fingerprint"] in page
    assert run.manifest["code"]["fingerprint"] in page


def test_synthetic_facts_are_said_to_be_so_on_every_printed_page(page: str) -> None:
    assert f'<div class="synthetic strip"><p><b>{SYNTHETIC}</b>' in page
    assert "display: table-header-group" in page


def test_what_is_not_synthetic_is_not_called_so(run: Run, tmp_path: Path) -> None:
    class Real(Run):
        @property
        def results(self) -> tuple[str, ...]:
            return ()

    assert synthetic_of(Real(run.folder, run.manifest), Lake(tmp_path), ()) == ""


def test_names_alone_tell_that_facts_are_synthetic(run: Run, tmp_path: Path) -> None:
    assert synthetic_of(run, Lake(tmp_path), ()).startswith("合成数据")


def test_the_same_run_gives_the_same_page(page: str, run: Run, lake: Lake, tmp_path: Path) -> None:
    again = write_report(run, lake, tmp_path / "again.html")
    assert again.read_text(encoding="utf-8") == page


@pytest.mark.parametrize(
    ("kind", "there", "absent"), [("monitor", "targets", "grades"), ("evaluate", "grades", "targets")]
)
def test_a_run_of_one_kind_shows_what_it_computed(
    kind: Kind, there: str, absent: str, plan: CompiledPlan, lake: Lake, tmp_path: Path
) -> None:
    asked = request_for(plan, lake, kind, [2022], schemes=["huangyan-2022"], as_of=date(2022, 6, 30))
    run = execute(plan, lake, tmp_path / "runs", asked, threads=1)
    page = write_report(run, lake, tmp_path / "page.html").read_text(encoding="utf-8")
    assert f'<section class="panel" id="{there}">' in page
    assert f'id="{absent}"' not in page
    assert write_workbook(run, lake, tmp_path / "book.xlsx").stat().st_size
    assert Reader(page).tags["svg"]


def test_the_page_says_nothing_of_this_machine(page: str, run: Run) -> None:
    assert str(run.folder.parent) not in page


def test_badges_of_grades() -> None:
    assert [grade_style(grade, "ABCD") for grade in "ABCD"] == ["a", "b", "", "d"]
    assert grade_style("E", "ABCD") == ""
