"""`sightline agencies`: sets up agencies from a file and makes the first link, before anybody can sign in."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from sightline.cli import database

FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group(help="Set up agencies, desks and people from a file; make a link to set a password.")
def command() -> None:
    """The commands of setting up."""


@command.command(help="Print the file to fill in.")
def template() -> None:
    """The columns and an example of each sort of line. Needs no database."""
    from sightline.access.setup_csv import template as text

    click.echo(text().removeprefix("\ufeff"), nl=False)


def _import(file: Path, *, only_look: bool) -> None:
    database.ready()
    from sightline.access.actions_setup_import import Result, import_lines
    from sightline.access.rights import COMMAND_LINE
    from sightline.access.setup_csv import Fault, as_text, read
    from sightline.episodes.protocol import protocols

    try:
        text = as_text(file.read_bytes())
    except OSError as unread:
        raise click.ClickException(f"“{file}” cannot be read: {unread.strerror}.") from None
    lines, faults = ([], [text]) if isinstance(text, Fault) else read(text)
    result = Result(faults=faults)
    if not faults:
        areas, at = list(protocols().areas), datetime.now(UTC)
        result = import_lines(lines, by=COMMAND_LINE, at=at, areas=areas, only_look=only_look)
    for fault in result.faults:
        where = f"line {fault.line}" + (f", {fault.column}" if fault.column else "")
        click.echo(f"{where}: {fault.what} {fault.mend}", err=True)
    if result.faults:
        click.echo("Nothing was set up.", err=True)
        sys.exit(1)
    for what, made, changed, same in result.table:
        click.echo(f"{what:8} {made} new, {changed} changed, {same} as before")
    click.echo("Nothing was changed: this only looked." if only_look else "It is set up.")


@command.command(help="Say what a file would set up and what is wrong with it. Changes nothing.")
@FILE
def check(file: Path) -> None:
    """Look at a file."""
    _import(file, only_look=True)


@command.command(name="import", help="Set up all that a file says, or nothing. The same file again changes nothing.")
@FILE
def import_file(file: Path) -> None:
    """Set up a file."""
    _import(file, only_look=False)


@command.command(help="Make a link to set a password. It works once, for three days.")
@click.argument("email")
def link(email: str) -> None:
    """Print the link's path; put the address of your service before it."""
    database.ready()
    from sightline.access.actions_setup_people import make_link
    from sightline.access.queries import posts_of
    from sightline.access.queries_setup import user_named
    from sightline.access.rights import COMMAND_LINE
    from sightline.audit.refusal import Refused

    at, user = datetime.now(UTC), user_named(email)
    posts = posts_of(user.pk, at) if user else []
    if not posts:
        raise click.ClickException(f"Nobody with the address {email} holds a post today. Import a file first.")
    try:
        token = make_link(post=posts[0].pk, by=COMMAND_LINE, at=at)
    except Refused as refusal:
        raise click.ClickException(refusal.says) from None
    click.echo(f"/set-password/{token}")
