"""`sightline protocols check | list | show | …`: the cards for people who review them. Knows no rule, no database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from importlib import import_module
from pathlib import Path
from textwrap import fill

import click

from sightline.config.paths import PROTOCOLS
from sightline.engine import BadProtocols, Card, Fault, Protocols, faults_in_examples, load_protocols, nearest
from sightline.engine.reading.cards import drafts_in


class CardsAtFault(click.ClickException):
    """The cards cannot be used as they are; exit status 2."""

    exit_code = 2

    def __init__(self, faults: Sequence[Fault]) -> None:
        count = f"{len(faults)} faults" if len(faults) != 1 else "One fault"
        super().__init__("\n".join([f"{count} in the cards.", *map(str, faults)]))


def loaded(folder: Path, drafts: Collection[Path] = ()) -> Protocols:
    """The cards of a folder, or a message that names every fault, its file and line, and how to mend it."""
    try:
        return load_protocols(folder, drafts=drafts)
    except BadProtocols as faults:
        raise CardsAtFault(faults.faults) from faults


def adopted_by(protocols: Protocols, card: Card) -> list[str]:
    """The areas that have adopted a card, by id."""
    return [area.id for area in protocols.areas.values() if card.id in area.cards]


folder_option = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=PROTOCOLS,
    help="Another folder of cards than the project's.",
)


ELSEWHERE = {  # commands of this group that stand in a module of their own, as module:name
    "agree": "sightline.cli.signing:agree",
    "compare": "sightline.cli.compare",
    "correct": "sightline.cli.signing:correct",
    "coverage": "sightline.cli.coverage",
    "new": "sightline.cli.drafting:new",
    "status": "sightline.cli.drafting:status",
    "touched": "sightline.cli.touched",
    "whatif": "sightline.cli.whatif",
    "withdraw": "sightline.cli.signing:withdraw",
}


class Protocolling(click.Group):
    """The group: its own commands, then those that stand in modules of their own, imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name, in the order of the alphabet."""
        return sorted([*super().list_commands(ctx), *ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None where there is none."""
        if cmd_name not in ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module, _, name = ELSEWHERE[cmd_name].partition(":")
        found = getattr(import_module(module), name or "command")
        assert isinstance(found, click.Command)
        return found


@click.group("protocols", cls=Protocolling)
def command() -> None:
    """The protocol cards: one rule of the guidance each."""


@command.command(short_help="Read every card and work through its examples.")
@folder_option
@click.option("--drafts", is_flag=True, help="The drafts as well, as if they were in force.")
def check(folder: Path, drafts: bool) -> None:
    """Read every card and work through its examples; name every fault with its file."""
    protocols = loaded(folder, drafts_in(folder) if drafts else ())
    if wrong := faults_in_examples(protocols):
        raise CardsAtFault(wrong)
    examples = sum(len(card.examples) for card in protocols.cards.values())
    areas, sources = len(protocols.areas), len(protocols.sources)
    click.echo(f"{len(protocols.cards)} cards with {examples} examples, {areas} areas, {sources} sources: in order.")
    click.echo(f"Edition {protocols.edition}")


@command.command("list")
@folder_option
@click.option("--kind", help="Only cards of this kind, such as duty or risk.")
@click.option("--area", help="Only cards this area has adopted, such as thames-valley.")
def list_cards(folder: Path, kind: str | None, area: str | None) -> None:
    """List the cards: id, kind, title."""
    protocols = loaded(folder)
    cards = sorted(protocols.cards.values(), key=lambda card: (card.kind, card.id))
    known_kinds = {card.kind for card in cards}
    for name, asked, known in (("kind", kind, known_kinds), ("area", area, set(protocols.areas))):
        if asked and asked not in known:
            raise click.UsageError(f'There is no {name} "{asked}". There are: {", ".join(sorted(known))}.')
    chosen = [
        card
        for card in cards
        if (not kind or card.kind == kind) and (not area or card.id in protocols.areas[area].cards)
    ]
    width = max((len(card.id) for card in chosen), default=0)
    for card in chosen:
        click.echo(f"{card.id:<{width}}  {card.kind:<10}  {card.title}")


@command.command(short_help="Show one card and the document it comes from.")
@folder_option
@click.argument("card_id", metavar="ID")
def show(folder: Path, card_id: str) -> None:
    """Show one card: who adopted it, the document it comes from, and the card as it is written."""
    protocols = loaded(folder)
    card = protocols.cards.get(card_id.upper())
    if card is None:
        near = nearest(card_id, protocols.cards)
        hint = f" Did you mean {near}?" if near else " `./run protocols list` lists them."
        raise click.UsageError(f'There is no card "{card_id}".{hint}')
    click.echo(click.style(f"{card.id}  {card.title}", bold=True))
    areas = adopted_by(protocols, card)
    click.echo(f"Adopted by: {', '.join(areas) or 'no area'}")
    for version in card.versions:
        source = protocols.sources[version.document]
        origin = f"{source.title} ({source.publisher}, {source.published}), {version.at}"
        click.echo(fill(f"In force from {version.in_force_from}: {origin}", width=100, subsequent_indent="  "))
    click.echo()
    click.echo((folder / card.file).read_text(encoding="utf-8").rstrip())
