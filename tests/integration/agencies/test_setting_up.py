"""Agencies: who may set them up, what a name may be, and that nobody is silently overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from sightline.access.actions_setup import change_agency, rename_agency, set_up_agency
from sightline.access.kinds import ANY_KIND, KINDS, KNOWN
from sightline.access.models import Agency
from sightline.access.queries_setup import find
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.episodes.protocol import protocols
from tests.integration.agencies.staff import events, home, national
from tests.people import Cast


def test_every_kind_has_desks_roles_and_somebody_who_answers() -> None:
    assert set(KNOWN) == {kind for kind, _words in KINDS}
    for name, kind in KNOWN.items():
        assert kind.desks and kind.answers in (*kind.desks, *kind.roles), name


def test_every_role_of_a_kind_is_one_the_vocabulary_has_under_that_kind_of_agency() -> None:
    roles = protocols().vocabulary.roles
    for name, kind in KNOWN.items():
        assert kind.known_as in {role.agency_kind for role in roles.values()}
        wrong = [r for r in (*kind.desks, *kind.roles) if r not in roles or roles[r].agency_kind != kind.known_as]
        assert wrong == [], name
    assert all(roles[role].agency_kind == "other" for role in ANY_KIND)


def test_the_cast_works_in_roles_its_agencies_may_have(cast: Cast) -> None:
    assert [key for key, post in cast.posts.items() if post.role not in KNOWN[post.agency.kind].every_role] == []


def test_an_agency_added_by_a_police_area_belongs_to_it_and_stands_on_the_systems_chain(
    cast: Cast, at: datetime
) -> None:
    made = home(cast, at, police_area=cast.agency("Southvale Police").pk)
    assert made.police_area == cast.agency("Northmoor Police")
    assert events("agency set up")[-1]["name"] == "Elm House"


@pytest.mark.parametrize("role", ["duty inspector", "social worker", "registered manager", "analyst"])
def test_only_administrators_of_police_and_national_unit_add_agencies(cast: Cast, at: datetime, role: str) -> None:
    with pytest.raises(NotForYou):
        set_up_agency(name="Elm House", kind="school", area="wales", by=cast.actor(role), at=at)


def test_an_administrator_of_a_home_adds_no_agency(cast: Cast, at: datetime) -> None:
    own = replace(cast.actor("registered manager"), role="administrator")
    with pytest.raises(NotForYou):
        set_up_agency(name="Elm House", kind="school", area="wales", by=own, at=at)


def test_a_police_area_adds_no_other_police_area(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as refused:
        home(cast, at, name="Eastvale Police", kind="police")
    assert refused.value.field == "kind"
    assert set_up_agency(name="Eastvale Police", kind="police", area="wales", by=national(cast), at=at).pk


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": " "}, "name"), ({"name": "rowan  house"}, "name"), ({"name": "x" * 121}, "name"),
        ({"kind": "circus"}, "kind"), ({"council": 10**9}, "council"), ({"areas": ["wales"]}, "area"),
        ({"phone": "1" * 41}, "phone"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(cast: Cast, at: datetime, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        home(cast, at, **said)
    assert refused.value.field == field and not Agency.objects.filter(name="Elm House").exists()


def test_a_renamed_agency_is_found_under_both_names_and_the_old_one_is_not_given_away(cast: Cast, at: datetime) -> None:
    row, by = home(cast, at), cast.actor("administrator")
    rename_agency(agency=row.pk, version=1, name="Elm Lodge", by=by, at=at, because="A new owner.")
    for asked in ("elm house", "Elm Lodge"):
        (found,) = find(by, at, asked=asked)
        assert found.agency.name == "Elm Lodge" and found.former == ("Elm House",)
    assert events("agency renamed") == [
        {"agency": row.pk, "was": "Elm House", "now": "Elm Lodge", "because": "A new owner."}
    ]
    with pytest.raises(Refused, match="was the name of Elm Lodge"):
        home(cast, at)


def test_an_agency_may_take_its_old_name_back(cast: Cast, at: datetime) -> None:
    row, by = home(cast, at), cast.actor("administrator")
    rename_agency(agency=row.pk, version=1, name="Elm Lodge", by=by, at=at, because="A new owner.")
    assert rename_agency(agency=row.pk, version=2, name="Elm House", by=by, at=at, because="Sold back.").version == 3


def test_the_second_of_two_writers_is_told_what_the_first_wrote(cast: Cast, at: datetime) -> None:
    row, by = home(cast, at), cast.actor("administrator")
    change_agency(agency=row.pk, version=1, by=by, at=at, phone="01632 960777")
    with pytest.raises(Stale) as stale:
        change_agency(agency=row.pk, version=1, by=by, at=at, phone="01632 960888")
    assert stale.value.theirs == {"phone": "01632 960777"} and stale.value.version == 2


def test_a_change_that_changes_nothing_leaves_no_event(cast: Cast, at: datetime) -> None:
    row = home(cast, at)
    change_agency(agency=row.pk, version=1, by=cast.actor("administrator"), at=at, phone="01632 960300")
    assert events("agency changed") == []


def test_an_agency_of_another_area_looks_like_one_that_does_not_exist(cast: Cast, at: datetime) -> None:
    by, theirs = cast.actor("administrator"), cast.agency("Willow Lodge")
    said = []
    for number in (theirs.pk, 10**9):
        with pytest.raises(NotForYou) as refused:
            change_agency(agency=number, version=1, by=by, at=at, phone="1")
        said.append(refused.value.says)
    assert said[0] == said[1]
    assert theirs.pk not in {row.agency.pk for row in find(by, at)}
