"""The screens of what passes between Home Office, police and authority about one child. They hold no rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from sightline.duties.queries import of_episode
from sightline.episodes.actions import immigration as actions
from sightline.web.actor import Asked, screen
from sightline.web.forms import immigration as forms
from sightline.web.screens.episode_opened import about, opened
from sightline.web.sheets import Sheet, asked_on

HOME_OFFICE = "Home Office"


class Act(NamedTuple):
    """One thing to record: what it is called, its form and its action."""

    title: Any
    form: Callable[..., Any]
    do: Callable[..., Any]


ACTS = {
    "told": Act(later("The Home Office was told"), forms.TellForm, actions.tell_home_office),
    "reports": Act(later("The Home Office reports the child missing"), forms.ToldForm, actions.home_office_tells),
    "contact": Act(later("Contact with the Home Office"), forms.ContactForm, actions.keep_contact),
    "coercion": Act(later("Somebody makes the child run away or hide"), forms.CoercionForm, actions.suspect_coercion),
    "met": Act(later("The Home Office met the child"), forms.MetForm, actions.home_office_met),
    "place": Act(later("It was agreed where the child is taken"), forms.PlaceForm, actions.agree_place),
}
KINDS = (*actions.NOTIFICATIONS, actions.CONTACT, actions.PLACE)


@screen
def immigration(request: Asked, episode: int) -> HttpResponse:
    """What was told either way, who acknowledged it, what is due, and what can be recorded."""
    whole = opened(request, episode, "immigration")
    known = {h.body.get("notification"): h for h in whole.timeline if h.kind == actions.ACKNOWLEDGED}
    rows = [
        {"event": h, "known": known.get(h.id), "waits": h.kind in actions.NOTIFICATIONS and h.id not in known}
        for h in whole.timeline
        if h.kind in KINDS
    ]
    duties = [d for d in of_episode(episode) if d.state == "open" and HOME_OFFICE in (d.who, d.to)]
    may = request.actor.agency_kind in actions.UNITS
    context = about(whole, _("Home Office")) | {"rows": rows, "acts": ACTS.items(), "duties": duties, "may": may}
    return render(request, "immigration/immigration.html", context)


@screen
def record(request: Asked, episode: int, act: str) -> HttpResponse:
    """Record one thing that passed."""
    if act not in ACTS:
        raise Http404
    whole, one = opened(request, episode, "immigration"), ACTS[act]
    sheet = Sheet(str(one.title), caption=whole.known.person.name, submit=_("Record it"),
                  may=request.actor.agency_kind in actions.UNITS, more=about(whole, str(one.title)))  # fmt: skip
    return asked_on(
        request, sheet, one.form, lambda said: one.do(episode=episode, by=request.actor, at=request.at, **said),
        then=lambda made: f"/episodes/{episode}/immigration", done=_("It is recorded."),
        key=f"episode-{episode}-immigration-{act}",
    )  # fmt: skip


@screen
def acknowledged(request: Asked, episode: int, number: int) -> HttpResponse:
    """Record that the other side said that it knows."""
    whole = opened(request, episode, "immigration")
    sheet = Sheet(_("They said that they know"), caption=whole.known.person.name, submit=_("Record it"),
                  may=request.actor.agency_kind in actions.UNITS, more=about(whole, _("Acknowledged")))  # fmt: skip
    return asked_on(
        request, sheet, forms.AcknowledgedForm,
        lambda said: actions.acknowledge_notification(notification=number, by=request.actor, at=request.at, **said),
        then=lambda made: f"/episodes/{episode}/immigration", done=_("It is recorded who knows."),
    )  # fmt: skip


urlpatterns = [
    path("episodes/<int:episode>/immigration", immigration),
    path("episodes/<int:episode>/immigration/<slug:act>", record),
    path("episodes/<int:episode>/immigration/<int:number>/acknowledged", acknowledged),
]
