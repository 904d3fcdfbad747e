"""The protocol library: every card, and one card beside its source. Shows what the cards say; touches no record."""

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
from sightline.engine import Card, Version
from sightline.engine.model import Area, Clock, Source, Tightening
from sightline.episodes.protocol import protocols
from sightline.web.actor import Asked, screen
from sightline.web.faults import page
from sightline.web.screens.protocol_line import Line, drawn
from sightline.web.screens.protocol_words import (
    DutyWords,
    Row,
    applies_rows,
    does_rows,
    duties_of,
    example_rows,
    period_words,
)

KINDS = {
    "definition": later("Definitions"),
    "category": later("Categories"),
    "risk": later("Risk"),
    "duty": later("Duties with clocks"),
    "threshold": later("Thresholds"),
    "authority": later("Who decides"),
    "sharing": later("Who is told"),
    "record": later("What a record holds"),
    "statutory": later("Statutory returns"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One card in the list: what it says in one line, and where that stands."""

    id: str
    title: str
    citation: str
    in_force_from: date


def _newest(card: Card, on: date) -> Version:
    """The version in force, or the first that will be."""
    return card.in_force(on) or card.versions[0]


def _found(card: Card, wanted: str, version: Version) -> bool:
    """Whether every word looked for stands somewhere on the card."""
    text = " ".join([card.id, card.title, version.reading, version.citation, *card.covers, *version.condition.facts])
    return all(word in text.casefold() for word in wanted.casefold().split())


def _chosen(kind: str, document: str, area: str, wanted: str, on: date) -> list[tuple[str, list[Listed]]]:
    """The cards that fit what was chosen, grouped by kind in the order of KINDS."""
    book = protocols()
    adopted = set(book.areas[area].cards) if area in book.areas else set(book.cards)
    groups: dict[str, list[Listed]] = {}
    for card in sorted(book.cards.values(), key=lambda c: c.id):
        version = _newest(card, on)
        fits = kind in ("", card.kind) and document in ("", version.document) and card.id in adopted
        if fits and _found(card, wanted, version):
            groups.setdefault(card.kind, []).append(
                Listed(card.id, card.title, version.citation, version.in_force_from)
            )
    return [(str(KINDS[k]), groups[k]) for k in KINDS if k in groups]


@screen
def library(request: Asked) -> HttpResponse:
    """Every card by kind; narrowed by kind, document, area and words, all in the address."""
    book = protocols()
    asked = {name: request.GET.get(name, "").strip() for name in ("kind", "document", "area", "q")}
    groups = _chosen(asked["kind"], asked["document"], asked["area"], asked["q"], day_of(request.at))
    used = {v.document for c in book.cards.values() for v in c.versions}
    return render(
        request,
        "protocol/library.html",
        {
            "groups": groups,
            "count": sum(len(cards) for _kind, cards in groups),
            "total": len(book.cards),
            "asked": asked,
            "narrowed": any(asked.values()),
            "edition": book.edition,
            "kinds": [(k, name) for k, name in KINDS.items() if any(c.kind == k for c in book.cards.values())],
            "documents": sorted((s.id, s.short) for s in book.sources.values() if s.id in used),
            "areas": [(a.id, a.name) for a in book.areas.values()],
        },
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """One version of a card as its page shows it, beside its source."""

    version: Version
    source: Source
    in_force: bool
    applies: list[Row]
    does: list[Row]
    duties: list[DutyWords]
    line: Line | None


def _shown(card: Card, version: Version, on: date) -> Shown:
    body = version.body
    return Shown(
        version=version,
        source=protocols().sources[version.document],
        in_force=card.in_force(on) is version,
        applies=applies_rows(version),
        does=does_rows(version),
        duties=duties_of(version),
        line=drawn(body.duties) if isinstance(body, Clock) else None,
    )


@dataclass(frozen=True, slots=True)
class Adopted:
    """An area that works by the card: what it set itself, and where it is stricter."""

    area: Area
    settings: list[tuple[str, str]]
    tightened: list[Tightening]


def _parameters(version: Version) -> set[str]:
    duties = version.body.duties if isinstance(version.body, Clock) else ()
    periods = [p for d in duties for p in (d.timing.period, d.timing.until) if p]
    return {p.parameter for p in periods if p.parameter}


def _adopted(card: Card, version: Version) -> list[Adopted]:
    names = sorted(_parameters(version))
    return [
        Adopted(
            area,
            [(n, period_words(area.period(n)) or _("not set")) for n in names],
            [t for t in area.tightened if t.card == card.id],
        )
        for area in protocols().areas.values()
        if card.id in area.cards
    ]


@screen
def card_page(request: Asked, card_id: str) -> HttpResponse:
    """One card: what we read, beside the document and place it was read in, with everything a reviewer asks for."""
    book, on = protocols(), day_of(request.at)
    card = book.cards.get(card_id.upper())
    if card is None:
        return page(request, _("Page not found"), _("There is no card with this id. Look for it in the library."), 404)
    now = _newest(card, on)
    examples: list[dict[str, Any]] = [
        {"title": e.title, "given": example_rows(e.given), "expect": example_rows(e.expect)} for e in card.examples
    ]
    return render(
        request,
        "protocol/card.html",
        {
            "card": card,
            "breadcrumbs": [{"text": _("Protocol cards"), "href": "/protocols"}, {"text": card.id}],
            "kind": KINDS.get(card.kind, card.kind),
            "shown": _shown(card, now, on),
            "examples": examples,
            "others": [_shown(card, v, on) for v in reversed(card.versions) if v is not now],
            "adopted": _adopted(card, now),
            "edition": book.edition,
        },
    )


urlpatterns = [path("protocols", library), path("protocols/<str:card_id>", card_page)]
