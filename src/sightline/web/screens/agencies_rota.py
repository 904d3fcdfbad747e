"""The rota of a desk, week by week, and who stands in for whom. Reads no table."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sightline.access import actions_setup_rota as actions
from sightline.access.hours import Span, joined, open_spans, uncovered
from sightline.access.queries_rota import may_be_on_duty, on_duty, shifts_between, stand_ins_of
from sightline.access.queries_setup import colleagues, desk_for, post_for
from sightline.access.rights import check_people, keeps_rota
from sightline.audit.moments import LONDON, day_of
from sightline.audit.refusal import Refused
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.agencies_desks import ShiftForm, StandInForm
from sightline.web.forms_base import GovForm
from sightline.web.screens.agencies import hole_words, trail

WEEK = timedelta(days=7)


def _asked_day(request: Asked) -> date:
    """The week that was asked for; the present one where nothing readable was."""
    try:
        found = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return day_of(request.at)
    return found if 2000 < found.year < 2100 else day_of(request.at)


def _holes(desk: Any, shifts: list[Any], span: Span) -> list[Span]:
    if not desk.keeps_rota:
        return []
    return uncovered(open_spans(desk, *span), joined((s.begins_at, s.ends_at) for s in shifts))


def _days(desk: Any, shifts: list[Any], begin: datetime, at: datetime) -> list[dict[str, Any]]:
    """Monday to Sunday, each with who is on duty and what nobody covers."""
    made, first = [], day_of(begin)
    for number in range(7):
        day = first + timedelta(days=number)
        start, _end = _midnight(day), _midnight(day + timedelta(days=1))
        here = [s for s in shifts if s.begins_at < _end and s.ends_at > start]
        holes = hole_words(_holes(desk, shifts, (max(start, at), _end))) if _end > at else []
        rows = [{"shift": s, "off": s.ends_at > at} for s in here]
        made.append({"day": day, "shifts": rows, "holes": holes, "today": day == day_of(at)})
    return made


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON)


@screen
def rota(request: Asked, desk: int) -> HttpResponse:
    """A desk's week: who is on duty when, the hours nobody covers, and the form that puts somebody on duty."""
    row = desk_for(request.actor, desk, rota=True)
    asked = _asked_day(request)
    begin, end = actions.week_of(asked)
    shifts = shifts_between(row.pk, begin, end)
    monday, keeps = day_of(begin), keeps_rota(request.actor, row)
    people = [(p.pk, p.user.name) for p in may_be_on_duty(row, request.at)]

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return ShiftForm(data, people=people)

    def do(form: GovForm) -> Any:
        said = {name: form.cleaned_data[name] for name in ("post", "begins_at", "ends_at")}
        return actions.put_on_duty(desk=desk, by=request.actor, at=request.at, **said)

    def then(shift: Any) -> str:
        messages.success(request, _("%s is on the rota.") % shift.post.user.name)
        return f"/desks/{desk}/rota?week={day_of(shift.begins_at)}"

    context = {
        "desk": row, "days": _days(row, shifts, begin, request.at), "monday": monday, "keeps": keeps,
        "before": monday - WEEK, "after": monday + WEEK, "people": people, "once": GovForm(),
        "rota": on_duty([row], request.at)[0], "breadcrumbs": trail(row.agency, _("Rota: %s") % row.name),
    }  # fmt: skip
    return form_page(request, "agencies/rota.html", make, do, then=then, more=lambda form: context)


@screen
@require_POST
def copy(request: Asked, desk: int) -> HttpResponse:
    """Put everybody on duty as in the week before; whoever cannot be is named."""
    day = _asked_day(request)
    back = f"/desks/{desk}/rota?week={day}"
    made, left = actions.copy_last_week(desk=desk, week=day, by=request.actor, at=request.at)
    messages.success(request, ngettext("%d shift was copied.", "%d shifts were copied.", made) % made)
    for says in left:
        messages.warning(request, _("Not copied: %s.") % says)
    return redirect(back)


@screen
@require_POST
def take_off(request: Asked, shift: int) -> HttpResponse:
    """Take a shift off the rota."""
    desk = actions.take_off_duty(shift=shift, by=request.actor, at=request.at)
    messages.success(request, _("It is off the rota. Look whether somebody else must be on duty."))
    return redirect(f"/desks/{desk.pk}/rota")


def _stand_in_page(request: Asked, post: int, agency: int, whose: str, holder: int, here: str) -> HttpResponse:
    people = colleagues(agency, request.at, but=holder)

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        return StandInForm(data, people=people, whose=whose)

    def do(form: GovForm) -> Any:
        said = {name: form.cleaned_data[name] for name in ("stand_in", "begins_at", "ends_at", "because")}
        return actions.name_stand_in(post=post, by=request.actor, at=request.at, **said)

    def then(made: Any) -> str:
        messages.success(request, _("%s stands in. It ends by itself.") % made.stand_in.name)
        return here

    context = {"standing": stand_ins_of(post, request.at), "whose": whose, "people": people}
    return form_page(request, "agencies/stand_in.html", make, do, then=then, more=lambda form: context)


@screen
def my_stand_in(request: Asked) -> HttpResponse:
    """Say who acts in one's own post while one is away."""
    actor = request.actor
    if actor.on_behalf_of:
        raise Refused(_("You stand in for %s. Only the holder names who stands in.") % actor.on_behalf_of)
    return _stand_in_page(request, actor.post, actor.agency, "", actor.user, "/stand-in")


@screen
def stand_in_for(request: Asked, post: int) -> HttpResponse:
    """An administrator says who stands in for somebody who cannot: taken ill, not to be reached."""
    row = post_for(request.actor, post)
    check_people(request.actor, row.agency, request.at)
    return _stand_in_page(request, post, row.agency_id, row.user.name, row.user_id, f"/posts/{post}/stand-in")


@screen
@require_POST
def end_stand_in(request: Asked, number: int) -> HttpResponse:
    """End standing in before its time."""
    ended = actions.end_standing_in(delegation=number, by=request.actor, at=request.at)
    messages.success(request, _("%s no longer stands in.") % ended.stand_in.name)
    own = ended.post_id == request.actor.post
    return redirect("/stand-in" if own else f"/posts/{ended.post_id}/stand-in")


urlpatterns = [
    path("desks/<int:desk>/rota", rota), path("desks/<int:desk>/rota/copy", copy),
    path("shifts/<int:shift>/off", take_off), path("stand-in", my_stand_in),
    path("posts/<int:post>/stand-in", stand_in_for), path("stand-ins/<int:number>/end", end_stand_in),
]  # fmt: skip
