"""From integers to the columns of a dataset contract, and to Parquet of the same bytes every time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from zhixing.foundation.issues import Issue, Refused, Where
from zhixing.kernel.plan import Column, Dataset
from zhixing.kernel.synthesis import codes
from zhixing.kernel.synthesis.calibration import PlanView
from zhixing.kernel.synthesis.chance import Flags, Ints

_PRECISION = 18
_TYPES = {"year": pa.int32(), "flag": pa.bool_(), "date": pa.date32(), "count": pa.int64()}


def dataset_of(plan: PlanView, name: str) -> Dataset:
    """The dataset contract of the plan.

    Raises:
        Refused: `synthesis.dataset-missing`.
    """
    found = plan.datasets.get(name)
    if found is None:
        raise Refused([codes.DATASET_MISSING.at(Where("datasets/"), dataset=name)])
    return found


def stored_type(column: Column) -> pa.DataType:
    """How a column of the contract is stored."""
    if column.type == "amount":
        return pa.decimal128(_PRECISION, column.decimals)
    return _TYPES.get(column.type, pa.string())


def decimals_array(values: Ints, held: int, kept: int, stated: Flags) -> pa.Array:
    """DECIMAL(18, kept) from integers in the last of `held` decimals, built from its bits."""
    scaled = values * 10 ** (kept - held)
    words = np.empty((len(values), 2), dtype="<i8")
    words[:, 0], words[:, 1] = scaled, scaled >> 63
    bits = pa.py_buffer(np.packbits(stated, bitorder="little").tobytes())
    return pa.Array.from_buffers(
        pa.decimal128(_PRECISION, kept), len(values), [bits, pa.py_buffer(words.tobytes())]
    )


def plain_array(kind: pa.DataType, values: NDArray[np.generic], stated: Flags) -> pa.Array:
    """A text, number, flag or date column with its blanks."""
    if pa.types.is_date32(kind):
        values = values.astype(np.int32)
    return pa.array(values, mask=~stated).cast(kind)


def table_of(dataset: Dataset, made: Mapping[str, pa.Array], label: str) -> pa.Table:
    """The made columns in the order of the contract; optional columns nobody makes are empty.

    Raises:
        Refused: `synthesis.column-not-made`, for every required column that is missing.
    """
    missing = [column.id for column in dataset.columns if column.required and column.id not in made]
    if missing:
        where = Where(f"datasets/{dataset.id}.yaml")
        issues: list[Issue] = [
            codes.COLUMN_NOT_MADE.at(where, dataset=dataset.id, column=name) for name in missing
        ]
        raise Refused(issues)
    count = len(next(iter(made.values())))
    arrays = [made.get(column.id, pa.nulls(count, stored_type(column))) for column in dataset.columns]
    schema = pa.schema(
        [(column.id, stored_type(column)) for column in dataset.columns], metadata={"synthetic": label}
    )
    return pa.Table.from_arrays(arrays, schema=schema)


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write one file: the same bytes for the same table."""
    pq.write_table(table, path, compression="zstd", row_group_size=1 << 20, store_decimal_as_integer=True)
