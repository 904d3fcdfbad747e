"""The screens of a pupil's absence from school, for the school and the council's welfare service. They hold no rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from sightline.duties.queries import of_episode
from sightline.episodes import school as queries
from sightline.episodes.actions import school as actions
from sightline.episodes.actions import school_outcome, school_terms
from sightline.episodes.actions.report import Answered
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms import school as forms
from sightline.web.forms.transfer import ReasonForm
from sightline.web.forms_base import GovForm
from sightline.web.screens.events_shown import by_name
from sightline.web.sheets import Sheet, asked_on
from sightline.web.words import day_words

Values = dict[str, Any]
OWN_FORMS = {"ask the parents where the child is": "parents", "notify the police": "police",
             "ask staff, friends, family and neighbours": "enquiries"}  # fmt: skip


def _trail(*here: str) -> list[dict[str, str]]:
    return [{"text": _("Absences from school"), "href": "/school"}, *({"text": text} for text in here)]


@screen
def absences(request: Asked) -> HttpResponse:
    """The absences of one's school, or of the council's schools."""
    rows = queries.absences(request.actor, at=request.at)
    context = {
        "open": [row for row in rows if not row.episode.closed_at],
        "ended": [row for row in rows if row.episode.closed_at][:30],
        "may": request.actor.role in actions.STAFF,
    }
    return render(request, "school/absences.html", context)


@screen
def new(request: Asked) -> HttpResponse:
    """A pupil is not at school: who, since when, what is known, and the signs of the first day."""
    signs = queries.signs(request.actor.area, request.at)
    sheet = Sheet(_("A pupil is not at school"), submit=_("Record the absence"), breadcrumbs=_trail(_("New")),
                  may=request.actor.role in actions.STAFF)  # fmt: skip

    def do(form: Any) -> int:
        said = {
            name: form.cleaned_data[name] for name in forms.PupilForm.base_fields if name not in ("version", "once")
        }
        answered = [Answered(phrase, answer, _("Known at the school.")) for phrase, answer in form.answers().items()]
        made = actions.notice_school_absence(by=request.actor, at=request.at, answered=answered, **said)
        messages.success(request, _("The absence is recorded, and its clocks run."))
        return int(made.pk)

    return form_page(
        request, "areas/sheet.html",
        lambda data=None, files=None, *, draft=None: forms.PupilForm(data, draft=draft, signs=signs), do,
        then=lambda made: f"/school/{made}", key="school-new", more=lambda form: sheet.context(),
    )  # fmt: skip


def _where(duty: Any, number: int) -> str:
    """The page on which a duty of the school is done: its own form, or the one that records it as done."""
    own = OWN_FORMS.get(duty.do)
    return f"/school/{number}/{own}" if own else f"/duties/{duty.pk}"


@screen
def absence(request: Asked, number: int) -> HttpResponse:
    """One absence: what is due, what was asked, what happened; and what can be done."""
    found = queries.absence(request.actor, number, at=request.at)
    heard, due = found.row.enquiries, [duty for duty in of_episode(number) if duty.state == "open"]
    mine = [duty for duty in due if duty.desk_id in request.actor.desks and duty.due_at]
    context = {
        "next": mine[0] if mine and not found.episode.closed_at else None,
        "next_href": _where(mine[0], number) if mine else "", "events": by_name(found.timeline),
        "found": found, "episode": found.episode, "breadcrumbs": _trail(found.episode.person.name),
        "duties": [
            {"duty": d, "href": _where(d, number) if d.desk_id in request.actor.desks else ""} for d in due
        ],
        "facts": [{"name": f.phrase, "answer": f.answer, "says": f.says, "from_whom": f.from_whom, "at": f.obtained_at}
                  for f in found.facts],
        "enquiries": [(name, heard.get(name, "")) for name in actions.ENQUIRIES],
        "mine": request.actor.agency_kind == "school" and not found.episode.closed_at,
        "ours": request.actor.agency_kind in queries.AGENCIES and not found.episode.closed_at,
    }  # fmt: skip
    return render(request, "school/absence.html", context)


def _form(
    request: Asked, number: int, title: str, form: Callable[..., Any], do: Callable[[Values], Any], done: str,
    lead: str = "", submit: str = "",
) -> HttpResponse:  # fmt: skip
    """One form about an absence, and back to its page."""
    found = queries.absence(request.actor, number, at=request.at)
    sheet = Sheet(title, caption=found.episode.person.name, submit=submit or _("Record it"), lead=lead,
                  breadcrumbs=_trail(title), may=not found.episode.closed_at,
                  more={"back_url": f"/school/{number}"})  # fmt: skip
    return asked_on(request, sheet, form, do, then=lambda made: f"/school/{number}", done=done,
                    key=f"school-{number}-{title[:20]}")  # fmt: skip


def _who(request: Asked, number: int) -> Values:
    return {"absence": number, "by": request.actor, "at": request.at}


@screen
def parents(request: Asked, number: int) -> HttpResponse:
    """What the parents said."""
    who = _who(request, number)
    return _form(request, number, _("The parents were asked"), forms.ParentsForm,
                 lambda said: actions.ask_parents(**who, **said), _("It is recorded what they said."))  # fmt: skip


@screen
def enquiries(request: Asked, number: int) -> HttpResponse:
    """Whom the school asked, and what was heard."""
    row = queries.absence(request.actor, number, at=request.at).row

    def do(said: Values) -> Any:
        version = said.pop("version", row.version)
        named = {actions.ENQUIRIES[int(field.removeprefix("heard_"))]: text for field, text in said.items()}
        return actions.enquire(version=version, heard=named, **_who(request, number))

    return _form(
        request, number, _("Enquiries of the school"),
        lambda *a, **k: forms.HeardForm(*a, asked=actions.ENQUIRIES, before=row.enquiries,
                                        initial={"version": row.version}, **k),
        do, _("The enquiries are recorded."), lead=_("Write what was heard. What is left empty was not asked yet."),
    )  # fmt: skip


@screen
def police(request: Asked, number: int) -> HttpResponse:
    """Report the pupil missing to the police from here."""
    who = _who(request, number)
    return _form(request, number, _("Report the pupil missing to the police"), forms.PoliceForm,
                 lambda said: actions.tell_police(**who, **said), _("The police have the report."),
                 lead=_("If the pupil is in danger now, ring 999."), submit=_("Report to the police now"))  # fmt: skip


@screen
def leave(request: Asked, number: int) -> HttpResponse:
    """The head teacher agrees to leave."""
    who = _who(request, number)
    return _form(request, number, _("Leave is agreed"), forms.LeaveForm,
                 lambda said: school_outcome.agree_leave(**who, **said),
                 _("Leave is recorded. The clocks begin again on the day of return."))  # fmt: skip


@screen
def back(request: Asked, number: int) -> HttpResponse:
    """The pupil is back at school."""
    who = _who(request, number)
    return _form(request, number, _("The pupil is back"), forms.BackForm,
                 lambda said: school_outcome.record_back(**who, **said),
                 _("The absence has ended. What was due before stays due."))  # fmt: skip


@screen
def new_school(request: Asked, number: int) -> HttpResponse:
    """It is known to which school the child now goes."""
    who = _who(request, number)
    return _form(request, number, _("The child goes to another school"), forms.NewSchoolForm,
                 lambda said: school_outcome.record_new_school(**who, **said), _("It is recorded."))  # fmt: skip


@screen
def roll(request: Asked, number: int) -> HttpResponse:
    """The pupil leaves the roll, where the law allows."""
    who = _who(request, number)
    return _form(request, number, _("Take the pupil off the roll"), forms.RollForm,
                 lambda said: school_outcome.take_off_roll(**who, **said), _("The pupil has left the roll."),
                 lead=_("Nobody is taken off the roll before four weeks are over."))  # fmt: skip


@screen
def close(request: Asked, number: int) -> HttpResponse:
    """Close an absence once the child's schooling is settled."""
    who = _who(request, number)
    return _form(request, number, _("Close this absence"), ReasonForm,
                 lambda said: school_outcome.close_absence(**who, **said), _("The absence is closed."))  # fmt: skip


