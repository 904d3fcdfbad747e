"""A child rescue alert: a checklist, and the decision of the named rank. Nothing is ever sent from here (D238, E31).

The criteria are data beside this module; TV-AUTHORITY-03 names the rank, where no card does a superintendent decides.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.moments import day_of
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.engine import Proposal, assess
from sightline.episodes.actions.core import Also, needed, record
from sightline.episodes.actions.decide import NotAccepted
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import situation
from sightline.people.queries import age_on
from sightline.sharing.family import owned
from sightline.sharing.models import RescueAlert

FILE = Path(__file__).with_name("publicity_alert.toml")
DECISION = "publish a child rescue alert"
LOWEST_RANK = "superintendent"
ANSWERS = ("yes", "no", "not known")
DECIDED, CONSULTED = "done: decide on the child rescue alert", "done: consult the local authority about the alert"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that must be so before the public is alerted at once."""

    key: str
    asks: str


@cache
def criteria() -> tuple[Criterion, ...]:
    """The criteria, in their order."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["criterion"]
    return tuple(Criterion(row["key"], row["asks"]) for row in rows)


@transaction.atomic
def consider(*, episode: int, by: Actor, at: datetime) -> RescueAlert:
    """Ask for a child rescue alert to be considered: from now on a decision is due (TV-ALERT-01, TV-ALERT-02)."""
    row = owned(episode, by, at)
    age = age_on(row.person.born_on, day_of(at))
    if age is not None and age >= 18:
        raise Refused(f"{row.person.name} is {age}. A child rescue alert is for children.")
    if row.state != "open":
        raise Refused("The person is not being looked for.")
    alert, made = RescueAlert.objects.get_or_create(
        episode=row, decided_at=None, defaults={"considered_at": at, "considered_by": by.name}
    )
    if made:
        record(row, "child rescue alert considered", by=by, at=at, body={"by": by.name}, changed=False)
    return alert


def _check_rank(row: Episode, by: Actor, at: datetime, because: str) -> None:
    """The card of the area says who may; where none does, a superintendent or somebody above."""
    asked, _ = situation(row, at, proposed=Proposal(decision=DECISION, by=by.role, because=because))
    answer = assess(protocols(), asked, on=day_of(at))
    if answer.verdict == "refused":
        raise NotAccepted("This is not yours to decide yet. Who may is shown.", answer, field="because")
    roles = protocols().vocabulary.roles
    own, least = roles.get(by.role), roles[LOWEST_RANK]
    if own is None or (own.rank or 0) < (least.rank or 0):
        raise NotForYou(f"You are signed in as {by.role}. A child rescue alert is for a {LOWEST_RANK} or above.")


@transaction.atomic
def decide_alert(
    *, alert: int, version: int, by: Actor, at: datetime, asks: bool, answers: Mapping[str, tuple[str, str]],
    because: str, authority: str,
) -> RescueAlert:  # fmt: skip
    """Record the decision of the named rank: each criterion answered with the reason, whether the authority was asked.

    To ask for the alert every criterion must be a yes: not known is not one. Whoever decides rings the national
    control room; nothing leaves from here.
    """
    found = RescueAlert.objects.filter(pk=alert).values_list("episode", flat=True).first()
    if found is None:
        raise NotForYou
    row = owned(found, by, at)
    line = RescueAlert.objects.select_for_update().get(pk=alert)
    if line.version != version or line.decided_at:
        raise Stale("Somebody else decided while you were writing.", theirs={"because": line.because},
                    version=line.version)  # fmt: skip
    why = needed(because, field="because", says="Say why you decide so.")
    _check_rank(row, by, at, why)
    kept = _answers(answers, asks)
    line.authority_consulted = needed(authority, field="authority", says="Say whom of the local authority you asked, "
                                      "or why there was no time.")  # fmt: skip
    line.criteria, line.because, line.asked_for = kept, why, asks
    line.decided_at, line.decided_by_id, line.decided_by_name, line.rank = at, by.post, by.name, by.rank
    line.version += 1
    line.save()
    body = {"asked for": asks, "criteria": kept, "because": why, "rank": by.rank, "authority": line.authority_consulted}
    also: list[Also] = [(DECIDED, {"how": why}), (CONSULTED, {"how": line.authority_consulted})]
    record(row, "child rescue alert decided", by=by, at=at, body=body, also=also, changed=False)
    return line


def _answers(answers: Mapping[str, tuple[str, str]], asks: bool) -> dict[str, dict[str, str]]:
    kept = {}
    for criterion in criteria():
        answer, says = answers.get(criterion.key, ("", ""))
        if answer not in ANSWERS:
            raise Refused(f"Answer: {criterion.asks}", field=criterion.key)
        if asks and answer != "yes":
            raise Refused(f"Not every criterion is met: {criterion.asks} It cannot be asked for yet.",
                          field=criterion.key)  # fmt: skip
        text = needed(says, field=f"{criterion.key}_says", says=f"Say what shows it: {criterion.asks}")
        kept[criterion.key] = {"answer": answer, "says": text}
    return kept
