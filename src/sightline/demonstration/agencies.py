"""Sets up agencies with their desks, members and posts from a plan. Knows no agency by name, no person and no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from sightline.access.models import Agency, Desk, Post, User


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works at an agency in one role. `listed` puts the sign-in on the demonstration's list."""

    role: str
    name: str
    listed: bool = False
    desk: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """One agency to set up: `police` and `council` name agencies that stand earlier in the same sequence."""

    name: str
    kind: str
    area: str
    address: str
    lat: float
    lon: float
    members: tuple[Member, ...]
    police: str = ""
    council: str = ""


class Telephones:
    """Numbers from the ranges that the regulator keeps free for drama, so that nobody is ever rung by mistake."""

    def __init__(self) -> None:
        self._given = 0

    def next(self) -> str:
        """The next number; after a thousand they repeat, which invented people do not mind."""
        self._given += 1
        return f"01632 960{self._given % 1000:03d}"


def _agency(plan: Plan, made: dict[str, Agency], phones: Telephones) -> Agency:
    return Agency(
        name=plan.name, kind=plan.kind, area=plan.area, address=plan.address, lat=plan.lat, lon=plan.lon,
        phone=phones.next(), police_area=made.get(plan.police), council=made.get(plan.council),
    )  # fmt: skip


def _agencies(plans: Sequence[Plan], phones: Telephones) -> dict[str, Agency]:
    """Agencies in three tiers, because a council names its police area and a home names its council."""
    made: dict[str, Agency] = {}
    waiting = list(plans)
    while waiting:
        ready = [p for p in waiting if all(name in made for name in (p.police, p.council) if name)]
        if not ready:
            raise ValueError(f"no such agency: {waiting[0].police or waiting[0].council}")
        for agency in Agency.objects.bulk_create([_agency(p, made, phones) for p in ready]):
            made[agency.name] = agency
        waiting = [p for p in waiting if p.name not in made]
    return made


def address_of(name: str, agency: str) -> str:
    """An electronic address that can never be delivered: the domain `example` is kept free for this."""
    words, place = (re.findall(r"[a-z]+", text.lower()) for text in (name, agency))
    return f"{'.'.join(words)}@{'-'.join(place)}.example"


def _posts(pairs: Sequence[tuple[Plan, Member]], made: dict[str, Agency]) -> None:
    users = [User(email=address_of(m.name, p.name), name=m.name) for p, m in pairs]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users)
    Post.objects.bulk_create(
        Post(user=user, agency=made[plan.name], role=member.role, demonstration=member.listed)
        for user, (plan, member) in zip(users, pairs, strict=True)
    )


def _desks(pairs: Iterable[tuple[Plan, Member]], made: dict[str, Agency], phones: Telephones) -> None:
    roles = dict.fromkeys((p.name, m.role) for p, m in pairs if m.desk)
    Desk.objects.bulk_create(
        Desk(agency=made[name], role=role, name=role[:1].upper() + role[1:], phone=phones.next())
        for name, role in roles
    )


@transaction.atomic
def establish(plans: Sequence[Plan]) -> dict[str, Agency]:
    """Set up every agency of the plan with desks, users without a password, and posts. Returns agencies by name."""
    phones = Telephones()
    made = _agencies(plans, phones)
    pairs = [(plan, member) for plan in plans for member in plan.members]
    _desks(pairs, made, phones)
    _posts(pairs, made)
    return made
