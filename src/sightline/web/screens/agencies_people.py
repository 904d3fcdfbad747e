"""The people of an agency: adding somebody, the one-time links, ending a post so that nothing in hand is lost."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sightline.access.actions import claim_once, led_to
from sightline.access.actions_setup_people import LINK_LASTS, add_person, make_link, one_post
from sightline.access.holding import in_words
from sightline.access.queries_setup import Worker, holds, people_of
from sightline.access.rights import check_people, one_looked_after
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.changing_hands import leave
from sightline.web.actor import Asked, screen
from sightline.web.forms import agencies as forms
from sightline.web.forms_base import GovForm
from sightline.web.screens.agencies import setting_form
from sightline.web.words import moment_words


@screen
def new(request: Asked, agency: int) -> HttpResponse:
    """Let somebody work at an agency in a role."""
    row = one_looked_after(request.actor, agency)
    check_people(request.actor, row, request.at)

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return forms.AddPerson(data, kind=row.kind)

    def do(form: GovForm) -> Any:
        said = form.cleaned_data
        return add_person(
            agency=agency, name=said["name"], email=said["email"], role=said["role"], rank=said.get("rank", ""),
            by=request.actor, at=request.at,
        )  # fmt: skip

    return setting_form(request, row, _("Add a person"), _("Add the person"), make, do)


def _mail(request: Asked, worker: Worker, link: str) -> str:
    """An e-mail to be sent from one's own programme: the link is kept nowhere here."""
    subject = _("Your link to Sightline")
    until = moment_words(request.at + LINK_LASTS)
    body = _("Open this link once, before %(until)s, and set a password:\n\n%(link)s") % {"until": until, "link": link}
    return f"mailto:{quote(worker.post.user.email)}?subject={quote(subject)}&body={quote(body)}"


def _link(request: Asked, worker: Worker) -> dict[str, Any]:
    try:
        token = make_link(post=worker.post.pk, by=request.actor, at=request.at)
    except NotForYou:
        raise
    except Refused as refusal:
        return {"worker": worker, "refused": refusal.says}
    link = request.build_absolute_uri(f"/set-password/{token}")
    return {"worker": worker, "link": link, "mail": _mail(request, worker, link)}


def _links(request: Asked, agency: Any, workers: list[Worker]) -> HttpResponse:
    """The page with the links, shown once: the same form sent again leads back to the agency."""
    form, home = GovForm(request.POST), f"/agencies/{agency.pk}"
    form.is_valid()
    token = form.cleaned_data["once"]
    with transaction.atomic():
        if before := claim_once(token=token, post=request.actor.post, at=request.at):
            messages.info(request, _("The links were shown once. Make new ones if they are lost."))
            return redirect(before)
        made = [_link(request, worker) for worker in workers]
        led_to(token=token, url=home)
    context = {"agency": agency, "made": made, "until": request.at + LINK_LASTS, "home": home}
    return render(request, "agencies/links.html", context)


@screen
@require_POST
@never_cache
def links(request: Asked, agency: int) -> HttpResponse:
    """Make a link for everybody of an agency who cannot sign in yet. The page shows them once, to print or to send."""
    row = one_looked_after(request.actor, agency)
    check_people(request.actor, row, request.at)
    seen: dict[int, Worker] = {}
    for worker in people_of(row.pk, request.at):
        if not worker.can_sign_in and worker.post.user_id != request.actor.user:
            seen.setdefault(worker.post.user_id, worker)
    return _links(request, row, list(seen.values()))


@screen
@require_POST
@never_cache
def link(request: Asked, post: int) -> HttpResponse:
    """Make a new link for one person: the password forgotten, the first link lost. Earlier links end."""
    row = one_post(request.actor, post, request.at)
    workers = [w for w in people_of(row.agency_id, request.at) if w.post.pk == row.pk]
    return _links(request, row.agency, workers)


@screen
def end(request: Asked, post: int) -> HttpResponse:
    """End a post. What its holder has in hand is listed; it goes to the desks that own it, or the post does not end."""
    row = one_post(request.actor, post, request.at)
    held = holds(row.pk, request.at)

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return forms.EndPost(data, in_hand=bool(held))

    def do(form: GovForm) -> Any:
        said = form.cleaned_data
        return leave(
            post=post, because=said["because"], to_desk=said.get("to_desk", False), by=request.actor, at=request.at
        )

    said = {"name": row.user.name, "role": row.role}
    intro = _("%(name)s can do nothing more as %(role)s from now on.") % said
    if held:
        more = _("In hand: %(held)s. Have it handed over first, or give it to the desks.") % {"held": in_words(held)}
        intro = f"{intro} {more}"
    title = _("End the post of %(name)s, %(role)s") % said
    return setting_form(request, row.agency, title, _("End the post"), make, do, intro=intro, warning=True)


urlpatterns = [
    path("agencies/<int:agency>/people/new", new), path("agencies/<int:agency>/links", links),
    path("posts/<int:post>/link", link), path("posts/<int:post>/end", end),
]  # fmt: skip
