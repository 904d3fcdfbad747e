"""`sightline watch`: goes round for ever, finding what is due."""

from __future__ import annotations

import click

from sightline.cli import cards, database
from sightline.cli.numbers import Seconds, Whole


@click.command(help="Find what is due, tell the desk, escalate when nobody answers. Any number may run.")
@click.option(
    "--pause", default=0.5, show_default=True, type=Seconds(0), help="Seconds to rest when there is nothing to do."
)
@click.option("--rounds", type=Whole(1), default=None, help="Stop after so many rounds (for trying it out).")
def command(pause: float, rounds: int | None) -> None:
    """Watch until stopped."""
    database.ready()
    cards.ready()
    from sightline.duties.watcher import watch

    watch(pause=pause, rounds=rounds)
