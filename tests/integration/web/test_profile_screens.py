"""A profile on the screen: written part by part, kept for later, agreed with a day of review, seen by the police."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sightline.access.models import Draft
from sightline.audit.models import Event
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.episodes.actions import profile_write
from sightline.people.actions_profile import Consent
from sightline.people.models import Profile, ProfilePhoto
from sightline.people.profile import ADULT, CHILD, NEEDED
from sightline.people.queries_profile import prepared
from tests.integration.pictures import plain_picture
from tests.people import Cast

SignIn = Callable[[str], Client]
ALL = {
    "description": {"build": "Five foot four, slight, looks thirteen."},
    "risk": {"likelihood": "very likely", "risks": "Met by older men in cars."},
    "places": {"likely_places": "The bus station\nHer aunt's in Weaver Street"},
    "absence": {"times_back": "Nine on a school night.", "who_to_ring": "Her aunt, 01632 960123."},
}


@pytest.fixture(autouse=True)
def _uploads_of_its_own(settings: Any, tmp_path: Any) -> None:
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": default}


def text_of(answer: Any, status: int = 200) -> str:
    """The words of a page, which must have the status."""
    page = answer.content.decode()
    assert answer.status_code == status, page[:800]
    return html.unescape(page)


def day_boxes(name: str, day: date) -> dict[str, str]:
    """A day as its three boxes."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def write_all(cast: Cast, at: datetime, **changes: dict[str, str]) -> Profile:
    """Aisha's home writes everything that is needed."""
    row = None
    for section, says in (ALL | changes).items():
        row = profile_write.write_section(
            person=cast.person("Aisha").pk, section=section, seen=row.version if row else 0, says=says, at=at,
            by=cast.actor("registered manager", "Rowan House"),
        )  # fmt: skip
    assert row
    return row


def agreed(cast: Cast, at: datetime, review_on: date) -> Profile:
    """The whole, agreed until a day."""
    row = write_all(cast, at)
    return profile_write.agree_profile(
        person=cast.person("Aisha").pk, seen=row.version, review_on=review_on, drawn_up_with="Grace Adeyinka", at=at,
        by=cast.actor("registered manager", "Rowan House"),
    )  # fmt: skip


def test_a_part_is_written_and_the_one_before_is_kept(client_as: SignIn, cast: Cast, at: datetime) -> None:
    home, aisha = client_as("registered manager"), cast.person("Aisha").pk
    page = f"/people/{aisha}/profile"
    assert "No profile" in text_of(home.get(page))
    for says, seen in (("Rings nobody.", 0), ("Rings her aunt.", 1)):
        form = {"keeps_safe": says, "version": str(seen), "once": str(uuid4())}
        assert home.post(f"{page}/risk", form).status_code == 302
    assert "Rings her aunt." in text_of(home.get(page))
    assert "Rings nobody." in text_of(home.get(f"{page}/versions/1"))
    assert [p.says for p in Profile.objects.order_by("version")] == [
        {"keeps_safe": "Rings nobody."}, {"keeps_safe": "Rings her aunt."}
    ]  # fmt: skip


def test_nothing_new_makes_no_version(cast: Cast, at: datetime) -> None:
    first = write_all(cast, at)
    again = write_all(cast, at + timedelta(minutes=1))
    assert again.version == first.version == Profile.objects.count()


def test_what_is_saved_for_later_is_ones_own_and_shown_again(client_as: SignIn, cast: Cast) -> None:
    home, aisha = client_as("registered manager"), cast.person("Aisha").pk
    page = f"/people/{aisha}/profile"
    form = {"routine": "School at nine,", "keep_draft": "1", "version": "0"}
    assert home.post(f"{page}/habits", form).headers["Location"] == page
    assert not Profile.objects.exists() and Draft.objects.filter(form=f"profile-{aisha}-habits").exists()
    assert "Your draft" in text_of(home.get(page))
    assert "School at nine," in text_of(home.get(f"{page}/habits"))
    assert "School at nine," not in text_of(client_as("social worker").get(f"{page}/habits"))
    done = {"routine": "School at nine, home at four.", "version": "0", "once": str(uuid4())}
    assert home.post(f"{page}/habits", done).status_code == 302
    assert not Draft.objects.exists()