def _days(row: Any) -> str:
    """The days of a closure, in words; one day once."""
    first, last = day_words(row.first_on), day_words(row.last_on)
    return first if first == last else f"{first} – {last}"


@screen
def closures(request: Asked) -> HttpResponse:
    """Term dates: when the school, or the council's schools, are closed; what was entered here can be taken back."""
    sheet = Sheet(
        _("Term dates"), submit=_("Enter it"), ask=_("Enter a holiday or a training day"),
        lead=_("A holiday of a week stops the clocks of an absence. A shorter closure is only not counted."),
        breadcrumbs=_trail(_("Term dates")), may=request.actor.role in school_terms.MAY_SET,
        more={"closures": [{"row": row, "days": _days(row), "mine": school_terms.may_take_back(request.actor, row)}
                           for row in queries.closures(request.actor)]},
    )  # fmt: skip
    return asked_on(
        request, sheet, forms.ClosureForm,
        lambda said: school_terms.close_school(by=request.actor, at=request.at, **said),
        then=lambda made: "/school/closures", done=_("Every open absence goes by these days now."),
        template="school/closures.html",
    )  # fmt: skip


@screen
def reopen(request: Asked, closure: int) -> HttpResponse:
    """Take back days that were entered by mistake, once somebody has said that they mean it."""
    row = school_terms.to_take_back(closure=closure, by=request.actor)
    trail = [*_trail(), {"text": _("Term dates"), "href": "/school/closures"}, {"text": _("Take it back")}]
    sheet = Sheet(
        _("Take back %s?") % row.name, breadcrumbs=trail, submit=_("Take it back"), caption=row.agency.name,
        lead=_("The school counts as open on these days again, and the clocks of every open absence with it."),
        facts=[(_("Days"), _days(row)), (_("Entered for"), row.agency.name)], more={"back_url": "/school/closures"},
    )  # fmt: skip
    return asked_on(
        request, sheet, GovForm,
        lambda said: school_terms.open_school(closure=closure, by=request.actor, at=request.at),
        then=lambda made: "/school/closures",
        done=_("%(name)s, %(days)s, is taken back. Every open absence goes by that now.")
        % {"name": row.name, "days": _days(row)},
    )  # fmt: skip


urlpatterns = [
    path("school", absences), path("school/new", new), path("school/closures", closures),
    path("school/closures/<int:closure>/reopen", reopen), path("school/<int:number>", absence),
    path("school/<int:number>/parents", parents), path("school/<int:number>/enquiries", enquiries),
    path("school/<int:number>/police", police), path("school/<int:number>/leave", leave),
    path("school/<int:number>/back", back), path("school/<int:number>/new-school", new_school),
    path("school/<int:number>/roll", roll), path("school/<int:number>/close", close),
]  # fmt: skip
