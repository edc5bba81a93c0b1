"""How far each field of each kind reaches when it changes: the one table that `diff` reads.

A path is written with dots; `*` stands for one member of a list or mapping. The longest path that matches
counts, a field nobody listed is re-evaluated: an unknown change is never called harmless.
"""

from __future__ import annotations

from enum import StrEnum


class ChangeGrade(StrEnum):
    """Wording only, results to be computed again, or data and references that no longer fit."""

    WORDING = "wording"
    RE_EVALUATE = "re-evaluate"
    BREAKING = "breaking"


WORDING, RE_EVALUATE, BREAKING = ChangeGrade.WORDING, ChangeGrade.RE_EVALUATE, ChangeGrade.BREAKING
_Table = dict[str, ChangeGrade]

# Fields that mean the same in every kind.
COMMON: _Table = dict.fromkeys(
    ("title", "title_en", "note", "reference", "clause", "also_clauses", "open_points", "assumptions"),
    WORDING,
) | {"id": BREAKING}

BY_KIND: dict[str, _Table] = {
    "head": {"title": WORDING, "version": WORDING, "languages": WORDING, "document_number": WORDING,
             "issuer": WORDING, "issued": WORDING},
    "lights": {},
    "watching": {"cycles.*.title": WORDING, "cycles.*.title_en": WORDING, "follow_ups.*.title": WORDING,
                 "follow_ups.*.title_en": WORDING, "follow_ups.*.ask": WORDING, "follow_ups.*.ask_en": WORDING, "checks.*.title": WORDING},
    "forms": {"reviewed_by": WORDING},
    "clauses": {"where": WORDING},
    "organisations": {"short": WORDING, "kind": BREAKING},
    "places": {"level": BREAKING, "parent": RE_EVALUATE, "tile": WORDING, "valid": RE_EVALUATE,
               "successors": RE_EVALUATE, "successors.*.note": WORDING},
    "crosswalks": {"assumption": WORDING, "source": WORDING, "moves.*.note": WORDING},
    "fields": {},
    "industries": {"directions": WORDING, "field": RE_EVALUATE, "batch": RE_EVALUATE, "codes": RE_EVALUATE},
    "datasets": {"key": BREAKING, "entity": BREAKING, "columns.*": RE_EVALUATE, "columns.*.id": BREAKING,
                 "columns.*.type": BREAKING, "columns.*.unit": BREAKING, "columns.*.level": BREAKING,
                 "columns.*.title": WORDING, "columns.*.title_en": WORDING, "columns.*.note": WORDING,
                 "columns.*.supplier": WORDING, "columns.*.aliases": WORDING, "rules.*.says": WORDING,
                 "rules.*.says_en": WORDING, "columns.*.choices.*": RE_EVALUATE},
    "indicators": {"unit": BREAKING, "formula": RE_EVALUATE, "versions.*.reference": WORDING, "card.meaning": WORDING,
                   "card.on_alarm": WORDING, "card.frequency": WORDING, "card.entry": WORDING, "card.supplier": WORDING},
    "parameters": {"unit": BREAKING, "values.*": RE_EVALUATE, "values.*.reference": WORDING},
    "targets": {"kind": BREAKING, "unit": BREAKING, "period": RE_EVALUATE,
                "lead_units": WORDING, "supporting_units": WORDING, "judge": WORDING, "judged_by": WORDING,
                "evidence": WORDING},
    "tasks": {"actions": WORDING, "lead_units": WORDING, "supporting_units": WORDING, "programme": WORDING,
              "period": WORDING, "targets": WORDING},
    "schemes": {"entity": BREAKING, "document": WORDING, "population.dataset": BREAKING,
                "grading.names": WORDING, "population.groups.*.title": WORDING, "extends": WORDING,
                "population.states.*.title": WORDING, "adjustments.*.title": WORDING,
                "guards.*.title": WORDING, "criteria.*.*.clause": WORDING},
    "measures": {"kind": BREAKING, "unit": BREAKING, "dataset": BREAKING, "basis.document": WORDING,
                 "basis.article": WORDING, "basis.issuer": WORDING, "lead_unit": WORDING,
                 "exceptions.*.title": WORDING},
    "stackings": {},
    "place_groups": {},
    "registers": {"about": BREAKING, "key": BREAKING, "place": BREAKING, "fields.*.type": BREAKING,
                  "fields.*.unit": BREAKING, "fields.*.title": WORDING, "states.*.title": WORDING,
                  "acts.*.title": WORDING, "public": WORDING},
    "signs": {"kind": BREAKING, "says": WORDING, "causes": WORDING},
    "reports": dict.fromkeys(("text", "kind", "issuer", "to", "copies", "cycle", "number", "annexes", "red_head", "one_page"), WORDING),
    "published": {"source": WORDING, "source_url": WORDING, "quality": WORDING, "unit": BREAKING},
    "not_encoded": {"what": WORDING, "reason": WORDING},
    "cases": {"name": WORDING, "by_hand": WORDING},
    "calibration": {},
}  # fmt: skip

# Objects that come or go. What the running system refers to by id breaks when it goes; the rest is text.
_TEXTS = ("not_encoded", "cases")
_GONE_PARTS: dict[str, _Table] = {
    "datasets": {"columns.*": BREAKING},
    "schemes": {"population.groups.*": BREAKING},
}


def grade_of_field(kind: str, path: tuple[str, ...], *, gone: bool = False) -> ChangeGrade:
    """Grade of a change at `path`; `gone` when a whole member of a list was there and is not any more."""
    if gone:
        lost = _longest(_GONE_PARTS.get(kind, {}), path, whole=True)
        if lost is not None:
            return lost
    own = _longest(BY_KIND.get(kind, {}), path)
    if own is not None:
        return own
    return COMMON.get(path[0], RE_EVALUATE) if path else RE_EVALUATE


def grade_of_coming(kind: str) -> ChangeGrade:
    """Grade of a new object."""
    return WORDING if kind in (*_TEXTS, "clauses", "organisations", "tasks", "published") else RE_EVALUATE


def grade_of_going(kind: str) -> ChangeGrade:
    """Grade of a removed object."""
    return WORDING if kind in (*_TEXTS, "published", "calibration") else BREAKING


def _longest(table: _Table, path: tuple[str, ...], *, whole: bool = False) -> ChangeGrade | None:
    lengths = (len(path),) if whole else range(len(path), 0, -1)
    for length in lengths:
        for pattern, grade in table.items():
            parts = pattern.split(".")
            if len(parts) == length and all(
                want in ("*", have) for want, have in zip(parts, path, strict=False)
            ):
                return grade
    return None
