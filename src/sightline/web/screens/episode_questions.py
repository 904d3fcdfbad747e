"""The area's questions asked again at any time of an episode: answered in words, with who said so. Its address is
listed by decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from sightline.episodes import assessments
from sightline.episodes.actions import report
from sightline.episodes.protocol import protocols
from sightline.web.actor import Asked, screen
from sightline.web.form_page import form_page
from sightline.web.forms.questions import QuestionsForm
from sightline.web.forms_base import GovForm
from sightline.web.screens.episode_opened import about, opened


def groups_of_facts() -> list[tuple[str, list[str]]]:
    """Every fact a person can answer, under the groups of the vocabulary."""
    groups: dict[str, list[str]] = {}
    for fact in protocols().vocabulary.facts.values():
        if not fact.derived:
            groups.setdefault(fact.group, []).append(fact.name)
    return list(groups.items())


def _keep(request: Asked, episode: int, form: GovForm) -> None:
    assert isinstance(form, QuestionsForm)
    said = form.cleaned_data
    told = report.Told(name=said["from_whom"], relation=said["relation"], phone=said["contact"])
    report.answer_questions(episode=episode, by=request.actor, at=request.at, told=told, answered=form.answered())
    messages.success(request, _("The answers are recorded. See what the protocols say now."))


@screen
def questions(request: Asked, episode: int) -> HttpResponse:
    """Answer questions later: what was said, by whom, how to reach them (C1-C4, C15).

    `?ask=<fact>` chooses a fact beforehand.
    """
    whole = opened(request, episode, "questions")
    asked = assessments.question_set(whole.episode.area, request.at)
    groups = groups_of_facts()

    def make(data: Any = None, files: Any = None, *, draft: Any = None) -> GovForm:
        initial = {"other_fact": request.GET.get("ask", "")}
        return QuestionsForm(data, draft=draft, questions=asked, groups=groups, initial=initial)

    return form_page(
        request,
        "decision/questions.html",
        make,
        lambda form: _keep(request, episode, form),
        then=lambda made: f"/episodes/{episode}#facts",
        key=f"episode-{episode}-questions",
        more=lambda form: about(whole, _("Questions")) | {"ask": request.GET.get("ask", "")},
    )
