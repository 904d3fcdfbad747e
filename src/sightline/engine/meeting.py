"""Which events met which deadlines of one duty. Knows no card and no other duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sightline.engine.runs import Run
from sightline.engine.timing import Slot


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one deadline: `open`, `met`, `met late` or `stopped`."""

    state: str = "open"
    met_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """The deadlines of one duty in one run of its clock, oldest first."""

    slots: Sequence[Slot]
    run: Run
    recurring: bool
    grace: timedelta = timedelta(0)  # "at once" done within this time is in time

    def outcomes(self, done: Sequence[datetime], excused_at: datetime | None) -> list[Outcome]:
        """One outcome per deadline. `done` holds the moments, in order, at which the thing was done.

        An event meets everything already due and not done (late), else the one whose time has come.
        """
        found: list[Outcome] = []
        for at in done:
            late = found_late = len(found)
            while late < len(self.slots) and self._overdue(self.slots[late], at):
                late += 1
            found += [Outcome("met late", at, self.run.end)] * (late - found_late)
            if late == found_late and late < len(self.slots) and self._its_time(self.slots[late], at):
                found.append(Outcome("met", at, self.run.end))
        return found + [self._left(slot, excused_at) for slot in self.slots[len(found) :]]

    def _overdue(self, slot: Slot, at: datetime) -> bool:
        return slot.due_at is not None and slot.due_at + self.grace < at and self._ran_to(slot)

    def _its_time(self, slot: Slot, at: datetime) -> bool:
        """Whether doing it counts: from the start for one deadline, since the one before for a recurring duty."""
        begun = slot.opens_at < at if self.recurring else slot.opens_at <= at
        return begun and (self._ran_to(slot) or self.run.end is None or at <= self.run.end)

    def _ran_to(self, slot: Slot) -> bool:
        """Whether the clock was still running when the deadline came."""
        return self.run.end is None or (slot.due_at is not None and slot.due_at <= self.run.end)

    def _left(self, slot: Slot, excused_at: datetime | None) -> Outcome:
        if excused_at is not None:
            return Outcome("stopped", ended_at=excused_at)
        return Outcome("open" if self._ran_to(slot) else "stopped", ended_at=self.run.end)
