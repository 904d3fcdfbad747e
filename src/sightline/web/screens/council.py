"""A council's day and night: the open list handed to the emergency duty team and back, profiles due. Holds no rule."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline.duties.queries import of_episode
from sightline.episodes import profiles
from sightline.episodes.actions import care_duty_team as team
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.placements import HandOverList
from sightline.web.forms_base import GovForm
from sightline.web.screens import profile_shown
from sightline.web.screens.placements import parts


def _open(duties: list[Any], agency: int) -> list[Any]:
    """What is still to be done by this council on an episode."""
    return [d for d in duties if d.state == "open" and d.agency == agency]


@screen
def duty_team(request: Asked) -> HttpResponse:
    """The open list now, with a word on each; the list handed over last, and whether the other side has it."""
    actor = request.actor
    rows = team.open_list(actor, request.at, screen="duty team")
    names = {r.episode.pk: f"{r.episode.person.name}, {r.episode.reference}" for r in rows}
    past = team.handovers(actor, request.at)
    waiting = next((h for h in past if h.acknowledged_at is None), None)

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return HandOverList(data, files, draft=draft, episodes=names)

    def do(form: GovForm) -> Any:
        assert isinstance(form, HandOverList)
        says, notes = form.cleaned_data["says"] or "", form.notes()
        return team.hand_over_list(by=actor, at=request.at, says=says, notes=notes)

    def then(done: Any) -> str:
        messages.success(request, _("Handed over. It counts once the other side acknowledges it."))
        return "/duty-team"

    more = {
        "rows": [(r, _open(of_episode(r.episode.pk), actor.agency)) for r in rows],
        "past": [(h, _items(h, names)) for h in past],
        "waiting": waiting,
        "mine": bool(waiting and waiting.to_desk_id in actor.desks),
        "new": team.since_handed(past[0], rows) if past else [],
        "night": actor.role == team.NIGHT,
        "parts": parts(actor, "/duty-team"),
    }
    return form_page(request, "council/duty_team.html", make, do, then=then, key="duty-team", more=lambda form: more)


def _items(handover: Any, names: dict[int, str]) -> list[dict[str, Any]]:
    """The lines of a handover; whom the reader may not see any more stays a reference."""
    return [item | {"who": names.get(item["episode"], item["reference"])} for item in handover.items]


@screen
@require_POST
def acknowledge(request: Asked, handover_id: int) -> HttpResponse:
    """Say by name that the list is here."""
    team.acknowledge_list(handover=handover_id, by=request.actor, at=request.at)
    messages.success(request, _("Acknowledged: the list is with you."))
    return redirect("/duty-team")


@screen
def due(request: Asked) -> HttpResponse:
    """The profiles of whoever the reader's agency answers for: none, not finished, overdue first."""
    rows = profiles.profiles_due(request.actor, at=request.at)
    context = {
        "rows": [(person, ready, profile_shown.state_words(ready)) for person, ready in rows],
        "late": sum(ready.state != "agreed" for _person, ready in rows),
        "parts": parts(request.actor, "/profiles") if request.actor.agency_kind == "council" else [],
    }
    return render(request, "profile/due.html", context)


urlpatterns = [
    path("duty-team", duty_team),
    path("duty-team/<int:handover_id>/acknowledge", acknowledge),
    path("profiles", due),
]
