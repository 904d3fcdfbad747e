"""The checklist of a child rescue alert. It decides nothing and sends nothing: a named rank does, by telephone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline.audit.refusal import NotForYou
from sightline.sharing.publicity_alert import consider, criteria, decide_alert
from sightline.sharing.publicity_page import alerts_of
from sightline.web.acting import act
from sightline.web.actor import Asked, screen
from sightline.web.forms.publicity import AlertForm
from sightline.web.forms_base import GovForm
from sightline.web.screens.publicity import form_of, may_write, read


@screen
@require_POST
def ask(request: Asked, episode: int) -> HttpResponse:
    """Ask for a child rescue alert to be considered: the decision is due from now on."""
    whole = read(request, episode, "child rescue alert")
    form = GovForm(request.POST)

    def do() -> None:
        if not may_write(request, whole):
            raise NotForYou
        consider(episode=episode, by=request.actor, at=request.at)

    page = f"/episodes/{episode}/publicity/alert"
    answer = act(request, form, do, then=lambda made: page)
    if answer is not None:
        return answer
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect(f"/episodes/{episode}/publicity")


@screen
def alert(request: Asked, episode: int) -> HttpResponse:
    """The four criteria, whether the authority was asked, and the decision of the named rank."""
    whole = read(request, episode, "child rescue alert")
    line = next((a for a in alerts_of(episode) if a.decided_at is None), None)
    if line is None:
        return redirect(f"/episodes/{episode}/publicity")

    def do(said: dict[str, Any]) -> None:
        answers = {c.key: (said[c.key], said[f"{c.key}_says"]) for c in criteria()}
        decide_alert(alert=line.pk, version=said["version"] or 0, by=request.actor, at=request.at,
                     asks=said["asks"] == "yes", answers=answers, because=said["because"],
                     authority=said["authority"])  # fmt: skip

    return form_of(
        request, whole, _("Child rescue alert"),
        lambda data=None, files=None, *, draft=None: AlertForm(data, draft=draft, version=line.version), do,
        done=_("The decision is recorded. Nothing was sent from here: ring the national control room yourself."),
        key="alert", alert=line,
    )  # fmt: skip


urlpatterns = [
    path("episodes/<int:episode>/publicity/consider", ask),
    path("episodes/<int:episode>/publicity/alert", alert),
]
