"""The demonstration county: like the published figures, whole, and with an open episode in every state."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sightline.access.models import Agency, Desk, Post
from sightline.audit.models import Event
from sightline.audit.moments import day_of
from sightline.audit.record import WATCHER, append
from sightline.audit.verify import breaks
from sightline.config.paths import ROOT
from sightline.demonstration import build, today
from sightline.demonstration.books import Books
from sightline.demonstration.cases import CASE
from sightline.demonstration.county import standing
from sightline.demonstration.figures import PUBLISHED, Figure
from sightline.demonstration.lots import Lots
from sightline.demonstration.places import KINGSMERE, NORTHMOOR, SOUTHVALE
from sightline.demonstration.population import Population
from sightline.duties.models import Duty, Notice
from sightline.episodes.models import Episode, Found, Handover
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import counts_before
from sightline.people.models import CareStatus, Flag, Identifier, Person, Relationship
from sightline.people.queries import age_on
from tests.databases import cloned

NOW = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PROVIDED = "an agency of a kind that every county has"


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of this module's own with the county in it, made once."""
    with cloned(django_db_blocker) as name:
        build.fill(NOW)
        yield name


class Drawn:
    """The closed episodes of the people who were drawn, without the cast of today, and how to count them."""

    def __init__(self) -> None:
        cast = Identifier.objects.filter(kind=CASE).values("person_id")
        people = {p.pk: p for p in Person.objects.exclude(pk__in=cast)}
        cared = set(CareStatus.objects.filter(phrase="is looked after").values_list("person_id", flat=True))
        flagged = Flag.objects.filter(phrase="is at known risk of sexual exploitation")
        since = dict(flagged.values_list("person_id", "since"))
        rows = Episode.objects.filter(person__in=people, state="closed").select_related(
            "found", "interview", "owner_agency"
        )
        self.people, self.all = people, [self._row(e, people[e.person_id], cared, since) for e in rows]
        self.missing = [r for r in self.all if r["category"] == "missing"]
        self.children = [r for r in self.missing if r["age"] < 18]
        self.adults = [r for r in self.missing if r["age"] >= 18]
        self.cared = [r for r in self.children if r["cared"]]
        self.offered = [r for r in self.children if r["interview"]]
        self.held = [r for r in self.offered if r["interview"].carried_out_at]

    @staticmethod
    def _row(episode: Episode, person: Person, cared: set[int], since: dict[int, Any]) -> dict[str, Any]:
        opened = day_of(episode.opened_at)
        flag = since.get(person.pk)
        return {
            "person": person, "category": episode.category, "risk": episode.risk, "found": episode.found,
            "age": age_on(person.born_on, opened), "cared": person.pk in cared, "area": episode.owner_agency.area,
            "hours": (episode.found.located_at - episode.opened_at) / HOUR, "flagged": bool(flag and flag <= opened),
            "interview": getattr(episode, "interview", None), "year": (NOW - episode.opened_at) // timedelta(days=365),
        }  # fmt: skip


Rows = list[dict[str, Any]]


def share(rows: Rows, holds: Callable[[dict[str, Any]], bool]) -> float:
    """How many of the rows, per cent."""
    return 100 * sum(1 for row in rows if holds(row)) / len(rows)


def each(rows: Rows) -> float:
    """Incidents of each person in a year."""
    return len(rows) / len({(row["person"].pk, row["year"]) for row in rows})


def of_people(rows: Rows, holds: Callable[[list[dict[str, Any]]], bool]) -> float:
    """How many of the people, per cent, by their rows."""
    people: dict[int, Rows] = {}
    for row in rows:
        people.setdefault(row["person"].pk, []).append(row)
    return 100 * sum(1 for own in people.values() if holds(own)) / len(people)


def within(rows: Rows, hours: float) -> float:
    """How many were found within so many hours, per cent."""
    return share(rows, lambda r: r["hours"] < hours)


def has_flag(person: Person, phrase: str) -> bool:
    """Whether a flag stands on somebody."""
    return Flag.objects.filter(person=person, phrase=phrase).exists()


def uses_absent(drawn: Drawn) -> Rows:
    """Missing and absent episodes where the area uses absent."""
    return [r for r in drawn.all if r["area"] == "west-midlands" and r["category"] in ("missing", "absent")]


