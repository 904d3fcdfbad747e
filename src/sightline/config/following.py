"""Which columns of the layers name an agency, a desk or a post, and which rows of them are open.

What is open keeps its owner from ending and follows a merger; what is past keeps the name it had. A test asks of every
new column in which of the two lists it belongs. Holds no rule of a layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q

from sightline.access.holding import Column
from sightline.audit.moments import day_of

Open = Callable[[datetime], Q]
# What names somebody as they were when it happened, by model and column: the record of it does not change.
KEEPS_ITS_NAME = {
    "episodes.Call": ("taken_by", "caller_agency"), "episodes.Report": ("agency",), "episodes.Decision": ("by",),
    "episodes.Episode": ("reporter_agency",), "episodes.OwnershipDispute": ("owner",),
    "sharing.Disclosure": ("by", "agency", "to_agency"), "sharing.Telling": ("desk",),
    "sharing.CharityNumber": ("by",), "sharing.PublicityDecision": ("by",), "sharing.RescueAlert": ("decided_by",),
    "access.Draft": ("post",), "access.Once": ("post",), "access.Named": ("post",), "access.BreakGlass": ("post",),
    "access.FactNamed": ("post",),
}  # fmt: skip
# What the merger itself moves, because these are the agency's own.
MOVED_WITH_THE_AGENCY = ("Agency", "FormerName", "Desk", "Post", "Involvement", "Shift", "Delegation")


def _where(**said: Any) -> Open:
    """Rows of which this is so, whenever it is."""
    return lambda at: Q(**said)


def _in_force(at: datetime) -> Q:
    """Days that have not ended yet."""
    return Q(during__upper_inf=True) | Q(during__endswith__gt=day_of(at))


def _to_come(at: datetime) -> Q:
    """Days that are not over."""
    return Q(last_on__gte=day_of(at))


def _people() -> Iterator[Column]:
    from sightline.people.models import CareStatus, Placement

    yield Column(CareStatus, "authority", "agency", "person it is responsible for", _in_force)
    yield Column(Placement, "provider", "agency", "person who lives there", _in_force)
    yield Column(Placement, "host_authority", "agency", "person placed in its area", _in_force)


def _episodes() -> Iterator[Column]:
    from sightline.episodes import models

    is_open, unanswered = _where(closed_at=None), _where(answered_at=None)
    yield Column(models.Episode, "owner_agency", "agency", "open episode", is_open)
    yield Column(models.Episode, "owner_desk", "desk", "open episode", is_open)
    yield Column(models.Episode, "owner_post", "post", "open episode", is_open)
    yield Column(models.Handover, "from_agency", "agency", "handover without an answer", unanswered)
    yield Column(models.Handover, "to_desk", "desk", "handover without an answer", unanswered)
    left = _where(carried_out_at=None, declined_at=None)
    yield Column(models.Interview, "provider", "agency", "return interview to hold", left)
    yield Column(models.Leave, "agency", "agency", "leave that runs", _where(ended_at=None))
    for field in ("holder", "other", "opened_for"):
        yield Column(models.OwnershipDispute, field, "agency", "dispute to settle", _where(settled_at=None))
    asked = _where(done_at=None, declined_at=None)
    yield Column(models.Elsewhere, "from_agency", "agency", "enquiry asked of another area", asked)
    yield Column(models.Elsewhere, "to_desk", "desk", "enquiry asked by another area", asked)


def _care_and_school() -> Iterator[Column]:
    from sightline.episodes import models

    offered = _where(placement=None, withdrawn_at=None)
    for field in ("agency", "provider", "host"):
        yield Column(models.PlacementOffer, field, "agency", "placement offered", offered)
    handed = _where(acknowledged_at=None)
    yield Column(models.CouncilHandover, "agency", "agency", "handover to the night team", handed)
    yield Column(models.CouncilHandover, "to_desk", "desk", "handover to the night team", handed)
    absent = _where(episode__closed_at=None)
    yield Column(models.SchoolAbsence, "school", "agency", "absence from school", absent)
    yield Column(models.SchoolClosure, "agency", "agency", "school holiday", _to_come, may_stay=True, holds=False)


def _duties() -> Iterator[Column]:
    from sightline.duties.models import Duty, Notice

    begun = _where(state="open")
    waiting = _where(acknowledged_at=None, ended_at=None)
    yield Column(Duty, "agency", "agency", "open duty", begun)
    yield Column(Duty, "desk", "desk", "open duty", begun)
    yield Column(Notice, "desk", "desk", "notice nobody has acknowledged", waiting)


def _sharing() -> Iterator[Column]:
    from sightline.sharing.models import Agreement, FamilyContact, OutsideContact

    kept = _where(ended_on=None)
    always = _where()
    yield Column(Agreement, "agency", "agency", "sharing agreement it keeps", kept, holds=False)
    yield Column(FamilyContact, "officer", "post", "family to keep informed", _where(ended_at=None))
    parties = Agreement.parties.through
    yield Column(parties, "agency", "agency", "sharing agreement", always, may_stay=True, holds=False)
    yield Column(OutsideContact, "agency", "agency", "outside contact", always, may_stay=True, holds=False)


def columns() -> list[Column]:
    """Every column with open rows, in the order in which they follow a merger."""
    return [*_people(), *_episodes(), *_care_and_school(), *_duties(), *_sharing()]
