"""Reads where each element of a local protocol stands: in cards, parameters, with a lead, or not settled yet."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from sightline.engine.model import Area, Element, Lead
from sightline.engine.reading.tables import Table
from sightline.engine.vocabulary import ProtocolElement, Vocabulary

ANSWERS = ("says", "cards", "parameters", "leads", "not_settled")
PARTNERSHIP = "the partnership"


def read_protocol(top: Table, area: Area, words: Vocabulary) -> tuple[Element, ...]:
    """Every element, in the order of the vocabulary. One that is not answered, or not known, is a fault."""
    if not words.protocol:
        return ()
    table = top.table("protocol")
    for name in table.data:
        table.check(f'"{name}"', name, words.protocol, "an element of a local protocol")
    return tuple(_elements(table, area, words))


def _elements(table: Table, area: Area, words: Vocabulary) -> Iterator[Element]:
    for wanted in words.protocol.values():
        if wanted.name in table.data:
            data = table.data[wanted.name]
            line = table.line_for(f'"{wanted.name}"]')
            yield read_element(Table(table.doc, data, f"“{wanted.name}”", line), wanted, area, words)
        else:
            what = f"The protocol of {area.name} does not say where “{wanted.name}” stands ({wanted.row})."
            table.fault("", what, "Name cards or parameters, or say what is `not_settled` and `who_settles` it.")


def read_element(t: Table, wanted: ProtocolElement, area: Area, words: Vocabulary) -> Element:
    """Where one element stands: in cards, parameters or words of the area's own, or who must still settle it."""
    kinds = dict.fromkeys(r.agency_kind for r in words.roles.values())
    element = Element(
        name=wanted.name,
        row=wanted.row,
        says=t.text("says", needed=False),
        cards=_cards(t, area),
        parameters=t.all_known("parameters", area.parameters, "a parameter this area settled"),
        leads=tuple(_lead(lead, area, words) for lead in t.tables("leads")),
        not_settled=t.text("not_settled", needed=False),
        who_settles=t.all_known("who_settles", {*kinds, PARTNERSHIP}, "a kind of agency"),
    )
    if not any(key in t.data for key in ANSWERS):
        t.fault("", f"“{wanted.name}” ({wanted.row}) is not answered.", f"Give one of: {', '.join(ANSWERS)}.")
    if bool(element.not_settled) != bool(element.who_settles):
        t.fault("", "`not_settled` and `who_settles` go together.", "Say what is open, and who must settle it.")
    for kind in wanted.leads:
        if kind not in {lead.agency_kind for lead in element.leads} and kind not in element.who_settles:
            t.fault("", f"Nobody leads for: {kind}.", "Name a lead, or let `who_settles` name that agency.")
    t.close()
    return element


def _cards(t: Table, area: Area) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for pattern in t.texts("cards"):
        fitting = [c for c in area.cards if fnmatchcase(c, pattern)]
        if not fitting:
            t.fault("cards", f"{area.name} has adopted no card “{pattern}”.", "Adopt it, or leave it out.", pattern)
        found |= dict.fromkeys(fitting)
    return tuple(found)


def _lead(t: Table, area: Area, words: Vocabulary) -> Lead:
    desks = {d.id: d for d in area.desks}
    role = t.known("role", words.roles, "a role")
    desk = t.known("desk", desks, "a desk of this area")
    if role and desk and role not in desks[desk].roles:
        t.fault("desk", f"The desk “{desk}” does not answer for the {role}.", "Name the desk that does.")
    t.close()
    return Lead(words.roles[role].agency_kind if role else "", role, desk)
