"""Second looks: what the inspectors found missing on one page, each reader with whom the agency may count or see."""

from __future__ import annotations

import html
import importlib
import inspect
import re
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from django.test import Client
from django.utils.html import strip_tags

from sightline.access.actions import involve
from sightline.audit.models import Consultation
from sightline.demonstration.agencies import Member, Plan, establish
from sightline.episodes.actions import investigate, organisation, report, voice
from sightline.episodes.actions.agreeing import hold_meeting
from sightline.episodes.actions.asking_help import ask_for_help
from sightline.episodes.actions.associate import record_associate
from sightline.episodes.actions.report import Told
from sightline.episodes.models import Episode
from sightline.insight import looks, looks_at_people
from sightline.insight.looks import ROLES, Look, Scope, listing, tallies
from sightline.web.screens.oversight import BY_KEY, LOOKS
from sightline.web.screens.oversight_shown import ATTRIBUTE
from sightline.web.screens.oversight_words import HEADS, SAID, WHERE
from tests.findings import acting
from tests.findings.past import episode_before
from tests.people import Cast
from tests.signed_in import client_of

SignIn = Callable[[str], Client]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOUTH, SOUTH_COUNCIL = "Southvale Police", "Southvale County Council"
FOUND = Path(__file__).resolve().parents[3] / "docs/explanation/what-the-inspectors-found.md"
NAMES = ("Aisha", "Bramwell", "Kayleigh", "Morrow", "Daniel", "Osei", "Robert", "Hallam")
# Queries of the page of findings that are no list of their own, each with what stands for them.
TOGETHER = {
    "reports.board_pack": "the figures of this page, given together",
    "national.exported": "the list of everybody missing, as a file",
}
# Queries that are asked about one person or address; the look lists for whom to ask them.
ABOUT_ONE = {"treatment.earlier_calls", "evidence.collated_record"}


def client_at(cast: Cast, role: str, agency: str = "") -> Client:
    """A browserless client, signed in as somebody in a role at the agency named."""
    return client_of(cast.actor(role, agency))


def page_of(client: Client, address: str = "/oversight") -> str:
    """The words of a page that must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


def main_of(page: str) -> str:
    """What a page says between header and footer, without tags."""
    inside = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", strip_tags(inside))


def numbers_of(page: str) -> dict[str, int]:
    """The number beside each link to a list on the overview."""
    rows = re.findall(r'href="/oversight/([a-z-]+)[^"]*">[^<]*</a></td><td[^>]*>(?:<strong>)?(\w+)', page)
    return {key: 0 if number == "none" else int(number) for key, number in rows}


@pytest.fixture
def wider(cast: Cast) -> Cast:
    """The cast with a police area and a council that have a part in nobody's care."""
    area: dict[str, Any] = {"area": "west-midlands", "lat": 52.6, "lon": -1.7}
    plans = (
        Plan("Eastmere Police", "police", address="3 Quay Street, Eastmere",
             members=(Member("area commander", "Piers Holm"),), **area),
        Plan("Eastmere Council", "council", address="Town Hall, Eastmere", police="Eastmere Police",
             members=(Member("service manager", "Una Gale"), Member("team manager", "Ned Farley"),
                      Member("analyst", "Ivo Strand"), Member("administrator", "Ada Penrose")), **area),
    )  # fmt: skip
    cast.agencies |= establish(plans)
    for plan in plans:
        for post in cast.agency(plan.name).posts.select_related("agency", "user"):
            cast.posts[plan.name, post.role] = post
    return cast


