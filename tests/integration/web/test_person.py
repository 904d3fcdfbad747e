"""A person in a browserless client: search, flags first, plan, care, placements, one history, and what changes them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sightline.access.models import Involvement
from sightline.audit.models import Consultation, Event
from sightline.episodes.actions.report import Told, report_missing
from sightline.people import actions
from sightline.people.models import CareStatus, Flag, Placement
from sightline.web.forms.person import CARE_STATUSES, care_choices, flag_choices
from sightline.web.screens.person_changes import ALLOWED
from sightline.web.screens.person_history import history
from tests.people import Cast

SignIn = Callable[[str], Client]


def text_of(answer: Any, status: int = 200) -> str:
    """The words of a page, which must have the status."""
    page = answer.content.decode()
    assert answer.status_code == status, page[:600]
    return html.unescape(page)


def main_of(answer: Any) -> str:
    """What a page says, without what surrounds it."""
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def order_of(page: str, *words: str) -> None:
    """The words stand on the page in this order."""
    places = [page.index(word) for word in words]
    assert places == sorted(places), dict(zip(words, places, strict=True))


def date_boxes(name: str, day: Any) -> dict[str, str]:
    """A day as its three boxes."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def missing(cast: Cast, at: datetime, given_name: str = "Aisha") -> Any:
    """An open episode of somebody, reported to the police."""
    told = Told(name="Denise Farrow", relation="registered manager", phone="01632 960777")
    return report_missing(by=cast.actor("call handler"), at=at, person=cast.person(given_name).pk, told=told,
                          last_seen_at=at - timedelta(hours=1), last_seen_place="Rowan House",
                          circumstances="Left by the back door.")  # fmt: skip


# --- finding ---------------------------------------------------------------------------------------------------------


def test_a_misspelt_name_finds_the_person_with_flags(client_as: SignIn, cast: Cast) -> None:
    page = text_of(client_as("duty inspector").get("/people", {"name": "Aysha Bramwel"}))
    assert "Aisha Bramwell" in page and "Is at known risk of sexual exploitation" in page


def test_a_search_is_recorded_with_whom_it_showed(client_as: SignIn, cast: Cast) -> None:
    client_as("duty inspector").get("/people", {"name": "Aisha Bramwell"})
    line = Consultation.objects.filter(act="search").latest("id")
    assert cast.person("Aisha").pk in line.people and line.asked["name"] == "Aisha Bramwell"


def test_a_home_finds_only_whom_it_is_involved_with(client_as: SignIn, cast: Cast) -> None:
    client = client_as("registered manager")
    nobody = text_of(client.get("/people", {"name": "Robert Hallam"}))
    assert "0 people found" in nobody and f"/people/{cast.person('Robert').pk}" not in nobody
    assert f"/people/{cast.person('Aisha').pk}" in text_of(client.get("/people", {"name": "Aisha Bramwell"}))


def test_a_search_while_typing_answers_with_the_results_alone(client_as: SignIn) -> None:
    answer = client_as("duty inspector").get("/people", {"name": "Aisha"}, headers={"HX-Request": "true"})
    assert "Aisha Bramwell" in text_of(answer) and "<html" not in answer.content.decode()


def test_a_date_that_cannot_be_is_said_and_the_name_is_kept(client_as: SignIn) -> None:
    answer = client_as("duty inspector").get(
        "/people", {"name": "Aisha", "born_on_day": "31", "born_on_month": "2", "born_on_year": "2010"}
    )
    page = text_of(answer)
    assert 'value="Aisha"' in page and "govuk-error-message" in page


