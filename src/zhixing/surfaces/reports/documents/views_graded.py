"""From a sealed run to the rows a text may look at: grades of firms and places, moves, proposed amounts."""

from __future__ import annotations

from zhixing.surfaces.reports.documents import kinds
from zhixing.surfaces.reports.documents.rows import Row, Rows
from zhixing.surfaces.reports.documents.views import Views
from zhixing.surfaces.reports.measure_words import regions
from zhixing.surfaces.reports.places import Assessed, AssessedPlace, Peers


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
    """What measures that are amounts come to, by year and grade: proposals; rates without a source are marked."""
    found = []
    for one in (one for one in views.contents.money if one.amount is not None):
        title = f"{one.measure.title}（标准暂定）" if one.illustrative else one.measure.title
        cells = {
            "title": title, "year": one.year, "grade": one.grade, "entities": one.entities, "amount": one.amount,
            "unit": one.unit, "document": one.document, "region": regions(views.plan, one.measure),
        }  # fmt: skip
        more = f"{one.document}；方案 {one.measure.clause}"
        found.append(Row(kinds.MEASURE, cells, views.source(kinds.MEASURE, more), about=one))
    return Rows.of(kinds.MEASURE, found, views.source(kinds.MEASURE))


def places(views: Views) -> Rows:
    """How places are assessed, scheme by scheme, year by year, group by group, in the order of their ranks."""
    rows = [row for peers in assessments(views) for row in peers["places"]]
    return Rows.of(kinds.PLACE, rows, views.source(kinds.PLACE))


def assessments(views: Views) -> Rows:
    """Groups of places that are ranked among themselves, in each assessment the run holds."""
    found = []
    for one in views.contents.assessed:
        more = f"{one.scheme.title} {one.year} 年度；方案 {one.scheme.clause}"
        source = views.source(kinds.PLACE, more)
        for group in one.groups:
            held = Rows.of(kinds.PLACE, (_place(one, group, place, source) for place in group.places), source)
            cells = {
                "scheme": one.scheme.title, "year": one.year, "group": group.title, "all": len(held), "places": held,
            }  # fmt: skip
            found.append(Row(kinds.PEERS, cells, source, about=group))
    return Rows.of(kinds.PEERS, found, views.source(kinds.PEERS))


def _place(one: Assessed, group: Peers, place: AssessedPlace, source: str) -> Row:
    cells = {
        "scheme": one.scheme.title, "year": one.year, "where": place.title, "group": group.title, "total": place.total,
        "rank": place.rank, "of": place.of, "span": place.span, "grade": place.grade, "state": place.state,
    }  # fmt: skip
    return Row(kinds.PLACE, cells, source, gap=place.state or "未评", about=(one, place))
