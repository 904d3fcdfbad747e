"""The library by document, in the order of its paragraphs, and by moment of an episode. Shows; decides nothing."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from sightline.audit.moments import day_of
from sightline.engine import Card
from sightline.episodes.protocol import protocols
from sightline.web.actor import Asked, screen
from sightline.web.screens.protocol_moments import MOMENTS, moments_of
from sightline.web.screens.protocol_places import in_order
from sightline.web.screens.protocol_shelf import (
    KINDS,
    Listed,
    address,
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

DOCUMENT, MOMENT = "/protocols/by-document", "/protocols/by-moment"
Group = tuple[str, list[Listed]]


def _by_place(document: str, cards: list[Card], on: date) -> list[Listed]:
    return sorted((listed(c, on) for c in cards), key=lambda c: (in_order(document, c.place), c.id))


def _page(request: Asked, part: str, area: str, **more: Any) -> HttpResponse:
    shown = {"parts": parts(part, area), "areas": area_names().items(), "area": area}
    return render(request, "protocol/browse.html", shown | more)


def _paged(request: Asked, cards: list[Listed], by: str) -> tuple[list[Group], dict[str, int]]:
    """The cards of a page of the list under their headings: the place in the document, or the kind."""
    shown, paged = one_page(cards, request.GET.get("page", ""))
    groups = (list(group) for _heading, group in groupby(shown, lambda c: str(getattr(c, by)).casefold()))
    return [(str(getattr(group[0], by)), group) for group in groups], paged


def _query(**asked: str) -> str:
    found = address("", **asked).removeprefix("?")
    return f"{found}&" if found else ""


@screen
def by_document(request: Asked) -> HttpResponse:
    """The documents, or the cards of one of them in the order of its paragraphs."""
    book, on = protocols(), day_of(request.at)
    asked = asked_for(request, "document", "area")
    if wrong := no_such_area(request, asked["area"], DOCUMENT):
        return wrong
    if not asked["document"]:
        return _documents(request, asked["area"], on)
    source = book.sources.get(asked["document"])
    if source is None:
        names = {s.id: s.title for s in book.sources.values()}
        return not_there(request, _("document"), asked["document"], names, DOCUMENT, "document")
    theirs = [c for c in adopted(asked["area"]) if newest(c, on).document == source.id]
    cards = _by_place(source.id, theirs, on)
    groups, paged = _paged(request, cards, "place")
    about = f"{source.publisher}, {source.published}"
    return _page(request, "document", asked["area"], title=source.title, about=about, groups=groups, count=len(cards),
                 query=_query(**asked), kept=[("document", source.id)], action=DOCUMENT, **paged)  # fmt: skip


def _documents(request: Asked, area: str, on: date) -> HttpResponse:
    cards = [newest(card, on).document for card in adopted(area)]
    sources = sorted(protocols().sources.values(), key=lambda s: s.title)
    ways = [
        {
            "text": source.title,
            "says": f"{source.publisher}, {source.published}",
            "href": address(DOCUMENT, area=area, document=source.id),
            "count": cards.count(source.id),
        }
        for source in sources
        if source.id in cards
    ]
    return _page(request, "document", area, title=_("Cards by document"), ways=ways, action=DOCUMENT,
                 about=_("Each document of guidance, with its cards in the order of its paragraphs."))  # fmt: skip


@screen
def by_moment(request: Asked) -> HttpResponse:
    """The moments of an episode, or the cards of one of them by kind."""
    on, asked = day_of(request.at), asked_for(request, "moment", "area")
    if wrong := no_such_area(request, asked["area"], MOMENT):
        return wrong
    words = protocols().vocabulary
    cards = {card.id: (card, moments_of(card, newest(card, on), words)) for card in adopted(asked["area"])}
    if not asked["moment"]:
        return _moments(request, asked["area"], [m for _card, moments in cards.values() for m in moments])
    if asked["moment"] not in MOMENTS:
        names = {name: str(moment.name) for name, moment in MOMENTS.items()}
        return not_there(request, _("moment"), asked["moment"], names, MOMENT, "moment")
    order, moment = list(KINDS), MOMENTS[asked["moment"]]
    fitting = [card for card, moments in cards.values() if asked["moment"] in moments]
    chosen = [listed(card, on) for card in sorted(fitting, key=lambda c: (order.index(c.kind), c.id))]
    groups, paged = _paged(request, chosen, "kind")
    return _page(request, "moment", asked["area"], title=moment.name, about=moment.hint, groups=groups,
                 count=len(chosen), query=_query(**asked), kept=[("moment", asked["moment"])], action=MOMENT,
                 **paged)  # fmt: skip


def _moments(request: Asked, area: str, found: list[str]) -> HttpResponse:
    ways = [
        {
            "text": moment.name,
            "says": moment.hint,
            "href": address(MOMENT, area=area, moment=name),
            "count": found.count(name),
        }
        for name, moment in MOMENTS.items()
    ]
    return _page(request, "moment", area, title=_("Cards by moment of an episode"), ways=ways, action=MOMENT,
                 about=_("A card stands where its clock starts, or where what it speaks of is decided, told or "
                         "written down. Some stand at more than one."))  # fmt: skip


urlpatterns = [path("protocols/by-document", by_document), path("protocols/by-moment", by_moment)]
