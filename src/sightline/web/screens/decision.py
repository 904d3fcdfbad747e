"""The screens of a decision: what the cards bar, require and advise; a person decides. Also: looking again, sending
officers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sightline.duties import ahead
from sightline.engine import Assessment
from sightline.engine.vocabulary import RISK_LEVELS
from sightline.episodes import assessments
from sightline.episodes.actions import decide, report
from sightline.episodes.protocol import protocols
from sightline.episodes.queries import Whole
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.decision import DecisionForm, DeployForm, ReviewForm
from sightline.web.forms_base import GovForm
from sightline.web.screens.episode_opened import about, ask, opened
from sightline.web.screens.episode_questions import questions
from sightline.web.screens.first_things import FirstThings, acts_as, first_things

# Which part of the page a reason of the engine belongs to.
SHOWN_AS = {"bar": "barred", "required": "required", "floor": "floor", "advice": "advised", "refused": "refused"}


def by_part(assessment: Assessment) -> dict[str, list[Any]]:
    """The reasons of an assessment under what they are about; what is new to this page stands under `more`."""
    parts: dict[str, list[Any]] = {name: [] for name in (*SHOWN_AS.values(), "more")}
    for reason in assessment.reasons:
        parts[SHOWN_AS.get(reason.about, "more")].append(reason)
    return parts


def reasons_against(judged: Assessment, category: str, risk: str) -> list[Any]:
    """The reasons that stand against what was proposed: a bar, another category required, a floor, a rank that
    may not.
    """
    barred, elsewhere = (
        category in judged.category_barred,
        bool(judged.categories) and category not in judged.categories,
    )
    too_low = risk in RISK_LEVELS and RISK_LEVELS.index(risk) < RISK_LEVELS.index(judged.risk_floor)
    about = {"refused"} | ({"bar"} if barred else set()) | ({"required"} if elsewhere else set())
    return [r for r in judged.reasons if r.about in about | ({"floor"} if too_low else set())]


PROMPTS = {
    "wording": gettext_lazy("Say what was seen or heard instead of a label."),
    "provenance": gettext_lazy("Say who said so and how they know."),
    "reason": gettext_lazy("Say why, in words."),
}


def to_put_right(judged: Assessment, episode: int) -> dict[str, list[Any]]:
    """What to mend before sending again: the words, and the questions that must be answered first, with where
    to answer them.
    """
    asked = [p.removeprefix("not known: ") for p in judged.prompts if p.startswith("not known: ")]
    return {
        "words": [PROMPTS[p] for p in judged.prompts if p in PROMPTS],
        "questions": [ask(episode, f) for f in asked],
    }


def _first(request: Asked, whole: Whole, assessment: Assessment) -> FirstThings:
    """What is due now or within the hour, and what a first decision as the cards ask for would add to it."""
    then = []
    if whole.decision is None and assessment.category:
        then = [decide.EVENT[assessment.category], *(["risk set high"] if assessment.risk_advised == "high" else [])]
    due, follows = ahead.of_episode(whole.episode, request.at, then=then)
    roles = acts_as(request.actor.role, protocols().vocabulary.roles)
    return first_things(due, assessment.duties, roles=roles, at=request.at, follows=follows)


def _form(whole: Whole, assessment: Assessment, data: Any, draft: Any) -> DecisionForm:
    seen = whole.decision.pk if whole.decision else 0
    words = protocols().vocabulary.categories
    return DecisionForm(data, draft=draft, version=seen, categories=words, barred=assessment.category_barred)


def _record(request: Asked, episode: int, form: GovForm) -> Any:
    """Hand the decision to the action, with the decision the writer had seen."""
    said = form.cleaned_data
    chosen = (
        "category",
        "risk",
        "seriousness",
        "immediacy",
        "because",
        "answer_to_challenge",
        "review_every_minutes",
        "call_back_at",
    )
    wanted = decide.Wanted(**{name: said[name] for name in chosen})
    decision = decide.decide(
        episode=episode, by=request.actor, at=request.at, wanted=wanted, seen_decision=said["version"] or 0
    )
    messages.success(request, _("The decision is recorded, and the duties that follow from it are on their desks."))
    return decision


def _shown(request: Asked, whole: Whole, assessment: Assessment, form: GovForm) -> dict[str, Any]:
    refusal = getattr(form, "refusal", None)
    judged: Assessment | None = getattr(refusal, "assessment", None)
    if judged and judged.verdict == "challenged" and isinstance(form, DecisionForm):
        form.show_challenge()
    parts = by_part(assessment)
    asked = [ask(whole.episode.pk, f) for f in assessment.not_known]
    refusing = reasons_against(judged, form["category"].value(), form["risk"].value()) if judged else []
    mend = to_put_right(judged, whole.episode.pk) if judged else {}
    return about(whole, _("Decide")) | {
        "says": assessment,
        "first": _first(request, whole, assessment),
        "parts": parts,
        "asked": asked,
        "judged": judged,
        "refusing": refusing,
        "mend": mend,
    }


@screen
def decision(request: Asked, episode: int) -> HttpResponse:
    """Decide category and risk: what is barred, the floor, what is advised and why, then the form (B2, C10-C47,
    D28).
    """
    whole = opened(request, episode, "decision")
    assessment = assessments.of_episode(whole.episode, request.at)
    return form_page(
        request,
        "decision/decision.html",
        lambda data=None, files=None, *, draft=None: _form(whole, assessment, data, draft),
        lambda form: _record(request, episode, form),
        then=lambda made: f"/episodes/{episode}#decisions",
        key=f"episode-{episode}-decision",
        more=lambda form: _shown(request, whole, assessment, form),
    )


def _again(request: Asked, episode: int, form: GovForm) -> None:
    decide.review_risk(episode=episode, by=request.actor, at=request.at, found=form.cleaned_data["found"])
    messages.success(request, _("It is recorded that the risk was looked at again and stands."))


@screen
def review(request: Asked, episode: int) -> HttpResponse:
    """The risk was looked at again and stands, and why (D55)."""
    whole = opened(request, episode, "review")
    more = about(whole, _("Look at the risk again")) | {"says": assessments.of_episode(whole.episode, request.at)}
    return form_page(
        request,
        "decision/review.html",
        lambda data=None, files=None, *, draft=None: ReviewForm(data, draft=draft),
        lambda form: _again(request, episode, form),
        then=lambda made: f"/episodes/{episode}",
        key=f"episode-{episode}-review",
        more=lambda form: more,
    )


def _send(request: Asked, episode: int, form: GovForm) -> None:
    report.deploy(episode=episode, by=request.actor, at=request.at, because=form.cleaned_data["because"])
    messages.success(request, _("It is recorded that officers were sent."))


@screen
def deploy(request: Asked, episode: int) -> HttpResponse:
    """Officers are sent now, before the questions are finished (C14)."""
    whole = opened(request, episode, "deploy")
    return form_page(
        request,
        "decision/deploy.html",
        lambda data=None, files=None, *, draft=None: DeployForm(data, draft=draft),
        lambda form: _send(request, episode, form),
        then=lambda made: f"/episodes/{episode}",
        more=lambda form: about(whole, _("Send officers")),
    )


urlpatterns = [
    path("episodes/<int:episode>/decision", decision),
    path("episodes/<int:episode>/questions", questions),
    path("episodes/<int:episode>/review", review),
    path("episodes/<int:episode>/deploy", deploy),
]
