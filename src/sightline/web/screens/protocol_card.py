"""One protocol card beside its source, with everything a reviewer asks for. Shows what it says; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from sightline.audit.moments import day_of
from sightline.engine import Area, Card, Source, Version
from sightline.engine.model import TOUR_OF_DUTY, Clock, Departure, Duty, Tightening
from sightline.engine.review.compare import settled_timing
from sightline.engine.tighten import in_area
from sightline.episodes.protocol import protocols
from sightline.insight.touched import touched
from sightline.web.actor import Asked, screen
from sightline.web.screens.protocol_example import worked
from sightline.web.screens.protocol_history import acts, steps
from sightline.web.screens.protocol_line import Line, drawn
from sightline.web.screens.protocol_moments import MOMENTS, moments_of
from sightline.web.screens.protocol_shelf import (
    KINDS,
    address,
    area_names,
    coming,
    newest,
    no_such_area,
    not_there,
    of_viewer,
    state_of,
)
from sightline.web.screens.protocol_words import (
    DutyWords,
    Row,
    applies_rows,
    does_rows,
    duty_words,
    period_words,
    timing_words,
    value_words,
)

EPISODES = 20  # on a page


@dataclass(frozen=True, slots=True)
class Shown:
    """One version of a card as its page shows it, beside its source; its times in an area's terms, if one is given."""

    version: Version
    source: Source
    in_force: bool
    applies: list[Row]
    does: list[Row]
    duties: list[DutyWords]
    line: Line | None


def shown(card: Card, version: Version, on: date, area: Area | None = None) -> Shown:
    """A version of a card ready for a page."""
    duties = duties_in(card, version, area)
    return Shown(
        version=version,
        source=protocols().sources[version.document],
        in_force=card.in_force(on) is version,
        applies=applies_rows(version),
        does=does_rows(version),
        duties=[duty_words(d) for d in duties],
        line=drawn(duties) if duties else None,
    )


def duties_in(card: Card, version: Version, area: Area | None) -> tuple[Duty, ...]:
    """The duties of a version, as strict as an area made them and with its own times where one is given."""
    if not isinstance(version.body, Clock):
        return ()
    if area is None:
        return version.body.duties
    duties = in_area(area, card, version.body).duties
    return tuple(replace(d, timing=settled_timing(area, d.timing)) for d in duties)


@dataclass(frozen=True, slots=True)
class Adopted:
    """An area that works by the card: what it settled, where it is stricter, and where it departs from its nation."""

    area: Area
    settings: list[tuple[str, str]]
    tightened: list[tuple[Tightening, str]]
    departures: list[tuple[Departure, str]]


def parameters_of(card: Card) -> set[str]:
    """The parameters of an area that a card's times are taken from, or that choose this card or leave it out."""
    clocks = [v.body for v in card.versions if isinstance(v.body, Clock)]
    duties = [duty for clock in clocks for duty in clock.duties]
    periods = [p for d in duties for p in (d.timing.period, d.timing.until) if p]
    times = {p.parameter for p in periods if p.parameter}
    times |= {d.acknowledge_parameter for d in duties if d.acknowledge_parameter}
    times |= {"tours of duty end at" for d in duties if d.timing.by == TOUR_OF_DUTY}
    times |= {"the working day ends at" for p in periods if p.working_days}
    known = protocols().vocabulary.parameters.values()
    return times | {p.name for p in known if _names(p.needs, card) or _names(p.excludes, card)}


def _names(by_choice: Any, card: Card) -> bool:
    return any(card.id in entry.split(" or ") for entries in by_choice.values() for entry in entries)


def adopted_by(card: Card) -> list[Adopted]:
    """Every area that adopted a card, with what it made of it."""
    names = sorted(parameters_of(card))
    return [_adopted(area, card, names) for area in protocols().areas.values() if card.id in area.cards]


