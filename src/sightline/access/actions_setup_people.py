"""Beginning and ending posts, and the one-time links to set a password. Checks no strength of a password.

A post with something in hand does not end: `holding` asks the layers above, so that no episode loses its officer."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from sightline.access import holding
from sightline.access.actions_setup import tidy, write
from sightline.access.actor import Actor
from sightline.access.kinds import RANKS, roles_at
from sightline.access.last_on_a_list import refuse_the_last
from sightline.access.models import Agency, Post, SetPasswordLink, Shift, User
from sightline.access.rights import ADMINISTRATOR, check_people, one_looked_after, posts_held
from sightline.audit.moments import day_of
from sightline.audit.record import SYSTEM, Author, append
from sightline.audit.refusal import NotForYou, Refused

LINK_LASTS = timedelta(days=3)
TOKEN_BYTES = 32
NO_LINK = "This link has been used, has expired or was never made. Ask your agency's administrator for another."


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def check_email(email: str) -> str:
    """An e-mail address in small letters. Raises Refused when it is none."""
    found = email.replace("\0", "").strip().lower()
    try:
        validate_email(found)
    except ValidationError:
        says = "Enter an e-mail address in the right shape, like name@agency.example."
        raise Refused(says, field="email") from None
    if len(found) > 254:
        raise Refused("Enter an e-mail address of at most 254 characters.", field="email")
    return found


def _user(name: str, email: str) -> tuple[User, bool]:
    """The person of an e-mail address, made where there is none; nobody can sign in as them yet."""
    known = User.objects.filter(email__iexact=email).first()
    if known is None:
        return User.objects.create_user(email, name), True
    if known.name.casefold() != name.casefold():
        says = f"{email} belongs to {known.name} already. Use that name, or the person's own address."
        raise Refused(says, field="email")
    return known, False


def _check_role(agency: Agency, role: str, rank: str) -> None:
    if role not in roles_at(agency.kind):
        there = ", ".join(roles_at(agency.kind))
        raise Refused(f"No such role at this kind of agency. There are: {there}.", field="role")
    if rank and rank not in RANKS:
        raise Refused(f"No such rank. There are: {', '.join(RANKS)}.", field="rank")


@transaction.atomic
def add_person(
    *, agency: int, name: str, email: str, role: str, by: Actor, at: datetime, rank: str = ""
) -> tuple[Post, bool]:
    """Let somebody work at an agency in a role. True: the person was not known here before and needs a link.

    Who works elsewhere too is one person with several posts. A post that had ended begins again. Nobody gives a post
    to himself or herself: another administrator does.
    """
    row = one_looked_after(by, agency, lock=True)
    check_people(by, row, at)
    if row.closed_at:
        raise Refused(f"{row.name} is closed. Nobody works there any more.")
    _check_role(row, role, rank)
    address = check_email(email)
    user, new = _user(tidy(name, field="name", says="Enter the person's name."), address)
    if user.pk == by.user:
        raise Refused("You cannot give yourself a post. Ask another administrator.", field="email")
    post = Post.objects.filter(user=user, agency=row, role=role).first()
    if post and posts_held(at).filter(pk=post.pk).exists():
        raise Refused(f"{user.name} is {role} at {row.name} already.", field="role")
    post = post or Post(user=user, agency=row, role=role)
    post.rank, post.until, post.ended_at = rank, None, None
    post.save()
    write("post begun", by=by, at=at, agency=row.pk, post=post.pk, name=user.name, role=role, rank=rank)
    return post, new


@transaction.atomic
def change_rank(*, post: int, rank: str, by: Actor, at: datetime) -> Post:
    """Change the rank somebody holds in a post; what was decided before keeps the rank of then."""
    row = one_post(by, post, at)
    if row.user_id == by.user:
        raise Refused("You cannot change your own rank. Ask another administrator.", field="rank")
    _check_role(row.agency, row.role, rank)
    was, row.rank = row.rank, rank
    row.save(update_fields=["rank"])
    write("post changed", by=by, at=at, agency=row.agency_id, post=row.pk, name=row.user.name, was=was, now=rank)
    return row


def one_post(actor: Actor, post: int, at: datetime) -> Post:
    """A post at an agency whose people the actor looks after. Raises NotForYou whether it exists or not.

    An agency's administrators themselves are also seen to by the police area's: a last one could not go otherwise.
    """
    row = Post.objects.select_related("agency", "user").filter(pk=post).first()
    if row is None:
        raise NotForYou
    agency = one_looked_after(actor, row.agency_id)
    if row.role != ADMINISTRATOR:
        check_people(actor, agency, at)
    return row


@transaction.atomic
def end_post(*, post: int, by: Actor, at: datetime, because: str) -> Post:
    """End a post at once: at the next click nothing more may be done in it.

    Refused while its holder is the named officer of something open, and for one's own post.
    """
    row = one_post(by, post, at)
    row = Post.objects.select_for_update(of=("self",)).select_related("agency", "user").get(pk=row.pk)
    why = tidy(because, field="because", says="Say why the post ends.")
    if not posts_held(at).filter(pk=row.pk).exists():
        raise Refused("This post has ended already.")
    if held := holding.held_by("post", row.pk, at):
        left = holding.in_words(held)
        says = f"{row.user.name} still has in hand: {left}. Name another first; episodes you can give to the desk."
        raise Refused(says)
    if row.user_id == by.user:
        raise Refused("You cannot end your own post. Ask another administrator.")
    refuse_the_last([row.pk], at)
    row.until, row.ended_at = day_of(at), at
    row.save(update_fields=["until", "ended_at"])
    row.delegations.filter(ended_at=None, ends_at__gt=at).update(ended_at=at)
    freed = Shift.objects.filter(post=row, ends_at__gt=at)
    shifts = [f"{s.desk.name}, {s.begins_at:%d.%m. %H:%M}" for s in freed.select_related("desk")]
    freed.filter(begins_at__gt=at).delete()
    write("post ended", by=by, at=at, agency=row.agency_id, post=row.pk, name=row.user.name, role=row.role,
          because=why, shifts=shifts)  # fmt: skip
    return row


@transaction.atomic
def make_link(*, post: int, by: Actor, at: datetime) -> str:
    """A token with which the holder of a post sets a password, once, within three days. Earlier ones end.

    Only its hash is kept: what is returned is shown once and never again. Whoever also works at an agency the actor
    does not look after gets no link here, or one administrator could sign in as another agency's people.
    """
    row = one_post(by, post, at)
    for other in Post.objects.filter(user=row.user_id).exclude(agency=row.agency_id).select_related("agency"):
        try:
            one_looked_after(by, other.agency_id)
            check_people(by, other.agency, at)
        except NotForYou:
            says = f"{row.user.name} also works at {other.agency.name}, whose administrator must make the link."
            raise Refused(says) from None
    if row.user_id == by.user:
        raise Refused("You cannot make a link for yourself. Ask another administrator.")
    SetPasswordLink.objects.filter(user=row.user_id, used_at=None, withdrawn_at=None).update(withdrawn_at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    SetPasswordLink.objects.create(
        user_id=row.user_id, token_hash=_hash(token), made_at=at, made_by=by.name, expires_at=at + LINK_LASTS
    )
    write("set-password link made", by=by, at=at, agency=row.agency_id, name=row.user.name)
    return token


def link_standing(token: str, at: datetime) -> SetPasswordLink | None:
    """The link of a token if it may still be used; looking does not use it up."""
    rows = SetPasswordLink.objects.filter(used_at=None, withdrawn_at=None, expires_at__gt=at, user__is_active=True)
    return rows.select_related("user").filter(token_hash=_hash(token)).first()


@transaction.atomic
def set_password(*, token: str, password: str, at: datetime) -> User:
    """Set the password with a link's token, which is used up by it. Raises Refused when the link no longer stands."""
    standing = link_standing(token, at)
    link = SetPasswordLink.objects.select_for_update().filter(pk=standing.pk).first() if standing else None
    if link is None or link.used_at or link.withdrawn_at:
        raise Refused(NO_LINK, status=404)
    link.used_at = at
    link.save(update_fields=["used_at"])
    user = User.objects.get(pk=link.user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    author = Author(user=user.pk, name=user.name, role="none", agency=None)
    append("password set", by=author, happened_at=at, recorded_at=at, person=SYSTEM, body={"by link of": link.made_by})
    return user
