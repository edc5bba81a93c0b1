"""Write a document in the formats asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from zhixing.foundation.issues import NOWHERE, Issue, Refused
from zhixing.kernel.facts import Lake
from zhixing.kernel.monitoring import ends_of
from zhixing.kernel.plan import require_plan
from zhixing.kernel.runs import Run
from zhixing.surfaces.reports.contents import contents_of
from zhixing.surfaces.reports.documents import codes
from zhixing.surfaces.reports.documents.as_docx import as_docx
from zhixing.surfaces.reports.documents.as_html import as_html
from zhixing.surfaces.reports.documents.as_pdf import as_pdf, page_count
from zhixing.surfaces.reports.documents.blocks import Document
from zhixing.surfaces.reports.documents.reading import fill

FORMATS: dict[str, Callable[[Document], bytes]] = {
    "html": lambda document: as_html(document).encode(),
    "docx": as_docx,
    "pdf": as_pdf,
}


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


def write_document(
    run: Run, lake: Lake, name: str, folder: Path, formats: Sequence[str] = tuple(FORMATS)
) -> tuple[tuple[Path, ...], tuple[Issue, ...]]:
    """The files written, and what is to be said about them (a document that should be one page and is not).

    Raises:
        Refused: `reports.unknown-report`, and as `fill`.
    """
    contents = contents_of(run, lake)
    report = contents.plan.reports.get(name)
    if report is None:
        raise Refused(
            [codes.UNKNOWN_REPORT.at(NOWHERE, name=name, known="、".join(contents.plan.reports) or "—")]
        )
    document = fill(contents, report)
    folder.mkdir(parents=True, exist_ok=True)
    written, issues = [], []
    for ending in formats:
        made = FORMATS[ending](document)
        path = folder / f"{run.id}-{name}.{ending}"
        path.write_bytes(made)
        written.append(path)
        if ending == "pdf" and report.one_page and (pages := page_count(made)) > 1:
            where = contents.plan.where("reports", report.id, clause=report.clause)
            issues.append(codes.TOO_LONG.at(where, report=name, pages=pages))
    return tuple(written), tuple(issues)
