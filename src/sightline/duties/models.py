"""The tables of duties, notices and what waits to be sent. A deadline is an indexed row (DESIGN idea 3)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sightline.access.models import Desk
from sightline.episodes.models import SCHOOL, Episode
from sightline.people.models import Person

# Where a notice leads by how its key begins, with the number that follows there; else to the episode or the person.
PLACES = {"leave overdue": "/leave/{}", "profile overdue": "/people/{}/profile"}
STATES = [("open", "Open"), ("met", "Met"), ("met late", "Met late"), ("missed", "Missed"),
          ("stopped", "No longer due")]  # fmt: skip


class Duty(models.Model):
    """One thing one party must do for one episode.

    `key` is the engine's: recomputing updates the row, never doubles it.
    """

    episode = models.ForeignKey(Episode, models.RESTRICT, related_name="duties")
    key = models.CharField(max_length=200)
    do = models.CharField(max_length=120)
    who = models.CharField(max_length=60)
    to = models.CharField(max_length=120, blank=True)
    strength = models.CharField(max_length=10)
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=STATES, default="open")
    met_at = models.DateTimeField(null=True)
    desk = models.ForeignKey(Desk, models.RESTRICT, null=True, related_name="duties")
    agency = models.BigIntegerField(null=True)
    cards = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    escalate_to = models.JSONField(default=list)
    acknowledge_minutes = models.PositiveIntegerField(null=True)
    edition = models.CharField(max_length=64)
    watched_at = models.DateTimeField(null=True, help_text="When the watcher acted on this duty falling due.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["episode", "key"], name="one_duty_per_key")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="open", watched_at=None), name="duty_due"),
            models.Index(fields=["desk", "due_at"], condition=Q(state="open"), name="duty_of_desk"),
        ]


class Notice(models.Model):
    """Somebody must know something. Being told means acknowledged; silence goes up the chain (DESIGN idea 6).

    About an episode, or about a `person` of whom no episode is open.
    """

    key = models.CharField(max_length=200, unique=True)
    episode = models.ForeignKey(Episode, models.RESTRICT, null=True, related_name="notices")
    person = models.ForeignKey(Person, models.RESTRICT, null=True, related_name="notices")
    duty = models.ForeignKey(Duty, models.RESTRICT, null=True, related_name="notices")
    desk = models.ForeignKey(Desk, models.RESTRICT, related_name="notices")
    kind = models.CharField(max_length=40)
    says = models.CharField(max_length=300)
    level = models.PositiveSmallIntegerField(default=0)
    chain = models.JSONField(
        default=list, help_text="The roles that are told next, in order, while nobody acknowledges."
    )
    told_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    again_minutes = models.PositiveIntegerField(default=10)

    @property
    def about(self) -> Person:
        """Whom it is about."""
        found = self.episode.person if self.episode else self.person
        assert found is not None  # the database sees to it
        return found

    @property
    def place(self) -> str:
        """The page that shows what it is about."""
        if where := PLACES.get(" ".join(self.key.split(" ", 2)[:2])):
            return where.format(self.key.split(" ")[2])
        if self.episode and self.episode.kind == SCHOOL:
            return f"/school/{self.episode_id}"
        return f"/episodes/{self.episode_id}" if self.episode_id else f"/people/{self.person_id}"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(episode__isnull=False) | Q(person__isnull=False), name="notice_is_about_somebody"
            )
        ]
        indexes = [
            models.Index(
                fields=["acknowledge_by"],
                condition=Q(acknowledged_at=None, escalated_at=None, ended_at=None),
                name="notice_silent",
            ),
            models.Index(fields=["desk"], condition=Q(acknowledged_at=None, ended_at=None), name="notice_of_desk"),
        ]


class Outgoing(models.Model):
    """Something to be sent after the commit: retried, never twice, and visible when it fails.

    `trouble` says what kind of failure the last one was: later, never (this address), setup (the way itself).
    """

    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=20)
    to = models.CharField(max_length=200)
    subject = models.CharField(max_length=120, blank=True)
    says = models.TextField()
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed = models.CharField(max_length=300, blank=True)
    trouble = models.CharField(max_length=10, blank=True)
    gave_up_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["next_try_at"], condition=Q(sent_at=None), name="outgoing_waiting")]


class Heartbeat(models.Model):
    """When a watcher last came round: a board whose watcher is dead says so instead of looking calm."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
