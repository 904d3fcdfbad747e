"""The table of links that open once with a code. Holds neither the link's address nor its code, only their hashes."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q


class Link(models.Model):
    """A way in from outside for somebody who cannot sign in: an address that ends, opened with a one-time code.

    `about` says what it opens, in numbers only. `person` and `episode` are the chain its story is written on.
    """

    purpose = models.CharField(max_length=40)
    about = models.JSONField(default=dict)
    person = models.BigIntegerField()
    episode = models.BigIntegerField(null=True)
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=120)
    agency = models.BigIntegerField(null=True)
    until = models.DateTimeField()
    code_used_at = models.DateTimeField(null=True)
    opened = models.PositiveIntegerField(default=0)
    wrong_codes = models.PositiveIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    stay_hash = models.CharField(max_length=64, blank=True)
    stay_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=models.F("made_at")), name="link_ends_after_it_was_made"),
        ]
        indexes = [models.Index(fields=["person"], name="link_of_person")]

    def lives(self, at: datetime) -> bool:
        """Whether it may still be opened: not past its end, not withdrawn, not locked by wrong codes."""
        return at < self.until and self.withdrawn_at is None and self.locked_at is None

    def state(self, at: datetime) -> str:
        """How it stands, for whoever made it: withdrawn, locked, ended, opened, or waiting to be opened."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.locked_at:
            return "locked"
        if at >= self.until:
            return "ended"
        return "opened" if self.code_used_at else "waiting"
