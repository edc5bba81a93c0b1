"""Official documents: a text of the plan, filled from a sealed run, as page, PDF and Word file from one source.

Receives: a run with its plan and lake, the name of a report. Gives: files with their annexes; every issue of a text with
file and line. May touch: its own templates and style, the files it is asked to write. Must not touch: any rule; a text
may only look.
"""

from zhixing.surfaces.reports.documents.blocks import Document
from zhixing.surfaces.reports.documents.checking import check_documents
from zhixing.surfaces.reports.documents.reading import fill
from zhixing.surfaces.reports.documents.words import WORDS
from zhixing.surfaces.reports.documents.writing import FORMATS, Written, documents_due, write_documents

__all__ = [
    "FORMATS",
    "WORDS",
    "Document",
    "Written",
    "check_documents",
    "documents_due",
    "fill",
    "write_documents",
]
