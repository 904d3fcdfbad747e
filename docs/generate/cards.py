"""The page of every card: who must do what by when, and the paragraph that says so. Says it in the screens' words."""

from __future__ import annotations

from docs.generate.markdown import BREAK, section, table, whole
from sightline.engine import Card, Protocols, Version
from sightline.engine.model import Condition
from sightline.web.screens.protocol_words import DutyWords, does_rows, duties_of

KINDS = {
    "definition": "Definitions: what a word means",
    "category": "Categories: which are open, required or barred",
    "risk": "Risk: the lowest level, what the facts support, the questions",
    "duty": "Duties: who must do what by when",
    "threshold": "Thresholds: numbers that start something",
    "authority": "Authority: who decides",
    "sharing": "Sharing: who is told what",
    "record": "Records: what a form holds",
    "statutory": "Statutory returns: how a field is derived",
}
INTRO = """Every protocol card, by kind. A link leads to the card as it is written, with our reading of the source,
the conditions and the worked examples; [how to read one](../../protocols/README.md) is one page. *Covers* names
rows of the requirements. Where the reading goes further than the source's words, it says *inferred*."""


def page(protocols: Protocols) -> str:
    """Every card once, under its kind."""
    count = f"{len(protocols.cards)} cards from {len(protocols.sources)} documents."
    return whole("Protocol cards", f"{INTRO}\n\n{count}", *(_kind(protocols, kind) for kind in KINDS))


def _kind(protocols: Protocols, kind: str) -> str:
    cards = sorted((c for c in protocols.cards.values() if c.kind == kind), key=lambda c: c.id)
    rows = [(_name(card), _says(card), _source(card), ", ".join(card.covers)) for card in cards]
    return section(KINDS[kind], table(("Card", "Who, what, when", "Source", "Covers"), rows))


def _name(card: Card) -> str:
    return f"[{card.id}](../../protocols/{card.file}){BREAK}{card.title}"


def _source(card: Card) -> str:
    """Where each version comes from; several carry the day from which they hold."""
    several = len(card.versions) > 1
    return BREAK.join(
        (f"from {v.in_force_from}: " if several else "") + v.citation + (" (*inferred*)" if v.inferred else "")
        for v in card.versions
    )


def _says(card: Card) -> str:
    several = len(card.versions) > 1
    return BREAK.join(
        line for v in card.versions for line in ((f"*From {v.in_force_from}*",) if several else ()) + _lines(v)
    )


def _lines(version: Version) -> tuple[str, ...]:
    """What one version does: its duties with the clock's start, or the rows of its kind."""
    rows = [f"{label}: {'; '.join(values)}" for label, values in does_rows(version)]
    return (*_counted(version.condition), *rows, *(_duty(d) for d in duties_of(version)))


def _counted(condition: Condition) -> tuple[str, ...]:
    return (f"{condition.counts.replace('_', ' ')}: at least {condition.at_least}",) if condition.counts else ()


def _duty(duty: DutyWords) -> str:
    to = f" (to: {duty.to})" if duty.to else ""
    chain = f"; silence goes to: {', '.join(duty.chain)}" if duty.chain else ""
    return f"**{duty.who}** {duty.strength} *{duty.do}*{to}: {duty.when}{chain}"
