"""The tables about a person.

Agencies are known here by number only; a foreign key in the database keeps those numbers true.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from sightline.people.models_profile import Profile, ProfilePhoto

__all__ = [
    "CareStatus", "Flag", "Identifier", "NameKey", "OtherName", "Person", "Placement", "Profile", "ProfilePhoto",
    "Relationship", "TriggerPlan",
]  # fmt: skip

SEXES = [("female", "Female"), ("male", "Male"), ("unknown", "Not known")]


class Person(models.Model):
    """One human being. Everything that changes over time stands in the dated tables beside it."""

    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    born_on = models.DateField(null=True, blank=True)
    age_said = models.PositiveSmallIntegerField(null=True, help_text="About how old, where nobody knows the birthday.")
    age_said_on = models.DateField(null=True, help_text="On which day that was said: the age goes on from there.")
    sex = models.CharField(max_length=10, choices=SEXES, default="unknown")
    ethnicity = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=60, blank=True)
    description = models.TextField(blank=True)
    keeps_safe = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    home_address = models.CharField(max_length=200, blank=True)
    home_lat = models.FloatField(null=True, blank=True)
    home_lon = models.FloatField(null=True, blank=True)
    setting = models.CharField(max_length=40, default="unknown")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    @property
    def name(self) -> str:
        """The name as it is spoken, or a plain statement that it is not known."""
        return f"{self.given_name} {self.family_name}".strip() or "Name not known"


class OtherName(models.Model):
    """A former name, an alias, a nickname: searched like the first."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="other_names")
    kind = models.CharField(max_length=20, default="alias")
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)


class NameKey(models.Model):
    """One search key of one person: how a misspelt name with a doubtful date of birth still finds its owner."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="keys")
    key = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["key", "person"], name="name_key")]


class Identifier(models.Model):
    """A number somebody else knows the person by: NHS number, unique pupil number, police reference."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="identifiers")
    kind = models.CharField(max_length=40)
    value = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["value"], name="identifier_value")]


def _point(field: str) -> Func:
    """A field as a range of one number; a text by its hash, so that the same text always meets itself."""
    number: F | Func = F(field) if field.endswith("_id") else Func(F(field), function="hashtext")
    return Func(number, number, Value("[]"), function="int8range")


def _one_at_a_time(name: str, *fields: str) -> ExclusionConstraint:
    """No two rows of one person (and the further fields) whose days overlap.

    Ranges stand in for btree_gist, which the wheel lacks.
    """
    same = [(_point(f), RangeOperators.OVERLAPS) for f in fields]
    return ExclusionConstraint(name=name, expressions=[*same, ("during", RangeOperators.OVERLAPS)])


class CareStatus(models.Model):
    """Looked after, care leaver, child protection plan ...: the vocabulary's phrase, and the days it holds."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="care")
    phrase = models.CharField(max_length=80)
    authority = models.BigIntegerField(null=True, help_text="The responsible authority's agency number.")
    during = DateRangeField()

    class Meta:
        constraints = [_one_at_a_time("one_care_status_at_a_time", "person_id", "phrase")]


class Placement(models.Model):
    """Where a looked-after person lives, with whom, and whether that is outside the responsible authority's area."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="placements")
    provider = models.BigIntegerField(null=True)
    host_authority = models.BigIntegerField(null=True)
    setting = models.CharField(max_length=40)
    address = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    out_of_area = models.BooleanField(default=False)
    during = DateRangeField()

    class Meta:
        constraints = [_one_at_a_time("one_placement_at_a_time", "person_id")]


class Flag(models.Model):
    """Something about the person that must be seen before anything is decided (A52).

    A phrase of the vocabulary with its provenance.
    """

    person = models.ForeignKey(Person, models.RESTRICT, related_name="flags")
    phrase = models.CharField(max_length=80)
    says = models.TextField()
    from_whom = models.CharField(max_length=120)
    contact = models.CharField(max_length=120, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["person", "until"], name="flag_in_force")]


class Relationship(models.Model):
    """Somebody in the person's life: family, friend, professional, or an adult who may pose a risk."""

    person = models.ForeignKey(Person, models.RESTRICT, related_name="relationships")
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=60)
    contact = models.CharField(max_length=120, blank=True)
    poses_risk = models.BooleanField(default=False)
    note = models.TextField(blank=True)


class TriggerPlan(models.Model):
    """What all agencies agreed to do if the person goes missing again (A47).

    A new version replaces, never edits, the old one.
    """

    person = models.ForeignKey(Person, models.RESTRICT, related_name="trigger_plans")
    version = models.PositiveIntegerField()
    category = models.CharField(max_length=60, blank=True)
    risk = models.CharField(max_length=10, blank=True)
    actions = models.JSONField(default=list)
    places = models.TextField(blank=True)
    agreed_by = models.CharField(max_length=200)
    agreed_on = models.DateField()
    review_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="one_plan_per_version"),
            models.UniqueConstraint(fields=["person"], condition=Q(withdrawn_on=None), name="one_current_plan"),
        ]
