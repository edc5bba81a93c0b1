"""What this room needs of a plan, and the signature of a dataset's contract."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

import pyarrow as pa

from zhixing.foundation.issues import Refused
from zhixing.foundation.quantities import NUMBER, Unit
from zhixing.kernel.facts import codes
from zhixing.kernel.plan import Column, Dataset, Place, PlanHead

AMOUNT_WIDTH = 18
MEASURED = ("amount", "count")
CODED = ("uscc", "place", "industry")
_ARROW = {"year": pa.int32(), "flag": pa.bool_(), "date": pa.date32(), "count": pa.int64()}
_SQL = {"year": "INTEGER", "flag": "BOOLEAN", "date": "DATE", "count": "BIGINT"}


class FactPlan(Protocol):
    """The parts of a compiled plan that facts are read against."""

    @property
    def head(self) -> PlanHead:
        """Which plan this is."""

    @property
    def datasets(self) -> Mapping[str, Dataset]:
        """The contracts."""

    @property
    def places(self) -> Mapping[str, Place]:
        """The places with their validity."""


def require_dataset(plan: FactPlan, dataset_id: str) -> Dataset:
    """The contract of `dataset_id`.

    Raises:
        Refused: `facts.unknown-dataset`.
    """
    if dataset_id not in plan.datasets:
        raise Refused([codes.UNKNOWN_DATASET.at(dataset=dataset_id, near=near(dataset_id, plan.datasets))])
    return plan.datasets[dataset_id]


def near(word: str, known: Iterable[str]) -> str:
    """Up to three names near `word`, or a dash."""
    return "、".join(difflib.get_close_matches(word, list(known), n=3, cutoff=0.5)) or "—"


def unit_of(column: Column) -> Unit:
    """The unit a column is counted in; a plain number when the contract names none."""
    return column.unit or NUMBER


def decimals_of(column: Column) -> int:
    """Decimals that are kept; a count keeps none."""
    return column.decimals if column.type == "amount" else 0


def arrow_type(column: Column) -> pa.DataType:
    """How the column is stored."""
    if column.type == "amount":
        return pa.decimal128(AMOUNT_WIDTH, column.decimals)
    return _ARROW.get(column.type, pa.string())


def sql_type(column: Column) -> str:
    """How the column is stored, as the engine's word."""
    if column.type == "amount":
        return f"DECIMAL({AMOUNT_WIDTH}, {column.decimals})"
    return _SQL.get(column.type, "VARCHAR")


def column_terms(dataset: Dataset) -> dict[str, str]:
    """What each column means to a stored figure: type, unit and decimals."""
    return {c.id: f"{c.type}|{c.unit.text if c.unit else ''}|{decimals_of(c)}" for c in dataset.columns}


def signature_of(terms: Mapping[str, str]) -> str:
    """sha256 over the terms of the columns, in any order."""
    return sha256("\n".join(f"{name}={terms[name]}" for name in sorted(terms)).encode()).hexdigest()


@dataclass(frozen=True)
class TermsChange:
    """How a contract differs from an earlier state of itself."""

    altered: tuple[str, ...]
    added: tuple[str, ...]


def compare_terms(earlier: Mapping[str, str], dataset: Dataset) -> TermsChange:
    """Columns of `earlier` that are gone or mean something else, and columns it did not have."""
    present = column_terms(dataset)
    altered = tuple(name for name, terms in earlier.items() if present.get(name) != terms)
    return TermsChange(altered, tuple(name for name in present if name not in earlier))
