"""The tables of a profile: what a home, carer or care home writes down before anybody goes missing (E9, E10).

Every saving is a row of its own. Agencies are known here by number only.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Profile(models.Model):
    """One version of somebody's profile: never changed, only followed by the next.

    `says` holds the answers by field (see `profile.py`); the day of review stands from the first agreed version on.
    """

    person = models.ForeignKey("people.Person", models.RESTRICT, related_name="profiles")
    version = models.PositiveIntegerField()
    says = models.JSONField(default=dict)
    review_on = models.DateField(null=True)
    agreed_at = models.DateTimeField(null=True, help_text="When somebody last read the whole and stood by it.")
    agreed_by = models.CharField(max_length=120, blank=True)
    drawn_up_with = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    role = models.CharField(max_length=60)
    agency = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="one_profile_per_version"),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(review_on__isnull=False), name="an_agreed_profile_has_a_review"
            ),
        ]


class ProfilePhoto(models.Model):
    """A photograph of the person, decoded and encoded afresh, with who agreed to what use of it, and until when (D20).

    The newest is shown. A refusal does not keep it from the police.
    """

    person = models.ForeignKey("people.Person", models.RESTRICT, related_name="photographs")
    file = models.CharField(max_length=120)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    taken_on = models.DateField()
    good_likeness = models.BooleanField()
    agreed_by = models.CharField(max_length=160, blank=True)
    uses = models.JSONField(default=list)
    until = models.DateField(null=True)
    person_agrees = models.CharField(max_length=10)
    person_says = models.TextField(blank=True)
    added_at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    agency = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="newest_photograph")]