@pytest.fixture
def county(cast: Cast, at: datetime) -> Cast:
    """Northmoor with something on many of the lists: a child back, one missing, adults, calls, force, a meeting."""
    officer, worker = cast.actor("investigating officer"), cast.actor("social worker")
    aisha = acting.reported(cast, at - 2 * DAY, "Aisha")
    acting.decided(cast, aisha, at - 2 * DAY)
    acting.seen(cast, aisha, at - DAY)
    voice.record_force(episode=aisha.pk, by=officer, at=at - DAY, used_at=at - DAY, what="handcuffs", why="Ran away.")
    voice.record_feedback(episode=aisha.pk, by=worker, at=at - DAY, theme="was lectured about the cost", complaint=True,
                          says="He told me what I cost them.", from_whom="Aisha")  # fmt: skip
    hold_meeting(episode=aisha.pk, by=cast.actor("team manager"), at=at - HOUR, held_at=at - HOUR,
                 invited=[cast.agency("Rowan House").pk, cast.agency("Northmoor City Council").pk],
                 says="Does not meet the threshold.")  # fmt: skip
    daniel = acting.reported(cast, at - 5 * HOUR, "Daniel")
    acting.answer(cast, daniel, at - 5 * HOUR, yes=["intends to travel abroad", "may have been trafficked"])
    acting.decided(cast, daniel, at - 5 * HOUR)
    labelled(cast, daniel, at - 4 * HOUR)
    investigate.raise_enquiry(episode=daniel.pk, by=officer, at=at - 4 * HOUR, what="Ring the ferry company")
    for days in (20, 40, 60):
        episode_before(cast, at, "Kayleigh", days)
    for child in ("Aisha", "Daniel"):
        record_associate(person=cast.person(child).pk, by=officer, at=at - HOUR, name="Lee Marsh", relation="friend",
                         says="Seen with her in his car.", from_whom="PC Reeve", concerns=["drugs"])  # fmt: skip
    _told(cast, at)
    return cast


def labelled(cast: Cast, episode: Episode, at: datetime) -> None:
    """Somebody writes a judgement where a fact should stand."""
    by = cast.actor("investigating officer", episode.owner_agency.name)
    investigate.contact_informant(episode=episode.pk, by=by, at=at, with_whom="A parent", said="Streetwise, he says.",
                                  next_at=at + HOUR)  # fmt: skip


def _told(cast: Cast, at: datetime) -> None:
    """What was said to the police and the board: calls about one address, a request for help, an issue."""
    handler, home = cast.actor("call handler"), cast.person("Daniel").home_address
    for days in (9, 3):
        report.take_call(by=handler, at=at - days * DAY, told=Told("A neighbour"), said="Shouting again.", address=home)
    ask_for_help(person=cast.person("Daniel").pk, by=handler, at=at - DAY, who="His mother", says="Help us.")
    organisation.raise_issue(by=cast.actor("neighbourhood officer"), at=at - 9 * DAY, title="No bed after midnight",
                             board="safeguarding board", says="Twice a child slept in a cell.")  # fmt: skip


# --- who may --------------------------------------------------------------------------------------------------------


def test_whoever_oversees_opens_the_page_and_finds_it_in_the_menu(wider: Cast, clock: Any) -> None:
    for role in ROLES:
        assert 'href="/oversight" aria-current="page"' in page_of(client_at(wider, role)), role


@pytest.mark.parametrize("role", ["call handler", "duty inspector", "social worker", "registered manager"])
def test_nobody_else_does_and_no_list_opens_either(client_as: SignIn, role: str) -> None:
    client = client_as(role)
    assert {client.get(f"/oversight{rest}").status_code for rest in ("", *(f"/{k}" for k in BY_KEY))} == {404}
    assert 'href="/oversight"' not in page_of(client, "/my-work")


def test_a_coordinator_sees_numbers_on_the_page_and_names_on_the_lists(client_as: SignIn, county: Cast) -> None:
    client = client_as("missing person coordinator")
    page = page_of(client)
    assert not [name for name in NAMES if name in main_of(page)]
    numbers = numbers_of(page)
    assert numbers.keys() == {key for key, look in BY_KEY.items() if look.is_for(county.actor("superintendent"))}
    expected = {"open-everywhere": 2, "travel": 1, "force": 1, "empty-meetings": 1, "earlier-calls": 1, "help": 1,
                "repeats": 1, "issues": 1, "labels": 1, "never-offered": 1, "adults": 1, "network": 3, "calls": 2,
                "themes": 1}  # fmt: skip
    assert {key: numbers[key] for key in expected} == expected
    aisha = county.person("Aisha").pk
    for key in ("force", "never-offered", "network"):
        assert f'href="/people/{aisha}">Aisha Bramwell</a>' in page_of(client, f"/oversight/{key}"), key
    assert re.search(r'href="/episodes/\d+">MP-26-\d{6}</a>', page_of(client, "/oversight/travel"))


def test_every_list_opens_and_shows_as_many_as_the_page_counts(client_as: SignIn, county: Cast) -> None:
    client = client_as("missing person coordinator")
    for key, number in numbers_of(page_of(client)).items():
        says = main_of(page_of(client, f"/oversight/{key}"))
        assert (f"{number} to look at" if number else "Nothing to look at") in says, key


