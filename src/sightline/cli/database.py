"""Makes the database ready for a command, or says plainly what is missing and what to do. Knows no table."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from sightline.config import start
from sightline.config.paths import DATA

NO_SERVER = "The database that DATABASE_URL names does not answer: {cause}. Check the address and that it is running."
NO_DATABASE = "The database does not answer: {cause}. Start the command again; if it stays so, look in {place}."
NOT_READ = "DATABASE_URL cannot be read: {cause}. Write it like postgresql://name@host/database."
NO_TABLES = "The database “{name}” has no tables yet, or older ones. Run `./run migrate` and start this command again."


@contextmanager
def told_plainly() -> Iterator[None]:
    """A database that is down or wrongly named ends the command with what to do, in place of the driver's pages."""
    import psycopg
    from django.db.utils import OperationalError

    from sightline.config.rights import LacksRights

    try:
        yield
    except LacksRights as fault:
        raise click.ClickException(str(fault)) from fault
    except psycopg.ProgrammingError as fault:
        raise click.ClickException(NOT_READ.format(cause=_cause(fault))) from fault
    except (psycopg.OperationalError, OperationalError) as fault:
        says = NO_SERVER if os.environ.get("DATABASE_URL") else NO_DATABASE
        raise click.ClickException(says.format(cause=_cause(fault), place=DATA)) from fault


def ready() -> None:
    """Start the database where it is ours and load Django; raises ClickException where the tables are not there."""
    with told_plainly():
        start.ready()
        from django.db import connection
        from django.db.migrations.executor import MigrationExecutor

        from sightline.audit.behalf import work_for_system
        from sightline.config.rights import check_application

        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise click.ClickException(NO_TABLES.format(name=connection.settings_dict["NAME"]))
        check_application()
        work_for_system("a command of whoever runs the machine")


def _cause(fault: Exception) -> str:
    """Of what the driver says, the cause alone: the last clause of the first line."""
    return str(fault).strip().splitlines()[0].rsplit("failed: ", 1)[-1].strip().rstrip(".")
