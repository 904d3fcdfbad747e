"""The table of disclosures: each act of giving somebody something of a person's record. A row is never edited."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from sightline.access.models import Agency, Post
from sightline.episodes.models import Episode
from sightline.people.models import Person
from sightline.sharing.models.agreement import Agreement
from sightline.sharing.models.links import Link

HOW = [("record", "The whole record, for a time"), ("sheet", "A sheet, inside"), ("link", "A sheet, by a link")]
CONSENT = [
    ("given", "Given"),
    ("refused", "Refused, and shared all the same"),
    ("not asked", "Not asked"),
    ("cannot be given", "Cannot be given"),
]


class Disclosure(models.Model):
    """Who gave what to whom, on which ground, by whose decision (F2, E27). `sheet` is what was said, as it then stood.

    Only its end changes: withdrawn, by whom and why.
    """

    person = models.ForeignKey(Person, models.RESTRICT, related_name="disclosures")
    episode = models.ForeignKey(Episode, models.RESTRICT, null=True, related_name="disclosures")
    at = models.DateTimeField()
    by = models.ForeignKey(Post, models.RESTRICT, related_name="+")
    by_name = models.CharField(max_length=120)
    role = models.CharField(max_length=60)
    rank = models.CharField(max_length=60)
    agency = models.ForeignKey(Agency, models.RESTRICT, related_name="disclosures_made")
    card = models.CharField(max_length=40, blank=True)
    edition = models.CharField(max_length=64)
    least = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    more_because = models.TextField(blank=True)
    sheet = models.JSONField(default=list)
    how = models.CharField(max_length=10, choices=HOW)
    to_as = models.CharField(max_length=80)
    to_agency = models.ForeignKey(Agency, models.RESTRICT, null=True, related_name="disclosures_received")
    to_name = models.CharField(max_length=120, blank=True)
    to_organisation = models.CharField(max_length=120, blank=True)
    identity = models.TextField(blank=True)
    asked_by = models.CharField(max_length=160, blank=True)
    purpose = models.CharField(max_length=40)
    because = models.TextField()
    necessity = models.TextField()
    proportionality = models.TextField()
    basis = models.CharField(max_length=40)
    condition = models.CharField(max_length=40, blank=True)
    power = models.CharField(max_length=40, blank=True)
    vital = models.TextField(blank=True)
    consent = models.CharField(max_length=20, choices=CONSENT)
    consent_because = models.TextField(blank=True)
    settled = models.JSONField(default=list)
    settled_how = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    challenged_by = models.JSONField(default=list)
    agreement = models.ForeignKey(Agreement, models.RESTRICT, null=True, related_name="disclosures")
    agreement_overdue = models.BooleanField(default=False)
    may_pass_on = models.BooleanField(default=False)
    destroy_by = models.DateField(null=True)
    conditions = models.TextField(blank=True)
    until = models.DateTimeField()
    link = models.OneToOneField(Link, models.RESTRICT, null=True, related_name="disclosure")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="disclosure_of_person")]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="disclosure_ends"),
            models.CheckConstraint(
                condition=Q(consent="given") | ~Q(consent_because=""), name="no_consent_without_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(how="link", link__isnull=False, to_agency=None)
                | (~Q(how="link") & Q(link=None, to_agency__isnull=False)),
                name="outside_by_link_inside_to_an_agency",
            ),
        ]

    def stands(self, at: datetime) -> bool:
        """Whether it may still be read: not withdrawn, and its end has not come."""
        return self.withdrawn_at is None and at < self.until
