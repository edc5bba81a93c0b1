"""From a sealed run to the rows a text may look at: grades of firms and places, moves, proposed amounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow.parquet as pq

from zhixing.kernel.evaluation import entity_of
from zhixing.kernel.plan import Scheme
from zhixing.surfaces.reports.documents import kinds
from zhixing.surfaces.reports.documents.rows import Row, Rows
from zhixing.surfaces.reports.documents.views import Views


def grades(views: Views) -> Rows:
    """How firms are graded, one row for each scheme and year."""
    found = []
    for one in views.contents.graded:
        counts = [one.whole.by_grade.get(grade, 0) for grade in one.grades]
        cells = {
            "scheme": one.scheme.title, "year": one.year, "graded": one.whole.graded, "ungraded": one.whole.ungraded,
            "all": one.whole.all, "best": counts[0], "worst": counts[-1],
        }  # fmt: skip
        more = f"{one.scheme.title} {one.year} 年度；方案 {one.scheme.clause}"
        found.append(Row(kinds.GRADED, cells, views.source(kinds.GRADED, more), about=one))
    return Rows.of(kinds.GRADED, found, views.source(kinds.GRADED))


def moves(views: Views) -> Rows:
    """How grades moved from one year to the next."""
    found = []
    for name, years in views.contents.moves.items():
        scheme = views.plan.schemes[name]
        for one in years:
            better, same, worse = one.turns(scheme.grading.grades)
            cells = {
                "scheme": scheme.title, "year": one.year, "compared": one.compared, "better": better, "same": same,
                "worse": worse,
            }  # fmt: skip
            more = f"{scheme.title}；方案 {scheme.clause}"
            found.append(Row(kinds.MOVE, cells, views.source(kinds.MOVE, more), about=one))
    return Rows.of(kinds.MOVE, found, views.source(kinds.MOVE))


def measures(views: Views) -> Rows:
    """What measures come to, by year and grade: proposals."""
    found = []
    for one in views.contents.money:
        place = views.plan.places.get(one.measure.region)
        cells = {
            "title": one.measure.title, "year": one.year, "grade": one.grade, "entities": one.entities, "amount": one.amount,
            "unit": one.unit, "document": one.document, "region": place.title if place else one.measure.region,
        }  # fmt: skip
        more = f"{one.document}；方案 {one.measure.clause}"
        found.append(Row(kinds.MEASURE, cells, views.source(kinds.MEASURE, more), about=one))
    return Rows.of(kinds.MEASURE, found, views.source(kinds.MEASURE))


def places(views: Views) -> Rows:
    """How places are assessed, scheme by scheme, year by year, in the order of their ranks."""
    rows = [
        row
        for scheme in views.plan.schemes.values()
        if scheme.entity == "place"
        for year in views.contents.run.years
        for row in _assessed(views, scheme, year)
    ]
    return Rows.of(kinds.PLACE, rows, views.source(kinds.PLACE))


def _assessed(views: Views, scheme: Scheme, year: int) -> Iterator[Row]:
    name = f"evaluation-{scheme.id}-{year}"
    if name not in views.contents.run.results:
        return
    groups = {group.id: group.title for group in scheme.population.groups}
    states = {state.id: state.title for state in scheme.population.states}
    read: list[dict[str, Any]] = pq.read_table(views.contents.run.result(name)).to_pylist()
    order = list(groups)
    read.sort(
        key=lambda row: (
            order.index(row["group"]) if row["group"] in order else len(order),
            row["rank"] or 10**6,
        )
    )
    for row in read:
        key = str(row[entity_of(views.plan, scheme)])
        place = views.plan.places.get(key)
        cells = {
            "scheme": scheme.title, "year": year, "where": place.title if place else key,
            "group": groups.get(row["group"] or "", ""), "total": row["total"], "rank": row["rank"], "of": row["of"],
            "grade": row["grade"] or "", "state": states.get(row["state"] or "", row["state"] or ""),
        }  # fmt: skip
        source = views.source(kinds.PLACE, f"{scheme.title} {year} 年度；方案 {scheme.clause}")
        yield Row(kinds.PLACE, cells, source, gap=str(cells["state"]) or "未评")