def test_who_writes_second_sees_both_versions_of_the_same_part(client_as: SignIn, cast: Cast) -> None:
    home, worker, aisha = client_as("registered manager"), client_as("social worker"), cast.person("Aisha").pk
    page = f"/people/{aisha}/profile/people"
    assert home.post(page, {"friends": "Mina from school.", "version": "0"}).status_code == 302
    second = text_of(worker.post(page, {"friends": "Nobody we know of.", "version": "0"}), 422)
    assert "Mina from school." in second and "Nobody we know of." in second and 'id="conflict"' in second
    assert Profile.objects.count() == 1


def test_two_who_write_different_parts_do_not_stand_in_each_others_way(cast: Cast, at: datetime) -> None:
    who: Any = {"person": cast.person("Aisha").pk, "seen": 0, "at": at}
    home, worker = cast.actor("registered manager", "Rowan House"), cast.actor("social worker")
    profile_write.write_section(**who, section="reach", says={"telephones": "07700 900115"}, by=home)
    profile_write.write_section(**who, section="people", says={"friends": "Mina"}, by=worker)
    assert prepared(who["person"], at).says == {"telephones": "07700 900115", "friends": "Mina"}
    with pytest.raises(Stale):
        profile_write.write_section(**who, section="people", says={"friends": "None"}, by=home)


def test_it_is_agreed_only_when_nothing_needed_is_lacking(client_as: SignIn, cast: Cast, at: datetime) -> None:
    home, aisha = client_as("registered manager"), cast.person("Aisha").pk
    page = f"/people/{aisha}/profile/agree"
    form = {"drawn_up_with": "Grace Adeyinka", "version": "0", **day_boxes("review_on", at.date() + timedelta(60))}
    assert "not complete yet" in text_of(home.post(page, form), 422)
    row = write_all(cast, at)
    yesterday = form | {"version": str(row.version)} | day_boxes("review_on", at.date() - timedelta(1))
    assert "The review date must be in the future." in text_of(home.post(page, yesterday), 422)
    assert home.post(page, form | {"version": str(row.version), "once": str(uuid4())}).status_code == 302
    assert prepared(aisha, at).state == "agreed"


@pytest.mark.parametrize(("kind", "field"), [(k, f) for k, fields in NEEDED.items() for f in fields])
def test_each_thing_that_is_needed_is_asked_in_the_form_of_its_kind(kind: str, field: str) -> None:
    from sightline.people.profile import sections_for

    assert field in {name for section in sections_for(kind) for name in section.fields}


def test_a_profile_older_than_its_review_says_so_wherever_it_is_shown(
    client_as: SignIn, cast: Cast, at: datetime, clock: Any
) -> None:
    aisha = cast.person("Aisha").pk
    agreed(cast, at, at.date() + timedelta(days=30))
    clock.move_to(at + timedelta(days=31))
    overdue = "Profile overdue: review was due on 9 April 2026"
    for role, address in (
        ("registered manager", "/residents"), ("registered manager", "/profiles"), ("social worker", "/profiles"),
        ("registered manager", f"/people/{aisha}/profile"), ("social worker", f"/people/{aisha}"),
        ("registered manager", f"/residents/{aisha}/report"), ("social worker", f"/people/{aisha}/profile/print"),
        ("call handler", f"/control-room/report/{aisha}"),
    ):  # fmt: skip
        assert overdue in text_of(client_as(role).get(address)), (role, address)


