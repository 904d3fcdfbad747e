"""Keeping one fact apart from an open record: recording it, naming one more, taking one off, reading, ending it.

Where a trafficked child is, honour-based abuse, a forced marriage (D53, E37, F10, F11). Nothing of it goes to the
person's chain, to a duty, a notice or a message; whoever is not on the list is refused as if there were none.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from sightline.access.actions_restrict import MAY_RESTRICT
from sightline.access.actor import Actor, actor_for
from sightline.access.facts_proof import ENDED, NAMED, OFF, RECORDED, prove
from sightline.access.gate import may_see, require
from sightline.access.models import SENSITIVE, FactNamed, Post, RestrictedFact
from sightline.access.rights import posts_held
from sightline.audit.behalf import of_system
from sightline.audit.refusal import NotForYou, Refused

MAY_KEEP_APART = (*MAY_RESTRICT, "investigating officer")
WHY = "what is kept apart of a person and its list are kept"
ALONE = "Name at least one other person: somebody must know of it when you are off duty."


def _needed(text: str, field: str, says: str) -> str:
    if not text.strip():
        raise Refused(says, field=field)
    return text.strip()


def may_be_named(post: Post, person: int, at: datetime) -> bool:
    """Whether a post may stand on a list about this person: its holder may see the person anyway."""
    return bool(may_see(actor_for(post), [person], at))


def _posts(numbers: Iterable[int], person: int, at: datetime) -> list[Post]:
    """The posts of these numbers. NotForYou in the same words where there is none, or it may not see the person."""
    wanted = set(numbers)
    rows = list(posts_held(at).filter(pk__in=wanted).select_related("agency", "user").order_by("pk"))
    if len(rows) != len(wanted) or not all(may_be_named(row, person, at) for row in rows):
        raise NotForYou
    return rows


def name_post(fact: RestrictedFact, post: int, *, by_name: str, at: datetime, because: str,
              read: bool = False) -> None:  # fmt: skip
    """Put a post on the list, with the event that proves it, if it does not stand there. The caller works for the
    system and has decided that it may."""
    if FactNamed.objects.filter(fact=fact, post_id=post, until=None).exists():
        return
    one = FactNamed(fact=fact, post_id=post, because=because, since=at, by_name=by_name, read_at=at if read else None)
    one.event = prove(NAMED, fact, at, one)
    one.save()


@transaction.atomic
def keep_apart(
    *, person: int, episode: int | None, kind: str, says: str, because: str, named: Sequence[int], by: Actor,
    at: datetime,
) -> int:  # fmt: skip
    """Record a fact that nobody reads but the posts named and whoever records it. Returns its number.

    `episode` is the number of an episode of this person, or None. Refused with nobody else named, without a text, a
    kind or a reason; NotForYou for a role that may not, for a person not to be seen, and for a post that may not.
    """
    require(by, MAY_KEEP_APART, "Keeping something apart")
    if not may_see(by, [person], at):
        raise NotForYou
    if kind not in dict(SENSITIVE):
        raise Refused("Choose what it is about.", field="kind")
    text = _needed(says, "says", "Write what is to be kept apart.")
    why = _needed(because, "because", "Say what the danger is.")
    if not set(named) - {by.post}:
        raise Refused(ALONE, field="named")
    with of_system(WHY):
        posts = _posts({by.post, *named}, person, at)
        row = RestrictedFact.objects.create(person_id=person, episode=episode, kind=kind, says=text, because=why,
                                            at=at, by_name=by.name, salt=secrets.token_hex(16))  # fmt: skip
        row.event = prove(RECORDED, row, at)
        row.save(update_fields=["event"])
        for post in posts:
            name_post(row, post.pk, by_name=by.name, at=at, because=why, read=post.pk == by.post)
        return row.pk


def _listed(fact: int, by: Actor, at: datetime, *, ended_too: bool = False) -> RestrictedFact:
    """A fact for somebody on its list; NotForYou in the same words for everybody else and where there is none."""
    rows = RestrictedFact.objects.select_for_update().filter(pk=fact)
    row = (rows if ended_too else rows.filter(ended_at=None)).first()
    on_list = FactNamed.objects.filter(fact_id=fact, post_id=by.post, until=None)
    if row is None or not on_list.exists() or not may_see(by, [row.person_id], at):
        raise NotForYou
    return row


@transaction.atomic
def name_for_fact(*, fact: int, post: int, by: Actor, at: datetime, because: str) -> None:
    """Let one more post read a fact that is kept apart. Only who is on the list may; naming twice changes nothing."""
    with of_system(WHY):
        row = _listed(fact, by, at)
        text = _needed(because, "because", "Say why this person needs to know.")
        (one,) = _posts([post], row.person_id, at)
        name_post(row, one.pk, by_name=by.name, at=at, because=text)


@transaction.atomic
def take_off_fact(*, fact: int, post: int, by: Actor, at: datetime, because: str) -> None:
    """Take a post off the list from now on. The last one whose holder still works there stays."""
    with of_system(WHY):
        row = _listed(fact, by, at)
        text = _needed(because, "because", "Say why this person no longer needs to know.")
        standing = FactNamed.objects.filter(fact=row, until=None)
        one = standing.filter(post_id=post).first()
        if one is None:
            raise Refused("That person is not on the list.", field="post")
        others = standing.exclude(post_id=post).filter(post__in=posts_held(at))
        if not others.exists():
            raise Refused("Name somebody else first: the last one on the list stays.", field="post")
        take_off(row, one, by_name=by.name, at=at, because=text)


def take_off(fact: RestrictedFact, one: FactNamed, *, by_name: str, at: datetime, because: str) -> None:
    """End one place on the list, with the event that proves it. The caller works for the system and has decided."""
    one.until, one.off_because, one.off_by = at, because, by_name
    one.off_event = prove(OFF, fact, at, one)
    one.save(update_fields=["until", "off_because", "off_by", "off_event"])


@transaction.atomic
def end_fact(*, fact: int, by: Actor, at: datetime, because: str) -> None:
    """Say that a fact holds no longer. Its list still reads it, and why it ended; nobody else learns of it now."""
    with of_system(WHY):
        row = _listed(fact, by, at)
        row.ended_because = _needed(because, "because", "Say why it holds no longer.")
        row.ended_at, row.ended_by = at, by.name
        row.ended_event = prove(ENDED, row, at)
        row.save(update_fields=["ended_at", "ended_because", "ended_by", "ended_event"])


@transaction.atomic
def say_read(*, fact: int, by: Actor, at: datetime) -> None:
    """Say that one has read a fact one was named for: the line on one's board goes, and the list shows when."""
    with of_system(WHY):
        row = _listed(fact, by, at, ended_too=True)
        FactNamed.objects.filter(Q(until=None), fact=row, post_id=by.post, read_at=None).update(read_at=at)
