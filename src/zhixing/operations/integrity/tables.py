"""Tables as lines of JSON that any database takes back exactly."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

_LEFT_OUT = {"sessions.session", "usersessions.usersession"}
"""Who is signed in is not restored: people sign in again."""
_AT_ONCE = 500
Model = type[models.Model]


@contextmanager
def snapshot() -> Iterator[None]:
    """Read all tables as they were at one moment, while others go on writing."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    # A transaction that only reads must not take the lock of those who write.
    connection.ensure_connection()
    usual = getattr(connection, "transaction_mode", None)
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]


def kept_models(apps: Apps) -> list[Model]:
    """Every table with rows of its own, in an order that is always the same."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in _LEFT_OUT
    ]
    return sorted(found, key=lambda model: model._meta.label_lower)


def lines_of(model: Model) -> Iterator[str]:
    """The rows of a table, one a line, by the order of their keys."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(_AT_ONCE * 4):
        content = dict(zip(names, row, strict=True))
        yield json.dumps(content, ensure_ascii=False, sort_keys=True, default=_text) + "\n"


def _text(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    raise TypeError(f"{type(value).__name__} cannot be kept in a backup")


def put_back(model: Model, lines: Iterable[str]) -> int:
    """Write rows as they were kept, without defaults, signals or clocks; return how many."""
    quote = connection.ops.quote_name
    fields: list[models.Field[Any, Any]] = list(model._meta.concrete_fields)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"
    count = 0
    rest = iter(lines)
    with connection.cursor() as cursor:
        while part := [_row(fields, json.loads(line)) for line in islice(rest, _AT_ONCE)]:
            cursor.executemany(sql, part)
            count += len(part)
    return count


def _row(fields: list[models.Field[Any, Any]], content: dict[str, Any]) -> list[Any]:
    return [
        field.get_db_prep_save(
            None if content[field.attname] is None else field.to_python(content[field.attname]), connection
        )
        for field in fields
    ]


def go_on_counting(kept: Iterable[Model]) -> None:
    """Let the database give numbers after the highest one that was put back."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), list(kept)):
            cursor.execute(sql)
