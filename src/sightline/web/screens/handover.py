"""The screens of ownership: offering an episode to another desk, answering in writing, taking it on oneself (B22,
D73)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline.access.queries import desks
from sightline.duties.queries import of_episode
from sightline.episodes import queries
from sightline.episodes.actions import handover as actions
from sightline.episodes.queries import Whole
from sightline.web.acting import act
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.handover import AnswerForm, OfferForm
from sightline.web.forms_base import GovForm
from sightline.web.screens.episode_opened import about, opened, purpose_of
from sightline.web.words import moment_words


def police_desks(whole: Whole) -> list[tuple[int, str]]:
    """The desks an episode can be offered to: every police desk but the one that owns it, other areas first."""
    here = whole.episode.owner_agency_id
    rows = [d for d in desks() if d.agency.kind == "police" and d.pk != whole.episode.owner_desk_id]
    rows.sort(key=lambda d: (d.agency_id == here, d.agency.name, d.role))
    return [(d.pk, f"{d.agency.name}: {d.name}") for d in rows]


def outstanding(whole: Whole, duties: Iterable[Any]) -> str:
    """What is left to do, as text to start from: open duties of the owner's side and enquiries without a result."""
    lines = [
        f"{d.do[:1].upper()}{d.do[1:]}" + (_(", due %s") % moment_words(d.due_at) if d.due_at else "")
        for d in duties
        if d.state == "open" and d.agency == whole.episode.owner_agency_id
    ]
    lines += [_("Enquiry without a result: %s") % e.what for e in whole.enquiries if e.done_at is None]
    return "\n".join(lines)


@screen
def offer(request: Asked, episode: int) -> HttpResponse:
    """Offer the episode to another police desk: why, and what is outstanding. The owner stays until it is accepted."""
    whole = opened(request, episode, "handover")
    choices, left = police_desks(whole), outstanding(whole, of_episode(episode))

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return OfferForm(data, draft=draft, desks=choices, initial={"outstanding": left})

    def do(form: GovForm) -> int:
        said = {name: form.cleaned_data[name] for name in ("to_desk", "why", "outstanding")}
        return int(actions.offer(episode=episode, by=request.actor, at=request.at, **said).pk)

    return form_page(
        request,
        "handover/offer.html",
        make,
        do,
        then=lambda made: f"/handovers/{made}",
        key=f"episode-{episode}-handover",
        more=lambda form: (
            about(whole, _("Hand over"))
            | {"may": request.actor.agency == whole.episode.owner_agency_id, "waiting": whole.handover_waiting}
        ),
    )


def _answer(request: Asked, handover: int, form: GovForm) -> int:
    said = form.cleaned_data
    who: dict[str, Any] = {"handover": handover, "by": request.actor, "at": request.at}
    if said["answer"] == "accept":
        episode = actions.accept(**who, answer=said["words"])
        messages.success(request, _("You own this episode now."))
    else:
        episode = actions.refuse(**who, answer=said["words"])
        messages.info(request, _("The handover is refused. The episode stays where it was."))
    return int(episode.pk)


@screen
def handover(request: Asked, number: int) -> HttpResponse:
    """One handover, for both agencies: what was offered and why; accepted or refused in writing by the desk it
    was offered to.
    """
    row = queries.handover(request.actor, number)
    episode = queries.brief(
        request.actor, row.episode_id, at=request.at, purpose=purpose_of(request.actor), screen="handover"
    )
    theirs = row.to_desk.agency_id == request.actor.agency
    steps = [{"text": _("Duty board"), "href": "/board"}, {"text": _("Handover of %s") % episode.reference}]
    return form_page(
        request,
        "handover/handover.html",
        lambda data=None, files=None, *, draft=None: AnswerForm(data, draft=draft),
        lambda form: _answer(request, number, form),
        then=lambda made: f"/episodes/{made}",
        key=f"handover-{number}",
        more=lambda form: {
            "handover": row,
            "episode": episode,
            "may": theirs and row.answered_at is None,
            "breadcrumbs": steps,
        },
    )


@screen
@require_POST
def take_on(request: Asked, episode: int) -> HttpResponse:
    """Become the named officer of an episode one's agency owns."""
    form = GovForm(request.POST)
    page = f"/episodes/{episode}"
    answer = act(
        request, form, lambda: actions.take_on(episode=episode, by=request.actor, at=request.at), then=lambda made: page
    )
    if answer is not None:
        messages.success(request, _("You are the named officer of this episode."))
        return answer
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect(page)


urlpatterns = [
    path("episodes/<int:episode>/handover", offer),
    path("episodes/<int:episode>/take-on", take_on),
    path("handovers/<int:number>", handover),
]
