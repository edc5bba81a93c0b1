"""Run trees on Spark: the same door as DuckDB's session, the same rows, types and bytes.

An empty twin of the session, in DuckDB, is asked for the type of every result: so a column has one type, whichever
engine filled it. The twin also writes the files, from the ordered rows.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import os
import shutil
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
from sqlglot import exp

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import codes
from zhixing.kernel.engine.build import Tree, cast, col, named, table
from zhixing.kernel.engine.render import render
from zhixing.kernel.engine.session import ROW_GROUP, Engine

# Without these results would differ from DuckDB's; nobody can set them otherwise.
_DECIDING = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "false",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.session.timeZone": "UTC",
}
_USUAL = {
    "spark.log.level": "ERROR",
    "spark.driver.maxResultSize": "0",
    "spark.sql.shuffle.partitions": "8",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_RECEIVED, _COLLECTED = "rows as received", "rows as collected"
# A column of bare NULLs.
_UNKNOWN = '"NULL"'
_GLOB = "\\{}[]*?"
_SPARK_TYPES = {
    pa.null(): "VOID",
    pa.bool_(): "BOOLEAN",
    pa.int8(): "TINYINT",
    pa.int16(): "SMALLINT",
    pa.int32(): "INT",
    pa.int64(): "BIGINT",
    pa.float32(): "FLOAT",
    pa.float64(): "DOUBLE",
    pa.string(): "STRING",
    pa.date32(): "DATE",
}


class SparkEngine:
    """A computing session on Spark; used as a context manager.

    `settings` are Spark's own, by their full names. One Spark runs in a process at a time: sessions that are open at
    once share it, the last one to close stops it.

    Raises:
        Refused: `engine.no-spark`.
        ValueError: a setting that decides results, or a master or setting unlike that of the Spark that runs already.
    """

    def __init__(self, master: str = "local[2]", **settings: str) -> None:
        deciding = sorted(_DECIDING.keys() & settings.keys())
        if deciding:
            raise ValueError(f"results depend on {', '.join(deciding)}: leave it alone")
        _require_spark()
        self._spark = _running(master, settings)
        _open.append(self)
        self._kept: dict[str, Any] = {}
        self._twin = Engine(threads=1)

    @property
    def parts(self) -> Mapping[str, str]:
        """The version of Spark."""
        return {"pyspark": str(self._spark.version)}

    def __enter__(self) -> SparkEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the session; the last one stops Spark."""
        if self not in _open:
            return
        self._twin.close()
        for frame in self._kept.values():
            frame.unpersist()
        _open.remove(self)
        if not _open:
            self._spark.stop()

    def register(self, name: str, source: pa.Table | Path | Sequence[Path]) -> None:
        """Make an Arrow table or Parquet files readable under `name`; every worker must reach the files."""
        self._twin.register(_RECEIVED, source)
        shape = self._twin.table(exp.select("*").from_(table(_RECEIVED)).limit(0))
        if isinstance(source, pa.Table):
            frame = _said(
                lambda: self._spark.createDataFrame(source.cast(shape.schema), _schema(shape.schema))
            )
        else:
            paths = [source] if isinstance(source, Path) else list(source)
            reader = self._spark.read.option("mergeSchema", "true")
            frame = _said(lambda: _typed(reader.parquet(*map(_address, paths)), shape.schema))
        self._twin.register(name, shape)
        self._name(name, frame)

    def create(self, name: str, tree: Tree) -> None:
        """Compute `tree` once and keep it; Spark spills to disk what memory does not hold."""
        frame = self._frame(tree).persist()
        _said(frame.count)
        self._twin.create(name, tree)
        self._name(name, frame)
        before = self._kept.pop(name, None)
        if before is not None:
            before.unpersist()
        self._kept[name] = frame

    def table(self, tree: Tree) -> pa.Table:
        """Compute `tree` and return it as an Arrow table."""
        frame = self._frame(tree)
        found: pa.Table = _said(frame.toArrow)
        return found.cast(self._schema(tree))

    def write(self, tree: Tree, path: Path) -> int:
        """Compute `tree`, which must end in an ORDER BY, into one Parquet file; return the rows written.

        All rows come to this process once, in memory. The bytes are those that `Engine` writes.

        Raises:
            ValueError: the tree has no final order.
        """
        if not tree.args.get("order"):
            raise ValueError("a written result needs a final ORDER BY")
        # DuckDB begins a group of rows at the end of a batch: in batches of whole groups they fall as in its own results.
        batches = self.table(tree).combine_chunks().to_batches(max_chunksize=ROW_GROUP)
        self._twin.register(_COLLECTED, pa.Table.from_batches(batches, self._schema(tree)))
        kinds = self._twin.types(tree)
        columns = [named(cast(col(n), kind) if kind != _UNKNOWN else col(n), n) for n, kind in kinds.items()]
        return self._twin.copy(exp.select(*columns).from_(table(_COLLECTED)), path)

    def _schema(self, tree: Tree) -> pa.Schema:
        return self._twin.table(tree).schema

    def _frame(self, tree: Tree) -> Any:
        text = render(tree, "spark", pretty=False)
        schema = self._schema(tree)
        return _said(lambda: _typed(self._spark.sql(text), schema))

    def _name(self, name: str, frame: Any) -> None:
        frame.createOrReplaceTempView(exp.to_identifier(name, quoted=True).sql(dialect="spark"))


