"""What today's county shows of families and of publicity: a brother who is rung each day, and an appeal that stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from sightline.demonstration.stage import Scene
from sightline.sharing import family, publicity, publicity_decide
from sightline.sharing.family import Relative
from sightline.sharing.models import FamilyContact
from sightline.sharing.publicity import Put, Wording
from sightline.sharing.publicity_decide import Heard, Weighed

DAY = 24
OFFICER, DECIDES = "investigating officer", "superintendent"


def spoken_with(s: Scene, hours: float, relative: Relative) -> None:
    """The officer names himself for the family, rings each day as agreed, and has promised the next call."""
    who: list[int] = []

    def name(at: datetime) -> None:
        officer = s.actor(OFFICER)
        made = family.name_contact(
            episode=s.episode, seen=0, by=officer, at=at, officer=officer.post, officer_phone="01632 960711",
            relative=relative, next_update_at=at + timedelta(hours=DAY),
        )  # fmt: skip
        who.append(made.pk)

    def rung(at: datetime) -> None:
        _rung(s, who[0], at)

    s.step(hours, name)
    for left in range(int(hours) - DAY, 0, -DAY):
        s.step(left + 0.5, rung)


def _rung(s: Scene, contact: int, at: datetime) -> None:
    version = FamilyContact.objects.get(pk=contact).version
    family.record_update(
        contact=contact, version=version, by=s.actor(OFFICER), at=at, how="telephone",
        said="Told him what was asked today. He has heard nothing either.", told_of_support=version == 1,
        on_the_page="We asked hostels and hospitals today. We go on tomorrow.",
        next_update_at=at + timedelta(hours=DAY),
    )  # fmt: skip


def asked_in_public(s: Scene, hours: float) -> None:
    """An appeal with the least there is to say, agreed to by the superintendent, on our page and in the local paper."""

    def act(at: datetime) -> None:
        officer = s.actor(OFFICER)
        wanted = Wording(
            chosen=("name", "age", "looks", "last seen", "since"), phone="101", expires_at=at + timedelta(days=14),
            says="His family misses him. Have you seen him since last week?",
            typed={"looks": "Tall, short black hair, a blue work jacket", "last seen": "The bus station, at seven"},
        )  # fmt: skip
        draft = publicity.write_appeal(episode=s.episode, by=officer, at=at, wanted=wanted)
        publicity_decide.decide(appeal=draft.pk, version=1, by=s.actor(DECIDES), at=at, weighed=_weighed())
        publicity.publish(appeal=draft.pk, version=2, by=officer, at=at, outlets=[
            Put("The force on social media", "social media", "a post"), Put("The local paper", "newspaper", "page 3"),
        ])  # fmt: skip

    s.step(hours, act)


def _weighed() -> Weighed:
    return Weighed(
        agrees=True, helps="Helps: many change buses there.", authorised_by="The superintendent", urgent="no",
        because="Nothing since the night; somebody at the bus station may have seen him, says his brother.",
        proportionate="Six days without a sign of life weigh more than a week in the paper.",
        risks="He may feel hunted; the wording is kind, and it comes down when he is found.",
        consulted=(Heard("the family", "agrees", "His brother asked for it."),),
    )  # fmt: skip
