"""The tables of telling: who is told of what, by which card, and where outside bodies are reached. Decide nothing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sightline.access.models import Agency, Desk
from sightline.duties.models import Duty, Notice, Outgoing
from sightline.episodes.models import Episode
from sightline.people.models import Person

STATES = [
    ("desk", "A desk was told"), ("sent", "A message was sent"), ("ring", "To be told by telephone"),
    ("ask", "To be decided before anybody is told"), ("withheld", "Not told"), ("offered", "May be told"),
    ("knows", "Recorded it, and so knows"), ("told", "Told by telephone"),
]  # fmt: skip


class Telling(models.Model):
    """One recipient of one thing that happened. However many cards say so, it is one row and told once."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="tellings")
    episode = models.ForeignKey(Episode, models.RESTRICT, null=True, related_name="tellings")
    event = models.CharField(max_length=100)
    event_at = models.DateTimeField()
    role = models.CharField(max_length=60)
    name = models.CharField(max_length=200, blank=True)
    strength = models.CharField(max_length=10)
    what = models.JSONField(default=list)
    basis = models.JSONField(default=list)
    cards = models.JSONField(default=list)
    by_role = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=STATES)
    withheld_by = models.JSONField(default=list, help_text="The cards that keep it from this recipient, or may.")
    asks = models.JSONField(default=list, help_text="The facts nobody has answered that decide whether to tell.")
    desk = models.ForeignKey(Desk, models.RESTRICT, null=True, related_name="+")
    notice = models.ForeignKey(Notice, models.RESTRICT, null=True, related_name="tellings")
    outgoing = models.ForeignKey(Outgoing, models.RESTRICT, null=True, related_name="tellings")
    duty = models.ForeignKey(Duty, models.RESTRICT, null=True, related_name="tellings")
    reach = models.CharField(max_length=200, blank=True, help_text="The address or number it goes to.")
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=120, blank=True)
    told_whom = models.CharField(max_length=120, blank=True)
    told_how = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "episode", "event", "event_at", "role"], nulls_distinct=False, name="told_once"
            ),
            models.CheckConstraint(condition=Q(state__in=[s for s, _ in STATES]), name="telling_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="desk") | Q(notice__isnull=False), name="a_desk_is_told_by_a_notice"
            ),
        ]
        indexes = [models.Index(fields=["episode", "made_at"], name="telling_of_episode")]


class OutsideContact(models.Model):
    """Where an agency reaches a body that has no desk here: a regulator, the charity, a school."""

    agency = models.ForeignKey(Agency, models.RESTRICT, related_name="outside_contacts")
    role = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    mobile = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "role"], name="one_outside_contact_per_role"),
            models.CheckConstraint(
                condition=~Q(email="", mobile="", phone=""), name="an_outside_contact_can_be_reached"
            ),
        ]
