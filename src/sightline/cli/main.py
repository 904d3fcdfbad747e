"""The `sightline` command: a table of commands, each loaded only when it is called. Must not import Django."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import NamedTuple

import click


class Place(NamedTuple):
    """Where a command is and the line `--help` shows for it without loading it."""

    where: str
    help: str


COMMANDS = {
    "open": Place("open:command", "Set up the demonstration county and serve it, with its watcher."),
    "serve": Place("serve:command", "Serve the screens."),
    "watch": Place("watch:command", "Find what is due, tell the desk, escalate when nobody answers."),
    "demo": Place("demo:command", "Make a demonstration county of invented people."),
    "migrate": Place("migrate:command", "Create the tables, or bring them up to date."),
    "audit": Place("audit:command", "Check the record: is anything altered or missing?"),
    "agencies": Place("agencies:command", "Set up agencies, desks and people from a file."),
    "protocols": Place("protocols:command", "Check, list and show the protocol cards."),
    "assess": Place("assess:command", "Answer a case file: categories, risk, duties and why, as JSON."),
    "bench": Place("bench:command", "Measure: ours and the thing compared, side by side."),
}


class LazyGroup(click.Group):
    """A click group that knows its commands by a table and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name of the table, in its order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None if the table has no such name."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, name = place.where.split(":")
        command = getattr(import_module(f"sightline.cli.{module}"), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command asked for; a mistyped name is answered with the nearest one."""
        near = get_close_matches(args[0], COMMANDS, n=1)
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = f" Did you mean {near[0]}?" if near else " `./run --help` lists them."
            raise click.UsageError(f'There is no command "{args[0]}".{hint}', ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, from the table alone, so that it is instant and needs no database."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.help) for name, place in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("0.1.0", prog_name="sightline")
def sightline() -> None:
    """The shared record of people who go missing.

    `./run` alone opens the demonstration county. `./run COMMAND --help` explains one command.
    """
