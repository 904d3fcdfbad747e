"""Whoever is found is no longer shown: our own page ends at once, everywhere else is a duty, outlet by outlet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage

from sightline.audit.models import Event
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.models import Duty, Notice
from sightline.duties.watcher import round_once
from sightline.episodes.actions import found
from sightline.sharing import publicity, publicity_down
from sightline.sharing.models import Appeal, Outlet
from sightline.sharing.publicity import OWN_PAGE, RENEW, Put
from sightline.sharing.publicity_page import shown_at, was_shown
from tests.integration.publicity.asking import drafted, missing, published
from tests.integration.web.reported import returned
from tests.people import Cast

HOUR = timedelta(hours=1)


@pytest.fixture
def uploads(settings: Any, tmp_path: Any) -> None:
    """Pictures go into a folder of the test's own."""
    options = {"location": str(tmp_path)}
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": default}


@pytest.fixture
def appeal(cast: Cast, at: datetime, uploads: None) -> Appeal:
    """Aisha's appeal with a photo, published."""
    return published(cast, missing(cast, at), at, photo=True)


def _down(appeal: Appeal) -> Duty:
    return Duty.objects.get(episode=appeal.episode_id, do=publicity_down.TAKE_DOWN)


def _tick_all(cast: Cast, appeal: Appeal, at: datetime) -> None:
    for outlet in Outlet.objects.filter(appeal=appeal, down_at=None):
        publicity_down.tick(outlet=outlet.pk, by=cast.actor("investigating officer"), at=at, says="Removed.")


def test_a_published_appeal_is_shown_at_its_address_until_its_end(cast: Cast, appeal: Any, at: datetime) -> None:
    poster = shown_at(appeal.token, at)
    assert poster is not None and poster.photo_alt == "Aisha, smiling, in a grey coat"
    assert ("Name", "Aisha Bramwell") in poster.lines and ("Age", "15") in poster.lines
    assert shown_at(appeal.token, appeal.expires_at) is None
    assert shown_at("guessed", at) is None and not was_shown("guessed")


def test_the_page_dies_in_the_moment_the_person_is_found(cast: Cast, appeal: Any, at: datetime) -> None:
    returned(cast, appeal.episode, at + HOUR)
    assert shown_at(appeal.token, at + HOUR) is None and was_shown(appeal.token)


def test_a_claim_alone_takes_nothing_down(cast: Cast, appeal: Any, at: datetime) -> None:
    found.locate(episode=appeal.episode_id, by=cast.actor("investigating officer"), at=at, located_at=at,
                 place="Leeds", located_by="A caller")  # fmt: skip
    assert shown_at(appeal.token, at) is not None


def test_found_means_a_duty_now_to_the_owner_with_every_outlet(cast: Cast, appeal: Any, at: datetime) -> None:
    returned(cast, appeal.episode, at + HOUR)
    duty = _down(appeal)
    assert (duty.state, duty.due_at, duty.desk) == ("open", at + HOUR, cast.desk("investigating officer"))
    assert Notice.objects.get(duty=duty).says == "Take the appeal down: Aisha Bramwell"
    waiting = set(Outlet.objects.filter(appeal=appeal, down_at=None).values_list("name", flat=True))
    assert waiting == {"Northmoor Police on social media", "Northmoor Post"}
    round_once(at + 3 * HOUR)
    assert Notice.objects.filter(duty=duty, level=1).exists()  # nobody has answered


def test_the_last_tick_meets_the_duty_destroys_the_photo_and_lists_the_search_engines(
    cast: Cast, appeal: Any, at: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    copy = appeal.photo
    assert default_storage.exists(copy)
    with django_capture_on_commit_callbacks(execute=True):
        returned(cast, appeal.episode, at + HOUR)
        first, last = Outlet.objects.filter(appeal=appeal, down_at=None)
        officer = cast.actor("investigating officer")
        assert not publicity_down.tick(outlet=first.pk, by=officer, at=at + HOUR)
        assert publicity_down.tick(outlet=last.pk, by=officer, at=at + 2 * HOUR)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.photo, _down(appeal).state) == ("taken down", "", "met late")
    assert not default_storage.exists(copy)
    engines = Outlet.objects.filter(appeal=appeal, kind=publicity_down.SEARCHES)
    assert {o.name for o in engines} == set(publicity_down.SEARCH_ENGINES)
    assert Event.objects.filter(episode=appeal.episode_id, kind="appeal taken down").exists()


