"""In an emergency a record opens to who has no part in it: for a reason and three hours; the coordinator knows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sightline.access.actions_restrict import restrict
from sightline.access.gate import may_see
from sightline.access.models import BreakGlass
from sightline.audit.behalf import of_post
from sightline.audit.models import Consultation, Event
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.emergency import NOT_FOUND, break_glass, review, to_review
from sightline.duties.models import Notice, Outgoing
from sightline.duties.notices import acknowledge
from sightline.duties.watcher import round_once
from sightline.episodes.models import Episode
from tests.integration.locked import SOUTH, ask, belonging_to, tyler_everywhere
from tests.people import Cast

WHY = "He is in our emergency department and cannot say who he is."


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    return tyler_everywhere(cast, at)


@pytest.fixture
def opened(cast: Cast, at: datetime, episode: Episode) -> BreakGlass:
    """The nurse of Northmoor's hospital opens Tyler's record, under her own view of the database."""
    nurse = cast.actor("designated nurse")
    with of_post(nurse.post, at):
        return break_glass(by=nurse, at=at, because=WHY, reference=episode.reference)


def rows(cast: Cast, moment: datetime, episode: Episode) -> set[str]:
    """The tables in which the nurse sees something of Tyler at a moment."""
    theirs = belonging_to(episode.person_id, episode.pk)
    with of_post(cast.post("designated nurse").pk, moment):
        return {table for table, whose in theirs.items() if ask(f"SELECT 1 FROM {table} WHERE {whose}")}


def test_it_opens_at_once_and_ends_by_itself_after_three_hours(
    cast: Cast, at: datetime, episode: Episode, opened: BreakGlass
) -> None:
    nurse, tyler = cast.actor("designated nurse"), episode.person_id
    last = at + timedelta(hours=3) - timedelta(seconds=1)
    for moment in (at, last):
        assert may_see(nurse, [tyler], moment) == {tyler}
        assert {"people_person", "episodes_episode", "episodes_found", "audit_content"} <= rows(cast, moment, episode)
    over = at + timedelta(hours=3)
    assert may_see(nurse, [tyler], over) == set()
    # What she wrote herself stays: her own line of the log, and that she opened it.
    assert rows(cast, over, episode) <= {"access_breakglass", "audit_consultation"}


def test_it_opens_to_that_post_alone(cast: Cast, at: datetime, episode: Episode, opened: BreakGlass) -> None:
    others = [p for p in cast.posts.values() if p.agency.name in ("Rowan House", "Open Door", "Northmoor City Council")]
    for post in others:
        with of_post(post.pk, at):
            assert ask("SELECT 1 FROM people_person WHERE id = %s", episode.person_id) == []


def test_the_coordinator_is_told_at_once_and_silence_goes_up_the_chain(
    cast: Cast, at: datetime, episode: Episode, opened: BreakGlass
) -> None:
    notice = Notice.objects.get(kind="break-glass")
    coordinator = cast.actor("missing person coordinator", SOUTH)
    assert notice.desk == cast.desk("missing person coordinator", SOUTH) and notice.told_at == at
    assert "Beth Quillan, designated nurse, Northmoor General Hospital" in notice.says
    assert Outgoing.objects.filter(key=f"notice {notice.pk}").exists()
    round_once(at + timedelta(minutes=11))
    higher = Notice.objects.get(kind="escalation", key__startswith=f"glass {opened.pk} ")
    assert higher.desk.role == "duty inspector"
    assert acknowledge(notice=notice.pk, by=coordinator, at=at + timedelta(minutes=12)).acknowledged_by == "Paulo Venn"


def test_it_is_on_the_record_and_in_the_log_with_its_reason(at: datetime, episode: Episode, opened: BreakGlass) -> None:
    event = Event.objects.select_related("content").get(kind="opened in an emergency")
    assert event.chain == episode.person_id and event.content.body["because"] == WHY
    line = Consultation.objects.get(act="break-glass")
    assert line.people == [episode.person_id] and WHY in line.purpose


def test_the_coordinator_reviews_it_and_a_review_ends_it(
    cast: Cast, at: datetime, episode: Episode, opened: BreakGlass
) -> None:
    coordinator, later = cast.actor("missing person coordinator", SOUTH), at + timedelta(hours=1)
    with of_post(coordinator.post, later):
        assert opened.pk in [row.pk for row in to_review(coordinator)]
        review(glass=opened.pk, by=coordinator, at=later, says="Needed: the hospital could not wait.")
        assert opened.pk not in [row.pk for row in to_review(coordinator)]
    assert may_see(cast.actor("designated nurse"), [episode.person_id], later) == set()
    with pytest.raises(NotForYou):
        to_review(cast.actor("designated nurse"))


@pytest.mark.parametrize("said", [{"reference": "MP-26-987654"}, {"name": "Tyler Ashdown"}, {"name": "Tyler"}, {}])
def test_guessing_opens_nothing_and_the_attempt_stays_in_the_log(
    cast: Cast, at: datetime, episode: Episode, said: dict[str, Any]
) -> None:
    nurse = cast.actor("designated nurse")
    with of_post(nurse.post, at), pytest.raises(Refused) as refusal:
        break_glass(by=nurse, at=at, because=WHY, **said)
    assert (
        refusal.value.says == NOT_FOUND and refusal.value.keep and not BreakGlass.objects.filter(until__gt=at).exists()
    )
    refusal.value.keep()
    assert Consultation.objects.latest("id").asked["because"] == WHY


def test_the_whole_name_with_the_date_of_birth_finds_who_is_meant(cast: Cast, at: datetime, episode: Episode) -> None:
    nurse, tyler = cast.actor("designated nurse"), cast.person("Tyler")
    row = break_glass(by=nurse, at=at, because=WHY, name=" tyler  ashdown", born_on=tyler.born_on)
    assert row.person_id == tyler.pk


def test_a_restricted_record_is_refused_in_the_words_for_one_that_is_not_there(
    cast: Cast, at: datetime, episode: Episode
) -> None:
    restrict(person=episode.person_id, kind="forced marriage", because="She is to be sent abroad.", at=at,
             named=[cast.post("superintendent", SOUTH).pk], by=cast.actor("duty inspector", SOUTH))  # fmt: skip
    with pytest.raises(Refused) as refusal:
        break_glass(by=cast.actor("designated nurse"), at=at, because=WHY, reference=episode.reference)
    assert refusal.value.says == NOT_FOUND and not Notice.objects.filter(kind="break-glass").exists()


def test_without_a_reason_or_for_a_role_that_never_opens_a_record_nothing_opens(
    cast: Cast, at: datetime, episode: Episode
) -> None:
    with pytest.raises(Refused, match="in a sentence"):
        break_glass(by=cast.actor("designated nurse"), at=at, because="urgent", reference=episode.reference)
    with pytest.raises(NotForYou):
        break_glass(by=cast.actor("analyst"), at=at, because=WHY, reference=episode.reference)
