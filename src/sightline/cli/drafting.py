"""`sightline protocols new | status`: drafts, and where every version stands in its life. No rule, no database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from sightline.cli.protocols import folder_option
from sightline.cli.registered import as_it_stands, card_named, day, today, write_whole
from sightline.engine import Protocols
from sightline.engine.acts import Line
from sightline.engine.reading.cards import CARD_ID, DRAFTS, FOLDERS, drafts_in
from sightline.engine.signing.asked import folder_of, keys_of
from sightline.engine.signing.frozen import edited, not_agreed
from sightline.engine.signing.scaffold import blank, from_card, next_version


@click.command("new", short_help="Make a draft: of a new card, or of a card's next version.")
@folder_option
@click.argument("card_id", metavar="ID")
@click.option("--kind", type=click.Choice(list(FOLDERS.values())), help="The kind of the new card.")
@click.option("--from", "pattern", metavar="CARD", help="A card to begin with instead of an empty one.")
def new(folder: Path, card_id: str, kind: str | None, pattern: str | None) -> None:
    """Put a draft in drafts/: every key with what it is for, and nothing filled in that only you can know.

    For a card that exists, the draft holds the card with one more version, which has no day yet.
    """
    name = card_id.upper()
    if not CARD_ID.fullmatch(name):
        raise click.UsageError(f"“{card_id}” is not an id. Write it in capitals, like TV-ABSENCE-01.")
    protocols = as_it_stands(folder)
    kind, text = _draft(folder, protocols, name, kind, pattern)
    path = folder / DRAFTS / folder_of(kind) / f"{name.lower()}.toml"
    if path.exists():
        raise click.ClickException(f"There is a draft already: {path}")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text)
    click.echo(f"The draft is {path}\nFill it in, then: ./run protocols check --drafts")


def _draft(folder: Path, protocols: Protocols, name: str, kind: str | None, pattern: str | None) -> tuple[str, str]:
    """The kind and the text of a draft."""
    if known := protocols.cards.get(name):
        if kind not in (None, known.kind) or pattern:
            raise click.UsageError(f"{name} is a {known.kind} card already: its next version needs neither option.")
        return known.kind, next_version((folder / known.file).read_text(encoding="utf-8"))
    if pattern:
        begun = card_named(protocols, pattern)
        if kind not in (None, begun.kind):
            raise click.UsageError(f"{begun.id} is a {begun.kind} card.")
        return begun.kind, from_card(name, (folder / begun.file).read_text(encoding="utf-8"))
    if kind is None:
        raise click.UsageError(f"Say of which --kind {name} is: {', '.join(FOLDERS.values())}.")
    return kind, blank(name, kind, keys_of(kind, protocols.vocabulary, protocols.sources))


@click.command("status", short_help="Drafts, versions still to come, in force, corrected and withdrawn.")
@folder_option
@click.option("--on", type=day, help="As it stands on this day. Today, if left out.")
def status(folder: Path, on: date | None) -> None:
    """Show where every version stands: drafted, agreed for a day to come, in force, corrected, withdrawn."""
    protocols = as_it_stands(folder)
    for title, lines in _parts(folder, protocols, on or today()):
        click.echo(title + ("" if title.endswith(".") else ": none." if not lines else ":"))
        for line in lines:
            click.echo(f"  {line}")


def _parts(folder: Path, protocols: Protocols, on: date) -> Iterator[tuple[str, list[str]]]:
    cards, register = protocols.cards, protocols.register
    versions = [(card, v) for card in cards.values() for v in card.versions]
    yield "Drafts", [path.relative_to(folder).as_posix() for path in drafts_in(folder)]
    if register is None:
        yield "There is no register: nothing in this folder is frozen yet. `./run protocols agree --all` begins it.", []
    else:
        yield "Not agreed", [f"{c.id} from {v.in_force_from}" for c, v in not_agreed(register, cards)]
        parts = edited(register, cards)
        yield "Changed since it was agreed", [f"{c.id} from {v.in_force_from}: {', '.join(p)}" for c, v, p in parts]
    coming = [(c, v) for c, v in versions if v.in_force_from > on and v.starts]
    yield "Still to come", [f"{c.id} from {v.in_force_from}: {c.title}" for c, v in coming]
    yield (
        f"In force on {on}: {sum(card.in_force(on) is not None for card in cards.values())} of {len(cards)} cards.",
        [],
    )
    yield "Corrected", [_said(line, line.corrected_by, line.on) for line in (register.corrected if register else ())]
    yield "Withdrawn", [_said(line, line.by, line.on) for line in (register.withdrawn if register else ())]


def _said(line: Line, by: str, on: date) -> str:
    return f"{line.card} from {line.in_force_from}, on {on} by {by}: {line.because}"
