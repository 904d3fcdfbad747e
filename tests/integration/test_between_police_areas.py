"""Between police areas: an offer is answered by the rank, silence goes up, a dispute is decided, enquiries are asked
for; at every moment exactly one area owns the case."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sightline.access.models import Involvement
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.models import Duty, Notice
from sightline.duties.watcher import round_once
from sightline.episodes.actions import elsewhere, handover, report, transfer_dispute
from sightline.episodes.actions.decide import NotAccepted
from sightline.episodes.actions.report import Told
from sightline.episodes.models import Elsewhere, Episode, Handover, OwnershipDispute
from tests.integration.web.reported import decided, reported
from tests.people import Cast

NORTH, SOUTH = "Northmoor Police", "Southvale Police"
WHY, FIRST = "Every open enquiry lies in Southvale.", "An officer goes to the sister's flat now."
HOUR = timedelta(hours=1)


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    """Aisha, decided missing, owned by Northmoor."""
    row = reported(cast, at)
    decided(cast, row, at)
    return row


def offered(cast: Cast, episode: Episode, at: datetime, role: str = "duty inspector") -> Handover:
    return handover.offer(episode=episode.pk, to_desk=cast.desk(role, SOUTH).pk, by=cast.actor("duty inspector"), at=at,
                          why=WHY, outstanding="Ring the sister.")  # fmt: skip


def southern(cast: Cast, role: str = "duty inspector") -> Any:
    return cast.actor(role, SOUTH)


def owner(episode: Episode) -> str:
    return Episode.objects.get(pk=episode.pk).owner_agency.name


def parts(cast: Cast, agency: str) -> set[str]:
    rows = Involvement.objects.filter(agency=cast.agency(agency), person=cast.person("Aisha"), until=None)
    return set(rows.values_list("part", flat=True))


def told(role: str, agency: str, **of: Any) -> Any:
    return Notice.objects.filter(desk__role=role, desk__agency__name=agency, **of)


# --- the offer -------------------------------------------------------------------------------------------------------


def test_the_offerer_owns_the_case_until_it_is_accepted_in_writing(cast: Cast, episode: Episode, at: datetime) -> None:
    row = offered(cast, episode, at)
    assert owner(episode) == NORTH
    with pytest.raises(Refused, match="what you will do first"):
        handover.accept(handover=row.pk, by=southern(cast), at=at, answer=" ")
    assert owner(episode) == NORTH
    handover.accept(handover=row.pk, by=southern(cast), at=at, answer=FIRST)
    assert owner(episode) == SOUTH


@pytest.mark.parametrize("answer", [handover.accept, handover.refuse])
def test_a_rank_the_card_does_not_name_answers_nothing(cast: Cast, episode: Episode, at: datetime, answer: Any) -> None:
    row = offered(cast, episode, at)
    with pytest.raises(NotAccepted, match="duty inspector"):
        answer(handover=row.pk, by=southern(cast, "call handler"), at=at, answer=FIRST)
    assert Handover.objects.get(pk=row.pk).answered_at is None and owner(episode) == NORTH


def test_a_second_offer_is_refused_while_one_waits_and_possible_once_it_is_taken_back(
    cast: Cast, episode: Episode, at: datetime
) -> None:
    first = offered(cast, episode, at)
    with pytest.raises(Refused, match="waiting for its answer"):
        offered(cast, episode, at, "force incident manager")
    with pytest.raises(NotForYou):
        handover.withdraw(handover=first.pk, by=southern(cast), at=at, because="not ours to take back")
    handover.withdraw(handover=first.pk, by=cast.actor("duty inspector"), at=at, because="Seen in the north again.")
    assert "offered a handover" not in parts(cast, SOUTH)
    assert not told("duty inspector", SOUTH, kind="handover", ended_at=None).exists(), "nobody need answer any more"
    assert offered(cast, episode, at + HOUR).answered_at is None


def test_a_case_that_was_closed_meanwhile_is_not_accepted(cast: Cast, episode: Episode, at: datetime) -> None:
    row = offered(cast, episode, at)
    Episode.objects.filter(pk=episode.pk).update(state="closed", closed_at=at + HOUR)
    with pytest.raises(Refused, match="was closed"):
        handover.accept(handover=row.pk, by=southern(cast), at=at + 2 * HOUR, answer=FIRST)
    assert owner(episode) == NORTH


def test_silence_goes_up_the_ranks_of_the_area_that_was_asked(cast: Cast, episode: Episode, at: datetime) -> None:
    row = offered(cast, episode, at)
    assert told("duty inspector", SOUTH, key__startswith=f"handover {row.pk}").count() == 1
    for minutes in range(20, 75, 10):
        round_once(at + timedelta(minutes=minutes))
    assert told("force incident manager", SOUTH).exists(), "nobody acknowledged"
    for minutes in range(75, 300, 15):
        round_once(at + timedelta(minutes=minutes))
    open_duties = Duty.objects.filter(episode=episode, state="open", desk__agency__name=SOUTH)
    waiting = open_duties.filter(key__startswith="between offer")
    assert {(d.do, d.desk.role) for d in waiting if d.desk} == {
        ("answer the offered investigation", "duty inspector"),
        ("see that the offered investigation is answered", "force incident manager"),
        ("see that the offered investigation is answered", "superintendent"),
    }
    assert told("superintendent", SOUTH).exists() and owner(episode) == NORTH
    handover.accept(handover=row.pk, by=southern(cast, "superintendent"), at=at + 5 * HOUR, answer=FIRST)
    assert not Duty.objects.filter(episode=episode, key__startswith="between offer", state="open").exists()
    assert Duty.objects.get(episode=episode, do="answer the offered investigation").state == "met late"


def test_who_acknowledges_and_does_not_answer_is_overdue_and_the_next_rank_is_told(
    cast: Cast, episode: Episode, at: datetime
) -> None:
    from sightline.duties.notices import acknowledge

    row = offered(cast, episode, at)
    mine = Notice.objects.get(key=f"handover {row.pk} level 0")
    acknowledge(notice=mine.pk, by=southern(cast), at=at + timedelta(minutes=5))
    round_once(at + timedelta(minutes=59))
    assert not told("force incident manager", SOUTH).exists()
    round_once(at + timedelta(minutes=61))
    assert told("duty inspector", SOUTH, kind="overdue").exists()
    assert told("force incident manager", SOUTH).exists()


# --- what travels ----------------------------------------------------------------------------------------------------


def test_duties_go_to_the_new_owner_and_none_is_lost(cast: Cast, episode: Episode, at: datetime) -> None:
    def police() -> set[str]:
        rows = Duty.objects.filter(episode=episode, state="open", agency__in=[cast.agency(NORTH).pk,
                                                                             cast.agency(SOUTH).pk])  # fmt: skip
        return set(rows.exclude(key__startswith="between").values_list("do", flat=True))

    before, row = police(), offered(cast, episode, at)
    assert before
    handover.accept(handover=row.pk, by=southern(cast), at=at + HOUR, answer=FIRST)
    assert before - police() == set(), "every duty goes on"
    left = Duty.objects.filter(episode=episode, state="open", agency=cast.agency(NORTH).pk)
    assert not left.exists(), "and none stays with an area that no longer has the case"


def test_everybody_with_a_part_learns_who_has_the_case_now(cast: Cast, episode: Episode, at: datetime) -> None:
    row = offered(cast, episode, at)
    assert not Notice.objects.filter(kind="new owner").exists()
    handover.accept(handover=row.pk, by=southern(cast), at=at + HOUR, answer=FIRST)
    heard = set(Notice.objects.filter(kind="new owner").values_list("desk__agency__name", flat=True))
    assert {NORTH, "Northmoor City Council", "Rowan House"} <= heard and SOUTH not in heard
    handover.take_on(episode=episode.pk, by=southern(cast), at=at + 2 * HOUR)
    assert Notice.objects.filter(kind="new owner").count() == len(heard), "once each"


def test_the_area_that_had_the_case_keeps_a_part_until_it_says_that_nothing_is_left(
    cast: Cast, episode: Episode, at: datetime
) -> None:
    row = offered(cast, episode, at)
    handover.accept(handover=row.pk, by=southern(cast), at=at + HOUR, answer=FIRST)
    assert "handed the case over" in parts(cast, NORTH) and "owning police area" not in parts(cast, NORTH)
    assert "owning police area" in parts(cast, SOUTH) and "offered a handover" not in parts(cast, SOUTH)
    with pytest.raises(Refused, match="has the case"):
        handover.leave_the_case(episode=episode.pk, by=southern(cast), at=at + HOUR, because="We are done.")
    handover.leave_the_case(episode=episode.pk, by=cast.actor("duty inspector"), at=at + HOUR, because="All passed on.")
    assert "handed the case over" not in parts(cast, NORTH)


# --- the areas differ ------------------------------------------------------------------------------------------------


def neither(cast: Cast, episode: Episode, at: datetime) -> OwnershipDispute:
    row = offered(cast, episode, at)
    handover.refuse(handover=row.pk, by=southern(cast), at=at, answer="Her friends are all in Northmoor.")
    return transfer_dispute.dispute(episode=episode.pk, by=cast.actor("duty inspector"), at=at, says=WHY,
                                    other=cast.agency(SOUTH).pk)  # fmt: skip


def test_a_dispute_that_nobody_takes_the_case_needs_a_refusal_in_writing(
    cast: Cast, episode: Episode, at: datetime
) -> None:
    offered(cast, episode, at)
    with pytest.raises(Refused, match="refused in writing"):
        transfer_dispute.dispute(episode=episode.pk, by=cast.actor("duty inspector"), at=at, says=WHY,
                                 other=cast.agency(SOUTH).pk)  # fmt: skip


def test_while_two_areas_differ_the_owner_stays_and_both_superintendents_know(
    cast: Cast, episode: Episode, at: datetime
) -> None:
    open_before = set(Duty.objects.filter(episode=episode, state="open").values_list("key", flat=True))
    row = neither(cast, episode, at)
    assert owner(episode) == NORTH and row.kind == "neither takes it"
    now = set(Duty.objects.filter(episode=episode, state="open").values_list("key", flat=True))
    assert open_before <= now, "duties keep running at the present owner"
    for area in (NORTH, SOUTH):
        assert told("superintendent", area, kind="dispute").count() == 1
        assert Duty.objects.filter(do="decide which area has the case", desk__agency__name=area, state="open").exists()


def test_two_areas_claim_the_case_and_the_rank_decides(cast: Cast, episode: Episode, at: datetime) -> None:
    row = transfer_dispute.dispute(episode=episode.pk, by=southern(cast), at=at, says="Seen at our station.")
    assert row.kind == "both claim" and owner(episode) == NORTH
    with pytest.raises(Refused, match="waits for its decision"):
        transfer_dispute.dispute(episode=episode.pk, by=southern(cast), at=at, says="Again.")
    with pytest.raises(Refused, match="Your area opened"):
        transfer_dispute.give_view(dispute=row.pk, by=southern(cast), at=at, says="And we still think so.")
    transfer_dispute.give_view(dispute=row.pk, by=cast.actor("duty inspector"), at=at, says="Her home is here.")
    decision: Any = {"dispute": row.pk, "at": at + HOUR, "owner": cast.agency(SOUTH).pk, "because": WHY}
    with pytest.raises(NotAccepted, match="superintendent"):
        transfer_dispute.settle(**decision, by=southern(cast), agreed_with="Miriam Castell")
    with pytest.raises(Refused, match="of your rank in the other area"):
        transfer_dispute.settle(**decision, by=southern(cast, "superintendent"))
    transfer_dispute.settle(**decision, by=southern(cast, "superintendent"), agreed_with="Miriam Castell")
    assert owner(episode) == SOUTH
    assert not Duty.objects.filter(episode=episode, do="decide which area has the case", state="open").exists()
    with pytest.raises(Refused, match="decided this already"):
        transfer_dispute.settle(**decision, by=cast.actor("superintendent"), agreed_with="Clare Hathersage")


def test_a_decision_for_the_owner_moves_nothing_and_ends_the_dispute(
    cast: Cast, episode: Episode, at: datetime
) -> None:
    row = neither(cast, episode, at)
    transfer_dispute.settle(dispute=row.pk, by=cast.actor("superintendent"), at=at + HOUR, owner=cast.agency(NORTH).pk,
                            because="Her friends are here.", agreed_with="Clare Hathersage")  # fmt: skip
    assert owner(episode) == NORTH
    assert not OwnershipDispute.objects.filter(settled_at=None).exists()


def test_an_area_that_is_not_one_of_the_two_sees_and_decides_nothing(
    cast: Cast, episode: Episode, at: datetime
) -> None:
    row = neither(cast, episode, at)
    with pytest.raises(NotForYou):
        transfer_dispute.settle(dispute=row.pk, by=cast.actor("social worker"), at=at, owner=cast.agency(NORTH).pk,
                                because=WHY)  # fmt: skip
    with pytest.raises(NotForYou):
        transfer_dispute.dispute(episode=episode.pk, by=cast.actor("social worker"), at=at, says=WHY)


# --- enquiries elsewhere ---------------------------------------------------------------------------------------------


def asked(cast: Cast, episode: Episode, at: datetime, hours: int = 3) -> Elsewhere:
    return elsewhere.ask_for_enquiries(
        episode=episode.pk, to_desk=cast.desk("duty inspector", SOUTH).pk, by=cast.actor("investigating officer"),
        at=at, what="See the sister at 4 Quay Street", why="Aisha rang her at noon.", by_when=at + hours * HOUR,
    )  # fmt: skip


def test_enquiries_elsewhere_have_a_clock_of_their_own_and_the_answer_stands_on_the_timeline(
    cast: Cast, episode: Episode, at: datetime
) -> None:
    from sightline.audit.queries import timeline

    row = asked(cast, episode, at)
    duty = Duty.objects.get(episode=episode, do="make the enquiries another area asked for")
    assert duty.due_at == at + 3 * HOUR and duty.desk == cast.desk("duty inspector", SOUTH)
    assert told("duty inspector", SOUTH, kind="enquiries elsewhere").count() == 1
    assert "assisting police area" in parts(cast, SOUTH) and owner(episode) == NORTH
    elsewhere.take_on_enquiries(request=row.pk, by=southern(cast), at=at + HOUR)
    elsewhere.answer_enquiries(request=row.pk, version=2, by=southern(cast), at=at + 2 * HOUR, result="Not there.")
    duty.refresh_from_db()
    assert duty.state == "met" and "assisting police area" not in parts(cast, SOUTH)
    last = [h for h in timeline(episode=episode.pk) if h.kind == "enquiries elsewhere answered"]
    assert [h.body["result"] for h in last] == ["Not there."]


def test_enquiries_that_nobody_makes_go_up_in_the_area_that_was_asked(
    cast: Cast, episode: Episode, at: datetime
) -> None:
    asked(cast, episode, at)
    for minutes in range(30, 300, 15):
        round_once(at + timedelta(minutes=minutes))
    assert told("force incident manager", SOUTH).exists() and told("superintendent", SOUTH).exists()


def test_declining_says_why_and_ends_the_part(cast: Cast, episode: Episode, at: datetime) -> None:
    row = asked(cast, episode, at)
    with pytest.raises(Refused, match="why not"):
        elsewhere.decline_enquiries(request=row.pk, version=1, by=southern(cast), at=at, result="")
    elsewhere.decline_enquiries(request=row.pk, version=1, by=southern(cast), at=at, result="That is in Eastport.")
    assert "assisting police area" not in parts(cast, SOUTH)
    with pytest.raises(Refused, match="answered this already"):
        elsewhere.answer_enquiries(request=row.pk, version=2, by=southern(cast), at=at, result="Done after all.")


def test_nobody_is_asked_for_a_moment_that_has_passed_or_in_the_own_area(
    cast: Cast, episode: Episode, at: datetime
) -> None:
    with pytest.raises(Refused, match="in the future"):
        asked(cast, episode, at, hours=0)
    with pytest.raises(Refused, match="another police area"):
        elsewhere.ask_for_enquiries(
            episode=episode.pk, to_desk=cast.desk("duty inspector").pk, by=cast.actor("investigating officer"), at=at,
            what="x", why="y", by_when=at + HOUR,
        )  # fmt: skip


# --- a report is taken where it is made ------------------------------------------------------------------------------


def test_a_report_of_somebody_who_lives_in_another_area_is_taken_and_owned_at_once(cast: Cast, at: datetime) -> None:
    tyler = cast.person("Tyler")  # lives in Willow Lodge, in the south
    row = report.report_missing(
        by=cast.actor("call handler"), at=at, person=tyler.pk, told=Told("A bus driver"), circumstances="Left his bag.",
        last_seen_at=at - HOUR, last_seen_place="Northmoor coach station",
        answered=[report.Answered("most enquiries lie in another police area", "yes", "He lives in Southvale.")],
    )  # fmt: skip
    assert row.owner_agency.name == NORTH and row.state == "open"
    waiting = Duty.objects.filter(episode=row, do="offer the investigation to that police area", state="open")
    assert waiting.exists(), "the offer is a duty, after the report is taken"


@pytest.mark.parametrize("area", [NORTH, SOUTH])
def test_whoever_is_reported_wherever_they_live_the_area_that_is_rung_takes_the_report(
    cast: Cast, at: datetime, area: str
) -> None:
    handler = cast.actor("call handler", area)
    elsewhere_ = report.Answered("most enquiries lie in another police area", "yes", "They live at the coast.")
    for name, person in cast.people.items():
        row = report.report_missing(
            by=handler, at=at, person=person.pk, told=Told("A caller"), circumstances="Not where expected.",
            last_seen_at=at - HOUR, last_seen_place="Somewhere else entirely", answered=[elsewhere_],
        )  # fmt: skip
        assert row.owner_agency.name == area, f"the report of {name} is {area}'s until another area accepts it"
