"""A restricted fact and its list are what was recorded: digests that name nobody prove it, through mergers too."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from sightline.access.actions_setup_ending import merge_agencies
from sightline.access.actor import actor_for
from sightline.access.facts import one_kept_apart, proven
from sightline.access.facts_proof import ALTERED, altered
from sightline.access.models import FactNamed, Post, RestrictedFact
from sightline.audit.models import Event
from sightline.audit.verify import breaks
from tests.integration.keeping_apart import HOME, WORKER, WRITER, about_tyler
from tests.people import Cast

LATER = timedelta(minutes=5)


def test_the_systems_chain_holds_a_number_and_a_digest_and_names_nobody(cast: Cast, at: datetime) -> None:
    number = about_tyler(cast, at)
    event = Event.objects.select_related("content").get(pk=RestrictedFact.objects.get(pk=number).event)
    assert (event.chain, event.episode, event.by, event.agency) == (0, None, None, None)
    assert (event.kind, event.by_name, event.role) == ("restricted fact recorded", "Sightline", "system")
    assert event.content.body.keys() == {"number", "sha256"} and event.content.body["number"] == number
    assert list(breaks()) == [] and list(altered()) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE access_restrictedfact SET says = 'He is in Leeds.'",
        "UPDATE access_restrictedfact SET person_id = (SELECT max(id) FROM people_person)",
        "UPDATE access_factnamed SET post_id = (SELECT max(id) FROM access_post) WHERE id = (SELECT min(id) FROM"
        " access_factnamed)",
        "INSERT INTO access_factnamed (fact_id, post_id, because, since, by_name, event, off_because, off_by)"
        " SELECT fact_id, (SELECT max(id) FROM access_post), because, since, by_name, event, '', ''"
        " FROM access_factnamed LIMIT 1",
    ],
)
def test_a_text_or_a_list_altered_behind_the_record_is_found(cast: Cast, at: datetime, change: str) -> None:
    number, worker = about_tyler(cast, at), cast.actor(*WORKER)
    before = one_kept_apart(worker, cast.person("Tyler").pk, number, at)
    assert before is not None and proven(before)
    with connection.cursor() as cursor:
        cursor.execute(change)
    (found,) = altered()
    assert (found.chain, found.says) == (0, ALTERED)


def test_the_list_follows_a_merger_and_stays_proven(cast: Cast, at: datetime) -> None:
    home, other = cast.agency(HOME), cast.agency("Rowan House")
    manager = cast.post("registered manager", HOME)
    number = about_tyler(cast, at, named=[manager.pk])
    twin = Post.objects.create(user=manager.user, agency=other, role=manager.role)
    national = Post.objects.create(user=manager.user, agency=cast.agency("National Missing Persons Unit"),
                                   role="administrator")  # fmt: skip
    merge_agencies(agency=home.pk, into=other.pk, by=actor_for(national), at=at + LATER, because="One owner now.")
    standing = FactNamed.objects.filter(fact=number, until=None).values_list("post", flat=True)
    assert set(standing) == {cast.post(*WRITER).pk, twin.pk} and list(altered()) == []
