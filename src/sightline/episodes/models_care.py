"""The tables of carers and councils: first checks, offered placements, handovers to the night team, and the reports
that homes and fostering services owe."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sightline.access.models import Agency, Desk
from sightline.people.models import Person, Placement

WAITING = Q(withdrawn_at=None)


class FirstCheck(models.Model):
    """One thing a carer tries before, or beside, telling the police; its deadline was set at the outset (C61, D4)."""

    episode = models.ForeignKey("episodes.Episode", models.RESTRICT, related_name="first_checks")
    what = models.CharField(max_length=200)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True)
    by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["episode", "what"], name="one_first_check_once")]


class PlacementOffer(models.Model):
    """A placement somebody is about to confirm, or has just recorded: the provider acknowledges the history by name.

    Until then the provider sees only that a history waits (I38, H25).
    """

    person = models.ForeignKey(Person, models.RESTRICT, related_name="placement_offers")
    agency = models.ForeignKey(Agency, models.RESTRICT, related_name="+", help_text="Who places the person.")
    provider = models.ForeignKey(Agency, models.RESTRICT, related_name="placement_offers")
    setting = models.CharField(max_length=40)
    since = models.DateField()
    address = models.CharField(max_length=200, blank=True)
    host = models.ForeignKey(Agency, models.RESTRICT, null=True, related_name="+")
    out_of_area = models.BooleanField(default=False)
    adult = models.BooleanField(default=False)
    says = models.TextField(help_text="What the provider must know, in the words of whoever places the person.")
    offered_at = models.DateTimeField()
    offered_by = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)
    placement = models.OneToOneField(Placement, models.RESTRICT, null=True, related_name="offer")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "provider"], condition=Q(placement=None, withdrawn_at=None),
                name="one_offer_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(placement=None) | Q(withdrawn_at=None), name="an_offer_that_was_taken_is_not_withdrawn"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["provider"], condition=WAITING & Q(acknowledged_at=None), name="history_waiting")
        ]


class CouncilHandover(models.Model):
    """What a council's day hands to the emergency duty team in the evening, or gets back in the morning (B33, D8).

    `items` hold the episodes as they stood; the list counts as handed over once somebody there acknowledges it.
    """

    agency = models.ForeignKey(Agency, models.RESTRICT, related_name="council_handovers")
    to_desk = models.ForeignKey(Desk, models.RESTRICT, related_name="+")
    says = models.TextField(blank=True)
    items = models.JSONField(default=list)
    handed_at = models.DateTimeField()
    handed_by = models.CharField(max_length=120)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency"], condition=Q(acknowledged_at=None), name="one_council_handover_at_a_time"
            )
        ]


class CareReport(models.Model):
    """The report a home or a fostering service owes for each episode: regulation 40 or Schedule 7 (D152, D153, E32)."""

    episode = models.OneToOneField("episodes.Episode", models.RESTRICT, primary_key=True, related_name="care_report")
    kind = models.CharField(max_length=20)
    happened = models.TextField()
    done = models.TextField()
    learnt = models.TextField()
    told = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=120)
    role = models.CharField(max_length=60)
    filed_at = models.DateTimeField(null=True)
    filed_by = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)


class CareSignature(models.Model):
    """One signature under a report, each by somebody who read it; a report changed afterwards loses them (B37, B38)."""

    report = models.ForeignKey(CareReport, models.RESTRICT, related_name="signatures")
    role = models.CharField(max_length=60)
    by_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()
    version = models.PositiveIntegerField(help_text="The version of the report that was signed.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "role", "version"], name="one_signature_per_role")]