@pytest.mark.parametrize("role", ["analyst", "administrator"])
def test_who_works_with_figures_sees_the_same_numbers_and_no_name_and_no_text(
    client_as: SignIn, county: Cast, at: datetime, role: str
) -> None:
    client, others = client_as(role), client_as("superintendent")
    numbers, theirs = numbers_of(page_of(client)), numbers_of(page_of(others))
    assert {k: n for k, n in numbers.items() if k != "sample"} == {k: n for k, n in theirs.items() if k != "sample"}
    for key in numbers:
        said = main_of(page_of(client, f"/oversight/{key}?days=365&all=yes"))
        assert not [w for w in (*NAMES, "Lee Marsh", "Shouting", "slept in a cell") if w in said], key
    assert not Consultation.objects.filter(by_name=county.actor(role).name).exclude(people=[]).exists()


def test_an_agency_without_a_part_counts_nobody_whatever_the_role(wider: Cast, county: Cast, clock: Any) -> None:
    for role in ("service manager", "team manager", "analyst", "administrator"):
        client = client_at(wider, role, "Eastmere Council")
        numbers = numbers_of(page_of(client))
        about = {key for key, look in BY_KEY.items() if look.about and not look.kinds}
        assert {key: numbers[key] for key in about} == dict.fromkeys(about, 0), role
        for key, look in BY_KEY.items():
            answer = client.get(f"/oversight/{key}?days=365&all=yes")
            assert answer.status_code == (200 if key in numbers else 404), key
            said = answer.content.decode()
            assert not [name for name in (*NAMES, "Lee Marsh", "Shouting") if name in said], key
            assert not look.about or "/people/" not in said, key


def test_figures_that_count_everybody_are_for_those_who_may_count_everybody(wider: Cast, clock: Any) -> None:
    council = numbers_of(page_of(client_at(wider, "team manager", "Eastmere Council")))
    assert council.keys() - {k for k, look in BY_KEY.items() if look.about} == {
        "from-care",
        "beds",
        "issues",
        "reports",
    }
    assert "from-care" not in numbers_of(page_of(client_at(wider, "area commander")))


def test_a_council_sees_its_own_children_only(client_as: SignIn, county: Cast) -> None:
    client = client_as("team manager")
    kept = page_of(client, "/oversight/repeats"), page_of(client, "/oversight/network")
    assert "Kayleigh Morrow" in kept[0] and "Lee Marsh" not in kept[1]  # Daniel, the other child, is not theirs
    assert "Daniel" not in page_of(client, "/oversight/open-everywhere")


def test_a_council_follows_its_child_into_another_area(cast: Cast, at: datetime, clock: Any) -> None:
    tyler = acting.reported(cast, at - DAY, "Tyler", police=SOUTH)
    acting.decided(cast, tyler, at - DAY, risk="medium", answer=acting.ANSWER)
    worker = cast.actor("social worker").author
    council = cast.agency("Northmoor City Council")
    involve(agency=council.pk, person=tyler.person_id, part="placing", because="his sister lives here", by=worker,
            at=at - DAY)  # fmt: skip
    drawn = page_of(client_at(cast, "team manager", "Northmoor City Council"), "/oversight/sample")
    assert "Tyler Ashdown" in drawn
    assert "Tyler Ashdown" not in page_of(client_at(cast, "superintendent", "Northmoor Police"), "/oversight/sample")


# --- what is written of it ------------------------------------------------------------------------------------------


def test_each_page_leaves_one_line_in_the_log_and_it_names_whom_the_page_showed(
    client_as: SignIn, county: Cast
) -> None:
    client, log = client_as("missing person coordinator"), Consultation.objects.order_by("-id")
    before = log.count()
    page_of(client)
    assert (log.count(), log[0].act, log[0].people, log[0].purpose) == (before + 1, "count", [], "oversight")
    page_of(client, "/oversight/network")
    shown = {county.person(name).pk for name in ("Aisha", "Daniel")}
    assert (log.count(), log[0].screen) == (before + 2, "second looks: network") and set(log[0].people) == shown


# --- nothing is forgotten -------------------------------------------------------------------------------------------


