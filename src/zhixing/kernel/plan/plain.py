"""An object of the plan as plain mappings and lists, under the keys its author writes; numbers stay exact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from zhixing.foundation.periods import Period
from zhixing.foundation.quantities import Unit
from zhixing.kernel.plan.measure import Rate


def plain(value: object) -> Any:
    """Mappings, lists, texts, whole numbers, flags, exact Fractions; units and periods as their texts."""
    if isinstance(value, Rate):
        return value.parameter or value.number
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {info.alias or name: plain(getattr(value, name)) for name, info in fields.items()}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Unit | Period):
        return value.text
    return value.isoformat() if isinstance(value, date) else value


def number(value: Fraction) -> int | float:
    """The number for JSON: an int when whole, else the nearest float."""
    return int(value) if value.denominator == 1 else float(value)


def numbered(tree: object) -> Any:
    """A plain tree with every exact number turned into a JSON number."""
    if isinstance(tree, Fraction):
        return number(tree)
    if isinstance(tree, dict):
        return {key: numbered(item) for key, item in tree.items()}
    return [numbered(item) for item in tree] if isinstance(tree, list) else tree
