"""A sealed run as a workbook: the same figures as the page, as real numbers, sheet by sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from zhixing.kernel.facts import Lake
from zhixing.kernel.runs import Run
from zhixing.surfaces.reports.book_grades import (
    movers_writer,
    shares_writer,
    write_by_county,
    write_by_industry,
    write_by_year,
    write_indicators,
    write_measures,
    write_refused,
)
from zhixing.surfaces.reports.book_places import write_checks, write_places
from zhixing.surfaces.reports.book_signs import write_screened, write_signs
from zhixing.surfaces.reports.book_targets import write_paths, write_published, write_targets
from zhixing.surfaces.reports.contents import Contents, contents_of
from zhixing.surfaces.reports.sheets import Formats
from zhixing.surfaces.reports.targets import tally

_LIGHT_FILLS = {
    "red": "#B0241C",
    "yellow": "#855400",
    "green": "#17713F",
    "reached": "#14539A",
    "none": "#C3CAD2",
}


def write_workbook(run: Run, lake: Lake, path: Path) -> Path:
    """Write the workbook of a run; the same run gives the same workbook.

    Raises:
        Refused: the plan sealed with the run, or a receipt of the lake, cannot be read.
    """
    contents = contents_of(run, lake)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        known_on = date.fromisoformat(contents.request["as_known_on"])
        book.set_properties(
            {
                "title": f"{contents.plan.head.title} {contents.title}",
                "created": datetime.combine(known_on, time()),
            }
        )
        book.set_size(2400, 1400)
        formats = Formats(book)
        write_about(book, formats, contents, contents.title)
        for sheet in _SHEETS:
            sheet(book, formats, contents)
    return path


# --- 说明 ---------------------------------------------------------------------------------------------------------


def write_about(book: Any, formats: Formats, contents: Contents, title: str) -> None:
    """What this is, then the answer, then the seal and what the schemes assume."""
    page = book.add_worksheet("说明")
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 100)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, f"{contents.plan.head.title}：{title}", formats.title)
    row = 1
    if contents.synthetic:
        said = f"{contents.synthetic}：本工作簿的企业、地区和部门数值均为虚构。Synthetic data."
        page.write_string(row, 0, "合成数据", formats.synthetic)
        page.write_string(row, 1, said, formats.synthetic)
        row += 1
    row = _lines(page, formats, row, _about_run(contents))
    if contents.standings:
        row = _light_chart(book, page, formats, contents, row + 1)
    _lines(page, formats, row, _about_rest(contents))


def _lines(page: Any, formats: Formats, row: int, lines: list[tuple[str, str]]) -> int:
    for word, text in lines:
        page.write_string(row, 0, word, formats.word)
        page.write_string(row, 1, text, formats.wrapped)
        row += 1
    return row


def _about_run(contents: Contents) -> list[tuple[str, str]]:
    asked, head = contents.request, contents.plan.head
    return [
        ("方案", f"{head.title}（{head.document_number}）"), ("数据年度", contents.years),
        ("目标看到", asked["as_of"]), ("按何日已知", asked["as_known_on"]), ("运行", contents.run.id),
    ]  # fmt: skip


def _about_rest(contents: Contents) -> list[tuple[str, str]]:
    lines = [(f"封印：{word}", f"{digest}  {words}".strip()) for word, digest, words in contents.seal]
    lines.append(("复算", contents.verify))
    screenings = list({one.scheme.id: one.scheme for one in contents.screened}.values())
    for scheme in (*contents.schemes, *screenings):
        lines += [(f"假定：{scheme.id}", text) for text in scheme.assumptions]
        lines += [(f"未决：{scheme.id}", text) for text in scheme.open_points]
    lines += [("不在有效期的措施", text) for text in contents.not_in_force]
    return lines + [("其他情况", text) for text in contents.other_notes]


def _light_chart(book: Any, page: Any, formats: Formats, contents: Contents, row: int) -> int:
    """The lights with their counts and a chart beside them; the row after it."""
    page.write_string(row, 0, "灯", formats.heading)
    page.write_string(row, 1, "目标（项）；逐地核对的目标不在内", formats.heading)
    counts = tally(contents.whole)
    for number, (lamp, count) in enumerate(counts, start=row + 1):
        word = "无灯" if lamp.light == "none" else lamp.word
        page.write_string(number, 0, f"{lamp.mark} {word}", formats.text)
        page.write_number(number, 1, count, formats.left)
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "目标（项）",
            "categories": ["说明", row + 1, 0, row + len(counts), 0],
            "values": ["说明", row + 1, 1, row + len(counts), 1],
            "points": [{"fill": {"color": _LIGHT_FILLS[lamp.light]}} for lamp, _ in counts],
            "data_labels": {"value": True},
            "gap": 40,
        }
    )
    chart.set_title({"name": "各灯的目标（项）", "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 560, "height": 200})
    page.insert_chart(row + len(counts) + 1, 0, chart, {"x_offset": 4, "y_offset": 4})
    return row + len(counts) + 13


_SHEETS: tuple[Callable[[Any, Formats, Contents], None], ...] = (
    write_targets,
    write_paths,
    write_indicators,
    write_by_year,
    write_by_county,
    write_by_industry,
    movers_writer("升幅前列", "总分升幅前列", "risers"),
    movers_writer("降幅前列", "总分降幅前列", "fallers"),
    write_places,
    write_checks,
    write_measures,
    shares_writer("措施(县)", "县（市、区）", "county"),
    shares_writer("措施(产业)", "产业", "plan_industry"),
    write_screened,
    write_signs,
    write_refused,
    write_published,
)