def queries_by_finding() -> dict[str, set[str]]:
    """The queries that the page of findings names for every finding that is shown."""
    rows = re.findall(r"^\| (I\d+) \| [^|]+ \| ([^|]*) \| ([^|]*) \|", FOUND.read_text(encoding="utf-8"), re.MULTILINE)
    read = {path.stem for path in Path(looks.__file__).parent.glob("*.py")}
    named = {row: re.findall(r"`(\w+)\.(\w+)`", by + here) for row, here, by in rows if "shown" in here}
    return {row: {f"{m}.{f}" for m, f in pairs if m in read} for row, pairs in named.items()}


def test_every_finding_that_a_query_shows_is_on_the_page() -> None:
    there = {(finding, look.query) for look in LOOKS for finding in look.findings}
    expected = {(finding, q) for finding, queries in queries_by_finding().items() for q in queries - TOGETHER.keys()}
    assert len(expected) > 45
    assert expected - there == set()


def test_every_finding_said_to_be_shown_has_a_line_and_every_line_says_where_it_stands() -> None:
    findings = {finding for look in LOOKS for finding in look.findings}
    assert {row for row, queries in queries_by_finding().items() if queries} <= findings
    assert findings == WHERE.keys() and len(BY_KEY) == len(LOOKS) and SAID.keys() == BY_KEY.keys()


def row_of(look: Look) -> Any:
    """The class of the rows that a look's query gives; for the two asked about one person, that of their own list."""
    own = {"treatment.earlier_calls": looks_at_people.RepeatedCall, "evidence.collated_record": looks_at_people.Writers}
    if look.query in own or look.key == "patch":
        return own.get(look.query) or looks_at_people.briefing.Frequent
    returned = get_type_hints(query_of(look))["return"]
    return next(iter(get_args(returned)), returned)


def query_of(look: Look) -> Callable[..., Any]:
    """The query a look reads, as the rest of the program knows it."""
    module, name = look.query.split(".")
    return getattr(importlib.import_module(f"sightline.insight.{module}"), name)  # type: ignore[no-any-return]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.key)
def test_every_column_is_something_the_row_holds_and_has_a_heading(look: Look) -> None:
    kind, columns = row_of(look), SAID[look.key].columns.split()
    held = {field.name for field in fields(kind)} | {n for n, v in vars(kind).items() if isinstance(v, property)}
    assert {ATTRIBUTE.get(name, name) for name in columns} <= held
    assert set(columns) <= HEADS.keys()


def given_by(look: Look, cast: Cast, at: datetime) -> tuple[list[Any], list[Any]]:
    """What a look reads, and what its query gives to somebody who may see everybody."""
    role, agency = ("team manager", "Northmoor City Council") if look.key == "from-care" else ("superintendent", "")
    actor, query = cast.actor(role, agency), query_of(look)
    area = "" if look.query == "national.open_everywhere" else actor.area
    offered = {"actor": actor, "at": at, "since": at - 90 * DAY, "area": area, "days": 90, "council": actor.agency,
               "out_of_hours": True}  # fmt: skip
    given = query(**{name: offered[name] for name in inspect.signature(query).parameters if name in offered})
    given = given.most_frequent if look.key == "patch" else given if isinstance(given, list) else [given]
    rows = look.rows(Scope(at, 90, actor.agency, actor.name, actor.area))
    return list(look.shape(rows, at) if look.shape else rows), given


def test_a_list_holds_what_its_query_gives(county: Cast, at: datetime) -> None:
    with_rows = 0
    for look in LOOKS:
        if look.query not in ABOUT_ONE:
            rows, given = given_by(look, county, at)
            assert rows == given, look.key
            with_rows += bool(rows)
    assert with_rows > 30  # two empty lists are equal and say nothing


# --- empty, full, and odd addresses ---------------------------------------------------------------------------------


def test_a_county_where_nothing_happened_says_so_on_every_page(client_as: SignIn) -> None:
    client = client_as("missing person coordinator")
    page = page_of(client)
    people = [key for key, look in BY_KEY.items() if look.about]
    assert {key: n for key, n in numbers_of(page).items() if key in people} == dict.fromkeys(
        [key for key in people if key in numbers_of(page)], 0
    )
    for key in people:
        assert "asks for a second look" in page_of(client, f"/oversight/{key}"), key


