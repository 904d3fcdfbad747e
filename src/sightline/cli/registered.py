"""What the commands of the register share: reading a folder as it stands, today, and writing whole files. No rule."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from sightline.cli.protocols import CardsAtFault
from sightline.engine import BadProtocols, Card, Fault, Protocols, load_protocols, nearest, wrong_with
from sightline.engine.acts import Register
from sightline.engine.signing.register import NAME, written


def day(text: str) -> date:
    """A day of the calendar, as an option's type; raises BadParameter, saying how to write one."""
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise click.BadParameter(f"“{text}” is not a day. Write it like 2026-04-01.") from fault


def today() -> date:
    """The day in London."""
    return datetime.now(ZoneInfo("Europe/London")).date()


def as_it_stands(folder: Path, drafts: Collection[Path] = ()) -> Protocols:
    """The cards of a folder and these drafts, whatever the register says of them. Their faults end the command."""
    try:
        return load_protocols(folder, drafts=drafts, held=False)
    except BadProtocols as faults:
        raise CardsAtFault(faults.faults) from faults


def card_named(protocols: Protocols, card_id: str) -> Card:
    """The card of that id, or a message with the nearest one."""
    card = protocols.cards.get(card_id.upper())
    if card is None:
        near = nearest(card_id.upper(), protocols.cards)
        hint = f" Did you mean {near}?" if near else " `./run protocols list` lists them."
        raise click.UsageError(f'There is no card "{card_id}".{hint}')
    return card


def examples_come_out(protocols: Protocols, cards: Sequence[Card]) -> None:
    """End the command with every example of these cards that does not come out."""
    checked = ((card, e, wrong_with(protocols, card, e)) for card in cards for e in card.examples)
    wrong = [Fault(c.file, e.line, f"{c.id}, “{e.title}”: {what}.", "Mend the example or the card.")
             for c, e, what in checked if what]  # fmt: skip
    if wrong:
        raise CardsAtFault(wrong)


def in_words(value: str, option: str) -> str:
    """What was typed after an option, or a message where it says nothing."""
    if not value.strip():
        raise click.UsageError(f"{option} needs words: they stand in the register for good.")
    return value.strip()


def write_register(folder: Path, register: Register) -> None:
    """Put a register in the place of the one before, whole or not at all."""
    write_whole(folder / NAME, written(register))


def write_whole(path: Path, text: str) -> None:
    """Write a file so that whoever reads it sees all of the old text or all of the new."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
