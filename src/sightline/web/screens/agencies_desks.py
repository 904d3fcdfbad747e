"""Setting up, changing and closing a duty desk: its hours, and who answers outside them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from sightline.access import actions_setup_desks as actions
from sightline.access.kinds import ANY_KIND, roles_at
from sightline.access.queries_setup import desk_for, desks_of, may_answer_for
from sightline.access.rights import one_looked_after
from sightline.web.actor import Asked, screen
from sightline.web.forms.agencies import Because
from sightline.web.forms.agencies_desks import DeskForm
from sightline.web.forms_base import GovForm
from sightline.web.screens.agencies import setting_form, trail


def _onward(agency: int, desks: list[Any]) -> list[tuple[int, str]]:
    """Desks to choose from: those of the same agency by their name, others with their agency's."""
    return [(d.pk, d.name if d.agency_id == agency else f"{d.name}, {d.agency.name}") for d in desks]


@screen
def new(request: Asked, agency: int) -> HttpResponse:
    """Set up the duty desk of a role."""
    row = one_looked_after(request.actor, agency)
    there = {d.role for d in desks_of(row.pk) if d.closed_at is None}
    roles = [r for r in roles_at(row.kind) if r not in there and r not in ANY_KIND]
    own = [d for d in desks_of(row.pk) if d.closed_at is None]

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return DeskForm(data, roles=roles or ["none left"], onward=_onward(row.pk, own))

    def do(form: GovForm) -> Any:
        assert isinstance(form, DeskForm)
        role = form.cleaned_data["role"]
        return actions.set_up_desk(agency=agency, role=role, says=form.says(), by=request.actor, at=request.at)

    return setting_form(request, row, _("Add a desk"), _("Set it up"), make, do)


@screen
def change(request: Asked, desk: int) -> HttpResponse:
    """Change a desk: hours, who answers outside them, whether it keeps a rota. A second writer sees both versions."""
    row = desk_for(request.actor, desk)
    start = actions.says_of(row)

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return DeskForm(data, initial=start, version=row.version, onward=_onward(row.agency_id, may_answer_for(row)))

    def do(form: GovForm) -> Any:
        assert isinstance(form, DeskForm)
        version = form.cleaned_data["version"] or 0
        return actions.change_desk(desk=desk, version=version, says=form.says(), by=request.actor, at=request.at)

    steps = trail(row.agency, row.name)
    return setting_form(request, row.agency, row.name, _("Record the change"), make, do, steps=steps)


@screen
def close(request: Asked, desk: int) -> HttpResponse:
    """Close a desk. While something is open on it, or it answers for another, it is refused, and says what."""
    row = desk_for(request.actor, desk)

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return Because(data)

    def do(form: GovForm) -> Any:
        because = form.cleaned_data["because"]
        return actions.close_desk(desk=desk, because=because, by=request.actor, at=request.at)

    title = _("Close the desk: %s") % row.name
    return setting_form(request, row.agency, title, _("Close it"), make, do, warning=True)


urlpatterns = [
    path("agencies/<int:agency>/desks/new", new), path("desks/<int:desk>", change),
    path("desks/<int:desk>/close", close),
]  # fmt: skip
