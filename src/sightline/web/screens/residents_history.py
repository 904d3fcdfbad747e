"""The receiving provider's page: that a history waits, and once its name stands under it, whose it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sightline.duties.placing import acknowledge_history
from sightline.episodes import care
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms import residents as forms
from sightline.web.forms_base import GovForm


@screen
def history(request: Asked, offer_id: int) -> HttpResponse:
    """Acknowledge a history by name (I38, H25). Until then nothing on the page says whose it is."""
    waits, row = care.history_waiting(request.actor, offer_id, request.at)
    if row.acknowledged_at:
        return redirect(f"/people/{row.person_id}")

    def do(form: GovForm) -> Any:
        return acknowledge_history(offer=offer_id, by=request.actor, at=request.at, name=form.cleaned_data["name"])

    def then(done: Any) -> str:
        messages.success(request, _("Acknowledged. Read the record and the profile now, before the person arrives."))
        return f"/people/{done.person_id}"

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return forms.AcknowledgeHistory(data, files, draft=draft, initial={"name": request.actor.name})

    trail = [{"text": _("Residents"), "href": "/residents"}, {"text": _("A history waits")}]
    more = {"waits": waits, "breadcrumbs": trail}
    return form_page(request, "residents/history.html", make, do, then=then, more=lambda form: more)
