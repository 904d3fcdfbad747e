"""`sightline protocols touched`: the episodes that a corrected card had a part in. Knows no rule, touches no table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click

from sightline.cli import database
from sightline.cli.protocols import folder_option, loaded
from sightline.cli.registered import card_named
from sightline.config.paths import DATA
from sightline.engine import Card, Fault, Protocols, Version
from sightline.engine.acts import Corrected
from sightline.engine.reading.tables import Document
from sightline.engine.signing.register import NAME, read_register

NONE_CORRECTED = "No version of {} was corrected, so nothing was decided by a wrong reading of it."
SILENT = (
    "Where the old wording was silent and should have spoken, nothing names the card: "
    "`./run protocols whatif` shows what the card as it is now would have asked."
)


@click.command("touched", short_help="The episodes that a card had a part in before it was corrected.")
@folder_option
@click.argument("card_id", metavar="ID")
def command(folder: Path, card_id: str) -> None:
    """List, for each correction of a card, the duties and decisions that rest on the wording it had before.

    A person looks at each of them again; nothing is changed by itself.
    """
    protocols = loaded(folder)
    card = card_named(protocols, card_id)
    corrected = [line for line in (protocols.register.corrected if protocols.register else ()) if line.card == card.id]
    if not corrected:
        click.echo(NONE_CORRECTED.format(card.id))
        return
    database.ready()
    for version in card.versions:
        if lines := [line for line in corrected if line.in_force_from == version.in_force_from]:
            _tell(protocols, card, version, lines)
    click.echo(SILENT)


def _tell(protocols: Protocols, card: Card, version: Version, lines: list[Corrected]) -> None:
    from sightline.insight.corrections import decided_before

    for line in lines:
        click.echo(
            f"{card.id} from {version.in_force_from}, corrected on {line.on} by {line.corrected_by}: {line.because}"
        )
    good = {protocols.edition, *_kept_with(lines[-1])}
    found = decided_before(card, version, good)
    episodes = {row.episode for row in found}
    click.echo(f"Decided by the old wording: episodes {len(episodes)}, duties and decisions {len(found)}.")
    for (reference, still), rows in groupby(found, key=lambda row: (row.reference, row.open)):
        click.echo(f"  {reference} ({'open' if still else 'closed'})")
        for row in rows:
            click.echo(f"    {row.at:%Y-%m-%d %H:%M} {row.what} (edition {row.edition[:12]})")


def _kept_with(line: Corrected) -> Iterator[str]:
    """The editions kept beside the data in which the version was already as corrected last."""
    for path in sorted((DATA / "editions").glob(f"*/{NAME}")):
        faults: list[Fault] = []
        register = read_register(Document.read(path, path.parent, faults))
        if not faults and register.hashes().get((line.card, line.in_force_from)) == line.hash:
            yield path.parent.name
