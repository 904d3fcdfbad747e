"""Deciding on the screen: bars and floors with their cards, who may, a challenge to answer, two writers, questions
answered later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from sightline.access.models import Draft
from sightline.audit.queries import timeline
from sightline.episodes.models import Decision, Episode, RiskFact
from tests.integration.web.reported import WHY, decided, reported, text, when
from tests.people import Cast

SignIn = Callable[[str], Client]


def said(**changes: Any) -> dict[str, Any]:
    """A decision as a browser posts it."""
    return {
        "category": "missing",
        "risk": "high",
        "seriousness": "high",
        "immediacy": "high",
        "because": WHY,
        "version": "0",
    } | changes


def absent(at: datetime, **changes: Any) -> dict[str, Any]:
    """Absent with what it needs."""
    needs = {
        "category": "absent",
        "risk": "none",
        "seriousness": "none",
        "immediacy": "none",
        "review_every_minutes": "60",
    }
    return said(**needs, **when("call_back_at", at + timedelta(hours=1))) | changes


def test_the_page_shows_bars_floor_and_advice_with_cards_and_how_often_grading_errs(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    page = text(client_as("duty inspector").get(f"/episodes/{reported(cast, at).pk}/decision"))
    assert "Absent" in page and "/protocols/WMP-CATEGORY" in page, (
        "absent is barred by the exploitation flag, with the card"
    )
    assert "Risk not below" in page and "Risk the facts support" in page
    assert "92,681" in page and "59%" in page and "89%" in page and "Doyle and Barnes 2020" in page
    assert "not known that could change this" in page


def test_seriousness_and_immediacy_are_shown_apart_and_asked_apart(client_as: SignIn, cast: Cast, at: datetime) -> None:
    page = text(client_as("duty inspector").get(f"/episodes/{reported(cast, at).pk}/decision"))
    assert "Seriousness: high. Immediacy: medium." in page, "known exploitation: grave, not known to be near"
    assert 'name="seriousness"' in page and 'name="immediacy"' in page


def test_an_inspector_decides_missing_and_it_is_recorded_with_both_axes(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    episode = reported(cast, at)
    answer = client_as("duty inspector").post(f"/episodes/{episode.pk}/decision", said(immediacy="medium"))
    assert answer.status_code == 302 and answer.headers["Location"] == f"/episodes/{episode.pk}#decisions"
    row = Decision.objects.get(episode=episode)
    assert (row.category, row.risk, row.seriousness, row.immediacy) == ("missing", "high", "high", "medium")


def test_absent_is_refused_under_an_exploitation_flag_with_the_card_and_what_was_typed(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    episode = reported(cast, at)
    answer = client_as("duty inspector").post(f"/episodes/{episode.pk}/decision", absent(at))
    assert answer.status_code == 422 and not Decision.objects.exists()
    page = text(answer)
    assert "This cannot be recorded" in page and "WMP-CATEGORY" in page and WHY in page


def test_absent_without_a_review_period_and_a_call_back_is_not_sent_on(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    episode = reported(cast, at, "Robert")
    form = {k: v for k, v in absent(at).items() if not k.startswith(("review", "call_back"))}
    answer = client_as("duty inspector").post(f"/episodes/{episode.pk}/decision", form)
    page = text(answer)
    assert (
        answer.status_code == 422
        and 'id="id_review_every_minutes-error"' in page
        and 'id="id_call_back_at-error"' in page
    )


def test_an_inspector_who_lowers_from_high_is_told_which_ranks_may(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode = reported(cast, at)
    high = decided(cast, episode, at)
    answer_to = "Her friend Mina is with her and has rung the home twice since eight."
    form = said(risk="medium", answer_to_challenge=answer_to, version=str(high.pk))
    answer = client_as("duty inspector").post(f"/episodes/{episode.pk}/decision", form)
    page = text(answer)
    assert answer.status_code == 422 and Decision.objects.count() == 1
    assert "Who may record it:" in page and "superintendent" in page.split("Who may record it:")[1][:200]


def test_a_call_handler_may_not_decide_absent(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode = reported(cast, at, "Robert")
    answer = client_as("call handler").post(f"/episodes/{episode.pk}/decision", absent(at))
    assert answer.status_code == 422 and "questions must be answered first" in text(answer)
    assert not Decision.objects.exists()


def test_a_label_is_challenged_and_may_be_recorded_with_an_answer(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode, client = reported(cast, at), client_as("duty inspector")
    first = client.get(f"/episodes/{episode.pk}/decision")
    assert 'type="hidden" name="answer_to_challenge"' in text(first), "nothing is challenged yet"
    form = said(because="She is streetwise, but fifteen, and the home has lost contact with her since tea.")
    answer = client.post(f"/episodes/{episode.pk}/decision", form)
    page = text(answer)
    assert answer.status_code == 422 and "streetwise" in page and '<textarea name="answer_to_challenge"' in page
    form["answer_to_challenge"] = "The home means that she knows the buses; it says nothing about the danger she is in."
    assert client.post(f"/episodes/{episode.pk}/decision", form).status_code == 302
    assert Decision.objects.get(episode=episode).answer_to_challenge.startswith("The home means")


def test_the_second_writer_sees_both_decisions_and_chooses(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode, client = reported(cast, at), client_as("duty inspector")
    other = decided(cast, episode, at, risk="medium")
    mine = said(because="A man in a silver car waited for her outside school, says her friend Mina.")
    answer = client.post(f"/episodes/{episode.pk}/decision", mine)
    page = text(answer)
    assert answer.status_code == 422 and "What you wrote" in page and "What is recorded now" in page
    assert "silver car" in page and "says Denise Farrow of the home" in page
    assert f'name="version" value="{other.pk}"' in page
    assert Decision.objects.filter(episode=episode).count() == 1
    again = client.post(f"/episodes/{episode.pk}/decision", mine | {"version": str(other.pk)})
    assert again.status_code == 302 and Decision.objects.filter(episode=episode).count() == 2


def test_a_decision_sent_twice_is_recorded_once(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode, client = reported(cast, at), client_as("duty inspector")
    form = said(once="11111111-1111-4111-8111-111111111111")
    first, second = (client.post(f"/episodes/{episode.pk}/decision", form) for _ in range(2))
    assert (
        first.headers["Location"] == second.headers["Location"]
        and Decision.objects.filter(episode=episode).count() == 1
    )


def test_a_draft_is_restored_until_it_is_discarded(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode, client = reported(cast, at), client_as("duty inspector")
    client.post(f"/drafts/episode-{episode.pk}-decision", {"because": "Half a sentence", "risk": "high"})
    page = text(client.get(f"/episodes/{episode.pk}/decision"))
    assert "Half a sentence" in page and "Draft from 8pm restored" in page
    client.post(f"/episodes/{episode.pk}/decision", {"discard_draft": "1"})
    assert not Draft.objects.exists()
    assert "Half a sentence" not in text(client.get(f"/episodes/{episode.pk}/decision"))


def test_a_question_is_answered_later_with_who_said_it_and_how_to_reach_them(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    episode, client = reported(cast, at), client_as("investigating officer")
    page = text(client.get(f"/episodes/{episode.pk}/questions?ask=is+pregnant"))
    assert '<option value="is pregnant" selected>' in page
    form = {"from_whom": "Mina Holt", "relation": "friend", "contact": "07700 900777", "other_fact": "is pregnant"}
    wordless = client.post(f"/episodes/{episode.pk}/questions", form | {"other_answer": "yes"})
    assert wordless.status_code == 422 and "Say more than yes or no" in text(wordless) and "Mina Holt" in text(wordless)
    whole = form | {"other_answer": "yes", "other_says": "She told me last week."}
    assert client.post(f"/episodes/{episode.pk}/questions", whole).status_code == 302
    fact = RiskFact.objects.get(episode=episode, phrase="is pregnant")
    assert (fact.answer, fact.says, fact.from_whom, fact.contact) == (
        "yes",
        "She told me last week.",
        "Mina Holt",
        "07700 900777",
    )


def test_the_risk_is_looked_at_again_and_officers_are_sent(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode, client = reported(cast, at), client_as("duty inspector")
    decided(cast, episode, at)
    assert client.post(f"/episodes/{episode.pk}/review", {"found": ""}).status_code == 422
    assert (
        client.post(f"/episodes/{episode.pk}/review", {"found": "Phone still off; the facts are the same."}).status_code
        == 302
    )
    assert client.post(f"/episodes/{episode.pk}/deploy", {"because": "Seen getting into a car."}).status_code == 302
    assert Episode.objects.get(pk=episode.pk).deployed_at == at
    kinds = [happening.kind for happening in timeline(episode=episode.pk)]
    assert "risk reviewed" in kinds and "officers deployed" in kinds


def test_a_refusal_names_only_what_stands_against_the_proposal(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode = reported(cast, at)
    answer = client_as("duty inspector").post(f"/episodes/{episode.pk}/decision", said(risk="none"))
    refusal = text(answer).split('id="refusal"')[1].split("</section>")[0]
    assert answer.status_code == 422 and "Not below medium" in refusal and "Use missing" not in refusal
