"""The public is asked by whoever may, after hearing whom the cards name, and with the reasons on the record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sightline.audit.models import Event
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.duties.models import Duty
from sightline.episodes.actions.decide import NotAccepted
from sightline.episodes.models import RiskFact
from sightline.sharing import publicity, publicity_decide
from sightline.sharing.models import Appeal, PublicityDecision
from sightline.sharing.publicity_decide import Heard
from tests.integration.publicity.asking import HEARD, agreed, drafted, missing, weighed, wording
from tests.people import Cast


@pytest.fixture
def draft(cast: Cast, at: datetime) -> Appeal:
    """Aisha's appeal, written and not agreed to."""
    return drafted(cast, missing(cast, at), at)


def _decide(cast: Cast, draft: Appeal, at: datetime, role: str = "superintendent", **more: Any) -> PublicityDecision:
    return publicity_decide.decide(appeal=draft.pk, version=draft.version, by=cast.actor(role), at=at,
                                   weighed=weighed(**more))  # fmt: skip


@pytest.mark.covers("C89", "D237", "E30")
def test_a_decision_keeps_who_in_which_rank_after_hearing_whom_and_why(cast: Cast, draft: Any, at: datetime) -> None:
    _decide(cast, draft, at)
    row = PublicityDecision.objects.get()
    assert (row.by_name, row.role, row.agreed) == ("Miriam Castell", "superintendent", True)
    assert {h["whom"]: h["answer"] for h in row.consulted}["the parents"] == "is against it"
    assert row.risks and row.proportionate and row.edition
    draft.refresh_from_db()
    assert draft.state == "agreed"
    assert Event.objects.filter(episode=draft.episode_id, kind="publicity agreed").exists()


def test_the_duty_to_decide_on_publicity_is_met_by_deciding_either_way(cast: Cast, draft: Any, at: datetime) -> None:
    duty = Duty.objects.get(episode=draft.episode_id, do="decide on publicity")
    _decide(cast, draft, at, agrees=False)
    duty.refresh_from_db()
    draft.refresh_from_db()
    assert (duty.state, draft.state) == ("met", "draft")


@pytest.mark.covers("J27")
def test_nothing_is_agreed_before_the_family_was_asked(cast: Cast, draft: Any, at: datetime) -> None:
    unasked = (Heard("the family", "could not be reached", "No answer at three numbers."),)
    with pytest.raises(NotAccepted) as told:
        _decide(cast, draft, at, consulted=unasked)
    assert "WMP-PUBLICITY-01" in {r.card for r in told.value.assessment.reasons}
    draft.refresh_from_db()
    assert draft.state == "draft" and not PublicityDecision.objects.exists()
    assert not RiskFact.objects.filter(phrase="the family was consulted about publicity").exists()
    tried = Event.objects.get(episode=draft.episode_id, kind="decision not accepted")
    assert "WMP-PUBLICITY-01" in tried.content.body["cards"]


def test_the_familys_no_alone_does_not_stop_it(cast: Cast, draft: Any, at: datetime) -> None:
    assert _decide(cast, draft, at, consulted=(Heard("the family", "is against it", "Her aunt."),)).agreed


@pytest.mark.parametrize("left_out", ["proportionate", "authorised_by"])
def test_without_weighing_or_authority_the_cards_refuse(cast: Cast, draft: Any, at: datetime, left_out: str) -> None:
    with pytest.raises(NotAccepted):
        _decide(cast, draft, at, **{left_out: ""})


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"risks": " "}, "what may go wrong"),
        ({"helps": ""}, "helps or hampers"),
        ({"because": ""}, "why you decide"),
        ({"urgent": "not known"}, "whether it is urgent"),
        ({"urgent": "yes"}, "why it could not wait"),
        ({"consulted": (Heard("the family", "could not be reached"),)}, "why you did not hear the family"),
        ({"consulted": (Heard("the neighbours", "agrees"),)}, "what the neighbours thinks"),
    ],
)
def test_what_a_decision_lacks_is_said(cast: Cast, draft: Any, at: datetime, more: Any, says: str) -> None:
    with pytest.raises(Refused, match=says):
        _decide(cast, draft, at, **more)


