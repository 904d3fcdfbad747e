"""What the application's role may do: work with rows, never own a table, never change the record."""

from __future__ import annotations

from django.db import connections
from psycopg import sql

from sightline.audit.sql import APPEND_ONLY
from sightline.config.embedded import APP


def grant() -> None:
    """Give the application's role its rights on every table there is, as the owner, after each migration."""
    app = sql.Identifier(APP)
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(app))
        cursor.execute(sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(app))
        for table in APPEND_ONLY:
            cursor.execute(sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(sql.Identifier(table), app))
        cursor.execute(sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(app))
