"""Run trees on DuckDB: register what comes in, materialise steps, write deterministic Parquet."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import codes
from zhixing.kernel.engine.build import Tree
from zhixing.kernel.engine.render import render

ROW_GROUP = 122_880


class Engine:
    """A computing session in memory that spills to a temporary folder; used as a context manager.

    Results never depend on `threads`: sums are exact and every written file ends in a full order.
    """

    def __init__(self, threads: int | None = None, memory_limit: str | None = None) -> None:
        self._spill = tempfile.TemporaryDirectory(prefix="zhixing-")
        settings: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": self._spill.name,
            # It would mark columns of a file as never null by what the files read happened to say of themselves; so
            # the bytes come from the rows alone.
            "disabled_optimizers": "statistics_propagation",
        }
        if threads:
            settings["threads"] = threads
        if memory_limit:
            settings["memory_limit"] = memory_limit
        self._connection = duckdb.connect(":memory:", config=settings)

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def parts(self) -> Mapping[str, str]:
        """Nothing: DuckDB is part of every installation."""
        return {}

    def close(self) -> None:
        """End the session and remove what it spilled."""
        self._connection.close()
        self._spill.cleanup()

    def register(self, name: str, source: pa.Table | Path | Sequence[Path]) -> None:
        """Make an Arrow table or Parquet files readable under `name`."""
        if isinstance(source, pa.Table):
            self._connection.register(name, source)
            return
        # A registered Arrow table is a temporary view, which would hide the new one.
        self._connection.unregister(name)
        paths = [source] if isinstance(source, Path) else list(source)
        files = exp.Array(expressions=[exp.Literal.string(str(path)) for path in paths])
        by_name = exp.PropertyEQ(this=exp.to_identifier("union_by_name"), expression=exp.Boolean(this=True))
        scan = exp.Select(expressions=[exp.Star()]).from_(
            exp.Anonymous(this="read_parquet", expressions=[files, by_name])
        )
        view = exp.Create(this=exp.to_table(_quoted(name)), kind="VIEW", replace=True, expression=scan)
        self._run(view.sql(dialect="duckdb"))

    def create(self, name: str, tree: Tree) -> None:
        """Compute `tree` once and keep it as a temporary table."""
        made = exp.Create(
            this=exp.to_table(_quoted(name)),
            kind="TABLE",
            replace=True,
            properties=exp.Properties(expressions=[exp.TemporaryProperty()]),
            expression=exp.Placeholder(this=None),
        )
        head = made.sql(dialect="duckdb").rsplit(" AS ", 1)[0]
        self._run(f"{head} AS {render(tree, pretty=False)}")

    def table(self, tree: Tree) -> pa.Table:
        """Compute `tree` and return it as an Arrow table."""
        text = render(tree, pretty=False)
        try:
            return self._connection.sql(text).to_arrow_table()
        except duckdb.Error as error:
            raise Refused([codes.QUERY_FAILED.at(why=str(error))]) from error

    def types(self, tree: Tree) -> dict[str, str]:
        """The columns of `tree` with their types in DuckDB's words; nothing is computed."""
        text = render(tree, pretty=False)
        try:
            planned = self._connection.sql(text)
        except duckdb.Error as error:
            raise Refused([codes.QUERY_FAILED.at(why=str(error))]) from error
        return dict(zip(planned.columns, map(str, planned.types), strict=True))

    def write(self, tree: Tree, path: Path) -> int:
        """Compute `tree`, which must end in an ORDER BY, into one Parquet file; return the rows written.

        Raises:
            ValueError: the tree has no final order, so its bytes would depend on threads.
        """
        if not tree.args.get("order"):
            raise ValueError("a written result needs a final ORDER BY")
        return self.copy(tree, path)

    def copy(self, tree: Tree, path: Path) -> int:
        """As `write`, of a tree whose rows are in their order already."""
        target = exp.Literal.string(str(path)).sql(dialect="duckdb")
        self._run(
            f"COPY ({render(tree, pretty=False)}) TO {target} "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
        )
        return int(pq.read_metadata(path).num_rows)

    def _run(self, text: str) -> None:
        try:
            # Fetched to the end: an unfinished result would block the connection.
            self._connection.execute(text).fetchall()
        except duckdb.Error as error:
            raise Refused([codes.QUERY_FAILED.at(why=str(error))]) from error


def _quoted(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))
