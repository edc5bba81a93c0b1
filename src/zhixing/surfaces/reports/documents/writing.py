"""Write a document in the formats asked for, with its annexes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhixing.foundation.issues import NOWHERE, Issue, Refused
from zhixing.kernel.facts import Lake
from zhixing.kernel.monitoring import ends_of
from zhixing.kernel.plan import Report, require_plan
from zhixing.kernel.runs import Run
from zhixing.surfaces.reports.contents import contents_of
from zhixing.surfaces.reports.documents import codes
from zhixing.surfaces.reports.documents.annexes import write_annex
from zhixing.surfaces.reports.documents.as_docx import as_docx
from zhixing.surfaces.reports.documents.as_html import as_html
from zhixing.surfaces.reports.documents.as_pdf import as_pdf, page_count
from zhixing.surfaces.reports.documents.blocks import Document
from zhixing.surfaces.reports.documents.reading import fill
from zhixing.surfaces.reports.documents.typed import near
from zhixing.surfaces.reports.documents.views import Views

FORMATS: dict[str, Callable[[Document], bytes]] = {
    "html": lambda document: as_html(document).encode(),
    "docx": as_docx,
    "pdf": as_pdf,
}


@dataclass(frozen=True)
class Written:
    """One document as files, its annexes last, and what is to be said about it."""

    report: Report
    paths: tuple[Path, ...]
    issues: tuple[Issue, ...] = ()


def documents_due(run: Run) -> tuple[str, ...]:
    """The reports of the plan whose cycle ends on the day the run looked at; none where targets were not watched."""
    if "targets" not in run.results:
        return ()
    plan, as_of = require_plan(run.folder / "plan"), date.fromisoformat(run.manifest["request"]["as_of"])
    ended = {"any"}
    for every, cycle in (("quarter", "quarterly"), ("year", "yearly")):
        if as_of in ends_of(every, as_of, as_of):
            ended.add(cycle)
    ended |= {cycle.id for cycle in plan.watching.cycles if cycle.on == as_of}
    return tuple(report.id for report in plan.reports.values() if report.cycle in ended)


def write_documents(
    run: Run, lake: Lake, names: Sequence[str], folder: Path, formats: Sequence[str] = tuple(FORMATS)
) -> Iterator[Written]:
    """Each document as it is done; all names are checked before the first is written.

    Raises:
        Refused: `reports.unknown-report`, and as `fill`.
    """
    views = Views(contents_of(run, lake))
    plan = views.contents.plan
    unknown = [name for name in names if name not in plan.reports]
    if unknown:
        raise Refused(
            codes.UNKNOWN_REPORT.at(NOWHERE, name=name, known=near(name, plan.reports)) for name in unknown
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        yield _written(views, plan.reports[name], folder, formats)


def _written(views: Views, report: Report, folder: Path, formats: Sequence[str]) -> Written:
    contents = views.contents
    document = fill(contents, report, views)
    stem = f"{contents.run.id}-{report.id}"
    paths: list[Path] = []
    issues: list[Issue] = []
    for ending in formats:
        made = FORMATS[ending](document)
        paths.append(folder / f"{stem}.{ending}")
        paths[-1].write_bytes(made)
        if ending == "pdf" and report.one_page and (pages := page_count(made)) > 1:
            where = contents.plan.where("reports", report.id, clause=report.clause)
            issues.append(codes.TOO_LONG.at(where, report=report.id, pages=pages))
    paths += [
        write_annex(views, name, folder / f"{stem}-annex-{at}-{name}.xlsx")
        for at, name in enumerate(report.annexes, 1)
    ]
    return Written(report, tuple(paths), tuple(issues))