_open: list[SparkEngine] = []


def _require_spark() -> None:
    """Raise `Refused` saying which part is missing."""
    home = os.environ.get("JAVA_HOME")
    missing = [] if importlib.util.find_spec("pyspark") else ["pyspark"]
    if not (shutil.which("java") or (home and (Path(home) / "bin" / "java").is_file())):
        missing.append("Java 17")
    if missing:
        raise Refused([codes.NO_SPARK.at(what="、".join(missing))])


def _said(run: Callable[[], Any]) -> Any:
    """What `run` gives, with Spark's complaint as an issue."""
    complaints = (
        importlib.import_module("pyspark.errors").PySparkException,
        importlib.import_module("py4j.protocol").Py4JError,
    )
    try:
        return run()
    except complaints as error:
        why = str(error).strip().partition("\n")[0]
        raise Refused([codes.QUERY_FAILED.at(why=why)]) from error


def _running(master: str, settings: Mapping[str, str]) -> Any:
    """A session of its own on the Spark of this process, which is started where none runs."""
    with warnings.catch_warnings():
        # Where pandas happens to be installed pyspark speaks of its version. No row passes through pandas here.
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
        sql = importlib.import_module("pyspark.sql")
    # Spark logs every failed query with its whole Java trace; the issue says it in a line.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    here = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    wanted = {**(here if master.startswith("local") else {}), **_USUAL, **settings}
    builder = sql.SparkSession.builder.master(master).appName("zhixing")
    for name, value in wanted.items():
        builder = builder.config(name, value)
    errors = importlib.import_module("pyspark.errors")
    try:
        first = builder.getOrCreate()
    except errors.PySparkException as error:
        raise Refused([codes.NO_SPARK.at(what=str(error).partition("\n")[0])]) from error
    set_up = first.sparkContext.getConf()
    unlike = [name for name, value in settings.items() if set_up.get(name) != value]
    if first.sparkContext.master != master or unlike:
        raise ValueError(f"a Spark runs in this process already, with another master or other {unlike}")
    session = first.newSession()
    for name, value in _DECIDING.items():
        session.conf.set(name, value)
    return session


def _address(path: Path) -> str:
    """A file as Spark must be told it: on the file system, whatever the cluster's own is, and no pattern."""
    plain = "".join(f"\\{letter}" if letter in _GLOB else letter for letter in str(path.resolve()))
    return f"file://{plain}"


def _spark_type(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    if pa.types.is_list(kind):
        return f"ARRAY<{_spark_type(kind.value_type)}>"
    if kind not in _SPARK_TYPES:
        raise TypeError(f"no column of this kind is expected: {kind}")
    return _SPARK_TYPES[kind]


def _schema(schema: pa.Schema) -> Any:
    types = importlib.import_module("pyspark.sql.types")
    fields = [(field.name, types.DataType.fromDDL(_spark_type(field.type))) for field in schema]
    return types.StructType([types.StructField(name, kind) for name, kind in fields])


def _typed(frame: Any, schema: pa.Schema) -> Any:
    """The columns of `schema` by name, in its types, where that loses nothing.

    Raises:
        TypeError: the engines disagree on a column by more than its width.
    """
    wanted = _schema(schema)
    found = {field.name: field.dataType for field in frame.schema.fields}
    columns = []
    for field in wanted.fields:
        column = frame[exp.to_identifier(field.name, quoted=True).sql(dialect="spark")]
        here = found[field.name]
        if here != field.dataType:
            if not _is_wider(field.dataType, here):
                raise TypeError(f"{field.name}: {here.simpleString()} is no {field.dataType.simpleString()}")
            column = column.cast(field.dataType).alias(field.name)
        columns.append(column)
    return frame.select(*columns)


def _is_wider(wide: Any, narrow: Any) -> bool:
    """Whether every value of `narrow` is one of `wide`, or is refused by Spark's cast: never silently another."""
    types = importlib.import_module("pyspark.sql.types")
    whole = (types.ByteType, types.ShortType, types.IntegerType, types.LongType)
    if isinstance(narrow, types.NullType):
        return True
    if isinstance(wide, types.DecimalType):
        return isinstance(narrow, whole) or (
            isinstance(narrow, types.DecimalType) and narrow.scale <= wide.scale
        )
    if isinstance(wide, types.DoubleType):
        return isinstance(narrow, (*whole, types.FloatType))
    return isinstance(wide, whole) and isinstance(narrow, whole)
