"""The adults in a child's life who may pose a risk: who they are, what any agency holds about them, who checked (I15,
I16)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.refusal import Refused
from sightline.episodes.actions.core import needed
from sightline.episodes.actions.of_person import write
from sightline.episodes.actions.report import Answered, Told
from sightline.people.models import Relationship

# What agencies may hold about an adult, and the fact of the vocabulary that it makes so for the child.
CONCERNS = {
    "earlier children": "concerns are recorded about that adult and children",
    "drugs": "concerns are recorded about that adult and drugs",
    "sexual concerns": "adults who pose a risk have been identified",
    "sex offender registration": "an associate is a registered sex offender",
}


@transaction.atomic
def record_associate(
    *, person: int, by: Actor, at: datetime, name: str, relation: str, says: str, from_whom: str,
    concerns: Sequence[str] = (), checked_with: Sequence[str] = (), contact: str = "",
) -> int:  # fmt: skip
    """Record an adult in somebody's life: what is held about the adult, and whose records were checked.

    Recording the same name again adds what is new. What is held answers the facts of an open episode at once.
    """
    if unknown := [c for c in concerns if c not in CONCERNS]:
        raise Refused(f"“{unknown[0]}” is not a concern. Known: {', '.join(CONCERNS)}.", field="concerns")
    adult = needed(name, field="name", says="Enter the adult's name, or what the adult is called.")
    text = needed(says, field="says", says="Say what is known of the adult.")
    whom = needed(from_whom, field="from_whom", says="Enter who said so.")
    body = {"name": adult, "relation": relation, "says": text, "from": whom, "concerns": list(concerns),
            "checked with": list(checked_with), "contact": contact}  # fmt: skip
    facts = [Answered(CONCERNS[c], "yes", text) for c in concerns]
    number = write("associate recorded", person=person, by=by, at=at, body=body, answered=facts, told=Told(whom))
    row, _ = Relationship.objects.get_or_create(person_id=person, name=adult, defaults={"relation": relation})
    row.relation, row.contact, row.note = relation or row.relation, contact or row.contact, text
    row.poses_risk = row.poses_risk or bool(concerns)
    row.save()
    return number
