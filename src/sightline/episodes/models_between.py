"""The tables of what passes between police areas: disputes about who has a case, enquiries asked of another area.

Offers and their answers are `Handover`. Knows nothing of duties.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sightline.access.models import Agency, Desk

KINDS = [("both claim", "Both areas claim the case"), ("neither takes it", "Neither area takes the case")]


class OwnershipDispute(models.Model):
    """Two police areas differ about who has a case (D73, B22). Until somebody of the rank decides, nothing moves."""

    episode = models.ForeignKey("episodes.Episode", models.RESTRICT, related_name="disputes")
    kind = models.CharField(max_length=20, choices=KINDS)
    holder = models.ForeignKey(Agency, models.RESTRICT, related_name="+")
    other = models.ForeignKey(Agency, models.RESTRICT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)
    opened_for = models.ForeignKey(Agency, models.RESTRICT, related_name="+")
    says = models.TextField()
    view = models.TextField(blank=True, help_text="What the area says that did not open the dispute.")
    view_by = models.CharField(max_length=120, blank=True)
    view_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)
    rank = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey(Agency, models.RESTRICT, null=True, related_name="+")
    because = models.TextField(blank=True)
    agreed_with = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode"], condition=Q(settled_at=None), name="one_dispute_at_a_time"),
            models.CheckConstraint(condition=Q(kind__in=[kind for kind, _ in KINDS]), name="dispute_kind_is_known"),
        ]


class Elsewhere(models.Model):
    """Enquiries that the owner of a case asks another police area to make: what, why, by when, and what came of it."""

    episode = models.ForeignKey("episodes.Episode", models.RESTRICT, related_name="elsewhere")
    from_agency = models.ForeignKey(Agency, models.RESTRICT, related_name="+")
    to_desk = models.ForeignKey(Desk, models.RESTRICT, related_name="elsewhere")
    what = models.TextField()
    why = models.TextField()
    by_when = models.DateTimeField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    taken_on_at = models.DateTimeField(null=True)
    taken_on_by = models.CharField(max_length=120, blank=True)
    declined_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)
    result = models.TextField(blank=True, help_text="What came of it, or why it is declined.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(declined_at=None) | Q(done_at=None), name="elsewhere_not_both_done_and_declined"
            )
        ]

    @property
    def is_open(self) -> bool:
        """Whether somebody there must still answer."""
        return self.done_at is None and self.declined_at is None
