"""What becomes of the lists of restricted facts when agencies are merged.

Most posts move with their number, and nothing changes; who worked at both keeps one post, and its place on a list
begins anew, with its proof.
"""

from __future__ import annotations

from collections.abc import Callable

from sightline.access.actions_facts import name_post, take_off
from sightline.access.holding import Merger
from sightline.access.models import FactNamed, Post
from sightline.audit.behalf import of_system


def around_a_merger(merger: Merger) -> Callable[[], None]:
    """Once everything has moved, end the places of posts that were left behind, for the post that stands for each."""

    @of_system("who is named for what is kept apart follows a merger")
    def afterwards() -> None:
        because, who = f"{merger.old_name} became part of {merger.new_name}.", merger.by.name
        left = FactNamed.objects.filter(post__agency=merger.old, until=None).select_related("fact", "post")
        for one in list(left):
            other = Post.objects.filter(agency=merger.new, user=one.post.user_id, role=one.post.role).first()
            if other is not None:
                name_post(one.fact, other.pk, by_name=who, at=merger.at, because=because, read=bool(one.read_at))
                take_off(one.fact, one, by_name=who, at=merger.at, because=because)

    return afterwards
