"""The screens of information sharing agreements: the list with what is late first, one, a new one, a review, an end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from sightline.access.gate import require
from sightline.access.queries import agencies
from sightline.audit.moments import day_of
from sightline.sharing import agreements
from sightline.sharing.agreements import KEEPERS, Terms
from sightline.sharing.disclosable import labels
from sightline.sharing.disclosure_grounds import BASES, POWERS
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.sharing_agreements import AgreementForm, EndForm, ReviewForm
from sightline.web.forms_base import GovForm
from sightline.web.screens.sharing import trail

COLOURS = {"ended": "grey", "not yet in force": "blue", "review overdue": "red", "in force": "green"}


def _state(row: Any, request: Asked) -> tuple[str, str]:
    says = row.state(day_of(request.at))
    return says[:1].upper() + says[1:], COLOURS[says]


@screen
def listed(request: Asked) -> HttpResponse:
    """The agreements of the actor's agency: those whose review is due first stand first."""
    rows = [(row, _state(row, request)) for row in agreements.of_agency(request.actor.agency)]
    title = _("Information sharing agreements")
    return render(request, "sharing/agreements.html", {
        "title": title, "rows": rows, "may": request.actor.role in KEEPERS,
        "breadcrumbs": trail((_("Sharing"), "/disclosures"), (title, "")),
    })  # fmt: skip


@screen
def one(request: Asked, agreement: int) -> HttpResponse:
    """One agreement, for its parties."""
    row = agreements.one(agreement, request.actor)
    grounds = [known[key].words for known, key in ((BASES, row.basis), (POWERS, row.power)) if key]
    details = [
        (_("Parties"), ", ".join([*(a.name for a in row.parties.all()), *([row.others] if row.others else [])])),
        (_("What is shared for what"), row.purpose),
        (_("Kinds of information"), ", ".join(labels(row.fields)) or _("Not listed: as the document says")),
        (_("Ground"), "\n".join(map(str, grounds))),
        (_("Signed by"), row.signed_by),
        (_("In force from"), row.in_force_from),
        (_("To be looked at again on"), row.review_on),
        (_("Last looked at"), row.reviewed_on or _("Not since it was signed")),
        (_("Signed document"), row.document),
        (_("Recorded by"), f"{row.recorded_by}, {row.agency.name}"),
        *([(_("Ended"), f"{row.ended_on:%-d %B %Y}: {row.ended_because}")] if row.ended_on else []),
    ]
    return render(request, "sharing/agreement.html", {
        "title": row.title, "row": row, "state": _state(row, request), "details": details,
        "may": request.actor.role in KEEPERS and row.ended_on is None,
        "breadcrumbs": trail((_("Agreements"), "/agreements"), (row.title, "")),
    })  # fmt: skip


@screen
def new(request: Asked) -> HttpResponse:
    """Put a signed agreement on record."""
    require(request.actor, KEEPERS, _("Recording an agreement"))
    choices = [(a.pk, a.name) for a in agencies()]
    title = _("Record an agreement")

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return AgreementForm(data, draft=draft, agencies=choices, initial={"parties": [request.actor.agency]})

    def do(form: GovForm) -> int:
        said = {name: form.cleaned_data[name] for name in Terms.__dataclass_fields__}
        said |= {"parties": tuple(said["parties"]), "fields": tuple(said["fields"])}
        return int(agreements.record(terms=Terms(**said), by=request.actor, at=request.at).pk)

    return form_page(
        request, "sharing/agreement_form.html", make, do, then=lambda made: f"/agreements/{made}", key="agreement-new",
        more=lambda form: {"title": title, "submit": _("Record it"), "here": "/agreements",
                           "breadcrumbs": trail((_("Agreements"), "/agreements"), (title, ""))},
    )  # fmt: skip


def _change(request: Asked, agreement: int, kind: type[GovForm], title: str, submit: str, do: Any) -> HttpResponse:
    """One form about an agreement; back on its page it says what was done."""
    require(request.actor, KEEPERS, title)
    row = agreements.one(agreement, request.actor)
    here = f"/agreements/{agreement}"

    def act(form: GovForm) -> Any:
        said = {name: form.cleaned_data[name] for name in form.fields if name not in ("version", "once")}
        version = form.cleaned_data["version"] or 0
        made = do(agreement=agreement, version=version, by=request.actor, at=request.at, **said)
        messages.success(request, _("Recorded."))
        return made

    return form_page(
        request, "sharing/agreement_form.html",
        lambda data=None, files=None, *, draft=None: kind(data, draft=draft, version=row.version), act,
        then=lambda made: here, key=f"agreement-{agreement}-{kind.__name__}",
        more=lambda form: {"title": title, "row": row, "submit": submit, "here": here,
                           "breadcrumbs": trail((_("Agreements"), "/agreements"), (row.title, here), (title, ""))},
    )  # fmt: skip


@screen
def review(request: Asked, agreement: int) -> HttpResponse:
    """Record that the parties looked at it again."""
    return _change(request, agreement, ReviewForm, _("Record a review"), _("Record the review"), agreements.review)


@screen
def end(request: Asked, agreement: int) -> HttpResponse:
    """End an agreement from today."""
    return _change(request, agreement, EndForm, _("End the agreement"), _("End it"), agreements.end)


urlpatterns = [
    path("agreements", listed),
    path("agreements/new", new),
    path("agreements/<int:agreement>", one),
    path("agreements/<int:agreement>/review", review),
    path("agreements/<int:agreement>/end", end),
]
