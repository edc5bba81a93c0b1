"""Reports: pages and workbooks that a person reads, prints and files.

Receives: compiled plans, sealed runs with their lake, explanations. Gives: self-contained HTML without scripts or
outside addresses, workbooks without formulas, scorecards as text. May touch: its own templates and style, the file it
is asked to write. Must not touch: any rule; every figure it prints was computed in the kernel.
"""

from zhixing.surfaces.reports.plan_page import render_plan
from zhixing.surfaces.reports.report_page import write_report
from zhixing.surfaces.reports.scorecard import render_scorecard
from zhixing.surfaces.reports.workbook import write_workbook

__all__ = ["render_plan", "render_scorecard", "write_report", "write_workbook"]
