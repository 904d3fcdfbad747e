"""The library by who must act: what the guidance asks of a role, lets it decide, has it tell and be told.

Reads cards only: what a person has to do now stands on the duty board.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from sightline.audit.moments import day_of
from sightline.engine import Area, Card, Role, Version
from sightline.engine.model import Authority, Clock, Duty, Sharing
from sightline.engine.review.compare import reckoned, settled_timing
from sightline.engine.tighten import in_area
from sightline.episodes.protocol import protocols
from sightline.web.actor import Asked, screen
from sightline.web.screens.protocol_moments import MOMENTS, moments_of
from sightline.web.screens.protocol_shelf import (
    address,
    adopted,
    area_names,
    asked_for,
    newest,
    no_such_area,
    not_there,
    parts,
)
from sightline.web.screens.protocol_words import timing_words

HERE = "/protocols/by-role"
AGENCIES = {
    "police": later("Police"), "local authority": later("Local authority"),
    "provider": later("Homes, foster carers and interviewers"), "health": later("Health"),
    "education": later("Education"), "national": later("National bodies"), "voluntary": later("Charities"),
    "family": later("Family and informants"), "other": later("Boards and others"),
}  # fmt: skip
SECTIONS = {
    "does": later("Must or should do"), "decides": later("Decides"), "tells": later("Tells"), "hears": later("Is told"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """What one card asks of a role, in one line; `role` is the role the card names, where that is a wider one."""

    card: Card
    citation: str
    says: str
    role: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do, decide, tell or hear, with every card that says so. `order` puts the soonest first."""

    what: str
    lines: list[Line]
    order: tuple[Any, ...]


def acts_as(role: str) -> frozenset[str]:
    """The roles in whose name a role is asked: itself, and every wider one that includes it."""
    words = protocols().vocabulary
    return frozenset(name for name in words.roles if role in words.members(name))


def _cards(area: str, on: date) -> Iterator[tuple[Card, Version]]:
    return ((card, newest(card, on)) for card in adopted(area))


def _duties(card: Card, version: Version, area: Area | None) -> Iterator[Duty]:
    """The duties of a card, in the area's own terms where one is named."""
    if isinstance(version.body, Clock):
        yield from (in_area(area, card, version.body) if area else version.body).duties


def _when(duty: Duty, area: Area | None) -> str:
    return f"{duty.strength}, {timing_words(settled_timing(area, duty.timing) if area else duty.timing)}"


def asked_of(role: str, area: str, on: date) -> dict[str, list[Item]]:
    """What the cards ask a role to do, by moment, the soonest first; one item for what several cards ask."""
    names, book = acts_as(role), protocols()
    here = book.areas.get(area)
    found: dict[tuple[str, str, str], list[tuple[Any, Line]]] = {}
    for card, version in _cards(area, on):
        moment = moments_of(card, version, book.vocabulary)[0]
        for duty in _duties(card, version, here):
            if duty.who in names:
                line = Line(card, version.citation, _when(duty, here), duty.who if duty.who != role else "")
                timing = settled_timing(here, duty.timing) if here else duty.timing
                found.setdefault((moment, duty.do, duty.to or ""), []).append((reckoned(timing), line))
    items: dict[str, list[Item]] = {moment: [] for moment in MOMENTS}
    for (moment, do, to), lines in found.items():
        lines.sort(key=lambda pair: (pair[0], pair[1].card.id))
        what = _("%(do)s (to %(to)s)") % {"do": do, "to": to} if to else do
        items[moment].append(Item(what, [line for _when, line in lines], (lines[0][0], do)))
    return {moment: sorted(asked, key=lambda i: i.order) for moment, asked in items.items() if asked}


def _of_others(section: str, role: str, area: str, on: date) -> list[Item]:
    """What a role may decide, tells or is told, one item for each thing, in the order of the words."""
    found: dict[str, list[Line]] = {}
    for card, version in _cards(area, on):
        for what, says, name in SAYS[section](version, acts_as(role)):
            line = Line(card, version.citation, says, name if name != role else "")
            found.setdefault(what, []).append(line)
    return [Item(what, found[what], (what,)) for what in sorted(found)]


