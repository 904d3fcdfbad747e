"""A carer's screen in a browserless client: not here, look again each hour, back, or one button to the police."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sightline.audit.models import Consultation
from sightline.audit.queries import occurrences
from sightline.duties.models import Notice
from sightline.episodes.models import Episode, Report
from sightline.people import actions
from sightline.web.screens.residents import to_be_answered
from tests.people import Cast
from tests.signed_in import client_of

SignIn = Callable[[str], Client]


@pytest.fixture
def home(client_as: SignIn, cast: Cast) -> Client:
    """The registered manager of Willow Lodge, where Tyler lives and the Thames Valley cards hold."""
    return client_of(cast.actor("registered manager", "Willow Lodge"))


def text_of(answer: Any, status: int = 200) -> str:
    """The words of a page, which must have the status."""
    page = answer.content.decode()
    assert answer.status_code == status, page[:800]
    return html.unescape(page)


def moment_boxes(name: str, moment: datetime) -> dict[str, str]:
    """A moment in winter as its four boxes."""
    return {f"{name}_day": str(moment.day), f"{name}_month": str(moment.month), f"{name}_year": str(moment.year),
            f"{name}_time": f"{moment:%H:%M}"}  # fmt: skip


def absence_form(at: datetime, answer: str = "no", **changes: str) -> dict[str, str]:
    """“Not here”, with every question of the Thames Valley cards answered alike."""
    asked = {f"fact-{n}": answer for n, _ in enumerate(to_be_answered("thames-valley", at))}
    because = "Missed the bus, rang at 19:40 from the station; nothing in his plan worries us."
    return {**moment_boxes("noticed_at", at), "because": because, "once": str(uuid4()), **asked, **changes}


@pytest.fixture
def watched(home: Client, cast: Cast, at: datetime) -> Episode:
    """Tyler is away and the home watches."""
    sent = home.post(f"/residents/{cast.person('Tyler').pk}/absence", absence_form(at))
    assert sent.status_code == 302, text_of(sent, sent.status_code)
    return Episode.objects.get(person=cast.person("Tyler"))


def test_the_page_lists_who_lives_here_and_nobody_else(home: Client) -> None:
    page = text_of(home.get("/residents"))
    assert "Tyler Ashdown" in page and "Everybody is here" in page
    assert "Aisha Bramwell" not in page


def test_the_list_is_one_line_of_the_consultation_log(home: Client, cast: Cast) -> None:
    home.get("/residents")
    assert Consultation.objects.filter(screen="residents").latest("id").people == [cast.person("Tyler").pk]


def test_the_page_is_for_carers(client_as: SignIn) -> None:
    for role in ("social worker", "duty inspector"):
        assert "is for: registered manager, foster carer" in text_of(client_as(role).get("/residents"), 404)


def test_a_foster_carer_has_the_same_page(client_as: SignIn) -> None:
    assert "Kayleigh Morrow" in text_of(client_as("foster carer").get("/residents"))


def test_an_absence_asks_what_the_areas_cards_want_answered(home: Client, cast: Cast, at: datetime) -> None:
    page = text_of(home.get(f"/residents/{cast.person('Tyler').pk}/absence"))
    facts = to_be_answered("thames-valley", at)
    assert facts and all(fact[1:] in page for fact in facts)


def test_a_flag_stands_above_the_question_and_is_answered_beforehand(home: Client, cast: Cast, at: datetime) -> None:
    tyler, by = cast.person("Tyler"), cast.actor("social worker").author
    actions.add_flag(person=tyler.pk, phrase="self-harms", says="Cuts when upset.", from_whom="His key worker",
                     since=at.date(), by=by, at=at)  # fmt: skip
    page = text_of(home.get(f"/residents/{tyler.pk}/absence"))
    assert page.index("Cuts when upset.") < page.index("When it was noticed")
    number = to_be_answered("thames-valley", at).index("self-harms")
    chosen = re.findall(rf'<input[^>]*name="fact-{number}"[^>]*checked', page)
    assert len(chosen) == 1 and 'value="yes"' in chosen[0]


def test_a_watched_absence_shows_the_next_review_and_the_limit(home: Client, watched: Episode) -> None:
    page = text_of(home.get("/residents"))
    assert page.index("Next thing to do") < page.index("Away, and watched by you")
    assert "due in 1 h 00 min" in page and "due in 6 h 00 min" in page and "9pm" in page and "2am" in page


def test_the_page_can_bring_itself_up_to_date(home: Client, watched: Episode) -> None:
    page = text_of(home.get("/residents"))
    assert 'data-live-events="/live/board"' in page and 'data-live-from="/residents/rows"' in page
    rows = text_of(home.get("/residents/rows"))
    assert "Tyler Ashdown" in rows and "<html" not in rows


def test_a_question_left_open_is_asked_again_and_the_words_are_kept(home: Client, cast: Cast, at: datetime) -> None:
    form = absence_form(at, because="He rang from the station.")
    form["fact-0"] = ""
    page = text_of(home.post(f"/residents/{cast.person('Tyler').pk}/absence", form), 422)
    assert "Answer yes, no or not known" in page and "He rang from the station." in page
    assert not Episode.objects.exists()


@pytest.mark.parametrize("answer", ["yes", "not known"])
def test_where_a_card_bars_watching_reporting_comes_first_with_the_reasons(
    home: Client, cast: Cast, at: datetime, answer: str
) -> None:
    tyler = cast.person("Tyler")
    page = text_of(home.post(f"/residents/{tyler.pk}/absence", absence_form(at, answer)), 422)
    assert page.index("Report to the police now") < page.index("When it was noticed")
    assert "This is not an absence to be watched" in page and 'href="/protocols/' in page
    assert f'href="/residents/{tyler.pk}/report"' in page
    assert not Episode.objects.exists()


def test_an_absence_noticed_in_the_future_is_refused(home: Client, cast: Cast, at: datetime) -> None:
    form = absence_form(at, **moment_boxes("noticed_at", at + timedelta(hours=2)))
    page = text_of(home.post(f"/residents/{cast.person('Tyler').pk}/absence", form), 422)
    assert "enter a moment in the past" in page
    assert not Episode.objects.exists()


def test_a_child_of_another_home_is_not_there(home: Client, cast: Cast, at: datetime) -> None:
    aisha = cast.person("Aisha")
    for address in ("absence", "report"):
        assert home.get(f"/residents/{aisha.pk}/{address}").status_code == 404
        assert home.post(f"/residents/{aisha.pk}/{address}", absence_form(at)).status_code == 404


def review_form(outcome: str) -> dict[str, str]:
    """A review as a browser would send it."""
    return {"outcome": outcome, "found": "Rang his phone; his friend says he is on the last bus.", "once": str(uuid4())}


def test_no_concern_keeps_watching_and_the_next_review_follows(
    home: Client, watched: Episode, at: datetime, clock: Any
) -> None:
    clock.move_to(at + timedelta(minutes=55))
    assert home.post(f"/residents/absences/{watched.pk}", review_form("no concern"))["Location"] == "/residents"
    page = text_of(home.get("/residents"))
    assert "Away, and watched by you" in page and "10pm" in page


def test_back_ends_the_absence(home: Client, watched: Episode, at: datetime, clock: Any) -> None:
    clock.move_to(at + timedelta(minutes=40))
    home.post(f"/residents/absences/{watched.pk}", review_form("back"))
    watched.refresh_from_db()
    assert watched.state == "closed"
    assert "Everybody is here" in text_of(home.get("/residents"))


def test_a_concern_reports_at_once_and_shows_the_receipt(
    home: Client, watched: Episode, at: datetime, clock: Any
) -> None:
    clock.move_to(at + timedelta(minutes=40))
    sent = home.post(f"/residents/absences/{watched.pk}", review_form("concerned"))
    assert sent["Location"] == f"/residents/episodes/{watched.pk}"
    page = text_of(home.get(sent["Location"]))
    assert watched.reference in page and "The police have the report." in page and "Southvale Police" in page


def test_a_review_needs_an_outcome_and_words(home: Client, watched: Episode) -> None:
    page = text_of(home.post(f"/residents/absences/{watched.pk}", {"outcome": "", "found": ""}), 422)
    assert "There is a problem" in page
    assert [kind for kind, _ in occurrences(episode=watched.pk)].count("absence reviewed") == 0


def test_one_button_reports_and_pressed_twice_reports_once(home: Client, watched: Episode) -> None:
    page = text_of(home.get("/residents"))
    token = re.findall(r'name="once" value="([^"]+)"', page)[0]
    address = f"/residents/absences/{watched.pk}/report"
    first = home.post(address, {"once": token})
    again = home.post(address, {"once": token})
    assert first["Location"] == again["Location"] == f"/residents/episodes/{watched.pk}"
    assert Report.objects.filter(episode=watched).count() == 1


def test_the_receipt_says_who_was_told_and_who_knows(home: Client, watched: Episode, cast: Cast, at: datetime) -> None:
    home.post(f"/residents/absences/{watched.pk}/report", {"once": str(uuid4())})
    assert Notice.objects.filter(episode=watched).exists()
    page = text_of(home.get(f"/residents/episodes/{watched.pk}"))
    assert "Who was told" in page and "Not yet" in page
    assert f'data-live-from="/residents/episodes/{watched.pk}/now"' in page
    notice = Notice.objects.filter(episode=watched, acknowledged_at=None).first()
    assert notice is not None
    notice.acknowledged_at, notice.acknowledged_by = at, "Ruth Merrigan"
    notice.save()
    fresh = text_of(home.get(f"/residents/episodes/{watched.pk}/now"))
    assert "Ruth Merrigan" in fresh and "<html" not in fresh


def test_the_receipt_keeps_what_other_agencies_were_asked_to_themselves(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    aisha = cast.person("Aisha")
    home = client_as("registered manager")
    sent = home.post(f"/residents/{aisha.pk}/report", report_form(at))
    page = text_of(home.get(sent["Location"]))
    police = Notice.objects.filter(episode__person=aisha, desk__agency=cast.agency("Northmoor Police"))
    assert police.exists() and "Northmoor Police" in page
    assert not [n.says for n in police if n.says in page]


def test_where_no_card_lets_a_carer_watch_reporting_is_the_only_way(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    client, aisha = client_as("registered manager"), cast.person("Aisha")
    page = text_of(client.get(f"/residents/{aisha.pk}/absence"))
    assert "In your area no protocol lets a carer watch an absence." in page and "Begin to watch" not in page
    client.post(f"/residents/{aisha.pk}/absence", {**moment_boxes("noticed_at", at), "because": "Late, as always."})
    assert not Episode.objects.exists()


def test_somebody_placed_here_but_opened_to_nobody_is_counted_not_named(home: Client, cast: Cast, at: datetime) -> None:
    robert = cast.person("Robert")
    actions.place(person=robert.pk, provider=cast.agency("Willow Lodge").pk, setting="children's home", since=at.date(),
                  by=cast.actor("social worker").author, at=at)  # fmt: skip
    page = text_of(home.get("/residents"))
    assert "1 more person is placed with you" in page and "Robert Hallam" not in page


def test_a_reported_absence_cannot_be_reviewed_any_more(home: Client, watched: Episode) -> None:
    home.post(f"/residents/absences/{watched.pk}/report", {"once": str(uuid4())})
    page = text_of(home.get(f"/residents/absences/{watched.pk}"))
    assert "with the police" in page and "Record the review" not in page
    assert "Reported to the police" in text_of(home.get("/residents"))


def report_form(at: datetime, **changes: str) -> dict[str, str]:
    """A report as a browser would send it."""
    return {**moment_boxes("last_seen_at", at - timedelta(hours=1)), "last_seen_place": "The bus station",
            "circumstances": "Got into a car we do not know.", "once": str(uuid4()), **changes}  # fmt: skip


def test_a_report_without_waiting_opens_an_episode_the_police_own(home: Client, cast: Cast, at: datetime) -> None:
    tyler = cast.person("Tyler")
    sent = home.post(f"/residents/{tyler.pk}/report", report_form(at))
    episode = Episode.objects.get(person=tyler)
    assert sent["Location"] == f"/residents/episodes/{episode.pk}"
    assert episode.owner_agency == cast.agency("Southvale Police") and episode.reporter_name == "Marcus Ibbotson"


def test_a_second_report_is_led_to_the_open_episode(home: Client, watched: Episode, cast: Cast, at: datetime) -> None:
    home.post(f"/residents/absences/{watched.pk}/report", {"once": str(uuid4())})
    page = text_of(home.post(f"/residents/{cast.person('Tyler').pk}/report", report_form(at)), 422)
    assert "already has an open episode" in page and "Got into a car we do not know." in page


def test_a_report_seen_last_in_the_future_is_refused_and_kept(home: Client, cast: Cast, at: datetime) -> None:
    form = report_form(at, **moment_boxes("last_seen_at", at + timedelta(days=1)))
    page = text_of(home.post(f"/residents/{cast.person('Tyler').pk}/report", form), 422)
    assert "enter a moment in the past" in page and "The bus station" in page
    assert not Episode.objects.exists()


def test_nobody_reports_for_another_home(client_as: SignIn, watched: Episode) -> None:
    answer = client_as("registered manager").post(f"/residents/absences/{watched.pk}/report", {"once": str(uuid4())})
    assert answer.status_code == 404
    watched.refresh_from_db()
    assert watched.state == "absence"
