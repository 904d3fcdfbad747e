"""Telling, acknowledging, ringing, deciding: what reaches somebody is known, what does not is somebody's to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sightline.access.models import Involvement
from sightline.audit.models import Event
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties import channels
from sightline.duties.channels import NEVER, SETUP, NotDelivered
from sightline.duties.models import Duty, Notice, Outgoing
from sightline.duties.notices import acknowledge
from sightline.duties.recompute import recompute
from sightline.duties.watcher import one_message, round_once
from sightline.episodes.models import Episode
from sightline.episodes.status import status_of, words_of
from sightline.people.models import Relationship
from sightline.sharing import telling_actions as actions
from sightline.sharing.models import OutsideContact, Telling
from tests.integration.telling.staged import NORTH, happens, reported
from tests.integration.web.reported import decided, returned, text, when
from tests.people import Cast

MINUTE = timedelta(minutes=1)
NO_HARM = "Her social worker knows them."
SHARE = "share the missing report with the local authority"


@pytest.fixture(autouse=True)
def _a_spool_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    """Aisha of Rowan House, reported, under the cards of the West Midlands."""
    return reported(cast, at, "Aisha", "is looked after")


def one(episode: Episode, role: str, event: str = "reported missing") -> Telling:
    """The telling of a recipient."""
    return Telling.objects.select_related("notice", "outgoing", "duty").get(episode=episode, role=role, event=event)


def answered(cast: Cast, episode: Episode, at: datetime, answer: str = "no") -> Telling:
    """Somebody answers what must be known before the parents are told."""
    row = one(episode, "parents")
    answers = dict.fromkeys(row.asks, answer)
    return actions.answer_first(telling=row.pk, by=cast.actor("duty inspector"), at=at, answers=answers, says=NO_HARM)


@pytest.fixture
def refuses(request: Any) -> Iterator[list[NotDelivered]]:
    """A way out for e-mail that refuses as long as the list holds a refusal."""
    found: list[NotDelivered] = []

    def send(message: Outgoing, again: bool) -> str:
        if found:
            raise found[0]
        return "a receipt"

    channels.provide("email", send)
    yield found
    channels.withdraw("email")


# --- once, and known --------------------------------------------------------------------------------------------------


def test_looking_again_tells_nobody_twice(episode: Episode, at: datetime) -> None:
    before = (Telling.objects.count(), Notice.objects.count(), Outgoing.objects.count())
    for minutes in (0, 1, 2):
        recompute(Episode.objects.get(pk=episode.pk), at + minutes * MINUTE)
    assert (Telling.objects.count(), Notice.objects.count(), Outgoing.objects.count()) == before
    assert before[0] > 3


def test_a_desk_that_has_not_acknowledged_is_not_told_twice_but_reads_both(
    episode: Episode, cast: Cast, at: datetime
) -> None:
    decided(cast, episode, at + MINUTE)
    first, second = one(episode, "children's services"), one(episode, "children's services", "risk set high")
    assert first.notice == second.notice
    assert first.notice and first.notice.says == "Reported missing, risk set high: Aisha Bramwell"


def test_the_told_desk_that_acknowledges_meets_the_duty_to_tell_it(episode: Episode, cast: Cast, at: datetime) -> None:
    row = one(episode, "children's services")
    assert row.notice and row.duty and (row.duty.do, row.duty.state) == (SHARE, "open")
    acknowledge(notice=row.notice.pk, by=cast.actor("social worker"), at=at + 4 * MINUTE)
    row.duty.refresh_from_db()
    assert (row.duty.state, row.duty.met_at) == ("met", at + 4 * MINUTE)
    assert Event.objects.filter(episode=episode.pk, kind="children's services told").count() == 1


def test_a_message_that_left_meets_nothing_and_neither_does_silence(episode: Episode, at: datetime) -> None:
    row = one(episode, "children's services")
    round_once(at + timedelta(hours=2))
    assert row.duty and Duty.objects.get(pk=row.duty.pk).state == "open"
    silent = Notice.objects.get(pk=row.notice_id)
    assert silent.escalated_at and Notice.objects.filter(key=silent.key.replace("level 0", "level 1")).exists()


def test_whoever_is_told_may_open_the_case(cast: Cast, at: datetime) -> None:
    council = cast.agency("Northmoor City Council")
    daniel = cast.person("Daniel")
    assert not Involvement.objects.filter(agency=council, person=daniel).exists()
    # Daniel lives at home: no council is responsible, and whoever answers for the case is to ring
    row = one(reported(cast, at, "Daniel"), "children's services")
    assert row.state == "ring" and row.notice and row.notice.desk.agency.name == NORTH


# --- parents ----------------------------------------------------------------------------------------------------------


def test_parents_are_not_told_while_nobody_knows_whether_it_does_harm(episode: Episode, cast: Cast) -> None:
    row = one(episode, "parents")
    assert (row.state, row.outgoing) == ("ask", None)
    assert row.notice and row.notice.desk.agency.name == NORTH and "Decide whether to tell parents" in row.notice.says
    assert "telling the parents is against the child's interests" in row.asks


def test_an_answer_that_it_does_no_harm_tells_them_with_the_least_words(
    episode: Episode, cast: Cast, at: datetime
) -> None:
    Relationship.objects.create(person=cast.person("Aisha"), name="Ann Bramwell", relation="mother",
                                contact="07700 900456")  # fmt: skip
    row = answered(cast, episode, at + MINUTE)
    assert row.state == "sent" and row.outgoing
    assert (row.outgoing.channel, row.outgoing.to) == ("sms", "07700900456")
    assert episode.reference in row.outgoing.says and NORTH in row.outgoing.says
    assert not any(word in row.outgoing.says for word in ("Aisha", "Bramwell", "missing", "Rowan", "high"))
    assert Notice.objects.get(pk=row.notice_id or 0).ended_at if row.notice_id else True


def test_somebody_who_may_pose_a_risk_is_never_written_to(episode: Episode, cast: Cast, at: datetime) -> None:
    Relationship.objects.create(person=cast.person("Aisha"), name="A man", relation="father", contact="07700 900456",
                                poses_risk=True)  # fmt: skip
    assert answered(cast, episode, at + MINUTE).state == "ring" and not Outgoing.objects.filter(channel="sms").exists()


def test_an_answer_that_it_does_harm_keeps_it_from_them_by_a_card(episode: Episode, cast: Cast, at: datetime) -> None:
    row = answered(cast, episode, at + MINUTE, "yes")
    assert row.state == "withheld" and set(row.withheld_by) == {"DFE-SHARING-03", "DFE-SHARING-09"}
    assert Event.objects.filter(episode=episode.pk, kind="not told").exists()


def test_only_a_named_rank_decides_to_tell_them_all_the_same_and_says_why(
    episode: Episode, cast: Cast, at: datetime
) -> None:
    row = answered(cast, episode, at + MINUTE, "yes")
    with pytest.raises(NotForYou):
        actions.tell_anyway(telling=row.pk, by=cast.actor("call handler"), at=at, because="They ring all the time.")
    with pytest.raises(Refused):
        actions.tell_anyway(telling=row.pk, by=cast.actor("superintendent"), at=at + MINUTE, because=" ")
    told = actions.tell_anyway(telling=row.pk, by=cast.actor("superintendent"), at=at + MINUTE,
                               because="Her mother is with us and has fled him too.")  # fmt: skip
    assert told.state == "ring" and told.decided_by == "Miriam Castell, superintendent"
    assert Event.objects.filter(episode=episode.pk, kind="decided to tell all the same").count() == 1


# --- by telephone -----------------------------------------------------------------------------------------------------


def test_told_by_telephone_is_written_down_and_ends_the_task(episode: Episode, cast: Cast, at: datetime) -> None:
    decided(cast, episode, at + MINUTE)
    row = one(episode, "CEOP", "risk set high")
    assert row.state == "ring" and row.notice and row.notice.desk.role == "missing person coordinator"
    told = {"by": cast.actor("missing person coordinator"), "at": at + 10 * MINUTE, "told_at": at + 9 * MINUTE}
    actions.record_told(telling=row.pk, whom="Duty officer", how="Rang; they open a case.", **told)
    row = one(episode, "CEOP", "risk set high")
    assert (row.state, row.told_whom) == ("told", "Duty officer")
    assert Notice.objects.get(pk=row.notice_id or 0).ended_at == at + 10 * MINUTE
    assert Event.objects.filter(episode=episode.pk, kind="CEOP notified").count() == 1


def test_what_is_kept_back_cannot_be_recorded_as_told(episode: Episode, cast: Cast, at: datetime) -> None:
    row = answered(cast, episode, at + MINUTE, "yes")
    with pytest.raises(Refused, match="kept back"):
        actions.record_told(telling=row.pk, by=cast.actor("duty inspector"), at=at + MINUTE, told_at=at + MINUTE,
                            whom="Her mother", how="Rang.")  # fmt: skip


# --- messages that fail -----------------------------------------------------------------------------------------------


def _to_the_charity(cast: Cast, episode: Episode, at: datetime) -> Telling:
    OutsideContact.objects.create(agency=cast.agency(NORTH), role="Missing People", name="Missing People",
                                  email="desk@missing.example")  # fmt: skip
    happens(cast, episode, "decided missing", at, category="missing", risk="medium")
    return one(episode, "Missing People", "decided missing")


def test_a_mailbox_that_refuses_is_a_task_to_ring(
    episode: Episode, cast: Cast, at: datetime, refuses: list[NotDelivered]
) -> None:
    row = _to_the_charity(cast, episode, at)
    refuses.append(NotDelivered("The mailbox refuses for good (550). Ring instead.", NEVER))
    Outgoing.objects.filter(channel="spool").update(sent_at=at)
    assert row.state == "sent" and one_message(at + MINUTE)
    row = one(episode, "Missing People", "decided missing")
    assert row.state == "ring" and row.outgoing and row.outgoing.gave_up_at == at + MINUTE
    notice = Notice.objects.get(episode=episode, kind="could not be told")
    assert notice.says.startswith("Missing People could not be told: ring.") and "550" in notice.says
    assert not Outgoing.objects.filter(key=row.outgoing.key, sent_at=None, gave_up_at=None).exists()


def test_a_key_that_expired_is_seen_at_once_by_administrators_and_nothing_is_given_up(
    episode: Episode, cast: Cast, at: datetime, refuses: list[NotDelivered], client_as: Callable[[str], Client]
) -> None:
    row = _to_the_charity(cast, episode, at)
    refuses.append(NotDelivered("Make a new key and put it into SIGHTLINE_NOTIFY_KEY.", SETUP))
    Outgoing.objects.filter(channel="spool").update(sent_at=at)
    one_message(at)
    page = text(client_as("administrator").get("/messages"))
    assert "SIGHTLINE_NOTIFY_KEY" in page and "Somebody must mend this" in page
    assert episode.reference not in page  # what a message says is not an administrator's
    for minutes in range(6, 120, 6):
        one_message(at + minutes * MINUTE)
    assert row.outgoing_id and Outgoing.objects.get(pk=row.outgoing_id).gave_up_at is None
    refuses.clear()
    client_as("administrator").post(f"/messages/{row.outgoing_id}/again")
    assert one_message(at + timedelta(hours=3)) and Outgoing.objects.get(pk=row.outgoing_id).sent_at


# --- pages ------------------------------------------------------------------------------------------------------------


def test_the_page_says_who_was_told_by_which_card_and_what_waits(
    episode: Episode, cast: Cast, at: datetime, client_as: Callable[[str], Client]
) -> None:
    page = text(client_as("duty inspector").get(f"/episodes/{episode.pk}/told"))
    assert "Independent reviewing officer, Northmoor City Council" in page and "DFE-SHARING-06" in page
    assert page.index("Decide first") < page.index("Waiting")
    assert "Nobody has answered whether telling them does harm." in page
    home = text(client_as("registered manager").get(f"/episodes/{episode.pk}/told"))
    assert "Decide first" not in home and "DFE-SHARING-06" in home  # what is kept back is police's and councils'
    kept = one(episode, "parents")
    assert client_as("registered manager").get(f"/tellings/{kept.pk}").status_code == 404


def test_the_forms_do_what_they_say_and_keep_what_was_typed(
    episode: Episode, cast: Cast, at: datetime, client_as: Callable[[str], Client]
) -> None:
    client, row = client_as("duty inspector"), one(episode, "parents")
    facts = {f"fact_{n}": "no" for n in range(len(row.asks))}
    wrong = client.post(f"/tellings/{row.pk}/first", facts | {"says": ""})
    assert wrong.status_code == 422 and "How you know" in text(wrong)
    assert client.post(f"/tellings/{row.pk}/first", facts | {"says": NO_HARM}).status_code == 302
    assert one(episode, "parents").state == "ring"
    told = {"whom": "Ann Bramwell", "how": "Rang her; she is coming.", **when("told_at", at)}
    assert client.post(f"/tellings/{row.pk}/told", told).status_code == 302
    assert one(episode, "parents").state == "told"


def test_tell_now_tells_what_may_be_told(
    episode: Episode, cast: Cast, at: datetime, client_as: Callable[[str], Client]
) -> None:
    row = one(episode, "other police force")
    assert row.state == "offered"
    assert client_as("duty inspector").post(f"/tellings/{row.pk}/tell").status_code == 302
    assert one(episode, "other police force").state == "ring"


def _standing(cast: Cast, at: datetime) -> Iterator[Episode]:
    """An episode from its report to its end, at each step."""
    episode = reported(cast, at, "Aisha", "is looked after")
    yield episode
    decided(cast, episode, at + MINUTE)
    yield Episode.objects.get(pk=episode.pk)
    returned(cast, Episode.objects.get(pk=episode.pk), at + 2 * MINUTE)
    yield Episode.objects.get(pk=episode.pk)


def test_call_handler_council_and_home_read_the_same_status_and_the_same_owner(
    cast: Cast, at: datetime, client_as: Callable[[str], Client], clock: Any
) -> None:
    seen = set()
    for episode in _standing(cast, at):
        clock.move_to(at + 5 * MINUTE)
        status = status_of(episode)
        seen.add(status.words)
        for role, address in (
            ("call handler", f"/episodes/{episode.pk}"), ("call handler", f"/episodes/{episode.pk}/told"),
            ("social worker", f"/episodes/{episode.pk}"), ("registered manager", f"/episodes/{episode.pk}"),
            ("registered manager", "/residents"), ("call handler", "/episodes"),
        ):  # fmt: skip
            page = text(client_as(role).get(address))
            assert status.words in page and status.agency in page, (role, address, status.words)
    assert len(seen) == 3 and words_of(episode) in seen
