"""Official documents: the units that issue, receive and are copied in exist."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from zhixing.foundation.issues import Issue
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan


def check_reporting(plan: CompiledPlan) -> Iterator[Issue]:
    """Every report is issued by and sent to units of the plan."""
    for report in plan.reports.values():
        named = {"issuer": (report.issuer,), "to": report.to, "copies": report.copies}
        for key, units in named.items():
            where = plan.where("reports", report.id, key, clause=report.clause)
            for unit in units:
                if unit not in plan.organisations:
                    near = (
                        "、".join(get_close_matches(unit, list(plan.organisations), n=3, cutoff=0.5)) or "—"
                    )
                    yield codes.UNKNOWN_ORGANISATION.at(
                        where, what=f"report {report.id}", name=unit, near=near
                    )
