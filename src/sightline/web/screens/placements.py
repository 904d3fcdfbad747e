"""The screens of placements: arrivals from elsewhere, an offer with its history, ending, who was told. No rules."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from sightline.access.actor import Actor
from sightline.audit.refusal import NotForYou
from sightline.duties import arrivals as rows_of
from sightline.duties import placement_duties, placing
from sightline.episodes import care
from sightline.episodes.actions.care_duty_team import SIDES
from sightline.episodes.actions.placement import tell_of_placement
from sightline.web.actor import Asked, screen
from sightline.web.forms import placements as forms
from sightline.web.forms_base import GovForm
from sightline.web.screens import profile_shown
from sightline.web.screens.person_changes import change_page, opened


def parts(actor: Actor, here: str) -> list[dict[str, Any]]:
    """The pages of a council about its placements, for their navigation."""
    places = [(_("Arrivals and placed elsewhere"), "/placements"), (_("Profiles"), "/profiles")]
    if actor.role in SIDES:
        places.append((_("List for the duty team"), "/duty-team"))
    return [{"text": text, "href": href, "current": href == here} for text, href in places]


@screen
def arrivals(request: Asked) -> HttpResponse:
    """Whoever is placed outside their council's area: those here, with who has not acknowledged; those placed away."""
    rows = rows_of.arrivals(request.actor, at=request.at)
    shown = [(row, profile_shown.state_words(row.profile)) for row in rows]
    context = {
        "here": [pair for pair in shown if pair[0].here],
        "away": [pair for pair in shown if not pair[0].here],
        "unknown": sum(not row.everybody_knows for row in rows if row.here),
        "parts": parts(request.actor, "/placements") if request.actor.agency_kind == "council" else [],
    }
    return render(request, "placements/arrivals.html", context)


@screen
def offer(request: Asked, person_id: int) -> HttpResponse:
    """Propose a placement: the provider is told that a history waits, and what must be done before begins to run."""
    page = opened(request, person_id, "placement", _("Proposing a placement"))

    def do(form: GovForm) -> Any:
        assert isinstance(form, forms.OfferPlacement)
        says = form.cleaned_data["says"]
        return placing.offer_placement(person=person_id, where=form.where(), says=says, by=request.actor, at=request.at)

    title, submit = _("Propose a placement"), _("Tell the home that a history waits")
    return change_page(request, page, title, submit, forms.OfferPlacement, do, key="placement-offer",
                       part="#placements")  # fmt: skip


@screen
def confirm(request: Asked, person_id: int, offer_id: int) -> HttpResponse:
    """Confirm an offered placement. Refused until the provider has acknowledged the history (I38)."""
    page = opened(request, person_id, "placement", _("Confirming a placement"))
    waits = care.offer_of(person_id, offer_id)

    def do(form: GovForm) -> Any:
        return placing.confirm_offer(offer=offer_id, by=request.actor, at=request.at)

    return change_page(request, page, _("Confirm the placement"), _("Confirm the placement"), forms.ConfirmOffer, do,
                       key=f"placement-offer-{offer_id}", part="#placements",
                       more={"offer": waits, "unread": care.must_be_read(waits, request.at)})  # fmt: skip


@screen
def withdraw(request: Asked, person_id: int, offer_id: int) -> HttpResponse:
    """Take an offer back: the provider no longer sees the person."""
    page = opened(request, person_id, "placement", _("Withdrawing a placement"))
    waits = care.offer_of(person_id, offer_id)

    def do(form: GovForm) -> Any:
        because = form.cleaned_data["because"]
        return placing.withdraw_offer(offer=offer_id, by=request.actor, at=request.at, because=because)

    return change_page(request, page, _("Withdraw the placement"), _("Withdraw it"), forms.WithdrawOffer, do,
                       key=f"placement-withdraw-{offer_id}", part="#placements",
                       more={"offer": waits, "warning": True})  # fmt: skip


def _current(page: Any, placement_id: int) -> Any:
    row = next((p for p in page.placements if p.pk == placement_id), None)
    if row is None:
        raise NotForYou(_("This placement is not on the record of this person."))
    return row


@screen
def end(request: Asked, person_id: int, placement_id: int) -> HttpResponse:
    """End a placement that no other follows; whoever was told of it hears that it is over."""
    page = opened(request, person_id, "placement", _("Ending a placement"))
    _current(page, placement_id)

    def do(form: GovForm) -> Any:
        said = {name: form.cleaned_data[name] for name in ("until", "because")}
        return placing.end_placement(placement=placement_id, by=request.actor, at=request.at, **said)

    return change_page(request, page, _("End the placement"), _("End it"), forms.EndPlacement, do,
                       key=f"placement-{placement_id}-end", part="#placements", more={"warning": True})  # fmt: skip


@screen
def told(request: Asked, person_id: int, placement_id: int) -> HttpResponse:
    """Record that the council or the police of the place were told by telephone (D145, I37)."""
    page = opened(request, person_id, "placement", _("Recording who was told"))
    _current(page, placement_id)

    def do(form: GovForm) -> Any:
        said = {name: form.cleaned_data[name] for name in ("whom", "name", "told_at", "reference")}
        services = form.cleaned_data["services"]
        said["name"] = f"{said['name']} ({services})" if services else said["name"]
        return tell_of_placement(placement=placement_id, by=request.actor, at=request.at, **said)

    return change_page(request, page, _("Who was told of the placement"), _("Record it"), forms.ToldOfPlacement, do,
                       key=f"placement-{placement_id}-told", part="#placements")  # fmt: skip


@screen
def done(request: Asked, person_id: int) -> HttpResponse:
    """What the placement still asks for, and recording that it was done."""
    page = opened(request, person_id, "placement", _("Recording what a placement asks for"))
    found = placement_duties.owed(person_id, area=request.actor.area, at=request.at)
    owed = sorted(found, key=lambda duty: (duty.due_at is None, duty.due_at or request.at, duty.strength != "must"))

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return forms.PlacementDone(data, files, draft=draft, owed=list(dict.fromkeys(d.do for d in owed)))

    def do(form: GovForm) -> Any:
        typed = form.cleaned_data
        return placement_duties.record_done(
            person=person_id, do=typed["do"], how=typed["how"], by=request.actor, at=request.at
        )

    return change_page(request, page, _("What the placement asks for"), _("Record as done"), make, do,
                       key="placement-done", part="#placements", more={"owed": owed})  # fmt: skip


urlpatterns = [
    path("placements", arrivals),
    path("people/<int:person_id>/placement/offer", offer),
    path("people/<int:person_id>/placement/duties", done),
    path("people/<int:person_id>/offers/<int:offer_id>/confirm", confirm),
    path("people/<int:person_id>/offers/<int:offer_id>/withdraw", withdraw),
    path("people/<int:person_id>/placements/<int:placement_id>/end", end),
    path("people/<int:person_id>/placements/<int:placement_id>/told", told),
]
