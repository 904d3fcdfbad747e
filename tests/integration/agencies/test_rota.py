"""Rotas: who is on duty, the hours nobody covers, and who stands in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sightline.access.actions_setup_people import end_post
from sightline.access.actions_setup_rota import (
    copy_last_week,
    end_standing_in,
    name_stand_in,
    put_on_duty,
    take_off_duty,
)
from sightline.access.actor import actor_for
from sightline.access.models import Desk, Post, Shift
from sightline.access.queries import posts_of
from sightline.access.queries_rota import holes_to_see_to, nobody_on_duty, on_duty, own_desks
from sightline.audit.moments import LONDON, day_of
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes.actions.handover import take_on
from tests.integration.agencies.staff import HOUR, added, events
from tests.integration.web.reported import reported
from tests.people import Cast

NIGHT = timedelta(hours=11)


@pytest.fixture
def desk(cast: Cast) -> Desk:
    """The duty inspector's desk of Northmoor Police."""
    return cast.desk("duty inspector")


def on(cast: Cast, desk: Desk, begins: datetime, ends: datetime, at: datetime, post: Post | None = None) -> Shift:
    who = post or cast.post("duty inspector")
    by = cast.actor("administrator")
    return put_on_duty(desk=desk.pk, post=who.pk, begins_at=begins, ends_at=ends, by=by, at=at)


def test_the_board_says_who_is_on_duty_until_when_and_who_is_next(cast: Cast, desk: Desk, at: datetime) -> None:
    other = added(cast, cast.agency("Northmoor Police"), "Bram Holloway", "duty inspector", at)
    on(cast, desk, at, at + NIGHT, at)
    on(cast, desk, at + NIGHT, at + 2 * NIGHT, at, other)
    (rota,) = own_desks(cast.actor("duty inspector"), at + HOUR)
    assert [(t.name, t.ends_at) for t in rota.now] == [("Harriet Okoro", at + NIGHT)]
    assert [(t.name, t.begins_at) for t in rota.next] == [("Bram Holloway", at + NIGHT)]


def test_the_last_minute_of_a_shift_is_before_its_end(cast: Cast, desk: Desk, at: datetime) -> None:
    on(cast, desk, at, at + NIGHT, at)
    desk.refresh_from_db()
    assert not nobody_on_duty(desk, at + NIGHT - timedelta(microseconds=1)) and nobody_on_duty(desk, at + NIGHT)


def test_a_hole_of_the_next_24_hours_is_seen_by_the_desk_its_administrator_and_whoever_answers(
    cast: Cast, desk: Desk, at: datetime
) -> None:
    on(cast, desk, at, at + NIGHT, at)
    on(cast, desk, at + NIGHT + HOUR, at + NIGHT + 14 * HOUR, at)
    hole = (at + NIGHT, at + NIGHT + HOUR)
    (mine,) = own_desks(cast.actor("duty inspector"), at)
    assert mine.holes == (hole,)
    for role in ("administrator", "duty inspector"):
        (seen,) = holes_to_see_to(cast.actor(role), at)
        assert seen.desk == desk and seen.holes == (hole,)
    assert holes_to_see_to(cast.actor("call handler"), at) == []
    assert holes_to_see_to(cast.actor("social worker"), at) == []


def test_a_desk_that_keeps_no_rota_has_no_hole(cast: Cast, desk: Desk, at: datetime) -> None:
    assert on_duty([desk], at)[0].holes == () and not nobody_on_duty(desk, at)


def test_who_has_left_covers_no_hour(cast: Cast, desk: Desk, at: datetime) -> None:
    other = added(cast, cast.agency("Northmoor Police"), "Bram Holloway", "duty inspector", at)
    on(cast, desk, at, at + NIGHT, at, other)
    end_post(post=other.pk, by=cast.actor("administrator"), at=at + HOUR, because="Left.")
    desk.refresh_from_db()
    assert nobody_on_duty(desk, at + 2 * HOUR)
    assert events("post ended")[-1]["shifts"]


