"""Which years and whom a change of one object touches."""

from __future__ import annotations

from typing import Any

from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.uses import reached

_TOLD = ("schemes", "measures", "targets")


def years_of(plan: CompiledPlan, kind: str, key: str, path: tuple[str, ...]) -> tuple[int, ...]:
    """Years whose results rest on the object; for a dated part, on that part."""
    term = plan.head.term.years
    item = _found(plan, kind, key)
    if item is None or kind in ("not_encoded", "cases", "clauses", "calibration"):
        return ()
    if kind in ("targets", "published"):
        return tuple(item.period.years)
    if kind == "schemes":
        return tuple(range(item.years[0], item.years[1] + 1))
    if kind == "measures":
        last = item.basis.valid_to.year if item.basis.valid_to else term[-1]
        return tuple(range(item.basis.valid_from.year, last + 1))
    dated = {"parameters": "values", "indicators": "versions"}.get(kind)
    if dated and len(path) > 1 and path[0] == dated:
        parts = [part for part in getattr(item, dated) if str(part.since) == path[1]]
        return tuple(y for part in parts for y in range(part.since, (part.until or term[-1]) + 1))
    if kind == "crosswalks":
        return tuple(range(item.on.year, term[-1] + 1))
    if kind == "places" and (item.valid.since or item.valid.until):
        first = item.valid.since.year if item.valid.since else term[0]
        last = item.valid.until.year if item.valid.until else term[-1]
        return tuple(range(first, last + 1))
    return tuple(term)


def entities_of(plan: CompiledPlan, kind: str, key: str) -> tuple[str, ...]:
    """Who is touched: places, populations, and the schemes, measures and targets that rest on the object."""
    item = _found(plan, kind, key)
    if item is None:
        return ()
    found: set[str] = set()
    for user_kind, user in ((kind, key), *reached(plan, (kind, key))):
        if user_kind in _TOLD and (user_kind, user) != (kind, key):
            found.add(f"{user_kind.removesuffix('s')} {user}")
        if user_kind == "schemes":
            found.add(f"{plan.schemes[user].entity} @ {_place(plan, plan.schemes[user].place)}")
        if user_kind == "measures":
            found.update(f"region {_place(plan, region)}" for region in plan.measures[user].region)
    if kind == "places":
        found.add(f"place {_place(plan, key)}")
    if kind == "targets" and item.places == "each":
        found.add(f"each of {item.each_of or 'all places'}")
    return tuple(sorted(found))


def _place(plan: CompiledPlan, code: str) -> str:
    place = plan.places.get(code)
    return f"{code} {place.title}" if place else code


def _found(plan: CompiledPlan, kind: str, key: str) -> Any:
    if kind in ("head", "lights", "watching"):
        return getattr(plan, kind)
    if kind == "published":
        indicator, place, period = key.split("/")[:3]
        matches = (
            s for s in plan.published if (s.indicator, s.place, str(s.period)) == (indicator, place, period)
        )
        return next(matches, None)
    found = getattr(plan, kind)
    return found.get(key) if hasattr(found, "get") else None
