"""The duty board: what to acknowledge, answer and do, most urgent first, without a refresh. Reads no table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline.access.actor import Actor
from sightline.access.facts import not_read_yet
from sightline.access.gate import has_own_part, may_see
from sightline.access.queries import involved
from sightline.duties import actions, queries
from sightline.episodes.queries import offered_to, open_episodes
from sightline.sharing import agreements
from sightline.web.acting import act
from sightline.web.actor import Asked, screen
from sightline.web.forms.board import DoneForm
from sightline.web.screens.agencies_shown import rota_shown
from sightline.web.screens.episode_opened import where_done
from sightline.web.screens.sign_in import local

FIRST = 12  # duties without a time shown of each person; the episode shows them all
TO_MEND = 422  # the form was understood and cannot be acted on as it is


def where(duty: Any, actor: Actor) -> str:
    """The page on which a duty is done; the episode, where only another agency has a page for it."""
    return where_done(duty, actor) or page_of(duty)


def page_of(duty: Any) -> str:
    """The page of what a duty is about: an episode, or an absence from school."""
    return f"/{'school' if duty.episode.kind == 'school' else 'episodes'}/{duty.episode_id}"


def with_places(duties: list[Any], actor: Actor) -> list[dict[str, Any]]:
    """Duties each with the page where it is done."""
    return [{"duty": duty, "href": where(duty, actor), "person": duty.episode.person.name} for duty in duties]


def by_person(duties: list[Any], actor: Actor) -> list[dict[str, Any]]:
    """Duties without a time, folded by person: how many, how many of them musts, and the first few to see at once."""
    found: dict[int, list[Any]] = {}
    for duty in duties:
        found.setdefault(duty.episode_id, []).append(duty)
    return [
        {
            "person": rows[0].episode.person.name,
            "href": f"{page_of(rows[0])}#duties",
            "count": len(rows),
            "musts": sum(row.strength == "must" for row in rows),
            "rows": [{"duty": row, "href": where(row, actor)} for row in rows[:FIRST]],
            "more": max(len(rows) - FIRST, 0),
        }
        for episode, rows in found.items()
    ]


def _next(notices: list[Any], handovers: list[Any], duties: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The single thing to do first: acknowledge, answer, then the most urgent duty."""
    if notices:
        first = notices[0]
        return {
            "says": first.says,
            "until": first.acknowledge_by,
            "href": f"#notice-{first.pk}",
            "text": _("Acknowledge it"),
        }
    if handovers:
        offer = handovers[0]
        says = _("Answer the handover of %(name)s from %(agency)s") % {
            "name": offer.episode.person.name,
            "agency": offer.from_agency.name,
        }
        return {"says": says, "until": None, "href": f"/handovers/{offer.pk}", "text": _("Answer it")}
    if duties:
        duty = duties[0]["duty"]
        says = f"{capfirst(duty.do)}: {duties[0]['person']}"
        return {"says": says, "until": duty.due_at, "href": duties[0]["href"], "text": _("Do it now")}
    return None


def _about(notice: Any) -> int | None:
    """The number of the person; None where the database shows the reader no such episode."""
    try:
        about: int | None = notice.person_id or (notice.episode and notice.episode.person_id)
    except ObjectDoesNotExist:
        return None
    return about


def _veiled(actor: Actor, notices: list[Any], at: datetime) -> list[Any]:
    """A notice about somebody whose history the agency has not acknowledged says that it waits, and not whose (I38).
    One about an episode in which the agency has no part says whom to ring."""
    about = {notice.pk: _about(notice) for notice in notices}
    seen = may_see(actor, {number for number in about.values() if number}, at)
    closed = [n for n in notices if n.episode_id and about[n.pk] not in seen]
    shut = [n for n in closed if not has_own_part(actor, n.episode_id, at)]  # a school has its own record of a pupil
    ring = queries.to_ring(shut) if shut else {}
    for notice in notices:
        unseen = bool(notice.person_id) and notice.person_id not in seen
        notice.veiled = unseen and not notice.key.startswith("placement ended")  # the area hears that it is over
        if notice.veiled:
            notice.says = _("A history waits for you to acknowledge it by name")
        if notice in shut:
            notice.ring = ring.get(notice.pk, "")
            notice.says = _("You are told of somebody whose record is not open to your agency")
    return notices


