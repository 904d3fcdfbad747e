"""What the layers above say of agencies and posts: what somebody still holds, and what must follow a merger.

Does not know who answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sightline.audit.record import Author


@dataclass(frozen=True, slots=True)
class Held:
    """Something open that somebody's leaving would orphan: what it is, in words, and its address."""

    what: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Merger:
    """One agency becoming part of another: which desk and post stands for which from now on."""

    old: int
    new: int
    old_name: str
    new_name: str
    desks: Mapping[int, int]
    posts: Mapping[int, int]
    by: Author
    at: datetime


Holds = Callable[[int], list[Held]]
Follows = Callable[[Merger], None]
_post: list[Holds] = []
_desk: list[Holds] = []
_agency: list[Holds] = []
_follow: list[Follows] = []


def answer(*, post: Holds, desk: Holds, agency: Holds) -> None:
    """Ask these, by number, whenever a post, a desk or an agency is about to end: called by the wiring."""
    if post not in _post:
        _post.append(post)
        _desk.append(desk)
        _agency.append(agency)


def follow(listener: Follows) -> None:
    """Call `listener(merger)` in the transaction of every merger: called by the wiring."""
    if listener not in _follow:
        _follow.append(listener)


def of_post(post: int) -> list[Held]:
    """What the holder of a post still has in hand."""
    return [held for ask in _post for held in ask(post)]


def of_desk(desk: int) -> list[Held]:
    """What is still open on a desk."""
    return [held for ask in _desk for held in ask(desk)]


def of_agency(agency: int) -> list[Held]:
    """What an agency still has in hand."""
    return [held for ask in _agency for held in ask(agency)]


def merged(merger: Merger) -> None:
    """Tell every listener; an exception in one undoes the whole merger."""
    for listener in _follow:
        listener(merger)


def in_words(held: list[Held]) -> str:
    """The first few of what is left, in words: "MP-26-000001, Aisha Bramwell; and 2 more"."""
    more = f"; and {len(held) - 5} more" if len(held) > 5 else ""
    return "; ".join(each.what for each in held[:5]) + more
