"""Reading what carers and councils wrote: first checks, what went with a report, histories that wait, care reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sightline.access.actor import Actor
from sightline.access.gate import hidden_from, open_person
from sightline.audit.behalf import of_system
from sightline.audit.models import Event
from sightline.audit.refusal import NotForYou
from sightline.episodes.actions.care_checks import SENT
from sightline.episodes.actions.care_placing import RECEIVERS, initials
from sightline.episodes.actions.placement import has_a_history
from sightline.episodes.models import CareReport, CareSignature, FirstCheck, PlacementOffer
from sightline.people.models import Placement


def first_checks(episode: int) -> list[FirstCheck]:
    """What a carer tries first: undone ones first, then in the order they were made. The gate was passed."""
    rows = FirstCheck.objects.filter(episode=episode)
    return sorted(rows.order_by("done_at", "pk"), key=lambda c: c.done_at is not None)


def went_with_the_report(episode: int) -> dict[str, Any]:
    """What went to the police with the report; empty where no carer reported through the service."""
    row = Event.objects.filter(episode=episode, kind=SENT).select_related("content").order_by("-id").first()
    body: dict[str, Any] = (row.content.body or {}) if row else {}
    return body


def updates(episode: int) -> list[dict[str, Any]]:
    """What was added since, newest first: who, when, what is different tonight."""
    rows = Event.objects.filter(episode=episode, kind="something new was learnt").select_related("content")
    return [{"at": e.happened_at, "by": e.by_name, **(e.content.body or {})} for e in rows.order_by("-id")]


@of_system("a history waits for a home that sees nothing of the person yet")
def histories_waiting(actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """What waits for this provider's acknowledgement: that a history waits, and no word of whose (I38)."""
    if actor.role not in RECEIVERS:
        return []
    rows = PlacementOffer.objects.filter(provider=actor.agency, acknowledged_at=None, withdrawn_at=None)
    shown = rows.exclude(person_id__in=hidden_from(actor, at)).select_related("agency")
    return [initials(row) for row in shown.order_by("offered_at")]


@of_system("a history waits for a home that sees nothing of the person yet")
def history_waiting(actor: Actor, offer: int, at: datetime) -> tuple[dict[str, Any], PlacementOffer]:
    """One history that waits for, or was acknowledged by, this provider. Raises NotForYou for any other."""
    row = PlacementOffer.objects.select_related("agency", "provider").filter(pk=offer).first()
    if row is None or row.provider_id != actor.agency or actor.role not in RECEIVERS or row.withdrawn_at:
        raise NotForYou
    if row.person_id in hidden_from(actor, at):
        raise NotForYou
    if row.acknowledged_at:
        open_person(actor, row.person_id, at=at, purpose="care", screen="history acknowledged")
    return initials(row), row


def offers_of(person: int) -> list[PlacementOffer]:
    """The offers of one person that are not at their end, newest first. The gate was passed for the person."""
    rows = PlacementOffer.objects.filter(person_id=person, placement=None, withdrawn_at=None)
    return list(rows.select_related("provider", "agency", "host").order_by("-offered_at"))


def offer_of(person: int, offer: int) -> PlacementOffer:
    """One open offer of one person. Raises NotForYou where there is none."""
    found = next((row for row in offers_of(person) if row.pk == offer), None)
    if found is None:
        raise NotForYou
    return found


def must_be_read(offer: PlacementOffer, at: datetime) -> bool:
    """Whether the provider has still to acknowledge a history before the offer can be confirmed (I38)."""
    return offer.acknowledged_at is None and has_a_history(offer.person_id, at)


def placement(actor: Actor, number: int, *, at: datetime, screen: str) -> Placement:
    """One placement, through the gate of its person."""
    row = Placement.objects.select_related("person").filter(pk=number).first()
    if row is None:
        raise NotForYou
    open_person(actor, row.person_id, at=at, purpose="safeguarding", screen=screen)
    return row


@dataclass(frozen=True, slots=True)
class Reported:
    """A care report with the signatures under its present version."""

    report: CareReport
    signatures: list[CareSignature]


def care_report(episode: int) -> Reported | None:
    """The report of an episode, if one was written. The gate was passed."""
    report = CareReport.objects.filter(pk=episode).first()
    if report is None:
        return None
    rows = CareSignature.objects.filter(report=report, version=report.version).order_by("signed_at")
    return Reported(report, list(rows))
