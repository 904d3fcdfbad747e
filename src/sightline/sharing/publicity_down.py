"""Taking an appeal down: at once on our own page when the person is found, a duty with every outlet to tick elsewhere,
and afterwards the right to be forgotten. Knows no page."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.record import WATCHER, append
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.promised import keep_promise, promise
from sightline.episodes.actions.core import needed, record
from sightline.episodes.models import Episode
from sightline.sharing.models import Appeal, Outlet
from sightline.sharing.publicity import OWN_PAGE, appeal_of, destroy_photo, end_renewal

TAKE_DOWN, FORGET = "take the appeal down", "ask that the appeal is forgotten"
SEARCH_ENGINES = ("Google", "Bing")
SEARCHES = "search engine"
FOUND = ("located", "seen", "closed")


def follow(episode: Episode, at: datetime) -> None:
    """The listener: somebody who is found is no longer shown to the public, and the owner must take it down elsewhere.

    Drafts that were never published end with it.
    """
    if episode.state not in FOUND:
        return
    for appeal in Appeal.objects.filter(episode=episode).exclude(state="taken down"):
        if appeal.published_at is None:
            _finish(episode, appeal, at)
        elif appeal.link_ended_at is None:
            _begin(episode, appeal, at, because=f"{episode.person.name} was found.")
            _perhaps_finish(episode, appeal, at)


def _begin(row: Episode, appeal: Appeal, at: datetime, *, because: str) -> None:
    """The page of our own ends now; everywhere else is a duty, due now, to whoever owns the episode."""
    appeal.link_ended_at, appeal.take_down_because = at, because[:200]
    appeal.version += 1
    appeal.save()
    Outlet.objects.filter(appeal=appeal, name=OWN_PAGE, down_at=None).update(down_at=at, down_by="Sightline")
    end_renewal(row, appeal, at)
    promise(row, key=f"appeal down {appeal.pk}", do=TAKE_DOWN, who="investigating officer", at=at, due_at=at,
            because=because, escalate_to=["supervisor", "duty inspector"], acknowledge_minutes=30)  # fmt: skip
    body = {"because": because, "outlets": [o.name for o in appeal.outlets.filter(down_at=None)]}
    append("appeal to be taken down", by=WATCHER, happened_at=at, recorded_at=at, person=row.person_id,
           episode=row.pk, source="watcher", body=body)  # fmt: skip


def _perhaps_finish(row: Episode, appeal: Appeal, at: datetime) -> bool:
    if appeal.outlets.filter(down_at=None).exists():
        return False
    _finish(row, appeal, at)
    return True


def _finish(row: Episode, appeal: Appeal, at: datetime) -> None:
    """Down everywhere: the picture is destroyed, and the search engines are listed to be asked."""
    was_public = appeal.published_at is not None
    appeal.state, appeal.taken_down_at, appeal.version = "taken down", at, appeal.version + 1
    destroy_photo(appeal)
    appeal.save()
    if not was_public:
        return
    keep_promise(row, key=f"appeal down {appeal.pk}", at=at)
    for name in SEARCH_ENGINES:
        Outlet.objects.create(appeal=appeal, name=name, kind=SEARCHES, added_at=at, down_at=at, down_by="Sightline")
    promise(row, key=f"appeal forgotten {appeal.pk}", do=FORGET, who="investigating officer", at=at, due_at=None,
            because="The person's right to be forgotten", strength="should", escalate_to=["supervisor"])  # fmt: skip
    append("appeal taken down", by=WATCHER, happened_at=at, recorded_at=at, person=row.person_id, episode=row.pk,
           source="watcher", body={"outlets": [o.name for o in appeal.outlets.exclude(kind=SEARCHES)]})  # fmt: skip


@transaction.atomic
def take_down(*, appeal: int, version: int, by: Actor, at: datetime, because: str) -> Appeal:
    """Begin to take an appeal down before the person is found: our own page ends now, the rest is a duty."""
    row, shown = appeal_of(appeal, by, at, version)
    why = needed(because, field="because", says="Say why it is taken down.")
    if shown.state == "taken down" or shown.link_ended_at:
        raise Refused("It is being taken down already.")
    if shown.published_at is None:
        _finish(row, shown, at)
        record(row, "publicity withdrawn", by=by, at=at, body={"because": why}, changed=False)
        return shown
    _begin(row, shown, at, because=why)
    _perhaps_finish(row, shown, at)
    return shown


def _outlet(number: int, by: Actor, at: datetime) -> tuple[Episode, Appeal, Outlet]:
    found = Outlet.objects.filter(pk=number).values_list("appeal", flat=True).first()
    if found is None:
        raise NotForYou
    row, appeal = appeal_of(found, by, at)
    return row, appeal, Outlet.objects.select_for_update().get(pk=number)


@transaction.atomic
def tick(*, outlet: int, by: Actor, at: datetime, says: str = "") -> bool:
    """Say that the appeal came down at one place. Returns whether it is down everywhere now. Twice changes nothing."""
    row, appeal, place = _outlet(outlet, by, at)
    if appeal.link_ended_at is None:
        raise Refused("The appeal is still published. Take it down first.")
    if place.down_at is None:
        place.down_at, place.down_by, place.says = at, by.name, says.strip()[:300]
        place.save()
        body = {"outlet": place.name, "says": place.says}
        record(row, "appeal down at an outlet", by=by, at=at, body=body, changed=False)
    return appeal.state == "taken down" or _perhaps_finish(row, appeal, at)


@transaction.atomic
def ask_to_forget(*, outlet: int, by: Actor, at: datetime, says: str) -> None:
    """Record that a place was asked to forget the appeal: how, and under which number (right to be forgotten)."""
    row, appeal, place = _outlet(outlet, by, at)
    if appeal.state != "taken down":
        raise Refused("Take the appeal down everywhere first.")
    place.says = needed(says, field="says", says="Say how they were asked, and the number they gave.")[:300]
    place.asked_to_forget_at, place.asked_by = at, by.name
    place.save()
    body = {"outlet": place.name, "says": place.says}
    record(row, "forgetting asked for", by=by, at=at, body=body, changed=False)
    _all_forgotten(row, appeal, at)


@transaction.atomic
def forgotten(*, outlet: int, by: Actor, at: datetime) -> None:
    """Record that a place has forgotten the appeal: somebody looked, and it is no longer there."""
    row, appeal, place = _outlet(outlet, by, at)
    if place.asked_to_forget_at is None:
        raise Refused("Ask them first.")
    if place.forgotten_at is None:
        place.forgotten_at = at
        place.save()
        record(row, "appeal forgotten by an outlet", by=by, at=at, body={"outlet": place.name}, changed=False)


def _all_forgotten(row: Episode, appeal: Appeal, at: datetime) -> None:
    """The duty to ask is done when every place that can be asked has been."""
    waiting = appeal.outlets.exclude(name=OWN_PAGE).exclude(kind__in=("poster",)).filter(asked_to_forget_at=None)
    if not waiting.exists():
        keep_promise(row, key=f"appeal forgotten {appeal.pk}", at=at)