def _rows(request: Asked) -> dict[str, Any]:
    """Everything on the board at this moment. The consultation log says whom it showed."""
    actor, at = request.actor, request.at
    notices, handovers = _veiled(actor, queries.unacknowledged(actor.desks), at), offered_to(actor)
    due, untimed = queries.due(actor, at), queries.without_time(actor, at)
    shown: list[Any] = [*notices, *handovers, *due, *untimed]
    beside = [row.episode for row in shown if row.episode]  # a notice may be about a person of whom none is open
    timed, apart = with_places(due, actor), not_read_yet(actor, at)
    return {
        "notices": notices, "handovers": handovers, "untimed": by_person(untimed, actor),
        "next": _next(notices, handovers, timed),
        "overdue": [d for d in timed if d["duty"].due_at <= at], "soon": [d for d in timed if d["duty"].due_at > at],
        "named_apart": apart,
        "open": open_episodes(actor, at=at, screen="board", mine=actor.is_police, beside=beside,
                              people=[place.fact.person_id for place in apart]),
        "rota": rota_shown(actor, at),
        "agreements": agreements.overdue(actor.agency, at) if actor.role in agreements.KEEPERS else [],
        # What a message says names people: shown to those who may see the whole register.
        "failed": queries.failed_messages() if actor.is_police else [],
    }  # fmt: skip


@screen
def board(request: Asked) -> HttpResponse:
    """The whole page; it keeps itself fresh, and works as a plain page too."""
    return render(request, "board/board.html", _rows(request))


@screen
def rows(request: Asked) -> HttpResponse:
    """The part of the page that changes, alone."""
    return render(request, "board/_rows.html", _rows(request))


@screen
@require_POST
def acknowledge(request: Asked, notice: int) -> HttpResponse:
    """Say: I know, and it is mine to act on."""
    done = actions.acknowledge(notice=notice, by=request.actor, at=request.at)
    told = _veiled(request.actor, [done], request.at)[0]
    messages.success(request, _("Acknowledged, and yours to act on: %(says)s") % {"says": told.says})
    return redirect(local(request.POST.get("next", "")) or "/board")


def _done(request: Asked, duty: int, form: DoneForm) -> Any:
    said = {name: form.cleaned_data[name] for name in ("done_at", "how", "told", "reference")}
    steps, invited = form.agreed_steps(), form.agencies_invited()
    row = actions.record_done(duty=duty, by=request.actor, at=request.at, steps=steps, invited=invited, **said)
    messages.success(request, _("It is recorded that this was done: %(do)s.") % {"do": row.do})
    return row


def _form(request: Asked, duty: Any, data: Any = None) -> DoneForm:
    """The form of a duty; a meeting offers the agencies that have a part in the person's care."""
    parts = involved(duty.episode.person_id, request.at, duty.episode_id)
    agencies = {part.agency_id: part.agency.name for part in parts}
    return DoneForm(data, do=duty.do, agencies=list(agencies.items()))


def _duty_page(request: Asked, duty: Any, form: DoneForm, status: int = 200) -> HttpResponse:
    place = where(duty, request.actor)
    elsewhere = "" if place == f"/duties/{duty.pk}" else place
    context = {"duty": duty, "form": form, "elsewhere": elsewhere, "episode": duty.episode}
    return render(request, "board/duty.html", context, status=status)


@screen
def duty_page(request: Asked, duty: int) -> HttpResponse:
    """One duty: who must, by when, on which card's authority; and the form that records it as done."""
    row = queries.one(request.actor, duty, at=request.at)
    return _duty_page(request, row, _form(request, row))


@screen
@require_POST
def done(request: Asked, duty: int) -> HttpResponse:
    """Record a duty as done."""
    row = queries.one(request.actor, duty, at=request.at)
    form = _form(request, row, request.POST)
    answer = act(request, form, lambda: _done(request, duty, form), then=lambda made: "/board")
    return answer or _duty_page(request, row, form, TO_MEND)


urlpatterns = [
    path("board", board), path("board/rows", rows), path("notices/<int:notice>/acknowledge", acknowledge),
    path("duties/<int:duty>", duty_page), path("duties/<int:duty>/done", done),
]  # fmt: skip
