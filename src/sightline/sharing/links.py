"""Links from outside that end, and open with a one-time code. Knows no page and no way of sending.

Addresses and codes are kept as hashes only. Each step is an event on the person's chain.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from sightline.audit.record import SYSTEM, Author, append
from sightline.audit.refusal import Refused
from sightline.sharing.models import Link

LONGEST = timedelta(days=14)
USUAL = timedelta(hours=72)
MOST_WRONG_CODES = 5
DIGITS = 8
OUTSIDE = Author(user=None, name="whoever holds the link", role="none", agency=None)


@dataclass(frozen=True, slots=True)
class Made:
    """A new link. `token` belongs into its address; `code` is digits, to be said or sent by another channel."""

    link: int
    token: str
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opened: what it is about, and for how long its page may take answers (empty where it may not)."""

    link: int
    about: Mapping[str, Any]
    person: int
    episode: int | None
    stay: str = ""


@transaction.atomic
def make(
    *, purpose: str, about: Mapping[str, Any], until: datetime, by: Author, at: datetime, person: int = SYSTEM,
    episode: int | None = None,
) -> Made:  # fmt: skip
    """Make a link for one purpose: its token goes into an address, its code to the same person by another channel.

    Both are kept nowhere: show or send them now. `about` is numbers of records, never names. Refuses an end that is
    past or further away than fourteen days. The code opens once; `new_code` makes another for the same address.
    """
    check_end(until, at)
    token, code = secrets.token_urlsafe(32), _fresh_code()
    row = Link.objects.create(
        purpose=purpose, about=dict(about), person=person, episode=episode, token_hash=_hash(token),
        code_hash=_code_hash(_hash(token), code), made_at=at, made_by=by.user, made_by_name=by.name, agency=by.agency,
        until=until,
    )  # fmt: skip
    _tell(row, "link made", by=by, at=at, until=until)
    return Made(row.pk, token, code, until)


def check_end(until: datetime, at: datetime) -> None:
    """Refuse an end that has passed or lies further away than fourteen days."""
    if until <= at:
        raise Refused("The link would have ended already. Choose a later end.", field="until")
    if until > at + LONGEST:
        raise Refused("A link lasts fourteen days at most. Choose an earlier end, or make another then.", field="until")


@transaction.atomic
def open_with_code(
    *, purpose: str, token: str, code: str, at: datetime, stay: timedelta = timedelta(0)
) -> Opened | None:
    """Open a link with its code, once. None where it does not open: unknown, wrong, used, ended, withdrawn or locked.

    Say the same words for all of them, so that a stranger never learns that there is anything; and never call it
    inside a transaction that may be undone: a wrong code must count. A page that takes an answer asks for a `stay`,
    keeps `Opened.stay` in a hidden field and checks it with `stays`: no cookie is needed.
    """
    address = _hash(token)
    row = Link.objects.select_for_update().filter(token_hash=address, purpose=purpose).first()
    right = hmac.compare_digest(row.code_hash if row else address, _code_hash(address, _digits(code)))
    if row is None or not row.lives(at):
        return None
    if not right:
        _count_wrong(row, at)
        return None
    if row.code_used_at:
        _tell(row, "link not opened again", by=OUTSIDE, at=at)
        return None
    key = secrets.token_urlsafe(32) if stay else ""
    row.code_used_at, row.opened = at, row.opened + 1
    row.stay_hash, row.stay_until = (_hash(token, key), min(at + stay, row.until)) if key else ("", None)
    row.save()
    _tell(row, "link opened", by=OUTSIDE, at=at, times=row.opened)
    return _opened(row, key)


def _count_wrong(row: Link, at: datetime) -> None:
    """Count a wrong code; the fifth locks the link for good. Its row is held, so that no two count as one."""
    row.wrong_codes += 1
    locks = row.wrong_codes >= MOST_WRONG_CODES
    row.locked_at = at if locks else None
    row.save(update_fields=["wrong_codes", "locked_at"])
    _tell(row, "link locked" if locks else "wrong code for a link", by=OUTSIDE, at=at, times=row.wrong_codes)


def stays(*, purpose: str, token: str, stay: str, at: datetime) -> Opened | None:
    """What was opened a while ago, for an answer from its page. None once the time is over or the link has ended."""
    row = Link.objects.filter(token_hash=_hash(token), purpose=purpose).first()
    right = bool(stay) and hmac.compare_digest(row.stay_hash if row else "", _hash(token, stay))
    if row is None or not right or not row.lives(at) or row.stay_until is None or at >= row.stay_until:
        return None
    return _opened(row, stay)


@transaction.atomic
def new_code(*, link: int, by: Author, at: datetime) -> str:
    """A new code for another opening of the same address; the one before opens nothing any more.

    Refuses a link that has ended, was withdrawn, or was locked by wrong codes.
    """
    row = Link.objects.select_for_update().filter(pk=link).first()
    if row is None or not row.lives(at):
        raise Refused("This link opens nothing any more. Make a new one.")
    code = _fresh_code()
    row.code_hash, row.code_used_at = _code_hash(row.token_hash, code), None
    row.save(update_fields=["code_hash", "code_used_at"])
    _tell(row, "new code for a link", by=by, at=at)
    return code


@transaction.atomic
def withdraw(*, link: int, because: str, by: Author, at: datetime) -> bool:
    """End a link at once. Withdrawing twice changes nothing. Returns whether it was still to be ended."""
    row = Link.objects.select_for_update().filter(pk=link, withdrawn_at=None).first()
    if row is None:
        return False
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    _tell(row, "link withdrawn", by=by, at=at, because=because)
    return True


def living(*, purpose: str, token: str, at: datetime) -> Link | None:
    """The link of an address while it lives: for a page that sends a new code to a number it knows already."""
    row = Link.objects.filter(token_hash=_hash(token), purpose=purpose).first()
    return row if row and row.lives(at) else None


def spoken(code: str) -> str:
    """A code in groups of four, as it is read out: "4821 7736"."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def _opened(row: Link, stay: str) -> Opened:
    return Opened(row.pk, row.about, row.person, row.episode, stay)


def _fresh_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def _digits(code: str) -> str:
    """The digits of what was typed: spaces and dashes are how people write down what they hear."""
    return "".join(c for c in code[:80] if c in "0123456789")


def _code_hash(address: str, code: str) -> str:
    """A code is short: without the signing key, which is not in the database, its hash cannot be tried out."""
    return salted_hmac("sightline.sharing.links", f"{address}\n{code}", algorithm="sha256").hexdigest()


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _tell(row: Link, kind: str, *, by: Author, at: datetime, **says: Any) -> None:
    source = "screen" if by.user else "link"
    append(kind, by=by, happened_at=at, recorded_at=at, person=row.person, episode=row.episode, source=source,
           body={"link": row.pk, "purpose": row.purpose, **says})  # fmt: skip
