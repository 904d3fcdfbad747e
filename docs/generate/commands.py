"""The page of the command line: what `--help` says of every command, in its own words."""

from __future__ import annotations

from collections.abc import Iterator

import click

from docs.generate.markdown import section, whole
from sightline.cli.main import sightline

INTRO = """`./run` alone opens the demonstration county; `./run` followed by a command is the command line. This is
what `--help`, or `-h`, says of each. Exit status 0: done. 1: it could not be done, or what was checked is not in order.
2: what was asked for was not understood."""
WIDTH = 100


def page() -> str:
    """Every command and what is below it."""
    return whole("Commands", INTRO, *_sections(sightline, None, "./run"))


def _sections(command: click.Command, above: click.Context | None, name: str) -> Iterator[str]:
    # Without the help option: click keeps the first it made, and its names would depend on who asked first.
    settings = {
        **command.context_settings,
        "help_option_names": [],
        "max_content_width": WIDTH,
        "terminal_width": WIDTH,
    }
    with click.Context(command, info_name=name, parent=above, **settings) as context:
        yield section(f"`{context.command_path}`", f"```text\n{command.get_help(context).strip()}\n```")
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                found = command.get_command(context, below)
                assert found is not None
                yield from _sections(found, context, below)
