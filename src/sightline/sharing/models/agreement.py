"""The table of information sharing agreements: who agreed to share what, for what, and when it is looked at again."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from sightline.access.models import Agency


class Agreement(models.Model):
    """An information sharing agreement (F3). Its review day stands on the record; past it, a disclosure under it warns.

    `parties` are agencies of the county, `others` whoever else signed, in words.
    """

    title = models.CharField(max_length=160)
    agency = models.ForeignKey(Agency, models.RESTRICT, related_name="agreements_kept")
    parties = models.ManyToManyField(Agency, related_name="agreements")
    others = models.CharField(max_length=300, blank=True)
    purpose = models.TextField()
    basis = models.CharField(max_length=40)
    power = models.CharField(max_length=40, blank=True)
    fields = models.JSONField(default=list)
    signed_by = models.CharField(max_length=300)
    in_force_from = models.DateField()
    review_on = models.DateField()
    reviewed_on = models.DateField(null=True)
    document = models.CharField(max_length=200)
    ended_on = models.DateField(null=True)
    ended_because = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(review_on__gt=F("in_force_from")), name="agreement_is_reviewed_later"),
        ]

    def state(self, on: date) -> str:
        """How it stands on a day: ended, not yet in force, review overdue, or in force."""
        if self.ended_on and self.ended_on <= on:
            return "ended"
        if self.in_force_from > on:
            return "not yet in force"
        return "review overdue" if self.review_on < on else "in force"
