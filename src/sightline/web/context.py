"""What every page shows: who is signed in, where one can go, how many notices wait, whether the watcher lives. Holds
no rule."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sightline.access.actor import Actor
from sightline.access.gate import AUDITORS
from sightline.duties.arrivals import READERS as ARRIVALS
from sightline.duties.queries import count_unacknowledged, watcher_seen
from sightline.episodes.actions.leave import GIVES_LEAVE
from sightline.episodes.protocol import at_fault
from sightline.insight.looks import ROLES as SECOND_LOOKERS
from sightline.insight.missing_now import ENTITLED
from sightline.sharing.disclosures import may_share
from sightline.sharing.telling_queries import keeps_contacts

ADMINISTRATOR = "administrator"
WELFARE = ("education welfare officer", "children missing education team")
CARERS = ("registered manager", "foster carer")


def _places(actor: Actor) -> list[tuple[str, str]]:
    places: list[tuple[str, str]] = []
    if actor.is_police:
        places.append((_("Control room"), "/control-room"))
    if actor.role in CARERS:
        places.append((_("Residents"), "/residents"))
    if actor.agency_kind in GIVES_LEAVE:
        places.append((_("Leave"), "/leave"))
    places += [(_("Duty board"), "/board"), (_("My work"), "/my-work"), (_("People"), "/people")]
    if may_share(actor):
        places.append((_("Sharing"), "/disclosures"))
    if actor.role in CARERS:
        places.append((_("Profiles"), "/profiles"))
    elif actor.role in ARRIVALS:
        places.append((_("Placements"), "/placements"))
    if actor.agency_kind == "school" or actor.role in WELFARE:
        places.append((_("School"), "/school"))
    if actor.role in ENTITLED:
        places.append((_("Missing now"), "/missing-now"))
    if actor.role in SECOND_LOOKERS:
        places.append((_("Second looks"), "/oversight"))
    places.append((_("Protocol cards"), "/protocols"))
    if actor.role == ADMINISTRATOR:
        places += [(_("Agencies"), "/agencies"), (_("Messages"), "/messages")]
    if keeps_contacts(actor):
        places.append((_("Outside contacts"), "/outside-contacts"))
    if actor.role in AUDITORS:
        places.append((_("Audit"), "/audit"))
    return places


def _navigation(actor: Actor, path: str) -> list[dict[str, Any]]:
    waiting = count_unacknowledged(actor.desks)
    return [
        {"text": text, "href": href, "current": path.startswith(href), "count": waiting if href == "/board" else 0}
        for text, href in _places(actor)
    ]


def _silent(at: datetime) -> bool:
    seen = watcher_seen()
    return seen is None or at - seen > timedelta(minutes=2)


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """The template variables of `base.html`: actor, navigation, demonstration, protocols_at_fault, watcher_silent.

    What costs a query is worked out only by a page that shows it: fragments do not.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"demonstration": settings.DEMONSTRATION, "actor": None, "navigation": []}
    at: datetime = request.at  # type: ignore[attr-defined]
    return {
        "demonstration": settings.DEMONSTRATION,
        "actor": actor,
        "navigation": cache(partial(_navigation, actor, request.path)),
        "protocols_at_fault": at_fault() if actor.role == ADMINISTRATOR else None,
        "watcher_silent": cache(partial(_silent, at)),
        "now": at,
    }
