"""A profile as pages show it: sections with their answers, its state in words, what went with a report. Reads no form's
data and decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from sightline.episodes import care
from sightline.episodes.actions.care_checks import TONIGHT
from sightline.people.profile import NEEDED, Section, filled, sections_for
from sightline.people.queries_profile import Prepared
from sightline.web.forms.profile import FORMS, TITLES
from sightline.web.words import day_words

COLOURS = {"none": "red", "begun": "orange", "overdue": "red", "agreed": "green"}


def state_words(ready: Prepared) -> dict[str, str]:
    """The state of a profile in words and a colour: wherever it is shown, an overdue one says so."""
    review = ready.profile.review_on if ready.profile else None
    words = {
        "none": _("No profile"),
        "begun": _("Profile not finished"),
        "overdue": _("Profile overdue: review was due on %s") % (day_words(review) if review else ""),
        "agreed": _("Profile agreed, review on %s") % (day_words(review) if review else ""),
    }
    return {"text": words[ready.state], "colour": COLOURS[ready.state]}


def label_of(section: str, name: str) -> str:
    """What a field asks, as its form says it."""
    return str(FORMS[section].base_fields[name].label)


def answers(section: Section, says: Mapping[str, str]) -> list[tuple[str, str]]:
    """The questions of a section with their answers."""
    return [(label_of(section.key, name), says.get(name, "")) for name in section.fields]


def sections(ready: Prepared, drafts: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Every section with its answers, how many there are, what it still needs, and a draft that waits."""
    found = []
    for section in sections_for(ready.kind):
        needed = [label_of(section.key, n) for n in section.fields if n in ready.lacking]
        found.append(
            {
                "key": section.key, "title": TITLES[section.key], "rows": answers(section, ready.says),
                "filled": filled(ready.says, section), "of": len(section.fields), "needed": needed,
                "draft": (drafts or {}).get(section.key),
            }
        )  # fmt: skip
    return found


def said(ready: Prepared) -> list[dict[str, Any]]:
    """The sections that say something, with the answers that do: what a reader in a hurry is shown."""
    rows = [s | {"rows": [row for row in s["rows"] if row[1]]} for s in sections(ready)]
    return [s for s in rows if s["rows"]]


def lacking_words(ready: Prepared) -> list[str]:
    """What is still needed before the profile can be agreed."""
    places = {name: section.key for section in sections_for(ready.kind) for name in section.fields}
    return [label_of(places[name], name) for name in NEEDED[ready.kind] if name in ready.lacking]


def tonight_rows(said_tonight: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is different tonight, in the words of the form that asked."""
    from sightline.web.forms.residents import Tonight

    fields = Tonight.base_fields
    return [(str(fields[name].label), said_tonight[name]) for name in TONIGHT if said_tonight.get(name)]


def with_the_report(episode: int, ready: Prepared) -> dict[str, Any]:
    """What a carer's report brought along, for the police: profile, what was tried, what is different tonight."""
    sent = care.went_with_the_report(episode)
    updates = [u | {"tonight": tonight_rows(u.get("tonight") or {})} for u in care.updates(episode)]
    return {
        "profile": ready, "profile_state": state_words(ready), "profile_sections": said(ready), "sent": sent,
        "tonight": tonight_rows(sent.get("tonight") or {}), "first_checks": care.first_checks(episode),
        "updates": updates,
    }  # fmt: skip


def changed_rows(versions: Sequence[Any]) -> list[list[Any]]:
    """Every version for a table: number, when, by whom, agreed until."""
    return [
        [v.version, v.at, f"{v.by_name}, {v.role}", v.review_on if v.agreed_at and v.agreed_at == v.at else ""]
        for v in versions
    ]
