"""The desks of the county doing what falls due, as a good day's shift would. Leaves undone what a scene wants left."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sightline.access.actor import Actor, actor_for
from sightline.access.queries import involved
from sightline.audit.moments import day_of
from sightline.demonstration.county import County
from sightline.duties.actions import CRIME, MEETING, PLAN, has_own_screen, record_done
from sightline.duties.models import Duty, Notice
from sightline.duties.notices import acknowledge
from sightline.episodes.actions.agreeing import Step
from sightline.episodes.actions.decide import review_risk
from sightline.episodes.actions.investigate import contact_informant

EVERYTHING = "everything"
CONTACT, REVIEW = "keep in contact with the informant", "review the risk"
TO_ANSWER = timedelta(minutes=4)


class Desks:
    """Everybody on duty. For each episode: the duties nobody gets round to, and those nobody even acknowledges."""

    def __init__(
        self, county: County, left: Mapping[int, Collection[str]], silent: Mapping[int, Collection[str]]
    ) -> None:
        self._county, self._left, self._silent = county, left, silent
        self._actors: dict[tuple[str, str], Actor] = {}

    def _actor(self, agency: str, role: str) -> Actor | None:
        key = (agency, role)
        if key not in self._actors and key in self._county.posts:
            self._actors[key] = actor_for(self._county.posts[key])
        return self._actors.get(key)

    def work(self, at: datetime, until: datetime) -> None:
        """Do what falls due before the next round, one thing of a kind for each episode."""
        rows = Duty.objects.filter(state="open", due_at__lte=until, starts_at__lte=at).exclude(desk=None)
        done: set[tuple[int, str]] = set()
        for duty in rows.select_related("desk__agency", "episode").order_by("due_at"):
            left = self._left.get(duty.episode_id, (EVERYTHING,))
            if EVERYTHING in left or duty.do in left or (duty.episode_id, duty.do) in done or duty.desk is None:
                continue
            if actor := self._actor(duty.desk.agency.name, duty.desk.role):
                done.add((duty.episode_id, duty.do))
                _do(duty, actor, at)

    def answer(self, at: datetime) -> None:
        """Acknowledge what the desks were told, a few minutes after, except where a scene wants silence."""
        waiting = Notice.objects.filter(acknowledged_at=None, ended_at=None, escalated_at=None, told_at__lte=at)
        for notice in waiting.select_related("desk__agency", "duty"):
            silent = self._silent.get(notice.episode_id or 0, (EVERYTHING,))
            kept_quiet = EVERYTHING in silent or (notice.duty is not None and notice.duty.do in silent)
            actor = self._actor(notice.desk.agency.name, notice.desk.role)
            if actor and not kept_quiet:
                acknowledge(notice=notice.pk, by=actor, at=at + TO_ANSWER)


def _do(duty: Duty, by: Actor, at: datetime) -> None:
    if duty.do == CONTACT:
        whom = duty.episode.reporter_name or "the informant"
        said = "Told what was done since the last call; nothing new at their end."
        contact_informant(episode=duty.episode_id, by=by, at=at, with_whom=whom, said=said)
    elif duty.do == REVIEW:
        review_risk(episode=duty.episode_id, by=by, at=at, found="Every fact looked at again; the level stands.")
    elif not has_own_screen(duty.do):
        told = f"{duty.to}, by telephone" if duty.to else ""
        agreed: dict[str, Any] = {}
        if duty.do in (PLAN, MEETING):
            by_when = day_of(at) + timedelta(days=28)
            agreed["steps"] = [Step("Look again at what would keep the person safe", by.name, by_when)]
        if duty.do == MEETING:
            agreed["invited"] = [part.agency_id for part in involved(duty.episode.person_id, at, duty.episode_id)]
        if duty.do == CRIME:
            agreed["reference"] = f"CR/{duty.episode_id:05d}/{at:%y}"
        how = "Done and written up on the shift."
        record_done(duty=duty.pk, by=by, at=at, done_at=at, how=how, told=told, **agreed)
