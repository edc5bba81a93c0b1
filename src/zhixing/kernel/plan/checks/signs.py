"""Signs: of a scheme that lists enterprises, at cuts it makes, with every threshold written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zhixing.foundation.issues import Issue
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.scheme import Scheme
from zhixing.kernel.plan.watching import Sign

NEEDED: Mapping[str, tuple[str, ...]] = {
    "bunching": ("band", "least", "excess"),
    "crossing": ("band", "moved", "still"),
    "graded": (),
}
_LISTED = ("enterprise", "county", "industry")


def check_signs(plan: CompiledPlan) -> Iterator[Issue]:
    """Unknown schemes and grades, thresholds that lack or do not belong, cuts that have no line."""
    for sign in plan.signs.values():
        where = plan.where("signs", sign.id, clause=sign.clause)
        scheme = plan.schemes.get(sign.scheme)
        if scheme is None:
            near = "、".join(plan.schemes)
            yield codes.UNKNOWN_SCHEME.at(where, what=sign.id, name=sign.scheme, near=near)
            continue
        for name in sorted(set(sign.grades) - set(scheme.grading.grades)):
            near = "、".join(scheme.grading.grades)
            yield codes.UNKNOWN_GRADE.at(where, what=sign.id, name=name, near=near)
        given = {key for keys in NEEDED.values() for key in keys if getattr(sign, key) is not None}
        if given != set(NEEDED[sign.kind]) or not _sensible(sign):
            wanted = "、".join(NEEDED[sign.kind]) or "—"
            yield codes.SIGN_SHAPE.at(where, what=sign.id, kind=sign.kind, wanted=wanted)
        why = _no_cut(plan, sign, scheme)
        if why:
            yield codes.SIGN_CUT.at(where, what=sign.id, scheme=scheme.id, why=why[0], why_en=why[1])


def _sensible(sign: Sign) -> bool:
    """Bands and counts above nothing; what counts as moved is more than what counts as still."""
    above = all(value is None or value > 0 for value in (sign.band, sign.least, sign.excess, sign.moved))
    ordered = sign.moved is None or sign.still is None or 0 <= sign.still < sign.moved
    return above and ordered and (sign.band is None or sign.band < 50)


def _no_cut(plan: CompiledPlan, sign: Sign, scheme: Scheme) -> tuple[str, str] | None:
    dataset = plan.datasets.get(scheme.population.dataset)
    if dataset is None:
        return None  # said of the scheme
    lacking = [name for name in _LISTED if name not in {column.id for column in dataset.columns}]
    if lacking:
        return (
            f"它的数据合同没有 {'、'.join(lacking)} 列",
            f"its dataset has no columns {', '.join(lacking)}",
        )
    if sign.kind == "graded":
        return None
    lowest = scheme.grading.rest or scheme.grading.grades[-1]
    if not (scheme.grading.shares or scheme.grading.lines):
        return ("它不按总分切分等次", "it does not cut by totals")
    if lowest in sign.grades:
        return (f"“{lowest}”没有下线", f"{lowest} has no lower cut")
    return None
