"""Two areas side by side: what each settled, what only one adopted, what falls due at other times. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from sightline.audit.moments import day_of
from sightline.engine import Area, Card
from sightline.engine.model import TOUR_OF_DUTY
from sightline.engine.review.compare import Comparison, Earliest, Settled, compare
from sightline.episodes.protocol import protocols
from sightline.web.actor import Asked, screen
from sightline.web.screens.protocol_shelf import (
    KINDS,
    address,
    area_names,
    asked_for,
    listed,
    not_there,
    parts,
)
from sightline.web.screens.protocol_words import timing_words, value_words

HERE = "/protocols/compare"
SECTIONS = ("settled", "times", "a", "b")  # the parts of a comparison, each an address of its own


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of a comparison in words: what is compared, where it comes from, and what either area says."""

    what: str
    about: str
    a: str
    b: str
    differs: bool


def _settled(found: Settled) -> Pair:
    parameter = found.parameter
    about = f"{parameter.row}. {parameter.meaning}"
    return Pair(parameter.name, about, value_words(found.a), value_words(found.b), found.differs)


def _times(found: Comparison) -> list[dict[str, Any]]:
    return [
        {"do": pair.do, "who": pair.who, "to": pair.to, "a": _earliest(pair.a), "b": _earliest(pair.b)}
        for pair in found.duties
    ]


def _earliest(found: Earliest) -> dict[str, Any]:
    when = timing_words(found.timing)
    if found.timing.by == TOUR_OF_DUTY and found.times:
        when += f" ({_(', ').join(f'{t:%H:%M}' for t in found.times)})"
    return {"says": f"{found.strength}, {when}", "cards": found.cards}


def _only(cards: tuple[Card, ...], request: Asked) -> list[tuple[str, list[Any]]]:
    """The cards of one side by kind, in the order of KINDS."""
    order, on = list(KINDS), day_of(request.at)
    shown = [listed(c, on) for c in sorted(cards, key=lambda c: (order.index(c.kind), c.id))]
    return [(kind, list(group)) for kind, group in groupby(shown, lambda c: c.kind)]


def _sections(found: Comparison, asked: dict[str, str], current: str) -> list[dict[str, Any]]:
    differing = sum(1 for pair in found.parameters if pair.differs)
    names = {
        "settled": (_("Settled differently"), differing),
        "times": (_("Due at other times"), len(found.duties)),
        "a": (_("Only in %s") % found.a.name, len(found.only_a)),
        "b": (_("Only in %s") % found.b.name, len(found.only_b)),
    }
    return [
        {"text": text, "count": count, "current": name == current,
         "href": address(HERE, **asked | {"part": name})}
        for name, (text, count) in names.items() if name != "settled" or not asked["kind"]
    ]  # fmt: skip


@screen
def compare_areas(request: Asked) -> HttpResponse:
    """Two areas side by side, a part at a time; without two areas, the form that asks for them."""
    book, asked = protocols(), asked_for(request, "a", "b", "kind")
    kinds = {k: str(name) for k, name in KINDS.items() if any(c.kind == k for c in book.cards.values())}
    for name in ("a", "b"):
        if asked[name] and asked[name] not in book.areas:
            other = {k: v for k, v in asked.items() if k != name}
            return not_there(request, _("area"), asked[name], area_names(), address(HERE, **other), name)
    if asked["kind"] and asked["kind"] not in kinds:
        rest = address(HERE, a=asked["a"], b=asked["b"])
        return not_there(request, _("kind of card"), asked["kind"], kinds, rest, "kind")
    shown = {"parts": parts("compare"), "areas": area_names().items(), "kinds": kinds.items(), "asked": asked,
             "same": bool(asked["a"]) and asked["a"] == asked["b"], "own_area": request.actor.area}  # fmt: skip
    if asked["a"] and asked["b"] and not shown["same"]:
        shown |= _compared(request, asked)
    return render(request, "protocol/compare.html", shown)


def _compared(request: Asked, asked: dict[str, str]) -> dict[str, Any]:
    found = compare(protocols(), asked["a"], asked["b"], on=day_of(request.at), kind=asked["kind"])
    first = "times" if asked["kind"] else "settled"
    wanted = request.GET.get("part", "")
    part = wanted if wanted in SECTIONS and (wanted != "settled" or not asked["kind"]) else first
    sides: dict[str, tuple[Area, tuple[Card, ...]]] = {"a": (found.a, found.only_a), "b": (found.b, found.only_b)}
    return {
        "found": found,
        "part": part,
        "sections": _sections(found, asked, part),
        "settled": [_settled(pair) for pair in found.parameters] if part == "settled" else [],
        "times": _times(found) if part == "times" else [],
        "only": _only(sides[part][1], request) if part in sides else [],
        "only_in": sides[part][0] if part in sides else None,
    }


urlpatterns = [path("protocols/compare", compare_areas)]
