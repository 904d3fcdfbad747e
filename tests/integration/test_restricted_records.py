"""A restricted record shows nobody outside its named list that it exists: no search, list, count or notice does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from sightline.access.actions_restrict import lift, name_on_list, restrict, take_off_list
from sightline.access.actions_setup_people import end_post
from sightline.access.gate import may_see
from sightline.access.models import Post, Restriction
from sightline.audit.behalf import of_post
from sightline.audit.models import Consultation, Event
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.models import Notice, Outgoing
from sightline.duties.watcher import round_once
from sightline.episodes.actions.care_duty_team import handovers
from sightline.episodes.models import CouncilHandover, Episode
from tests.integration.addresses import browser_of
from tests.integration.locked import SOUTH, ask, belonging_to, tyler_everywhere
from tests.integration.web.reported import text
from tests.people import Cast

COUNCIL, HOME = "Southvale County Council", "Willow Lodge"
# Whose own they are, and not the person's: what he typed, which forms he sent, messages gone out before,
# a council's list of the evening, whose lines about him are taken out where it is read (below).
OF_OTHERS = {"access_draft", "access_once", "duties_outgoing", "episodes_councilhandover"}


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    return tyler_everywhere(cast, at)


@pytest.fixture
def restricted(cast: Cast, at: datetime, episode: Episode) -> int:
    """Tyler's record, restricted by the duty inspector of Southvale to herself and the social worker."""
    return restrict(
        person=episode.person_id, kind="honour-based abuse", named=[cast.post("social worker", COUNCIL).pk],
        by=cast.actor("duty inspector", SOUTH), at=at, because="He fears his uncles.",
    )  # fmt: skip


def _rows(theirs: dict[str, str]) -> dict[str, int]:
    return {table: ask(f"SELECT count(*) FROM {table} WHERE {whose}")[0][0] for table, whose in theirs.items()}


def test_who_is_not_named_finds_no_row_of_any_table_though_police_or_the_home(
    cast: Cast, at: datetime, restricted: int, episode: Episode
) -> None:
    theirs, later = belonging_to(episode.person_id, episode.pk), at + timedelta(minutes=1)
    named = {cast.post("duty inspector", SOUTH).pk, cast.post("social worker", COUNCIL).pk}
    seen = []
    for post in (p for p in cast.posts.values() if p.pk not in named):
        with of_post(post.pk, later):
            found = {t for t, count in _rows(theirs).items() if count and t not in OF_OTHERS}
            own_lines = ask(f"SELECT 1 FROM audit_consultation WHERE {theirs['audit_consultation']} AND by <> %s",
                            post.user_id)  # fmt: skip
        if found - {"audit_consultation"} or own_lines:
            seen.append((post.role, post.agency.name, found))
    assert seen == []


def test_who_is_named_goes_on_as_before(cast: Cast, at: datetime, restricted: int, episode: Episode) -> None:
    for role, agency in (("duty inspector", SOUTH), ("social worker", COUNCIL)):
        assert may_see(cast.actor(role, agency), [episode.person_id], at) == {episode.person_id}
        with of_post(cast.post(role, agency).pk, at):
            assert ask("SELECT count(*) FROM people_person WHERE id = %s", episode.person_id) == [(1,)]
            assert ask("SELECT count(*) FROM access_named WHERE until IS NULL") == [(2,)]


def test_no_page_of_the_police_shows_that_there_is_such_a_record(
    client_as: Callable[[str], Client], cast: Cast, at: datetime, restricted: int, episode: Episode
) -> None:
    for role in ("call handler", "missing person coordinator", "superintendent", "duty inspector"):
        browser = client_as(role)
        for page in (
            f"/people/{episode.person_id}",
            f"/episodes/{episode.pk}",
            f"/control-room/report/{episode.person_id}",
        ):
            assert browser.get(page).status_code == 404, (role, page)
        for page in (
            "/board",
            "/my-work",
            "/episodes",
            "/people?name=Tyler+Ashdown",
            "/control-room?name=Tyler+Ashdown",
        ):
            answer = browser.get(page)
            said = text(answer).replace("Tyler Ashdown", "", said_back(page))
            assert episode.reference not in said and f"/people/{episode.person_id}" not in said, (role, page)


def said_back(page: str) -> int:
    """How often a page may say a name because it was asked for it."""
    return 10 if "name=" in page else 0


def test_opening_is_logged_and_so_is_every_change_of_the_list(
    client_as: Callable[[str], Client], cast: Cast, at: datetime, restricted: int, episode: Episode
) -> None:
    from sightline.access.gate import open_person

    by = cast.actor("duty inspector", SOUTH)
    open_person(by, episode.person_id, at=at, purpose="duty", screen="person")
    line = Consultation.objects.latest("id")
    assert (line.act, line.people, line.by_name) == ("view", [episode.person_id], by.name)
    nurse = cast.post("designated nurse").pk
    name_on_list(restriction=restricted, post=nurse, by=by, at=at, because="She treats him.")
    assert may_see(cast.actor("designated nurse"), [episode.person_id], at) == {episode.person_id}
    take_off_list(restriction=restricted, post=nurse, by=by, at=at, because="He was discharged.")
    lift(restriction=restricted, by=by, at=at, because="The uncles are in custody.")
    kinds = list(Event.objects.filter(chain=episode.person_id).order_by("-id").values_list("kind", flat=True)[:4])
    assert kinds == ["restriction lifted", "taken off the list of a restricted record", "named for a restricted record",
                     "record restricted"]  # fmt: skip