def test_the_original_picture_stays_on_the_police_record(cast: Cast, appeal: Any, at: datetime) -> None:
    returned(cast, appeal.episode, at + HOUR)
    _tick_all(cast, appeal, at + HOUR)
    assert default_storage.exists(appeal.picture.file)


def test_a_draft_nobody_published_ends_without_a_duty(cast: Cast, at: datetime) -> None:
    draft = drafted(cast, missing(cast, at), at)
    returned(cast, draft.episode, at + HOUR)
    draft.refresh_from_db()
    assert draft.state == "taken down"
    assert not Duty.objects.filter(episode=draft.episode_id, do=publicity_down.TAKE_DOWN).exists()


def test_where_only_our_own_page_showed_it_nothing_is_left_to_take_down(cast: Cast, at: datetime) -> None:
    from tests.integration.publicity.asking import agreed

    ready = agreed(cast, drafted(cast, missing(cast, at), at), at)
    shown = publicity.publish(appeal=ready.pk, version=ready.version, by=cast.actor("investigating officer"), at=at,
                              outlets=())  # fmt: skip
    returned(cast, shown.episode, at + HOUR)
    shown.refresh_from_db()
    assert shown.state == "taken down" and _down(shown).state == "met"


def test_an_outlet_that_copied_it_is_added_and_must_be_ticked_too(cast: Cast, appeal: Any, at: datetime) -> None:
    officer = cast.actor("investigating officer")
    publicity.add_outlet(appeal=appeal.pk, by=officer, at=at, outlet=Put("A fan page", "social media", "a copy"))
    returned(cast, appeal.episode, at + HOUR)
    assert Outlet.objects.filter(appeal=appeal, down_at=None).count() == 3


def test_it_is_taken_down_before_the_return_with_a_reason(cast: Cast, appeal: Any, at: datetime) -> None:
    officer = cast.actor("investigating officer")
    who: Any = {"appeal": appeal.pk, "version": appeal.version, "by": officer, "at": at}
    with pytest.raises(Refused, match="Say why"):
        publicity_down.take_down(**who, because=" ")
    publicity_down.take_down(**who, because="Her mother begs us to.")
    assert shown_at(appeal.token, at) is None and _down(appeal).state == "open"


def test_nothing_is_ticked_that_still_stands(cast: Cast, appeal: Any, at: datetime) -> None:
    outlet = Outlet.objects.filter(appeal=appeal).exclude(name=OWN_PAGE).first()
    assert outlet
    with pytest.raises(Refused, match="still published"):
        publicity_down.tick(outlet=outlet.pk, by=cast.actor("investigating officer"), at=at)
    with pytest.raises(NotForYou):
        publicity_down.tick(outlet=outlet.pk, by=cast.actor("social worker"), at=at)


def test_at_its_end_the_owner_is_asked_whether_it_goes_on(cast: Cast, appeal: Any, at: datetime) -> None:
    round_once(appeal.expires_at)
    duty = Duty.objects.get(episode=appeal.episode_id, do=RENEW)
    assert Notice.objects.filter(duty=duty, kind="overdue").exists()


def test_a_child_who_is_back_cannot_be_published(cast: Cast, at: datetime) -> None:
    episode = missing(cast, at)
    returned(cast, episode, at)
    with pytest.raises(Refused, match="being looked for"):
        drafted(cast, episode, at)


# --- the right to be forgotten ----------------------------------------------------------------------------------------


def test_each_place_is_asked_to_forget_and_then_the_duty_is_done(cast: Cast, appeal: Any, at: datetime) -> None:
    returned(cast, appeal.episode, at + HOUR)
    outlet = Outlet.objects.get(appeal=appeal, name="Northmoor Post")
    officer = cast.actor("investigating officer")
    who: Any = {"by": officer, "at": at + HOUR}
    with pytest.raises(Refused, match="down everywhere first"):
        publicity_down.ask_to_forget(**who, outlet=outlet.pk, says="Wrote to them.")
    _tick_all(cast, appeal, at + HOUR)
    duty = Duty.objects.get(episode=appeal.episode_id, do=publicity_down.FORGET)
    with pytest.raises(Refused, match="Ask them first"):
        publicity_down.forgotten(**who, outlet=outlet.pk)
    for place in appeal.outlets.exclude(name=OWN_PAGE):
        publicity_down.ask_to_forget(**who, outlet=place.pk, says="By their form, number 7.")
    publicity_down.forgotten(**who, outlet=outlet.pk)
    duty.refresh_from_db()
    outlet.refresh_from_db()
    assert (duty.state, outlet.forgotten_at) == ("met", at + HOUR)
