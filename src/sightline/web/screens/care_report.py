"""The report of a home or a fostering service on an episode: written, signed, filed. Holds no rule."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline.audit.refusal import Refused
from sightline.episodes import care
from sightline.episodes.actions import care_report as actions
from sightline.episodes.actions.care_report import Written
from sightline.episodes.queries import brief
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.placements import CareReportForm
from sightline.web.forms_base import GovForm

FIELDS = ("happened", "done", "learnt", "told")


@screen
def report(request: Asked, episode: int) -> HttpResponse:
    """The report as it stands, who has signed it, and the form to write it."""
    row = brief(request.actor, episode, at=request.at, purpose="care", screen="care report")
    kind, written = actions.kind_for(row, request.at), care.care_report(episode)
    start = {name: getattr(written.report, name) for name in FIELDS} if written else {}
    version = written.report.version if written else 0

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return CareReportForm(data, files, draft=draft, initial=start, version=version)

    def do(form: GovForm) -> Any:
        says = Written(**{name: form.cleaned_data[name] or "" for name in FIELDS})
        seen = form.cleaned_data["version"] or 0
        return actions.write_report(episode=episode, version=seen, says=says, by=request.actor, at=request.at)

    def then(done: Any) -> str:
        messages.success(request, _("The report is written. It is signed next."))
        return f"/episodes/{episode}/care-report"

    more = {
        "episode": row, "person": row.person, "kind": kind, "written": written,
        "missing": actions.missing_signatures(written.report, row.area, request.at) if written else [],
        "may_write": request.actor.role in actions.WRITERS and bool(kind),
        "breadcrumbs": [
            {"text": f"{row.person.name}, {row.reference}", "href": f"/episodes/{episode}"},
            {"text": _("Report of the home or service")},
        ],
    }  # fmt: skip
    return form_page(request, "council/care_report.html", make, do, then=then, key=f"episode-{episode}-care-report",
                     more=lambda form: more)  # fmt: skip


def _then_back(request: Asked, episode: int, do: Any, done: str) -> HttpResponse:
    try:
        do()
        messages.success(request, done)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        if refusal.keep:
            refusal.keep()
        messages.error(request, refusal.says)
    return redirect(f"/episodes/{episode}/care-report")


@screen
@require_POST
def sign(request: Asked, episode: int) -> HttpResponse:
    """Sign the version that was read."""
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isdecimal() and len(seen) < 7 else 0
    return _then_back(
        request,
        episode,
        lambda: actions.sign_report(episode=episode, version=version, by=request.actor, at=request.at),
        _("Signed."),
    )


@screen
@require_POST
def put_on_file(request: Asked, episode: int) -> HttpResponse:
    """Put the signed report on file as complete."""
    return _then_back(
        request,
        episode,
        lambda: actions.file_report(episode=episode, by=request.actor, at=request.at),
        _("The report is on file."),
    )


urlpatterns = [
    path("episodes/<int:episode>/care-report", report),
    path("episodes/<int:episode>/care-report/sign", sign),
    path("episodes/<int:episode>/care-report/file", put_on_file),
]
