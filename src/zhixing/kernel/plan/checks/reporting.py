"""Official documents: a text beside every head, a head beside every text, units that exist."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from zhixing.foundation.issues import Issue, Where
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan


def check_reporting(plan: CompiledPlan) -> Iterator[Issue]:
    """Every report has a text and is issued by and to units of the plan; every text belongs to a report."""
    for report in plan.reports.values():
        where = plan.where("reports", report.id, clause=report.clause)
        for unit in (report.issuer, *report.to):
            if unit not in plan.organisations:
                near = "、".join(get_close_matches(unit, list(plan.organisations), n=3, cutoff=0.5)) or "—"
                yield codes.UNKNOWN_ORGANISATION.at(where, what=f"report {report.id}", name=unit, near=near)
        name = f"reports/{report.id}.md"
        if name not in plan.files:
            yield codes.REPORT_WITHOUT_TEXT.at(where, report=report.id, file=name)
    known = {f"reports/{name}.md" for name in plan.reports}
    for name in plan.files:
        if name.startswith("reports/") and name.endswith(".md") and name not in known:
            yield codes.TEXT_WITHOUT_REPORT.at(Where(name, 1), file=name)
