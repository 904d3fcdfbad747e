"""Agencies renamed, merged and closed in the middle of things: what is open follows, nothing is lost, nobody is seen
who was not before."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from sightline.access import holding
from sightline.access.actions_setup_ending import close_agency, merge_agencies
from sightline.access.actions_setup_rota import put_on_duty
from sightline.access.gate import may_see
from sightline.access.models import Agency, Desk, Post, Shift
from sightline.access.queries import posts_of
from sightline.access.queries_setup import find
from sightline.audit.models import Event
from sightline.audit.refusal import NotForYou, Refused
from sightline.config.following import KEEPS_ITS_NAME, MOVED_WITH_THE_AGENCY
from sightline.duties.models import Duty, Notice
from sightline.duties.notices import tell
from sightline.episodes.models import Episode
from sightline.people.models import CareStatus, Placement
from tests.integration.agencies.staff import HOUR, acting, added, desk_of, events, home, national
from tests.integration.web.reported import reported
from tests.people import Cast

WHY = "The two homes have one owner now."


@pytest.fixture
def elm(cast: Cast, at: datetime) -> Agency:
    """A home of the same council, with a desk and a manager of its own."""
    made = home(cast, at, council=cast.agency("Northmoor City Council").pk)
    desk_of(cast, made, "registered manager", at, phone="01632 960300")
    added(cast, made, "Dev Marsh", "registered manager", at)
    return made


def merged(cast: Cast, old: Agency, new: Agency, at: datetime) -> Agency:
    by = cast.actor("administrator")
    return merge_agencies(agency=old.pk, into=new.pk, by=by, at=at, because=WHY)


def test_children_their_placements_and_their_carers_view_follow(cast: Cast, elm: Agency, at: datetime) -> None:
    aisha, rowan = cast.person("Aisha").pk, cast.agency("Rowan House")
    manager = cast.post("registered manager", "Rowan House")
    merged(cast, rowan, elm, at + HOUR)
    assert Placement.objects.get(person=aisha).provider == elm.pk
    there = acting(manager, at + HOUR)
    assert there.agency == elm.pk and may_see(there, [aisha], at + HOUR) == {aisha}
    said = Event.objects.filter(chain=aisha, kind="agency involved").latest("id").content.body
    assert said["because"] == "Rowan House became part of Elm House" and said["was"] == rowan.pk


def test_the_old_name_finds_the_new_agency_and_the_old_one_points_to_it(cast: Cast, elm: Agency, at: datetime) -> None:
    merged(cast, cast.agency("Rowan House"), elm, at)
    by = cast.actor("administrator")
    found = {row.agency.name: row for row in find(by, at, asked="rowan")}
    assert found["Elm House"].former == ("Rowan House",) and found["Rowan House"].agency.merged_into == elm
    (said,) = events("agencies merged")
    assert (said["was_name"], said["name"], said["because"]) == ("Rowan House", "Elm House", WHY)


def test_nobody_is_signed_out_and_who_worked_at_both_works_on(cast: Cast, elm: Agency, at: datetime) -> None:
    manager = cast.post("registered manager", "Rowan House")
    both = Post.objects.create(user=manager.user, agency=elm, role="registered manager")
    other = Post.objects.create(user=manager.user, agency=cast.agency("Rowan House"), role="on-call manager")
    merged(cast, cast.agency("Rowan House"), elm, at + HOUR)
    assert {p.pk for p in posts_of(manager.user_id, at + HOUR)} == {both.pk, other.pk}


def test_a_desk_of_the_same_role_stands_for_both_and_another_moves_with_all_that_waits_on_it(
    cast: Cast, elm: Agency, at: datetime
) -> None:
    rowan = cast.agency("Rowan House")
    episode, old = reported(cast, at), cast.desk("registered manager", "Rowan House")
    new, on_call = Desk.objects.get(agency=elm), desk_of(cast, rowan, "on-call manager", at)
    waiting = tell(old, episode, kind="duty", says="Ring back", at=at, key="waits")
    manager = cast.post("registered manager", "Rowan House").pk
    put_on_duty(desk=old.pk, post=manager, begins_at=at, ends_at=at + 8 * HOUR, by=cast.actor("administrator"), at=at)
    merged(cast, rowan, elm, at + HOUR)
    assert waiting and Notice.objects.get(pk=waiting.pk).desk == new
    assert Desk.objects.get(pk=on_call.pk).agency == elm and Desk.objects.get(pk=old.pk).closed_at == at + HOUR
    assert Shift.objects.get().desk == new and Desk.objects.get(pk=new.pk).keeps_rota
    assert not Duty.objects.filter(state="open", agency=rowan.pk).exists()
    assert not Duty.objects.filter(state="open", desk=old).exists()


def test_an_open_episode_follows_and_its_own_record_says_so(cast: Cast, at: datetime) -> None:
    episode = reported(cast, at)
    north, south = cast.agency("Northmoor Police"), cast.agency("Southvale Police")
    merge_agencies(agency=north.pk, into=south.pk, by=national(cast), at=at + HOUR, because="One force.")
    row = Episode.objects.get(pk=episode.pk)
    assert row.owner_agency == south and row.owner_desk and row.owner_desk.agency == south
    assert Event.objects.filter(episode=episode.pk, kind="agency became part of another").count() == 1
    assert Agency.objects.get(name="Rowan House").police_area == south
    assert Duty.objects.filter(episode=episode, state="open", agency=south.pk).exists()


def test_what_is_past_keeps_its_name(cast: Cast, elm: Agency, at: datetime) -> None:
    from django.db.backends.postgresql.psycopg_any import DateRange

    from sightline.audit.moments import day_of

    rowan, robert = cast.agency("Rowan House"), cast.person("Robert")
    past = Placement.objects.create(
        person=robert, provider=rowan.pk, setting="children's home",
        during=DateRange(day_of(at).replace(year=1990), day_of(at).replace(year=1991)),
    )  # fmt: skip
    merged(cast, rowan, elm, at)
    assert Placement.objects.get(pk=past.pk).provider == rowan.pk


def test_councils_merge_with_everybody_they_are_responsible_for(cast: Cast, at: datetime) -> None:
    north, south = cast.agency("Northmoor City Council"), cast.agency("Southvale County Council")
    merge_agencies(agency=north.pk, into=south.pk, by=national(cast), at=at, because="Unitary from April.")
    assert set(CareStatus.objects.values_list("authority", flat=True)) == {south.pk}
    assert set(Agency.objects.exclude(council=None).values_list("council", flat=True)) == {south.pk}
    people = [cast.person(name).pk for name in ("Aisha", "Tyler", "Kayleigh", "Robert")]
    assert may_see(acting(cast.post("social worker", south.name), at), people, at) == set(people[:3])


def test_what_cannot_be_merged_is_refused_and_nothing_moves(cast: Cast, elm: Agency, at: datetime) -> None:
    rowan, school = cast.agency("Rowan House"), home(cast, at, name="Elm School", kind="school")
    for new, says in ((rowan, "into itself"), (school, "another kind")):
        with pytest.raises(Refused, match=says):
            merged(cast, rowan, new, at)
    merged(cast, rowan, elm, at)
    with pytest.raises(Refused, match="closed"):
        merged(cast, rowan, elm, at)
    for by in (cast.actor("registered manager"), cast.actor("team manager")):
        with pytest.raises(NotForYou):
            merge_agencies(agency=elm.pk, into=rowan.pk, by=by, at=at, because=WHY)


def test_a_merger_into_another_area_is_not_for_the_police_of_one(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotForYou):
        merged(cast, cast.agency("Rowan House"), cast.agency("Willow Lodge"), at)


def test_an_agency_with_anything_open_does_not_close_and_says_what(cast: Cast, elm: Agency, at: datetime) -> None:
    by = cast.actor("administrator")
    with pytest.raises(Refused, match="1 × person who lives there") as refused:
        close_agency(agency=cast.agency("Rowan House").pk, by=by, at=at, because="Closed by its owner.")
    assert "Aisha" not in refused.value.says
    with pytest.raises(Refused, match="still open|belong to it"):
        close_agency(agency=cast.agency("Northmoor City Council").pk, by=national(cast), at=at, because="Abolished.")


def test_a_closed_agency_lets_nobody_in_and_sees_nobody(cast: Cast, elm: Agency, at: datetime) -> None:
    post = Post.objects.get(agency=elm)
    close_agency(agency=elm.pk, by=cast.actor("administrator"), at=at + HOUR, because="Closed by its owner.")
    assert posts_of(post.user_id, at + HOUR) == []
    assert not Desk.objects.filter(agency=elm, closed_at=None).exists()
    assert events("agency closed")[-1]["posts"] == 1


def test_every_column_that_names_an_agency_a_desk_or_a_post_either_follows_or_keeps_its_name() -> None:
    follows = {(c.model._meta.label, c.field) for c in holding.columns()}
    keeps = {(label, field) for label, fields in KEEPS_ITS_NAME.items() for field in fields}
    forgotten = []
    for model in apps.get_models(include_auto_created=True):
        label, name = model._meta.label, model._meta.object_name
        if not model.__module__.startswith("sightline.") or name in MOVED_WITH_THE_AGENCY:
            continue
        for column in model._meta.local_fields:
            if isinstance(column, ForeignKey) and column.related_model in (Agency, Desk, Post):
                place = (label, column.name)
                if (place in follows) == (place in keeps):
                    forgotten.append(place)
    assert forgotten == []
    assert keeps <= {(m._meta.label, f.name) for m in apps.get_models() for f in m._meta.local_fields}
