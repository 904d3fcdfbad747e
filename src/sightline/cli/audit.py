"""`sightline audit verify`: is the record what was written?"""

from __future__ import annotations

import sys
from itertools import chain

import click

from sightline.cli import database
from sightline.cli.numbers import Whole


@click.group(help="Check the record: is anything altered or missing?")
def command() -> None:
    """The record's commands."""


@command.command(help="Check every event, chain and anchor; say where the record breaks. Exit status 1 if it does.")
@click.option("--most", default=20, show_default=True, type=Whole(1), help="Show so many breaks at most.")
def verify(most: int) -> None:
    """Verify the whole record."""
    database.ready()
    from sightline.access.facts_proof import altered
    from sightline.audit.behalf import of_system
    from sightline.audit.queries import count_events
    from sightline.audit.verify import breaks

    found = 0
    with of_system("the record is verified"):
        for found, broken in enumerate(chain(breaks(), altered()), start=1):
            if found <= most:
                click.echo(f"chain {broken.chain}, event {broken.position}: {broken.says}", err=True)
    if found:
        click.echo(f"The record is BROKEN in {found} places.", err=True)
        sys.exit(1)
    click.echo(f"The record is whole: {count_events():,} events checked.")
