"""First checks with a deadline set at the outset; one report that brings along all of it; updates, never a new form."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sightline.audit.models import Event
from sightline.audit.refusal import Refused
from sightline.duties.carers import tell_update
from sightline.duties.models import Duty, Notice
from sightline.duties.watcher import round_once
from sightline.episodes import care
from sightline.episodes.actions import absence, care_checks, profile_write
from sightline.episodes.actions.care_checks import FirstChecks
from sightline.episodes.models import Episode, FirstCheck
from sightline.people.models import Person
from sightline.people.queries import known
from tests.people import Cast

SignIn = Callable[[str], Client]
LODGE, SOUTH = "Willow Lodge", "Southvale Police"
TRIED = FirstChecks(["Ring him", "Look in the garden"], 45)


def text_of(answer: Any, status: int = 200) -> str:
    """The words of a page, which must have the status."""
    page = answer.content.decode()
    assert answer.status_code == status, page[:800]
    return html.unescape(page)


@pytest.fixture
def birmingham(cast: Cast) -> Cast:
    """Rowan House and its police work under Birmingham's cards, which set first checks an end."""
    for name in ("Rowan House", "Northmoor Police", "Northmoor City Council"):
        agency = cast.agency(name)
        agency.area = "birmingham"
        agency.save(update_fields=["area"])
    return cast


def looking(cast: Cast, at: datetime, checks: FirstChecks = TRIED) -> Episode:
    """Rowan House looks for Aisha first."""
    return absence.look_first(
        by=cast.actor("registered manager", "Rowan House"), at=at, person=cast.person("Aisha").pk, noticed_at=at,
        because="She is often in the garden at this hour.", checks=checks,
    )  # fmt: skip


def write_profile(cast: Cast, at: datetime) -> None:
    """A part of Aisha's profile."""
    profile_write.write_section(
        person=cast.person("Aisha").pk, section="absence", seen=0, at=at, by=cast.actor("social worker"),
        says={"first_checks": "Ring her aunt\nLook at the bus station", "who_to_ring": "Her aunt"},
    )  # fmt: skip


def test_the_deadline_of_the_first_checks_is_a_duty_with_a_time(birmingham: Cast, at: datetime) -> None:
    episode = looking(birmingham, at)
    due = dict(Duty.objects.filter(episode=episode).values_list("do", "due_at"))
    assert due["make the first checks"] == due["notify the police"] == at + timedelta(minutes=45)
    assert not Duty.objects.filter(episode=episode, do="set a deadline for the first checks", state="open").exists()


@pytest.mark.parametrize(
    ("checks", "says"),
    [
        (FirstChecks(), "what you try first"),
        (FirstChecks(["Ring her"]), "Say until when"),
        (FirstChecks(["Ring her"], 0), "between 1 and 1440"),
        (FirstChecks(["Ring her"], 1441), "between 1 and 1440"),
    ],
)
def test_first_checks_have_an_end(birmingham: Cast, at: datetime, checks: FirstChecks, says: str) -> None:
    with pytest.raises(Refused, match=says):
        looking(birmingham, at, checks)
    assert not Episode.objects.exists()


def test_what_was_tried_is_ticked_once_with_what_came_of_it(birmingham: Cast, at: datetime) -> None:
    episode, home = looking(birmingham, at), birmingham.actor("registered manager", "Rowan House")
    first, second = FirstCheck.objects.filter(episode=episode).order_by("pk")
    care_checks.make_check(check=first.pk, by=home, at=at, result="No answer.")
    with pytest.raises(Refused, match="done this already"):
        care_checks.make_check(check=first.pk, by=home, at=at, result="Again.")
    with pytest.raises(Refused, match="what came of it"):
        care_checks.make_check(check=second.pk, by=home, at=at, result=" ")
    assert Duty.objects.filter(episode=episode, do="make the first checks", state="open").exists()
    care_checks.make_check(check=second.pk, by=home, at=at, result="Nobody there.")
    assert not Duty.objects.filter(episode=episode, do="make the first checks", state="open").exists()


def test_at_the_deadline_it_becomes_a_report_with_what_was_tried(birmingham: Cast, at: datetime) -> None:
    write_profile(birmingham, at)
    episode, home = looking(birmingham, at), birmingham.actor("registered manager", "Rowan House")
    check = FirstCheck.objects.filter(episode=episode).order_by("pk").first()
    assert check
    care_checks.make_check(check=check.pk, by=home, at=at + timedelta(minutes=5), result="No answer.")
    round_once(at + timedelta(minutes=46))
    episode.refresh_from_db()
    assert episode.state == "open" and episode.owner_agency == birmingham.agency("Northmoor Police")
    sent = care.went_with_the_report(episode.pk)
    assert sent["tried"] == ["Ring him: No answer."] and sent["not tried yet"] == ["Look in the garden"]
    assert sent["profile"] == 1


def test_found_by_the_first_checks_nothing_is_left_to_do(birmingham: Cast, at: datetime) -> None:
    episode, home = looking(birmingham, at), birmingham.actor("registered manager", "Rowan House")
    absence.review_absence(
        episode=episode.pk, by=home, at=at + timedelta(minutes=9), outcome="back", found="In the loft."
    )
    episode.refresh_from_db()
    assert episode.state == "closed" and not Duty.objects.filter(episode=episode, state="open").exists()


