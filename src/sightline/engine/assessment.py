"""What the engine answers: a value to show, to keep beside a decision and to print. Decides nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sightline.engine.answer import Answer


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the card, our own words, and the citation that leads to the source. `about` is bar, required, floor, …"""

    card: str
    says: str
    source: str
    about: str = ""

    def as_json(self) -> dict[str, Any]:
        """The three keys of a case's answer."""
        return {"card": self.card, "says": self.says, "source": self.source}


@dataclass(frozen=True, slots=True)
class AdvisedDuty:
    """A duty as an assessment lists it: `due` is an ISO 8601 offset, or nothing where no time is given."""

    do: str
    who: str
    to: str | None
    due: str | None
    strength: str
    cards: tuple[str, ...]
    sources: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The keys of a duty in a case's answer."""
        return {
            "do": self.do, "who": self.who, "to": self.to, "due": self.due, "strength": self.strength,
            "cards": list(self.cards), "sources": list(self.sources),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assessment:
    """The cards' answer for one situation. A person decides; this says what the decision must reckon with.

    `may` are the roles that could record a refused proposal; `challenge` is what a reason must answer;
    `answers` holds every fact; `not_known` what should still be asked; `not_weighed` what no adopted card reads.
    """

    category: str | None
    categories: tuple[str, ...]
    category_barred: tuple[str, ...]
    risk_floor: str
    risk_advised: str
    deploy_at_once: bool
    verdict: str | None
    prompts: tuple[str, ...]
    duties: tuple[AdvisedDuty, ...]
    reasons: tuple[Reason, ...]
    may: tuple[str, ...] = ()
    challenge: str = ""
    seriousness: str = "none"
    immediacy: str = "none"
    open_categories: tuple[str, ...] = ()
    answers: Mapping[str, Answer] | None = None
    not_known: tuple[str, ...] = ()
    not_weighed: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Exactly the keys of a case's answer, ready for JSON."""
        return {
            "category": self.category,
            "categories": list(self.categories),
            "category_barred": list(self.category_barred),
            "risk_floor": self.risk_floor,
            "risk_advised": self.risk_advised,
            "deploy_at_once": self.deploy_at_once,
            "verdict": self.verdict,
            "prompts": list(self.prompts),
            "duties": [d.as_json() for d in self.duties],
            "reasons": [r.as_json() for r in self.reasons],
        }
