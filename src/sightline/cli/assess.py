"""`sightline assess FILE`: answers one case file as JSON. Knows no rule: the engine answers."""

from __future__ import annotations

import json
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from sightline.cli.protocols import loaded
from sightline.config.paths import PROTOCOLS
from sightline.engine import CaseError, assess_file


class CaseFile(click.Path):
    """A file that is there; where it is not, the nearest one of its folder is named."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, or a message that says what is there instead."""
        path = Path(value)
        if not path.exists():
            near = get_close_matches(path.name, [p.name for p in path.parent.glob("*.toml")], n=1, cutoff=0.5)
            hint = f"Did you mean {path.parent / near[0]}?" if near else "The folder tests/cases holds examples."
            raise click.BadParameter(f"There is no file “{path}”. {hint}", ctx, param)
        return super().convert(value, param, ctx)


@click.command("assess")
@click.argument("file", type=CaseFile())
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Answer by the cards in force on this day. [today]")
def command(file: Path, on: datetime | None) -> None:
    """Answer a case file: the categories, the risk, the duties, and why.

    FILE is a TOML file in the words of the vocabulary; tests/cases holds examples and explains its fields.
    The answer is one JSON object. Exit status 0 if the file was understood, 2 with a message if it was not.
    """
    day: date = on.date() if on else datetime.now(ZoneInfo("Europe/London")).date()
    try:
        answer = assess_file(file, loaded(PROTOCOLS), on=day)
    except CaseError as error:
        raise click.UsageError(f"{file}: {error}") from error
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
