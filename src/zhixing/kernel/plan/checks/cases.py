"""Cases: each is a case of exactly one thing that exists."""

from __future__ import annotations

from collections.abc import Iterator

from zhixing.foundation.issues import Issue
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan


def check_cases(plan: CompiledPlan) -> Iterator[Issue]:
    """Cases of nothing, of two things, or of something unknown."""
    subjects = (
        ("scheme", plan.schemes, codes.UNKNOWN_SCHEME),
        ("measure", plan.measures, codes.UNKNOWN_MEASURE),
        ("stacking", plan.stackings, codes.UNKNOWN_MEASURE),
        ("target", plan.targets, codes.UNKNOWN_TARGET),
    )
    for index, case in enumerate(plan.cases):
        named = [
            (key, getattr(case, key), known, code) for key, known, code in subjects if getattr(case, key)
        ]
        if len(named) != 1:
            yield codes.CASE_SUBJECT.at(plan.where("cases", str(index), clause=case.clause), what=case.name)
        for key, name, known, code in named:
            if name not in known:
                where = plan.where("cases", str(index), key, clause=case.clause)
                yield code.at(where, what=case.name, name=name, near="、".join(known))
