"""The tables of who works where, who may see whom and why."""

from __future__ import annotations

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from sightline.access.kinds import KINDS
from sightline.access.models_facts import SENSITIVE as SENSITIVE
from sightline.access.models_facts import FactNamed as FactNamed
from sightline.access.models_facts import RestrictedFact as RestrictedFact
from sightline.people.models import Person


class Agency(models.Model):
    """An organisation with duties to missing people. `area` names the protocol area whose cards it works under.

    Renaming keeps the old name (`FormerName`); one that was merged into another is closed and points to it.
    """

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40, choices=KINDS)
    area = models.CharField(max_length=40)
    police_area = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="agencies")
    council = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="providers")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="merged")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(closed_at__isnull=False), name="a_merged_agency_is_closed"
            )
        ]


class FormerName(models.Model):
    """A name an agency had until a moment: whoever knows only that name still finds the agency."""

    agency = models.ForeignKey(Agency, models.RESTRICT, related_name="former_names")
    name = models.CharField(max_length=120)
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["name"], name="former_name")]


class Desk(models.Model):
    """A duty desk: always somebody's. Notices go to desks, so that a shift's end loses nothing.

    Without hours a desk answers round the clock. Outside its hours `out_of_hours` answers for it, if there is one.
    """

    agency = models.ForeignKey(Agency, models.RESTRICT, related_name="desks")
    role = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    team = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    opens = models.TimeField(null=True, blank=True, help_text="In London; none: round the clock.")
    closes = models.TimeField(null=True, blank=True, help_text="Before `opens`: on the next day.")
    working_days_only = models.BooleanField(default=False, help_text="Closed at weekends and on bank holidays.")
    out_of_hours = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="answers_for")
    keeps_rota = models.BooleanField(default=False, help_text="Somebody must be on duty here at every hour it is open.")
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "role"], name="one_desk_per_role"),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None) | Q(opens__isnull=False, closes__isnull=False),
                name="hours_have_both_ends",
            ),
        ]


class Users(BaseUserManager["User"]):
    """Creates users; there is no super-user: administration is a role like any other."""

    def create_user(self, email: str, name: str, password: str | None = None) -> User:
        """A person who can sign in. Without a password nobody can."""
        user = self.model(email=self.normalize_email(email), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. What he or she may do comes from posts."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    objects = Users()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]


class Post(models.Model):
    """One user in one role at one agency, until a day; `ended_at` is the moment from which nothing more may be done.

    `acting` is set where somebody stands in: who really is at the keyboard. It is no column.
    """

    acting: User | None = None

    user = models.ForeignKey(User, models.RESTRICT, related_name="posts")
    agency = models.ForeignKey(Agency, models.RESTRICT, related_name="posts")
    role = models.CharField(max_length=60)
    rank = models.CharField(max_length=60, blank=True)
    demonstration = models.BooleanField(default=False)
    until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "agency", "role"], name="one_post_once")]


class SetPasswordLink(models.Model):
    """A link with which one person sets a password, once, until it expires. Only the hash of its token is kept."""

    user = models.ForeignKey(User, models.RESTRICT, related_name="set_password_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class Shift(models.Model):
    """Who is on duty at a desk, from when until when. Several may be on duty together."""

    desk = models.ForeignKey(Desk, models.RESTRICT, related_name="shifts")
    post = models.ForeignKey(Post, models.RESTRICT, related_name="shifts")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "post", "begins_at"], name="one_shift_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="a_shift_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["desk", "ends_at"], name="shift_of_desk")]


class Delegation(models.Model):
    """Who stands in for the holder of a post, from when until when. It ends by itself; `ended_at` ends it sooner."""

    post = models.ForeignKey(Post, models.RESTRICT, related_name="delegations")
    stand_in = models.ForeignKey(User, models.RESTRICT, related_name="stands_in")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    because = models.CharField(max_length=200)
    made_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="standing_in_ends_after_it_begins")
        ]
        indexes = [models.Index(fields=["stand_in", "ends_at"], name="standing_in")]


class Involvement(models.Model):
    """Why an agency may see a person: in what part, since when, until when. The gate looks here."""

    agency = models.ForeignKey(Agency, models.RESTRICT, related_name="involvements")
    person = models.ForeignKey(Person, models.RESTRICT, related_name="involvements")
    episode = models.BigIntegerField(null=True)
    part = models.CharField(max_length=60)
    because = models.CharField(max_length=200)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "agency"], name="involved")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "person", "episode", "part"], condition=Q(until=None), nulls_distinct=False,
                name="involved_once_per_part",
            )
        ]  # fmt: skip


class Draft(models.Model):
    """What somebody has typed and not yet sent: kept so that a lost line loses nothing."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=160)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "form"], name="one_draft_per_form")]


class Once(models.Model):
    """A form that has been acted on: the same form sent again leads to the same result and does nothing twice."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4)
    post = models.ForeignKey(Post, models.RESTRICT)
    led_to = models.CharField(max_length=200)
    at = models.DateTimeField()


class Restriction(models.Model):
    """A record that shows nobody outside a named list that it exists, and why (D53, E37, F10, F11)."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="restrictions")
    kind = models.CharField(max_length=40, choices=SENSITIVE)
    because = models.TextField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(lifted_at=None), name="one_restriction_at_a_time")
        ]


class Named(models.Model):
    """A post on the list of a restricted record, from when until when, and why."""

    restriction = models.ForeignKey(Restriction, models.RESTRICT, related_name="named")
    post = models.ForeignKey(Post, models.RESTRICT, related_name="named_on")
    because = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["post"], condition=Q(until=None), name="named_now")]
        constraints = [
            models.UniqueConstraint(fields=["restriction", "post"], condition=Q(until=None), name="named_once")
        ]


class BreakGlass(models.Model):
    """A record opened in an emergency by a post without a part in it: why, until when, and what the review said."""

    post = models.ForeignKey(Post, models.RESTRICT, related_name="broke_glass")
    person = models.ForeignKey(Person, models.RESTRICT, related_name="opened_in_emergency")
    episode = models.BigIntegerField()
    because = models.TextField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=120, blank=True)
    review = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["post", "until"], name="glass_of_post")]
