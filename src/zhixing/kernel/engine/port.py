"""What the other rooms ask of an engine, whichever it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol

import pyarrow as pa

from zhixing.kernel.engine.build import Tree


class Session(Protocol):
    """A computing session: `Engine` on DuckDB, `SparkEngine` on Spark. Results are the same, to the byte of a file."""

    @property
    def parts(self) -> Mapping[str, str]:
        """What computes here beside the parts every installation has, each with its version."""

    def __enter__(self) -> Session: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def close(self) -> None:
        """End the session and remove what it left."""

    def register(self, name: str, source: pa.Table | Path | Sequence[Path]) -> None:
        """Make an Arrow table or Parquet files readable under `name`."""

    def create(self, name: str, tree: Tree) -> None:
        """Compute `tree` once and keep it under `name`."""

    def table(self, tree: Tree) -> pa.Table:
        """Compute `tree` and return it as an Arrow table."""

    def write(self, tree: Tree, path: Path) -> int:
        """Compute `tree`, which must end in an ORDER BY, into one Parquet file; return the rows written."""
