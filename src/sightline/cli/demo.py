"""`sightline demo`: makes a county of invented people, and never touches a database that holds other records."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import click

from sightline.cli.database import told_plainly
from sightline.cli.numbers import Whole
from sightline.config import embedded, start

REFUSED = (
    "The database “{name}” holds records that are not a demonstration, so nothing was changed. "
    "Name another with --database; --force removes everything in this one."
)
NOT_OURS = "DATABASE_URL names a server, where this command only fills an empty database. Make one there and try again."


def fill(now: datetime, people: int, seed: int) -> None:
    """Fill the empty database, with a bar that shows how far it is."""
    from sightline.demonstration import build

    with click.progressbar(length=people, label=f"Inventing {people} people and two years of episodes") as bar:
        opened = build.fill(
            now,
            people=people,
            seed=seed,
            progress=bar.update,
            before_today=lambda: click.echo("\nPlaying what happens today ...", nl=False),
        )
    click.echo(f" {opened} episodes are open.")


def fill_if_empty(*, now: datetime) -> None:
    """Make the county where the database holds nobody yet, or where making one was broken off."""
    from sightline.demonstration import build

    found = build.holds()
    if found == "half a demonstration" and not os.environ.get("DATABASE_URL"):
        click.echo("A demonstration was begun here and not finished: it is made afresh.")
        _empty(os.environ.get("SIGHTLINE_DATABASE", embedded.DATABASE))
        found = "nothing"
    if found == "nothing":
        fill(now, build.PEOPLE, build.SEED)


def _empty(name: str) -> None:
    """Drop the database and create it again with its tables."""
    from django.db import connections

    connections.close_all()
    host = os.environ["SIGHTLINE_PG_HOST"]
    embedded.drop(host, name)
    embedded.prepare(host, name)
    start.migrate()


def _prepare(name: str, *, force: bool) -> None:
    """An empty database of that name, or a refusal that says what to do."""
    os.environ["SIGHTLINE_DATABASE"] = name
    embedded.ready()
    ours = not os.environ.get("DATABASE_URL")
    if ours:
        embedded.prepare(os.environ["SIGHTLINE_PG_HOST"], name)
    start.ready()
    from sightline.demonstration import build

    found = build.holds()
    if found == "records" and not force:
        raise click.ClickException(REFUSED.format(name=name))
    if ours:
        _empty(name)
    elif found == "nothing":
        start.migrate()
    else:
        raise click.ClickException(NOT_OURS)


def _sign_ins() -> None:
    from sightline.access.queries import demonstration_posts

    click.echo("\nSign in as (no password; the sign-in page lists them when the demonstration is open):")
    for post in demonstration_posts():
        click.echo(f"  {post.role:32} {post.user.name:24} {post.agency.name}")


@click.command(help="Make a demonstration county of invented people, in place of the one that is there.")
@click.option("--people", default=600, show_default=True, type=Whole(1), help="How many people.")
@click.option("--seed", default=2026, show_default=True, help="The same seed gives the same county.")
@click.option("--database", default=None, help="Which database; without it, the one that is opened.")
@click.option("--force", is_flag=True, help="Remove what is there, even if it is not a demonstration.")
def command(people: int, seed: int, database: str | None, force: bool) -> None:
    """Drop, create, migrate, fill, and list the sign-ins."""
    with told_plainly():
        _prepare(database or os.environ.get("SIGHTLINE_DATABASE", embedded.DATABASE), force=force)
    fill(datetime.now(UTC).replace(microsecond=0), people, seed)
    _sign_ins()
