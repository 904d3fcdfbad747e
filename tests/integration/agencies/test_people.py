"""People: posts begin and end, nothing in hand is lost, and a link lets one person in once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from sightline.access.actions_setup_people import (
    LINK_LASTS,
    add_person,
    change_rank,
    end_post,
    link_standing,
    make_link,
    set_password,
)
from sightline.access.models import Post, SetPasswordLink
from sightline.access.queries import posts_of
from sightline.audit.models import Event
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.changing_hands import leave
from sightline.duties.models import Notice
from sightline.episodes.actions.handover import take_on
from sightline.episodes.models import Episode
from tests.integration.agencies.staff import HOUR, added, events, home, national
from tests.integration.web.reported import decided, reported
from tests.people import Cast

SET = "correct horse battery"


def _add(cast: Cast, at: datetime, **said: Any) -> Post:
    given: dict[str, Any] = {
        "agency": cast.agency("Northmoor Police").pk, "name": "Ada Fenwick", "email": "ada@police.example",
        "role": "call handler", "by": cast.actor("administrator"), "at": at,
    }  # fmt: skip
    return add_person(**(given | said))[0]


def test_somebody_new_holds_a_post_and_cannot_sign_in_yet(cast: Cast, at: datetime) -> None:
    post = _add(cast, at)
    assert not post.user.has_usable_password()
    assert [p.role for p in posts_of(post.user_id, at)] == ["call handler"]
    assert events("post begun")[-1] == {
        "agency": post.agency_id, "post": post.pk, "name": "Ada Fenwick", "role": "call handler", "rank": "",
    }  # fmt: skip


def test_who_works_at_two_agencies_is_one_person_with_two_posts(cast: Cast, at: datetime) -> None:
    first = _add(cast, at)
    row = home(cast, at)
    second = _add(cast, at, agency=row.pk, role="registered manager", email="ADA@police.example")
    assert first.user_id == second.user_id and len(posts_of(first.user_id, at)) == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"email": "ada"}, "email"), ({"email": "ada@@police.example"}, "email"), ({"name": "  "}, "name"),
        ({"role": "social worker"}, "role"), ({"role": "duty inspektor"}, "role"), ({"rank": "admiral"}, "rank"),
        ({"email": "nadia.whitlock@northmoor-police.example"}, "email"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(cast: Cast, at: datetime, said: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        _add(cast, at, **said)
    assert refused.value.field == field


def test_nobody_gives_a_post_or_a_rank_or_a_link_to_himself_or_herself(cast: Cast, at: datetime) -> None:
    by = cast.actor("administrator")
    own = get_user_model().objects.get(pk=by.user)
    with pytest.raises(Refused, match="yourself a post"):
        _add(cast, at, name=own.name, email=own.email, role="superintendent")
    with pytest.raises(Refused, match="own rank"):
        change_rank(post=by.post, rank="superintendent", by=by, at=at)
    with pytest.raises(Refused, match="link for yourself"):
        make_link(post=by.post, by=by, at=at)
    with pytest.raises(Refused, match="end your own"):
        end_post(post=by.post, by=by, at=at, because="I leave.")


def test_the_area_looks_after_the_people_of_a_home_until_it_has_an_administrator_of_its_own(
    cast: Cast, at: datetime
) -> None:
    row = home(cast, at)
    first = _add(cast, at, agency=row.pk, role="registered manager")
    _add(cast, at, agency=row.pk, role="administrator", email="own@elm.example", name="Dot Larkin")
    for attempt in (
        lambda: _add(cast, at, agency=row.pk, role="registered manager", email="b@elm.example"),
        lambda: end_post(post=first.pk, by=cast.actor("administrator"), at=at, because="Left."),
        lambda: make_link(post=first.pk, by=cast.actor("administrator"), at=at),
    ):
        with pytest.raises(NotForYou):
            attempt()


def test_the_last_administrator_of_an_agency_can_still_be_seen_off_by_its_area(cast: Cast, at: datetime) -> None:
    row = home(cast, at)
    own = _add(cast, at, agency=row.pk, role="administrator")
    end_post(post=own.pk, by=cast.actor("administrator"), at=at, because="Left.")
    assert _add(cast, at, agency=row.pk, role="registered manager", email="b@elm.example").pk


@pytest.mark.parametrize("role", ["duty inspector", "registered manager", "analyst"])
def test_no_other_role_adds_people(cast: Cast, at: datetime, role: str) -> None:
    with pytest.raises(NotForYou):
        _add(cast, at, by=cast.actor(role), agency=cast.actor(role).agency)


def test_a_post_that_ended_opens_nothing_from_that_moment(cast: Cast, at: datetime) -> None:
    post = _add(cast, at)
    end_post(post=post.pk, by=cast.actor("administrator"), at=at + HOUR, because="Left.")
    assert posts_of(post.user_id, at + HOUR - timedelta(seconds=1)) and not posts_of(post.user_id, at + HOUR)
    with pytest.raises(Refused, match="ended already"):
        end_post(post=post.pk, by=cast.actor("administrator"), at=at + HOUR, because="Left.")
    assert _add(cast, at + 2 * HOUR).pk == post.pk and posts_of(post.user_id, at + 2 * HOUR)


# --- moved in mid-episode ---------------------------------------------------------------------------------------------


@pytest.fixture
def owned(cast: Cast, at: datetime) -> Episode:
    """Aisha's episode, of which Tom Arkwright is the named officer."""
    episode = reported(cast, at)
    decided(cast, episode, at)
    take_on(episode=episode.pk, by=cast.actor("investigating officer"), at=at)
    return Episode.objects.get(pk=episode.pk)


