"""The tables of a pupil's absence from school: the absence itself, and the days on which a school is closed.

An absence from school is an episode of its own kind (`Episode.kind`), so that duties, desks and notices are the same.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sightline.access.models import Agency


class SchoolAbsence(models.Model):
    """What only an absence from school has: which school, the leave that was agreed, the roll, and the next turn.

    `turns_at`: when the calendar next changes what counts (a holiday begins, school begins again, leave ends).
    """

    episode = models.OneToOneField("episodes.Episode", models.RESTRICT, primary_key=True, related_name="school_absence")
    school = models.ForeignKey(Agency, models.RESTRICT, related_name="absences")
    noticed_at = models.DateTimeField()
    on_roll_since = models.DateField(null=True)
    enquiries = models.JSONField(default=dict, help_text="Whom the school asked, by the name of the enquiry.")
    counts_since = models.DateTimeField(null=True, help_text="When the days last began to count again.")
    leave_since = models.DateField(null=True)
    leave_until = models.DateField(null=True, help_text="The day on which the pupil is due back from agreed leave.")
    off_roll_on = models.DateField(null=True)
    off_roll_because = models.TextField(blank=True)
    turns_at = models.DateTimeField(null=True)
    running = models.BooleanField(default=True, help_text="Whether the days count now: no holiday, no agreed leave.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["turns_at"], name="school_absence_turns")]


class SchoolClosure(models.Model):
    """Days on which a school is closed: a holiday or a training day. Set for one school, or by a council for all its
    schools."""

    agency = models.ForeignKey(Agency, models.RESTRICT, related_name="closures")
    name = models.CharField(max_length=80)
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=models.F("first_on")), name="closure_ends_after_it_begins"),
            models.UniqueConstraint(fields=["agency", "first_on", "last_on"], name="one_closure_for_the_same_days"),
        ]
