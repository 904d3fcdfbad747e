"""The screens of an absence from school, and of what passes with the Home Office: kept on error, light, for those whose
work it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from sightline.audit.models import Event
from sightline.duties.models import Duty
from sightline.episodes.actions import immigration
from sightline.episodes.actions.school_terms import close_school
from sightline.episodes.models import Episode, Found, SchoolAbsence, SchoolClosure
from tests.integration.test_absence_from_school import MORNING, noticed
from tests.integration.web.reported import decided, reported, text, when
from tests.people import Cast
from tests.schools import School, make_school
from tests.signed_in import client_of

SignIn = Callable[[str], Client]


@pytest.fixture
def larkfield(cast: Cast) -> School:
    return make_school(cast)


PUPIL = {"given_name": "Imogen", "family_name": "Tarrow", "born_on_day": "2", "born_on_month": "6",
         "born_on_year": "2014", "says": "Not in class; nobody rang."}  # fmt: skip


def test_a_school_records_an_absence_with_the_signs_of_the_first_day(larkfield: School, cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False):
        lead = client_of(larkfield.lead)
        page = text(lead.get("/school/new"))
        assert "Has a child protection plan" in page and len(page) < 100_000
        closed = lead.post("/school/new", PUPIL | when("noticed_at", datetime(2026, 3, 8, 9, 0, tzinfo=UTC)))
        assert closed.status_code == 422 and "closed on that day" in text(closed)
        assert "Not in class; nobody rang." in text(closed), "what was typed is kept"
        sent = lead.post("/school/new", PUPIL | when("noticed_at", MORNING))
        row = SchoolAbsence.objects.get()
        assert sent.headers["Location"] == f"/school/{row.pk}"
        shown = text(lead.get(f"/school/{row.pk}"))
        assert "Ask the parents where the child is" in shown and "1 school day missed" in shown
        assert "Imogen Tarrow" in text(lead.get("/school"))
        assert lead.get(f"/people/{row.episode.person_id}").status_code == 404, "its own record and nothing else"
        assert lead.get(f"/episodes/{row.pk}").status_code == 404


@pytest.mark.parametrize(
    "address", ["", "/parents", "/enquiries", "/police", "/leave", "/back", "/new-school", "/roll", "/close"]
)
def test_every_page_of_an_absence_opens_for_the_school_and_for_nobody_without_a_part(
    larkfield: School, cast: Cast, address: str
) -> None:
    row = noticed(larkfield)
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        assert client_of(larkfield.head).get(f"/school/{row.pk}{address}").status_code == 200
        assert client_of(larkfield.welfare).get(f"/school/{row.pk}{address}").status_code == 200
        stranger = client_of(cast.actor("social worker", "Southvale County Council"))
        assert stranger.get(f"/school/{row.pk}{address}").status_code == 404


def test_the_roll_is_refused_too_soon_with_the_reason(larkfield: School) -> None:
    row = noticed(larkfield)
    with time_machine.travel(MORNING + timedelta(days=3), tick=False):
        form = {"off_on_day": "13", "off_on_month": "3", "off_on_year": "2026", "because": "The place is needed.",
                "new_school": "no"}  # fmt: skip
        sent = client_of(larkfield.head).post(f"/school/{row.pk}/roll", form)
    assert sent.status_code == 422 and "The place is needed." in text(sent)


def test_term_dates_are_entered_and_the_board_leads_to_the_absence(larkfield: School) -> None:
    row = noticed(larkfield)
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        lead = client_of(larkfield.lead)
        form = {"name": "Easter", "first_on_day": "30", "first_on_month": "3", "first_on_year": "2026",
                "last_on_day": "10", "last_on_month": "4", "last_on_year": "2026"}  # fmt: skip
        assert lead.post("/school/closures", form).status_code == 302
        assert "Easter" in text(lead.get("/school/closures"))
        board = text(lead.get("/board"))
        assert "Imogen Tarrow" in board and f"/episodes/{row.pk}" not in board
        duty = Duty.objects.get(episode=row, do="decide whether to refer")
        assert lead.get(f"/duties/{duty.pk}").status_code == 200


def test_days_entered_by_mistake_are_taken_back_after_a_question_and_by_their_school_alone(larkfield: School) -> None:
    row = noticed(larkfield)
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        who = {"at": MORNING, "name": "Half-term", "first_on": date(2026, 3, 16), "last_on": date(2026, 3, 20)}
        own, councils = (close_school(by=by, **who).pk for by in (larkfield.lead, larkfield.welfare))
        lead, turn = client_of(larkfield.lead), SchoolAbsence.objects.get(pk=row.pk).turns_at
        page = text(lead.get("/school/closures"))
        assert f"/school/closures/{own}/reopen" in page and f"/school/closures/{councils}/reopen" not in page
        assert lead.post(f"/school/closures/{councils}/reopen").status_code == 404
        assert "Take back Half-term?" in text(lead.get(f"/school/closures/{own}/reopen"))
        assert SchoolClosure.objects.count() == 2, "asking takes nothing back"
        client_of(larkfield.welfare).post(f"/school/closures/{councils}/reopen")
        done = lead.post(f"/school/closures/{own}/reopen", follow=True)
        assert "Half-term, 16 March 2026 – 20 March 2026, is taken back" in text(done)
        assert not SchoolClosure.objects.exists()
        assert turn != SchoolAbsence.objects.get(pk=row.pk).turns_at, "the clocks go by the days that are left"
        assert lead.post(f"/school/closures/{own}/reopen").status_code == 404


# --- the Home Office -------------------------------------------------------------------------------------------------


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    row = reported(cast, at)
    decided(cast, row, at)
    return row


def recorded(client: Client, episode: Episode, act: str, **form: Any) -> Any:
    return client.post(f"/episodes/{episode.pk}/immigration/{act}", form)


def test_what_the_home_office_reports_starts_its_clocks_and_is_acknowledged(
    client_as: SignIn, episode: Episode
) -> None:
    officer = client_as("investigating officer")
    missing = recorded(officer, episode, "reports", from_whom="C. Ashworth", says="Gone from care.", reference="")
    assert missing.status_code == 422 and "Gone from care." in text(missing)
    recorded(officer, episode, "reports", from_whom="C. Ashworth", says="Gone from care.", reference="HO/77/12")
    duties = set(Duty.objects.filter(episode=episode).values_list("do", flat=True))
    assert {"keep in contact about the missing child", "record on the Police National Computer"} <= duties
    told = Event.objects.get(episode=episode.pk, kind="the Home Office found a child missing")
    assert "Not acknowledged" in text(officer.get(f"/episodes/{episode.pk}/immigration"))
    form = {"who": "Harriet Okoro", "reference": "NM/1"}
    officer.post(f"/episodes/{episode.pk}/immigration/{told.pk}/acknowledged", form)
    page = text(officer.get(f"/episodes/{episode.pk}/immigration"))
    assert "Harriet Okoro" in page and "Not acknowledged" not in page
    again = officer.post(f"/episodes/{episode.pk}/immigration/{told.pk}/acknowledged", form)
    assert again.status_code == 422 and "acknowledged already" in text(again)


def test_a_weekly_contact_meets_the_weeks_duty(cast: Cast, episode: Episode, at: datetime) -> None:
    who: Any = {"episode": episode.pk, "by": cast.actor("social worker")}
    immigration.home_office_tells(**who, at=at, from_whom="C. Ashworth", says="Gone from care.", reference="HO/77/12")
    immigration.keep_contact(**who, at=at + timedelta(days=6), with_whom="C. Ashworth", says="No news.")
    week = Duty.objects.filter(episode=episode, do="keep in contact about the missing child")
    assert {d.state for d in week if d.due_at and d.due_at <= at + timedelta(days=7)} == {"met"}


def test_met_by_the_home_office_is_a_claim_and_the_timeline_does_not_say_where(
    client_as: SignIn, episode: Episode, at: datetime
) -> None:
    officer = client_as("investigating officer")
    recorded(officer, episode, "met", from_whom="C. Ashworth", place="12 Harbour Row", says="Well, and with us.",
             **when("met_at", at))  # fmt: skip
    assert Found.objects.get(episode=episode).confirmed_at is None
    told = Event.objects.select_related("content").get(episode=episode.pk, kind="found by the Home Office")
    assert "Harbour" not in str(told.content.body)
    duties = set(Duty.objects.filter(episode=episode, state="open").values_list("do", flat=True))
    assert {"tell that the child was found", "decide together where the child is taken"} <= duties


@pytest.mark.parametrize("act", ["told", "reports", "contact", "coercion", "met", "place"])
def test_every_form_opens_and_homes_record_nothing(client_as: SignIn, episode: Episode, act: str) -> None:
    address = f"/episodes/{episode.pk}/immigration/{act}"
    assert client_as("duty inspector").get(address).status_code == 200
    home = client_as("registered manager")
    assert "Record it" not in text(home.get(address))
    assert home.post(address, {"with_whom": "x", "says": "y", "from_whom": "z", "told": "z", "reference": "1",
                               "agreed_with": "x", "place": "x"}).status_code in (404, 422)  # fmt: skip
