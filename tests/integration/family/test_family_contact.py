"""A family knows whom it speaks to and when: each promised update is a duty, and what was said each time stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sightline.audit.models import Event
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.duties.models import Duty, Notice
from sightline.duties.watcher import round_once
from sightline.episodes.actions import decide, report
from sightline.sharing import family
from sightline.sharing.models import FamilyContact, FamilyUpdate
from tests.integration.family.naming import MOTHER, missing, named, weigh
from tests.integration.web.reported import HOME
from tests.people import Cast

HOUR = timedelta(hours=1)


def _updates(episode: Any) -> list[Duty]:
    return list(Duty.objects.filter(episode=episode, do=family.UPDATE).order_by("due_at"))


def _updated(cast: Cast, contact: FamilyContact, at: datetime, **more: Any) -> FamilyUpdate:
    said: dict[str, Any] = {"how": "telephone", "said": "We asked the bus company. She has heard nothing.",
                            "next_update_at": at + 4 * HOUR, "version": contact.version}  # fmt: skip
    who = cast.actor("investigating officer")
    return family.record_update(contact=contact.pk, by=who, at=at, **said | more)


@pytest.mark.covers("D76", "H2")
def test_the_agreed_time_is_a_duty_on_the_officers_board(cast: Cast, at: datetime) -> None:
    episode = missing(cast, at)
    named(cast, episode, at)
    (duty,) = _updates(episode)
    assert (duty.due_at, duty.who, duty.state) == (at + 3 * HOUR, "investigating officer", "open")
    assert duty.desk == cast.desk("investigating officer")
    assert Event.objects.filter(episode=episode.pk, kind="family contact named").exists()


def test_naming_somebody_puts_the_support_in_place_that_high_risk_asks_for(cast: Cast, at: datetime) -> None:
    episode = missing(cast, at)
    support = Duty.objects.get(episode=episode, do="put family support in place")
    named(cast, episode, at + HOUR)
    support.refresh_from_db()
    assert support.state == "met"


def test_an_update_keeps_its_promise_and_makes_the_next(cast: Cast, at: datetime) -> None:
    episode = missing(cast, at)
    contact = named(cast, episode, at)
    _updated(cast, contact, at + 2 * HOUR)
    contact.refresh_from_db()
    _updated(cast, contact, at + 7 * HOUR)
    first, second, third = _updates(episode)
    assert [first.state, second.state, third.state] == ["met", "met late", "open"]
    assert third.due_at == at + 11 * HOUR


def test_a_family_nobody_rings_is_seen_by_the_desk_and_then_by_its_supervisor(cast: Cast, at: datetime) -> None:
    episode = missing(cast, at)
    named(cast, episode, at)
    round_once(at + 3 * HOUR)
    (duty,) = _updates(episode)
    assert Notice.objects.get(duty=duty).says.startswith("Overdue: update the family")
    round_once(at + 4 * HOUR)
    assert Notice.objects.filter(duty=duty, desk=cast.desk("supervisor"), level=1).exists()


def test_while_somebody_is_missing_no_update_ends_without_the_next(cast: Cast, at: datetime) -> None:
    contact = named(cast, missing(cast, at), at)
    with pytest.raises(Refused, match="Agree when you speak next"):
        _updated(cast, contact, at + HOUR, next_update_at=None)
    with pytest.raises(Refused, match="must be in the future"):
        _updated(cast, contact, at + HOUR, next_update_at=at)


@pytest.mark.covers("D67")
def test_an_update_is_the_contact_with_parents_that_thames_valley_asks_for(cast: Cast, at: datetime) -> None:
    south = "Southvale Police"
    who = cast.actor("investigating officer", south)
    episode = report.report_missing(
        by=cast.actor("call handler", south), at=at, person=cast.person("Maisie").pk, told=HOME, last_seen_at=at,
        last_seen_place="The park", circumstances="Gone.",
    )  # fmt: skip
    wanted = decide.Wanted("missing", "high", "She is two and alone, says her father Mark.", "high", "high")
    decide.decide(episode=episode.pk, by=cast.actor("duty inspector", south), at=at, wanted=wanted)
    family.weigh_telling(episode=episode.pk, by=who, at=at, harms="no", because="Her father rang himself.")
    contact = family.name_contact(
        episode=episode.pk, seen=0, by=who, at=at, officer=who.post, officer_phone="101", relative=MOTHER,
        next_update_at=at + HOUR,
    )  # fmt: skip
    round_once(at + 25 * HOUR)
    kept = Duty.objects.filter(episode=episode, do="keep in contact with parents and carers").order_by("due_at")
    family.record_update(contact=contact.pk, version=1, by=who, at=at + 25 * HOUR, how="telephone", said="Rang.",
                         next_update_at=at + 26 * HOUR)  # fmt: skip
    assert kept[0].state in ("met", "met late")


# --- whether the family may be told at all ----------------------------------------------------------------------------


@pytest.mark.covers("F8")
def test_no_family_is_named_before_somebody_has_weighed_whether_telling_harms(cast: Cast, at: datetime) -> None:
    episode = missing(cast, at, harms="")
    with pytest.raises(Refused, match="Nobody has weighed"):
        named(cast, episode, at)
    weigh(cast, episode, at, "not known")
    with pytest.raises(Refused, match="Nobody has weighed"):
        named(cast, episode, at)


@pytest.mark.covers("F8")
def test_where_telling_harms_nobody_in_the_family_is_named_and_the_card_says_why(cast: Cast, at: datetime) -> None:
    episode = missing(cast, at, harms="yes")
    with pytest.raises(Refused, match="DFE-SHARING-03"):
        named(cast, episode, at)


def test_an_adults_family_needs_no_such_weighing(cast: Cast, at: datetime) -> None:
    episode = missing(cast, at, "Robert", harms="")
    assert named(cast, episode, at).name == "Abena Osei"


def test_only_the_police_who_own_the_episode_speak_for_it(cast: Cast, at: datetime) -> None:
    episode = missing(cast, at)
    for actor in (cast.actor("investigating officer", "Southvale Police"), cast.actor("social worker")):
        with pytest.raises(NotForYou):
            family.name_contact(episode=episode.pk, seen=0, by=actor, at=at, officer=actor.post, officer_phone="101",
                                relative=MOTHER, next_update_at=at + HOUR)  # fmt: skip


def test_whoever_names_second_sees_who_was_named_first(cast: Cast, at: datetime) -> None:
    episode = missing(cast, at)
    first = named(cast, episode, at)
    with pytest.raises(Stale) as told:
        named(cast, episode, at)
    assert told.value.theirs["name"] == "Abena Osei"
    father = family.Relative("Kofi Osei", "father", phone="07700 900214")
    second = named(cast, episode, at + HOUR, seen=first.pk, relative=father, next_update_at=at + 9 * HOUR)
    first.refresh_from_db()
    assert first.ended_at == at + HOUR and second.ended_at is None
    assert [d.state for d in _updates(episode)] == ["stopped", "open"]


def test_two_who_speak_with_the_family_at_once_do_not_overwrite_each_other(cast: Cast, at: datetime) -> None:
    contact = named(cast, missing(cast, at), at)
    _updated(cast, contact, at + HOUR)
    with pytest.raises(Stale):
        _updated(cast, contact, at + HOUR)


@pytest.mark.parametrize(
    ("relative", "says"),
    [
        (family.Relative("", "mother", phone="1"), "who in the family"),
        (family.Relative("Abena", "", phone="1"), "how they are related"),
        (family.Relative("Abena", "mother"), "a telephone number or an e-mail"),
        (family.Relative("Abena", "mother", phone="1", prefers="pigeon"), "Choose how"),
    ],
)
def test_what_is_missing_of_a_relative_is_said(cast: Cast, at: datetime, relative: Any, says: str) -> None:
    with pytest.raises(Refused, match=says):
        named(cast, missing(cast, at), at, relative=relative)
