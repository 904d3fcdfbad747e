"""Leave from a hospital or a care home: who is out, whose hour has passed, and what to do then (A65, C30, H23)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from sightline.access.actor import Actor
from sightline.access.gate import may_see
from sightline.audit.moments import day_of
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes import leaves
from sightline.episodes.actions import leave as actions
from sightline.people.queries import residents as residents_of
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.adults import AgreeLeaveForm, LeaveForm
from sightline.web.forms.residents import ReportMissing
from sightline.web.forms_base import GovForm


def _only_who_gives_leave(actor: Actor) -> None:
    if actor.agency_kind not in actions.GIVES_LEAVE:
        raise NotForYou(_("Leave is agreed by hospitals and care homes for adults."))


@screen
def on_leave(request: Asked) -> HttpResponse:
    """Everybody out on leave from here, whose hour has passed first."""
    _only_who_gives_leave(request.actor)
    return render(request, "adults/leave.html", {"rows": leaves.on_leave(request.actor, request.at)})


def _people(request: Asked) -> list[tuple[int, str]]:
    placed = residents_of(request.actor.agency, day_of(request.at))
    seen = may_see(request.actor, [p.pk for p in placed], request.at)
    return [(p.pk, p.name) for p in placed if p.pk in seen]


@screen
def agree(request: Asked) -> HttpResponse:
    """Agree to leave for somebody who is cared for here."""
    _only_who_gives_leave(request.actor)
    people = _people(request)

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return AgreeLeaveForm(data, draft=draft, people=people)

    def do(form: GovForm) -> None:
        said = {name: form.cleaned_data[name] for name in ("person", "begins_at", "until", "conditions", "detained")}
        actions.agree_leave(by=request.actor, at=request.at, **said)
        messages.success(request, _("The leave is recorded. Your desk is told if nobody is back at its hour."))

    steps = [{"text": _("Leave"), "href": "/leave"}, {"text": _("Agree to leave")}]
    return form_page(request, "adults/agree.html", make, do, then=lambda made: "/leave", key="leave",
                     more=lambda form: {"breadcrumbs": steps})  # fmt: skip


def _record(request: Asked, number: int, form: GovForm) -> None:
    said = form.cleaned_data
    who: dict[str, Any] = {"leave": number, "version": said["version"] or 0, "by": request.actor, "at": request.at}
    if said["step"] == "back":
        actions.come_back(**who)
    elif said["until"] is None:
        raise Refused(_("Enter until when the leave is made longer."), field="until")
    else:
        actions.extend_leave(**who, until=said["until"], weighed=said["weighed"])
    messages.success(request, _("It is recorded."))


@screen
def leave(request: Asked, number: int) -> HttpResponse:
    """One leave: the person came back, or it is made longer after weighing the danger, or the person is reported."""
    _only_who_gives_leave(request.actor)
    row = leaves.leave(request.actor, number, request.at)

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return LeaveForm(data, draft=draft, version=row.version)

    steps = [{"text": _("Leave"), "href": "/leave"}, {"text": row.person.name}]
    return form_page(
        request, "adults/one_leave.html", make, lambda form: _record(request, number, form), then=lambda made: "/leave",
        key=f"leave-{number}",
        more=lambda form: {"leave": row, "overdue": row.until <= request.at, "breadcrumbs": steps},
    )  # fmt: skip


@screen
def report(request: Asked, number: int) -> HttpResponse:
    """Report somebody who has not come back: a few words; that the leave ran out goes with them."""
    _only_who_gives_leave(request.actor)
    row = leaves.leave(request.actor, number, request.at)

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return ReportMissing(data, draft=draft, version=row.version)

    def do(form: GovForm) -> int:
        assert isinstance(form, ReportMissing)
        names = ("last_seen_at", "last_seen_place", "gone_at", "gone_from", "circumstances")
        said = {name: form.cleaned_data[name] for name in names} | {"version": form.cleaned_data["version"] or 0}
        episode = actions.report_from_leave(
            leave=number, by=request.actor, at=request.at, tonight=form.tonight(), **said
        )
        messages.success(request, _("The police have the report. Say the reference when you ring."))
        return int(episode.pk)

    steps = [{"text": _("Leave"), "href": "/leave"}, {"text": row.person.name}]
    return form_page(request, "adults/report.html", make, do, then=lambda made: f"/episodes/{made}",
                     key=f"leave-{number}-report", more=lambda form: {"leave": row, "breadcrumbs": steps})  # fmt: skip


urlpatterns = [
    path("leave", on_leave),
    path("leave/new", agree),
    path("leave/<int:number>", leave),
    path("leave/<int:number>/report", report),
]
