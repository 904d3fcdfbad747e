"""What the application's role may do: work with rows, never own a table, never change the record.

A role that owns the tables would pass by the second lock, so nothing is served under one.
"""

from __future__ import annotations

from django.db import connections
from psycopg import sql

from sightline.audit.sql import APPEND_ONLY
from sightline.config.embedded import APP, SEEING

HOW = "“Run on a PostgreSQL server” in docs/how-to says how to make the two roles."
ONE_ROLE = (
    "Tables must belong to another role than the one the application works as, and “{name}” would be both. "
    "Set DATABASE_OWNER_URL to the owner's role. "
) + HOW
NO_APP = "The server has no role “{app}”, as which the application works. Make it, then run this command again. " + HOW
NO_SEEING = "The server has no role “{role}”, one of the ways of seeing. Make it, then run this command again. " + HOW
NO_TABLES = "“{name}” may not make tables in this database: let that role own the database. " + HOW
MAY = """
SELECT current_user::text, ARRAY(SELECT rolname::text FROM pg_roles), has_schema_privilege('public', 'CREATE')
"""
TOO_MUCH = (
    "The application would work as “{name}”, which {why}: the database would then show everybody to anybody. "
    "Set DATABASE_URL to the role “{app}”. "
) + HOW
WHY = """
SELECT CASE WHEN r.rolsuper THEN 'is a superuser' WHEN r.rolbypassrls THEN 'may pass by row-level security'
            WHEN EXISTS (SELECT 1 FROM pg_tables t WHERE t.schemaname = 'public'
                           AND pg_has_role(r.oid, quote_ident(t.tableowner)::regrole, 'MEMBER'))
            THEN 'owns the tables'
            WHEN EXISTS (SELECT 1 FROM pg_roles s WHERE s.rolname = ANY(%s) AND pg_has_role(r.oid, s.oid, 'USAGE'))
            THEN 'inherits a way of seeing (it must be NOINHERIT)' END
  FROM pg_roles r WHERE r.rolname = session_user
"""


RIGHTS = (
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}",
)


class LacksRights(Exception):
    """The roles on the server are not as they must be; the words say what to do."""


def check_owner() -> None:
    """Refuse to make tables that the application itself would own, or that it could not be let into."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(MAY)
        name, made, may = cursor.fetchone() or ("", [], False)
    if name == connections["default"].settings_dict["USER"]:
        raise LacksRights(ONE_ROLE.format(name=name))
    if APP not in made:
        raise LacksRights(NO_APP.format(app=APP))
    if missing := set(SEEING) - set(made):
        raise LacksRights(NO_SEEING.format(role=min(missing)))
    if not may:
        raise LacksRights(NO_TABLES.format(name=name))


def check_application() -> None:
    """Refuse to work as a role that the second lock does not hold: an owner, a superuser."""
    with connections["default"].cursor() as cursor:
        cursor.execute(WHY, [list(SEEING)])
        if why := (cursor.fetchone() or [None])[0]:
            name = connections["default"].settings_dict["USER"]
            raise LacksRights(TOO_MUCH.format(name=name, why=why, app=APP))


def grant() -> None:
    """Give the application's role, and each role it takes on to see, its rights on every table there is, as the owner,
    after each migration."""
    with connections["owner"].cursor() as cursor:
        for role in map(sql.Identifier, (APP, *SEEING)):
            for line in RIGHTS:
                cursor.execute(sql.SQL(line).format(role))
            for table in map(sql.Identifier, APPEND_ONLY):
                cursor.execute(sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(table, role))
