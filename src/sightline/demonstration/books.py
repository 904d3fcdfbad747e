"""Writes drawn lives into the database, many at once: the person, every spell as an episode, the chain of events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from sightline.access.models import Involvement
from sightline.audit.moments import LONDON
from sightline.demonstration import episode_rows, words
from sightline.demonstration.chronicle import Chronicle, Happened
from sightline.demonstration.county import POLICE_OF, County
from sightline.demonstration.lives import Life, Stay
from sightline.demonstration.lots import Lots
from sightline.demonstration.sheets import Sheet, numbers
from sightline.people.models import (
    CareStatus,
    Flag,
    Identifier,
    NameKey,
    Person,
    Placement,
    Relationship,
    TriggerPlan,
)  # fmt: skip
from sightline.people.names import stored_keys


def noon(day: date) -> datetime:
    """Noon in London on a day, in UTC."""
    return datetime.combine(day, time(12), LONDON).astimezone(UTC)


class Books:
    """The sheets of one county. `write` takes any number of lives; each call is one transaction."""

    def __init__(self, county: County, lots: Lots, now: datetime) -> None:
        self._county, self._now = county, now
        self._ids = numbers(Person)
        self._chronicle = Chronicle(lots)
        self._episodes = episode_rows.EpisodeRows(county, now)
        kinds = (NameKey, Identifier, CareStatus, Placement, Flag, Relationship, TriggerPlan, Involvement)
        self._people = Sheet(Person, numbered=True)
        self._sheets: dict[type[Model], Sheet] = {kind: Sheet(kind) for kind in kinds}

    @transaction.atomic
    def write(self, lives: Iterable[Life]) -> list[int]:
        """Write these lives with all their history and return the people's numbers, in the same order."""
        people = [self._write(life) for life in lives]
        for sheet in (self._people, *self._sheets.values(), *self._episodes.sheets(), *self._chronicle.sheets()):
            sheet.copy()
        return people

    def _write(self, life: Life) -> int:
        person = next(self._ids)
        happened: list[Happened] = []
        self._identity(person, life, happened)
        self._care(person, life, happened)
        self._risk(person, life, happened)
        for spell in life.spells:
            happened += self._episodes.add(person, life, spell)
        self._chronicle.write(person, happened)
        return person

    def _add(self, model: type[Model], /, **values: Any) -> None:
        self._sheets[model].add(**values)

    def _note(self, happened: list[Happened], kind: str, at: datetime, role: str, agency: str, /, **body: Any) -> None:
        by = self._county.author(role, agency)
        happened.append(Happened(kind, at, at, by, None, body))

    def _identity(self, person: int, life: Life, happened: list[Happened]) -> None:
        self._people.add(
            id=person, given_name=life.given, family_name=life.family, born_on=life.born_on, sex=life.sex,
            ethnicity=life.ethnicity, description=life.description, keeps_safe=life.keeps_safe, phone=life.phone,
            home_address=life.home.says, home_lat=life.home.lat, home_lon=life.home.lon, setting=life.setting,
            created_at=life.known_since, version=1,
        )  # fmt: skip
        for key in sorted(stored_keys(life.given, life.family, life.born_on)):
            self._add(NameKey, person_id=person, key=key)
        for kind, value in life.identifiers:
            self._add(Identifier, person_id=person, kind=kind, value=value)
        for tie in life.ties:
            self._add(Relationship, person_id=person, name=tie.name, relation=tie.relation, contact=tie.contact,
                      poses_risk=tie.poses_risk)  # fmt: skip
        name = f"{life.given} {life.family}"
        self._note(happened, "person registered", life.known_since, "call handler", POLICE_OF[life.council], name=name)

    def _care(self, person: int, life: Life, happened: list[Happened]) -> None:
        authority = self._county.agencies[life.council].pk
        for phrase, since, until in life.care:
            self._add(CareStatus, person_id=person, phrase=phrase, authority=authority, during=DateRange(since, until))
            at = min(max(noon(since), life.known_since), self._now)
            self._note(happened, "care status recorded", at, "social worker", life.council, phrase=phrase,
                       authority=authority, since=since, until=until)  # fmt: skip
            if until is None:
                self._involve(person, life.council, "responsible authority", phrase, at)
        for stay in life.stays:
            self._stay(person, life, stay, happened)

    def _stay(self, person: int, life: Life, stay: Stay, happened: list[Happened]) -> None:
        provider = self._county.agencies[stay.provider] if stay.provider else None
        home = provider if provider and provider.kind in ("children's home", "adult care") else None
        self._add(
            Placement, person_id=person, provider=provider.pk if provider else None, setting=stay.setting,
            host_authority=self._county.agencies[stay.host].pk, out_of_area=stay.out_of_area,
            address=home.address if home else stay.place.says, lat=home.lat if home else stay.place.lat,
            lon=home.lon if home else stay.place.lon, during=DateRange(stay.since, stay.until),
        )  # fmt: skip
        at = min(max(noon(stay.since), life.known_since), self._now)
        number = provider.pk if provider else None
        self._note(happened, "placement recorded", at, "social worker", life.council, setting=stay.setting,
                   provider=number, since=stay.since)  # fmt: skip
        if provider and stay.until is None:
            self._involve(person, stay.provider, "provider", "cares for the person", at)
        if stay.out_of_area and stay.until is None:
            self._involve(person, stay.host, "host authority", "is placed out of area", at)

    def _risk(self, person: int, life: Life, happened: list[Happened]) -> None:
        social_worker = self._county.author("social worker", life.council)
        for mark in life.marks:
            at = max(noon(mark.since), life.known_since)
            self._add(Flag, person_id=person, phrase=mark.phrase, says=mark.says, from_whom=mark.from_whom,
                      since=mark.since, recorded_at=at, recorded_by=social_worker.name)  # fmt: skip
            says: dict[str, Any] = {"phrase": mark.phrase, "says": mark.says, "from": mark.from_whom}
            self._note(happened, "flag added", at, "social worker", life.council, **says)
        if plan := life.agreed:
            agreed_by = f"{social_worker.name}, {life.council}, and {POLICE_OF[life.council]}"
            self._add(TriggerPlan, person_id=person, version=1, category="missing", risk=plan.risk,
                      actions=list(words.PLAN), places=f"{life.home.says}; {words.PLAN_PLACES}", agreed_by=agreed_by,
                      agreed_on=plan.agreed_on, review_on=plan.review_on)  # fmt: skip
            at = max(noon(plan.agreed_on), life.known_since)
            body: dict[str, Any] = {"version": 1, "category": "missing", "risk": plan.risk, "agreed by": agreed_by}
            self._note(happened, "trigger plan agreed", at, "team manager", life.council, **body)

    def _involve(self, person: int, agency: str, part: str, because: str, since: datetime) -> None:
        number = self._county.agencies[agency].pk
        self._add(Involvement, agency_id=number, person_id=person, part=part, because=because, since=since)
