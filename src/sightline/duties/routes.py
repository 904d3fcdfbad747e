"""Who is told next of a silent notice: the role, its desk, who answers for it now. Writes nothing, tells nobody."""

from __future__ import annotations

from datetime import datetime

from sightline.access.hours import answering
from sightline.access.models import Desk
from sightline.access.queries_rota import nobody_on_duty
from sightline.duties.desks import Finder
from sightline.duties.models import Notice
from sightline.episodes.models import Episode
from sightline.episodes.snapshot import take

# Who is told next where a card names no chain: the ranks above, then whoever answers for the agency that stays silent.
WITHOUT_A_CHAIN = {
    "police": ("duty inspector", "force incident manager", "superintendent"),
    "council": ("team manager",),
    "children's home": ("social worker", "duty inspector"),
    "fostering": ("social worker", "duty inspector"),
    "interview provider": ("social worker", "team manager"),
    "emergency duty team": ("team manager",),
}


def next_role(notice: Notice) -> tuple[str, list[str], int]:
    """The role told next, the roles after it, and within how many minutes it must answer."""
    chain = list(notice.chain)
    if not chain and notice.level == 0:
        chain = [role for role in WITHOUT_A_CHAIN.get(notice.desk.agency.kind, ()) if role != notice.desk.role]
    if chain:
        return chain[0], chain[1:], notice.again_minutes
    # The end of the chain is told again and again, less often each time: silence stays on the board, not in its way.
    return notice.desk.role, [], min(24 * 60, max(60, 2 * notice.again_minutes))


class Routes:
    """The routes of one moment: each desk, rota and episode is read once, however many notices go that way."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._own: dict[tuple[int, str], Desk | None] = {}
        self._answering: dict[int, Desk] = {}
        self._empty: dict[int, bool] = {}
        self._finders: dict[int, Finder] = {}
        self._elsewhere: dict[tuple[int, str], Desk | None] = {}

    def answering(self, desk: Desk) -> Desk:
        """The desk that answers for this one now."""
        if desk.pk not in self._answering:
            self._answering[desk.pk] = answering(desk, self.at)
        return self._answering[desk.pk]

    def nobody_on_duty(self, desk: Desk) -> bool:
        """Whether the desk is open, keeps a rota and has nobody on it now."""
        if desk.pk not in self._empty:
            self._empty[desk.pk] = nobody_on_duty(desk, self.at)
        return self._empty[desk.pk]

    def is_missed_by(self, notice: Notice) -> bool:
        """Whether nobody is on duty where the notice went, and the next in its chain is somebody else."""
        if not self.nobody_on_duty(notice.desk):
            return False
        return self.answering(self.next_desk(notice, next_role(notice)[0])).pk != notice.desk_id

    def next_desk(self, notice: Notice, role: str) -> Desk:
        """The desk of a role: first at the agency that stays silent (of two police areas, the ranks that answer for the
        silent one), then among the agencies of the episode, else the silent desk itself."""
        own = self._at_agency(notice.desk.agency_id, role)
        if own is not None or notice.episode is None:
            return own or notice.desk
        return self._of_episode(notice.episode, role) or notice.desk

    def _at_agency(self, agency: int, role: str) -> Desk | None:
        if (agency, role) not in self._own:
            rows = Desk.objects.select_related("agency").filter(agency=agency, role=role, closed_at=None)
            self._own[agency, role] = rows.first()
        return self._own[agency, role]

    def _of_episode(self, episode: Episode, role: str) -> Desk | None:
        if episode.pk not in self._finders:
            taken = take(person=episode.person_id, at=self.at, episode=episode.pk)
            self._finders[episode.pk] = Finder(episode, taken)
        if (episode.pk, role) not in self._elsewhere:
            found = self._finders[episode.pk].desk(role)
            desk = Desk.objects.select_related("agency").get(pk=found) if found else None
            self._elsewhere[episode.pk, role] = desk
        return self._elsewhere[episode.pk, role]
