"""The table of the cascade that crosses the door.

Contract: key (target, place, period); rows in the order target, period, place. `period` is a year or the whole term as the plan
writes it (`2018..2022`). Numbers are DECIMAL(38, 12), rounded half away from zero; contributions, which must add up, stand
beside it exactly, as text. Units: `unit` for goal, expected, observed and gap; `contribution_unit` for contribution, shift,
unassigned and unreported; per cent for shares. Missing: null.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from zhixing.kernel.monitoring.cascade import Part
from zhixing.kernel.monitoring.tables import NUMBER, as_number

_TEXTS = ("target", "place", "level", "over", "unit", "adding")
_NUMBERS = (
    "goal",
    "expected",
    "observed",
    "progress",
    "gap",
    "contribution",
    "share_of_gap",
    "share_of_over",
)
_REST = ("unassigned", "unreported")
_EXACT = ("contribution", *_REST)
CASCADE = pa.schema(
    [
        pa.field("target", pa.string(), nullable=False),
        pa.field("place", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("level", pa.string(), nullable=False),
        pa.field("over", pa.string(), nullable=False),
        pa.field("adding", pa.string(), nullable=False),
        pa.field("unit", pa.string(), nullable=False),
        pa.field("light", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("reason_zh", pa.string(), nullable=False),
        pa.field("reason_en", pa.string(), nullable=False),
        *(pa.field(name, NUMBER) for name in _NUMBERS),
        pa.field("contribution_unit", pa.string(), nullable=False),
        pa.field("parts", pa.int32(), nullable=False),
        *(pa.field(name, NUMBER) for name in _REST),
        *(pa.field(f"{name}_exact", pa.string()) for name in _EXACT),
        pa.field("split_known_on", pa.date32()),
        pa.field("split_reason", pa.string(), nullable=False),
        pa.field("split_document", pa.string(), nullable=False),
        pa.field("divisions", pa.string(), nullable=False),
    ],
    metadata={"contract": "monitoring.cascade/1", "key": "target,place,period"},
)
"""The contract of the table of the cascade."""


def cascade_table(parts: Iterable[Part]) -> pa.Table:
    """The parts as a table of `CASCADE`.

    Raises:
        Refused: a number has more digits than the contract holds (`monitoring.number-too-large`).
    """
    ordered = sorted(parts, key=lambda part: (part.target, part.period.text, part.place))
    return pa.Table.from_pylist([_row(part) for part in ordered], schema=CASCADE)


def _row(part: Part) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(part, name) for name in _TEXTS}
    row |= {name: as_number(part.target, getattr(part, name)) for name in (*_NUMBERS, *_REST)}
    row |= {f"{name}_exact": _exact(getattr(part, name)) for name in _EXACT}
    return row | {
        "period": part.period.text,
        "light": part.light.value,
        "reason": part.reason.code,
        "reason_zh": part.reason.zh,
        "reason_en": part.reason.en,
        "contribution_unit": part.contribution_unit,
        "parts": part.parts,
        "split_known_on": part.split_known_on,
        "split_reason": part.split_reason,
        "split_document": part.split_document,
        "divisions": part.divisions,
    }


def _exact(value: object) -> str | None:
    return None if value is None else str(value)
