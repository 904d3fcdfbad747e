"""What carers and councils prepared for somebody, for tests that look at every address. Knows no screen."""

from __future__ import annotations

from datetime import datetime, timedelta

from sightline.duties import placing
from sightline.episodes.actions import care_duty_team, profile_write
from sightline.episodes.actions.care_placing import Where
from sightline.episodes.models import Episode, FirstCheck
from sightline.people.actions_profile import Consent
from sightline.people.models import Person, Placement
from tests.integration.pictures import plain_picture
from tests.people import Cast

COUNCIL, HOME = "Southvale County Council", "Willow Lodge"


def cared_for(cast: Cast, person: Person, episode: Episode, at: datetime) -> dict[str, int]:
    """A profile with a photograph, a first check, an offer that waits, and a list for the duty team: their numbers."""
    worker, home = cast.actor("social worker", COUNCIL), cast.actor("registered manager", HOME)
    row = profile_write.write_section(person=person.pk, section="risk", seen=0, says={"risks": "Cold."}, by=home, at=at)
    photo = profile_write.add_photo(person=person.pk, data=plain_picture(), taken_on=at.date(), good_likeness=True,
                                    consent=Consent("agrees"), by=home, at=at)  # fmt: skip
    check = FirstCheck.objects.create(episode=episode, what="Ring him", due_at=at + timedelta(minutes=30))
    where = Where(cast.agency(HOME).pk, "children's home", at.date())
    offer = placing.offer_placement(person=person.pk, where=where, says="He cuts.", by=worker, at=at)
    handed = care_duty_team.hand_over_list(by=worker, at=at, says="", notes={})
    assert row
    return {
        "versions": row.version, "photographs": photo.pk, "checks": check.pk, "offers": offer.pk,
        "histories": offer.pk, "duty-team": handed.pk, "placements": Placement.objects.get(person=person).pk,
    }  # fmt: skip
