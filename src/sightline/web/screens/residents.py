"""A carer's screen: who is here, who is away, when to look again, one button to report. Holds no rule and no table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sightline.access.gate import listed, may_see, placed_unopened, require
from sightline.audit.moments import day_of
from sightline.audit.refusal import NotForYou
from sightline.duties.queries import of_episode
from sightline.engine.model import Category, Clock
from sightline.episodes import care
from sightline.episodes.actions.absence import (
    CARERS,
    notice_absence,
    report_from_absence,
    report_resident,
    review_absence,
)
from sightline.episodes.actions.care_checks import suggested
from sightline.episodes.protocol import protocols
from sightline.episodes.queries import open_episode_of
from sightline.people.queries import Known, known
from sightline.people.queries import residents as residents_of
from sightline.people.queries_profile import prepared, prepared_of
from sightline.web.acting import act
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms import residents as forms
from sightline.web.forms_base import GovForm
from sightline.web.screens import profile_shown
from sightline.web.screens import residents_checks as checks
from sightline.web.screens import residents_history as histories
from sightline.web.screens import residents_receipt as receipt

CHECKS = "make the first checks"
AGAINST = ("bar", "required", "refused")  # the reasons that speak against watching; floors and advice do not
REVIEW, REPORT = "review the absence", "notify the police"


@dataclass(frozen=True, slots=True)
class Resident:
    """One person who lives here, where they are, and what the carer has to do about it next."""

    known: Known
    episode: Any
    review: Any
    cap: Any
    reported: bool
    once: UUID  # the token of the one-button report: pressed twice, it reports once
    profile: dict[str, str]
    profile_due: bool
    checks_left: list[Any]

    @property
    def review_href(self) -> str:
        """Where the absence is looked at again."""
        return f"/residents/absences/{self.episode.pk}"

    @property
    def order(self) -> tuple[int, datetime | None, str]:
        """Watched absences first, by the next review; then those the police have; then those who are here."""
        place = 2 if self.episode is None else 1 if self.reported else 0
        return place, self.review.due_at if self.review else None, self.known.person.family_name


def _first(duties: list[Any], do: str) -> Any:
    return next((d for d in duties if d.do == do and d.state == "open"), None)


def _resident(who: Known, ready: Any) -> Resident:
    episode = open_episode_of(who.person.pk)
    duties = of_episode(episode.pk) if episode and episode.state == "absence" else []
    return Resident(
        who,
        episode,
        _first(duties, REVIEW),
        _first(duties, REPORT),
        bool(episode and episode.state != "absence"),
        uuid4(),
        profile_shown.state_words(ready),
        ready.state != "agreed",
        [c for c in care.first_checks(episode.pk) if not c.done_at] if episode and episode.state == "absence" else [],
    )


def _residents(request: Asked) -> tuple[list[Any], int]:
    """Who is placed here and may be seen, and how many are placed here whom nobody has opened to this agency."""
    placed = residents_of(request.actor.agency, day_of(request.at))
    seen = may_see(request.actor, [p.pk for p in placed], request.at)
    return [p for p in placed if p.pk in seen], placed_unopened(request.actor, request.at)


def _house(request: Asked, name: str) -> dict[str, Any]:
    """Everybody who lives here, most urgent first, written into the consultation log as one line."""
    require(request.actor, CARERS, _("This page"))
    people, hidden = _residents(request)
    listed(request.actor, at=request.at, purpose="care", screen=name, people=[p.pk for p in people])
    ready = prepared_of([p.pk for p in people], request.at)
    rows = sorted(
        (_resident(known(p.pk, request.at), ready[p.pk]) for p in people),
        key=lambda r: (r.order[0], r.order[1] or request.at, r.order[2]),
    )
    watched = [r for r in rows if r.episode and not r.reported]
    return {
        "rows": rows,
        "watched": watched,
        "away": [r for r in rows if r.reported],
        "here": [r for r in rows if not r.episode],
        "first": next((r for r in watched if r.review), None),
        "hidden": hidden,
        "histories": care.histories_waiting(request.actor, request.at),
        "profiles_due": [r for r in rows if r.profile_due],
    }


@screen
def house(request: Asked) -> HttpResponse:
    """Residents today."""
    return render(request, "residents/house.html", _house(request, "residents"))


@screen
def rows(request: Asked) -> HttpResponse:
    """The same list alone, for a page that keeps itself current."""
    return render(request, "residents/_rows.html", _house(request, "residents live"))


def _own_resident(request: Asked, person_id: int) -> Known:
    """A person who lives here now. Raises NotForYou for everybody else, whether they exist or not."""
    require(request.actor, CARERS, _("This page"))
    if person_id not in {p.pk for p in _residents(request)[0]}:
        raise NotForYou
    listed(request.actor, at=request.at, purpose="care", screen="resident", act="view", people=[person_id])
    return known(person_id, request.at)


def _trail(who: Known) -> dict[str, Any]:
    """Where a page about one resident stands."""
    return {"breadcrumbs": [{"text": _("Residents"), "href": "/residents"}, {"text": who.person.name}]}


def _after(episode: Any) -> str:
    """Where a carer is led: to the receipt once the police have it, else back to the residents."""
    return f"/residents/episodes/{episode.pk}" if episode.state != "absence" else "/residents"


def _opening(area: str, at: datetime) -> list[Category]:
    """The cards that let a carer of this area watch an absence; none where the area does not use the category (J4)."""
    bodies = [v.body for _card, v in protocols().of_kind(area, day_of(at), "category")]
    return [b for b in bodies if isinstance(b, Category) and "unauthorised absence" in b.opens]


def to_be_answered(area: str, at: datetime) -> list[str]:
    """The facts that an area's cards want answered before an absence may be watched, in their order (C60)."""
    return list(dict.fromkeys(fact for body in _opening(area, at) for fact in body.needs_answers))


