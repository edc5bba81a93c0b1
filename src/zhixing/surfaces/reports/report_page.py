"""A sealed run as one page for reading and printing: the answer first, then the working, then the seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from zhixing.kernel.facts import Lake
from zhixing.kernel.plan import Scheme
from zhixing.kernel.runs import Run
from zhixing.surfaces.reports import charts, labels, lamps, outlooks
from zhixing.surfaces.reports.contents import Contents, contents_of
from zhixing.surfaces.reports.figures import day, figure, share, spaced, span_text
from zhixing.surfaces.reports.grades import Graded, Moves
from zhixing.surfaces.reports.levels import LEVELS, SCOPES, Table, left_out_of, scored_indicators, table_of
from zhixing.surfaces.reports.money import totals_of
from zhixing.surfaces.reports.page import page_environment, page_style
from zhixing.surfaces.reports.targets import Standing, tally, without_light


@dataclass(frozen=True)
class SchemePages:
    """One scheme with its charts and tables, year by year; `last` is the newest year."""

    scheme: Scheme
    years: tuple[Graded, ...]
    overview: Markup
    tiles: tuple[tuple[int, Markup], ...]
    industries: tuple[tuple[int, Markup], ...]
    moves: tuple[Moves, ...]

    @property
    def last(self) -> Graded:
        """The newest year."""
        return self.years[-1]


def write_report(run: Run, lake: Lake, path: Path) -> Path:
    """Write the page of a run; the same run gives the same page.

    Raises:
        Refused: the plan sealed with the run, or a receipt of the lake, cannot be read.
    """
    path.write_text(render_report(contents_of(run, lake)), encoding="utf-8", newline="\n")
    return path


def render_report(contents: Contents) -> str:
    """The page as one self-contained HTML text."""
    environment = page_environment()
    environment.filters |= {
        "figure": figure, "day": day, "span": span_text, "spaced": spaced, "grade_style": grade_style,
    }  # fmt: skip
    tables = _indicator_tables(contents)
    return environment.get_template("report.html.j2").render(
        style=page_style(),
        c=contents,
        plan=contents.plan,
        labels=labels,
        lamps=list(lamps.LAMPS.values()),
        scopes=SCOPES,
        depths=LEVELS,
        share=share,
        tally=tally(contents.whole),
        without=without_light(contents.whole),
        reds=contents.by_light("red"),
        yellows=contents.by_light("yellow"),
        paths=_paths(contents.whole),
        fans=[
            (fan, outlooks.fan_chart(fan, f"fan-{number}"))
            for number, fan in enumerate(outlooks.fans_of(contents.run, contents.whole), start=1)
        ],
        unforeseen=outlooks.without_forecast(contents.run, contents.whole),
        spoken=outlooks.spoken,
        tables=tables,
        province=_by_scope(contents, tables),
        left_out=left_out_of(contents.levels),
        schemes=[_scheme_pages(contents, scheme) for scheme in contents.schemes],
        totals=totals_of(contents.money),
    )


def grade_style(grade: str, grades: Sequence[str]) -> str:
    """Class of a grade badge: the best deepest, the last dashed."""
    if grade not in grades:
        return ""
    position = grades.index(grade)
    if position == len(grades) - 1 and len(grades) > 1:
        return "d"
    return ("a", "b", "")[min(position, 2)]


def _paths(standings: Sequence[Standing]) -> list[tuple[Standing, Markup]]:
    """Charts, worst light first."""
    order = [lamp.light for lamp in lamps.LAMPS.values()]
    ordered = sorted(standings, key=lambda standing: order.index(standing.lamp.light))
    drawn = [
        (standing, charts.path_chart(standing, number)) for number, standing in enumerate(ordered, start=1)
    ]
    return [(standing, chart) for standing, chart in drawn if chart is not None]


def _indicator_tables(contents: Contents) -> list[Table]:
    """Indicators that the schemes score: province and prefectures by year, in the scope of the scored group."""
    scored = scored_indicators(contents.run, contents.plan)
    tables = [table_of(contents.levels, one, scope, ("province", "prefecture")) for one, scope in scored]
    return [table for table in tables if table is not None]


def _by_scope(contents: Contents, tables: Sequence[Table]) -> list[tuple[Table, list[Table]]]:
    """For each of these indicators the whole province in every scope."""
    return [
        (
            table,
            [
                t
                for scope in SCOPES
                if (t := table_of(contents.levels, table.indicator, scope, ("province",)))
            ],
        )
        for table in tables
    ]


def _scheme_pages(contents: Contents, scheme: Scheme) -> SchemePages:
    years = tuple(one for one in contents.graded if one.scheme.id == scheme.id)
    name = f"g-{scheme.id}"
    overview = charts.bars_chart(
        [(str(one.year), one.whole) for one in years], scheme.grading.grades, f"{name}-years",
        f"{scheme.title}：各年等次分布（占比，家）",
    )  # fmt: skip
    tiles = [(one.year, charts.tiles_chart(one, f"{name}-tiles-{one.year}")) for one in years]
    return SchemePages(
        scheme,
        years,
        overview,
        tuple((year, chart) for year, chart in tiles if chart is not None),
        tuple((one.year, _industry_chart(one, name)) for one in years),
        contents.moves.get(scheme.id, ()),
    )


def _industry_chart(graded: Graded, name: str) -> Markup:
    rows: list[tuple[str, Any]] = [(spread.title, spread) for spread in graded.industries if spread.graded]
    best = graded.grades[0]
    rows.sort(key=lambda row: (-row[1].by_grade[best] / row[1].graded, row[0]))
    title = f"{graded.year} 年各产业等次分布（占比，家）"
    return charts.bars_chart(rows, graded.grades, f"{name}-industries-{graded.year}", title)
