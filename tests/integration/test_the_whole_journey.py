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
from sightline.episodes.actions.decide import NotAccepted, Wanted
from sightline.episodes.actions.report import Answered, Told
from sightline.episodes.models import Episode
from tests.people import Cast

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
    inspector = cast.actor("duty inspector")

    # The inspector is told, stays silent, and the next in the chain is told; then somebody acknowledges.
    assert any("Aisha" in says for says in _waiting(cast, "duty inspector"))
    round_once(at + timedelta(minutes=11))
    assert any("Not acknowledged" in says for says in _waiting(cast, "force incident manager"))
    escalated = Notice.objects.get(desk=cast.desk("force incident manager"), acknowledged_at=None, kind="escalation")
    acknowledge(notice=escalated.pk, by=cast.actor("force incident manager"), at=at + timedelta(minutes=12))

    # Absent is refused because of the exploitation flag, whoever asks.
    absent = Wanted(category="absent", risk="none", because="Often out late.", review_every_minutes=60)
    with pytest.raises(NotAccepted) as refused:
        decide.decide(episode=episode.pk, by=inspector, at=at, wanted=absent)
    assert "absent" in refused.value.assessment.category_barred

    because = "Exploitation flag, fifteen, phone off, seen with older men before."
    missing = Wanted(category="missing", risk="high", because=because, seriousness="serious", immediacy="immediate")
    decide.decide(episode=episode.pk, by=inspector, at=at + timedelta(minutes=15), wanted=missing)
    assert _open(episode, "safe and well check") == []  # its clock starts with the return

    later = at + timedelta(hours=1)
    officer = cast.actor("investigating officer")
    line = investigate.raise_enquiry(episode=episode.pk, by=officer, at=later, what="Ring her friend Mina")
    investigate.answer_enquiry(
        enquiry=line.pk, version=1, by=officer, at=later, result="Saw her at six by the station."
    )
    investigate.record_sighting(
        episode=episode.pk,
        by=officer,
        at=later,
        seen_at=at - timedelta(hours=2),
        place="Railway station",
        by_whom="Mina",
        reliability="likely",
        lat=52.477,
        lon=-1.898,
    )

    south = cast.desk("duty inspector", "Southvale Police")
    offer = handover.offer(
        episode=episode.pk, to_desk=south.pk, by=inspector, at=later, why="Sister lives in Southvale."
    )
    assert Episode.objects.get(pk=episode.pk).owner_agency.name == "Northmoor Police"
    southern = cast.actor("duty inspector", "Southvale Police")
    with pytest.raises(NotForYou):
        handover.accept(handover=offer.pk, by=inspector, at=later)
    handover.accept(
        handover=offer.pk, by=southern, at=later + timedelta(minutes=5), answer="We have her sister's address."
    )
    assert Episode.objects.get(pk=episode.pk).owner_agency.name == "Southvale Police"

    night = at + timedelta(hours=4)
    found.locate(
        episode=episode.pk, by=southern, at=night, located_at=night, place="Sister's flat", located_by="sister"
    )
    with pytest.raises(Refused, match="confirm"):
        found.see_safe_and_well(episode=episode.pk, version=1, by=southern, at=night, seen_at=night, seen_by="PC",
                                seen_alone=True, harm="no", says="I am fine.")  # fmt: skip
    claim = found.confirm(episode=episode.pk, by=southern, at=night, how="Officer at the door.")
    assert _open(episode, "safe and well check")
    found.see_safe_and_well(
        episode=episode.pk, version=claim.version, by=southern, at=night + timedelta(minutes=10), seen_alone=True,
        seen_at=night + timedelta(minutes=10), seen_by="PC Venn", harm="no", says="I needed to see my sister.",
    )  # fmt: skip
    assert not _open(episode, "safe and well check")

    interviewing = _open(episode, "carry out the return interview")
    assert interviewing and interviewing[0].due_at == night + timedelta(hours=72)
    found.offer_interview(episode=episode.pk, by=cast.actor("social worker"), at=night + timedelta(hours=8),
                          provider=cast.agency("Open Door").pk)  # fmt: skip

    closer = cast.actor("investigating officer", "Southvale Police")
    with pytest.raises(Refused, match="referral"):
        found.close(episode=episode.pk, by=closer, at=night + timedelta(hours=9), because="Home and well.")
    found.closing_check(
        episode=episode.pk, version=0, by=closer, at=night + timedelta(hours=9), referral="refer",
        referral_because="Exploitation risk, first time with the sister.", returns_to="Rowan House", safe_there="yes",
        person_says="I am all right to go back.",
    )  # fmt: skip
    _plan_for_after(episode, cast, night + timedelta(hours=9))
    found.close(episode=episode.pk, by=closer, at=night + timedelta(hours=10), because="Seen, referred, plan agreed.")
    assert Episode.objects.get(pk=episode.pk).state == "closed"
    assert list(breaks()) == []


def _plan_for_after(episode: Episode, cast: Cast, at: datetime) -> None:
    """Do whatever the cards still ask for before a child at risk of exploitation may be closed: the long-term plan."""
    for duty in _open(episode, "make a long-term plan"):
        desk_post = next(
            a
            for a in map(cast.actor, ("social worker", "team manager"))
            if duty.desk_id in a.desks or a.agency == duty.agency
        )
        record_done(
            duty=duty.pk, by=desk_post, at=at, done_at=at, how="Plan agreed with the home, review in four weeks."
        )
