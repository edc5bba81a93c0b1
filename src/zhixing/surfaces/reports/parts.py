"""Parts of split targets as they are shown: those of the whole term, level by level, with what no part accounts for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.plan import CompiledPlan

Row = dict[str, Any]
_REST = {"unassigned": ("没有分给谁的", "given to nobody"), "unreported": ("没有报送的", "not reported")}
_PLACES = 4


def cities_with_rest(plan: CompiledPlan, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The cities' parts of amounts over the whole term, and after them what is left; gaps add up to that of the whole.

    `rows` are those of the result `cascade`. Each row gets `where`, the title of its place or the words for the rest.
    """
    found: list[Row] = []
    for name in dict.fromkeys(row["target"] for row in rows):
        term = plan.targets[name].period.text
        mine = [
            row for row in rows if (row["target"], row["period"]) == (name, term) and row["adding"] != "apart"
        ]
        cities = [row for row in mine if row["level"] == "prefecture" and row["goal"] is not None]
        found += [{**row, "where": plan.places[row["place"]].title} for row in cities]
        if cities:
            found += [one for row in mine if row["over"] == "" for one in _rest(row)]
    return found


def _rest(whole: Mapping[str, Any]) -> Iterator[Row]:
    for key, (zh, en) in _REST.items():
        exact = Fraction(whole[f"{key}_exact"] or 0)
        if not exact:
            continue
        gap = Fraction(whole["contribution_exact"])
        blank = dict.fromkeys(("goal", "expected", "observed", "progress"))
        yield {
            **whole, **blank, "place": "", "level": "prefecture", "light": "none", "reason": key,
            "reason_zh": zh, "reason_en": en, "where": zh, "gap": whole[key],
            "share_of_gap": _percent(exact, gap),
        }  # fmt: skip


def _percent(part: Fraction, whole: Fraction) -> Decimal | None:
    return as_decimal(part * 100 / whole, _PLACES) if whole > 0 else None
