"""What a carer sees after a report: the reference, who owns it, which desks were told and which of them know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sightline.access.gate import require
from sightline.duties.actions import has_own_screen
from sightline.duties.queries import of_episode, told
from sightline.episodes.actions.absence import CARERS
from sightline.episodes.queries import brief
from sightline.web.actor import Asked, screen
from sightline.web.screens.episode_opened import where_done


@dataclass(frozen=True, slots=True)
class DeskTold:
    """One desk that was told: since when, and who there knows. What else the desk was told is its own business."""

    name: str
    agency: str
    told_at: datetime
    known_by: str
    known_at: datetime | None
    answer_due: datetime | None


def desks_told(notices: Iterable[Any]) -> list[DeskTold]:
    """Notices gathered by desk, in the order in which the desks were first told."""
    desks: dict[int, list[Any]] = {}
    for notice in notices:
        desks.setdefault(notice.desk_id, []).append(notice)
    return [_desk(of_one) for of_one in desks.values()]


def _desk(notices: list[Any]) -> DeskTold:
    first = notices[0]
    knows = min((n for n in notices if n.acknowledged_at), key=lambda n: n.acknowledged_at, default=None)
    waiting = [n.acknowledge_by for n in notices if n.acknowledge_by and not n.acknowledged_at and not n.ended_at]
    return DeskTold(
        name=first.desk.name,
        agency=first.desk.agency.name,
        told_at=first.told_at,
        known_by=knows.acknowledged_by if knows else "",
        known_at=knows.acknowledged_at if knows else None,
        answer_due=min(waiting, default=None),
    )


def _receipt(request: Asked, episode_id: int, opened: Any = None) -> dict[str, Any]:
    require(request.actor, CARERS, _("This page"))
    episode = opened or brief(request.actor, episode_id, at=request.at, purpose="care", screen="report receipt")
    duties = [d for d in of_episode(episode_id) if d.state == "open" and d.agency == request.actor.agency]
    if episode.state != "absence":  # a review that was missed cannot be made up for once the police have the report
        duties = [d for d in duties if has_own_screen(d.do) != "absence"]
    return {
        "episode": episode,
        "person": episode.person,
        "desks": desks_told(told(episode_id)),
        "mine": [(d, where_done(d, request.actor)) for d in duties],
        "breadcrumbs": [{"text": _("Residents"), "href": "/residents"}, {"text": episode.reference}],
    }


def shown(request: Asked, episode_id: int, opened: Any = None) -> HttpResponse:
    """The receipt as a page, for another screen that ends here, and may have opened the episode already."""
    return render(request, "residents/receipt.html", _receipt(request, episode_id, opened))


@screen
def page(request: Asked, episode_id: int) -> HttpResponse:
    """The receipt of one report."""
    return shown(request, episode_id)


@screen
def now(request: Asked, episode_id: int) -> HttpResponse:
    """The part of the receipt that changes, alone."""
    return render(request, "residents/_receipt.html", _receipt(request, episode_id))
