"""The export of the logs: who looked and what was shared, as one file, for the roles that answer for both."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sightline.access.gate import listed, may_audit
from sightline.access.queries import agencies
from sightline.audit.refusal import NotForYou, Refused
from sightline.sharing.exports import Wanted, export
from sightline.web.actor import Asked, screen
from sightline.web.form_page import TO_MEND
from sightline.web.forms.sharing_agreements import ExportForm
from sightline.web.screens.audit import own_only
from sightline.web.screens.sharing import trail


def _form(request: Asked, data: Any = None) -> ExportForm:
    own = own_only(request.actor)
    choices = [(a.pk, a.name) for a in agencies() if own in (None, a.pk)]
    asked = request.GET.get("person", "")
    return ExportForm(data, agencies=choices, initial={"person": asked if asked.isdecimal() else ""})


def _file(request: Asked, form: ExportForm) -> HttpResponse | None:
    """The file, or None where the form must be shown again with what is wrong."""
    if not form.is_valid():
        return None
    names = ("kind", "person", "agency", "since", "until", "because")
    try:
        made = export(by=request.actor, at=request.at, wanted=Wanted(**{n: form.cleaned_data[n] for n in names}))
    except NotForYou:
        raise
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.says)
        return None
    answer = HttpResponse(made.data, content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer


@screen
@never_cache
def export_logs(request: Asked) -> HttpResponse:
    """Ask for the file, and get it. That it was made is recorded."""
    may_audit(request.actor)
    form = _form(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and (answer := _file(request, form)):
        return answer
    listed(request.actor, at=request.at, purpose="audit", screen="export", act="audit", people=[])
    title = _("Export who looked and what was shared")
    context = {"title": title, "form": form, "own_only": own_only(request.actor) is not None,
               "breadcrumbs": trail((_("Audit"), "/audit"), (title, ""))}  # fmt: skip
    return render(request, "sharing/export.html", context, status=TO_MEND if form.errors else 200)


urlpatterns = [path("audit/export", export_logs)]