MEASURED: dict[str, Callable[[Drawn], float]] = {
    "FN3": lambda d: share(d.missing, lambda r: r["age"] < 18),
    "FN4": lambda d: share(d.missing, lambda r: 15 <= r["age"] < 18),
    "NCA-CHILD": lambda d: each(d.children),
    "NCA-ADULT": lambda d: each(d.adults),
    "NCA-REPEATS": lambda d: 100 * (1 - 1 / each(d.children)),
    "DFE-CARE": lambda d: each(d.cared),
    "FT6": lambda d: of_people(d.cared, lambda own: len(own) <= 2),
    "NCA-C24": lambda d: within(d.children, 24),
    "NCA-C48": lambda d: within(d.children, 48),
    "NCA-A24": lambda d: within(d.adults, 24),
    "NCA-A48": lambda d: within(d.adults, 48),
    "NCA-48": lambda d: within(d.missing, 48),
    "FT4": lambda d: within(d.cared, 16),
    "TVP-HIGH": lambda d: share(d.missing, lambda r: r["risk"] == "high"),
    "TVP-MEDIUM": lambda d: share(d.missing, lambda r: r["risk"] == "medium"),
    "DC-HARM": lambda d: share(d.missing, lambda r: r["found"].harm == "yes"),
    "DC-HARM-ADULT": lambda d: share(d.adults, lambda r: r["found"].harm == "yes"),
    "DC-HARM-CHILD": lambda d: share(d.children, lambda r: r["found"].harm == "yes"),
    "NCA-POLICE": lambda d: share(d.children, lambda r: r["found"].located_by == "police"),
    "NCA-FAMILY": lambda d: share(d.children, lambda r: r["found"].located_by == "family"),
    "FOI-72": lambda d: share(d.held, lambda r: r["interview"].carried_out_at - r["found"].returned_at <= 72 * HOUR),
    "FT8": lambda d: share(d.offered, lambda r: r["interview"].declined_at is not None),
    "FN12": lambda d: share(uses_absent(d), lambda r: r["category"] == "absent"),
    "NCA-CSE": lambda d: share(d.children, lambda r: r["flagged"]),
    "NCA-MALE": lambda d: share(d.missing, lambda r: r["person"].sex == "male"),
    "FN14": lambda d: of_people(d.adults, lambda own: has_flag(own[0]["person"], "has a mental health condition")),
    "APPG-HOSPITAL": lambda d: of_people(
        d.adults, lambda own: own[0]["person"].setting in ("hospital", "mental health unit")
    ),
}


@pytest.fixture(scope="module")
def drawn(database: str) -> Drawn:
    return Drawn()


@pytest.mark.parametrize("figure", PUBLISHED, ids=[f.id for f in PUBLISHED])
def test_the_county_lies_as_near_to_the_published_figure_as_it_says(figure: Figure, drawn: Drawn) -> None:
    found = MEASURED[figure.id](drawn)
    assert abs(found - figure.value) <= figure.tolerance, f"{figure.says}: {found:.1f}, published {figure.value}"


def test_every_published_figure_is_measured_once() -> None:
    assert len(PUBLISHED) == len({f.id for f in PUBLISHED}) and {f.id for f in PUBLISHED} == MEASURED.keys()


def test_the_county_has_the_people_it_was_asked_for(drawn: Drawn) -> None:
    assert len(drawn.people) == build.PEOPLE + 1  # and the pupil who is away from school


def test_the_record_of_the_county_verifies(database: str) -> None:
    assert Event.objects.count() > 10_000
    assert list(breaks()) == []


def test_nothing_in_the_county_is_later_than_the_moment_it_was_made_for(database: str) -> None:
    assert not Event.objects.filter(recorded_at__gt=NOW).exists()
    assert not Event.objects.filter(happened_at__gt=NOW).exists()
    assert not Episode.objects.filter(opened_at__gt=NOW).exists()


def test_no_two_episodes_of_one_person_overlap(database: str) -> None:
    last: dict[int, datetime] = {}
    for person, began, ended in Episode.objects.order_by("opened_at").values_list(
        "person_id", "last_seen_at", "closed_at"
    ):
        assert began >= last.get(person, began)
        last[person] = ended or NOW


def lives(seed: int, people: int = 80) -> list[Any]:
    """What is drawn for a seed, before anything is written."""
    homes = {council: ["Rowan House"] for council in (NORTHMOOR, KINGSMERE, SOUTHVALE)}
    return list(Population(Lots(seed), NOW, homes).lives(people))


def test_one_seed_gives_one_county_and_another_seed_another() -> None:
    assert lives(1) == lives(1)
    assert lives(1) != lives(2)