def test_the_list_begins_with_what_the_profile_says(client_as: SignIn, birmingham: Cast, at: datetime) -> None:
    write_profile(birmingham, at)
    aisha = birmingham.person("Aisha").pk
    assert care_checks.suggested(aisha, at)[:2] == ["Ring her aunt", "Look at the bus station"]
    home = client_as("registered manager")
    page = text_of(home.get(f"/residents/{aisha}/absence"))
    assert "Ring her aunt" in page and "Within how many minutes?" in page
    form = {
        "noticed_at_day": str(at.day), "noticed_at_month": str(at.month), "noticed_at_year": str(at.year),
        "noticed_at_time": f"{at:%H:%M}", "because": "Often in the garden.", "checks": ["Ring her aunt"],
        "more_checks": "Ask the neighbour", "minutes": "30", "once": str(uuid4()),
    }  # fmt: skip
    assert "/residents" in home.post(f"/residents/{aisha}/absence", form).headers["Location"]
    episode = Episode.objects.get()
    rows = FirstCheck.objects.filter(episode=episode).order_by("pk")
    assert [r.what for r in rows] == ["Ring her aunt", "Ask the neighbour"]
    address = f"/residents/absences/{episode.pk}"
    first = rows[0].pk
    assert "Ring her aunt" in text_of(home.get(address))
    wrong = home.post(f"{address}/checks/{first}", {f"check-{first}-result": ""})
    assert "What came of it" in text_of(wrong, 422)
    done = {f"check-{first}-result": "She has not heard.", f"check-{first}-once": str(uuid4())}
    assert home.post(f"{address}/checks/{first}", done).status_code == 302
    assert "She has not heard." in text_of(home.get(address))


def test_one_button_brings_profile_and_tonight_to_the_police_in_that_moment(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    write_profile(cast, at)
    home, aisha = client_as("registered manager"), cast.person("Aisha").pk
    form = {"circumstances": "Out of the window.", "clothes": "Red coat", "belongings": "No telephone",
            "last_seen_place": "", "once": str(uuid4())}  # fmt: skip
    assert home.post(f"/residents/{aisha}/report", form).status_code == 302
    episode = Episode.objects.get()
    for role in ("call handler", "duty inspector", "investigating officer"):
        page = text_of(client_as(role).get(f"/episodes/{episode.pk}"))
        assert "Red coat" in page and "No telephone" in page and "Her aunt" in page and "Profile not finished" in page
    sent = Event.objects.get(episode=episode.pk, kind="profile sent with the report")
    assert sent.recorded_at == Event.objects.get(episode=episode.pk, kind="reported missing").recorded_at


def test_the_next_night_only_what_is_different_is_asked(client_as: SignIn, cast: Cast, at: datetime) -> None:
    home, aisha = client_as("registered manager"), cast.person("Aisha").pk
    page = text_of(home.get(f"/residents/{aisha}/report"))
    assert "different tonight" in page and "Clothes they have on" in page
    assert not any(label in page for label in ("Allergies", "General practitioner", "Hair, eyes"))


def test_an_update_reaches_the_desk_that_owns_the_episode(client_as: SignIn, cast: Cast, at: datetime) -> None:
    home, aisha = client_as("registered manager"), cast.person("Aisha").pk
    home.post(f"/residents/{aisha}/report", {"circumstances": "Gone.", "once": str(uuid4())})
    episode = Episode.objects.get()
    address = f"/residents/episodes/{episode.pk}/update"
    assert "at least one of the answers" in text_of(home.post(address, {"says": "", "once": str(uuid4())}), 422)
    sent = {"says": "Mina has a message from her.", "company": "A man called Dee", "once": str(uuid4())}
    assert home.post(address, sent).status_code == 302
    notice = Notice.objects.get(kind="update")
    assert notice.desk == episode.owner_desk and "Mina has a message" in notice.says
    page = text_of(client_as("duty inspector").get(f"/episodes/{episode.pk}"))
    assert "A man called Dee" in page
    assert Episode.objects.count() == 1


def test_an_update_is_added_only_while_the_episode_is_open(cast: Cast, at: datetime) -> None:
    home = cast.actor("registered manager", "Rowan House")
    episode = looking(cast, at)
    absence.review_absence(episode=episode.pk, by=home, at=at, outcome="back", found="Here.")
    with pytest.raises(Refused, match="was closed"):
        tell_update(episode=episode.pk, by=home, at=at, says="Something", tonight={})


def test_a_watched_absence_carries_its_first_checks(cast: Cast, at: datetime) -> None:
    from sightline.episodes.actions.report import Answered
    from tests.integration.test_unauthorised_absence import NO_CONCERN

    home, tyler = cast.actor("registered manager", LODGE), cast.person("Tyler").pk
    assert known(tyler, at).placement and Person.objects.get(pk=tyler).setting == "children's home"
    episode = absence.notice_absence(
        by=home, at=at, person=tyler, noticed_at=at, because="Missed the bus.", checks=TRIED,
        answered=[Answered(phrase, "no", "asked, and no") for phrase in NO_CONCERN],
    )  # fmt: skip
    assert {c.due_at for c in care.first_checks(episode.pk)} == {at + timedelta(minutes=45)}
    absence.report_from_absence(episode=episode.pk, by=home, at=at + timedelta(hours=1), because="Still away.")
    assert care.went_with_the_report(episode.pk)["not tried yet"] == list(TRIED.what)