def looks_first(area: str, at: datetime) -> bool:
    """Whether a card of the area speaks of first checks with a deadline of their own (C61)."""
    bodies = [v.body for _card, v in protocols().of_kind(area, day_of(at), "duty")]
    return any(duty.do == CHECKS for b in bodies if isinstance(b, Clock) for duty in b.duties)


@screen
def absence(request: Asked, person_id: int) -> HttpResponse:
    """Somebody is not here. Where a card bars watching, the reasons are shown and reporting comes first."""
    who = _own_resident(request, person_id)
    if not _opening(request.actor.area, request.at) and looks_first(request.actor.area, request.at):
        return checks.look_first_page(request, who)
    facts = to_be_answered(request.actor.area, request.at)
    flagged = {f.phrase for f in who.flags}
    known_already = {f"fact-{n}": "yes" for n, phrase in enumerate(facts) if phrase in flagged}

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        tries = suggested(person_id, request.at)
        return forms.NoticeAbsence(data, files, draft=draft, facts=facts, suggested=tries, initial=known_already)

    def do(form: GovForm) -> Any:
        assert isinstance(form, forms.NoticeAbsence)
        noticed_at, because = form.cleaned_data["noticed_at"], form.cleaned_data["because"]
        return notice_absence(
            by=request.actor,
            at=request.at,
            person=person_id,
            noticed_at=noticed_at,
            because=because,
            answered=form.answered(),
            checks=forms.checks_of(form),
        )

    def more(form: GovForm) -> dict[str, Any]:
        assessment = getattr(getattr(form, "refusal", None), "assessment", None)
        context = {"known": who, "person": who.person, "open_episode": open_episode_of(person_id)}
        reasons = [r for r in assessment.reasons if r.about in AGAINST] if assessment else []
        return context | {
            "reasons": reasons,
            "watchable": bool(_opening(request.actor.area, request.at)),
            **_trail(who),
        }

    return form_page(request, "residents/absence.html", make, do, then=_after, key=f"absence-{person_id}", more=more)