def test_a_named_officer_cannot_just_go(cast: Cast, at: datetime, owned: Episode) -> None:
    officer = cast.post("investigating officer")
    with pytest.raises(Refused) as refused:
        leave(post=officer.pk, by=cast.actor("administrator"), at=at, because="Moves to Southvale.", to_desk=False)
    assert owned.reference in refused.value.says and "Aisha" not in refused.value.says
    assert posts_of(officer.user_id, at)


def test_what_a_leaver_has_in_hand_goes_to_the_desk_which_is_told_at_once(
    cast: Cast, at: datetime, owned: Episode
) -> None:
    officer = cast.post("investigating officer")
    leave(post=officer.pk, by=cast.actor("administrator"), at=at + HOUR, because="Moves to Southvale.", to_desk=True)
    owned.refresh_from_db()
    assert owned.owner_post is None and owned.owner_agency == cast.agency("Northmoor Police")
    notice = Notice.objects.get(kind="officer left")
    assert notice.desk_id == owned.owner_desk_id and "No officer is named" in notice.says
    left = Event.objects.get(episode=owned.pk, kind="officer left")
    assert left.content.body["officer"] == "Tom Arkwright" and left.chain == owned.person_id
    assert not posts_of(officer.user_id, at + HOUR)


def test_once_another_officer_is_named_the_post_ends_without_more(cast: Cast, at: datetime, owned: Episode) -> None:
    take_on(episode=owned.pk, by=cast.actor("duty inspector"), at=at)
    by = cast.actor("administrator")
    leave(post=cast.post("investigating officer").pk, by=by, at=at, because="Moves.", to_desk=False)
    assert Episode.objects.get(pk=owned.pk).owner_post == cast.post("duty inspector")


def test_only_who_looks_after_the_people_gives_their_episodes_to_the_desk(
    cast: Cast, at: datetime, owned: Episode
) -> None:
    for by in (cast.actor("duty inspector"), replace(cast.actor("social worker"), role="administrator")):
        with pytest.raises(NotForYou):
            leave(post=cast.post("investigating officer").pk, by=by, at=at, because="Gone.", to_desk=True)
    assert Episode.objects.get(pk=owned.pk).owner_post == cast.post("investigating officer")


# --- links ------------------------------------------------------------------------------------------------------------


def test_a_link_sets_one_password_once(cast: Cast, at: datetime) -> None:
    post = _add(cast, at)
    token = make_link(post=post.pk, by=cast.actor("administrator"), at=at)
    user = set_password(token=token, password=SET, at=at + HOUR)
    assert user.pk == post.user_id and user.check_password(SET)
    with pytest.raises(Refused, match="used, has expired"):
        set_password(token=token, password="another one entirely", at=at + HOUR)


def test_only_the_hash_of_a_token_is_kept(cast: Cast, at: datetime) -> None:
    post = _add(cast, at)
    token = make_link(post=post.pk, by=cast.actor("administrator"), at=at)
    row = SetPasswordLink.objects.get()
    assert token not in str(vars(row)) and len(token) > 40
    assert token not in str(events("set-password link made"))


def test_a_link_expires_and_a_newer_one_ends_it(cast: Cast, at: datetime) -> None:
    post, by = _add(cast, at), cast.actor("administrator")
    first = make_link(post=post.pk, by=by, at=at)
    assert link_standing(first, at + LINK_LASTS - timedelta(seconds=1)) and not link_standing(first, at + LINK_LASTS)
    second = make_link(post=post.pk, by=by, at=at)
    assert link_standing(second, at) and not link_standing(first, at)


@pytest.mark.parametrize("token", ["", "x", "\0", "é" * 50, "../" * 20, "a" * 5000])
def test_a_token_nobody_made_stands_for_nothing(db: None, at: datetime, token: str) -> None:
    assert link_standing(token, at) is None


def test_an_administrator_cannot_take_over_somebody_who_also_works_elsewhere(cast: Cast, at: datetime) -> None:
    officer = cast.post("superintendent", "Southvale Police")
    mine = _add(cast, at, name=officer.user.name, email=officer.user.email)
    with pytest.raises(Refused, match="also works at Southvale Police"):
        make_link(post=mine.pk, by=cast.actor("administrator"), at=at)
    assert make_link(post=mine.pk, by=national(cast), at=at) if not _has_own(cast) else True


def _has_own(cast: Cast) -> bool:
    return Post.objects.filter(agency=cast.agency("Northmoor Police"), role="administrator").exists()


def test_a_link_from_a_home_with_its_own_administrator_is_made_there(cast: Cast, at: datetime) -> None:
    row = home(cast, at)
    manager = added(cast, row, "Dev Marsh", "registered manager", at)
    added(cast, row, "Dot Larkin", "administrator", at)
    with pytest.raises(NotForYou):
        make_link(post=manager.pk, by=cast.actor("administrator"), at=at)
