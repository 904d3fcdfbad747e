"""The telephone number, and nothing else, goes to the charity; and the record proves to the letter what left."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

import pytest

from sightline.audit.models import Event
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.models import Notice, Outgoing
from sightline.episodes.models import Episode
from sightline.sharing.family_charity import Consent, give_number, message_of, obstacles, proof
from sightline.sharing.models import CharityNumber
from tests.integration.family.naming import missing
from tests.integration.web.reported import reported, returned
from tests.people import Cast

AGREED = Consent("agreed", "", "no", "His mother rang it an hour ago, and he has it with him.")


def _given(cast: Cast, episode: Episode, at: datetime, consent: Consent = AGREED, why: str = "") -> CharityNumber:
    because = why or "He answers nobody he knows; somebody neutral may reach him."
    return give_number(episode=episode.pk, by=cast.actor("investigating officer"), at=at, because=because,
                       consent=consent)  # fmt: skip


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    """Aisha, missing, whose number is on her record."""
    return missing(cast, at, "Aisha")


@pytest.mark.covers("H6", "F26")
def test_exactly_the_number_and_the_reference_leave(cast: Cast, episode: Episode, at: datetime) -> None:
    before = set(Outgoing.objects.values_list("pk", flat=True)), Notice.objects.count()
    kept = _given(cast, episode, at)
    (sent,) = Outgoing.objects.exclude(pk__in=before[0])
    assert sent.says == f"07700900115\n{episode.reference}\n"
    assert sent.subject == "" and sent.key == f"{episode.reference} 1"
    assert Notice.objects.count() == before[1]
    assert kept.sha256 == hashlib.sha256(sent.says.encode()).hexdigest() and proof(kept)


def test_nothing_of_the_record_is_in_what_leaves(cast: Cast, episode: Episode, at: datetime) -> None:
    kept = _given(cast, episode, at)
    sent = Outgoing.objects.get(key=kept.outgoing_key)
    left = f"{sent.key}\n{sent.to}\n{sent.subject}\n{sent.says}".lower()
    person = episode.person
    secrets = (person.given_name, person.family_name, "rowan", "missing from", "exploit", str(person.born_on),
               person.description[:8], "high", "mina", "northmoor", "looked after")  # fmt: skip
    assert not [word for word in secrets if word and word.lower() in left]


def test_what_the_gateway_carries_is_those_bytes_and_no_more(
    cast: Cast, episode: Episode, at: datetime, settings: Any, tmp_path: Any
) -> None:
    from sightline.duties.spool import deliver

    settings.MEDIA_ROOT = tmp_path / "uploads"
    kept = _given(cast, episode, at)
    deliver(Outgoing.objects.get(key=kept.outgoing_key))
    (file,) = (tmp_path / "outgoing").glob("*.txt")
    assert message_of(episode).strip() in file.read_text()
    assert "Aisha" not in file.read_text() and "Bramwell" not in file.read_text()


def test_a_message_that_was_changed_afterwards_is_no_proof(cast: Cast, episode: Episode, at: datetime) -> None:
    kept = _given(cast, episode, at)
    Outgoing.objects.filter(key=kept.outgoing_key).update(says=f"{message_of(episode)}Aisha Bramwell, 15")
    assert not proof(kept)


def test_the_timeline_says_who_gave_it_why_and_on_what_consent(cast: Cast, episode: Episode, at: datetime) -> None:
    kept = _given(cast, episode, at)
    event = Event.objects.get(episode=episode.pk, kind="number given to the charity")
    assert event.by_name == "Tom Arkwright"
    assert event.content.body["sha256"] == kept.sha256 and event.content.body["next of kin"] == "agreed"
    assert "07700" not in str(event.content.body)


@pytest.mark.parametrize(
    ("consent", "says"),
    [
        (Consent("agreed", "", "yes", "Her friend has it."), "a danger may read the message"),
        (Consent("agreed", "", "not known", "Nobody knows."), "Find out whether somebody who is a danger"),
        (Consent("agreed", "", "no", ""), "how you know who has the telephone"),
        (Consent("refused", "", "no", "She has it."), "vital interests"),
        (Consent("not asked", " ", "no", "She has it."), "vital interests"),
        (Consent("perhaps", "", "no", "She has it."), "what the next of kin thinks"),
    ],
)
def test_without_the_consent_rules_nothing_leaves(
    cast: Cast, episode: Episode, at: datetime, consent: Consent, says: str
) -> None:
    before = Outgoing.objects.count()
    with pytest.raises(Refused, match=says):
        _given(cast, episode, at, consent)
    assert Outgoing.objects.count() == before and not CharityNumber.objects.exists()


def test_a_refused_consent_is_overridden_only_with_a_reason_that_is_kept(
    cast: Cast, episode: Episode, at: datetime
) -> None:
    kept = _given(cast, episode, at, Consent("refused", "She has not eaten for two days.", "no", "She has it."))
    assert (kept.next_of_kin, kept.next_of_kin_says) == ("refused", "She has not eaten for two days.")


def test_once_a_day_at_most(cast: Cast, episode: Episode, at: datetime) -> None:
    _given(cast, episode, at)
    with pytest.raises(Refused, match="within the last day"):
        _given(cast, episode, at + timedelta(hours=23))
    assert _given(cast, episode, at + timedelta(days=1)).outgoing_key.endswith(" 2")


def test_before_missing_is_decided_no_card_lets_it_go(cast: Cast, at: datetime) -> None:
    assert "decide missing first" in obstacles(reported(cast, at), at)[0]


def test_without_a_whole_number_there_is_nothing_to_give(cast: Cast, at: datetime) -> None:
    assert any("no telephone number" in lack for lack in obstacles(missing(cast, at), at))


def test_somebody_who_is_found_is_not_written_to(cast: Cast, episode: Episode, at: datetime) -> None:
    returned(cast, episode, at)
    with pytest.raises(Refused, match="not being looked for"):
        _given(cast, episode, at)


def test_only_the_police_who_own_the_episode_give_it(cast: Cast, episode: Episode, at: datetime) -> None:
    with pytest.raises(NotForYou):
        give_number(episode=episode.pk, by=cast.actor("social worker"), at=at, because="x", consent=AGREED)
