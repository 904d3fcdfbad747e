"""One fact is kept apart of a record that stays open: its list reads it, and nobody else learns that there is one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sightline.access import actions_facts as actions
from sightline.access.actions_restrict import restrict
from sightline.access.actions_setup_people import end_post
from sightline.access.facts import kept_apart, not_read_yet, one_kept_apart
from sightline.access.models import RestrictedFact
from sightline.audit.behalf import of_post
from sightline.audit.models import Event
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.emergency import break_glass
from sightline.duties.models import Duty, Notice, Outgoing
from sightline.episodes.actions import decide
from sightline.episodes.actions.report import Told, report_missing
from sightline.episodes.models import Episode
from tests.integration.addresses import browser_of
from tests.integration.keeping_apart import (
    COUNCIL,
    DANGER,
    HOME,
    MARKER,
    SAYS,
    SOUTH,
    WORKER,
    WRITER,
    about_tyler,
    everybody_else,
    seen,
    shown,
)
from tests.integration.locked import NOBODY, REFUSED, answer_to, ask, touched
from tests.integration.web.reported import WHY
from tests.people import Cast

LATER = timedelta(minutes=5)
TABLES = ("access_restrictedfact", "access_factnamed")
EVERY_PAGE = (
    "/people/{p}", "/people/{p}?everything=1", "/people?name=Tyler+Ashdown", "/people?name=Kestrel",
    "/people/{p}/profile", "/people/{p}/profile/print", "/people/{p}/disclosures", "/people/{p}/disclosures/new",
    "/people/{p}/restricted", "/control-room?name=Tyler", "/control-room/report/{p}/again", "/episodes",
    "/episodes/{e}", "/episodes/{e}/now", "/episodes/{e}/timeline", "/episodes/{e}/family", "/episodes/{e}/publicity",
    "/episodes/{e}/told", "/episodes/{e}/areas", "/residents", "/residents/episodes/{e}", "/board", "/board/rows",
    "/my-work", "/missing-now", "/oversight", "/messages", "/audit", "/audit?person={p}", "/audit/export?person={p}",
)  # fmt: skip
SIGNS = (MARKER, DANGER, 'id="kept-apart"', 'id="named-apart"', "restricted fact", "named to see")


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    by = cast.actor("call handler", SOUTH)
    made = report_missing(by=by, at=at, person=cast.person("Tyler").pk, told=Told("Marcus Ibbotson"), last_seen_at=at,
                          last_seen_place="Willow Lodge", circumstances="Did not come back.")  # fmt: skip
    wanted = decide.Wanted("missing", "high", WHY, "high", "high")
    decide.decide(episode=made.pk, by=cast.actor("duty inspector", SOUTH), at=at, wanted=wanted)
    return made


def counted() -> list[int]:
    """How much there is of what others read."""
    of_persons = Event.objects.exclude(chain=0)
    return [rows.count() for rows in (of_persons, Duty.objects, Notice.objects, Outgoing.objects)]


# --- who reads it -----------------------------------------------------------------------------------------------------


def test_the_list_reads_it_on_the_page_of_the_person_and_of_the_episode(
    cast: Cast, at: datetime, clock: Any, episode: Episode
) -> None:
    about_tyler(cast, at)
    for who in (WRITER, WORKER):
        browser = browser_of(cast.post(*who))
        for place in (f"/people/{episode.person_id}", f"/episodes/{episode.pk}"):
            assert all(said in shown(browser, place)[1] for said in (MARKER, DANGER, 'id="kept-apart"')), (who, place)


def test_no_page_of_anybody_else_says_what_it_is_or_that_it_is_there(
    cast: Cast, at: datetime, clock: Any, episode: Episode
) -> None:
    about_tyler(cast, at, episode=episode.pk)
    break_glass(by=cast.actor("foster carer"), at=at, because="He is at my door.", reference=episode.reference)
    told = []
    for post in everybody_else(cast):
        browser = browser_of(post)
        for page in EVERY_PAGE:
            place = page.format(p=episode.person_id, e=episode.pk)
            said = shown(browser, place)[1]
            told += [(post.role, post.agency.name, place, sign) for sign in SIGNS if sign in said]
    assert told == []


PAGES_OF_HIS = ("/people/{p}?everything=1", "/episodes/{e}", "/episodes/{e}/timeline", "/people/{p}/profile/print",
                "/board", "/my-work")  # fmt: skip


@pytest.mark.parametrize(
    ("role", "agency"), [("duty inspector", SOUTH), ("registered manager", HOME), ("team manager", COUNCIL)]
)
def test_what_others_see_is_letter_for_letter_what_they_saw_before(
    cast: Cast, at: datetime, clock: Any, episode: Episode, role: str, agency: str
) -> None:
    browser = browser_of(cast.post(role, agency))
    places = [page.format(p=episode.person_id, e=episode.pk) for page in PAGES_OF_HIS]
    before, rows = [shown(browser, place) for place in places], counted()
    number = about_tyler(cast, at)
    actions.name_for_fact(fact=number, post=cast.post("superintendent", SOUTH).pk, by=cast.actor(*WRITER), at=at,
                          because="She commands.")  # fmt: skip
    actions.end_fact(fact=number, by=cast.actor(*WORKER), at=at, because="He has moved on.")
    assert [shown(browser, place) for place in places] == before and {code for code, _ in before} <= {200}
    assert counted() == rows


def test_bare_statements_find_nothing_in_any_way_of_seeing(cast: Cast, at: datetime, episode: Episode) -> None:
    number = about_tyler(cast, at)
    whose = {"access_restrictedfact": f"id = {number}", "access_factnamed": f"fact_id = {number}"}
    found = []
    for post in everybody_else(cast):
        with of_post(post.pk, at + LATER):
            for table in TABLES:
                there = ask(f"SELECT count(*) FROM {table} WHERE {whose[table]}") != [(0,)]
                found += [(post.role, table)] if there or touched(f"DELETE FROM {table}") else []
            found += [(post.role, "list")] if ask("SELECT lock_facts()") != [([],)] else []
            for fact in (number, NOBODY):
                insert = ("INSERT INTO access_factnamed (fact_id, post_id, because, since, by_name, event, off_because,"
                          " off_by) VALUES (%s, %s, 'x', now(), 'x', 0, '', '')")  # fmt: skip
                assert answer_to(insert, [fact, post.pk]) == REFUSED
    assert found == []
    for who in (WRITER, WORKER):
        with of_post(cast.post(*who).pk, at + LATER):
            assert [ask(f"SELECT count(*) FROM {t} WHERE {whose[t]}") for t in TABLES] == [[(1,)], [(2,)]]


def test_who_may_no_longer_see_the_person_reads_nothing_though_still_on_the_list(
    cast: Cast, at: datetime, episode: Episode
) -> None:
    about_tyler(cast, at)
    named = [cast.post(*WORKER).pk]
    restrict(person=episode.person_id, kind="honour-based abuse", named=named, at=at, because="He fears his uncles.",
             by=cast.actor("duty inspector", SOUTH))  # fmt: skip
    for who, rows in ((WRITER, 0), (WORKER, 1)):
        assert len(kept_apart(cast.actor(*who), episode.person_id, at + LATER)) == rows
        with of_post(cast.post(*who).pk, at + LATER):
            assert ask("SELECT count(*) FROM access_restrictedfact") == [(rows,)]


def test_of_an_episode_it_stands_on_that_episode_and_not_on_another(cast: Cast, at: datetime, episode: Episode) -> None:
    about_tyler(cast, at, episode=episode.pk)
    worker, tyler = cast.actor(*WORKER), episode.person_id
    assert len(kept_apart(worker, tyler, at, episode.pk)) == 1 == len(kept_apart(worker, tyler, at))
    assert kept_apart(worker, tyler, at, NOBODY) == []


# --- who keeps the list -----------------------------------------------------------------------------------------------


def acts(fact: int, post: int) -> list[Any]:
    """Everything one may do with a fact, by whoever tries."""
    return [
        lambda **by: actions.name_for_fact(fact=fact, post=post, because="x", **by),
        lambda **by: actions.take_off_fact(fact=fact, post=post, because="x", **by),
        lambda **by: actions.end_fact(fact=fact, because="x", **by),
        lambda **by: actions.say_read(fact=fact, **by),
    ]


def test_whoever_is_not_on_the_list_is_refused_in_the_words_for_one_that_does_not_exist(
    cast: Cast, at: datetime, clock: Any, episode: Episode
) -> None:
    number, own = about_tyler(cast, at), cast.post(*WORKER).pk
    for role, agency in (("duty inspector", SOUTH), ("registered manager", HOME), ("social worker", "")):
        said = set()
        for act in [*acts(number, own), *acts(NOBODY, own)]:
            with pytest.raises(NotForYou) as refusal:
                act(by=cast.actor(role, agency), at=at)
            said.add(refusal.value.says)
        browser, place = browser_of(cast.post(role, agency)), f"/people/{episode.person_id}/kept-apart"
        for rest in ("", "/off", "/end", "/read"):
            sent = {"post": own, "because": "x"}
            there, none = (seen(browser.post(f"{place}/{n}{rest}", sent)) for n in (number, NOBODY))
            assert there == none and there[0] == 404
        assert said == {NotForYou().says}


def test_a_post_that_may_not_see_the_person_is_refused_like_one_that_does_not_exist(
    cast: Cast, at: datetime, episode: Episode
) -> None:
    said = []
    outside = [cast.post("social worker", "Northmoor City Council").pk, cast.post("analyst").pk, NOBODY]
    for post in outside:
        with pytest.raises(NotForYou) as refusal:
            about_tyler(cast, at, named=[post])
        said.append(refusal.value.says)
    number = about_tyler(cast, at)
    for post in outside:
        with pytest.raises(NotForYou) as refusal:
            actions.name_for_fact(fact=number, post=post, by=cast.actor(*WORKER), at=at, because="x")
        said.append(refusal.value.says)
    assert set(said) == {NotForYou().says}


def test_it_is_never_kept_by_one_alone_nor_without_words_a_reason_or_a_right(
    cast: Cast, at: datetime, episode: Episode
) -> None:
    own = cast.post(*WRITER).pk
    for changes, field in (({"named": [own]}, "named"), ({"says": " "}, "says"), ({"because": ""}, "because"),
                           ({"kind": "gossip"}, "kind")):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            about_tyler(cast, at, **changes)
        assert refusal.value.field == field
    with pytest.raises(NotForYou, match="duty inspector, force incident manager"):
        about_tyler(cast, at, by=cast.actor("registered manager", HOME))
    with pytest.raises(NotForYou, match="There is no such record"):
        about_tyler(cast, at, by=cast.actor("social worker", "Northmoor City Council"))
    assert not RestrictedFact.objects.filter(ended_at=None).exists()


def test_one_more_is_named_reads_it_and_says_so_and_one_is_taken_off(
    cast: Cast, at: datetime, clock: Any, episode: Episode
) -> None:
    number, worker = about_tyler(cast, at), cast.actor(*WORKER)
    home = cast.actor("registered manager", HOME)
    actions.name_for_fact(fact=number, post=home.post, by=worker, at=at, because="He drives him to school.")
    assert [place.fact_id for place in not_read_yet(home, at)] == [number]
    for page in ("/board", "/board/rows", "/my-work"):
        said = shown(browser_of(cast.post("registered manager", HOME)), page)[1]
        assert "You were named to see something kept apart about Tyler" in said and MARKER not in said
    actions.say_read(fact=number, by=home, at=at)
    assert not_read_yet(home, at) == []
    actions.take_off_fact(fact=number, post=home.post, by=worker, at=at + LATER, because="He has left school.")
    assert kept_apart(home, episode.person_id, at + LATER) == []
    with pytest.raises(Refused, match="not on the list"):
        actions.take_off_fact(fact=number, post=home.post, by=worker, at=at, because="x")


def test_the_last_one_who_still_works_there_stays(cast: Cast, at: datetime, episode: Episode) -> None:
    number, officer, worker = about_tyler(cast, at), cast.actor(*WRITER), cast.actor(*WORKER)
    end_post(post=worker.post, by=_administrator(cast), at=at, because="She has left.")
    with pytest.raises(Refused, match="the last one on the list stays"):
        actions.take_off_fact(fact=number, post=officer.post, by=officer, at=at + LATER, because="x")
    found = one_kept_apart(officer, episode.person_id, number, at + LATER)
    assert found is not None and found.gone == {worker.post}


def _administrator(cast: Cast) -> Any:
    return cast.actor("administrator", SOUTH)


def test_what_ended_is_still_read_by_its_list_and_changes_no_more(cast: Cast, at: datetime, episode: Episode) -> None:
    number, worker = about_tyler(cast, at), cast.actor(*WORKER)
    actions.end_fact(fact=number, by=worker, at=at, because="The uncles are in custody.")
    (found,) = kept_apart(worker, episode.person_id, at)
    assert (found.fact.says, found.fact.ended_because) == (SAYS, "The uncles are in custody.")
    for act in acts(number, worker.post)[:3]:
        with pytest.raises(NotForYou):
            act(by=worker, at=at)
