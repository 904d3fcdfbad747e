"""The protocol of an area as one document for its board to read and sign. Shows what is adopted; changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from sightline.audit.moments import day_of
from sightline.engine import Area, Card
from sightline.episodes.protocol import protocols
from sightline.web.actor import Asked, screen
from sightline.web.screens.protocol_card import Shown, shown, stricter_words
from sightline.web.screens.protocol_example import Worked, worked
from sightline.web.screens.protocol_role import AGENCIES
from sightline.web.screens.protocol_shelf import (
    KINDS,
    address,
    area_names,
    asked_for,
    newest,
    no_such_area,
    not_there,
    parts,
    state_of,
)
from sightline.web.screens.protocol_words import value_words

HERE = "/protocols/print"
SETTLED, ALL = "settled", "all"
SETTLEMENT = later("What the area settled")


@dataclass(frozen=True, slots=True)
class Printed:
    """One card on paper: what we read, where it stands, who must do what by when, and every example."""

    card: Card
    shown: Shown
    state: str
    examples: list[Worked]


def _printed(card: Card, area: Area, on: date) -> Printed:
    return Printed(card, shown(card, newest(card, on), on, area), state_of(card, on), worked(card))


def _cards(area: Area, kind: str) -> list[Card]:
    book = protocols()
    return [book.cards[c] for c in sorted(area.cards) if book.cards[c].kind == kind]


def _contents(area: Area) -> list[dict[str, Any]]:
    """The sections of the document, with how much stands in each; empty ones are left out."""
    kinds = [(kind, KINDS[kind], len(_cards(area, kind))) for kind in KINDS]
    sections = [(SETTLED, SETTLEMENT, len(area.parameters)), *((k, name, n) for k, name, n in kinds if n)]
    return [
        {"id": id, "text": name, "count": n, "number": number, "href": address(HERE, area=area.id, section=id)}
        for number, (id, name, n) in enumerate(sections, start=1)
    ]


def _settled(area: Area) -> dict[str, Any]:
    """What the area settled, where it departs from its nation, where it is stricter, and what is still open."""
    known = protocols().vocabulary.parameters
    return {
        "parameters": [(known[n].row, n, value_words(area.parameters[n])) for n in known if n in area.parameters],
        "departures": [(d, value_words(area.parameters.get(d.parameter))) for d in area.departures],
        "tightened": [(t, stricter_words(t)) for t in area.tightened],
        "protocol": area.protocol,
    }


def _document(area: Area, section: str, on: date) -> list[dict[str, Any]]:
    """The sections asked for, each with what stands in it."""
    wanted = [part for part in _contents(area) if section in (part["id"], ALL)]
    return [
        part | ({"settled": _settled(area)} if part["id"] == SETTLED else
                {"cards": [_printed(card, area, on) for card in _cards(area, part["id"])]})
        for part in wanted
    ]  # fmt: skip


@screen
def print_area(request: Asked) -> HttpResponse:
    """The document of an area: its front page and contents, one section, or with `section=all` everything at once."""
    on, asked = day_of(request.at), asked_for(request, "area", "section")
    if wrong := no_such_area(request, asked["area"], HERE):
        return wrong
    if not asked["area"]:
        ways = [{"text": name, "href": address(HERE, area=id)} for id, name in area_names().items()]
        own = address(HERE, area=request.actor.area) if request.actor.area in protocols().areas else ""
        return render(request, "protocol/print_which.html", {"parts": parts("print"), "ways": ways, "own": own})
    area = protocols().areas[asked["area"]]
    contents = _contents(area)
    known = {part["id"]: str(part["text"]) for part in contents} | {ALL: _("The whole document")}
    if asked["section"] and asked["section"] not in known:
        rest = address(HERE, area=area.id)
        return not_there(request, _("section"), asked["section"], known, rest, "section")
    shown = {
        "parts": parts("print", area.id), "area": area, "edition": protocols().edition, "on": on, "contents": contents,
        "section": asked["section"], "document": _document(area, asked["section"], on), "cards": len(area.cards),
        "all": address(HERE, area=area.id, section=ALL), "front": address(HERE, area=area.id),
        "signers": _signers(area),
    }  # fmt: skip
    return render(request, "protocol/print.html", shown)


def _signers(area: Area) -> list[tuple[str, str]]:
    """Who signs: the chair of the board, then each kind of agency with a desk, by its lead where the area names one."""
    leads = {lead.agency_kind: lead.role for element in area.protocol for lead in element.leads}
    kinds = [kind for kind in AGENCIES if kind in leads or kind in {desk.agency_kind for desk in area.desks}]
    name = "name of the safeguarding board"
    board = _("Safeguarding board") if area.label(name) == name else area.label(name)
    return [(board, _("chair")), *((str(AGENCIES[kind]), leads.get(kind, "")) for kind in kinds)]


urlpatterns = [path("protocols/print", print_area)]