def test_lifted_it_is_seen_again_by_whoever_saw_it_before(
    cast: Cast, at: datetime, restricted: int, episode: Episode
) -> None:
    by, later = cast.actor("duty inspector", SOUTH), at + timedelta(minutes=1)
    assert may_see(cast.actor("call handler", SOUTH), [episode.person_id], later) == set()
    lift(restriction=restricted, by=by, at=at, because="The uncles are in custody.")
    assert may_see(cast.actor("call handler", SOUTH), [episode.person_id], later) == {episode.person_id}


def test_only_who_is_on_the_list_keeps_it_and_nobody_else_learns_that_there_is_one(
    cast: Cast, at: datetime, restricted: int
) -> None:
    stranger = cast.actor("duty inspector")
    for number in (restricted, 987_654):
        for attempt in (lift, lambda **said: name_on_list(post=stranger.post, **said)):
            with pytest.raises(NotForYou) as refusal:
                attempt(restriction=number, by=stranger, at=at, because="I want to see it.")
            assert refusal.value.says == NotForYou().says


def test_a_record_is_never_restricted_to_one_person_alone_nor_without_a_reason(
    cast: Cast, at: datetime, episode: Episode
) -> None:
    by = cast.actor("duty inspector", SOUTH)
    other = cast.post("social worker", COUNCIL).pk
    said = {"person": episode.person_id, "kind": "forced marriage", "by": by, "at": at}
    with pytest.raises(Refused, match="at least one other"):
        restrict(named=[by.post], because="She is to be sent abroad.", **said)
    with pytest.raises(Refused, match="Say why"):
        restrict(named=[other], because=" ", **said)
    with pytest.raises(NotForYou, match="duty inspector, force incident manager"):
        restrict(named=[other], because="x", **(said | {"by": cast.actor("call handler", SOUTH)}))
    assert not Restriction.objects.filter(lifted_at=None).exists()


def test_the_watcher_still_tells_the_desk_and_no_message_carries_the_name_outside(
    cast: Cast, at: datetime, restricted: int, episode: Episode
) -> None:
    before = set(Outgoing.objects.values_list("pk", flat=True))
    told = Notice.objects.count()
    round_once(at + timedelta(hours=30))
    assert Notice.objects.count() > told
    assert not Outgoing.objects.exclude(pk__in=before).filter(says__contains="Tyler").exists()


def test_a_list_handed_over_before_loses_the_line_about_him_for_whoever_is_not_named(
    cast: Cast, at: datetime, episode: Episode
) -> None:
    worker = cast.actor("social worker", COUNCIL)
    CouncilHandover.objects.update(items=[{"episode": episode.pk, "reference": episode.reference}])
    lines = [[item["episode"] for item in row.items] for row in handovers(worker, at)]
    assert [episode.pk] in lines
    restrict(person=episode.person_id, kind="forced marriage", named=[cast.post("call handler", SOUTH).pk],
             by=cast.actor("duty inspector", SOUTH), at=at, because="He is to be sent abroad.")  # fmt: skip
    later = at + timedelta(minutes=1)
    with of_post(worker.post, later):
        assert not any(item["episode"] == episode.pk for row in handovers(worker, later) for item in row.items)


def test_whoever_is_the_last_that_can_open_it_keeps_the_post_until_somebody_else_is_named(
    cast: Cast, at: datetime, restricted: int
) -> None:
    admin, inspector = cast.actor("administrator", SOUTH), cast.post("duty inspector", SOUTH)
    Post.objects.filter(pk=cast.post("social worker", COUNCIL).pk).update(ended_at=at)
    with of_post(admin.post, at), pytest.raises(Refused, match="Ruth Merrigan can open something that is kept apart"):
        end_post(post=inspector.pk, by=admin, at=at, because="She moves away.")
    handler = cast.post("call handler", SOUTH).pk
    name_on_list(
        restriction=restricted, post=handler, by=cast.actor("duty inspector", SOUTH), at=at, because="Her turn."
    )
    with of_post(admin.post, at):
        assert end_post(post=inspector.pk, by=admin, at=at, because="She moves away.").ended_at == at


def test_a_message_written_before_that_did_not_go_is_read_by_the_list_alone(
    client_as: Callable[[str], Client], cast: Cast, at: datetime, episode: Episode
) -> None:
    Outgoing.objects.filter(says__contains="Tyler").update(failed="The folder is full.")
    assert "Tyler" in text(client_as("missing person coordinator").get("/messages"))
    named = cast.post("missing person coordinator", SOUTH)
    restrict(person=episode.person_id, kind="forced marriage", named=[named.pk], at=at - timedelta(minutes=1),
             by=cast.actor("duty inspector", SOUTH), because="He is to be sent abroad.")  # fmt: skip
    for page in ("/messages", "/board"):
        assert "Tyler" not in text(client_as("missing person coordinator").get(page)), page
    assert "Tyler" in text(browser_of(named).get("/messages"))
