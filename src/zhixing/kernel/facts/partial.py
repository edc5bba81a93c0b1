"""Files that bring only some columns, as departments do: their rows must be of keys received before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zhixing.kernel.facts.columns import ColumnReading
from zhixing.kernel.facts.lake import Lake
from zhixing.kernel.facts.snapshot import visible
from zhixing.kernel.facts.strands import Mask, known
from zhixing.kernel.plan import Dataset


def newcomers(lake: Lake, dataset: Dataset, readings: Mapping[str, ColumnReading], known_on: date) -> Mask:
    """Rows with a whole key that no receipt known on that day holds."""
    names = list(dataset.key)
    whole = np.logical_and.reduce([known(readings[name].values) for name in names])
    asked = pa.table({name: readings[name].values for name in names}).append_column(
        "_index", pa.array(np.arange(len(whole), dtype=np.int64))
    )
    asked = asked.filter(pa.array(whole))
    paths = [
        lake.rows_path(receipt) for receipt in visible(lake, dataset.id, known_on) if receipt.counts.accepted
    ]
    for path in paths:
        held = pq.read_table(path, columns=names)
        asked = asked.join(held, names, join_type="left anti", use_threads=False)
    found: Mask = np.zeros(len(whole), dtype=bool)
    found[asked["_index"].to_numpy()] = True
    return found
