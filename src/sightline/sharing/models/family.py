"""The tables of a family: who they speak to, when the next update is, what was said, what they wrote, and the number
given to the charity."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sightline.access.models import Post
from sightline.episodes.models import Episode
from sightline.sharing.models.links import Link


class FamilyContact(models.Model):
    """Two named people of one episode, one at the police and one in the family, and when they next speak (D76, H2).

    A change of either makes a new row; the old one ends and stays.
    """

    episode = models.ForeignKey(Episode, models.RESTRICT, related_name="family_contacts")
    officer = models.ForeignKey(Post, models.RESTRICT, related_name="+")
    officer_name = models.CharField(max_length=120)
    officer_phone = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=80)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=60, blank=True)
    prefers = models.CharField(max_length=20)
    next_update_at = models.DateTimeField(null=True)
    named_at = models.DateTimeField()
    named_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True)
    last_message = models.TextField(blank=True, help_text="What the page says once the episode has ended.")
    link = models.ForeignKey(Link, models.RESTRICT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode"], condition=Q(ended_at=None), name="one_family_contact_at_a_time")
        ]


class FamilyUpdate(models.Model):
    """One conversation with the family: what was said either way, and what of it the family's page may repeat."""

    contact = models.ForeignKey(FamilyContact, models.RESTRICT, related_name="updates")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    how = models.CharField(max_length=20)
    said = models.TextField()
    on_the_page = models.TextField(blank=True)
    next_at = models.DateTimeField(null=True)


class FamilyNote(models.Model):
    """What the family wrote on its page, and the answer, which is due."""

    contact = models.ForeignKey(FamilyContact, models.RESTRICT, related_name="notes")
    at = models.DateTimeField()
    says = models.TextField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answer = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)


class CharityNumber(models.Model):
    """That a missing person's telephone number, and nothing else, was given to the charity (H6, F26).

    `sha256` is of exactly the text that left; the number itself stays on the person's record.
    """

    episode = models.ForeignKey(Episode, models.RESTRICT, related_name="charity_numbers")
    at = models.DateTimeField()
    by = models.ForeignKey(Post, models.RESTRICT, related_name="+")
    by_name = models.CharField(max_length=120)
    because = models.TextField()
    next_of_kin = models.CharField(max_length=20)
    next_of_kin_says = models.TextField(blank=True)
    read_by_others = models.CharField(max_length=10)
    read_by_others_says = models.TextField(blank=True)
    card = models.CharField(max_length=40)
    outgoing_key = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64)
    length = models.PositiveIntegerField()
