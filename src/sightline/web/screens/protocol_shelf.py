"""What the pages of the protocol library share: parts, a card in one line, pages, an answer to a wrong address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from sightline.engine import Area, Card, Version, nearest
from sightline.episodes.protocol import protocols
from sightline.web.words import day_words

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
PARTS = (
    ("search", later("Search"), "/protocols"),
    ("document", later("By document"), "/protocols/by-document"),
    ("moment", later("By moment"), "/protocols/by-moment"),
    ("role", later("By who must act"), "/protocols/by-role"),
    ("compare", later("Compare areas"), "/protocols/compare"),
    ("print", later("Print"), "/protocols/print"),
    ("coverage", later("Coverage"), "/protocols/coverage"),
)
OF_AN_AREA = ("search", "document", "moment", "role", "print")  # parts that keep to the area one is looking at
PER_PAGE = 60
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Listed:
    """One card in a list: what it says in one line, and where that stands."""

    id: str
    title: str
    kind: str
    citation: str
    place: str
    state: str  # empty where it is in force


def coming(card: Card, on: date) -> Version | None:
    """The next version that comes into force after a day."""
    later_ones = (v for v in card.versions if v.in_force_from > on and v.starts)
    return min(later_ones, key=lambda v: v.in_force_from, default=None)


def newest(card: Card, on: date) -> Version:
    """The version in force, else the next that will be, else the last there was."""
    return card.in_force(on) or coming(card, on) or card.versions[-1]


def state_of(card: Card, on: date) -> str:
    """What a reader must know first about a card on a day; empty where it is in force."""
    if card.in_force(on):
        return ""
    soon = coming(card, on)
    return _("from %s") % day_words(soon.in_force_from) if soon else _("withdrawn")


def listed(card: Card, on: date) -> Listed:
    """A card as it stands in a list on a day."""
    version = newest(card, on)
    return Listed(card.id, card.title, str(KINDS[card.kind]), version.citation, version.at, state_of(card, on))


def address(path: str, **asked: Any) -> str:
    """An address with what is asked for in it; what is empty is left out."""
    filled = {name: value for name, value in asked.items() if value}
    return f"{path}{'&' if '?' in path else '?'}{urlencode(filled)}" if filled else path


def asked_for(request: HttpRequest, *names: str) -> dict[str, str]:
    """What the address asks for, by name; empty where it does not."""
    return {name: request.GET.get(name, "").strip() for name in names}


def parts(current: str, area: str = "") -> list[dict[str, Any]]:
    """The parts of the library as links, for `section_nav`."""
    return [
        {"text": text, "href": address(href, area=area if name in OF_AN_AREA else ""), "current": name == current}
        for name, text, href in PARTS
    ]


def area_names() -> dict[str, str]:
    """Every area by id, with its name."""
    return {area.id: area.name for area in protocols().areas.values()}


def adopted(area: str) -> list[Card]:
    """The cards of an area in the order of their ids; every card where no area is named."""
    book = protocols()
    ids = book.areas[area].cards if area else book.cards
    return [book.cards[c] for c in sorted(ids)]


def one_page(items: Sequence[Item], number: str) -> tuple[Sequence[Item], dict[str, int]]:
    """The items of a page of a list, and which page of how many it is; a number that is none stands for the first."""
    pages = max(1, -(-len(items) // PER_PAGE))
    wanted = int(number) if number.isdecimal() and len(number) < 9 else 1
    page = min(max(wanted, 1), pages)
    return items[(page - 1) * PER_PAGE : page * PER_PAGE], {"page": page, "pages": pages}


def not_there(
    request: HttpRequest, kind: str, wanted: str, known: Mapping[str, str], path: str, name: str
) -> HttpResponse:
    """Say that what the address asks for does not exist; offer the nearest, and all there are where they are few."""
    near = nearest(wanted, [*known, *known.values()])
    near = next((k for k, said in known.items() if near in (k, said)), "")
    links = [{"text": said, "href": _linked(path, name, k), "near": k == near} for k, said in known.items()]
    title = _("There is no %(kind)s “%(wanted)s”") % {"kind": kind, "wanted": wanted[:80]}
    shown = {
        "title": title,
        "parts": parts(""),
        "near": [link for link in links if link["near"]],
        "all": links if len(links) <= PER_PAGE else [],
    }
    return render(request, "protocol/not_there.html", shown, status=404)


def _linked(path: str, name: str, value: str) -> str:
    return address(path, **{name: value}) if name else f"{path}/{value}"


def no_such_area(request: HttpRequest, wanted: str, path: str) -> HttpResponse | None:
    """The answer to an area nobody knows; None where it is known, or none is named."""
    if not wanted or wanted in protocols().areas:
        return None
    return not_there(request, _("area"), wanted, area_names(), path, "area")


def of_viewer(area: str, viewer: str, card: Card) -> Area | None:
    """The area in whose terms a card is read: the one asked for, else the viewer's own where it adopted the card."""
    areas = protocols().areas
    return areas.get(area) or next((a for a in areas.values() if a.id == viewer and card.id in a.cards), None)
