"""Scopes a rolled-up figure can have: whom of a dataset's rows it counts."""

from __future__ import annotations

from zhixing.kernel.plan.objects import Dataset

ABOVE, TRADITIONAL = "above-scale", "traditional"


def scopes_of(dataset: Dataset) -> tuple[str, ...]:
    """All rows; those above scale (column `above_scale`); those of the plan's industries (column `industry`); both."""
    columns = {column.id for column in dataset.columns}
    scopes = ["all"]
    scopes += [ABOVE] if "above_scale" in columns else []
    scopes += [TRADITIONAL] if "industry" in columns else []
    scopes += [f"{TRADITIONAL}-{ABOVE}"] if {"above_scale", "industry"} <= columns else []
    return tuple(scopes)
