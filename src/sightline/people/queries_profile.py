"""Reading profiles. Called by the gate's side only; decides nothing about who may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sightline.audit.moments import day_of
from sightline.people.models import Person
from sightline.people.models_profile import Profile, ProfilePhoto
from sightline.people.profile import kind_of, lacking
from sightline.people.queries import age_as_known


@dataclass(frozen=True, slots=True)
class Prepared:
    """The newest profile of somebody on a day: what it says, what it lacks, whether its review is overdue."""

    kind: str
    profile: Profile | None
    photo: ProfilePhoto | None
    lacking: tuple[str, ...]
    on: date

    @property
    def says(self) -> Mapping[str, str]:
        """The answers by field; empty where nobody has written any."""
        found: Mapping[str, str] = self.profile.says if self.profile else {}
        return found

    @property
    def version(self) -> int:
        """The newest version, 0 for none."""
        return self.profile.version if self.profile else 0

    @property
    def state(self) -> str:
        """none, begun, overdue or agreed: the one word that every screen shows."""
        if self.profile is None:
            return "none"
        if self.profile.agreed_at is None or self.profile.review_on is None:
            return "begun"
        return "overdue" if self.profile.review_on < self.on else "agreed"

    @property
    def changed_since(self) -> bool:
        """Whether something was written after somebody last stood by the whole."""
        return bool(self.profile and self.profile.agreed_at and self.profile.at > self.profile.agreed_at)


def _prepared(person: Person, profile: Profile | None, photo: ProfilePhoto | None, day: date) -> Prepared:
    kind = kind_of(age_as_known(person, day))
    return Prepared(kind, profile, photo, tuple(lacking(profile.says if profile else {}, kind)), day)


def prepared(person: int, at: datetime) -> Prepared:
    """The newest profile and photograph of a person. Raises Person.DoesNotExist for an unknown number."""
    return prepared_of([person], at)[person]


def prepared_of(people: Sequence[int], at: datetime) -> dict[int, Prepared]:
    """The same of several people, in three statements."""
    rows = Profile.objects.filter(person__in=people).order_by("person", "-version").distinct("person")
    shots = ProfilePhoto.objects.filter(person__in=people).order_by("person", "-id").distinct("person")
    profiles, photos = {p.person_id: p for p in rows}, {p.person_id: p for p in shots}
    found = Person.objects.in_bulk(people)
    return {pk: _prepared(row, profiles.get(pk), photos.get(pk), day_of(at)) for pk, row in found.items()}


def versions(person: int) -> list[Profile]:
    """Every version of a profile, newest first."""
    return list(Profile.objects.filter(person_id=person).order_by("-version"))


def version(person: int, number: int) -> Profile | None:
    """One version of a profile."""
    return Profile.objects.filter(person_id=person, version=number).first()


def photo(number: int) -> ProfilePhoto | None:
    """One photograph by its number."""
    return ProfilePhoto.objects.filter(pk=number).first()
