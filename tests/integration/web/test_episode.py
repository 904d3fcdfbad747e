"""The episode's page: what to do next, who owns it, what is known and not known, who was told; for those who may see
it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from sightline.audit.models import Consultation
from sightline.duties.models import Notice
from sightline.episodes.actions import decide, investigate
from tests.integration.web.reported import decided, reported, text
from tests.people import Cast, make_cast
from tests.signed_in import client_of

SignIn = Callable[[str], Client]


def test_the_page_says_who_owns_it_how_long_it_lasts_and_where_the_person_was_seen(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    episode = reported(cast, at)
    page = text(client_as("duty inspector").get(f"/episodes/{episode.pk}"))
    assert "Aisha Bramwell" in page and episode.reference in page
    assert "Northmoor Police" in page and "No officer is named" in page
    assert "3 h 00 min" in page and "Rowan House" in page
    assert "Next thing to do" in page


def test_not_known_stands_beside_yes_and_leads_to_the_question(client_as: SignIn, cast: Cast, at: datetime) -> None:
    page = text(client_as("duty inspector").get(f"/episodes/{reported(cast, at).pk}"))
    assert "things are not known" in page or "thing is not known" in page
    assert "/questions?ask=" in page
    assert "Denise Farrow (01632 960201)" in page, "an answer says who gave it and how they can be reached"
    assert "Grace Adeyinka" in page, "a flag says who raised it"


def test_an_agency_that_is_not_involved_does_not_learn_whether_the_episode_exists(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    episode = reported(cast, at)
    stranger = client_as("designated nurse")
    there, nowhere = stranger.get(f"/episodes/{episode.pk}"), stranger.get("/episodes/999999")
    assert there.status_code == nowhere.status_code == 404
    assert "Aisha" not in text(there)
    for part in ("now", "timeline", "decision", "questions", "return", "handover", "searches/new", "attachments/new"):
        assert stranger.get(f"/episodes/{episode.pk}/{part}").status_code == 404


def test_every_view_is_in_the_consultation_log_with_its_purpose(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode = reported(cast, at)
    client_as("social worker").get(f"/episodes/{episode.pk}")
    line = Consultation.objects.filter(screen="episode").latest("id")
    assert (line.role, line.purpose, line.episodes) == ("social worker", "safeguarding", [episode.pk])


def test_who_was_told_and_stayed_silent_is_shown(
    client_as: SignIn, cast: Cast, at: datetime, clock: time_machine.Coordinates
) -> None:
    episode = reported(cast, at)
    desk = cast.desk("duty inspector")
    values = {"episode": episode, "desk": desk, "kind": "duty", "says": "Decide: Aisha Bramwell.", "told_at": at}
    Notice.objects.create(key="silent", acknowledge_by=at + timedelta(minutes=10), **values)
    Notice.objects.create(key="heard", acknowledged_at=at, acknowledged_by="Gareth Pellow", **values)
    clock.move_to(at + timedelta(minutes=30))
    page = text(client_as("duty inspector").get(f"/episodes/{episode.pk}/now"))
    assert "Stayed silent" in page and "acknowledged by Gareth Pellow" in page


def test_the_part_that_moves_is_the_same_element_on_the_page_and_alone(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    episode, client = reported(cast, at), client_as("duty inspector")
    mark = f'id="episode-now" data-live data-live-events="/live/episodes/{episode.pk}"'
    assert mark in text(client.get(f"/episodes/{episode.pk}")) and mark in text(
        client.get(f"/episodes/{episode.pk}/now")
    )


def test_a_decision_shows_rank_reason_verdict_and_the_facts_behind_it(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    episode = reported(cast, at)
    decided(cast, episode, at)
    page = text(client_as("duty inspector").get(f"/episodes/{episode.pk}"))
    assert "Harriet Okoro, duty inspector, Northmoor Police" in page and "says Denise Farrow of the home" in page
    assert "The protocols answered: accepted" in page and "Lives with us under a care order." in page


def test_a_later_decision_says_on_the_timeline_what_it_replaces(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode = reported(cast, at)
    first = decided(cast, episode, at, risk="medium")
    because = "A man in a silver car waited for her, says Mina."
    wanted = decide.Wanted("missing", "high", because, seriousness="high", immediacy="high")
    by = cast.actor("duty inspector")
    decide.decide(episode=episode.pk, by=by, at=at + timedelta(minutes=5), wanted=wanted, seen_decision=first.pk)
    page = text(client_as("duty inspector").get(f"/episodes/{episode.pk}/timeline"))
    assert "missing, medium, by Harriet Okoro" in page


def test_what_was_recorded_late_says_so(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode = reported(cast, at)
    officer = cast.actor("investigating officer")
    investigate.record_sighting(
        episode=episode.pk,
        by=officer,
        at=at,
        seen_at=at - timedelta(hours=2),
        place="Station",
        by_whom="Mina",
        reliability="likely",
        lat=52.477,
        lon=-1.898,
    )
    page = text(client_as("duty inspector").get(f"/episodes/{episode.pk}"))
    assert "app-late" in page and "recorded" in page
    assert "Station" in page and "52.4770" in page, "the map has a table behind it"


@pytest.mark.parametrize("zoom", ["close", "county", "country", "nonsense"])
def test_the_map_zooms_by_links(client_as: SignIn, cast: Cast, at: datetime, zoom: str) -> None:
    episode = reported(cast, at)
    answer = client_as("duty inspector").get(f"/episodes/{episode.pk}?zoom={zoom}")
    other = "close" if zoom == "county" else "county"
    assert answer.status_code == 200 and f"/episodes/{episode.pk}?zoom={other}" in text(answer)


def test_a_busy_episode_stays_under_a_hundred_kilobytes(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode, officer = reported(cast, at), cast.actor("investigating officer")
    decided(cast, episode, at)
    for number in range(40):
        investigate.raise_enquiry(
            episode=episode.pk, by=officer, at=at, what=f"Camera {number} on the line", of_whom="Bus company"
        )
        investigate.contact_informant(
            episode=episode.pk, by=officer, at=at, with_whom="Denise Farrow", said="No news yet. " * 5
        )
    answer = client_as("duty inspector").get(f"/episodes/{episode.pk}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip" and len(answer.content) < 40_000
    assert "The whole timeline:" in text(client_as("duty inspector").get(f"/episodes/{episode.pk}"))


def test_the_list_shows_only_whom_one_may_see(client_as: SignIn, cast: Cast, at: datetime) -> None:
    reported(cast, at)
    assert "Aisha Bramwell" in text(client_as("duty inspector").get("/episodes"))
    assert "Aisha Bramwell" not in text(client_as("designated nurse").get("/episodes"))
    assert client_as("duty inspector").get("/episodes?page=nonsense").status_code == 200


def test_somebody_who_has_not_signed_in_is_sent_to_the_door(db: None) -> None:
    answer = Client().get("/episodes/1")
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in?next=")


def test_the_live_stream_is_never_held_back_by_a_compressor(
    own_database: str, django_db_blocker: Any, at: datetime
) -> None:
    with django_db_blocker.unblock():
        cast = make_cast(at)
        episode, actor = reported(cast, at), cast.actor("duty inspector")
        client = client_of(actor)
        answer = client.get(f"/live/episodes/{episode.pk}", headers={"Accept-Encoding": "gzip"})
        assert (
            answer.headers["Content-Type"] == "text/event-stream" and answer.headers["Content-Encoding"] == "identity"
        )


def test_a_duty_leads_to_the_place_where_it_is_done(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode = reported(cast, at)
    page = text(client_as("duty inspector").get(f"/episodes/{episode.pk}"))
    assert "Next thing to do" in page and f'href="/episodes/{episode.pk}/decision"' in page
    assert "(Northmoor Police)" in page, "a duty says who must, of which agency"
