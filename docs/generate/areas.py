"""The page of the areas: what each partnership settled, which cards it adopted, and which desk answers for whom."""

from __future__ import annotations

from datetime import time
from typing import Any

from docs.generate.cards import KINDS
from docs.generate.markdown import BREAK, section, table, whole
from sightline.engine import Area, Protocols
from sightline.engine.model import Element, Period, Tightening
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
    tighter = table(("Card", "Duty", "Stricter", "Because"), [_stricter(t) for t in area.tightened])
    looser = table(
        ("What is settled", "By", "Instead of a must of", "Because"),
        [(d.parameter, d.citation, d.must, d.because) for d in area.departures],
    )
    protocol = table(("Row", "Element", "Where it stands", "Not settled"), [_stands(e) for e in area.protocol])
    desks = table(("Desk", "Of", "Answers for"), [(d.name, d.agency_kind, ", ".join(d.roles)) for d in area.desks])
    count = f"`{area.id}`: {len(adopted)} of {len(protocols.cards)} cards. Bank holidays of {area.nation.capitalize()}."
    parts = {
        "Where it is stricter": tighter,
        "Where it departs from its nation": looser,
        "What its protocol contains": protocol,
        "Desks": desks,
    }
    return section(area.name, count, cards, *(section(head, part, level=3) for head, part in parts.items()))


def _stricter(entry: Tightening) -> tuple[str, str, str, str]:
    """One tightened duty: every respect in which it is stricter."""
    seen = f"seen within {length(entry.acknowledge_within)}" if entry.acknowledge_within else ""
    within = f"within {period_words(entry.within)}" if entry.within else ""
    every = f"every {period_words(entry.every)}" if entry.every else ""
    said = "; ".join(s for s in (entry.strength or "", within, every, seen) if s)
    return entry.card, f"{entry.do} ({entry.who})" if entry.who else entry.do, said, entry.because


def _stands(element: Element) -> tuple[str, str, str, str]:
    """One element of the protocol: what provides it, and who must still settle what."""
    leads = [f"{lead.role} ({lead.desk})" for lead in element.leads]
    stands = BREAK.join(
        s for s in (element.says, *(", ".join(x) for x in (leads, element.parameters, element.cards))) if s
    )
    to_settle = (
        f"{element.not_settled} To be settled by: {', '.join(element.who_settles)}." if element.not_settled else ""
    )
    return element.row, element.name, stands, to_settle
