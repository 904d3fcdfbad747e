"""Enquiries, searched places, sightings, contacts with the informant.

What was done to find the person. Attachments have their own module.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.refusal import Refused, Stale
from sightline.engine import Answer
from sightline.engine.wording import labels_in
from sightline.episodes.actions.core import check_moment, locked, needed, record
from sightline.episodes.models import Contact, Enquiry, Episode, SearchedPlace, Sighting
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import situation
from sightline.episodes.whereabouts import told_of

HARM = (
    "was harmed while missing", "alleges a crime", "was found with an adult who poses a risk",
    "may be the victim of a serious crime", "is at known risk of sexual exploitation",
    "is at known risk of criminal exploitation", "may have been trafficked", "is a victim of abuse at home",
    "has been harmed while missing before",
)  # fmt: skip
RELIABILITY = ("certain", "likely", "doubtful", "false")


@transaction.atomic
def raise_enquiry(*, episode: int, by: Actor, at: datetime, what: str, of_whom: str = "") -> Enquiry:
    """Open a line of enquiry. Any police enquiry means the episode is a missing investigation, not absent (C18)."""
    row = locked(episode, by, at)
    if row.category == "absent" and by.is_police:
        raise Refused(
            "An absent episode has no police enquiries. If one is needed, decide missing first.", field="what"
        )
    text = needed(what, field="what", says="Say what the enquiry is.")
    enquiry = Enquiry.objects.create(episode=row, what=text, of_whom=of_whom, asked_at=at, by_name=by.name)
    body = {"enquiry": enquiry.pk, "what": text, "of whom": of_whom}
    record(row, "enquiry raised", by=by, at=at, body=body, changed=False)
    return enquiry


def _check_not_given_up(episode: Episode, result: str, at: datetime) -> None:
    """Where the person may have been harmed, that they do not talk to the police ends no enquiry (I28)."""
    labels = labels_in(protocols().vocabulary, result)
    if not any("engage" in label or "cooperat" in label for label in labels):
        return
    answers = situation(episode, at)[0].answers
    if harmed := next((fact for fact in HARM if answers.get(fact) is Answer.YES), None):
        says = f"On record: {harmed}. Who does not talk may still be in danger: say what was found without them."
        raise Refused(says, field="result")


@transaction.atomic
def answer_enquiry(*, enquiry: int, version: int, by: Actor, at: datetime, result: str) -> Enquiry:
    """Record what came of an enquiry. Raises Stale when somebody else answered it first."""
    line = Enquiry.objects.get(pk=enquiry)
    row = locked(line.episode_id, by, at)
    line = Enquiry.objects.select_for_update().get(pk=enquiry)
    if line.version != version:
        raise Stale("Somebody else answered this enquiry while you were writing.",
                    theirs=told_of(by, line.episode_id, {"result": line.result}), version=line.version)  # fmt: skip
    line.result = needed(result, field="result", says="Say what came of the enquiry.")
    _check_not_given_up(row, line.result, at)
    line.done_at, line.version = at, line.version + 1
    line.save()
    body = {"enquiry": enquiry, "what": line.what, "result": line.result}
    record(row, "enquiry answered", by=by, at=at, body=body, changed=False)
    return line


@transaction.atomic
def record_search(
    *, episode: int, by: Actor, at: datetime, searched_at: datetime, place: str, rooms: Sequence[str], power: str,
    not_searched: str = "", found: str = "", lat: float | None = None, lon: float | None = None,
) -> SearchedPlace:  # fmt: skip
    """Record a searched place room by room, what was not searched, and the power relied on (C100)."""
    row = locked(episode, by, at)
    check_moment(searched_at, at, field="searched_at", what="When the place was searched")
    if not [r for r in rooms if r.strip()]:
        raise Refused("List the rooms or parts that were searched, one on each line.", field="rooms")
    search = SearchedPlace.objects.create(
        episode=row,
        place=needed(place, field="place", says="Enter the place."),
        rooms=[r.strip() for r in rooms if r.strip()],
        not_searched=not_searched,
        power=needed(power, field="power", says="Say on what power or whose consent."),
        found=found,
        searched_at=searched_at,
        by_name=by.name,
        lat=lat,
        lon=lon,
    )
    body = {"place": place, "rooms": search.rooms, "not searched": not_searched, "power": power, "found": found}
    record(row, "place searched", by=by, at=at, happened_at=searched_at, body=body, changed=False)
    return search


@transaction.atomic
def record_sighting(
    *, episode: int, by: Actor, at: datetime, seen_at: datetime, place: str, by_whom: str, reliability: str,
    contact: str = "", says: str = "", lat: float | None = None, lon: float | None = None,
) -> Sighting:  # fmt: skip
    """Record a possible sighting with who saw it and how sure they are. It does not make whereabouts known."""
    row = locked(episode, by, at)
    check_moment(seen_at, at, field="seen_at", what="When the person was seen")
    if reliability not in RELIABILITY:
        raise Refused("Say how reliable the sighting is.", field="reliability")
    sighting = Sighting.objects.create(
        episode=row, seen_at=seen_at, place=needed(place, field="place", says="Enter where the person was seen."),
        lat=lat, lon=lon, by_whom=needed(by_whom, field="by_whom", says="Enter who saw the person."), contact=contact,
        reliability=reliability, says=says, recorded_at=at, by_name=by.name,
    )  # fmt: skip
    body = {"place": place, "by whom": by_whom, "reliability": reliability, "says": says, "lat": lat, "lon": lon}
    record(row, "sighting recorded", by=by, at=at, happened_at=seen_at, body=body, changed=False)
    return sighting


@transaction.atomic
def contact_informant(
    *, episode: int, by: Actor, at: datetime, with_whom: str, said: str, next_at: datetime | None = None
) -> Contact:
    """Record a contact with the informant and when the next is promised (D29, D44)."""
    row = locked(episode, by, at)
    if next_at and next_at <= at:
        raise Refused("The next contact must be in the future.", field="next_at")
    contact = Contact.objects.create(
        episode=row, at=at, with_whom=needed(with_whom, field="with_whom", says="Enter who you spoke to."),
        by_name=by.name, said=needed(said, field="said", says="Write what was said."), next_at=next_at,
    )  # fmt: skip
    body = {"with": with_whom, "said": said, "next": next_at}
    record(row, "informant contacted", by=by, at=at, body=body, changed=False)
    return contact
