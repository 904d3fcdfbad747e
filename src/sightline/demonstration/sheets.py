"""Writes many rows at once: one sheet for each table, copied into PostgreSQL. Knows no person and no rule."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED
from psycopg import sql

BLOCK = 500
MOMENTARY = "CREATE TEMP TABLE sheet ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
INTO = "INSERT INTO {table} ({columns}) SELECT * FROM sheet"


def _absent(field: models.Field[Any, Any]) -> Any:
    """What a row holds where nothing was said: the model's own default, an empty text, or nothing."""
    if field.default is not NOT_PROVIDED:
        return field.get_default()
    return "" if isinstance(field, models.CharField | models.TextField) else None


class Sheet:
    """Rows of one model, kept until they are copied. Columns that are not given hold what the model would give them."""

    def __init__(self, model: type[models.Model], *, numbered: bool = False) -> None:
        fields = [f for f in model._meta.concrete_fields if numbered or not isinstance(f, models.BigAutoField)]
        self._table, self._columns = model._meta.db_table, [str(f.column) for f in fields]
        self._defaults = {f.attname: _absent(f) for f in fields}
        self._json = frozenset(f.attname for f in fields if isinstance(f, models.JSONField))
        self._rows: list[list[Any]] = []

    def add(self, **values: Any) -> None:
        """Add a row by attribute names; an attribute that the model does not have is a mistake and refused."""
        if unknown := values.keys() - self._defaults.keys():
            raise TypeError(f"{self._table} has no {', '.join(sorted(unknown))}")
        row = self._defaults | values
        self._rows.append([json.dumps(row[name]) if name in self._json else row[name] for name in self._defaults])

    def copy(self) -> int:
        """Copy the rows into the table, in the caller's transaction, and forget them. Returns how many there were.

        By way of a table for the moment: PostgreSQL copies nothing straight into one with row-level security.
        """
        names = {
            "columns": sql.SQL(", ").join([sql.Identifier(column) for column in self._columns]),
            "table": sql.Identifier(self._table),
        }
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(MOMENTARY).format(**names))
            with cursor.copy("COPY sheet FROM STDIN") as copying:
                for row in self._rows:
                    copying.write_row(row)
            cursor.execute(sql.SQL(INTO).format(**names))
            cursor.execute("DROP TABLE sheet")
        count = len(self._rows)
        self._rows.clear()
        return count


def numbers(model: type[models.Model]) -> Iterator[int]:
    """Numbers for new rows, taken from the table's own sequence in blocks; numbers left over are never used."""
    table, column = model._meta.db_table, str(model._meta.pk.column)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, BLOCK]
            )
            block = [row[0] for row in cursor.fetchall()]
        yield from block
