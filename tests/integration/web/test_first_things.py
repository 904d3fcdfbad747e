"""Of a hundred duties the screens of a report and a decision show first what is due within the hour, and by whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sightline.duties import ahead
from sightline.duties.models import Duty
from sightline.engine import AdvisedDuty, DueDuty
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.web.screens.first_things import acts_as, first_things
from tests.integration.web.reported import decided, reported, text
from tests.people import Cast

SignIn = Callable[[str], Client]
MOST_LINES = 8


@pytest.fixture
def birmingham(cast: Cast, at: datetime) -> Episode:
    """Aisha, looked after, reported missing where Birmingham's procedures are adopted."""
    Episode.objects.filter(pk=reported(cast, at).pk).update(area="birmingham")
    return Episode.objects.get()


def page_of(client: Client, episode: Episode) -> str:
    return text(client.get(f"/episodes/{episode.pk}/decision"))


def first_part(page: str) -> str:
    """What stands before the fold."""
    return page.split('id="first-heading"')[1].split("<details")[0]


def folded(page: str) -> str:
    return page.split('id="first-heading"')[1].split("<details")[1].split("</details>")[0]


def lines(part: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", line) for line in re.findall(r"<li>(.*?)</li>", part, re.S)]


def test_a_looked_after_child_in_birmingham_has_some_hundred_duties_and_few_lines_before_the_fold(
    client_as: SignIn, cast: Cast, at: datetime, birmingham: Episode
) -> None:
    page = page_of(client_as("duty inspector"), birmingham)
    assert 1 <= len(lines(first_part(page))) <= MOST_LINES
    assert len(lines(folded(page))) > 60, "the rest is all there, folded"
    assert "more duties, by who must act" in page and "<details open" not in page


def test_the_inspector_reads_first_what_is_the_inspectors(
    client_as: SignIn, cast: Cast, at: datetime, birmingham: Episode
) -> None:
    part = first_part(page_of(client_as("duty inspector"), birmingham))
    assert "Next for you:" in part.split("<ul")[0] and "decide missing or absent" in part.split("<ul")[0]
    assert lines(part)[0].startswith("Duty inspector (you):")
    assert all(": " in line for line in lines(part)), "each line says who"


def test_what_a_first_decision_would_bring_is_there_and_said_to_wait_for_it(
    client_as: SignIn, cast: Cast, at: datetime, birmingham: Episode
) -> None:
    part = first_part(page_of(client_as("duty inspector"), birmingham))
    assert "deploy at once (as soon as this is recorded)" in re.sub(r"<[^>]+>", "", part)
    decided(cast, birmingham, at)
    part = re.sub(r"<[^>]+>", "", first_part(page_of(client_as("duty inspector"), birmingham)))
    assert "deploy at once (due now)" in part and "as soon as this is recorded" not in part
    assert "decide missing or absent" not in part, "done is done"


def test_before_the_fold_stands_exactly_what_the_record_has_due_within_the_hour(
    client_as: SignIn, cast: Cast, at: datetime, birmingham: Episode
) -> None:
    decided(cast, birmingham, at)
    rows = Duty.objects.filter(episode=birmingham, state="open", due_at__lte=at + timedelta(hours=1))
    is_open, _ = ahead.of_episode(birmingham, at)
    soon = {(d.do, d.who) for d in is_open if d.due_at and d.due_at <= at + timedelta(hours=1)}
    assert soon and soon == set(rows.values_list("do", "who"))
    part = first_part(page_of(client_as("duty inspector"), birmingham))
    assert all(do in text_of for do, _ in soon for text_of in [re.sub(r"<[^>]+>", "", part).replace("&#x27;", "'")])


def test_each_duty_stands_once_on_the_page(client_as: SignIn, cast: Cast, at: datetime, birmingham: Episode) -> None:
    is_open, follows = ahead.of_episode(birmingham, at, then=["decided missing", "risk set high"])
    keys = [(d.do, d.who, d.to) for d in (*is_open, *follows)]
    assert len(keys) == len(set(keys))


def test_the_report_says_what_is_due_the_moment_it_is_saved(client_as: SignIn, cast: Cast, at: datetime) -> None:
    client = client_as("call handler")
    page = text(client.get(f"/control-room/report/{cast.person('Aisha').pk}"))
    part = first_part(page)
    assert "Next for you:" in part and "ask the risk questions" in part and "decide missing or absent" in part
    assert len(lines(part)) <= MOST_LINES
    assert "more duties, by who must act" in page
    assert Episode.objects.count() == 0, "looking ahead records nothing"


def test_a_carer_acts_as_carer_and_an_officer_is_not_the_whole_police() -> None:
    roles = protocols().vocabulary.roles
    assert acts_as("registered manager", roles) >= {"registered manager", "carer"}
    assert "police" not in acts_as("call handler", roles)


def due(who: str, minutes: int | None, at: datetime, **more: Any) -> DueDuty:
    moment = None if minutes is None else at + timedelta(minutes=minutes)
    values: dict[str, Any] = {
        "key": f"{who} {minutes}", "do": f"act in {minutes}", "who": who, "to": None, "strength": "must",
        "starts_at": at, "due_at": moment, "cards": ("TV-TEST-01",), "sources": (), "escalate_to": (),
        "acknowledge_within": timedelta(0), "state": "open", "met_at": None, "ended_at": None, "recurring": False,
        "opens_at": at,
    }  # fmt: skip
    return DueDuty(**values | more)


def test_overdue_and_sixty_minutes_stand_before_the_fold_and_sixty_one_behind_it(at: datetime) -> None:
    rows = [due("carer", -30, at), due("social worker", 60, at), due("police", 61, at), due("police", None, at)]
    found = first_things(rows, [], roles=frozenset({"social worker"}), at=at)
    assert [(p.who, p.yours) for p in found.now] == [("social worker", True), ("carer", False)]
    assert found.next is not None and found.next.things[0].do == "act in 60"
    assert found.folded == 2 and [t.when for t in found.rest[0].things] == ["", "no time given"]


def test_what_may_come_later_is_told_in_words_and_what_runs_already_is_not_told_twice(at: datetime) -> None:
    def advised(do: str, when: str | None) -> AdvisedDuty:
        return AdvisedDuty(do, "police", None, when, "must", ("TV-TEST-01",), ("Somewhere",))

    later = [advised("act in 5", "PT0H"), advised("a", "PT72H"), advised("b", "PT0H"), advised("c", "PT90M")]
    found = first_things([due("police", 5, at)], later, roles=frozenset(), at=at)
    assert [t.when for t in found.rest[0].things] == [
        "within 72 hours when it comes to that", "at once when it comes to that",
        "within 90 minutes when it comes to that",
    ]  # fmt: skip


def test_nothing_due_is_said_to_be_nothing(at: datetime) -> None:
    found = first_things([], [], roles=frozenset(), at=at)
    assert found.next is None and found.now == [] and found.folded == 0
