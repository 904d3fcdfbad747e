"""The call handler's screen: search, then the report with history, flags and plan beside it. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sightline.access.actions import drop_draft
from sightline.access.queries import agencies, draft
from sightline.audit.refusal import NotForYou
from sightline.duties import ahead
from sightline.episodes.actions.report import report_again, report_missing, take_call
from sightline.episodes.assessments import before_report, question_set
from sightline.episodes.protocol import protocols
from sightline.episodes.register import Hit, PersonPage, person_page, search
from sightline.people.actions import register
from sightline.web.acting import act
from sightline.web.actor import Asked, screen
from sightline.web.forms.control_room import AgainForm, NewPersonForm, ReportForm, SearchForm
from sightline.web.screens.decision import by_part
from sightline.web.screens.episode_questions import groups_of_facts
from sightline.web.screens.first_things import acts_as, first_things
from sightline.web.screens.profile_shown import state_words
from sightline.web.words import day_words

TO_MEND = 422  # the form was understood and cannot be acted on as it is
EPISODES_SHOWN = 8
View = Callable[..., HttpResponseBase]


def control_room(view: View) -> View:
    """A page of the control room: for the police, who take every report."""

    @screen
    @wraps(view)
    def guarded(request: Asked, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.actor.is_police:
            raise NotForYou(
                _("The control room is for the police. To report somebody in your care, open Residents, or ring 101.")
            )
        return view(request, *args, **kwargs)

    return guarded


# --- searching, before anything can be made ---------------------------------------------------------------------------


def _found(request: Asked) -> dict[str, Any]:
    """What the search answers: who is most alike, and in how many words to say so."""
    form = SearchForm(request.GET if request.GET else None)
    asks = form.asks
    hits = search(request.actor, at=request.at, **asks) if asks else []
    said = ngettext("%(count)d person found", "%(count)d people found", len(hits)) % {"count": len(hits)}
    return {"form": form, "hits": hits, "searched": bool(asks), "said": said, "query": request.GET.urlencode()}


@control_room
def find(request: Asked) -> HttpResponse:
    """Search first: the only way to a report, so that repeats are counted for the right person (I41)."""
    context = _found(request)
    bound = context["form"].is_bound
    if bound and not context["searched"] and not context["form"].errors:
        context["form"].add_error("name", _("Enter at least two letters of the name, or an identifier."))
    return render(
        request, "control_room/search.html", context, status=TO_MEND if bound and context["form"].errors else 200
    )


@control_room
def results(request: Asked) -> HttpResponse:
    """The results alone, while somebody types."""
    return render(request, "control_room/_results.html", _found(request))


def _alike(hits: list[Hit]) -> list[tuple[int, str]]:
    """Who might be the same person, in words that tell them apart."""
    unknown = _("date of birth not known")
    born = [_("born %s") % day_words(h.person.born_on) if h.person.born_on else unknown for h in hits]
    return [(h.person.pk, f"{h.person.name}, {when}") for h, when in zip(hits, born, strict=True)]


def _new_form(request: Asked, searched: dict[str, Any]) -> NewPersonForm:
    if request.method != "POST":
        return NewPersonForm(initial=NewPersonForm.starting_from(searched))
    plain = NewPersonForm(request.POST)
    plain.is_valid()
    typed = plain.cleaned_data
    name = f"{typed.get('given_name', '')} {typed.get('family_name', '')}".strip()
    hits = search(request.actor, at=request.at, name=name, born_on=typed.get("born_on"), limit=5) if name else []
    return NewPersonForm(request.POST, alike=_alike(hits))


def _register(request: Asked, form: NewPersonForm) -> Any:
    said = {name: value for name, value in form.cleaned_data.items() if name not in ("once", "version")}
    return register(by=request.actor.author, at=request.at, **said)


@control_room
def new_person(request: Asked) -> HttpResponse:
    """Reached only from a search; a likely duplicate is refused until said to be somebody else."""
    searched = SearchForm(request.GET or QueryDict()).asks
    if not searched:
        messages.info(request, _("Search first: the person may be on record already."))
        return redirect("/control-room")
    form = _new_form(request, searched)
    if request.method == "POST":
        answer = act(
            request, form, lambda: _register(request, form), then=lambda made: f"/control-room/report/{made.pk}"
        )
        if answer is not None:
            return answer
    status = TO_MEND if request.method == "POST" else 200
    return render(
        request, "control_room/new_person.html", {"form": form, "query": request.GET.urlencode()}, status=status
    )


# --- the report -------------------------------------------------------------------------------------------------------


def _agencies() -> list[tuple[int, str]]:
    return [(a.pk, a.name) for a in agencies()]


def _report_form(request: Asked, data: Any = None, kept: Any = None) -> ReportForm:
    asked = question_set(request.actor.area, request.at)
    return ReportForm(data, draft=kept, questions=asked, groups=groups_of_facts(), agencies=_agencies())


def _says(request: Asked, person: int, data: Any) -> dict[str, Any]:
    """What the cards say to the answers so far, each reason with its card and source."""
    form = _report_form(request, data if data is not None else {})
    form.is_valid()
    assessment = before_report(request.actor, person, form.answered(), request.at)
    links = {phrase: f"#id_{name}_0" for name, (_question, phrase) in form.facts.items()}
    unknown = [{"name": f, "answer": "not known", "href": links.get(f, "")} for f in assessment.not_known]
    unknown.sort(key=lambda row: not row["href"])
    due = ahead.if_reported(request.actor, person, form.answered(), request.at)
    roles = acts_as(request.actor.role, protocols().vocabulary.roles)
    first = first_things(due, assessment.duties, roles=roles, at=request.at)
    return {"says": assessment, "parts": by_part(assessment), "unknown": unknown, "first": first}


def _beside(page: PersonPage) -> dict[str, Any]:
    """What stands beside the form: open episode if any, the newest of the others, how many more."""
    opened = next((e for e in page.episodes if e.closed_at is None and e.state != "absence"), None)
    earlier = [e for e in page.episodes if e is not opened]
    return {"page": page, "known": page.known, "person": page.known.person, "opened": opened,
            "profile": page.profile, "profile_state": state_words(page.profile),
            "earlier": earlier[:EPISODES_SHOWN], "more_earlier": max(0, len(earlier) - EPISODES_SHOWN)}  # fmt: skip


def _key(person: int) -> str:
    return f"report-{person}"


def _report_page(
    request: Asked, page: PersonPage, form: ReportForm, answers: Any, kept: Any = None, status: int = 200
) -> HttpResponse:
    person = page.known.person.pk
    context = {"form": form, "kept": kept, "draft_key": _key(person)} | _beside(page) | _says(request, person, answers)
    return render(request, "control_room/report.html", context, status=status)


def _opened(request: Asked, person: int) -> PersonPage:
    return person_page(request.actor, person, at=request.at, purpose="report", screen="control room")


def _save(request: Asked, person: int, form: ReportForm) -> Any:
    """The call, the report and the answers in one: either all of it is on record or none."""
    told, data = form.told(), form.cleaned_data
    call = take_call(by=request.actor, at=request.at, told=told, said=form.heard())
    episode = report_missing(
        by=request.actor, at=request.at, person=person, told=told, call=call.pk, last_seen_at=data.get("last_seen_at"),
        last_seen_place=data.get("last_seen_place") or "", circumstances=form.story(),
        answered=form.answered(), deploy=form.deploys,
        gone_at=data.get("gone_at"), gone_from=data.get("gone_from") or "",
    )  # fmt: skip
    saved = {"reference": episode.reference}
    if form.deploys:
        messages.success(
            request,
            _("Report %(reference)s is saved: officers are to be sent now. Go on asking the questions.") % saved,
        )
    else:
        messages.success(
            request,
            _("Report %(reference)s is saved. The duty inspector has it on the duty board and decides.") % saved,
        )
    return episode


@control_room
def report(request: Asked, person: int) -> HttpResponse:
    """The report, with history, flags and trigger plan beside it; evident danger is one button (B1, C14, D25)."""
    page = _opened(request, person)
    if request.method == "POST":
        form = _report_form(request, request.POST)
        answer = act(
            request,
            form,
            lambda: _save(request, person, form),
            then=lambda made: f"/episodes/{made.pk}",
            draft=_key(person),
        )
        return answer or _report_page(request, page, form, request.POST, status=TO_MEND)
    if _beside(page)["opened"]:
        return redirect(f"/control-room/report/{person}/again")
    kept = draft(request.actor.post, _key(person))
    fields = kept.fields if kept else None
    return _report_page(request, page, _report_form(request, kept=fields), fields, kept)


@control_room
@require_POST
def assess(request: Asked, person: int) -> HttpResponse:
    """What the protocol says so far: that part alone, or without JavaScript the whole page with what was typed."""
    page = _opened(request, person)
    if request.headers.get("HX-Request"):
        return render(request, "control_room/_says.html", _says(request, person, request.POST) | {"alone": True})
    return _report_page(request, page, _report_form(request, kept=request.POST.dict()), request.POST)


def _add(request: Asked, episode: int, form: AgainForm) -> Any:
    told, data = form.told(), form.cleaned_data
    call = take_call(by=request.actor, at=request.at, told=told, said=data["said"])
    made = report_again(episode=episode, by=request.actor, at=request.at, told=told, says=data["said"], call=call.pk,
                        disputes=data["disputes"])  # fmt: skip
    messages.success(request, _("The further report is recorded on the open episode."))
    return made


@control_room
def again(request: Asked, person: int) -> HttpResponse:
    """A further report is added to the open episode; a second one cannot be made (C28)."""
    page = _opened(request, person)
    context = _beside(page)
    opened, key = context["opened"], f"again-{person}"
    if opened is None:
        return redirect(f"/control-room/report/{person}")
    kept = draft(request.actor.post, key) if request.method == "GET" else None
    form = AgainForm(
        request.POST if request.method == "POST" else None, draft=kept.fields if kept else None, agencies=_agencies()
    )
    if request.method == "POST":
        answer = act(
            request, form, lambda: _add(request, opened.pk, form), then=lambda made: f"/episodes/{opened.pk}", draft=key
        )
        if answer is not None:
            return answer
    status = TO_MEND if request.method == "POST" else 200
    return render(
        request, "control_room/again.html", context | {"form": form, "kept": kept, "draft_key": key}, status=status
    )


@control_room
@require_POST
def discard(request: Asked, person: int, what: str) -> HttpResponse:
    """Throw a draft away and begin the form afresh."""
    drop_draft(post=request.actor.post, form=f"{what}-{person}")
    return redirect(f"/control-room/report/{person}")


urlpatterns = [
    path("control-room", find), path("control-room/search", results), path("control-room/new", new_person),
    path("control-room/report/<int:person>", report), path("control-room/report/<int:person>/assess", assess),
    path("control-room/report/<int:person>/again", again),
    path("control-room/report/<int:person>/discard/<slug:what>", discard),
]  # fmt: skip
