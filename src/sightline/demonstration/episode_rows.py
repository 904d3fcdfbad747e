"""Turns one drawn spell into the rows and events of a closed episode. Knows no chance: everything was drawn before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sightline.audit.record import Author
from sightline.demonstration import words
from sightline.demonstration.chronicle import Happened
from sightline.demonstration.county import AREA_OF, INTERVIEWS, POLICE_OF, County
from sightline.demonstration.lives import Life, Spell, Talk
from sightline.demonstration.sheets import Sheet, numbers
from sightline.episodes.models import ClosingCheck, Decision, Episode, Found, Interview, Report, Sighting

DECIDED = {"missing": "decided missing", "absent": "decided absent"}
TO_DECIDE = timedelta(minutes=40)
UNJUDGED = "Drawn for the demonstration: no card was in force when this was recorded."


@dataclass(frozen=True, slots=True)
class Asked:
    """One spell with what its rows share: numbers, the police area, who reports, what happened so far."""

    episode: int
    person: int
    life: Life
    spell: Spell
    police: str
    happened: list[Happened]

    def note(self, kind: str, at: datetime, author: Author, /, **body: Any) -> None:
        """Add an event to the person's chain, recorded when it happened."""
        self.happened.append(Happened(kind, at, at, author, self.episode, body))


def reporter(life: Life) -> tuple[str, str]:
    """Who reports somebody: whoever cares for them, family, or a friend. Name and relation."""
    if life.stays and life.stays[-1].provider:
        return f"Duty staff, {life.stays[-1].provider}", "carer"
    tie = next((t for t in life.ties if not t.poses_risk), None)
    return (tie.name, tie.relation) if tie else ("Not given", "")


