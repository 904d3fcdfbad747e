"""What becomes known of a person reaches the open duties at once, and one faulty row stops no watcher."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client, override_settings

from sightline.audit.moments import day_of
from sightline.duties import watcher
from sightline.duties.models import Duty
from sightline.duties.queries import failed_messages
from sightline.duties.watcher import round_once
from sightline.episodes.actions.report import Told, report_missing
from sightline.people.actions import add_flag
from tests.people import Cast


def _report(cast: Cast, at: datetime, name: str) -> int:
    episode = report_missing(
        by=cast.actor("call handler"), at=at, person=cast.person(name).pk, told=Told("Mother"), last_seen_at=at,
        last_seen_place="home", circumstances="Did not come home from school.",
    )  # fmt: skip
    return episode.pk


def test_a_flag_of_exploitation_brings_its_duties_to_an_open_episode_at_once(cast: Cast, at: datetime) -> None:
    episode = _report(cast, at, "Daniel")
    before = set(Duty.objects.filter(episode=episode, state="open").values_list("do", flat=True))
    phrase, by = "is at known risk of sexual exploitation", cast.actor("social worker").author
    add_flag(person=cast.person("Daniel").pk, phrase=phrase, says="Told by his school.", from_whom="Head teacher",
             since=day_of(at), by=by, at=at)  # fmt: skip
    after = set(Duty.objects.filter(episode=episode, state="open").values_list("do", flat=True))
    assert after > before


def test_a_row_that_nobody_foresaw_stops_no_other_and_is_shown(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty, sound = _report(cast, at, "Daniel"), _report(cast, at, "Robert")
    recompute = watcher.recompute

    def breaks(episode, moment):  # type: ignore[no-untyped-def]
        if episode.pk == faulty:
            raise ZeroDivisionError("nobody foresaw this")
        recompute(episode, moment)

    monkeypatch.setattr(watcher, "recompute", breaks)
    later = at + timedelta(hours=2)
    for _ in range(3):
        round_once(later)
    assert not Duty.objects.filter(state="open", watched_at=None, due_at__lte=later).exists()
    assert Duty.objects.filter(episode=sound).exclude(watched_at=None).exists()
    assert any(f"episode {faulty}" in message.says for message in failed_messages())


def test_a_form_that_is_too_long_is_refused_in_plain_words(client_as) -> None:  # type: ignore[no-untyped-def]
    client: Client = client_as("call handler")
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000):
        answer = client.post("/drafts/report-1", {"said": "x" * 5000})
    assert answer.status_code == 400
    assert "too long" in answer.content.decode()
