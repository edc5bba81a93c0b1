"""Reports: pages and workbooks that a person reads, prints and files.

Receives: compiled plans, sealed runs with their lake, explanations. Gives: self-contained HTML without scripts or
outside addresses, workbooks without formulas, official documents, scorecards as text. May touch: its own templates and style, the file it
is asked to write. Must not touch: any rule; every figure it prints was computed in the kernel.
"""

from zhixing.surfaces.reports.charts import path_chart
from zhixing.surfaces.reports.contents import Contents, contents_of
from zhixing.surfaces.reports.documents import FORMATS, check_documents, documents_due, write_documents
from zhixing.surfaces.reports.figures import NONE, figure
from zhixing.surfaces.reports.granted import claim_words, granted_text
from zhixing.surfaces.reports.labels import MEASURE_KINDS
from zhixing.surfaces.reports.lamps import LAMPS, Lamp, lamp_of
from zhixing.surfaces.reports.ledger_book import Billing, write_billing, write_ledger
from zhixing.surfaces.reports.money import balance_of, halted_of, money_of, published_beside, shares_of
from zhixing.surfaces.reports.outlooks import EVERY, Fan, chance_of, fan_of, fans_of
from zhixing.surfaces.reports.parts import cities_with_rest
from zhixing.surfaces.reports.plan_page import render_plan
from zhixing.surfaces.reports.receiving import synthetic_note
from zhixing.surfaces.reports.report_page import write_report
from zhixing.surfaces.reports.scorecard import render_scorecard
from zhixing.surfaces.reports.targets import Standing
from zhixing.surfaces.reports.whatif import render_whatif
from zhixing.surfaces.reports.whatif_words import (
    LAB_COLUMNS,
    LAB_SECTIONS,
    Both,
    lab_key_words,
    lab_outcome_words,
    lab_parties,
    lab_value_words,
)
from zhixing.surfaces.reports.workbook import write_workbook

__all__ = [
    "EVERY",
    "FORMATS",
    "LAB_COLUMNS",
    "LAB_SECTIONS",
    "LAMPS",
    "MEASURE_KINDS",
    "NONE",
    "Billing",
    "Both",
    "Contents",
    "Fan",
    "Lamp",
    "Standing",
    "balance_of",
    "chance_of",
    "check_documents",
    "cities_with_rest",
    "claim_words",
    "contents_of",
    "documents_due",
    "fan_of",
    "fans_of",
    "figure",
    "granted_text",
    "halted_of",
    "lab_key_words",
    "lab_outcome_words",
    "lab_parties",
    "lab_value_words",
    "lamp_of",
    "money_of",
    "path_chart",
    "published_beside",
    "render_plan",
    "render_scorecard",
    "render_whatif",
    "shares_of",
    "synthetic_note",
    "write_billing",
    "write_documents",
    "write_ledger",
    "write_report",
    "write_workbook",
]
