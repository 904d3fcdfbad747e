"""A carer's first checks, and what is new while the police look: ticked off, added, never a second form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline.access.gate import require
from sightline.duties.carers import tell_update
from sightline.episodes import care
from sightline.episodes.actions.absence import CARERS, look_first
from sightline.episodes.actions.care_checks import make_check, suggested
from sightline.episodes.queries import brief, open_episode_of
from sightline.people.queries import Known
from sightline.web.acting import act
from sightline.web.actor import Asked, screen
from sightline.web.form_page import TO_MEND, form_page
from sightline.web.forms import residents as forms
from sightline.web.forms_base import GovForm


def own_episode(request: Asked, episode_id: int, name: str) -> Any:
    """An episode of somebody this agency cares for, through the gate."""
    require(request.actor, CARERS, _("This page"))
    return brief(request.actor, episode_id, at=request.at, purpose="care", screen=name)


def _trail(episode: Any) -> list[dict[str, str]]:
    here = f"/residents/episodes/{episode.pk}" if episode.state != "absence" else f"/residents/absences/{episode.pk}"
    return [{"text": _("Residents"), "href": "/residents"}, {"text": episode.person.name, "href": here}]


def look_first_page(request: Asked, who: Known) -> HttpResponse:
    """Look first, until a deadline set now, where no card lets a carer watch an absence (C61, D4)."""
    person = who.person
    tries = suggested(person.pk, request.at)

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return forms.LookFirst(data, files, draft=draft, suggested=tries)

    def do(form: GovForm) -> Any:
        typed = form.cleaned_data
        return look_first(
            by=request.actor, at=request.at, person=person.pk, noticed_at=typed["noticed_at"], because=typed["because"],
            checks=forms.checks_of(form),
        )  # fmt: skip

    more = {
        "person": person, "known": who, "open_episode": open_episode_of(person.pk),
        "breadcrumbs": [{"text": _("Residents"), "href": "/residents"}, {"text": person.name}],
    }  # fmt: skip
    return form_page(request, "residents/look_first.html", make, do, then=lambda made: "/residents",
                     key=f"look-first-{person.pk}", more=lambda form: more)  # fmt: skip


@screen
@require_POST
def check(request: Asked, episode_id: int, check_id: int) -> HttpResponse:
    """Tick off one of the first checks, with what came of it."""
    episode = own_episode(request, episode_id, "first check")
    here = f"/residents/absences/{episode_id}"
    row = next((c for c in care.first_checks(episode_id) if c.pk == check_id), None)
    form = forms.MakeCheck(request.POST, prefix=f"check-{check_id}")
    answer = row and act(
        request,
        form,
        lambda: make_check(check=check_id, by=request.actor, at=request.at, result=form.cleaned_data["result"]),
        then=lambda made: here,
    )
    if answer:
        messages.success(request, _("Recorded."))
        return answer
    if row is None:
        return redirect(here)
    context = {"form": form, "check": row, "person": episode.person, "here": here, "breadcrumbs": _trail(episode)}
    return render(request, "residents/check.html", context, status=TO_MEND)


@screen
def update(request: Asked, episode_id: int) -> HttpResponse:
    """What is different tonight, added to the open episode: it reaches the desk that owns it in this moment (D17)."""
    episode = own_episode(request, episode_id, "update")

    def do(form: GovForm) -> Any:
        assert isinstance(form, forms.Tonight)
        says = form.cleaned_data["says"] or ""
        return tell_update(episode=episode_id, by=request.actor, at=request.at, says=says, tonight=form.tonight())

    def then(done: Any) -> str:
        messages.success(request, _("The police have it."))
        return f"/residents/episodes/{episode_id}"

    more = {"episode": episode, "person": episode.person, "updates": care.updates(episode_id),
            "breadcrumbs": _trail(episode)}  # fmt: skip
    return form_page(request, "residents/update.html", forms.TellUpdate, do, then=then,
                     key=f"episode-{episode_id}-update", more=lambda form: more)  # fmt: skip
