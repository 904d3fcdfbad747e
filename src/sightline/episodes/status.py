"""The one truth of how a case stands: state in words, who owns it, who is named. Every screen that says it asks here.

Decides nothing about who may see it, and says nothing of where anybody is.
"""

from __future__ import annotations

from dataclasses import dataclass

from sightline.episodes.models import Episode

# In the words that a call handler, a carer and a family can all read.
WORDS = {
    "absence": "Absent, and watched by the carer",
    "open": "Missing: enquiries go on",
    "located": "Located, not yet seen",
    "seen": "Seen safe and well",
    "closed": "Closed",
}
NOT_DECIDED, ABSENT = "Reported: nobody has decided yet", "Absent: looked at again and again"


@dataclass(frozen=True, slots=True)
class Status:
    """How a case stands at a moment. `officer` is empty where nobody is named; `phone` is the owning desk's."""

    state: str
    words: str
    open: bool
    agency: str
    desk: str
    phone: str
    officer: str
    reference: str

    @property
    def owner(self) -> str:
        """Who owns it, in one line: the agency and its desk."""
        return f"{self.agency}, {self.desk}" if self.desk else self.agency


def status_of(episode: Episode) -> Status:
    """How an episode stands: the same words, owner and officer for whoever asks (B22, I27)."""
    desk, post = episode.owner_desk, episode.owner_post
    return Status(
        state=episode.state,
        words=words_of(episode),
        open=episode.closed_at is None,
        agency=episode.owner_agency.name,
        desk=desk.name if desk else "",
        phone=(desk.phone if desk else "") or episode.owner_agency.phone,
        officer=post.user.name if post else "",
        reference=episode.reference,
    )


def words_of(episode: Episode) -> str:
    """The state in words; an open report says whether anybody has decided what it is."""
    if episode.state == "open" and not episode.category:
        return NOT_DECIDED
    if episode.state == "open" and episode.category == "absent":
        return ABSENT
    return WORDS[episode.state]
