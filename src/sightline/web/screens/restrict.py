"""Keeping a record apart: restrict it to a named list, keep the list, lift the restriction. Reads no table."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from sightline.access import actions_restrict as actions
from sightline.access.gate import require
from sightline.access.restricted import KINDS, Kept, kept, who_could_be_named
from sightline.audit.refusal import NotForYou
from sightline.episodes.register import PersonPage, person_page
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.restrict import BecauseForm, NameForm, RestrictForm
from sightline.web.forms_base import GovForm

TEMPLATE = "restrict/form.html"


def _opened(request: Asked, person: int) -> PersonPage:
    return person_page(request.actor, person, at=request.at, purpose="safeguarding", screen="restricted record")


def _of(request: Asked, person: int) -> tuple[PersonPage, Kept]:
    """The person and the list, for who stands on it."""
    page, found = _opened(request, person), kept(request.actor, person)
    if found is None:
        raise NotForYou
    return page, found


def _words(post: Any) -> str:
    return f"{post.user.name}, {post.role}, {post.agency.name}"


def _posts(request: Asked, person: int, but: Collection[int] = ()) -> list[tuple[int, str]]:
    return [(p.pk, _words(p)) for p in who_could_be_named(request.actor, person, request.at) if p.pk not in but]


@screen
def restricted(request: Asked, person: int) -> HttpResponse:
    """Restrict the record; where it is restricted, the list, and naming one more."""
    page = _opened(request, person)
    found = kept(request.actor, person)
    if found is None:
        return _restrict(request, page)
    here, on_list = f"/people/{person}/restricted", {one.post_id for one in found.named}

    def do(form: GovForm) -> str:
        actions.name_on_list(restriction=found.restriction.pk, post=form.cleaned_data["post"], by=request.actor,
                             at=request.at, because=form.cleaned_data["because"])  # fmt: skip
        messages.success(request, _("The list is longer by one."))
        return here

    return form_page(
        request, "restrict/list.html",
        lambda data=None, files=None, *, draft=None: NameForm(
            data, posts=_posts(request, person, on_list), draft=draft
        ),
        do, then=str,
        more=lambda form: {"person": page.known.person, "kept": found, "me": request.actor.post,
                           "may_lift": request.actor.role in actions.MAY_RESTRICT},
    )  # fmt: skip


def _restrict(request: Asked, page: PersonPage) -> HttpResponse:
    require(request.actor, actions.MAY_RESTRICT, _("Restricting a record"))
    person = page.known.person.pk

    def do(form: GovForm) -> str:
        actions.restrict(person=person, by=request.actor, at=request.at,
                         **{name: form.cleaned_data[name] for name in ("kind", "named", "because")})  # fmt: skip
        messages.success(request, _("The record is shown to the list alone from now on."))
        return f"/people/{person}/restricted"

    return form_page(
        request, "restrict/restrict.html",
        lambda data=None, files=None, *, draft=None: RestrictForm(
            data, kinds=KINDS, posts=_posts(request, person), draft=draft
        ),
        do, then=str, more=lambda form: {"person": page.known.person},
    )  # fmt: skip


@screen
def take_off(request: Asked, person: int, post: int) -> HttpResponse:
    """Take one off the list."""
    page, found = _of(request, person)
    one = next((n for n in found.named if n.post_id == post), None)
    if one is None:
        raise NotForYou

    def do(form: GovForm) -> str:
        actions.take_off_list(restriction=found.restriction.pk, post=post, by=request.actor, at=request.at,
                              because=form.cleaned_data["because"])  # fmt: skip
        messages.success(request, _("Taken off the list."))
        return "/people" if post == request.actor.post else f"/people/{person}/restricted"

    return _because(request, page, _("Take off the list: %s") % _words(one.post), _("Take off the list"), do)


@screen
def lift(request: Asked, person: int) -> HttpResponse:
    """Lift the restriction."""
    require(request.actor, actions.MAY_RESTRICT, _("Lifting a restriction"))
    page, found = _of(request, person)

    def do(form: GovForm) -> str:
        actions.lift(restriction=found.restriction.pk, by=request.actor, at=request.at,
                     because=form.cleaned_data["because"])  # fmt: skip
        messages.success(request, _("The restriction is lifted: who saw the record before sees it again."))
        return f"/people/{person}"

    return _because(request, page, _("Lift the restriction"), _("Lift the restriction"), do)


def _because(request: Asked, page: PersonPage, title: str, submit: str, do: object) -> HttpResponse:
    here = f"/people/{page.known.person.pk}/restricted"
    return form_page(
        request, TEMPLATE, lambda data=None, files=None, *, draft=None: BecauseForm(data, draft=draft),
        do, then=str,  # type: ignore[arg-type]
        more=lambda form: {"person": page.known.person, "title": title, "submit": submit, "here": here},
    )  # fmt: skip


urlpatterns = [
    path("people/<int:person>/restricted", restricted),
    path("people/<int:person>/restricted/lift", lift),
    path("people/<int:person>/restricted/<int:post>/off", take_off),
]
