"""A school beside the cast, in an area whose board has a procedure for pupils who are away; the north's council's."""

from __future__ import annotations

from dataclasses import dataclass

from sightline.access.actor import Actor, actor_for
from sightline.access.models import Agency, Post
from sightline.demonstration.agencies import Member, Plan, establish
from tests.people import Cast

STAFF = (Member("school safeguarding lead", "Noreen Aldous"), Member("head teacher", "Basil Farthing"))


@dataclass(frozen=True)
class School:
    """The school, its people, and the welfare officer of its council."""

    agency: Agency
    lead: Actor
    head: Actor
    welfare: Actor


def make_school(cast: Cast) -> School:
    """Set up Larkfield School, of the north's council and police."""
    made = establish([Plan("Larkfield School", "school", "birmingham", "2 Lark Lane", 52.47, -1.9, STAFF)])
    school = made["Larkfield School"]
    school.council = cast.agency("Northmoor City Council")
    school.police_area = cast.agency("Northmoor Police")
    school.save()
    posts = {post.role: post for post in Post.objects.filter(agency=school).select_related("agency", "user")}
    lead, head = (actor_for(posts[member.role]) for member in STAFF)
    cast.agencies[school.name] = school
    cast.posts |= {(school.name, role): post for role, post in posts.items()}
    return School(school, lead, head, cast.actor("education welfare officer"))