def _adopted(area: Area, card: Card, names: Sequence[str]) -> Adopted:
    settled = [(n, value_words(area.parameters[n])) for n in names if n in area.parameters]
    departs = [(d, value_words(area.parameters.get(d.parameter))) for d in area.departures if d.parameter in names]
    stricter = [(t, stricter_words(t)) for t in area.tightened if t.card == card.id]
    return Adopted(area, settled, stricter, departs)


def stricter_words(entry: Tightening) -> str:
    """What a tightening makes of its duty: the shorter time, the stronger verb, the quicker "seen"."""
    said = [
        _("within %s") % period_words(entry.within) if entry.within else "",
        _("every %s") % period_words(entry.every) if entry.every else "",
        _("seen within %s") % value_words(entry.acknowledge_within) if entry.acknowledge_within else "",
        entry.strength or "",
    ]
    return ", ".join(part for part in said if part)


def _areas_to_choose(card: Card, current: Area | None) -> list[dict[str, Any]]:
    """The areas in whose terms the times may be read; none where the times are the same everywhere."""
    areas = [a for a in protocols().areas.values() if card.id in a.cards]
    said = {tuple(timing_words(d.timing) for d in duties_in(card, card.versions[-1], a)) for a in areas}
    if len(said) < 2:
        return []
    here = f"/protocols/{card.id}"
    return [{"text": a.name, "href": address(here, area=a.id), "current": a is current} for a in areas]


@screen
def card_page(request: Asked, card_id: str) -> HttpResponse:
    """One card: what we read, beside the document and place it was read in, with everything a reviewer asks for."""
    book, on, wanted = protocols(), day_of(request.at), request.GET.get("area", "").strip()
    card = book.cards.get(card_id.upper())
    if card is None:
        names = {c.id: f"{c.id} {c.title}" for c in book.cards.values()}
        return not_there(request, _("card"), card_id.upper(), names, "/protocols", "")
    if wrong := no_such_area(request, wanted, f"/protocols/{card.id}"):
        return wrong
    area, now = of_viewer(wanted, request.actor.area, card), newest(card, on)
    about = _about(card, now, on, area) | _episodes(request, card, wanted)
    about["breadcrumbs"] = [{"text": _("Protocol cards"), "href": "/protocols"}, {"text": card.id}]
    return render(request, "protocol/card.html", about)


def _episodes(request: Asked, card: Card, area: str) -> dict[str, Any]:
    """The open episodes the card touches, a page of them, for whoever may see them."""
    asked = request.GET.get("page", "")
    page = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    found = touched(request.actor, card, at=request.at, first=(page - 1) * EPISODES, most=EPISODES)
    pages = max(1, -(-found.yours // EPISODES))
    query = address("", area=area).removeprefix("?")
    return {"touched": found, "page": min(page, pages), "pages": pages, "query": f"{query}&" if query else ""}


def _about(card: Card, now: Version, on: date, area: Area | None) -> dict[str, Any]:
    adopted = adopted_by(card)
    moments = moments_of(card, now, protocols().vocabulary)
    return {
        "card": card,
        "kind": KINDS[card.kind],
        "state": state_of(card, on),
        "coming": coming(card, on) if card.in_force(on) else None,
        "shown": shown(card, now, on, area),
        "area": area,
        "area_adopted": area is not None and card.id in area.cards,
        "choose": _areas_to_choose(card, area),
        "moments": [(MOMENTS[m].name, address("/protocols/by-moment", moment=m)) for m in moments],
        "examples": worked(card),
        "others": [shown(card, v, on, area) for v in reversed(card.versions) if v is not now],
        "steps": steps(card),
        "acts": acts(protocols().register, card),
        "adopted": adopted,
        "not_adopted": [name for id, name in area_names().items() if id not in {a.area.id for a in adopted}],
        "edition": protocols().edition,
    }


urlpatterns = [path("protocols/<str:card_id>", card_page)]
