"""An adult may choose to stay away: nobody but the police who found them reads where, on any page (A62, H5, H24)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from sightline.access.actions import involve
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.duties.models import Notice, Outgoing
from sightline.engine import Answer
from sightline.episodes.actions import found, investigate, whereabouts
from sightline.episodes.models import Episode
from sightline.episodes.queries import whole
from sightline.episodes.register import person_page
from sightline.episodes.situation import situation
from sightline.insight.evidence import collated_record
from tests.integration.web.reported import decided, reported, text, when
from tests.people import Cast

SignIn = Callable[[str], Client]
SECRET = "Saltmarsh"  # stands in every word that says where Robert is
WISH = {"says": f"Do not tell my brother I am in {SECRET}.", "heard_by": "PC Arkwright", "can_decide": "yes"}


@pytest.fixture
def officer(cast: Cast) -> object:
    """The officer of the police who own the episode."""
    return cast.actor("investigating officer")


@pytest.fixture
def robert(cast: Cast, at: datetime) -> Episode:
    """A man of 46, reported by his brother, seen on the coast, located there and seen well; the council is involved."""
    row = reported(cast, at, "Robert")
    decided(cast, row, at, risk="medium")
    by = cast.actor("investigating officer")
    investigate.record_sighting(
        episode=row.pk,
        by=by,
        at=at,
        seen_at=at - timedelta(hours=1),
        by_whom="A bus driver",
        place=f"{SECRET} bus station",
        reliability="likely",
        says=f"Off the {SECRET} bus.",
    )
    line = investigate.raise_enquiry(episode=row.pk, by=by, at=at, what="Ask the bank")
    found.locate(
        episode=row.pk,
        by=by,
        at=at,
        located_at=at,
        place=f"A guest house in {SECRET}",
        located_by=f"{SECRET} police",
        how=f"Seen in {SECRET}",
        confirmed=True,
    )
    investigate.answer_enquiry(enquiry=line.pk, version=1, by=by, at=at, result=f"His card was used in {SECRET}.")
    found.see_safe_and_well(
        episode=row.pk,
        version=2,
        by=by,
        at=at,
        seen_at=at,
        seen_by=f"PC of {SECRET}",
        seen_alone=True,
        harm="no",
        says=f"I like it in {SECRET}.",
    )
    found.closing_check(
        episode=row.pk,
        version=0,
        by=by,
        at=at,
        referral="no referral",
        referral_because="Well.",
        returns_to=f"He stays in {SECRET}",
        safe_there="yes",
        person_says=f"I stay in {SECRET}.",
    )
    council = cast.actor("social worker")
    involve(agency=council.agency, person=row.person_id, part="adult social care", because="asked", at=at, by=by.author)
    return row


@pytest.fixture
def away(cast: Cast, at: datetime, robert: Episode) -> Episode:
    """The same man, once he has asked that nobody be told."""
    whereabouts.keep_private(episode=robert.pk, by=cast.actor("investigating officer"), at=at, **WISH)
    return robert


PAGES = (
    "/episodes/{e}",
    "/episodes/{e}/now",
    "/episodes/{e}/timeline",
    "/episodes/{e}/return",
    "/episodes/{e}/whereabouts",
    "/people/{p}",
    "/people/{p}?everything=1",
    "/board",
    "/my-work",
    "/episodes",
    "/people",
    "/people?name=Hallam",
)


@pytest.mark.covers("A62", "H24")
@pytest.mark.parametrize("page", PAGES)
def test_another_agency_reads_nowhere_where_he_is(client_as: SignIn, away: Episode, page: str) -> None:
    answer = client_as("social worker").get(page.format(e=away.pk, p=away.person_id))
    assert answer.status_code == 200
    assert SECRET not in text(answer)


def test_before_he_asked_the_same_pages_told_it(client_as: SignIn, robert: Episode) -> None:
    browser = client_as("social worker")
    told = [page for page in PAGES if SECRET in text(browser.get(page.format(e=robert.pk, p=robert.person_id)))]
    assert {"/episodes/{e}", "/episodes/{e}/timeline", "/episodes/{e}/return", "/people/{p}"} <= set(told)


def test_the_police_who_found_him_read_it(client_as: SignIn, away: Episode) -> None:
    assert SECRET in text(client_as("investigating officer").get(f"/episodes/{away.pk}/return"))


def test_everybody_else_learns_that_he_is_well(client_as: SignIn, away: Episode) -> None:
    page = text(client_as("social worker").get(f"/episodes/{away.pk}"))
    assert "The person asked that nobody be told where" in page


def test_another_police_area_does_not_read_it(cast: Cast, at: datetime, away: Episode) -> None:
    read = whole(cast.actor("duty inspector", "Southvale Police"), away.pk, at=at, purpose="investigation")
    assert SECRET not in str([row.body for row in read.timeline])
    assert read.found is not None and SECRET not in read.found.located_place
    assert read.sightings == [] and read.attachments == []


def test_the_collated_record_is_silent_too(cast: Cast, at: datetime, away: Episode) -> None:
    council = cast.actor("team manager")
    assert SECRET not in str(collated_record(council, away.person_id, at=at).timeline)
    assert SECRET not in str(person_page(council, away.person_id, at=at, purpose="safeguarding").timeline)


@pytest.mark.parametrize("step", ["seen", "closing-check"])
def test_the_second_writer_is_not_shown_it_either(client_as: SignIn, away: Episode, at: datetime, step: str) -> None:
    seen = {"seen_by": "Me", "seen_alone": "yes", "harm": "no", "says": "x", "doctor": "no", "offending": "no"} | when(
        "seen_at", at
    )
    check = {
        "referral": "no referral",
        "referral_because": "x",
        "returns_to": "x",
        "safe_there": "yes",
        "person_says": "x",
    }
    form = (seen if step == "seen" else check) | {"version": "0"}
    answer = client_as("social worker").post(f"/episodes/{away.pk}/return/{step}", form)
    assert answer.status_code == 422 and "Somebody else changed this" in text(answer)
    assert SECRET not in text(answer)


def test_no_notice_and_no_message_says_where(away: Episode) -> None:
    assert SECRET not in str(list(Notice.objects.values_list("says", flat=True)))
    assert SECRET not in str(list(Outgoing.objects.values_list("says", flat=True)))


def test_what_is_shown_without_it_was_not_changed_in_the_record(cast: Cast, at: datetime, away: Episode) -> None:
    whole(cast.actor("social worker"), away.pk, at=at, purpose="safeguarding")
    away.found.refresh_from_db()
    assert SECRET in away.found.located_place


def test_the_wish_is_a_fact_the_cards_weigh(at: datetime, away: Episode) -> None:
    assert situation(away, at)[0].answers["does not want whereabouts disclosed"] is Answer.YES


def test_a_childs_whereabouts_are_not_kept(cast: Cast, at: datetime) -> None:
    row = reported(cast, at)
    by = cast.actor("investigating officer")
    found.locate(
        episode=row.pk, by=by, at=at, located_at=at, place="A flat", located_by="PC", how="Seen", confirmed=True
    )
    with pytest.raises(Refused, match="Those responsible for a child are told"):
        whereabouts.keep_private(episode=row.pk, by=by, at=at, **WISH)


def test_where_nobody_knows_the_age_it_is_asked_for_first(cast: Cast, at: datetime, robert: Episode) -> None:
    robert.person.born_on = None
    robert.person.save()
    with pytest.raises(Refused, match="date of birth is not known"):
        whereabouts.keep_private(episode=robert.pk, by=cast.actor("investigating officer"), at=at, **WISH)


@pytest.mark.parametrize("answer", ["no", "not known"])
def test_somebody_who_cannot_decide_is_not_kept_from_those_who_care(
    cast: Cast, at: datetime, robert: Episode, answer: str
) -> None:
    with pytest.raises(Refused, match="adult social care"):
        whereabouts.keep_private(
            episode=robert.pk, by=cast.actor("investigating officer"), at=at, **WISH | {"can_decide": answer}
        )


@pytest.mark.parametrize(("role", "agency"), [("social worker", ""), ("duty inspector", "Southvale Police")])
def test_only_the_owning_police_record_it(cast: Cast, at: datetime, robert: Episode, role: str, agency: str) -> None:
    with pytest.raises(NotForYou):
        whereabouts.keep_private(episode=robert.pk, by=cast.actor(role, agency), at=at, **WISH)


@pytest.mark.covers("H5")
def test_the_message_is_passed_on_once_and_word_for_word(
    client_as: SignIn, cast: Cast, at: datetime, robert: Episode
) -> None:
    browser = client_as("investigating officer")
    here = f"/episodes/{robert.pk}/whereabouts"
    browser.post(f"{here}/keep", WISH | {"message": "I am well. I will write.", "message_to": "His brother"})
    assert "I am well. I will write." in text(browser.get(here))
    browser.post(f"{here}/pass-on", {"version": "1", "how": "Rang him at home."})
    assert "Rang him at home." in text(browser.get(here))
    with pytest.raises(Refused, match="passed on already"):
        whereabouts.pass_on_message(
            episode=robert.pk, version=2, by=cast.actor("investigating officer"), at=at, how="x"
        )


def test_a_message_names_whom_it_is_for_and_what_was_typed_is_kept(client_as: SignIn, robert: Episode) -> None:
    answer = client_as("investigating officer").post(
        f"/episodes/{robert.pk}/whereabouts/keep", WISH | {"message": "I am well.", "message_to": ""}
    )
    assert answer.status_code == 422
    assert "Enter for whom the message is." in text(answer) and "I am well." in text(answer)


def test_two_who_record_at_once_see_one_another(cast: Cast, at: datetime, away: Episode) -> None:
    by = cast.actor("investigating officer")
    whereabouts.take_back(episode=away.pk, version=1, by=by, at=at, says="Tell my brother.")
    whereabouts.keep_private(episode=away.pk, by=by, at=at, **WISH)
    with pytest.raises(Stale):
        whereabouts.take_back(episode=away.pk, version=1, by=by, at=at, says="Tell him after all.")


def test_once_he_takes_it_back_it_may_be_read_again(client_as: SignIn, cast: Cast, at: datetime, away: Episode) -> None:
    whereabouts.take_back(episode=away.pk, version=1, by=cast.actor("investigating officer"), at=at, says="Tell him.")
    assert SECRET in text(client_as("social worker").get(f"/episodes/{away.pk}/return"))
