"""A child rescue alert: four criteria, each a yes, and the decision of the named rank. Nothing is sent by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from sightline.audit.models import Event
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.duties.models import Duty, Outgoing
from sightline.episodes.actions import decide, report
from sightline.episodes.actions.decide import NotAccepted
from sightline.episodes.models import Episode
from sightline.sharing.models import RescueAlert
from sightline.sharing.publicity_alert import consider, criteria, decide_alert
from tests.integration.publicity.asking import missing
from tests.integration.web.reported import HOME
from tests.people import Cast

SOUTH = "Southvale Police"
ALL = {c.key: ("yes", "The neighbour saw him pulled into a van.") for c in criteria()}


def _taken(cast: Cast, at: datetime) -> Episode:
    """Tyler, in Thames Valley, whose card names the rank."""
    row = report.report_missing(
        by=cast.actor("call handler", SOUTH), at=at, person=cast.person("Tyler").pk, told=HOME, last_seen_at=at,
        last_seen_place="Mill Close", circumstances="Pulled into a van.",
    )  # fmt: skip
    wanted = decide.Wanted("missing", "high", "Pulled into a van, says the neighbour.", "high", "high")
    decide.decide(episode=row.pk, by=cast.actor("duty inspector", SOUTH), at=at, wanted=wanted)
    return row


def _decided(cast: Cast, alert: RescueAlert, at: datetime, role: str, agency: str = "", **more: Any) -> RescueAlert:
    said: dict[str, Any] = {
        "asks": True, "answers": ALL, "because": "Pulled into a van at six, says the neighbour; minutes count.",
        "authority": "Rang the emergency duty team, Kit Bellamy.", "version": alert.version,
    }  # fmt: skip
    return decide_alert(alert=alert.pk, by=cast.actor(role, agency), at=at, **said | more)


@pytest.mark.covers("D238", "E31")
def test_considering_one_makes_the_decision_due_at_once(cast: Cast, at: datetime) -> None:
    episode = _taken(cast, at)
    consider(episode=episode.pk, by=cast.actor("duty inspector", SOUTH), at=at)
    duty = Duty.objects.get(episode=episode, do="decide on the child rescue alert")
    assert (duty.due_at, duty.state) == (at, "open")


@pytest.mark.covers("H30")
def test_in_thames_valley_only_a_detective_superintendent_decides(cast: Cast, at: datetime) -> None:
    episode = _taken(cast, at)
    alert = consider(episode=episode.pk, by=cast.actor("duty inspector", SOUTH), at=at)
    for role in ("superintendent", "investigating officer", "force incident manager"):
        with pytest.raises(NotAccepted) as told:
            _decided(cast, alert, at, role, SOUTH)
        assert "TV-AUTHORITY-03" in {r.card for r in told.value.assessment.reasons}


def test_where_no_card_names_the_rank_a_superintendent_decides_and_nobody_below(cast: Cast, at: datetime) -> None:
    alert = consider(episode=missing(cast, at).pk, by=cast.actor("duty inspector"), at=at)
    for role in ("duty inspector", "force incident manager", "investigating officer"):
        with pytest.raises(NotForYou):
            _decided(cast, alert, at, role)
    assert _decided(cast, alert, at, "detective superintendent").asked_for


def test_the_decision_sends_nothing(cast: Cast, at: datetime) -> None:
    alert = consider(episode=missing(cast, at).pk, by=cast.actor("duty inspector"), at=at)
    before = Outgoing.objects.count()
    done = _decided(cast, alert, at, "superintendent")
    assert Outgoing.objects.count() == before
    assert (done.rank, done.decided_by_name) == ("superintendent", "Miriam Castell")
    assert Event.objects.get(episode=done.episode_id, kind="child rescue alert decided").content.body["asked for"]


@pytest.mark.parametrize("key", [c.key for c in criteria()])
@pytest.mark.parametrize("answer", ["no", "not known"])
def test_each_criterion_must_be_a_yes_and_not_known_is_none(cast: Cast, at: datetime, key: str, answer: str) -> None:
    alert = consider(episode=missing(cast, at).pk, by=cast.actor("duty inspector"), at=at)
    lacking = ALL | {key: (answer, "Nobody saw it.")}
    with pytest.raises(Refused, match="Not every criterion is met"):
        _decided(cast, alert, at, "superintendent", answers=lacking)
    assert _decided(cast, alert, at, "superintendent", answers=lacking, asks=False).asked_for is False


def test_there_are_the_four_criteria() -> None:
    assert [c.key for c in criteria()] == ["child", "taken", "danger", "enough"]


def test_each_answer_says_what_shows_it_and_the_authority_is_named(cast: Cast, at: datetime) -> None:
    alert = consider(episode=missing(cast, at).pk, by=cast.actor("duty inspector"), at=at)
    with pytest.raises(Refused, match="Say what shows it"):
        _decided(cast, alert, at, "superintendent", answers=ALL | {"danger": ("yes", " ")})
    with pytest.raises(Refused, match="Answer: "):
        _decided(cast, alert, at, "superintendent", answers={})
    with pytest.raises(Refused, match="no time"):
        _decided(cast, alert, at, "superintendent", authority="")


def test_it_is_for_children_and_decided_once(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="is for children"):
        consider(episode=missing(cast, at, "Robert").pk, by=cast.actor("duty inspector"), at=at)
    alert = consider(episode=missing(cast, at).pk, by=cast.actor("duty inspector"), at=at)
    assert consider(episode=alert.episode_id, by=cast.actor("duty inspector"), at=at).pk == alert.pk
    _decided(cast, alert, at, "superintendent")
    with pytest.raises(Stale):
        _decided(cast, alert, at, "superintendent")
