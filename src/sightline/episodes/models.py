"""The tables of a call, a report and an episode.

Separate units, because inspectors found that they were not (DESIGN section 4).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sightline.access.models import Agency, Desk, Post
from sightline.episodes.models_adults import Leave as Leave
from sightline.episodes.models_adults import PrivateWhereabouts as PrivateWhereabouts
from sightline.episodes.models_between import Elsewhere as Elsewhere
from sightline.episodes.models_between import OwnershipDispute as OwnershipDispute
from sightline.episodes.models_care import CareReport as CareReport
from sightline.episodes.models_care import CareSignature as CareSignature
from sightline.episodes.models_care import CouncilHandover as CouncilHandover
from sightline.episodes.models_care import FirstCheck as FirstCheck
from sightline.episodes.models_care import PlacementOffer as PlacementOffer
from sightline.episodes.models_school import SchoolAbsence as SchoolAbsence
from sightline.episodes.models_school import SchoolClosure as SchoolClosure
from sightline.people.models import Person

STATES = [
    ("absence", "Absence watched by the carer"),
    ("open", "Open"),
    ("located", "Located, not yet seen"),
    ("seen", "Seen safe and well"),
    ("closed", "Closed"),
]
MISSING, SCHOOL = "missing", "school"
KINDS = [(MISSING, "Missing, absent or away"), (SCHOOL, "Absent from school")]
ANSWERS = [("yes", "Yes"), ("no", "No"), ("not known", "Not known")]


class Call(models.Model):
    """One contact: somebody rang. It may lead to a report, or not."""

    at = models.DateTimeField()
    taken_by = models.ForeignKey(Post, models.RESTRICT)
    caller_name = models.CharField(max_length=120)
    caller_relation = models.CharField(max_length=80, blank=True)
    caller_phone = models.CharField(max_length=40, blank=True)
    caller_agency = models.ForeignKey(Agency, models.RESTRICT, null=True, related_name="+")
    said = models.TextField()


class Occasions(models.Manager["Episode"]):
    """Missing, absent or away: what every list and count of episodes means. An absence from school is asked for by
    `Episode.every`."""

    def get_queryset(self) -> models.QuerySet[Episode]:
        """Without absences from school."""
        return super().get_queryset().filter(kind=MISSING)


class Episode(models.Model):
    """One occasion on which one person is missing, absent or away. Exactly one agency and desk own it at any moment.

    `kind` sets apart a pupil's absence from school, which is nobody's missing episode (ADR 0022).
    """

    kind = models.CharField(max_length=10, choices=KINDS, default=MISSING, db_default=MISSING)
    person = models.ForeignKey(Person, models.RESTRICT, related_name="episodes")
    area = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=STATES, default="open")
    opened_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    last_seen_place = models.CharField(max_length=200, blank=True)
    gone_at = models.DateTimeField(null=True, help_text="When the person went missing, as far as anybody knows (E6).")
    gone_from = models.CharField(max_length=200, blank=True, db_default="")
    last_seen_lat = models.FloatField(null=True)
    last_seen_lon = models.FloatField(null=True)
    circumstances = models.TextField(blank=True)
    category = models.CharField(max_length=60, blank=True)
    risk = models.CharField(max_length=10, blank=True)
    deployed_at = models.DateTimeField(null=True)
    owner_agency = models.ForeignKey(Agency, models.RESTRICT, related_name="owned_episodes")
    owner_desk = models.ForeignKey(Desk, models.RESTRICT, null=True, related_name="owned_episodes")
    owner_post = models.ForeignKey(Post, models.RESTRICT, null=True, related_name="owned_episodes")
    reporter_agency = models.ForeignKey(Agency, models.RESTRICT, null=True, related_name="+")
    reporter_name = models.CharField(max_length=120, blank=True)
    reporter_phone = models.CharField(max_length=40, blank=True)
    review_every_minutes = models.PositiveIntegerField(null=True)
    check_minutes = models.PositiveIntegerField(null=True, help_text="How long a carer gave the first checks (C61).")
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    objects = Occasions()
    every: models.Manager[Episode] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(closed_at=None), name="one_open_episode_per_person"
            ),
            models.CheckConstraint(condition=Q(kind__in=[kind for kind, _ in KINDS]), name="episode_kind_is_known"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="closed_has_a_moment",
            ),
            models.CheckConstraint(condition=Q(state__in=[s for s, _ in STATES]), name="episode_state_is_known"),
        ]
        indexes = [
            models.Index(fields=["person", "opened_at"], name="episode_of_person"),
            models.Index(fields=["-opened_at", "-id"], name="episode_newest"),
            models.Index(fields=["owner_agency", "opened_at"], condition=Q(closed_at=None), name="episode_open"),
        ]

    @property
    def reference(self) -> str:
        """The reference people say on the telephone."""
        return f"{'SA' if self.kind == SCHOOL else 'MP'}-{self.opened_at:%y}-{self.pk:06d}"


class Report(models.Model):
    """Somebody reports somebody: ties a call to a person and an episode. An episode may be reported more than once."""

    call = models.ForeignKey(Call, models.RESTRICT, null=True, related_name="reports")
    episode = models.ForeignKey(Episode, models.RESTRICT, related_name="reports")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    by_relation = models.CharField(max_length=80, blank=True)
    by_phone = models.CharField(max_length=40, blank=True)
    agency = models.ForeignKey(Agency, models.RESTRICT, null=True, related_name="+")
    disputes_decision = models.BooleanField(default=False)


class RiskFact(models.Model):
    """One answer to one fact, with what was said, by whom, how to reach them and when.

    The newest answer holds; none is lost.
    """

    episode = models.ForeignKey(Episode, models.RESTRICT, related_name="facts")
    phrase = models.CharField(max_length=100)
    answer = models.CharField(max_length=10, choices=ANSWERS)
    question = models.CharField(max_length=60, blank=True)
    says = models.TextField(blank=True)
    from_whom = models.CharField(max_length=120)
    contact = models.CharField(max_length=120, blank=True)
    obtained_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["episode", "phrase", "-id"], name="newest_fact")]


class Decision(models.Model):
    """A dated decision on category and risk.

    Who, in what role and rank, why, and what the engine said at that moment.
    """

    episode = models.ForeignKey(Episode, models.RESTRICT, related_name="decisions")
    at = models.DateTimeField()
    by = models.ForeignKey(Post, models.RESTRICT)
    by_name = models.CharField(max_length=120)
    role = models.CharField(max_length=60)
    rank = models.CharField(max_length=60)
    category = models.CharField(max_length=60)
    risk = models.CharField(max_length=10)
    seriousness = models.CharField(max_length=20, blank=True)
    immediacy = models.CharField(max_length=20, blank=True)
    because = models.TextField()
    answer_to_challenge = models.TextField(blank=True)
    verdict = models.CharField(max_length=12)
    engine_said = models.JSONField()
    facts = models.JSONField()
    edition = models.CharField(max_length=64)


class Enquiry(models.Model):
    """A line of enquiry: what, where or of whom, and what came of it."""

    episode = models.ForeignKey(Episode, models.RESTRICT, related_name="enquiries")
    what = models.CharField(max_length=200)
    of_whom = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    result = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)


class SearchedPlace(models.Model):
    """A place that was searched, room by room: what was looked at, what was not, on what power."""

    episode = models.ForeignKey(Episode, models.RESTRICT, related_name="searches")
    place = models.CharField(max_length=200)
    rooms = models.JSONField(default=list)
    not_searched = models.CharField(max_length=200, blank=True)
    power = models.CharField(max_length=120)
    found = models.TextField(blank=True)
    searched_at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)


class Sighting(models.Model):
    """Somebody may have seen the person: when, where, how sure."""

    episode = models.ForeignKey(Episode, models.RESTRICT, related_name="sightings")
    seen_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    by_whom = models.CharField(max_length=120)
    contact = models.CharField(max_length=120, blank=True)
    reliability = models.CharField(max_length=20)
    says = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    by_name = models.CharField(max_length=120)


class Contact(models.Model):
    """A contact with the informant: what was said either way, and when the next is promised."""

    episode = models.ForeignKey(Episode, models.RESTRICT, related_name="contacts")
    at = models.DateTimeField()
    with_whom = models.CharField(max_length=120)
    by_name = models.CharField(max_length=120)
    said = models.TextField()
    next_at = models.DateTimeField(null=True)


class Attachment(models.Model):
    """A picture, decoded and encoded afresh so that nothing hides in it."""

    episode = models.ForeignKey(Episode, models.RESTRICT, related_name="attachments")
    title = models.CharField(max_length=120)
    file = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    by_name = models.CharField(max_length=120)


class Handover(models.Model):
    """Ownership offered to another desk, then accepted or refused in writing.

    Until then the owner does not change (B22, D73).
    """

    episode = models.ForeignKey(Episode, models.RESTRICT, related_name="handovers")
    from_agency = models.ForeignKey(Agency, models.RESTRICT, related_name="+")
    to_desk = models.ForeignKey(Desk, models.RESTRICT, related_name="handovers")
    why = models.TextField()
    outstanding = models.TextField(blank=True)
    offered_at = models.DateTimeField()
    offered_by = models.CharField(max_length=120)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)
    accepted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    lapsed = models.BooleanField(
        default=False, db_default=False, help_text="Ended without an answer: taken back, closed, decided between areas."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode"], condition=Q(answered_at=None), name="one_handover_at_a_time")
        ]


class Found(models.Model):
    """How the episode ends: located (claimed, then confirmed) and seen safe and well are two facts, each with its own
    witness."""

    episode = models.OneToOneField(Episode, models.RESTRICT, primary_key=True, related_name="found")
    located_at = models.DateTimeField()
    located_place = models.CharField(max_length=200)
    located_by = models.CharField(max_length=120)
    located_how = models.TextField(blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=120, blank=True)
    confirmed_how = models.TextField(blank=True)
    returned_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=120, blank=True)
    seen_alone = models.BooleanField(null=True)
    harm = models.CharField(max_length=10, choices=ANSWERS, blank=True)
    offending = models.CharField(max_length=10, choices=ANSWERS, blank=True, db_default="", help_text="By or against.")
    doctor = models.CharField(max_length=10, choices=ANSWERS, blank=True, db_default="", help_text="Needed? (E17)")
    health = models.TextField(blank=True, db_default="")
    says = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)


class Interview(models.Model):
    """The independent return interview.

    Offered, then carried out or declined; declined, the parents are asked instead (D97, D98, D111).
    """

    episode = models.OneToOneField(Episode, models.RESTRICT, primary_key=True, related_name="interview")
    offered_at = models.DateTimeField()
    offered_by = models.CharField(max_length=120)
    provider = models.ForeignKey(Agency, models.RESTRICT, related_name="interviews")
    choice = models.CharField(max_length=200, blank=True)
    carried_out_at = models.DateTimeField(null=True)
    interviewer = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=120, blank=True)
    says = models.TextField(blank=True)
    sharing_agreed = models.BooleanField(null=True)
    to_intelligence = models.BooleanField(null=True, help_text="Reported into police intelligence (E19).")
    screened = models.BooleanField(null=True, help_text="Screened for exploitation (E19).")
    declined_at = models.DateTimeField(null=True)
    declined_because = models.TextField(blank=True)
    parents_offered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(carried_out_at=None) | Q(declined_at=None), name="not_both_carried_out_and_declined"
            )
        ]


class ClosingCheck(models.Model):
    """What must be answered before an episode may close.

    The referral decision, and whether it is safe to return there (C94).
    """

    episode = models.OneToOneField(Episode, models.RESTRICT, primary_key=True, related_name="closing")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    role = models.CharField(max_length=60)
    referral = models.CharField(max_length=20)
    referral_because = models.TextField()
    returns_to = models.CharField(max_length=200)
    safe_there = models.CharField(max_length=10, choices=ANSWERS)
    person_says = models.TextField()
    version = models.PositiveIntegerField(default=1)