def test_a_flag_names_a_fact_of_the_vocabulary_and_a_setting_is_a_known_one(database: str) -> None:
    words = protocols().vocabulary
    assert set(Flag.objects.values_list("phrase", flat=True)) <= words.facts.keys()
    assert set(CareStatus.objects.values_list("phrase", flat=True)) <= words.facts.keys()
    assert set(Person.objects.values_list("setting", flat=True)) <= set(words.settings)
    assert set(Post.objects.values_list("role", flat=True)) <= words.roles.keys()


def test_every_number_of_the_county_can_be_rung_without_reaching_anybody(database: str) -> None:
    drama = re.compile(r"(01632 960|07700 900)\d{3}")
    phones = [*Agency.objects.values_list("phone", flat=True), *Desk.objects.values_list("phone", flat=True)]
    phones += [p for p in Person.objects.values_list("phone", flat=True) if p]
    phones += [c for c in Relationship.objects.values_list("contact", flat=True) if c]
    assert [p for p in phones if not drama.fullmatch(p)] == []
    nhs = Identifier.objects.filter(kind="NHS number").values_list("value", flat=True)
    assert nhs and all(number.startswith("999 ") for number in nhs)


def test_nobody_can_sign_in_with_a_password_and_every_role_of_an_agency_has_a_sign_in(database: str) -> None:
    posts = Post.objects.select_related("user")
    assert not any(post.user.has_usable_password() for post in posts)
    assert set(posts.values_list("role", flat=True)) == set(
        posts.filter(demonstration=True).values_list("role", flat=True)
    )


def test_every_looked_after_child_with_a_provider_can_be_seen_by_provider_and_council(database: str) -> None:
    day = day_of(NOW)
    for care in CareStatus.objects.filter(phrase="is looked after", during__contains=day).select_related("person"):
        agencies = set(care.person.involvements.filter(until=None).values_list("agency_id", flat=True))
        placement = care.person.placements.filter(during__contains=day).first()
        assert care.authority in agencies
        assert placement and (placement.provider is None or placement.provider in agencies)


def case(code: str) -> Person:
    """The person of a case file."""
    return Identifier.objects.select_related("person").get(kind=CASE, value=code).person


def open_episode(code: str) -> Episode:
    """The open episode of a case file's person."""
    return Episode.objects.get(person=case(code), closed_at=None)


@pytest.mark.parametrize(
    ("code", "measure", "times"),
    [
        ("H01", "missing_last_90_days", 4), ("H01", "missing_last_365_days", 9), ("H05", "missing_last_365_days", 12),
        ("H07", "missing_last_90_days", 8), ("H07", "missing_last_180_days", 15), ("H09", "missing_last_365_days", 6),
        ("H11", "missing_last_365_days", 28), ("H14", "missing_last_90_days", 18),
    ],
)  # fmt: skip
def test_the_person_of_a_case_file_was_missing_as_often_as_it_says(
    code: str, measure: str, times: int, database: str
) -> None:
    assert counts_before(case(code).pk, open_episode(code).opened_at)[measure] == times


@pytest.mark.parametrize(
    ("code", "age"),
    [
        ("H01", 15),
        ("H05", 16),
        ("H07", 14),
        ("H09", 16),
        ("H11", 15),
        ("H14", 12),
        ("A01", 46),
        ("A03", 15),
        ("S13", 15),
    ],
)
def test_the_person_of_a_case_file_has_the_age_it_says(code: str, age: int, database: str) -> None:
    assert age_on(case(code).born_on, day_of(NOW)) == age


def test_an_open_episode_stands_in_every_state(database: str) -> None:
    states = Episode.objects.filter(closed_at=None).values_list("state", flat=True)
    assert set(states) == {"absence", "open", "located", "seen"}
    assert len(states) >= 12


def test_a_report_of_minutes_ago_waits_for_its_first_acknowledgement(database: str) -> None:
    fresh = open_episode("H05")
    assert NOW - fresh.opened_at < HOUR and fresh.category == ""
    told = Notice.objects.filter(episode=fresh)
    assert told and not told.exclude(acknowledged_at=None).exists()


def test_a_decision_is_overdue_and_the_silence_of_the_desk_went_up_the_chain(database: str) -> None:
    disputed = open_episode("H07")
    assert disputed.category == ""
    assert Duty.objects.filter(episode=disputed, state="open", due_at__lt=NOW, desk__role="duty inspector").exists()
    assert Notice.objects.filter(episode=disputed, kind="escalation").exists()


