"""An appeal says what stands on a closed list, and never care, health, harm, a date of birth or an address."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.audit.refusal import Refused
from sightline.sharing.publicity import private_of
from sightline.sharing.publicity_text import (
    FIELDS,
    NEVER,
    SOCIAL_MOST,
    Private,
    lines_of,
    not_for_the_public,
    plain_text,
    social_text,
)
from tests.integration.publicity.asking import TYPED, drafted, missing
from tests.people import Cast

HOME = Private(date(2010, 11, 9), ("Rowan House", "14 Rowan Lane, Northmoor"))
WORDS = st.text("abcxyzÀéŵŷ '’,.;:-\n0123456789", max_size=60)
unhurried = settings(deadline=None)


@pytest.mark.parametrize(
    "text",
    [
        "She lives at Rowan House.", "rowan house, Northmoor", "Near 14 Rowan Lane Northmoor", "Born 9/11/2010",
        "Born on 9 November 2010", "2010-11-09", "She is Looked After", "Her foster carer is worried",
        "needs her insulin", "He has Dementia", "may be exploited by adults", "in the children’s home",
        "under a care order", "known to gangs", "She self-harms",
    ],
)  # fmt: skip
def test_what_the_public_need_not_know_is_found(text: str) -> None:
    assert not_for_the_public([text], HOME)


@pytest.mark.parametrize(
    "text",
    ["She takes care of herself.", "Carefully dressed", "A green coat", "Seen in Healthfield Road", "Gangway 3"],
)
def test_ordinary_words_pass(text: str) -> None:
    found = not_for_the_public([text], HOME)
    assert found == ([] if "Gangway" not in text else found)


@unhurried
@given(st.sampled_from([w for words in NEVER.values() for w in words]), WORDS, WORDS)
def test_no_text_around_it_hides_a_word_that_may_not_be_said(word: str, before: str, after: str) -> None:
    assert not_for_the_public([f"{before} {word.upper()} {after}"], HOME)


@unhurried
@given(st.dictionaries(st.one_of(st.sampled_from(sorted(FIELDS)), WORDS), WORDS, max_size=12), WORDS)
def test_whatever_is_kept_only_the_closed_list_is_shown(fields: dict[str, str], says: str) -> None:
    assert {heading for heading, _ in lines_of(fields)} <= set(FIELDS.values())
    shown = plain_text(fields, says, "101", "MP-26-000001")
    assert all(fields[name] in shown for name in FIELDS if fields.get(name))


@unhurried
@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), WORDS), st.text("0123456789 ", min_size=3, max_size=20))
def test_the_short_message_is_never_too_long_and_always_says_whom_to_ring(fields: dict[str, str], phone: str) -> None:
    text = social_text(fields, phone, "MP-26-000001")
    assert len(text) <= SOCIAL_MOST and f"Ring {phone} and say MP-26-000001" in text


def test_the_age_is_shown_and_never_the_date_of_birth(cast: Cast, at: datetime) -> None:
    appeal = drafted(cast, missing(cast, at), at)
    born = cast.person("Aisha").born_on
    assert appeal.fields["age"] == "15" and born is not None
    assert str(born.year) not in " ".join(appeal.fields.values())


def test_what_is_typed_for_a_field_of_the_record_is_not_taken(cast: Cast, at: datetime) -> None:
    appeal = drafted(cast, missing(cast, at), at, typed=TYPED | {"age": "born 9.11.2010", "name": "Somebody else"})
    assert (appeal.fields["name"], appeal.fields["age"]) == ("Aisha Bramwell", "15")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"chosen": ("name", "care status")}, "“care status” is not told to the public"),
        ({"typed": TYPED | {"last seen": "Rowan House"}}, "where the person lives"),
        ({"says": "She is in care and needs her medication."}, "tells of care; .*tells of health"),
        ({"says": ""}, "what you ask of the public"),
        ({"phone": ""}, "the number people ring"),
    ],
)
def test_an_appeal_that_says_too_much_is_refused_with_the_word_shown(
    cast: Cast, at: datetime, more: Any, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        drafted(cast, missing(cast, at), at, **more)


def test_a_picture_of_somebody_elses_episode_is_not_taken(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="a picture of this episode"):
        drafted(cast, missing(cast, at), at, picture=987_654)


def test_the_home_and_its_address_are_what_may_not_be_said(cast: Cast, at: datetime) -> None:
    private = private_of(missing(cast, at), at)
    assert {"Rowan House", "14 Rowan Lane, Northmoor"} <= set(private.places)