def test_agreed_again_after_a_change_or_it_says_that_something_was_written_since(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    row = agreed(cast, at, at.date() + timedelta(days=30))
    profile_write.write_section(
        person=cast.person("Aisha").pk, section="reach", seen=row.version, says={"telephones": "A new number"},
        by=cast.actor("social worker"), at=at + timedelta(hours=1),
    )  # fmt: skip
    ready = prepared(cast.person("Aisha").pk, at + timedelta(hours=2))
    assert ready.state == "agreed" and ready.changed_since


def test_a_photograph_keeps_who_agreed_to_what_until_when(client_as: SignIn, cast: Cast, at: datetime) -> None:
    home, aisha = client_as("registered manager"), cast.person("Aisha").pk
    form = {
        "good_likeness": "yes", "person_agrees": "refuses", "person_says": "I hate that picture.",
        "uses": ["police search"], "agreed_by": "Her mother, parental responsibility", "once": str(uuid4()),
        **day_boxes("taken_on", at.date() - timedelta(9)), **day_boxes("until", at.date() + timedelta(90)),
    }  # fmt: skip
    file = SimpleUploadedFile("a.jpg", plain_picture(), "image/jpeg")
    answer = home.post(f"/people/{aisha}/profile/photo", form | {"file": file})
    assert answer.status_code == 302, text_of(answer, answer.status_code)
    row = ProfilePhoto.objects.get()
    assert (row.person_agrees, row.uses, row.until) == ("refuses", ["police search"], at.date() + timedelta(90))
    picture = client_as("investigating officer").get(f"/photographs/{row.pk}")
    assert picture["Content-Type"] == "image/jpeg" and picture["Cache-Control"] == "private, no-store"
    b"".join(picture)  # type: ignore[arg-type]  # read to its end, so that the file is closed
    assert Event.objects.filter(kind="photograph obtained", chain=aisha).count() == 1
    assert "I hate that picture." in text_of(home.get(f"/people/{aisha}/profile"))


@pytest.mark.parametrize(
    ("consent", "says"),
    [
        (Consent("refuses"), "own words"),
        (Consent("agrees", uses=("police search",)), "who agreed"),
        (Consent("agrees", agreed_by="Mother", uses=("police search",)), "day to come"),
        (Consent("agrees", agreed_by="Mother", uses=("an advertisement",)), "to what"),
    ],
)
def test_a_consent_says_who_what_for_and_until_when(cast: Cast, at: datetime, consent: Consent, says: str) -> None:
    with pytest.raises(Refused, match=says):
        profile_write.add_photo(person=cast.person("Aisha").pk, data=plain_picture(), taken_on=at.date(), at=at,
                                good_likeness=True, consent=consent, by=cast.actor("social worker"))  # fmt: skip
    assert not ProfilePhoto.objects.exists()


def test_what_is_no_picture_is_refused_in_words_and_what_was_typed_is_kept(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    home, aisha = client_as("registered manager"), cast.person("Aisha").pk
    form = {"good_likeness": "yes", "person_agrees": "agrees", "agreed_by": "Her mother",
            **day_boxes("taken_on", at.date())}  # fmt: skip
    file = SimpleUploadedFile("a.jpg", b"<script>", "image/jpeg")
    page = text_of(home.post(f"/people/{aisha}/profile/photo", form | {"file": file}), 422)
    assert "not a picture that can be read" in page and "Her mother" in page


@pytest.mark.parametrize(
    ("role", "agency", "may"),
    [
        ("registered manager", "Rowan House", True), ("social worker", "Northmoor City Council", True),
        ("registered manager", "Willow Lodge", False), ("social worker", "Southvale County Council", False),
        ("investigating officer", "", False), ("analyst", "", False),
    ],
)  # fmt: skip
def test_it_is_written_by_who_cares_or_answers_for_the_person(
    cast: Cast, at: datetime, role: str, agency: str, may: bool
) -> None:
    by, aisha = cast.actor(role, agency), cast.person("Aisha").pk
    assert profile_write.may_write(by, aisha, at) is may
    if not may:
        with pytest.raises(NotForYou):
            profile_write.write_section(person=aisha, section="risk", seen=0, says={"risks": "x"}, by=by, at=at)


def test_an_adult_with_dementia_is_asked_for_an_earlier_life_and_who_agreed(
    client_as: SignIn, cast: Cast, at: datetime
) -> None:
    joan, aisha = cast.person("Joan").pk, cast.person("Aisha").pk
    assert (prepared(joan, at).kind, prepared(aisha, at).kind) == (ADULT, CHILD)
    officer = client_as("investigating officer")
    assert "Childhood home" in text_of(officer.get(f"/people/{joan}/profile"))
    assert "Childhood home" not in text_of(officer.get(f"/people/{aisha}/profile"))
    assert "agreement" in prepared(joan, at).lacking


def test_a_profile_is_looked_at_through_the_gate(client_as: SignIn, cast: Cast, at: datetime) -> None:
    tyler = cast.person("Tyler").pk
    for address in ("", "/print", "/agree", "/photo", "/risk", "/versions/1"):
        assert client_as("registered manager").get(f"/people/{tyler}/profile{address}").status_code == 404
