"""The tables only adults need: what somebody who was found asks to be kept, and leave from a ward or a home."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sightline.access.models import Agency
from sightline.people.models import Person


class PrivateWhereabouts(models.Model):
    """An adult who was found asks that nobody be told where (A62, H24). It stands until the adult takes it back."""

    episode = models.OneToOneField(
        "episodes.Episode", models.RESTRICT, primary_key=True, related_name="private_whereabouts"
    )
    asked_at = models.DateTimeField()
    says = models.TextField(help_text="What the adult asks, in the adult's own words.")
    heard_by = models.CharField(max_length=120)
    message = models.TextField(blank=True, help_text="What may be passed on, word for word.")
    message_to = models.CharField(max_length=120, blank=True)
    passed_on_at = models.DateTimeField(null=True)
    passed_on_by = models.CharField(max_length=120, blank=True)
    passed_on_how = models.TextField(blank=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_says = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)


class Leave(models.Model):
    """Leave from a hospital or a care home: agreed until a moment, perhaps extended, and how it ended (A65, C30)."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="leaves")
    agency = models.ForeignKey(Agency, models.RESTRICT, related_name="+")
    begins_at = models.DateTimeField()
    until = models.DateTimeField()
    conditions = models.TextField(blank=True, help_text="Where, with whom, what was agreed.")
    detained = models.BooleanField(default=False, help_text="Under the Mental Health Act.")
    agreed_by = models.CharField(max_length=120)
    extended = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="one_leave_at_a_time"),
            models.CheckConstraint(condition=Q(until__gt=F("begins_at")), name="leave_ends_after_it_begins"),
        ]
