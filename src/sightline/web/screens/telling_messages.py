"""Messages that did not go, with what to do about each, and the addresses of bodies outside. Reads no table."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline.access.gate import NEVER_A_PERSON
from sightline.episodes.protocol import protocols
from sightline.sharing import telling_actions as actions
from sightline.sharing import telling_queries as queries
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.telling import ContactForm
from sightline.web.forms_base import GovForm

OUTSIDE = ("national", "voluntary", "other", "health", "education", "local authority")


@screen
def failed(request: Asked) -> HttpResponse:
    """Every message that did not go: why, and what to do. What it says is shown to the police only."""
    rows = queries.failed(request.actor)
    context = {
        "rows": rows, "setup": [row for row in rows if row.trouble == "setup"],
        "keeps_contacts": queries.keeps_contacts(request.actor),
        "shows_words": request.actor.is_police and request.actor.role not in NEVER_A_PERSON,
    }  # fmt: skip
    return render(request, "telling/messages.html", context)


@screen
@require_POST
def again(request: Asked, message: int) -> HttpResponse:
    """Send one message again at once."""
    actions.send_again(message=message, by=request.actor, at=request.at)
    messages.success(request, _("It is tried again now."))
    return redirect("/messages")


@screen
def contacts(request: Asked) -> HttpResponse:
    """Where bodies outside are reached; the form adds one or changes it."""
    kept = queries.contacts(request.actor)
    roles = sorted(r.name for r in protocols().vocabulary.roles.values() if r.agency_kind in OUTSIDE)

    def made(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return ContactForm(data, files, draft=draft, roles=roles)

    def do(form: GovForm) -> Any:
        said = {name: form.cleaned_data[name] for name in ("role", "name", "email", "mobile", "phone")}
        return actions.keep_outside_contact(by=request.actor, at=request.at, **said)

    return form_page(request, "telling/contacts.html", made, do, then=lambda _done: "/outside-contacts",
                     more=lambda form: {"kept": kept})  # fmt: skip


urlpatterns = [
    path("messages", failed), path("messages/<int:message>/again", again), path("outside-contacts", contacts),
]  # fmt: skip
