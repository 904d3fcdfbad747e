"""What may be done to the record of a person.

Each action is one transaction of event and state. Knows no episode and no agency.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sightline.audit.moments import day_of
from sightline.audit.record import Author, append
from sightline.audit.refusal import Refused, Stale
from sightline.people import announce
from sightline.people.models import CareStatus, Flag, NameKey, Person, Placement, TriggerPlan
from sightline.people.names import stored_keys
from sightline.people.search import Match, find

SURELY_THE_SAME = 0.97
NOT_A_NAME = {"not known", "unknown"}
EDITABLE = (
    "given_name",
    "family_name",
    "born_on",
    "age_said",
    "sex",
    "ethnicity",
    "language",
    "description",
    "keeps_safe",
    "phone",
    "home_address",
    "setting",
)


def _record(kind: str, *, by: Author, at: datetime, person: int, body: dict[str, Any]) -> None:
    """Announce first, record then: whoever listens locks the open episode before the chain, as every writer does."""
    announce.changed(person, at)
    append(kind, by=by, happened_at=at, recorded_at=at, person=person, body=body)


def file_names(person: Person) -> None:
    """File a person under every search key of every name, replacing what was there."""
    names = [(person.given_name, person.family_name)]
    names += [(n.given_name, n.family_name) for n in person.other_names.all()]
    keys = set().union(*(stored_keys(g, f, person.born_on) for g, f in names))
    NameKey.objects.filter(person=person).delete()
    NameKey.objects.bulk_create(NameKey(person=person, key=key) for key in sorted(keys))


def check_birth(born_on: date | None, at: datetime) -> None:
    """Refuse a date of birth in the future or before anybody living was born."""
    if born_on and born_on > day_of(at):
        raise Refused("The date of birth is in the future. Check the year.", field="born_on")
    if born_on and born_on < day_of(at) - timedelta(days=366 * 120):
        raise Refused("The date of birth is more than 120 years ago. Check the year.", field="born_on")


def _surely(match: Match, name: str, born_on: date | None) -> bool:
    """Whether somebody must rule a candidate out: name and day as good as the same, or no two days to compare and the
    very same name. Names that are only alike were shown by the search."""
    if born_on and match.person.born_on:
        return match.likeness >= SURELY_THE_SAME
    return match.person.name.casefold().split() == name.casefold().split()


def _check_not_on_record(given_name: str, family_name: str, born_on: date | None, others: Sequence[int]) -> None:
    """Nobody is registered before the register was searched (I41). A name that nobody knows is like no other name."""
    if {given_name.strip().lower(), family_name.strip().lower()} & NOT_A_NAME:
        return
    name = f"{given_name} {family_name}"
    found = find(name=name, born_on=born_on, limit=3)
    same = [m.person for m in found if _surely(m, name, born_on) and m.person.pk not in others]
    if same:
        who = same[0]
        born = f"born {who.born_on:%-d %B %Y}" if who.born_on else "date of birth not known"
        raise Refused(
            f"{who.name}, {born}, is already on record. Open that record, or say that this is somebody else.",
            field="given_name",
        )


@transaction.atomic
def register(
    *, by: Author, at: datetime, given_name: str, family_name: str, born_on: date | None = None, sex: str = "unknown",
    not_the_same_as: Sequence[int] = (), **more: Any,
) -> Person:  # fmt: skip
    """Make a record of a person not yet known.

    Refuses a likely duplicate unless its id is in `not_the_same_as` (E1, I-rows).
    """
    check_birth(born_on, at)
    if not (given_name.strip() or family_name.strip()):
        raise Refused("Enter a name, or “Not known” with a description.", field="family_name")
    _check_not_on_record(given_name, family_name, born_on, not_the_same_as)
    said_on = None if more.get("age_said") is None else day_of(at)
    person = Person.objects.create(
        given_name=given_name.strip(), family_name=family_name.strip(), born_on=born_on, sex=sex, created_at=at,
        age_said_on=said_on, **more,
    )  # fmt: skip
    file_names(person)
    append("person registered", by=by, happened_at=at, recorded_at=at, person=person.pk, body={"name": person.name})
    return person


@transaction.atomic
def amend(*, person: int, version: int, by: Author, at: datetime, because: str, **changes: Any) -> Person:
    """Change what is known of a person. Raises Stale with the present values if somebody else changed them first."""
    # Without the key: whoever files a row under this person meanwhile need not wait, and so nobody waits in a circle.
    row = Person.objects.select_for_update(no_key=True).get(pk=person)
    if row.version != version:
        theirs = {name: getattr(row, name) for name in EDITABLE}
        raise Stale("Somebody else changed this record while you were writing.", theirs=theirs, version=row.version)
    check_birth(changes.get("born_on"), at)
    before = {name: getattr(row, name) for name in changes if getattr(row, name) != changes[name]}
    for name in before:
        setattr(row, name, changes[name])
    if "age_said" in before:
        row.age_said_on = None if row.age_said is None else day_of(at)
    row.version += 1
    row.save(update_fields=[*before, "age_said_on", "version"])
    file_names(row)
    body = {"because": because, "before": before, "after": {n: changes[n] for n in before}}
    _record("person amended", by=by, at=at, person=person, body=body)
    return row


@transaction.atomic
def add_flag(
    *, person: int, phrase: str, says: str, from_whom: str, contact: str = "", since: date, by: Author, at: datetime
) -> Flag:
    """Put a flag on a person, with what was said, by whom, and how to reach them (provenance, C17, A52)."""
    flag = Flag.objects.create(
        person_id=person, phrase=phrase, says=says, from_whom=from_whom, contact=contact, since=since,
        recorded_at=at, recorded_by=by.name,
    )  # fmt: skip
    body = {"phrase": phrase, "says": says, "from": from_whom, "contact": contact}
    _record("flag added", by=by, at=at, person=person, body=body)
    return flag


@transaction.atomic
def end_flag(*, flag: int, because: str, by: Author, at: datetime) -> None:
    """End a flag from today, with the reason. It stays in the history."""
    row = Flag.objects.select_for_update().get(pk=flag)
    if not because.strip():
        raise Refused("Say why the flag no longer applies.", field="because")
    row.until = day_of(at)
    row.save(update_fields=["until"])
    body = {"phrase": row.phrase, "because": because}
    _record("flag ended", by=by, at=at, person=row.person_id, body=body)


@transaction.atomic
def set_care_status(
    *, person: int, phrase: str, authority: int | None, since: date, until: date | None = None, by: Author, at: datetime
) -> None:
    """Record that a care status holds from a day on (A24, A29, A59)."""
    CareStatus.objects.create(person_id=person, phrase=phrase, authority=authority, during=DateRange(since, until))
    body = {"phrase": phrase, "authority": authority, "since": since, "until": until}
    _record("care status recorded", by=by, at=at, person=person, body=body)


@transaction.atomic
def end_care_status(*, status: int, until: date, because: str, by: Author, at: datetime) -> None:
    """End a care status from a day on, with the reason (A24, A29). Refuses a day before it began."""
    row = CareStatus.objects.select_for_update().get(pk=status)
    if until <= row.during.lower:
        raise Refused(f"It has held since {row.during.lower:%-d %B %Y}. The end must be after that day.", field="until")
    row.during = DateRange(row.during.lower, until)
    row.save(update_fields=["during"])
    body = {"phrase": row.phrase, "until": until, "because": because}
    _record("care status ended", by=by, at=at, person=row.person_id, body=body)


@transaction.atomic
def place(
    *, person: int, provider: int | None, setting: str, since: date, by: Author, at: datetime, address: str = "",
    lat: float | None = None, lon: float | None = None, host_authority: int | None = None, out_of_area: bool = False,
) -> Placement:  # fmt: skip
    """Record a new placement; the one before it ends the same day.

    Two at once are impossible (the database refuses them).
    """
    for old in Placement.objects.select_for_update().filter(person_id=person, during__contains=since):
        old.during = DateRange(old.during.lower, since)
        old.save(update_fields=["during"])
    row = Placement.objects.create(
        person_id=person, provider=provider, setting=setting, address=address, lat=lat, lon=lon,
        host_authority=host_authority, out_of_area=out_of_area, during=DateRange(since, None),
    )  # fmt: skip
    Person.objects.filter(pk=person).update(setting=setting)
    body = {"setting": setting, "provider": provider, "since": since, "out of area": out_of_area}
    _record("placement recorded", by=by, at=at, person=person, body=body)
    return row


@transaction.atomic
def agree_trigger_plan(
    *, person: int, category: str, risk: str, actions: Sequence[str], agreed_by: str, review_on: date, by: Author,
    at: datetime, places: str = "",
) -> TriggerPlan:  # fmt: skip
    """Agree a new version of the trigger plan; the version before is withdrawn, not changed (A47, C25, C91)."""
    if review_on <= day_of(at):
        raise Refused("The review date must be in the future.", field="review_on")
    if not agreed_by.strip():
        raise Refused("Enter who agreed the plan and answers for it.", field="agreed_by")
    old = TriggerPlan.objects.filter(person_id=person).order_by("-version").first()
    TriggerPlan.objects.filter(person_id=person, withdrawn_on=None).update(withdrawn_on=day_of(at))
    plan = TriggerPlan.objects.create(
        person_id=person, version=old.version + 1 if old else 1, category=category, risk=risk, actions=list(actions),
        places=places, agreed_by=agreed_by, agreed_on=day_of(at), review_on=review_on,
    )  # fmt: skip
    body = {"version": plan.version, "category": category, "risk": risk, "agreed by": agreed_by}
    _record("trigger plan agreed", by=by, at=at, person=person, body=body)
    return plan
