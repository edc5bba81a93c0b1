"""Write a document in the formats asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from zhixing.foundation.issues import NOWHERE, Issue, Refused
from zhixing.kernel.facts import Lake
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


def write_document(
    run: Run, lake: Lake, name: str, folder: Path, formats: Sequence[str] = tuple(FORMATS)
) -> tuple[tuple[Path, ...], tuple[Issue, ...]]:
    """The files written, and what is to be said about them (a document that should be one page and is not).

    Raises:
        Refused: `documents.unknown-report`, and as `fill`.
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
