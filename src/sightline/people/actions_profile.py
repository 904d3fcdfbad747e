"""Writing a profile, version by version, standing by the whole of it, and keeping a photograph.

Each action is one transaction of event and state. Knows no episode, no agency and no picture's inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sightline.audit.moments import day_of
from sightline.audit.record import Author, append
from sightline.audit.refusal import Refused, Stale
from sightline.people import announce
from sightline.people.models import Person
from sightline.people.models_profile import Profile, ProfilePhoto
from sightline.people.profile import BY_KEY, USES, lacking

CHANGED = "Somebody else changed this part of the profile while you were writing."
AGREES = ("agrees", "refuses", "not asked")


def _newest(person: int) -> Profile | None:
    """The newest version, with the person locked: two savings of one person come one after the other."""
    Person.objects.select_for_update(no_key=True).get(pk=person)
    return Profile.objects.filter(person_id=person).order_by("-version").first()


def _check_seen(newest: Profile | None, seen: int, written: Mapping[str, str]) -> None:
    """Raise Stale where a field was changed since the version `seen`, and to something else than is written now.

    Other parts may have been changed, harmlessly.
    """
    if newest is None or newest.version == seen:
        return
    before = Profile.objects.filter(person_id=newest.person_id, version=seen).first()
    then: Mapping[str, str] = before.says if before else {}
    now = {name: newest.says.get(name, "") for name in written}
    if any(then.get(name, "") != now[name] != text for name, text in written.items()):
        raise Stale(CHANGED, theirs=now, version=newest.version)


def _follow(newest: Profile | None, person: int, by: Author, at: datetime, **changes: Any) -> Profile:
    kept = ("says", "review_on", "agreed_at", "agreed_by", "drawn_up_with")
    values = {name: getattr(newest, name) for name in kept} if newest else {}
    return Profile.objects.create(
        person_id=person, version=newest.version + 1 if newest else 1, at=at, by_name=by.name, role=by.role,
        agency=by.agency, **values | changes,
    )  # fmt: skip


@transaction.atomic
def write_section(
    *, person: int, section: str, seen: int, says: Mapping[str, str], by: Author, at: datetime
) -> Profile | None:
    """Write one section as a new version of the profile (D17, E10); None where nothing was there and nothing is new.

    `seen` is the version the writer had before their eyes, 0 for none. Raises Stale with what the section says now if
    somebody else changed the same section meanwhile; another section does not matter.
    """
    newest = _newest(person)
    written = {name: says.get(name, "").strip() for name in BY_KEY[section].fields}
    _check_seen(newest, seen, written)
    before: Mapping[str, str] = newest.says if newest else {}
    changed = {name: text for name, text in written.items() if before.get(name, "") != text}
    if not changed:
        return newest
    announce.changed(person, at)
    row = _follow(newest, person, by, at, says={k: v for k, v in (dict(before) | written).items() if v})
    body = {"version": row.version, "section": section, "says": changed}
    append("profile written", by=by, happened_at=at, recorded_at=at, person=person, body=body)
    return row


@transaction.atomic
def agree_profile(
    *, person: int, seen: int, kind: str, review_on: date, drawn_up_with: str, by: Author, at: datetime
) -> Profile:
    """Stand by the whole profile until a day of review (D17, D19, E10).

    Refused while something is lacking that must be there, without a day to come, or without a word on who drew it up
    together. Raises Stale if the profile was changed since the version `seen`.
    """
    newest = _newest(person)
    if newest is None or (missing := lacking(newest.says, kind)):
        says = "The profile is not complete yet. Fill in the parts that are marked as needed first."
        raise Refused(says, field="review_on" if newest is None else missing[0])
    if newest.version != seen:
        raise Stale("Somebody changed the profile while you were reading it. Read it again.", theirs={},
                    version=newest.version)  # fmt: skip
    if review_on <= day_of(at):
        raise Refused("The review date must be in the future.", field="review_on")
    if not drawn_up_with.strip():
        raise Refused("Write with whom it was drawn up: the carer, the social worker, the person.",
                      field="drawn_up_with")  # fmt: skip
    announce.changed(person, at)
    row = _follow(newest, person, by, at, review_on=review_on, agreed_at=at, agreed_by=by.name,
                  drawn_up_with=drawn_up_with.strip())  # fmt: skip
    body = {"version": row.version, "review on": review_on, "drawn up with": row.drawn_up_with}
    append("profile agreed", by=by, happened_at=at, recorded_at=at, person=person, body=body)
    return row


@dataclass(frozen=True, slots=True)
class Consent:
    """Who agreed to what use of a photograph until when, and what the person says to it (D20)."""

    person_agrees: str
    agreed_by: str = ""
    uses: tuple[str, ...] = ()
    until: date | None = None
    person_says: str = ""


def check_photo(person: int, taken_on: date, consent: Consent, at: datetime) -> None:
    """Refuse a photograph of the future, and a consent that does not say who, what for and until when."""
    if taken_on > day_of(at):
        raise Refused("The day the photograph was taken is in the future. Check the date.", field="taken_on")
    born_on = Person.objects.values_list("born_on", flat=True).get(pk=person)
    if born_on and taken_on < born_on:
        raise Refused("The photograph was taken before the person was born. Check the date.", field="taken_on")
    if consent.person_agrees not in AGREES or set(consent.uses) - set(USES):
        raise Refused("Choose whether the person agrees, and to what.", field="person_agrees")
    if consent.person_agrees == "refuses" and not consent.person_says.strip():
        raise Refused("Write the refusal in the person's own words.", field="person_says")
    if consent.uses and not consent.agreed_by.strip():
        raise Refused("Enter who agreed to these uses, and by what right.", field="agreed_by")
    if consent.uses and (consent.until is None or consent.until <= day_of(at)):
        raise Refused("Enter a day to come until which the uses are agreed.", field="until")


@transaction.atomic
def keep_photo(
    *, person: int, file: str, size: tuple[int, int], sha256: str, taken_on: date, good_likeness: bool,
    consent: Consent, by: Author, at: datetime,
) -> ProfilePhoto:  # fmt: skip
    """Keep a photograph that was encoded afresh (D20). Does not look into it, and records no event by itself."""
    check_photo(person, taken_on, consent, at)
    return ProfilePhoto.objects.create(
        person_id=person, file=file, width=size[0], height=size[1], sha256=sha256, taken_on=taken_on,
        good_likeness=good_likeness, agreed_by=consent.agreed_by.strip(), uses=list(consent.uses), until=consent.until,
        person_agrees=consent.person_agrees, person_says=consent.person_says.strip(), added_at=at, by_name=by.name,
        agency=by.agency,
    )  # fmt: skip
