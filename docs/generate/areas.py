"""The page of the areas: what each partnership settled, which cards it adopted, and which desk answers for whom."""

from __future__ import annotations

from datetime import time
from typing import Any

from docs.generate.cards import KINDS
from docs.generate.markdown import BREAK, section, table, whole
from sightline.engine import Area, Protocols
from sightline.engine.model import Period
from sightline.web.screens.protocol_words import length, period_words

INTRO = """An area is a partnership: which cards it adopted, how it settled what the sources leave open or disagree
about, where it is stricter, and which desk answers for which roles. An area may tighten a card, never loosen it.
The files are `protocols/areas/*.toml`."""
SETTLED = """*Row* is the row of the requirements that records the disagreement. *Not settled* means that no adopted
card asks for it, or that the card's own words apply."""


def page(protocols: Protocols) -> str:
    """The parameters side by side, then area by area."""
    areas = list(protocols.areas.values())
    parts = [section("What each area settled", SETTLED, _parameters(protocols, areas))]
    return whole("Areas", INTRO, *parts, *(_area(protocols, area) for area in areas))


def _parameters(protocols: Protocols, areas: list[Area]) -> str:
    known = sorted(protocols.vocabulary.parameters.values(), key=lambda p: (int(p.row[1:]), p.name))
    rows = [
        (p.row, f"**{p.name}**{BREAK}{p.meaning}", *(_value(a.parameters.get(p.name)) for a in areas)) for p in known
    ]
    return table(("Row", "What is settled", *(a.id for a in areas)), rows)


def _value(value: Any) -> str:
    if value is None:
        return "not settled"
    if isinstance(value, Period):
        return period_words(value)
    if isinstance(value, tuple):
        return ", ".join(f"{v:%H:%M}" if isinstance(v, time) else str(v) for v in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _area(protocols: Protocols, area: Area) -> str:
    adopted = [protocols.cards[c] for c in area.cards]
    kinds = [(kind, sorted(c.id for c in adopted if c.kind == kind)) for kind in KINDS]
    cards = table(("Kind", "Number", "Cards"), [(k, str(len(ids)), ", ".join(ids)) for k, ids in kinds if ids])
    tighter = table(
        ("Card", "Duty", "Within", "Because"), [(t.card, t.do, length(t.within), t.because) for t in area.tightened]
    )
    desks = table(("Desk", "Of", "Answers for"), [(d.name, d.agency_kind, ", ".join(d.roles)) for d in area.desks])
    count = f"`{area.id}`: {len(adopted)} of {len(protocols.cards)} cards. Bank holidays of {area.nation.capitalize()}."
    return section(
        area.name, count, cards, section("Where it is stricter", tighter, level=3), section("Desks", desks, level=3)
    )