def _own_absence(request: Asked, episode_id: int) -> Any:
    """An absence of somebody who lives here, or with whom this agency is involved, through the gate."""
    return checks.own_episode(request, episode_id, "absence")


@screen
def review(request: Asked, episode_id: int) -> HttpResponse:
    """Look at the decision again: still away, back, or a report at once."""
    episode = _own_absence(request, episode_id)
    if episode.state != "absence":
        messages.info(request, _("This absence has ended or is with the police."))
        return receipt.shown(request, episode_id, episode)
    duties = of_episode(episode_id)

    def do(form: GovForm) -> Any:
        typed = form.cleaned_data
        return review_absence(
            episode=episode_id, by=request.actor, at=request.at, outcome=typed["outcome"], found=typed["found"]
        )

    def then(done: Any) -> str:
        messages.success(request, _("The review is recorded."))
        return "/residents" if done.state in ("absence", "closed") else _after(done)

    more = {
        "episode": episode,
        "person": episode.person,
        "known": known(episode.person_id, request.at),
        "checks": [(c, forms.MakeCheck(prefix=f"check-{c.pk}")) for c in care.first_checks(episode_id)],
        "review": _first(duties, REVIEW),
        "cap": _first(duties, REPORT),
        "once": uuid4(),
        "breadcrumbs": [{"text": _("Residents"), "href": "/residents"}, {"text": episode.person.name}],
    }
    return form_page(
        request,
        "residents/review.html",
        forms.ReviewAbsence,
        do,
        then=then,
        key=f"absence-{episode_id}-review",
        more=lambda form: more,
    )


@screen
@require_POST
def report_now(request: Asked, episode_id: int) -> HttpResponse:
    """The one button: the police have it, with everything written so far."""
    episode = _own_absence(request, episode_id)
    because = _("The carer reported the absence to the police before the time was up.")
    form = forms.ReportNow(request.POST)
    answer = act(
        request,
        form,
        lambda: report_from_absence(episode=episode_id, by=request.actor, at=request.at, because=because),
        then=_after,
    )
    if answer is None:
        for error in form.non_field_errors():
            messages.error(request, str(error))
        return receipt.shown(request, episode_id, episode)
    return answer


@screen
def report(request: Asked, person_id: int) -> HttpResponse:
    """Report a resident missing at once: a few words; the profile goes with it."""
    who = _own_resident(request, person_id)

    def do(form: GovForm) -> Any:
        assert isinstance(form, forms.Tonight)
        typed = form.cleaned_data
        return report_resident(
            by=request.actor,
            at=request.at,
            person=person_id,
            last_seen_at=typed["last_seen_at"],
            last_seen_place=typed["last_seen_place"],
            gone_at=typed["gone_at"],
            gone_from=typed["gone_from"],
            circumstances=typed["circumstances"],
            tonight=form.tonight(),
        )

    return form_page(
        request,
        "residents/report.html",
        forms.ReportMissing,
        do,
        then=_after,
        key=f"resident-report-{person_id}",
        more=lambda form: {
            "person": who.person,
            "open_episode": open_episode_of(person_id),
            "profile": profile_shown.state_words(prepared(person_id, request.at)),
            **_trail(who),
        },
    )


urlpatterns = [
    path("residents", house),
    path("residents/rows", rows),
    path("residents/<int:person_id>/absence", absence),
    path("residents/<int:person_id>/report", report),
    path("residents/absences/<int:episode_id>", review),
    path("residents/absences/<int:episode_id>/report", report_now),
    path("residents/absences/<int:episode_id>/checks/<int:check_id>", checks.check),
    path("residents/histories/<int:offer_id>", histories.history),
    path("residents/episodes/<int:episode_id>/update", checks.update),
    path("residents/episodes/<int:episode_id>", receipt.page),
    path("residents/episodes/<int:episode_id>/now", receipt.now),
]
