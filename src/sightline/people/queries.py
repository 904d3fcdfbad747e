"""Reading what is known of a person at a moment. Called by the gate's side only; decides nothing about who may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from sightline.audit.moments import day_of
from sightline.people.models import CareStatus, Flag, Person, Placement, Relationship, TriggerPlan


@dataclass(frozen=True, slots=True)
class Known:
    """A person with everything dated that holds on a day."""

    person: Person
    age: int | None
    flags: list[Flag]
    care: list[CareStatus]
    placement: Placement | None
    plan: TriggerPlan | None
    relationships: list[Relationship]


def age_on(born_on: date | None, day: date) -> int | None:
    """Whole years lived on a day; None where the date of birth is not known."""
    if born_on is None:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


CHILD_UNTIL, SURELY_ADULT = 18, 21


def age_as_known(person: Person, day: date) -> int | None:
    """Whole years on a day, from the date of birth, or from about how old somebody said the person was (B1).

    An age said of 18 to 20 is no age that anybody knows: whoever may be a child is not taken for an adult.
    """
    return age_on(person.born_on, day) if person.born_on else age_from(person.age_said, person.age_said_on, day)


def age_from(said: int | None, said_on: date | None, day: date) -> int | None:
    """The age that follows from an age that was said, where it leaves no doubt whether the person is a child."""
    if said is None or said_on is None:
        return None
    years = said + (day - said_on).days // 365
    return None if CHILD_UNTIL <= years < SURELY_ADULT else years


def flags_on(person: int, day: date) -> list[Flag]:
    """The flags in force on a day, newest first."""
    rows = Flag.objects.filter(Q(until=None) | Q(until__gt=day), person_id=person, since__lte=day)
    return list(rows.order_by("-since", "-id"))


def flags_of(people: Sequence[int], day: date) -> dict[int, list[Flag]]:
    """The flags in force on a day of several people, newest first."""
    found: dict[int, list[Flag]] = {}
    rows = Flag.objects.filter(Q(until=None) | Q(until__gt=day), person__in=people, since__lte=day)
    for flag in rows.order_by("-since", "-id"):
        found.setdefault(flag.person_id, []).append(flag)
    return found


def known(person: int, at: datetime) -> Known:
    """A person as known at a moment. Raises Person.DoesNotExist for an unknown id."""
    day = day_of(at)
    row = Person.objects.get(pk=person)
    return Known(
        person=row,
        age=age_as_known(row, day),
        flags=flags_on(person, day),
        care=list(CareStatus.objects.filter(person_id=person, during__contains=day).order_by("phrase")),
        placement=Placement.objects.filter(person_id=person, during__contains=day).first(),
        plan=TriggerPlan.objects.filter(person_id=person, withdrawn_on=None).first(),
        relationships=list(Relationship.objects.filter(person_id=person).order_by("-poses_risk", "name")),
    )


def placements(person: int) -> list[Placement]:
    """Every placement, newest first."""
    return list(Placement.objects.filter(person_id=person).order_by("-during"))


def residents(provider: int, day: date) -> list[Person]:
    """The people placed with a provider on a day, by name."""
    rows = Person.objects.filter(placements__provider=provider, placements__during__contains=day)
    return list(rows.order_by("family_name", "given_name"))


def names_of(people: list[int]) -> dict[int, str]:
    """The names of people by number; unknown numbers are left out. Decides nothing about who may see them."""
    return {p.pk: p.name for p in Person.objects.filter(pk__in=people)}


def trigger_plans(person: int) -> list[TriggerPlan]:
    """Every version of the trigger plan, newest first: the one in force and those withdrawn (A47)."""
    return list(TriggerPlan.objects.filter(person_id=person).order_by("-version"))
