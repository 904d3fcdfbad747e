"""The words of telling: what a notice says, and the little that leaves by e-mail or text message. Knows no table.

What leaves names nobody: an agency, a number to ring and a reference. No risk, no place, no reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sightline.sharing.models import Telling
    from sightline.sharing.telling_desks import Case

FAMILY = ("parents", "family", "informant")


def _reference(case: Case) -> str:
    return case.episode.reference if case.episode else f"P-{case.person.pk:06d}"


def _number(case: Case) -> str:
    desk = case.recipients.teller("")
    return (desk.phone if desk else "") or case.owner.phone or "101"


def subject(case: Case) -> str:
    """The subject of an e-mail: who asks to be rung, and the reference."""
    return f"{case.owner.name}: please ring, reference {_reference(case)}"[:120]


def message(case: Case, row: Telling) -> str:
    """The whole message to somebody outside: for a family to ring; for a body also under which rule it is told."""
    ring = f"{case.owner.name}: please ring {_number(case)} and give the reference {_reference(case)}."
    if row.role in FAMILY:
        return ring
    basis = f" This is a notification under: {'; '.join(row.basis)}." if row.basis else ""
    return f"{ring}{basis} This message holds no details."


def notice(event: str, name: str) -> str:
    """What a desk is told: what happened and to whom; the page it leads to says the rest."""
    return f"{event[:1].upper()}{event[1:]}: {name}"


def both(says: str, event: str) -> str:
    """A notice that waits already, with a further happening: "Reported missing, decided missing: Aisha Bramwell"."""
    before, colon, name = says.rpartition(": ")
    return says if event in before.lower() else f"{before}, {event}{colon}{name}"[:300]


def ring(roles: list[str], event: str, name: str) -> str:
    """The task of whoever rings: whom, of what, about whom."""
    return f"Tell by telephone and record it: {', '.join(roles)} ({event}: {name})"


def decide(roles: list[str], event: str, name: str) -> str:
    """The question that comes before the telling."""
    return f"Decide whether to tell {', '.join(roles)}: nobody has answered if it does harm ({event}: {name})"


def failed(row: Telling, because: str) -> str:
    """What the answerable desk reads when a message will never arrive."""
    return f"{row.name or row.role} could not be told: ring. {row.reach}: {because}"[:300]
