"""Recording where a person lives and what care status holds: who cares for a person is also who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from sightline.access.actions import involve
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.placing import record_placement
from sightline.people import actions
from sightline.web.actor import Asked, screen
from sightline.web.forms import person as forms
from sightline.web.forms.placements import RecordPlacement, WhereForm
from sightline.web.forms_base import GovForm
from sightline.web.screens.person_changes import change_page, opened


def _number(text: str) -> int | None:
    return int(text) if text else None


def _involve(request: Asked, person_id: int, parts: Sequence[tuple[int | None, str]]) -> None:
    """Let the agencies that now have a part in the person's care see the person."""
    for agency, part in parts:
        if agency:
            involve(
                agency=agency,
                person=person_id,
                part=part,
                because="recorded on the person's page",
                at=request.at,
                by=request.actor.author,
            )


@screen
def placement(request: Asked, person_id: int) -> HttpResponse:
    """Record a placement. The provider before loses its view; the new one acknowledges the history and gains it."""
    page = opened(request, person_id, "placement", _("Recording a placement"))

    def do(form: GovForm) -> Any:
        assert isinstance(form, WhereForm)
        typed = form.cleaned_data
        return record_placement(
            person=person_id,
            where=form.where(),
            history_told=typed["history_told"],
            told=typed["told"],
            by=request.actor,
            at=request.at,
        )

    return change_page(
        request,
        page,
        _("Record a placement"),
        _("Record the placement"),
        RecordPlacement,
        do,
        key="placement",
        part="#placements",
    )


@screen
def record(request: Asked, person_id: int) -> HttpResponse:
    """Record a care status and the days it holds."""
    page = opened(request, person_id, "care", _("Recording a care status"))

    def do(form: GovForm) -> Any:
        typed = form.cleaned_data
        authority = _number(typed["authority"])
        if any(c.phrase == typed["phrase"] for c in page.known.care):
            raise Refused(_("This status holds already. End it first if it has changed."), field="phrase")
        actions.set_care_status(
            person=person_id,
            phrase=typed["phrase"],
            authority=authority,
            since=typed["since"],
            until=typed["until"],
            by=request.actor.author,
            at=request.at,
        )
        _involve(request, person_id, [(authority, "responsible authority")])
        return page

    return change_page(
        request, page, _("Record a care status"), _("Record the status"), forms.RecordCare, do, key="care", part="#care"
    )


@screen
def end(request: Asked, person_id: int, care_id: int) -> HttpResponse:
    """Say that a care status no longer holds, from which day, and why. The council keeps its part in the person."""
    page = opened(request, person_id, "care", _("Ending a care status"))
    status = next((c for c in page.known.care if c.pk == care_id), None)
    if status is None:
        raise NotForYou(_("This status does not hold any more. Look at the person's page."))

    def do(form: GovForm) -> Any:
        return actions.end_care_status(
            status=care_id,
            until=form.cleaned_data["until"],
            because=form.cleaned_data["because"],
            by=request.actor.author,
            at=request.at,
        )

    return change_page(
        request,
        page,
        _("End a care status"),
        _("End the status"),
        forms.EndCare,
        do,
        key=f"care-{care_id}-end",
        part="#care",
        more={"status": status, "warning": True},
    )
