"""The forms that change what is known of a person, in a browserless client: who may, what is refused, what is kept."""

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
from sightline.audit.models import Event
from sightline.people import actions
from sightline.people.models import CareStatus, Flag, Placement
from sightline.web.forms.person import CARE_STATUSES, care_choices, flag_choices
from sightline.web.screens.person_changes import ALLOWED
from tests.people import Cast

SignIn = Callable[[str], Client]


def text_of(answer: Any, status: int = 200) -> str:
    """The words of a page, which must have the status."""
    page = answer.content.decode()
    assert answer.status_code == status, page[:600]
    return html.unescape(page)


def order_of(page: str, *words: str) -> None:
    """The words stand on the page in this order."""
    places = [page.index(word) for word in words]
    assert places == sorted(places), dict(zip(words, places, strict=True))


def date_boxes(name: str, day: Any) -> dict[str, str]:
    """A day as its three boxes."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def page_of(client: Client, cast: Cast, given_name: str = "Aisha") -> str:
    """A person's page."""
    return text_of(client.get(f"/people/{cast.person(given_name).pk}"))


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
            "address": "", "out_of_area": "yes", "history_told": "yes",
            "told": "Marcus Ibbotson, by Grace Adeyinka",
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
    assert ("Southvale County Council", "host authority") in standing
    assert ("Rowan House", "provider") not in standing
    assert ("Willow Lodge", "provider") not in standing  # until it acknowledges the history by name (I38)


@pytest.mark.parametrize("told", ["no", "not known"])
def test_a_placement_waits_until_the_home_knows_the_history(
    client_as: SignIn, cast: Cast, at: datetime, told: str
) -> None:
    address = f"/people/{cast.person('Aisha').pk}/placement"
    answer = client_as("social worker").post(address, placement_form(cast, at, history_told=told))
    assert "Tell the home or carer of the earlier episodes and risks first" in text_of(answer, 422)
    assert not Placement.objects.filter(provider=cast.agency("Willow Lodge").pk, person=cast.person("Aisha")).exists()


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
