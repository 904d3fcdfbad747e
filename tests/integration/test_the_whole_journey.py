"""One missing episode from the call to the closure, by the actions alone, on a simulated clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sightline.audit.refusal import NotForYou, Refused
from sightline.audit.verify import breaks
from sightline.duties.actions import record_done
from sightline.duties.models import Duty, Notice
from sightline.duties.notices import acknowledge
from sightline.duties.watcher import round_once
from sightline.episodes.actions import decide, found, handover, investigate, report
from sightline.episodes.actions.agreeing import Step
from sightline.episodes.actions.decide import NotAccepted, Wanted
from sightline.episodes.actions.report import Answered, Told
from sightline.episodes.models import Episode
from tests.people import Cast

SOUTH = "Southvale Police"
HOME = Told(name="Denise Farrow", relation="registered manager", phone="01632 960201")


def _reported(cast: Cast, at: datetime) -> Episode:
    return report.report_missing(
        by=cast.actor("call handler"),
        at=at,
        person=cast.person("Aisha").pk,
        told=HOME,
        last_seen_at=at - timedelta(hours=3),
        last_seen_place="Rowan House",
        circumstances="Left after tea, phone off, said nothing to anybody.",
        answered=[Answered("is looked after", "yes", "lives with us under a care order", "q10")],
    )


def _open(episode: Episode, do: str) -> list[Duty]:
    return list(Duty.objects.filter(episode=episode, do=do, state="open"))


def _waiting(cast: Cast, role: str) -> list[str]:
    desk = cast.desk(role)
    return list(Notice.objects.filter(desk=desk, acknowledged_at=None, ended_at=None).values_list("says", flat=True))


def test_from_the_call_to_the_closure(cast: Cast, at: datetime) -> None:
    episode = _reported(cast, at)
    _the_inspector_is_silent_and_the_next_in_the_chain_acknowledges(cast, at)
    _absent_is_refused_and_missing_high_recorded(cast, episode, at)
    _enquiries_and_a_sighting(cast, episode, at + timedelta(hours=1))
    _handed_over_to_the_south(cast, episode, at + timedelta(hours=1))
    night = at + timedelta(hours=4)
    _located_is_not_seen(cast, episode, night)
    _the_interview_is_offered(cast, episode, night)
    _closing_waits_for_a_referral_decision(cast, episode, night + timedelta(hours=9))
    assert Episode.objects.get(pk=episode.pk).state == "closed"
    assert list(breaks()) == []


def _the_inspector_is_silent_and_the_next_in_the_chain_acknowledges(cast: Cast, at: datetime) -> None:
    assert any("Aisha" in says for says in _waiting(cast, "duty inspector"))
    round_once(at + timedelta(minutes=11))
    assert any("Not acknowledged" in says for says in _waiting(cast, "force incident manager"))
    manager = cast.desk("force incident manager")
    for escalated in Notice.objects.filter(desk=manager, acknowledged_at=None, kind="escalation"):
        acknowledge(notice=escalated.pk, by=cast.actor("force incident manager"), at=at + timedelta(minutes=12))
    assert _waiting(cast, "force incident manager") == []


def _absent_is_refused_and_missing_high_recorded(cast: Cast, episode: Episode, at: datetime) -> None:
    inspector = cast.actor("duty inspector")
    absent = Wanted(category="absent", risk="none", because="Often out late.", review_every_minutes=60)
    with pytest.raises(NotAccepted) as refused:
        decide.decide(episode=episode.pk, by=inspector, at=at + timedelta(minutes=14), wanted=absent)
    assert "absent" in refused.value.assessment.category_barred
    because = "Exploitation flag, fifteen, phone off, seen with older men before."
    missing = Wanted(category="missing", risk="high", because=because, seriousness="serious", immediacy="immediate")
    decide.decide(episode=episode.pk, by=inspector, at=at + timedelta(minutes=15), wanted=missing)
    assert _open(episode, "safe and well check") == []  # its clock starts with the return


def _enquiries_and_a_sighting(cast: Cast, episode: Episode, at: datetime) -> None:
    officer = cast.actor("investigating officer")
    line = investigate.raise_enquiry(episode=episode.pk, by=officer, at=at, what="Ring her friend Mina")
    investigate.answer_enquiry(enquiry=line.pk, version=1, by=officer, at=at, result="Saw her at six by the station.")
    investigate.record_sighting(
        episode=episode.pk, by=officer, at=at, seen_at=at - timedelta(hours=2), place="Railway station",
        by_whom="Mina", reliability="likely", lat=52.477, lon=-1.898,
    )  # fmt: skip


def _handed_over_to_the_south(cast: Cast, episode: Episode, at: datetime) -> None:
    inspector, southern = cast.actor("duty inspector"), cast.actor("duty inspector", SOUTH)
    desk = cast.desk("duty inspector", SOUTH)
    offer = handover.offer(episode=episode.pk, to_desk=desk.pk, by=inspector, at=at, why="Sister lives in Southvale.")
    assert Episode.objects.get(pk=episode.pk).owner_agency.name == "Northmoor Police"
    with pytest.raises(NotForYou):
        handover.accept(handover=offer.pk, by=inspector, at=at)
    handover.accept(
        handover=offer.pk, by=southern, at=at + timedelta(minutes=5), answer="We have the sister's address."
    )
    assert Episode.objects.get(pk=episode.pk).owner_agency.name == SOUTH


def _located_is_not_seen(cast: Cast, episode: Episode, at: datetime) -> None:
    by = cast.actor("duty inspector", SOUTH)
    seen = {"seen_by": "PC Venn", "seen_alone": True, "harm": "no", "says": "I needed to see my sister."}
    found.locate(episode=episode.pk, by=by, at=at, located_at=at, place="Sister's flat", located_by="sister")
    with pytest.raises(Refused, match="confirm"):
        found.see_safe_and_well(episode=episode.pk, version=1, by=by, at=at, seen_at=at, **seen)
    claim = found.confirm(episode=episode.pk, by=by, at=at, how="Officer at the door.")
    assert _open(episode, "safe and well check")
    later = at + timedelta(minutes=10)
    found.see_safe_and_well(episode=episode.pk, version=claim.version, by=by, at=later, seen_at=later, **seen)
    assert not _open(episode, "safe and well check")


def _the_interview_is_offered(cast: Cast, episode: Episode, night: datetime) -> None:
    interviewing = _open(episode, "carry out the return interview")
    assert interviewing and interviewing[0].due_at == night + timedelta(hours=72)
    by, provider = cast.actor("social worker"), cast.agency("Open Door").pk
    found.offer_interview(episode=episode.pk, by=by, at=night + timedelta(hours=8), provider=provider)
    assert not _open(episode, "offer a return interview")


def _closing_waits_for_a_referral_decision(cast: Cast, episode: Episode, at: datetime) -> None:
    closer = cast.actor("investigating officer", SOUTH)
    with pytest.raises(Refused, match="referral"):
        found.close(episode=episode.pk, by=closer, at=at, because="Home and well.")
    found.closing_check(
        episode=episode.pk, version=0, by=closer, at=at, referral="refer", returns_to="Rowan House", safe_there="yes",
        referral_because="Exploitation risk, first time with the sister.", person_says="I am all right to go back.",
    )  # fmt: skip
    _plan_for_after(episode, cast, at)
    found.close(episode=episode.pk, by=closer, at=at + timedelta(hours=1), because="Seen, referred, plan agreed.")


def _plan_for_after(episode: Episode, cast: Cast, at: datetime) -> None:
    """Do whatever the cards still ask for before a child at risk of exploitation may be closed: the long-term plan."""
    for duty in _open(episode, "make a long-term plan"):
        desk_post = next(
            a
            for a in map(cast.actor, ("social worker", "team manager"))
            if duty.desk_id in a.desks or a.agency == duty.agency
        )
        record_done(
            duty=duty.pk, by=desk_post, at=at, done_at=at, how="Plan agreed with the home, review in four weeks.",
            steps=[Step("A talk with her sister each week", "Denise Farrow", at.date() + timedelta(days=28))],
        )  # fmt: skip
