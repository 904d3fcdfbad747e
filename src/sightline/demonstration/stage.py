"""The stage on which today's episodes are played: every step is a real action at a moment before now. Knows no case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sightline.access.actor import Actor, actor_for
from sightline.demonstration.county import POLICE_OF, County
from sightline.demonstration.episode_rows import reporter
from sightline.demonstration.lives import Life
from sightline.demonstration.words import NO_CONCERN
from sightline.episodes.actions import absence, decide, found, handover, investigate, report
from sightline.episodes.actions.report import Answered, Told

Act = Callable[[datetime], object]
ANSWER = "The reasons shown were weighed with the sergeant; the level stands and is looked at again within the hour."


@dataclass(frozen=True, slots=True)
class Step:
    """One action at its moment."""

    at: datetime
    act: Act


class Scene:
    """One person's open episode, scripted in hours before now. Nothing happens until the steps are played in order."""

    def __init__(self, county: County, now: datetime, person: int, life: Life) -> None:
        self.county, self.now, self.person, self.life = county, now, person, life
        self.police = POLICE_OF[life.council]
        self.steps: list[Step] = []
        self.left: Sequence[str] = ()  # the duties that nobody gets round to
        self.silent: Sequence[str] = ()  # of those, the ones that nobody even acknowledges
        self.episode = 0

    def actor(self, role: str, agency: str = "") -> Actor:
        """Who acts: a role of the person's own police area unless an agency is named."""
        return actor_for(self.county.posts[(agency or self.police, role)])

    def told(self) -> Told:
        """Who reports: the carer, a relative or a friend, with a number."""
        name, relation = reporter(self.life)
        stay = self.life.stays[-1] if self.life.stays else None
        agency = self.county.agencies[stay.provider] if stay and stay.provider else None
        phone = agency.phone if agency else next((t.contact for t in self.life.ties), "")
        return Told(name, relation, phone, agency.pk if agency else None)

    def step(self, hours: float, act: Act) -> None:
        """Let something happen so many hours before now."""
        self.steps.append(Step(self.now - timedelta(hours=hours), act))

    def report(self, hours: float, says: str, *, unseen: float = 1, deploy: bool = False) -> None:
        """A report to the control room of somebody last seen `unseen` hours before it."""

        def act(at: datetime) -> None:
            call = report.take_call(by=self.actor("call handler"), at=at, told=self.told(), said=says)
            place = self.county.where(self.life)
            episode = report.report_missing(
                by=self.actor("call handler"),
                at=at,
                person=self.person,
                told=self.told(),
                circumstances=says,
                last_seen_at=at - timedelta(hours=unseen),
                last_seen_place=place.says,
                lat=place.lat,
                lon=place.lon,
                call=call.pk,
                deploy=deploy,
            )
            self.episode = episode.pk

        self.step(hours, act)

    def answers(self, hours: float, yes: Sequence[str] = (), no: Sequence[str] = (), says: str = "") -> None:
        """Answers to the area's questions, with the informant's words."""
        answered = [Answered(p, "yes", says or "The informant says so and explained.") for p in yes]
        answered += [Answered(p, "no", "Asked, and the informant is sure.") for p in no]
        self.step(
            hours,
            lambda at: report.answer_questions(
                episode=self.episode, by=self.actor("call handler"), at=at, told=self.told(), answered=answered
            ),
        )

    def decide(self, hours: float, category: str, risk: str, because: str, *, review: int | None = None) -> None:
        """A decision of the duty inspector."""
        wanted = decide.Wanted(category, risk, because, risk, risk, answer_to_challenge=ANSWER,
                               review_every_minutes=review)  # fmt: skip
        self.step(
            hours, lambda at: decide.decide(episode=self.episode, by=self.actor("duty inspector"), at=at, wanted=wanted)
        )

    def officer(self, hours: float) -> None:
        """The investigating officer takes the episode on."""
        self.step(
            hours, lambda at: handover.take_on(episode=self.episode, by=self.actor("investigating officer"), at=at)
        )

    def enquire(self, hours: float, what: str, of_whom: str = "", *, result: str = "", after: float = 1) -> None:
        """A line of enquiry, answered so many hours later where there is a result."""
        raised: list[int] = []
        officer = "investigating officer"
        self.step(
            hours,
            lambda at: raised.append(
                investigate.raise_enquiry(
                    episode=self.episode, by=self.actor(officer), at=at, what=what, of_whom=of_whom
                ).pk
            ),
        )
        if result:
            self.step(
                hours - after,
                lambda at: investigate.answer_enquiry(
                    enquiry=raised[0], version=1, by=self.actor(officer), at=at, result=result
                ),
            )

    def search(self, hours: float, rooms: Sequence[str], not_searched: str, result: str) -> None:
        """A search of the place the person is missing from, room by room."""
        place = self.county.where(self.life)
        self.step(
            hours,
            lambda at: investigate.record_search(
                episode=self.episode,
                by=self.actor("neighbourhood officer"),
                at=at,
                searched_at=at,
                place=place.says,
                rooms=rooms,
                not_searched=not_searched,
                power="Consent of the occupier",
                found=result,
                lat=place.lat,
                lon=place.lon,
            ),
        )

    def sighted(self, hours: float, place: str, by_whom: str, sure: str, north: float, east: float) -> None:
        """A possible sighting, so many degrees from home."""
        home = self.life.home
        self.step(
            hours,
            lambda at: investigate.record_sighting(
                episode=self.episode,
                by=self.actor("investigating officer"),
                at=at,
                seen_at=at - timedelta(minutes=40),
                place=place,
                by_whom=by_whom,
                reliability=sure,
                lat=round(home.lat + north, 5),
                lon=round(home.lon + east, 5),
            ),
        )

    def informed(self, hours: float, said: str, *, again: float = 2) -> None:
        """A contact with the informant, with the next one promised."""
        self.step(
            hours,
            lambda at: investigate.contact_informant(
                episode=self.episode,
                by=self.actor("investigating officer"),
                at=at,
                with_whom=self.told().name,
                said=said,
                next_at=at + timedelta(hours=again),
            ),
        )

    def located(self, hours: float, place: str, by: str, how: str, *, confirmed: bool) -> None:
        """Somebody says where the person is; confirmed or not."""
        self.step(
            hours,
            lambda at: found.locate(
                episode=self.episode,
                by=self.actor("investigating officer"),
                at=at,
                located_at=at,
                place=place,
                located_by=by,
                how=how,
                confirmed=confirmed,
            ),
        )

    def seen(self, hours: float, says: str, harm: str = "no") -> None:
        """The safe and well check, after a confirmed location."""
        officer = self.actor("neighbourhood officer")
        self.step(
            hours,
            lambda at: found.see_safe_and_well(
                episode=self.episode,
                version=2,
                by=officer,
                at=at,
                seen_at=at,
                seen_by=officer.name,
                seen_alone=True,
                harm=harm,
                says=says,
            ),
        )

    def interview_offered(self, hours: float, provider: str) -> None:
        """The return interview is offered by the social worker's council through a provider."""
        council = self.life.council
        self.step(
            hours,
            lambda at: found.offer_interview(
                episode=self.episode,
                by=self.actor("social worker", council),
                at=at,
                provider=self.county.agencies[provider].pk,
                choice="a woman, at school",
            ),
        )

    def checked(self, hours: float, says: str) -> None:
        """The closing check: the referral decision and whether it is safe to go back."""
        self.step(
            hours,
            lambda at: found.closing_check(
                episode=self.episode,
                version=0,
                by=self.actor("investigating officer"),
                at=at,
                referral="already referred",
                referral_because="The social worker was told by telephone.",
                returns_to=self.life.home.says,
                safe_there="yes",
                person_says=says,
            ),
        )

    def offered(self, hours: float, agency: str, why: str) -> None:
        """The episode is offered to another police area's duty inspector."""
        desk = self.county.desks[(agency, "duty inspector")].pk
        self.step(
            hours,
            lambda at: handover.offer(
                episode=self.episode,
                to_desk=desk,
                by=self.actor("duty inspector"),
                at=at,
                why=why,
                outstanding="House to house in the street of the aunt; telephone data asked for.",
            ),
        )

    def disputed(self, hours: float, says: str) -> None:
        """The informant rings again and does not agree."""
        self.step(
            hours,
            lambda at: report.report_again(
                episode=self.episode, by=self.actor("call handler"), at=at, told=self.told(), says=says, disputes=True
            ),
        )

    def watched(self, hours: float, because: str) -> None:
        """A carer notices an absence, judges it unauthorised, and looks at it again an hour later."""
        home = self.life.stays[-1].provider
        no_concern = [Answered(phrase, "no", "The risk assessment was read again.") for phrase in NO_CONCERN]

        def act(at: datetime) -> None:
            episode = absence.notice_absence(
                by=self.actor("registered manager", home),
                at=at,
                person=self.person,
                noticed_at=at,
                because=because,
                answered=[
                    Answered("absence is not out of character", "yes", "Has missed the bus before."),
                    *no_concern,
                ],
            )
            self.episode = episode.pk

        self.step(hours, act)
        self.step(
            hours - 1,
            lambda at: absence.review_absence(
                episode=self.episode,
                by=self.actor("registered manager", home),
                at=at,
                outcome="no concern",
                found="Rang; sounded well; the bus is late.",
            ),
        )