@pytest.mark.parametrize(
    ("begins", "ends", "says"),
    [
        (2 * HOUR, HOUR, "before it begins"), (HOUR, HOUR, "before it begins"),
        (timedelta(), timedelta(hours=25), "24 hours"), (-3 * HOUR, -HOUR, "over already"),
    ],
)  # fmt: skip
def test_a_shift_that_cannot_be_is_refused(
    cast: Cast, desk: Desk, at: datetime, begins: timedelta, ends: timedelta, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        on(cast, desk, at + begins, at + ends, at)


def test_nobody_is_on_duty_twice_at_one_time(cast: Cast, desk: Desk, at: datetime) -> None:
    on(cast, desk, at, at + NIGHT, at)
    with pytest.raises(Refused, match="on duty then already"):
        on(cast, desk, at + HOUR, at + 2 * HOUR, at)
    on(cast, desk, at + NIGHT, at + NIGHT + HOUR, at)  # touching is no overlap


def test_only_who_holds_the_desks_role_goes_on_its_rota(cast: Cast, desk: Desk, at: datetime) -> None:
    for post in (cast.post("call handler"), cast.post("duty inspector", "Southvale Police")):
        with pytest.raises(Refused, match="works here as duty inspector"):
            on(cast, desk, at, at + HOUR, at, post)


def test_a_rota_is_kept_by_administrators_and_whoever_answers_for_the_desks(
    cast: Cast, desk: Desk, at: datetime
) -> None:
    said = {"post": cast.post("duty inspector").pk, "begins_at": at, "ends_at": at + HOUR, "at": at}
    for by in (
        cast.actor("call handler"),
        cast.actor("duty inspector", "Southvale Police"),
        cast.actor("team manager"),
    ):
        with pytest.raises(NotForYou):
            put_on_duty(desk=desk.pk, by=by, **said)
    assert put_on_duty(desk=desk.pk, by=cast.actor("duty inspector"), **said).pk


def test_a_shift_taken_off_before_it_begins_is_gone_and_one_that_runs_ends_now(
    cast: Cast, desk: Desk, at: datetime
) -> None:
    by = cast.actor("administrator")
    running, later = on(cast, desk, at, at + NIGHT, at), on(cast, desk, at + NIGHT, at + NIGHT + HOUR, at)
    take_off_duty(shift=later.pk, by=by, at=at + HOUR)
    take_off_duty(shift=running.pk, by=by, at=at + HOUR, because="Taken ill.")
    assert [s.ends_at for s in Shift.objects.all()] == [at + HOUR]
    assert events("taken off duty")[-1]["because"] == "Taken ill."
    with pytest.raises(Refused, match="over"):
        take_off_duty(shift=running.pk, by=by, at=at + 2 * HOUR)
    with pytest.raises(NotForYou):
        take_off_duty(shift=later.pk, by=by, at=at + 2 * HOUR)


def test_the_week_before_is_copied_at_the_same_time_of_day_though_the_clocks_change_between(
    cast: Cast, desk: Desk, at: datetime
) -> None:
    begins = datetime(2026, 3, 24, 22, 0, tzinfo=LONDON)  # the clocks go forward on 29 March
    on(cast, desk, begins, begins + timedelta(hours=8), at)
    week = day_of(begins) + timedelta(days=7)
    made, left = copy_last_week(desk=desk.pk, week=week, by=cast.actor("administrator"), at=at)
    assert (made, left) == (1, [])
    copied = Shift.objects.latest("begins_at")
    assert copied.begins_at.astimezone(LONDON).hour == 22
    assert copied.begins_at - begins == timedelta(days=7) - HOUR


def test_copying_twice_doubles_nothing_and_says_who_is_left_out(cast: Cast, desk: Desk, at: datetime) -> None:
    on(cast, desk, at, at + NIGHT, at)
    week, by = day_of(at) + timedelta(days=7), cast.actor("administrator")
    copy_last_week(desk=desk.pk, week=week, by=by, at=at)
    made, left = copy_last_week(desk=desk.pk, week=week, by=by, at=at)
    assert made == 0 and "Harriet Okoro is on duty then" in left[0] and Shift.objects.count() == 2


# --- standing in ------------------------------------------------------------------------------------------------------


def stands_in(cast: Cast, at: datetime, role: str = "supervisor", **said: object) -> int:
    given = {
        "post": cast.post("duty inspector").pk, "stand_in": cast.post(role).user_id, "begins_at": at,
        "ends_at": at + NIGHT, "because": "Annual leave.", "by": cast.actor("duty inspector"), "at": at,
    } | said  # fmt: skip
    return name_stand_in(**given).pk  # type: ignore[arg-type]


def test_who_stands_in_acts_in_the_role_and_the_record_names_both(cast: Cast, at: datetime) -> None:
    stands_in(cast, at)
    (held,) = [p for p in posts_of(cast.post("supervisor").user_id, at) if p.acting]
    actor = actor_for(held, at)
    assert (actor.role, actor.name) == ("duty inspector", "Bridget Sallow, for Harriet Okoro")
    episode = reported(cast, at)
    take_on(episode=episode.pk, by=actor, at=at)
    from sightline.audit.models import Event

    event = Event.objects.get(kind="officer named", episode=episode.pk)
    assert (event.by, event.by_name) == (cast.post("supervisor").user_id, "Bridget Sallow, for Harriet Okoro")


def test_standing_in_begins_and_ends_by_itself(cast: Cast, at: datetime) -> None:
    stands_in(cast, at, begins_at=at + HOUR, ends_at=at + 2 * HOUR)
    user = cast.post("supervisor").user_id
    moments = (timedelta(), HOUR, 2 * HOUR - timedelta(microseconds=1), 2 * HOUR)
    assert [len(posts_of(user, at + after)) for after in moments] == [1, 2, 2, 1]


def test_it_can_end_sooner(cast: Cast, at: datetime) -> None:
    number = stands_in(cast, at)
    end_standing_in(delegation=number, by=cast.actor("duty inspector"), at=at + HOUR)
    assert len(posts_of(cast.post("supervisor").user_id, at + HOUR)) == 1


def test_it_ends_when_either_of_them_leaves(cast: Cast, at: datetime) -> None:
    stands_in(cast, at)
    by = cast.actor("administrator")
    end_post(post=cast.post("supervisor").pk, by=by, at=at + HOUR, because="Left.")
    assert posts_of(cast.post("supervisor").user_id, at + HOUR) == []


def test_who_stands_in_cannot_pass_it_on(cast: Cast, at: datetime) -> None:
    stands_in(cast, at)
    (held,) = [p for p in posts_of(cast.post("supervisor").user_id, at) if p.acting]
    with pytest.raises(NotForYou):
        stands_in(cast, at, role="call handler", by=actor_for(held, at))


def test_nobody_of_another_agency_stands_in_and_no_administrator_names_himself(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="same agency"):
        stands_in(cast, at, stand_in=cast.post("team manager").user_id)
    with pytest.raises(Refused, match="cannot name yourself"):
        stands_in(cast, at, role="administrator", by=cast.actor("administrator"))
    with pytest.raises(NotForYou):
        stands_in(cast, at, by=cast.actor("call handler"))


def test_two_names_too_long_together_are_both_kept_in_part(cast: Cast, at: datetime) -> None:
    stands_in(cast, at)
    (held,) = [p for p in posts_of(cast.post("supervisor").user_id, at) if p.acting]
    held.user.name, held.acting.name = "H" * 120, "B" * 120
    name = actor_for(held, at).name
    assert len(name) <= 120 and "B" in name and "H" in name


def test_the_rota_names_who_stands_in(cast: Cast, desk: Desk, at: datetime) -> None:
    on(cast, desk, at, at + NIGHT, at)
    stands_in(cast, at)
    (rota,) = own_desks(cast.actor("duty inspector"), at)
    assert rota.now[0].name == "Bridget Sallow, for Harriet Okoro"


def test_an_actor_is_no_stand_in_in_the_own_post(cast: Cast, at: datetime) -> None:
    assert replace(cast.actor("supervisor")).on_behalf_of == ""
