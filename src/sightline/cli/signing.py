"""`sightline protocols agree | correct | withdraw`: the acts that stand in the register. No rule, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from sightline.cli.protocols import adopted_by, folder_option
from sightline.cli.registered import (
    as_it_stands,
    card_named,
    day,
    examples_come_out,
    in_words,
    today,
    write_register,
)
from sightline.engine import Card, Protocols, Version
from sightline.engine.acts import Agreed, Corrected, Register, Withdrawn
from sightline.engine.reading.cards import drafts_in
from sightline.engine.signing.fingerprint import fingerprint
from sightline.engine.signing.frozen import edited, not_agreed

by_option = click.option("--by", required=True, metavar="OFFICE", help="The role or office that does it; no name.")
on_option = click.option("--on", type=day, help="The day on which it was done. Today, if left out.")


@click.command("agree", short_help="Agree to a draft or a new version, so that it is in force from its day.")
@folder_option
@click.argument("card_ids", metavar="ID...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every version that nobody has agreed to yet; no drafts.")
@by_option
@on_option
@click.option("--because", default="", help="Why it is agreed only after it came into force.")
def agree(folder: Path, card_ids: Sequence[str], everything: bool, by: str, on: date | None, because: str) -> None:
    """Work through the examples of the named cards, take their drafts out of drafts/, and write who agreed, and when.

    From then on a version is frozen: a change is a correction, or a new version.
    """
    if bool(card_ids) == everything:
        raise click.UsageError("Name the cards to agree to, or write --all.")
    drafts = [path for path in drafts_in(folder) if path.stem.upper() in {i.upper() for i in card_ids}]
    protocols = as_it_stands(folder, drafts)
    if protocols.register is None and not everything:
        raise click.ClickException(
            "There is no register yet, and every card it does not name would be refused: begin it with --all."
        )
    cards = list(protocols.cards.values()) if everything else [card_named(protocols, i) for i in card_ids]
    examples_come_out(protocols, cards)
    register = protocols.register or Register(on or today())
    _refuse_edited(register, cards)
    lines = _agreed(register, cards, in_words(by, "--by"), on or today(), because.strip())
    for path in drafts:
        path.replace(folder / path.parent.name / path.name)
    write_register(folder, replace(register, agreed=(*register.agreed, *lines)))
    _tell(protocols, cards, lines)


def _refuse_edited(register: Register, cards: Sequence[Card]) -> None:
    for card, version, parts in edited(register, {card.id: card for card in cards}):
        raise click.ClickException(
            f"{card.id} from {version.in_force_from} was agreed already and has changed since: {', '.join(parts)}. "
            f"Put it back and add a new [[version]], or record it: ./run protocols correct {card.id} --because … --by …"
        )


def _agreed(register: Register, cards: Sequence[Card], by: str, on: date, because: str) -> list[Agreed]:
    lines = []
    for card, version in not_agreed(register, {card.id: card for card in cards}):
        late = on > max(register.begun, version.in_force_from)
        if late and not because:
            raise click.UsageError(
                f"{card.id} would be in force from {version.in_force_from}, before it was agreed on {on}. Give it a "
                "later day, or say with --because why it held already."
            )
        made = Agreed(card.id, version.in_force_from, fingerprint(card, version), by, on, because if late else "")
        lines.append(made)
    return lines


def _tell(protocols: Protocols, cards: Sequence[Card], lines: Sequence[Agreed]) -> None:
    if not lines:
        click.echo("Everything in them was agreed already.")
    for line in lines if len(lines) <= 10 else ():
        click.echo(f"Agreed: {line.card}, in force from {line.in_force_from}.")
    if len(lines) > 10:
        click.echo(f"Agreed: {len(lines)} versions of {len({line.card for line in lines})} cards.")
    new = {line.card for line in lines}
    for card in (c for c in cards if c.id in new and len(new) <= 10 and not adopted_by(protocols, c)):
        click.echo(f"No area works by {card.id} yet: add it to `cards` in the area's file.")


@click.command("correct", short_help="Record that our reading was wrong, and what it says now.")
@folder_option
@click.argument("card_id", metavar="ID")
@click.option("--because", required=True, help="What was wrong with it, in a sentence.")
@by_option
@on_option
def correct(folder: Path, card_id: str, because: str, by: str, on: date | None) -> None:
    """Work through the card's examples and write the new wording of an agreed version into the register.

    For mistakes of ours only: what the guidance changed is a new version. Nothing decided before is changed.
    """
    protocols = as_it_stands(folder)
    card = card_named(protocols, card_id)
    register = protocols.register or Register(on or today())
    found = list(edited(register, {card.id: card}))
    if not found:
        raise click.ClickException(f"{card.id} stands as it was agreed: edit the card first, then record why.")
    examples_come_out(protocols, [card])
    held = register.hashes()
    lines = [
        Corrected(card.id, v.in_force_from, fingerprint(card, v), held[card.id, v.in_force_from],
                  in_words(because, "--because"), in_words(by, "--by"), on or today())
        for _, v, _ in found
    ]  # fmt: skip
    write_register(folder, replace(register, corrected=(*register.corrected, *lines)))
    for _, version, parts in found:
        click.echo(f"Corrected: {card.id} from {version.in_force_from}: {', '.join(parts)}.")
    click.echo(f"See which episodes it touched: ./run protocols touched {card.id}")


@click.command("withdraw", short_help="Let a card apply to nothing that begins on a day or later.")
@folder_option
@click.argument("card_id", metavar="ID")
@click.option("--on", type=day, required=True, help="The first day on which it starts nothing any more.")
@click.option("--because", required=True, help="Why, in a sentence.")
@by_option
def withdraw(folder: Path, card_id: str, on: date, because: str, by: str) -> None:
    """Write the end of a card into the register. Clocks that started before that day run on under it."""
    if on < today():
        raise click.UsageError(f"{on} has passed: clocks have started under the card since. Choose today or later.")
    protocols = as_it_stands(folder)
    card = card_named(protocols, card_id)
    register = protocols.register or Register(today())
    lines = [
        Withdrawn(card.id, v.in_force_from, on, in_words(because, "--because"), in_words(by, "--by"))
        for v in card.versions if _goes_on(card, v, on) and (card.id, v.in_force_from) in register.hashes()
    ]  # fmt: skip
    if not lines:
        raise click.ClickException(f"No agreed version of {card.id} would apply on {on} or later.")
    write_register(folder, replace(register, withdrawn=(*register.withdrawn, *lines)))
    for line in lines:
        click.echo(f"Withdrawn: {card.id} from {line.in_force_from} starts nothing from {on} on.")


def _goes_on(card: Card, version: Version, on: date) -> bool:
    ends = card.ends(version)
    return version.withdrawn_on is None and (ends is None or ends > on)
