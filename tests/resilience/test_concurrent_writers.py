"""Many people and two watchers work on one episode at the same moment: nobody waits in a circle, and each thing happens
once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction

from sightline.access.actions import involve
from sightline.audit.behalf import of_system
from sightline.audit.models import Event
from sightline.audit.queries import occurrences
from sightline.audit.refusal import Refused
from sightline.audit.verify import breaks
from sightline.duties.models import Duty, Notice
from sightline.duties.notices import acknowledge
from sightline.duties.watcher import round_once, silent
from sightline.episodes.actions import investigate
from sightline.episodes.actions.decide import review_risk
from sightline.episodes.actions.handover import take_on
from sightline.episodes.actions.report import report_missing
from sightline.episodes.models import Contact, Episode
from sightline.people.actions import amend
from sightline.people.models import Person
from tests.integration.absent import watched
from tests.integration.web.reported import HOME, decided, reported
from tests.people import Cast, make_cast

pytestmark = pytest.mark.resilience
Work = Callable[[], object]
TIMES = 6


@pytest.fixture
def crowd(own_database: str) -> Cast:
    """The cast in a database where everybody's writes are real."""
    return make_cast(datetime.now(UTC) - timedelta(hours=1))


def _so_often(work: Work, times: int, refused: list[str]) -> None:
    for _ in range(times):
        try:
            work()
        except Refused as refusal:
            refused.append(refusal.says)


def together(*workers: Work, times: int = 1) -> tuple[list[str], list[Exception]]:
    """Let all work at the same moment, each so often; what was refused, and what went wrong."""
    refused: list[str] = []
    wrong: list[Exception] = []
    gate = threading.Barrier(len(workers))

    def run(work: Work) -> None:
        try:
            gate.wait()
            with of_system("a test writes at the same moment as others"):
                _so_often(work, times, refused)
        except Exception as fault:  # kept for the test, which must see what a thread met
            wrong.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "somebody still waits"
    return refused, wrong


def test_writers_of_every_kind_on_one_episode_never_wait_in_a_circle(crowd: Cast) -> None:
    at = crowd.at
    episode = reported(crowd, at)
    decided(crowd, episode, at)
    inspector, officer = crowd.actor("duty inspector"), crowd.actor("investigating officer")
    who = {"episode": episode.pk, "at": at}
    notices = list(Notice.objects.filter(desk=crowd.desk("duty inspector")).values_list("pk", flat=True))
    refused, wrong = together(
        lambda: investigate.contact_informant(by=officer, with_whom="Denise Farrow", said="No news.", **who),
        lambda: investigate.raise_enquiry(by=inspector, what="Ring Mina", **who),
        lambda: review_risk(by=inspector, found="Still fifteen, still gone, phone still off.", **who),
        lambda: [acknowledge(notice=n, by=inspector, at=at) for n in notices],
        lambda: take_on(by=officer, **who),
        lambda: round_once(at + timedelta(hours=2), "one"),
        times=TIMES,
    )
    assert wrong == [] and refused == []
    assert Contact.objects.count() == TIMES
    assert Event.objects.filter(kind="notice acknowledged").count() == len(notices) > 0
    assert list(breaks()) == []


def test_changing_a_person_and_giving_somebody_a_part_never_wait_in_a_circle(crowd: Cast) -> None:
    by, aisha, at = crowd.actor("social worker").author, crowd.person("Aisha").pk, crowd.at
    numbers = iter(range(100))

    @transaction.atomic
    def give_a_part() -> None:
        involve(agency=crowd.agency("Fernbank").pk, person=aisha, part=f"part {next(numbers)}", because="a test", at=at,
                by=by)  # fmt: skip

    def change() -> None:
        version = Person.objects.get(pk=aisha).version
        amend(person=aisha, version=version, by=by, at=at, because="said so", phone=f"07700 9001{version:02}")

    _refused, wrong = together(change, give_a_part, give_a_part, times=4 * TIMES)
    assert wrong == []
    assert Person.objects.get(pk=aisha).version == 1 + 4 * TIMES
    assert list(breaks()) == []


def test_two_handlers_who_report_one_person_at_one_moment_open_one_episode(crowd: Cast) -> None:
    caller, robert, at = crowd.actor("call handler"), crowd.person("Robert").pk, crowd.at

    def report() -> Episode:
        return report_missing(by=caller, at=at, person=robert, told=HOME, last_seen_at=at, last_seen_place="home",
                              circumstances="Did not come back.")  # fmt: skip

    refused, wrong = together(report, report, report)
    assert wrong == []
    assert Episode.objects.filter(person=robert).count() == 1
    assert len(refused) == 2 and all("Add the report to that one." in says for says in refused)
    assert list(breaks()) == []


def test_two_watchers_report_an_absence_once_at_six_hours(crowd: Cast) -> None:
    absence = watched(crowd, crowd.at)
    six = crowd.at + timedelta(hours=6)
    _refused, wrong = together(lambda: round_once(six, "one"), lambda: round_once(six, "two"), times=3)
    assert wrong == []
    absence.refresh_from_db()
    assert (absence.state, absence.owner_agency.name) == ("open", "Southvale Police")
    assert [kind for kind, _ in occurrences(episode=absence.pk)].count("reported missing") == 1
    assert Duty.objects.get(episode=absence, do="notify the police").state.startswith("met")
    keys = list(Notice.objects.filter(episode=absence).values_list("key", flat=True))
    assert len(keys) == len(set(keys)) == Event.objects.filter(kind="desk told", episode=absence.pk).count()
    assert list(breaks()) == []


def test_two_of_one_desk_who_acknowledge_at_one_moment_leave_one_event_each_notice(crowd: Cast) -> None:
    reported(crowd, crowd.at)
    inspector = crowd.actor("duty inspector")
    told = list(Notice.objects.filter(desk=crowd.desk("duty inspector")).values_list("pk", flat=True))
    answer: Work = lambda: [acknowledge(notice=n, by=inspector, at=crowd.at) for n in told]  # noqa: E731
    refused, wrong = together(answer, answer, answer)
    assert wrong == [] and refused == []
    assert Event.objects.filter(kind="notice acknowledged").count() == len(told) > 0
    assert list(breaks()) == []


LOCKS = {
    "the episode": "SELECT 1 FROM episodes_episode WHERE id = %(episode)s FOR UPDATE",
    "the chain": "SELECT 1 FROM audit_chain WHERE id = %(person)s FOR UPDATE",
}


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
def test_a_watcher_waits_for_nobody_and_comes_back_to_what_somebody_works_on(crowd: Cast, lock: str) -> None:
    held, free = reported(crowd, crowd.at), reported(crowd, crowd.at, "Robert")
    later = crowd.at + timedelta(minutes=12)
    went = Notice.objects.exclude(escalated_at=None)
    locked, done = threading.Event(), threading.Event()

    def work() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(lock, {"episode": held.pk, "person": held.person_id})
            locked.set()
            done.wait(30)

    def watch() -> None:
        locked.wait(30)
        try:
            while silent(later):
                pass
            assert set(went.values_list("episode", flat=True)) == {free.pk}
        finally:
            done.set()

    _refused, wrong = together(work, watch)
    assert wrong == []
    while silent(later):
        pass
    assert set(went.values_list("episode", flat=True)) == {held.pk, free.pk}