def test_the_period_is_chosen_in_the_address_and_nonsense_is_the_usual_one(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    old = acting.reported(cast, at - 60 * DAY, "Daniel")
    labelled(cast, old, at - 60 * DAY)
    client = client_as("missing person coordinator")
    for days, number in (("30", 0), ("90", 1), ("365", 1), ("abc", 1), ("-1", 1), ("99999999999999999999", 1)):
        assert numbers_of(page_of(client, f"/oversight?days={days}"))["labels"] == number, days
        assert ("Daniel Osei" in page_of(client, f"/oversight/labels?days={days}")) is bool(number), days
    assert 'href="/oversight/labels?days=365"' in page_of(client, "/oversight?days=365")
    assert "?days=30" not in page_of(client, "/oversight/travel")  # what is now has no period


def test_a_long_list_comes_in_pages(
    client_as: SignIn, county: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "A_PAGE", 1)
    client = client_as("missing person coordinator")
    first, second = (page_of(client, f"/oversight/network?page={n}") for n in (1, 2))
    shown = {"Aisha Bramwell" in first, "Aisha Bramwell" in second}
    assert shown == {True, False} and "Page 1 of 3" in first and "Page 2 of 3" in second
    for odd in ("0", "99", "abc", "-3", "9" * 30):
        assert "of 3" in page_of(client, f"/oversight/network?page={odd}"), odd


def test_rows_that_need_nothing_are_shown_when_asked_for(client_as: SignIn, county: Cast) -> None:
    client = client_as("missing person coordinator")
    usual, everything = (page_of(client, f"/oversight/least-done{q}") for q in ("", "?all=yes"))
    assert "Daniel Osei" in usual and "enquiry raised" not in usual and "enquiry raised" in everything
    assert 'href="/oversight/least-done?all=yes"' in usual and "Show only what to look at" in everything


def test_a_list_nobody_knows_is_not_found(client_as: SignIn) -> None:
    assert client_as("superintendent").get("/oversight/everything-at-once").status_code == 404


def test_what_presses_most_stands_first(client_as: SignIn, county: Cast) -> None:
    page = page_of(client_as("missing person coordinator"))
    first = re.findall(r'bold" href="/oversight/([a-z-]+)"', page)
    assert len(first) == 3 and {BY_KEY[key].urgency for key in first} == {looks.NOW}
    response = [k for k in numbers_of(page) if BY_KEY[k].group == "response"]
    numbers = [numbers_of(page)[key] > 0 for key in response]
    assert numbers == sorted(numbers, reverse=True)


def test_series_are_drawn_and_the_table_stands_behind_them(client_as: SignIn, county: Cast, at: datetime) -> None:
    client = client_as("missing person coordinator")
    acting.absent(county, _without_risk(county, at), at)
    hours = page_of(client, "/oversight/absent-shares")
    assert "<svg" in hours and "20:00: 1" in hours and "as a table" in hours
    homes = page_of(client, "/oversight/homes")
    assert "Rowan House" in homes and "Rowan House: 1" in homes and "<svg" in homes


def _without_risk(cast: Cast, at: datetime) -> Any:
    """Robert, reported, with every question that could show a risk answered no."""
    episode = acting.reported(cast, at, "Robert")
    acting.answer(cast, episode, at, no=acting.NO_RISK)
    return episode


def test_the_months_of_a_list_are_drawn_without_gaps(county: Cast, at: datetime) -> None:
    for days in (10, 70):
        episode = acting.reported(county, at - days * DAY, "Robert")
        labelled(county, episode, at - days * DAY)
        acting.decided(county, episode, at - days * DAY)
        acting.seen(county, episode, at - days * DAY)
        acting.checked(county, episode, at - days * DAY)
        acting.closed(county, episode, at - days * DAY)
    months = listing(county.actor("superintendent"), BY_KEY["labels"], at=at, days=90).months
    assert [(f"{month:%Y-%m}", n) for month, n in months] == [
        ("2025-12", 1),
        ("2026-01", 0),
        ("2026-02", 1),
        ("2026-03", 1),
    ]


def test_counting_costs_as_many_statements_for_many_people_as_for_few(
    county: Cast, at: datetime, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    actor = county.actor("missing person coordinator")
    with CaptureQueriesContext(connection) as few:
        tallies(actor, LOOKS, at=at, days=365)
    for name in ("Robert", "Joan", "Maisie"):
        for days in (100, 130, 160):
            episode_before(county, at, name, days)
    with django_assert_num_queries(len(few)):
        tallies(actor, LOOKS, at=at, days=365)
    assert len(few) < 2 * len(LOOKS)


def test_the_page_is_light(client_as: SignIn, county: Cast) -> None:
    assert len(client_as("missing person coordinator").get("/oversight?days=365").content) < 60_000
