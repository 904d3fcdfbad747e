"""The tables of the append-only record.

Rows carry ids of people, agencies and users as plain numbers, never as foreign keys: the record can neither block nor
follow a change elsewhere.
"""

from __future__ import annotations

from django.db import models


class Chain(models.Model):
    """The head of one chain: chain 0 is the system's own, every other one person's. Writers queue per person only."""

    id = models.BigIntegerField(primary_key=True)
    length = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default="0" * 64)


class Event(models.Model):
    """One thing that happened. PostgreSQL refuses UPDATE, DELETE and TRUNCATE; a correction is a new event."""

    chain = models.BigIntegerField()
    position = models.BigIntegerField()
    kind = models.CharField(max_length=100)
    episode = models.BigIntegerField(null=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=120)
    role = models.CharField(max_length=60)
    agency = models.BigIntegerField(null=True)
    source = models.CharField(max_length=60)
    content_hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "position"], name="one_event_per_place")]
        indexes = [models.Index(fields=["episode", "happened_at"], name="event_of_episode")]
        ordering = ["chain", "position"]


class Content(models.Model):
    """What an event says. Beside the chain, which covers its hash only: the law may one day blank it, the chain still
    verifies."""

    event = models.OneToOneField(Event, models.RESTRICT, primary_key=True, related_name="content")
    salt = models.CharField(max_length=32)
    body = models.JSONField(null=True)


class Consultation(models.Model):
    """Who looked at what, when and why.

    One row a page, with the ids it showed (Data Protection Act 2018, section 62).
    """

    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=120)
    role = models.CharField(max_length=60)
    agency = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=120)
    act = models.CharField(max_length=40)
    screen = models.CharField(max_length=80)
    asked = models.JSONField(default=dict)
    people = models.JSONField(default=list)
    episodes = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["at"], name="consultation_at")]


class Anchor(models.Model):
    """Ties all chains together at a moment; its digest can be sent off the machine."""

    at = models.DateTimeField(unique=True)
    chains = models.BigIntegerField()
    events = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