def test_in_thames_valley_the_authority_is_heard_first_and_the_rank_is_named(cast: Cast, at: datetime) -> None:
    from sightline.episodes.actions import decide, report
    from tests.integration.web.reported import HOME

    south, tyler = "Southvale Police", cast.person("Tyler").pk
    episode = report.report_missing(by=cast.actor("call handler", south), at=at, person=tyler, told=HOME,
                                    last_seen_at=at, last_seen_place="Mill Close", circumstances="Gone.")  # fmt: skip
    wanted = decide.Wanted("missing", "high", "He is fourteen and alone, says Marcus Ibbotson.", "high", "high")
    decide.decide(episode=episode.pk, by=cast.actor("duty inspector", south), at=at, wanted=wanted)
    officer = cast.actor("investigating officer", south)
    draft = publicity.write_appeal(episode=episode.pk, by=officer, at=at, wanted=wording(at, says="Have you seen him?"))
    who: Any = {"appeal": draft.pk, "version": draft.version, "at": at}
    commander = cast.actor("superintendent", south)
    with pytest.raises(NotAccepted) as told:
        publicity_decide.decide(**who, by=officer, weighed=weighed(consulted=HEARD[:2]))
    cards = {r.card for r in told.value.assessment.reasons}
    assert {"TV-PUBLICITY-01", "TV-PUBLICITY-02"} <= cards
    with pytest.raises(NotAccepted):
        publicity_decide.decide(**who, by=commander, weighed=weighed(consulted=HEARD[:2]))
    urgent = weighed(urgent="yes", urgent_because="He is on a bridge.", consulted=HEARD[:2])
    assert publicity_decide.decide(**who, by=commander, weighed=urgent).agreed


def test_what_was_agreed_is_a_draft_again_once_it_is_changed(cast: Cast, draft: Any, at: datetime) -> None:
    ready = agreed(cast, draft, at)
    changed = publicity.change_appeal(appeal=ready.pk, version=ready.version, by=cast.actor("investigating officer"),
                                      at=at, wanted=wording(at, says="Please look out for Aisha."))  # fmt: skip
    assert changed.state == "draft"
    with pytest.raises(Refused, match="Nobody has agreed"):
        publicity.publish(appeal=changed.pk, version=changed.version, by=cast.actor("investigating officer"), at=at,
                          outlets=())  # fmt: skip


def test_a_decision_on_a_text_that_was_changed_meanwhile_is_shown_the_change(
    cast: Cast, draft: Any, at: datetime
) -> None:
    seen = draft.version
    publicity.change_appeal(appeal=draft.pk, version=seen, by=cast.actor("investigating officer"), at=at,
                            wanted=wording(at, says="Another text."))  # fmt: skip
    with pytest.raises(Stale) as told:
        publicity_decide.decide(appeal=draft.pk, version=seen, by=cast.actor("superintendent"), at=at,
                                weighed=weighed())  # fmt: skip
    assert told.value.theirs["says"] == "Another text."


def test_only_the_police_who_own_the_episode_ask_the_public(cast: Cast, draft: Any, at: datetime) -> None:
    for actor in (cast.actor("superintendent", "Southvale Police"), cast.actor("team manager")):
        with pytest.raises(NotForYou):
            publicity_decide.decide(appeal=draft.pk, version=1, by=actor, at=at, weighed=weighed())


def test_one_appeal_at_a_time_and_it_ends_within_four_weeks(cast: Cast, draft: Any, at: datetime) -> None:
    with pytest.raises(Refused, match="There is an appeal already"):
        drafted(cast, draft.episode, at)
    officer = cast.actor("investigating officer")
    for end in (at, at + timedelta(days=29)):
        with pytest.raises(Refused, match="An appeal ends"):
            publicity.change_appeal(appeal=draft.pk, version=draft.version, by=officer, at=at,
                                    wanted=wording(at, expires_at=end))  # fmt: skip