class EpisodeRows:
    """The sheets of episodes and of everything recorded with them."""

    def __init__(self, county: County, now: datetime) -> None:
        self._county, self._now = county, now
        self._ids, self._decisions = numbers(Episode), numbers(Decision)
        self._numbered = {
            kind: Sheet(kind, numbered=True) for kind in (Episode, Decision, Found, Interview, ClosingCheck)
        }
        self._reports, self._sightings = Sheet(Report), Sheet(Sighting)

    def sheets(self) -> Iterator[Sheet]:
        """What is to be copied."""
        yield from self._numbered.values()
        yield from (self._reports, self._sightings)

    def add(self, person: int, life: Life, spell: Spell) -> list[Happened]:
        """Add one closed episode; returns its events."""
        police = POLICE_OF[life.council]
        one = Asked(next(self._ids), person, life, spell, police, [])
        watched = spell.category == "unauthorised absence"
        owner = life.stays[-1].provider if watched else police
        self._episode(one, owner)
        if watched:
            self._watched(one, owner)
        else:
            self._reported(one)
            self._decided(one)
            self._found(one, self._county.author("investigating officer", police))
        return one.happened

    def _episode(self, one: Asked, owner: str) -> None:
        spell, name, place = one.spell, reporter(one.life)[0], self._county.where(one.life)
        role = "registered manager" if owner != one.police else "investigating officer"
        desk = self._county.desks.get((owner, "duty inspector"))
        self._numbered[Episode].add(
            id=one.episode, person_id=one.person, area=AREA_OF[one.police], state="closed", opened_at=spell.opened_at,
            last_seen_at=spell.last_seen_at, last_seen_place=place.says, last_seen_lat=place.lat,
            last_seen_lon=place.lon, circumstances=spell.story, category=spell.category, risk=spell.risk,
            owner_agency_id=self._county.agencies[owner].pk, owner_desk_id=desk.pk if desk else None,
            owner_post_id=self._county.posts[(owner, role)].pk, reporter_name=name, closed_at=spell.closed_at,
            version=9,
        )  # fmt: skip

    def _watched(self, one: Asked, owner: str) -> None:
        """A carer's absence that ended before six hours: noticed, reviewed once, back."""
        carer, spell = self._county.author("registered manager", owner), one.spell
        one.note("absence noticed", spell.opened_at, carer, because=spell.story)
        one.note(
            "absence reviewed", spell.opened_at + timedelta(hours=1), carer, outcome="no concern", found=spell.story
        )
        self._located(one, carer, "back at the placement")
        self._check(one, carer, "no referral", "unauthorised absence ended by return")
        one.note("closed", spell.closed_at, carer, code="unauthorised absence ended")

    def _reported(self, one: Asked) -> None:
        spell, (name, relation) = one.spell, reporter(one.life)
        handler = self._county.author("call handler", one.police)
        self._reports.add(episode_id=one.episode, at=spell.opened_at, by_name=name, by_relation=relation)
        place = self._county.where(one.life).says
        one.note("reported missing", spell.opened_at, handler, by=name, relation=relation, place=place,
                 circumstances=spell.story)  # fmt: skip

    def _decided(self, one: Asked) -> None:
        spell, decision = one.spell, next(self._decisions)
        inspector, at = self._county.author("duty inspector", one.police), spell.opened_at + TO_DECIDE
        at = min(at, spell.located_at)
        self._numbered[Decision].add(
            id=decision, episode_id=one.episode, at=at, by_id=self._county.posts[(one.police, "duty inspector")].pk,
            by_name=inspector.name, role=inspector.role, rank=inspector.role, category=spell.category, risk=spell.risk,
            because=spell.story, verdict="accepted", facts={}, edition="",
            engine_said={"verdict": "accepted", "reasons": [], "note": UNJUDGED},
        )  # fmt: skip
        body = {"category": spell.category, "risk": spell.risk, "because": spell.story, "decision": decision}
        one.note(DECIDED[spell.category], at, inspector, **body)
        if spell.risk == "high":
            one.note("risk set high", at, inspector, decision=decision)

    def _found(self, one: Asked, officer: Author) -> None:
        spell = one.spell
        if spell.sighted:
            self._sighted(one, officer)
        self._located(one, officer, spell.found.says)
        if spell.category == "missing":
            harm = "yes" if spell.harmed else "no"
            one.note("seen safe and well", spell.seen_at, officer, by=officer.name, harm=harm, says=spell.says)
            if spell.harmed:
                one.note("harm found", spell.seen_at, officer, says=spell.says)
        if spell.talk:
            self._interview(one, spell.talk)
        refer = spell.harmed or spell.risk == "high"
        referral = "refer" if refer else "already referred" if one.life.looked_after else "no referral"
        self._check(one, officer, referral, words.REFERRALS[referral])
        code = "Missing - Unauthorised absence" if spell.category == "absent" else "Missing Person"
        one.note("closed", spell.closed_at, officer, because="Seen, spoken to, and back.", code=code)

    def _sighted(self, one: Asked, by: Author) -> None:
        """A sighting at the place where the person was found later, two thirds of the way through."""
        spell, place = one.spell, one.spell.found
        at = spell.opened_at + (spell.located_at - spell.opened_at) * 2 / 3
        self._sightings.add(
            episode_id=one.episode, seen_at=at, place=place.says, lat=place.lat, lon=place.lon, by_whom="A passer-by",
            reliability="likely", recorded_at=at, by_name=by.name,
        )  # fmt: skip
        one.note("sighting recorded", at, by, place=place.says, reliability="likely", lat=place.lat, lon=place.lon)

    def _located(self, one: Asked, by: Author, place: str) -> None:
        spell, how = one.spell, words.HOW_FOUND[one.spell.found_by]
        seen: dict[str, Any] = {"harm": "yes" if spell.harmed else "no", "seen_at": spell.seen_at, "seen_by": by.name}
        self._numbered[Found].add(
            episode_id=one.episode, located_at=spell.located_at, located_place=place, located_by=spell.found_by,
            located_how=how, confirmed_at=spell.located_at, confirmed_by=by.name, confirmed_how=how, says=spell.says,
            returned_at=spell.located_at, version=2, **(seen if spell.category == "missing" else {}),
        )  # fmt: skip
        one.note("location claimed", spell.located_at, by, place=place, by=spell.found_by, how=how)
        one.note("location confirmed", spell.located_at, by, place=place, how=how)
        one.note("returned", spell.located_at, by, place=place)

    def _interview(self, one: Asked, talk: Talk) -> None:
        social_worker = self._county.author("social worker", one.life.council)
        interviewer = self._county.author("return interviewer", INTERVIEWS)
        held: dict[str, Any] = {"interviewer": interviewer.name, "place": "a cafe of the person's choice",
                                "says": one.spell.says, "sharing_agreed": True}  # fmt: skip
        refused: dict[str, Any] = {
            "declined_because": "“I have nothing to say.”",
            "parents_offered_at": talk.refused_at,
        }
        self._numbered[Interview].add(
            episode_id=one.episode, offered_at=talk.offered_at, offered_by=social_worker.name,
            provider_id=self._county.agencies[INTERVIEWS].pk, carried_out_at=talk.held_at, declined_at=talk.refused_at,
            version=2, **(held if talk.held_at else refused if talk.refused_at else {}),
        )  # fmt: skip
        one.note("return interview offered", talk.offered_at, social_worker, provider=INTERVIEWS)
        if talk.held_at:
            one.note(
                "return interview carried out", talk.held_at, interviewer, by=interviewer.name, says=one.spell.says
            )
        if talk.refused_at:
            one.note("return interview declined", talk.refused_at, interviewer, because=refused["declined_because"])

    def _check(self, one: Asked, by: Author, referral: str, because: str) -> None:
        spell = one.spell
        self._numbered[ClosingCheck].add(
            episode_id=one.episode, at=spell.closed_at, by_name=by.name, role=by.role, referral=referral,
            referral_because=because, returns_to=one.life.home.says, safe_there="yes", person_says=spell.says,
        )  # fmt: skip
        kind = "referred to children's services" if referral == "refer" else "referral decided"
        one.note(kind, spell.closed_at, by, referral=referral, referral_because=because)
        one.note("closing check made", spell.closed_at, by)
