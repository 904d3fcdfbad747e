"""The way into the protocol library: what is asked of the reader, then every card by words, kind, document, area."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from sightline.audit.moments import day_of
from sightline.engine import Card, Version
from sightline.episodes.protocol import protocols
from sightline.web.actor import Asked, screen
from sightline.web.screens.protocol_shelf import (
    KINDS,
    adopted,
    area_names,
    asked_for,
    listed,
    newest,
    no_such_area,
    not_there,
    one_page,
    parts,
)

HERE = "/protocols"


def _found(card: Card, wanted: str, version: Version) -> bool:
    """Whether every word looked for stands somewhere on the card."""
    text = " ".join([card.id, card.title, version.reading, version.citation, *card.covers, *version.condition.facts])
    return all(word in text.casefold() for word in wanted.casefold().split())


def _chosen(asked: dict[str, str], on: date) -> list[Card]:
    """The cards that fit what was asked for: by kind in the order of KINDS, then by id."""
    kind, document = asked["kind"], asked["document"]
    fitting = [
        card
        for card in adopted(asked["area"])
        if kind in ("", card.kind)
        and document in ("", newest(card, on).document)
        and _found(card, asked["q"], newest(card, on))
    ]
    order = list(KINDS)
    return sorted(fitting, key=lambda card: (order.index(card.kind), card.id))


@screen
def library(request: Asked) -> HttpResponse:
    """Every card, a page at a time; narrowed by kind, document, area and words, all in the address."""
    book, on = protocols(), day_of(request.at)
    asked = asked_for(request, "q", "kind", "document", "area")
    kinds = {k: str(name) for k, name in KINDS.items() if any(c.kind == k for c in book.cards.values())}
    documents = {s.id: s.short for s in sorted(book.sources.values(), key=lambda s: s.short)}
    if wrong := no_such_area(request, asked["area"], HERE):
        return wrong
    if asked["kind"] and asked["kind"] not in kinds:
        return not_there(request, _("kind of card"), asked["kind"], kinds, HERE, "kind")
    if asked["document"] and asked["document"] not in documents:
        return not_there(request, _("document"), asked["document"], documents, HERE, "document")
    cards = _chosen(asked, on)
    shown, paged = one_page([listed(c, on) for c in cards], request.GET.get("page", ""))
    rest = urlencode({name: value for name, value in asked.items() if value})
    return render(
        request,
        "protocol/library.html",
        paged
        | {
            "parts": parts("search", asked["area"]),
            "groups": [(kind, list(group)) for kind, group in groupby(shown, lambda c: c.kind)],
            "count": len(cards),
            "total": len(book.cards),
            "asked": asked,
            "narrowed": any(asked.values()),
            "query": f"{rest}&" if rest else "",
            "edition": book.edition,
            "kinds": kinds.items(),
            "documents": documents.items(),
            "areas": area_names().items(),
            "own_area": request.actor.area if request.actor.area in book.areas else "",
        },
    )


urlpatterns = [path("protocols", library)]