def test_an_absent_is_under_review_and_its_review_is_overdue(database: str) -> None:
    absent = open_episode("A01")
    assert absent.category == "absent"
    assert Duty.objects.filter(episode=absent, do="review the risk", state="open", due_at__lt=NOW).exists()


def test_a_watched_absence_has_been_reviewed_and_is_next_reviewed_within_the_hour(database: str) -> None:
    watched = open_episode("A03")
    assert watched.state == "absence"
    review = Duty.objects.filter(episode=watched, do="review the absence", state="open").order_by("due_at").first()
    assert review and review.due_at and review.due_at <= NOW + HOUR


def test_a_high_risk_of_two_days_has_enquiries_searches_and_sightings(database: str) -> None:
    high = open_episode("H11")
    assert high.risk == "high" and NOW - high.opened_at > 48 * HOUR
    assert high.enquiries.count() >= 3 and high.searches.exists() and high.sightings.count() >= 2
    assert high.enquiries.filter(done_at=None).exists()


def test_a_handover_waits_for_its_answer(database: str) -> None:
    offer = Handover.objects.get(answered_at=None)
    assert offer.episode == open_episode("H01")
    assert Notice.objects.filter(episode=offer.episode, kind="handover", acknowledged_at=None).exists()


def test_one_location_is_claimed_and_not_confirmed_and_one_person_is_located_and_not_seen(database: str) -> None:
    assert Found.objects.get(pk=open_episode("D01").pk).confirmed_at is None
    located = open_episode("D02")
    assert located.state == "located" and located.found.seen_at is None


def test_a_return_interview_is_overdue_after_seventy_two_hours(database: str) -> None:
    waiting = open_episode("D04")
    assert NOW - waiting.found.returned_at > 72 * HOUR and waiting.interview.carried_out_at is None
    assert Duty.objects.filter(
        episode=waiting, do="carry out the return interview", state="open", due_at__lt=NOW
    ).exists()


def test_a_closing_check_is_outstanding(database: str) -> None:
    seen = open_episode("D05")
    assert seen.state == "seen" and not hasattr(seen, "closing")


def test_opening_today_again_moves_nothing(database: str) -> None:
    before = Event.objects.count(), Episode.objects.count(), Duty.objects.count()
    lots = Lots(1)
    assert today.begin(standing(), Books(standing(), lots, NOW), lots, NOW + HOUR) == 0
    assert (Event.objects.count(), Episode.objects.count(), Duty.objects.count()) == before


def test_a_made_county_is_known_for_one(database: str) -> None:
    assert build.holds() == "demonstration"


def test_an_empty_database_a_broken_off_county_and_other_records_are_told_apart(db: None) -> None:
    assert build.holds() == "nothing"
    Agency.objects.create(name=PROVIDED, kind="council", area="england")
    assert build.holds() == "records"


def run(*words: str, database: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, on a database of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "SIGHTLINE_DATABASE": database}
    command = [sys.executable, "-P", "-m", "sightline", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_the_command_refuses_a_database_that_holds_other_records(django_db_setup: None, django_db_blocker: Any) -> None:
    with cloned(django_db_blocker) as name:
        Agency.objects.create(name=PROVIDED, kind="council", area="england")
        answer = run("demo", "--people", "3", database=name)
        assert answer.returncode == 1 and "not a demonstration" in answer.stderr and "--database" in answer.stderr
        assert Agency.objects.filter(name=PROVIDED).exists()


def test_the_command_makes_a_county_afresh_and_lists_the_sign_ins(
    django_db_setup: None, django_db_blocker: Any
) -> None:
    with cloned(django_db_blocker) as name:
        append(build.BEGUN, by=WATCHER, happened_at=NOW, recorded_at=NOW)
        assert build.holds() == "half a demonstration"
        answer = run("demo", "--people", "3", database=name)
        assert answer.returncode == 0, answer.stderr
        assert re.search(r"duty inspector +Harriet Okoro +Northmoor Police", answer.stdout)


def test_the_page_about_the_county_states_every_figure_as_it_is_used() -> None:
    page = (ROOT / "docs" / "reference" / "demonstration-county.md").read_text(encoding="utf-8")
    for figure in PUBLISHED:
        assert f"| {figure.id} | {figure.says} | {figure.value:g} | {figure.tolerance:g} | {figure.source} |" in page