def _decides(version: Version, names: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    body = version.body
    if isinstance(body, Authority):
        yield from ((body.decision, _("may"), n) for n in body.may if n in names)
        yield from ((body.decision, _("may not"), n) for n in body.may_not if n in names)


def _tells(version: Version, names: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    body = version.body
    if isinstance(body, Sharing) and body.by in names:
        told = _("never tells %s") if body.withholds else f"{body.strength}, " + _("to %s")
        yield body.what, told % ", ".join(body.to), body.by or ""


def _hears(version: Version, names: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    body = version.body
    if isinstance(body, Sharing):
        told = f"{body.strength}, " + _("by %s") % (body.by or _("whoever knows"))
        says = _("is not told") if body.withholds else told
        yield from ((body.what, says, name) for name in body.to if name in names)


SAYS = {"decides": _decides, "tells": _tells, "hears": _hears}


def _counts(area: str, on: date) -> Counter[str]:
    """In how many cards each role is asked to do something, wider roles included."""
    who = Counter[str]()
    for card, version in _cards(area, on):
        who.update({d.who for d in _duties(card, version, None)})
    members = {name: protocols().vocabulary.members(name) for name in who}
    return Counter(
        {role: sum(who[name] for name in who if role in members[name]) for role in protocols().vocabulary.roles}
    )


def _roles(request: Asked, area: str, on: date) -> HttpResponse:
    """Every role that is asked for something, by kind of agency; the reader's own first."""
    words, counts = protocols().vocabulary, _counts(area, on)
    kinds = sorted({r.agency_kind for r in words.roles.values()}, key=list(AGENCIES).index)
    groups = [(AGENCIES[kind], [_way(r, counts, area) for r in words.roles.values() if r.agency_kind == kind])
              for kind in kinds]  # fmt: skip
    shown = {
        "parts": parts("role", area), "areas": area_names().items(), "area": area, "action": HERE,
        "groups": [(name, [way for way in ways if way["count"]]) for name, ways in groups],
        "own": counts[request.actor.role], "own_href": address(HERE, area=area, role=request.actor.role),
    }  # fmt: skip
    return render(request, "protocol/roles.html", shown)


def _way(role: Role, counts: Counter[str], area: str) -> dict[str, Any]:
    return {"text": role.name, "says": role.meaning, "count": counts[role.name],
            "href": address(HERE, area=area, role=role.name)}  # fmt: skip


@screen
def by_role(request: Asked) -> HttpResponse:
    """The roles, or what the guidance asks of one of them: to do, to decide, to tell, to hear."""
    on, asked = day_of(request.at), asked_for(request, "role", "area", "part")
    if wrong := no_such_area(request, asked["area"], HERE):
        return wrong
    roles = protocols().vocabulary.roles
    if not asked["role"]:
        return _roles(request, asked["area"], on)
    if asked["role"] not in roles:
        return not_there(request, _("role"), asked["role"], {r: r for r in roles}, HERE, "role")
    section = asked["part"] if asked["part"] in SECTIONS else "does"
    return render(request, "protocol/role.html", _shown(roles[asked["role"]], section, asked["area"], on))


def _shown(role: Role, section: str, area: str, on: date) -> dict[str, Any]:
    groups = [(MOMENTS[m].name, items) for m, items in asked_of(role.name, area, on).items()]
    others = {name: _of_others(name, role.name, area, on) for name in SAYS}
    counts = {"does": sum(len(items) for _name, items in groups)} | {name: len(items) for name, items in others.items()}
    ways = [
        {"text": text, "current": name == section, "count": counts[name],
         "href": address(HERE, area=area, role=role.name, part=name if name != "does" else "")}
        for name, text in SECTIONS.items()
    ]  # fmt: skip
    return {
        "parts": parts("role", area), "areas": area_names().items(), "area": area, "action": HERE, "role": role,
        "wider": sorted(acts_as(role.name) - {role.name}), "sections": ways, "section": SECTIONS[section],
        "groups": groups if section == "does" else [("", others[section])] if others[section] else [],
        "kept": [("role", role.name), *([("part", section)] if section != "does" else [])],
    }  # fmt: skip


urlpatterns = [path("protocols/by-role", by_role)]
