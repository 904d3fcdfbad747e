"""What is kept apart of an open record: recording it, and for its list reading it, keeping the list, ending it.

Whoever is not on the list gets the page of a number that does not exist. Every look stands in the log as a look at the
person, because the log is read by others. Reads no table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline.access import actions_facts as actions
from sightline.access.facts import KINDS, KeptApart, one_kept_apart, proven, who_could_know
from sightline.access.gate import require
from sightline.audit.refusal import NotForYou
from sightline.episodes.register import PersonPage, person_page
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.kept_apart import KeepApartForm, OffForm
from sightline.web.forms.restrict import BecauseForm, NameForm
from sightline.web.forms_base import GovForm

PURPOSE, SCREEN = "safeguarding", "person"  # as for the person's own page: the log must not say that there is more


def _opened(request: Asked, person: int) -> PersonPage:
    return person_page(request.actor, person, at=request.at, purpose=PURPOSE, screen=SCREEN)


def _of(request: Asked, person: int, fact: int) -> tuple[PersonPage, KeptApart]:
    """The person and the fact, for who stands on its list."""
    page, found = _opened(request, person), one_kept_apart(request.actor, person, fact, request.at)
    if found is None:
        raise NotForYou
    return page, found


def _standing(request: Asked, person: int, fact: int) -> tuple[PersonPage, KeptApart]:
    """The same, of a fact that still holds."""
    page, found = _of(request, person, fact)
    if found.fact.ended_at:
        raise NotForYou
    return page, found


def _words(post: Any) -> str:
    return f"{post.user.name}, {post.role}, {post.agency.name}"


def _posts(request: Asked, person: int, but: Collection[int] = ()) -> list[tuple[int, str]]:
    return [(p.pk, _words(p)) for p in who_could_know(request.actor, person, request.at) if p.pk not in but]


def _trail(page: PersonPage, here: str) -> dict[str, Any]:
    person = page.known.person
    steps = [{"text": _("People"), "href": "/people"}, {"text": person.name, "href": f"/people/{person.pk}"}]
    return {"person": person, "back_to": f"/people/{person.pk}", "breadcrumbs": [*steps, {"text": here}]}


@screen
def keep_apart(request: Asked, person: int) -> HttpResponse:
    """Record something that only the people named read."""
    page = _opened(request, person)
    require(request.actor, actions.MAY_KEEP_APART, _("Keeping something apart"))
    posts, asked = _posts(request, person), request.GET.get("episode", "")
    episodes = [(episode.pk, episode.reference) for episode in page.episodes]

    def do(form: GovForm) -> int:
        said = {name: form.cleaned_data[name] for name in ("episode", "kind", "says", "because", "named")}
        made = actions.keep_apart(person=person, by=request.actor, at=request.at, **said)
        messages.success(request, _("It is kept apart. Only the people on the list learn that it is there."))
        return made

    return form_page(
        request, "kept_apart/record.html",
        lambda data=None, files=None, *, draft=None: KeepApartForm(
            data, kinds=KINDS, posts=posts, episodes=episodes, draft=draft, initial={"episode": asked}
        ),
        do, then=lambda made: f"/people/{person}/kept-apart/{made}", key=f"kept-apart-{person}",
        more=lambda form: _trail(page, _("Keep something apart")) | {"posts": posts},
    )  # fmt: skip


@screen
def one(request: Asked, person: int, fact: int) -> HttpResponse:
    """What is kept apart, why, who may read it; and naming one more."""
    page, found = _of(request, person, fact)
    here, on_list = f"/people/{person}/kept-apart/{fact}", {place.post_id for place in found.named}

    def do(form: GovForm) -> str:
        actions.name_for_fact(fact=fact, post=form.cleaned_data["post"], by=request.actor, at=request.at,
                              because=form.cleaned_data["because"])  # fmt: skip
        messages.success(request, _("Named. A line on that person's own duty board says so, without what it is."))
        return here

    return form_page(
        request, "kept_apart/one.html",
        lambda data=None, files=None, *, draft=None: NameForm(
            data, posts=_posts(request, person, on_list), draft=draft
        ),
        do, then=str, key=f"kept-apart-{person}-{fact}",
        more=lambda form: _trail(page, _("Kept apart")) | {"kept": found, "proven": proven(found)},
    )  # fmt: skip


@screen
def take_off(request: Asked, person: int, fact: int) -> HttpResponse:
    """Take one off the list."""
    page, found = _standing(request, person, fact)
    places = [(place.post_id, _words(place.post)) for place in found.named]

    def do(form: GovForm) -> str:
        said = {name: form.cleaned_data[name] for name in ("post", "because")}
        actions.take_off_fact(fact=fact, by=request.actor, at=request.at, **said)
        messages.success(request, _("Taken off the list."))
        gone = said["post"] == request.actor.post
        return f"/people/{person}" if gone else f"/people/{person}/kept-apart/{fact}"

    return _ending(request, page, fact, _("Take somebody off the list"), do,
                   lambda data=None, files=None, *, draft=None: OffForm(data, posts=places, draft=draft))  # fmt: skip


@screen
def end(request: Asked, person: int, fact: int) -> HttpResponse:
    """Say that it holds no longer."""
    page, _found = _standing(request, person, fact)

    def do(form: GovForm) -> str:
        actions.end_fact(fact=fact, by=request.actor, at=request.at, because=form.cleaned_data["because"])
        messages.success(request, _("It is ended. The list can still read what it was."))
        return f"/people/{person}"

    return _ending(request, page, fact, _("It holds no longer"), do,
                   lambda data=None, files=None, *, draft=None: BecauseForm(data, draft=draft))  # fmt: skip


def _ending(request: Asked, page: PersonPage, fact: int, title: str, do: Callable[[GovForm], str],
            make: Any) -> HttpResponse:  # fmt: skip
    here = f"/people/{page.known.person.pk}/kept-apart/{fact}"
    return form_page(
        request, "restrict/form.html", make, do, then=str,
        more=lambda form: _trail(page, title) | {"title": title, "submit": title, "here": here},
    )  # fmt: skip


@screen
@require_POST
def read(request: Asked, person: int, fact: int) -> HttpResponse:
    """Say that one has read it: the line on one's own board goes."""
    _of(request, person, fact)
    actions.say_read(fact=fact, by=request.actor, at=request.at)
    messages.success(request, _("The others on the list see that you have read it."))
    return redirect(f"/people/{person}/kept-apart/{fact}")


urlpatterns = [
    path("people/<int:person>/kept-apart", keep_apart),
    path("people/<int:person>/kept-apart/<int:fact>", one),
    path("people/<int:person>/kept-apart/<int:fact>/off", take_off),
    path("people/<int:person>/kept-apart/<int:fact>/end", end),
    path("people/<int:person>/kept-apart/<int:fact>/read", read),
]
