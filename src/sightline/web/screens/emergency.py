"""Opening a record in an emergency, and the coordinator's list of what was opened so. Reads no table."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from sightline.access.gate import listed
from sightline.audit.refusal import NotForYou
from sightline.duties import emergency
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.emergency import BreakGlassForm, ReviewForm
from sightline.web.forms_base import GovForm
from sightline.web.words import moment_words


@screen
def open_record(request: Asked) -> HttpResponse:
    """Ask for a record that is not one's own: three hours, against a reason."""

    def do(form: GovForm) -> int:
        said = {name: form.cleaned_data[name] for name in ("reference", "name", "born_on", "because")}
        row = emergency.break_glass(by=request.actor, at=request.at, **said)
        says = _("The record is open to you until %s. The missing person coordinator has been told.")
        messages.success(request, says % moment_words(row.until))
        return row.person_id

    return form_page(
        request,
        "emergency/open.html",
        lambda data=None, files=None, *, draft=None: BreakGlassForm(data, draft=draft),
        do,
        then=lambda person: f"/people/{person}",
    )


@screen
def reviews(request: Asked) -> HttpResponse:
    """What was opened in an emergency and waits for a review; seeing the list is recorded."""
    rows = emergency.to_review(request.actor)
    listed(request.actor, at=request.at, purpose="review", screen="emergency reviews",
           people=sorted({row.person_id for row in rows}))  # fmt: skip
    return render(request, "emergency/reviews.html", {"rows": rows})


@screen
def review(request: Asked, glass: int) -> HttpResponse:
    """Review one opening."""
    row = next((r for r in emergency.to_review(request.actor) if r.pk == glass), None)
    if row is None:
        raise NotForYou

    def do(form: GovForm) -> str:
        emergency.review(glass=glass, by=request.actor, at=request.at, says=form.cleaned_data["says"])
        messages.success(request, _("The review is recorded."))
        return "/emergency/reviews"

    return form_page(
        request,
        "emergency/review.html",
        lambda data=None, files=None, *, draft=None: ReviewForm(data, draft=draft),
        do,
        then=str,
        more=lambda form: {"row": row},
    )


urlpatterns = [
    path("emergency", open_record), path("emergency/reviews", reviews), path("emergency/reviews/<int:glass>", review),
]  # fmt: skip
