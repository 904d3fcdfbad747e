"""The tables of what is kept apart of somebody whose record stays open: one fact, and the posts that may read it.

Episodes are known here by number only. No event of the person, no list and no count is made of these rows.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

SENSITIVE = [
    ("honour-based abuse", "Honour-based abuse"), ("forced marriage", "Forced marriage"),
    ("location of a trafficked child", "Location of a trafficked child"),
]  # fmt: skip


class RestrictedFact(models.Model):
    """One fact that shows nobody outside a named list that it exists, while the record stays open (D53, E37, F10, F11).

    `event` and `ended_event` are in the system's chain: a number and a digest made with `salt`, which prove that the
    row is what was recorded, and name nobody.
    """

    person = models.ForeignKey("people.Person", models.RESTRICT, related_name="restricted_facts")
    episode = models.BigIntegerField(null=True, blank=True, help_text="None: of the person, whatever the episode.")
    kind = models.CharField(max_length=40, choices=SENSITIVE)
    says = models.TextField()
    because = models.TextField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    salt = models.CharField(max_length=32)
    event = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.TextField(blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_event = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person"], name="fact_of_person")]


class FactNamed(models.Model):
    """A post on the list of a restricted fact: since when, why, whether it has been read, and until when."""

    fact = models.ForeignKey(RestrictedFact, models.RESTRICT, related_name="named")
    post = models.ForeignKey("access.Post", models.RESTRICT, related_name="named_for_facts")
    because = models.TextField()
    since = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    event = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    off_because = models.TextField(blank=True)
    off_by = models.CharField(max_length=120, blank=True)
    off_event = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["post"], condition=Q(until=None), name="named_for_a_fact_now")]
        constraints = [
            models.UniqueConstraint(fields=["fact", "post"], condition=Q(until=None), name="named_once_for_a_fact")
        ]
