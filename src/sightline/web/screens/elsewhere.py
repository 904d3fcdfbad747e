"""The screens of enquiries asked of another police area: asking, and answering with what the case needs. Holds no
rule."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline.access.queries import desks
from sightline.episodes import between
from sightline.episodes.actions import elsewhere as actions
from sightline.people.queries import known
from sightline.web.actor import Asked, screen
from sightline.web.forms.transfer import AskForm, CameOfItForm
from sightline.web.screens.episode_opened import about, opened
from sightline.web.sheets import Sheet, asked_on
from sightline.web.words import moment_words


@screen
def ask(request: Asked, episode: int) -> HttpResponse:
    """Ask another police area to make enquiries: what, why, by when. The case stays where it is."""
    whole = opened(request, episode, "enquiries elsewhere")
    here = request.actor.agency
    choices = [
        (d.pk, f"{d.agency.name}: {d.name}") for d in desks() if d.agency.kind == "police" and d.agency_id != here
    ]
    sheet = Sheet(
        _("Ask another area for enquiries"), caption=whole.known.person.name, submit=_("Ask them"),
        may=whole.episode.owner_agency_id == here, more=about(whole, _("Enquiries in another area")),
        lead=_("The case stays yours. The other area has a part in it until it has answered."),
    )  # fmt: skip
    return asked_on(
        request, sheet, lambda *a, **k: AskForm(*a, desks=choices, **k),
        lambda said: actions.ask_for_enquiries(episode=episode, by=request.actor, at=request.at, **said),
        then=lambda made: f"/episodes/{episode}/areas", done=_("The other area is asked, and must say that it knows."),
        key=f"episode-{episode}-elsewhere",
    )  # fmt: skip


def _answer(request: Asked, number: int, version: int, said: dict[str, Any]) -> Any:
    """Done or declined, with the words; the version is the one the page showed."""
    what = actions.answer_enquiries if said["answer"] == "done" else actions.decline_enquiries
    seen = said.get("version") or version
    return what(request=number, version=seen, by=request.actor, at=request.at, result=said["result"])


@screen
def one(request: Asked, number: int) -> HttpResponse:
    """One request, for both areas: the least that the area which is asked needs, and the form of its answer."""
    row = between.elsewhere(request.actor, number, at=request.at)
    person = known(row.episode.person_id, request.at)
    theirs = row.to_desk.agency_id == request.actor.agency and row.is_open
    who = person.person
    facts = [
        (_("What is asked"), row.what), (_("Why"), row.why), (_("By when"), moment_words(row.by_when)),
        (_("Asked by"), f"{row.asked_by}, {row.from_agency.name}, {row.from_agency.phone}"),
        (_("Asked of"), f"{row.to_desk.name}, {row.to_desk.agency.name}"),
        (_("Who it is about"), f"{who.name}, {person.age}" if person.age is not None else who.name),
        (_("What they look like"), who.description), (_("What keeps them safe"), who.keeps_safe),
        (_("Warnings"), "\n".join(capfirst(flag.phrase) for flag in person.flags)),
        (_("Last seen"), row.episode.last_seen_place),
        (_("Has the case"), row.episode.owner_agency.name),
        (_("Taken on by"), f"{row.taken_on_by}, {moment_words(row.taken_on_at)}" if row.taken_on_at else ""),
        (_("Declined") if row.declined_at else _("What came of it"), f"{row.result}\n{row.answered_by}".strip()),
    ]  # fmt: skip
    take_on = {"href": f"/elsewhere/{number}/take-on", "text": _("We make the enquiries")}
    sheet = Sheet(
        _("Enquiries for another area"), caption=row.episode.reference, facts=facts, may=theirs, ask=_("Your answer"),
        submit=_("Send the answer"), breadcrumbs=[{"text": _("Duty board"), "href": "/board"},
                                                  {"text": _("Enquiries for another area")}],
        lead=_("Next: say whether you make the enquiries, and what came of them.") if theirs else "",
        more={"post": take_on if theirs and not row.taken_on_at else None},
    )  # fmt: skip
    return asked_on(
        request, sheet, lambda *a, **k: CameOfItForm(*a, initial={"version": row.version}, **k),
        lambda said: _answer(request, number, row.version, said),
        then=lambda made: f"/elsewhere/{number}", done=_("The answer stands on the timeline of the case."),
    )  # fmt: skip


@screen
@require_POST
def take_on(request: Asked, number: int) -> HttpResponse:
    """Say that one's area makes the enquiries."""
    actions.take_on_enquiries(request=number, by=request.actor, at=request.at)
    messages.success(request, _("The other area sees that you make the enquiries."))
    return redirect(f"/elsewhere/{number}")


urlpatterns = [
    path("episodes/<int:episode>/elsewhere", ask),
    path("elsewhere/<int:number>", one),
    path("elsewhere/<int:number>/take-on", take_on),
]
