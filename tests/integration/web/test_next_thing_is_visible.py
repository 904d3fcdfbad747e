"""A page says what to do next, and does not show a form that could only be refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.test import Client

from sightline.audit.models import Event
from sightline.duties import placing
from sightline.episodes.actions import leave
from sightline.episodes.actions.care_placing import Where
from sightline.web.shown import in_words
from tests.integration.family.naming import named, weigh
from tests.integration.test_absence_from_school import MORNING, noticed
from tests.integration.web.reported import decided, reported
from tests.integration.web.test_school_and_home_office import client_of
from tests.people import Cast
from tests.schools import make_school

SignIn = Callable[[str], Client]


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_placement_whose_history_waits_says_whom_to_ring_and_offers_no_button(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    aisha, worker = reported(cast, at).person_id, client_as("social worker")
    where = Where(cast.agency("Willow Lodge").pk, "children's home", at.date())
    offer = placing.offer_placement(person=aisha, where=where, says="Men in cars.", by=cast.actor("social worker"),
                                    at=at)  # fmt: skip
    page = text(worker.get(f"/people/{aisha}/offers/{offer.pk}/confirm"))
    assert "ring Willow Lodge" in page and "Confirm the placement</button>" not in page
    sent = worker.post(f"/people/{aisha}/offers/{offer.pk}/confirm")
    assert sent.status_code == 422 and "has not acknowledged the history yet" in text(sent)
    manager = cast.actor("registered manager", "Willow Lodge")
    placing.acknowledge_history(offer=offer.pk, by=manager, at=at, name="Marcus Ibbotson")
    assert "Confirm the placement</button>" in text(worker.get(f"/people/{aisha}/offers/{offer.pk}/confirm"))


def test_whoever_is_reported_already_is_not_reported_on_a_second_form(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    manager, aisha = client_as("registered manager"), cast.person("Aisha").pk
    assert "Report to the police now</button>" in text(manager.get(f"/residents/{aisha}/report"))
    episode = reported(cast, at)
    page = text(manager.get(f"/residents/{aisha}/report"))
    assert "The police have a report already" in page and f'"/residents/episodes/{episode.pk}"' in page
    assert "Report to the police now</button>" not in page


def test_a_family_waits_for_an_answer_and_the_page_begins_with_it(client_as: SignIn, cast: Cast, at: datetime) -> None:
    from sightline.sharing import family
    from sightline.sharing.family_page import relative_of

    episode = reported(cast, at)
    decided(cast, episode, at)
    officer, address = client_as("investigating officer"), f"/episodes/{episode.pk}/family"
    assert "Weigh whether telling the family would harm the person" in text(officer.get(address))
    weigh(cast, episode, at, "no")
    contact = named(cast, episode, at)
    note = family.receive_note(contact, "Is she warm?", relative_of(contact), at)
    page = text(officer.get(address))
    assert "Answer what the family wrote" in page and f"{address}/answer?note={note.pk}" in page


def test_what_is_different_tonight_goes_with_a_report_from_leave(cast: Cast, at: datetime) -> None:
    by = cast.actor("registered manager", "Fernbank")
    row = leave.agree_leave(person=cast.person("Joan").pk, by=by, at=at, begins_at=at, until=at + timedelta(hours=1),
                            conditions="To her daughter's.")  # fmt: skip
    late = at + timedelta(hours=2)
    with time_machine.travel(late, tick=False):
        form = {"version": "1", "circumstances": "Not at her daughter's.", "clothes": "Blue coat.",
                "gone_from": "The bus stop"}  # fmt: skip
        sent = client_of(by).post(f"/leave/{row.pk}/report", form)
    assert sent.status_code == 302
    events = Event.objects.filter(chain=row.person_id).select_related("content")
    said = " ".join(str(e.content.body) for e in events)
    assert "Blue coat." in said and "The bus stop" in said


def test_a_school_sees_its_next_duty_first_and_agencies_by_name(cast: Cast) -> None:
    school = make_school(cast)
    row = noticed(school)
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        page = text(client_of(school.lead).get(f"/school/{row.pk}"))
    first = page.split("What you can record")[0]
    assert "Ask the parents where the child is" in first and f'"/school/{row.pk}/parents"' in first
    assert "Larkfield School" in page.split("What happened")[1]
    assert not re.search(r"<dt>Agency</dt> <dd>\d", page)


def test_counts_are_words_and_what_is_nought_is_left_out() -> None:
    assert in_words({"missing_last_90_days": 2, "absent_last_90_days": 0}) == "missing last 90 days: 2"
    assert in_words({"absent_last_90_days": 0}) == "none"
    assert in_words({"told": False}) == "told: no"
