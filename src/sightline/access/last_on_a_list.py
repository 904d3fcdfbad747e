"""Who is the last that can open something kept apart: a restricted record, a restricted fact. Says it of whom, never of
what: an administrator learns nothing else (D53, F11)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef

from sightline.access.models import FactNamed, Named, Post
from sightline.access.rights import posts_held
from sightline.audit.behalf import of_system
from sightline.audit.refusal import Refused

LAST = (
    "{names} can open something that is kept apart, and nobody else can any more. Ask them to name somebody "
    "else on the list first."
)


@of_system("whether something kept apart could be opened by nobody any more")
def refuse_the_last(leaving: Collection[int], at: datetime) -> None:
    """Refuse that these posts end, where a list that stands would be left without anybody who holds a post."""
    staying = posts_held(at).exclude(pk__in=leaving).values("pk")
    records = Named.objects.filter(until=None, restriction__lifted_at=None)
    facts = FactNamed.objects.filter(until=None, fact__ended_at=None)
    alone = set()
    for rows, what in ((records, "restriction"), (facts, "fact")):
        others = rows.filter(**{what: OuterRef(what)}, post__in=staying)
        alone |= set(rows.filter(~Exists(others), post__in=leaving).values_list("post", flat=True))
    if names := sorted(Post.objects.filter(pk__in=alone).values_list("user__name", flat=True)):
        raise Refused(LAST.format(names=" and ".join(names)))
