"""Writing down what no other screen records: found dead, another authority's news, an enquirer, a concern about a home.

First what kind of thing, then the form with the questions that the cards ask of it. Reads no table.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import gettext as _

from sightline.access.gate import open_person
from sightline.audit.refusal import NotForYou
from sightline.episodes.actions.happening import KINDS, asked_of, note
from sightline.episodes.protocol import protocols
from sightline.people.queries import names_of
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.happening import HappeningForm
from sightline.web.forms_base import GovForm
from sightline.web.screens.episode_opened import purpose_of

BY_SLUG = {slugify(kind): kind for kind in KINDS}


def _name(request: Asked, person: int) -> str:
    """Through the gate. The police would be let through to a number of nobody as well, so that is asked first."""
    name = names_of([person]).get(person)
    if name is None:
        raise NotForYou
    open_person(request.actor, person, at=request.at, purpose=purpose_of(request.actor), screen="happening")
    return name


@screen
def kinds(request: Asked, person: int) -> HttpResponse:
    """What kind of thing happened: each with its meaning in the vocabulary's words."""
    known = protocols().vocabulary.events
    found = [{"kind": k, "means": known[k].meaning, "href": f"/people/{person}/happenings/{slug}"}
             for slug, k in BY_SLUG.items() if k in known]  # fmt: skip
    context = {"name": _name(request, person), "kinds": found, "person": person}
    return render(request, "telling/happenings.html", context)


@screen
def happened(request: Asked, person: int, kind: str) -> HttpResponse:
    """Write one of them down; whoever must know is told at once."""
    if kind not in BY_SLUG:
        raise Http404
    what, name = BY_SLUG[kind], _name(request, person)
    asks = asked_of(what, request.actor.area)

    def made(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return HappeningForm(data, files, draft=draft, asks=asks)

    def do(form: GovForm) -> Any:
        assert isinstance(form, HappeningForm)
        said = {field: form.cleaned_data[field] for field in ("happened_at", "says", "from_whom")}
        note(kind=what, person=person, by=request.actor, at=request.at, answers=form.answers(), **said)
        messages.success(request, _("It is recorded, and whoever must know is told."))

    context = {"name": name, "kind": what, "person": person, "person_url": f"/people/{person}"}
    return form_page(request, "telling/happened.html", made, do, then=lambda _done: f"/people/{person}",
                     more=lambda form: context)  # fmt: skip


urlpatterns = [
    path("people/<int:person>/happenings", kinds), path("people/<int:person>/happenings/<slug:kind>", happened),
]  # fmt: skip