def test_before_a_search_the_page_lists_who_is_missing_now(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode = missing(cast, at)
    assert episode.reference in text_of(client_as("duty inspector").get("/people"))


# --- the page --------------------------------------------------------------------------------------------------------


def page_of(client: Client, cast: Cast, given_name: str = "Aisha") -> str:
    """A person's page."""
    return text_of(client.get(f"/people/{cast.person(given_name).pk}"))


def test_flags_stand_before_everything_but_the_next_thing(client_as: SignIn, cast: Cast) -> None:
    order_of(page_of(client_as("social worker"), cast), "Aisha Bramwell", 'id="flags"', "Met by older men", 'id="plan"',
             'id="safe"', 'id="history"', 'id="care"', 'id="placements"', 'id="timeline"')  # fmt: skip


def test_an_open_episode_is_the_next_thing_to_do(client_as: SignIn, cast: Cast, at: datetime) -> None:
    episode = missing(cast, at)
    page = page_of(client_as("social worker"), cast)
    order_of(page, "Next thing to do", f"Episode {episode.reference} is open.", 'id="flags"')


def test_what_nobody_recorded_is_said_not_left_out(client_as: SignIn, cast: Cast) -> None:
    page = page_of(client_as("duty inspector"), cast, "Robert")
    for said in ("No flag is recorded.", "There is no trigger plan.", "Not known: nobody has written it down.",
                 "No care status is recorded.", "No episode is on record."):  # fmt: skip
        assert said in page


def test_the_page_says_who_may_see_the_record_and_why(client_as: SignIn, cast: Cast) -> None:
    page = page_of(client_as("duty inspector"), cast)
    assert "Northmoor City Council" in page and "responsible authority" in page and "Rowan House" in page


def test_a_plan_whose_review_is_overdue_says_so_and_still_binds(
    client_as: SignIn, cast: Cast, at: datetime, clock: Any
) -> None:
    actions.agree_trigger_plan(
        person=cast.person("Aisha").pk, category="missing", risk="high", actions=["Ring her sister"],
        agreed_by="all three",
        review_on=(at + timedelta(days=5)).date(), by=cast.actor("social worker").author, at=at,
    )  # fmt: skip
    clock.move_to(at + timedelta(days=9))
    page = page_of(client_as("missing person coordinator"), cast)
    assert "Its review was due on" in page and "It binds until a new version is agreed" in page
    assert "The review of the trigger plan is overdue." in page


def test_somebody_elses_child_is_not_there_for_a_home(client_as: SignIn, cast: Cast) -> None:
    client = client_as("registered manager")
    answer = client.get(f"/people/{cast.person('Tyler').pk}")
    nobody = client.get("/people/987654321")
    assert answer.status_code == nobody.status_code == 404
    assert main_of(answer) == main_of(nobody)
    assert Consultation.objects.filter(act="refused", people__contains=[cast.person("Tyler").pk]).exists()


def test_opening_a_person_is_recorded_with_its_purpose(client_as: SignIn, cast: Cast) -> None:
    page_of(client_as("social worker"), cast)
    line = Consultation.objects.filter(screen="person").latest("id")
    assert (line.by_name, line.purpose, line.people) == ("Grace Adeyinka", "safeguarding", [cast.person("Aisha").pk])


def test_the_page_stays_light(client_as: SignIn, cast: Cast, at: datetime) -> None:
    missing(cast, at)
    assert len(client_as("duty inspector").get(f"/people/{cast.person('Aisha').pk}").content) < 60_000


def test_the_timeline_names_agencies_and_leaves_the_notices_to_the_episode(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    missing(cast, at)
    client, address = client_as("duty inspector"), f"/people/{cast.person('Aisha').pk}"
    page = text_of(client.get(address)).split('id="timeline"')[1]
    assert "Agency involved" in page and "Northmoor Police" in page and "Desk told" not in page
    assert "Desk told" in text_of(client.get(address, {"everything": "1"}))


# --- one history -----------------------------------------------------------------------------------------------------


class Occasion:
    """A made-up episode."""

    def __init__(self, category: str, opened_at: datetime) -> None:
        self.category, self.opened_at = category, opened_at


def test_missing_absent_and_away_stand_in_one_history(at: datetime) -> None:
    away = "away from placement without authorisation"
    past = history([Occasion("missing", at), Occasion("absent", at), Occasion("missing", at - timedelta(days=40)),
                    Occasion(away, at - timedelta(days=40))], at)  # fmt: skip
    assert past.categories == ["missing", "absent", away]
    assert [(m.first.month, m.counts) for m in past.told] == [(3, [1, 1, 0]), (1, [1, 0, 1])]


def test_the_history_counts_months_by_the_clocks_of_london(at: datetime) -> None:
    midnight_in_summer = datetime.fromisoformat("2025-06-30T23:30:00+00:00")
    assert [m.first.month for m in history([Occasion("missing", midnight_in_summer)], at).told] == [7]


def test_an_episode_older_than_the_picture_is_not_drawn_but_stays_in_the_table(at: datetime) -> None:
    assert not history([Occasion("missing", at - timedelta(days=900))], at).any


def test_the_picture_has_a_table_behind_it(client_as: SignIn, cast: Cast, at: datetime) -> None:
    missing(cast, at)
    page = page_of(client_as("duty inspector"), cast)
    order_of(page, "<svg viewBox", "The same as a table", "March 2026", "Every episode, newest first")
    assert "Not yet decided" in page


# --- changing --------------------------------------------------------------------------------------------------------


def amended(page: str, **changes: str) -> dict[str, str]:
    """The amend form as a browser would send it, with some answers changed."""
    fields = dict(re.findall(r'<input type="(?:text|hidden)" name="([^"]+)" value="([^"]*)"', page))
    boxes = {m[1]: m[2] for m in re.finditer(r'<input[^>]*name="(born_on_\w+)"[^>]*value="(\d+)"', page)}
    boxes |= {m[2]: m[1] for m in re.finditer(r'<input[^>]*value="(\d+)"[^>]*name="(born_on_\w+)"', page)}
    start = {
        "sex": "female",
        "setting": "children's home",
        "given_name": "Aisha",
        "family_name": "Bramwell",
        "because": "Told by her.",
    }
    return fields | boxes | start | {"once": str(uuid4())} | changes


def test_what_is_known_is_changed_and_the_reason_is_on_the_timeline(client_as: SignIn, cast: Cast) -> None:
    client, aisha = client_as("social worker"), cast.person("Aisha")
    address = f"/people/{aisha.pk}/amend"
    sent = client.post(address, amended(text_of(client.get(address)), phone="07700 900999"))
    assert sent["Location"] == f"/people/{aisha.pk}"
    aisha.refresh_from_db()
    assert (aisha.phone, aisha.version) == ("07700 900999", 2)
    event = Event.objects.get(chain=aisha.pk, kind="person amended")
    assert event.content.body["after"]["phone"] == "07700 900999" and event.content.body["because"] == "Told by her."


def test_the_second_writer_sees_both_versions_and_chooses(client_as: SignIn, cast: Cast, at: datetime) -> None:
    client, aisha = client_as("social worker"), cast.person("Aisha")
    address = f"/people/{aisha.pk}/amend"
    mine = amended(text_of(client.get(address)), phone="07700 900111")
    actions.amend(
        person=aisha.pk, version=1, by=cast.actor("duty inspector").author, at=at, because="Rang.", phone="07700 900222"
    )
    page = text_of(client.post(address, mine), 422)
    assert "07700 900111" in page and "07700 900222" in page and "What is recorded now" in page
    aisha.refresh_from_db()
    assert aisha.phone == "07700 900222"


def test_a_form_sent_twice_changes_once(client_as: SignIn, cast: Cast) -> None:
    client, aisha = client_as("social worker"), cast.person("Aisha")
    address = f"/people/{aisha.pk}/amend"
    sent = amended(text_of(client.get(address)), phone="07700 900999")
    assert client.post(address, sent)["Location"] == client.post(address, sent)["Location"]
    assert Event.objects.filter(chain=aisha.pk, kind="person amended").count() == 1


def test_a_birth_in_the_future_is_refused_and_what_was_typed_is_kept(client_as: SignIn, cast: Cast) -> None:
    client, aisha = client_as("social worker"), cast.person("Aisha")
    address = f"/people/{aisha.pk}/amend"
    sent = amended(text_of(client.get(address)), born_on_year="2031", language="Somali")
    page = text_of(client.post(address, sent), 422)
    assert "There is a problem" in page and 'value="Somali"' in page


def flag_form(at: datetime, **changes: str) -> dict[str, str]:
    """A flag as a browser would send it."""
    return {"phrase": "self-harms", "says": "Cuts when upset.", "from_whom": "Her key worker",
            "contact": "01632 960123",
            "once": str(uuid4()), **date_boxes("since", at), **changes}  # fmt: skip


def test_a_flag_carries_who_said_so_and_how_to_reach_them(client_as: SignIn, cast: Cast, at: datetime) -> None:
    client, aisha = client_as("registered manager"), cast.person("Aisha")
    sent = client.post(f"/people/{aisha.pk}/flags/new", flag_form(at))
    assert sent.status_code == 302
    page = text_of(client.get(sent["Location"]))
    assert "Self-harms" in page and "Said by Her key worker" in page and "01632 960123" in page


def test_a_flag_outside_the_vocabulary_cannot_be_sent(client_as: SignIn, cast: Cast, at: datetime) -> None:
    aisha = cast.person("Aisha")
    sent = client_as("social worker").post(f"/people/{aisha.pk}/flags/new", flag_form(at, phrase="is naughty"))
    assert "There is a problem" in text_of(sent, 422)
    assert not Flag.objects.filter(person=aisha, phrase="is naughty").exists()


def test_ending_a_flag_needs_a_reason_and_keeps_the_flag_in_the_history(client_as: SignIn, cast: Cast) -> None:
    client, aisha = client_as("social worker"), cast.person("Aisha")
    flag = Flag.objects.get(person=aisha)
    address = f"/people/{aisha.pk}/flags/{flag.pk}/end"
    assert "There is a problem" in text_of(client.post(address, {"because": " "}), 422)
    assert client.post(address, {"because": "Assessed again on 2 March."}).status_code == 302
    page = page_of(client, cast)
    assert "No flag is recorded." in page and "Assessed again on 2 March." in page


def test_a_home_cannot_end_a_flag(client_as: SignIn, cast: Cast) -> None:
    client, aisha = client_as("registered manager"), cast.person("Aisha")
    flag = Flag.objects.get(person=aisha)
    assert f"/flags/{flag.pk}/end" not in page_of(client, cast)
    answer = client.post(f"/people/{aisha.pk}/flags/{flag.pk}/end", {"because": "She is fine."})
    assert "is for: social worker" in text_of(answer, 404)
    flag.refresh_from_db()
    assert flag.until is None


def test_a_flag_of_another_person_cannot_be_ended_here(client_as: SignIn, cast: Cast) -> None:
    flag = Flag.objects.get(person=cast.person("Joan"))
    answer = client_as("duty inspector").post(
        f"/people/{cast.person('Aisha').pk}/flags/{flag.pk}/end", {"because": "Ended."}
    )
    assert answer.status_code == 404
    flag.refresh_from_db()
    assert flag.until is None


def plan_form(at: datetime, version: int = 0, **changes: str) -> dict[str, str]:
    """A trigger plan as a browser would send it."""
    return {"category": "missing", "risk": "high", "actions": "Ring her sister\n\n Visit the park ",
            "places": "The park",
            "agreed_by": "Council, police and Rowan House", "version": str(version), "once": str(uuid4()),
            **date_boxes("review_on", at + timedelta(days=60)), **changes}  # fmt: skip


def test_a_new_version_of_the_plan_replaces_the_old_one_and_both_are_shown(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    client, aisha = client_as("social worker"), cast.person("Aisha")
    assert client.post(f"/people/{aisha.pk}/trigger-plan", plan_form(at)).status_code == 302
    assert client.post(f"/people/{aisha.pk}/trigger-plan", plan_form(at, 1, actions="Ring her aunt")).status_code == 302
    page = page_of(client, cast)
    assert "Ring her aunt" in page and "All 2 versions" in page and "in force" in page


def test_a_plan_agreed_meanwhile_is_not_overwritten(client_as: SignIn, cast: Cast, at: datetime) -> None:
    client, aisha = client_as("social worker"), cast.person("Aisha")
    client.post(f"/people/{aisha.pk}/trigger-plan", plan_form(at))
    page = text_of(client.post(f"/people/{aisha.pk}/trigger-plan", plan_form(at, 0, places="The old mill")), 422)
    assert "The old mill" in page and "The park" in page


def test_a_plan_reviewed_in_the_past_is_refused(client_as: SignIn, cast: Cast, at: datetime) -> None:
    past = date_boxes("review_on", at - timedelta(days=1))
    answer = client_as("social worker").post(f"/people/{cast.person('Aisha').pk}/trigger-plan", plan_form(at, **past))
    assert "The review date must be in the future." in text_of(answer, 422)


def placement_form(cast: Cast, since: Any, **changes: str) -> dict[str, str]:
    """A placement at Willow Lodge as a browser would send it."""
    return {"provider": str(cast.agency("Willow Lodge").pk), "setting": "children's home",
            "address": "", "out_of_area": "yes",
            "host_authority": str(cast.agency("Southvale County Council").pk), "once": str(uuid4()),
            **date_boxes("since", since), **changes}  # fmt: skip


def test_a_move_ends_the_placement_before_and_changes_who_may_see(client_as: SignIn, cast: Cast, at: datetime) -> None:
    client, aisha = client_as("social worker"), cast.person("Aisha")
    assert client.post(f"/people/{aisha.pk}/placement", placement_form(cast, at)).status_code == 302
    now = Placement.objects.get(person=aisha, during__upper_inf=True)
    assert now.provider == cast.agency("Willow Lodge").pk and now.out_of_area
    page = page_of(client, cast)
    order_of(page, "Willow Lodge", "Out of area", "Rowan House")
    standing = set(Involvement.objects.filter(person=aisha, until=None).values_list("agency__name", "part"))
    assert ("Willow Lodge", "provider") in standing and ("Southvale County Council", "host authority") in standing
    assert ("Rowan House", "provider") not in standing


def test_placements_out_of_order_are_refused_in_plain_words(client_as: SignIn, cast: Cast, at: datetime) -> None:
    answer = client_as("social worker").post(
        f"/people/{cast.person('Aisha').pk}/placement", placement_form(cast, at - timedelta(days=400))
    )
    assert "must begin on a later day" in text_of(answer, 422)


def test_a_care_status_is_recorded_and_ended_with_its_days(client_as: SignIn, cast: Cast, at: datetime) -> None:
    client, aisha = client_as("social worker"), cast.person("Aisha")
    council = str(cast.agency("Northmoor City Council").pk)
    sent = {"phrase": "has a child protection plan", "authority": council, "once": str(uuid4()),
            **date_boxes("since", at - timedelta(days=3))}  # fmt: skip
    assert client.post(f"/people/{aisha.pk}/care", sent).status_code == 302
    status = CareStatus.objects.get(person=aisha, phrase="has a child protection plan")
    assert "has a child protection plan" in page_of(client, cast)
    again = client.post(f"/people/{aisha.pk}/care", sent | {"once": str(uuid4())})
    assert "This status holds already." in text_of(again, 422)
    ending = {"because": "Ended at the review.", "once": str(uuid4()), **date_boxes("until", at)}
    assert client.post(f"/people/{aisha.pk}/care/{status.pk}/end", ending).status_code == 302
    status.refresh_from_db()
    assert status.during.upper == at.date()


def test_a_care_status_cannot_end_before_it_began(client_as: SignIn, cast: Cast, at: datetime) -> None:
    aisha = cast.person("Aisha")
    status = CareStatus.objects.get(person=aisha)
    ending = {"because": "Wrong.", **date_boxes("until", at - timedelta(days=300))}
    answer = client_as("social worker").post(f"/people/{aisha.pk}/care/{status.pk}/end", ending)
    assert "The end must be after that day." in text_of(answer, 422)


CHANGES = {"amend": "amend", "flag": "flags/new", "plan": "trigger-plan", "placement": "placement", "care": "care"}
ROLES = ("call handler", "duty inspector", "missing person coordinator", "investigating officer", "social worker",
         "team manager", "emergency duty team", "registered manager", "analyst")  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_each_change_is_open_to_its_roles_and_closed_to_others(client_as: SignIn, cast: Cast, role: str) -> None:
    client = client_as(role)
    opened = {
        what: client.get(f"/people/{cast.person('Aisha').pk}/{address}").status_code
        for what, address in CHANGES.items()
    }
    assert opened == {what: 200 if role in ALLOWED[what] else 404 for what in CHANGES}


def test_a_home_changes_nothing_of_somebody_who_no_longer_lives_there(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    aisha = cast.person("Aisha")
    actions.place(person=aisha.pk, provider=cast.agency("Willow Lodge").pk, setting="children's home",
                  since=at.date(), by=cast.actor("social worker").author, at=at)  # fmt: skip
    client = client_as("registered manager")
    assert "Add a flag" not in page_of(client, cast)
    assert "who live with you now" in text_of(client.post(f"/people/{aisha.pk}/flags/new", flag_form(at)), 404)


def test_a_draft_comes_back_and_can_be_thrown_away(client_as: SignIn, cast: Cast) -> None:
    client, aisha = client_as("social worker"), cast.person("Aisha")
    address, key = f"/people/{aisha.pk}/flags/new", f"person-{aisha.pk}-flag"
    client.post(f"/drafts/{key}", {"says": "Seen with an older man in a white van"})
    page = text_of(client.get(address))
    assert "Seen with an older man in a white van" in page and "Draft from" in page
    client.post(address, {"discard_draft": "1"})
    assert "white van" not in text_of(client.get(address))


def test_every_care_status_of_the_form_is_a_word_of_the_vocabulary() -> None:
    assert [phrase for phrase, _words in care_choices()] == list(CARE_STATUSES)


def test_no_dated_status_can_be_a_flag() -> None:
    phrases = {phrase for _group, some in flag_choices()[1:] for phrase, _words in some}
    assert "is at known risk of sexual exploitation" in phrases
    assert not phrases & set(CARE_STATUSES)
