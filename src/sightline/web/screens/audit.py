"""The consultation log and the state of the record, for the roles that answer for both. Looking here is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline.access.actor import Actor
from sightline.access.facts_proof import altered
from sightline.access.gate import SEES_THE_REGISTER, listed, may_audit, may_see
from sightline.access.queries import agency_names
from sightline.audit.behalf import of_system
from sightline.audit.queries import anchors, consultations, count_events
from sightline.audit.verify import breaks
from sightline.people.queries import names_of
from sightline.web.actor import Asked, screen

LINES_A_PAGE = 50
MOST_BREAKS = 100
ASKED = ("person", "by", "page")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the log is narrowed to, as the address says it."""

    person: int | None
    by: str
    page: int

    @property
    def before(self) -> int:
        """The page of newer lines."""
        return self.page - 1

    @property
    def after(self) -> int:
        """The page of older lines."""
        return self.page + 1

    @property
    def query(self) -> str:
        """The address without the page, ready for the page to be added."""
        said = {"person": self.person or "", "by": self.by}
        return urlencode({k: v for k, v in said.items() if v}) + "&" if any(said.values()) else ""


def _whole(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 19 and int(text) > 0 else None


def wanted(request: Asked) -> Wanted:
    """What was asked for; nonsense is read as nothing."""
    asked = {name: request.GET.get(name, "").replace("\0", "") for name in ASKED}
    return Wanted(_whole(asked["person"]), asked["by"].strip()[:120], min(_whole(asked["page"]) or 1, 100_000))


def own_only(actor: Actor) -> int | None:
    """The agency whose lines alone are shown, as each answers for its own; None where it sees the register."""
    return None if actor.agency_kind in SEES_THE_REGISTER else actor.agency


def _name_of(request: Asked, person: int | None) -> str:
    """The name of the person the log is narrowed to, if the auditor may open the record; else the number must do."""
    if person is None or person not in may_see(request.actor, [person], request.at):
        return ""
    return names_of([person]).get(person, "")


def _lines(request: Asked, asked: Wanted) -> tuple[list[Any], bool]:
    """One page of the log, and whether there is another."""
    found = consultations(
        limit=LINES_A_PAGE + 1, offset=(asked.page - 1) * LINES_A_PAGE, person=asked.person, by_name=asked.by,
        agency=own_only(request.actor),
    )  # fmt: skip
    return found[:LINES_A_PAGE], len(found) > LINES_A_PAGE


def _page(request: Asked, **more: Any) -> HttpResponse:
    asked = wanted(request)
    lines, another = _lines(request, asked)
    said = {"person": asked.person or "", "by": asked.by, "page": asked.page}
    listed(request.actor, at=request.at, purpose="audit", screen="audit", act="audit", asked=said,
           people=[asked.person] if asked.person else [])  # fmt: skip
    names = agency_names({line.agency for line in lines if line.agency})
    shown = [(line, names.get(line.agency, "")) for line in lines]
    opens = may_see(request.actor, {number for line in lines for number in line.people}, request.at)
    return render(request, "audit/log.html", {
        "lines": shown, "opens": opens, "asked": asked, "person_name": _name_of(request, asked.person),
        "another": another, "anchors": anchors(limit=6), "own_only": own_only(request.actor) is not None,
        "events": count_events(), **more,
    })  # fmt: skip


@screen
def log(request: Asked) -> HttpResponse:
    """Who looked at what, when and why; and how the record stands."""
    may_audit(request.actor)
    return _page(request)


@screen
@require_POST
def verify(request: Asked) -> HttpResponse:
    """Check the whole record now and say where it breaks. Reads only; that it was asked for is recorded."""
    may_audit(request.actor)
    listed(request.actor, at=request.at, purpose="audit", screen="audit", act="verify", people=[])
    with of_system("the record is verified"):
        found = list(islice(chain(breaks(), altered()), MOST_BREAKS + 1))
    return _page(request, verified=True, breaks=found[:MOST_BREAKS], more_breaks=len(found) > MOST_BREAKS,
                 says=_("The record is whole.") if not found else _("The record is broken."))  # fmt: skip


urlpatterns = [path("audit", log), path("audit/verify", verify)]
