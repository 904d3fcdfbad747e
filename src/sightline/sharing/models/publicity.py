"""The tables of publicity: an appeal, where it was published, who decided on what consultation, and a rescue alert."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sightline.access.models import Post
from sightline.episodes.models import Attachment, Episode

STATES = [("draft", "Draft"), ("agreed", "Agreed"), ("published", "Published"), ("taken down", "Taken down")]


class Appeal(models.Model):
    """What the public is told of one person, for how long: only the fields of a closed list, in words for the public.

    `photo` is the appeal's own copy of a picture; it is destroyed when the appeal is taken down.
    """

    episode = models.ForeignKey(Episode, models.RESTRICT, related_name="appeals")
    state = models.CharField(max_length=10, choices=STATES, default="draft")
    fields = models.JSONField(default=dict, help_text="The chosen fields and what each says.")
    says = models.TextField(help_text="What the public is asked, in our words.")
    phone = models.CharField(max_length=40)
    picture = models.ForeignKey(Attachment, models.RESTRICT, null=True, related_name="+")
    photo = models.CharField(max_length=120, blank=True)
    photo_alt = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField()
    token = models.CharField(max_length=64, unique=True, null=True)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=120)
    published_at = models.DateTimeField(null=True)
    link_ended_at = models.DateTimeField(null=True)
    take_down_because = models.CharField(max_length=200, blank=True)
    taken_down_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["episode"], condition=~Q(state="taken down"), name="one_appeal_at_a_time"
            ),
            models.CheckConstraint(condition=Q(state__in=[s for s, _ in STATES]), name="appeal_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="published_has_a_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state="taken down") | Q(photo=""), name="no_photo_after_taking_down"
            ),
        ]  # fmt: skip


class Outlet(models.Model):
    """One place where an appeal stands: ticked when it came down there, and when that place was asked to forget it."""

    appeal = models.ForeignKey(Appeal, models.RESTRICT, related_name="outlets")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    where = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()
    down_at = models.DateTimeField(null=True)
    down_by = models.CharField(max_length=120, blank=True)
    asked_to_forget_at = models.DateTimeField(null=True)
    asked_by = models.CharField(max_length=120, blank=True)
    forgotten_at = models.DateTimeField(null=True)
    says = models.CharField(max_length=300, blank=True)


class PublicityDecision(models.Model):
    """A dated decision to ask the public, or not to: who, in which rank, whom they heard, why, what may go wrong."""

    appeal = models.ForeignKey(Appeal, models.RESTRICT, related_name="decisions")
    at = models.DateTimeField()
    by = models.ForeignKey(Post, models.RESTRICT, related_name="+")
    by_name = models.CharField(max_length=120)
    role = models.CharField(max_length=60)
    rank = models.CharField(max_length=60)
    agreed = models.BooleanField()
    helps = models.TextField(help_text="Whether publicity helps or hampers, and why.")
    proportionate = models.TextField()
    risks = models.TextField()
    authorised_by = models.CharField(max_length=120, blank=True)
    urgent = models.CharField(max_length=10)
    urgent_because = models.TextField(blank=True)
    wording_agreed_with = models.CharField(max_length=200, blank=True)
    consulted = models.JSONField(help_text="Whom, what they said, who asked.")
    engine_said = models.JSONField()
    edition = models.CharField(max_length=64)


class RescueAlert(models.Model):
    """A child rescue alert as a checklist and a decision of the named rank. Nothing is ever sent from here (D238)."""

    episode = models.ForeignKey(Episode, models.RESTRICT, related_name="rescue_alerts")
    considered_at = models.DateTimeField()
    considered_by = models.CharField(max_length=120)
    criteria = models.JSONField(default=dict, help_text="Each criterion with yes, no or not known, and why.")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Post, models.RESTRICT, null=True, related_name="+")
    decided_by_name = models.CharField(max_length=120, blank=True)
    rank = models.CharField(max_length=60, blank=True)
    asked_for = models.BooleanField(null=True)
    because = models.TextField(blank=True)
    authority_consulted = models.TextField(blank=True, help_text="Who was asked, or why that was not practicable.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["episode"], condition=Q(decided_at=None), name="one_rescue_alert_under_way"
            )
        ]  # fmt: skip
