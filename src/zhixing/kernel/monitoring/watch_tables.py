"""Lights over time, what is due, and follow-ups as tables of a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from zhixing.kernel.monitoring.consistency import Finding
from zhixing.kernel.monitoring.dues import Due
from zhixing.kernel.monitoring.followups import Opened
from zhixing.kernel.monitoring.lights import Lit
from zhixing.kernel.monitoring.tables import NUMBER, as_number

_TEXT = pa.string()
_LIGHT_NUMBERS = ("goal", "observed", "expected", "progress", "calendar")
LIGHTS = pa.schema(
    [
        ("target", _TEXT), ("place", _TEXT), ("as_of", pa.date32()), ("cycle", _TEXT),
        ("computed_light", _TEXT), ("light", _TEXT),
        ("reason", _TEXT), ("reason_zh", _TEXT), ("reason_en", _TEXT), ("unit", _TEXT),
        *((name, NUMBER) for name in _LIGHT_NUMBERS),
        ("overridden_by", _TEXT), ("override_why", _TEXT), ("override_evidence", _TEXT),
    ],
    metadata={"contract": "monitoring.lights/1", "key": "target,place,as_of"},
)  # fmt: skip
DUE = pa.schema(
    [
        ("form", _TEXT), ("title", _TEXT), ("period", _TEXT), ("due", pa.date32()), ("place", _TEXT), ("unit", _TEXT),
        ("state", _TEXT), ("received_on", pa.date32()), ("lacking", pa.list_(_TEXT)),
    ],
    metadata={"contract": "monitoring.due/1", "key": "form,period,place,unit"},
)  # fmt: skip
FOLLOW_UPS = pa.schema(
    [
        ("rule", _TEXT), ("title", _TEXT), ("clause", _TEXT), ("opened_on", pa.date32()), ("deadline", pa.date32()),
        ("target", _TEXT), ("place", _TEXT), ("form", _TEXT), ("period", _TEXT),
        ("lead_units", pa.list_(_TEXT)), ("supporting_units", pa.list_(_TEXT)), ("ask", _TEXT),
        ("why_zh", _TEXT), ("why_en", _TEXT), ("evidence", pa.list_(_TEXT)), ("holds", pa.bool_()),
    ],
    metadata={"contract": "monitoring.follow-ups/1", "key": "rule,target,place,form,period,opened_on"},
)  # fmt: skip
CONTRADICTIONS = pa.schema(
    [
        ("rule", _TEXT), ("kind", _TEXT), ("place", _TEXT), ("period", _TEXT), ("stated", NUMBER), ("found", NUMBER),
        ("said_zh", _TEXT), ("said_en", _TEXT),
    ],
    metadata={"contract": "monitoring.contradictions/1", "key": "rule,place,period"},
)  # fmt: skip


def findings_table(found: Iterable[Finding]) -> pa.Table:
    """Contradictions in the order of the checks."""
    rows = [
        {
            "rule": one.check, "kind": one.kind, "place": one.place, "period": one.period,
            "stated": as_number(one.check, one.stated), "found": as_number(one.check, one.found),
            "said_zh": one.said("zh"), "said_en": one.said("en"),
        }
        for one in found
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, CONTRADICTIONS)


def lights_table(history: Iterable[Sequence[Lit]]) -> pa.Table:
    """Every light on every look, by target, place and day."""
    rows = [_light(one) for row in history for one in row]
    rows.sort(key=lambda row: (row["target"], row["place"], row["as_of"]))
    return pa.Table.from_pylist(rows, LIGHTS)


def _light(one: Lit) -> dict[str, object]:
    found = one.assessment
    return {
        "target": found.target, "place": found.place, "as_of": one.look.day, "cycle": one.look.cycle,
        "computed_light": one.computed.value, "light": one.light.value,
        "reason": found.reason.code, "reason_zh": found.reason.zh, "reason_en": found.reason.en, "unit": found.unit,
        **{name: as_number(found.target, getattr(found, name)) for name in _LIGHT_NUMBERS},
        "overridden_by": one.override.decided_by if one.override else None,
        "override_why": one.override.why if one.override else None,
        "override_evidence": one.override.evidence if one.override else None,
    }  # fmt: skip


def dues_table(dues: Iterable[Due]) -> pa.Table:
    """What is due, by form, period, place and unit; which file brought it is the lake's to say, not the result's."""
    rows = [
        {name: getattr(one, name) for name in DUE.names}
        | {"period": one.period.text, "lacking": list(one.lacking)}
        for one in dues
    ]
    rows.sort(key=lambda row: (row["form"], row["due"], row["place"], row["unit"]))
    return pa.Table.from_pylist(rows, DUE)


def follow_ups_table(found: Iterable[Opened]) -> pa.Table:
    """Follow-ups in order of the day they were opened."""
    rows = [
        {name: list(value) if isinstance(value, tuple) else value for name, value in vars(one).items()}
        for one in found
    ]
    rows.sort(
        key=lambda row: (
            row["opened_on"],
            row["rule"],
            row["target"],
            row["place"],
            row["form"],
            row["period"],
            row["lead_units"],
        )
    )
    return pa.Table.from_pylist(rows, FOLLOW_UPS)
