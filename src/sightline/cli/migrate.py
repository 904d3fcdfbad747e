"""`sightline migrate`: creates the tables or brings them up to date."""

from __future__ import annotations

import click

from sightline.cli import database
from sightline.config import start


@click.command(help="Create the tables, or bring them up to date; then give the application's role its rights.")
def command() -> None:
    """Run the migrations as the owner's role."""
    with database.told_plainly():
        start.ready()
        start.migrate(verbosity=1)
    click.echo("The tables are up to date.")
