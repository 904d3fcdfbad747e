"""The closed list of what can be disclosed of a person, and how each is read from the record. Decides nothing.

What is read here is kept with the disclosure as it stood: what is learnt later is another disclosure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sightline.access.queries import agency_names
from sightline.audit.moments import LONDON
from sightline.episodes.models import Episode
from sightline.episodes.queries import Whole
from sightline.people.models import Placement
from sightline.people.queries import Known
from sightline.people.queries_profile import Prepared

MOST_LINES = 40
HEALTH = (
    "is likely to attempt suicide", "self-harms", "has a mental health condition", "has dementia",
    "has a learning disability", "is autistic", "has a physical disability", "needs essential medication",
    "misuses drugs or alcohol", "is pregnant",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """What the gate let the discloser see: the person now, what was prepared, the episode it is about, those before."""

    known: Known
    prepared: Prepared
    whole: Whole | None
    episodes: Sequence[Episode]
    placements: Sequence[Placement]


class Field(NamedTuple):
    """One thing that can be disclosed. `special`: it tells of health, sex, origin or the like, which the law guards;
    `where`: it says where the person is or lives, or leads there."""

    key: str
    label: str
    reads: Callable[[Seen], list[str]]
    special: bool = False
    where: bool = False


def sheet(seen: Seen, fields: Iterable[str], words: str = "") -> list[dict[str, Any]]:
    """What a disclosure of these fields says: one entry a field, in the order of the list, with its lines of text.

    A field of which nothing is recorded says so. `words` are the discloser's own, for the field of that name.
    """
    wanted = set(fields)
    made = []
    for field in FIELDS.values():
        if field.key in wanted:
            lines = [words] if field.key == "words" else field.reads(seen)
            made.append({"field": field.key, "label": field.label, "lines": lines[:MOST_LINES] or [NOTHING]})
    return made


NOTHING = "Nothing is recorded of this."


def day(value: date) -> str:
    """A day in words."""
    return f"{value:%-d %B %Y}"


def moment(value: datetime) -> str:
    """A moment in words, as London's clocks show it."""
    return f"{value.astimezone(LONDON):%-d %B %Y, %H:%M}"


def _said(*texts: str | None) -> list[str]:
    return [text.strip() for text in texts if text and text.strip()]


def _name(seen: Seen) -> list[str]:
    others = [f"{n.given_name} {n.family_name}".strip() for n in seen.known.person.other_names.all()]
    return [seen.known.person.name, *(f"also known as {name}" for name in others)]


def _first_name(seen: Seen) -> list[str]:
    return _said(seen.known.person.given_name)


def _age(seen: Seen) -> list[str]:
    about = "" if seen.known.person.born_on else "about "
    return [] if seen.known.age is None else [f"{about}{seen.known.age} years"]


def _born(seen: Seen) -> list[str]:
    return [day(seen.known.person.born_on)] if seen.known.person.born_on else []


def _description(seen: Seen) -> list[str]:
    person = seen.known.person
    sex = person.get_sex_display() if person.sex != "unknown" else ""
    return [*_said(person.description, sex), *_written(seen, LOOKS)]


def _photograph(seen: Seen) -> list[str]:
    """The photograph of the profile with the uses that were agreed, else the newest picture of the episode.

    By its number: whoever shows the sheet fetches it.
    """
    photo = seen.prepared.photo
    if photo:
        agreed = ", ".join(photo.uses) or "no use"
        return [f"{PICTURE}{OF_PROFILE}{photo.pk}", f"taken on {day(photo.taken_on)}; agreed to: {agreed}"]
    pictures = seen.whole.attachments if seen.whole else []
    return [f"{PICTURE}{pictures[0].pk}", pictures[0].title] if pictures else []


PICTURE, OF_PROFILE = "picture:", "profile "
LOOKS = ("build", "hair_eyes", "marks", "clothes", "aids")
NEEDS = ("conditions", "medicines", "missed_medicine", "allergies")


def _written(seen: Seen, fields: Sequence[str]) -> list[str]:
    """What the profile says in these fields."""
    return _said(*(seen.prepared.says.get(field, "") for field in fields))


def _lives(seen: Seen) -> list[str]:
    person, placed = seen.known.person, seen.known.placement
    if placed is None:
        return _said(person.setting if person.setting != "unknown" else "", person.home_address)
    name = agency_names({placed.provider}).get(placed.provider, "") if placed.provider else ""
    return _said(placed.setting, name, placed.address)


def _standing(seen: Seen) -> list[str]:
    """Whether the person is away, in the word that was decided; an episode nobody has decided on says so."""
    if seen.whole is None:
        return []
    episode = seen.whole.episode
    word = episode.category or "reported; not yet decided"
    state = (
        "closed"
        if episode.closed_at
        else {"located": "located", "seen": "seen safe and well"}.get(episode.state, "open")
    )
    return [f"{word}, {state}", f"reference {episode.reference}"]


def _since(seen: Seen) -> list[str]:
    if seen.whole is None:
        return []
    episode = seen.whole.episode
    return [f"since {moment(episode.last_seen_at or episode.opened_at)}"]


def _last_seen(seen: Seen) -> list[str]:
    if seen.whole is None or not (seen.whole.episode.last_seen_at or seen.whole.episode.last_seen_place):
        return []
    episode = seen.whole.episode
    return _said(moment(episode.last_seen_at) if episode.last_seen_at else "", episode.last_seen_place)


def _circumstances(seen: Seen) -> list[str]:
    return _said(seen.whole.episode.circumstances) if seen.whole else []


def _risk(seen: Seen) -> list[str]:
    decided = seen.whole.decision if seen.whole else None
    return _said(f"{decided.risk} risk", decided.because) if decided else []


def _flags(seen: Seen) -> list[str]:
    return [f"{f.phrase}: {f.says} (said by {f.from_whom})" for f in seen.known.flags]


def _health(seen: Seen) -> list[str]:
    flags = [f"{f.phrase}: {f.says}" for f in seen.known.flags if f.phrase in HEALTH]
    return [*flags, *_written(seen, NEEDS)]


def _plan(seen: Seen) -> list[str]:
    plan = seen.known.plan
    if plan is None:
        return []
    agreed = f"version {plan.version}, agreed on {day(plan.agreed_on)} by {plan.agreed_by}"
    return [agreed, *map(str, plan.actions), *_said(plan.places)]


def _care(seen: Seen) -> list[str]:
    names = agency_names({c.authority for c in seen.known.care if c.authority})
    return [", ".join(_said(c.phrase, names.get(c.authority or 0, ""))) for c in seen.known.care]


def _history(seen: Seen) -> list[str]:
    """Every earlier episode: the word that was decided, and from when to when."""
    now = seen.whole.episode.pk if seen.whole else None
    return [
        f"{e.category or 'not decided'}: {moment(e.opened_at)} to {moment(e.closed_at) if e.closed_at else 'now'}"
        for e in seen.episodes if e.pk != now
    ]  # fmt: skip


def _around(seen: Seen) -> list[str]:
    return [
        ", ".join(_said(r.name, r.relation, r.contact, "poses a risk" if r.poses_risk else "", r.note))
        for r in seen.known.relationships
    ]


def _enquiries(seen: Seen) -> list[str]:
    asked = seen.whole.enquiries if seen.whole else []
    searched = seen.whole.searches if seen.whole else []
    return [
        *(f"{e.what}: {e.result or 'no answer yet'}" for e in asked),
        *(f"searched {s.place}: {s.found or 'nothing found'}" for s in searched),
    ]


def _sightings(seen: Seen) -> list[str]:
    return [f"{moment(s.seen_at)}, {s.place} ({s.reliability})" for s in (seen.whole.sightings if seen.whole else [])]


def _whereabouts(seen: Seen) -> list[str]:
    found = seen.whole.found if seen.whole else None
    if found is None:
        return []
    sure = "confirmed" if found.confirmed_at else "claimed, not confirmed"
    return [f"{found.located_place} ({sure})"]


def _back(seen: Seen) -> list[str]:
    """That the person is back or was seen well; never where."""
    found = seen.whole.found if seen.whole else None
    if found is None:
        return []
    back = f"back since {moment(found.returned_at)}" if found.returned_at else ""
    return _said(back, f"seen safe and well on {moment(found.seen_at)}" if found.seen_at else "")


def _harm(seen: Seen) -> list[str]:
    found = seen.whole.found if seen.whole else None
    return _said(f"harm found: {found.harm}" if found.harm else "", found.says) if found else []


def _interview(seen: Seen) -> list[str]:
    held = seen.whole.interview if seen.whole else None
    if held is None or held.carried_out_at is None:
        return []
    return _said(f"held on {moment(held.carried_out_at)} by {held.interviewer}", held.says)


def _whom_to_ring(seen: Seen) -> list[str]:
    if seen.whole is None:
        return []
    episode = seen.whole.episode
    desk = episode.owner_desk
    return _said(episode.owner_agency.name, f"{desk.name}, {desk.phone}" if desk else episode.owner_agency.phone,
                 f"reference {episode.reference}")  # fmt: skip


def _nothing(seen: Seen) -> list[str]:
    return []


FIELDS = {field.key: field for field in (
    Field("name", "Name", _name),
    Field("first name", "First name only", _first_name),
    Field("age", "Age", _age),
    Field("date of birth", "Date of birth", _born),
    Field("description", "Description", _description),
    Field("ethnicity", "Ethnicity", lambda s: _said(s.known.person.ethnicity), special=True),
    Field("photograph", "Photograph", _photograph),
    Field("telephone", "Telephone number", lambda s: _said(s.known.person.phone), where=True),
    Field("language", "Language", lambda s: _said(s.known.person.language)),
    Field("where they live", "Where the person lives", _lives, where=True),
    Field("standing", "Whether the person is missing, absent or back", _standing),
    Field("since when", "Since when", _since),
    Field("last seen", "When and where last seen", _last_seen, where=True),
    Field("circumstances", "What happened", _circumstances),
    Field("risk", "Level of risk, and why", _risk, special=True),
    Field("flags", "Flags", _flags, special=True),
    Field("health", "Health needs", _health, special=True),
    Field("trigger plan", "Trigger plan", _plan, where=True),
    Field("keeps safe", "What keeps the person safe", lambda s: _said(s.known.person.keeps_safe)),
    Field("care", "Care status and responsible authority", _care),
    Field("history", "Earlier episodes", _history),
    Field("people around", "People around the person", _around, where=True),
    Field("enquiries", "What was tried, and what came of it", _enquiries, where=True),
    Field("sightings", "Sightings", _sightings, where=True),
    Field("whereabouts", "Where the person is now", _whereabouts, where=True),
    Field("back", "That the person is back, or was seen safe and well", _back),
    Field("harm", "Harm found, and what the person said to the police", _harm, special=True, where=True),
    Field("interview", "What the person said in the return interview", _interview, special=True, where=True),
    Field("whom to ring", "Whom to ring", _whom_to_ring),
    Field("words", "Something else, in your own words", _nothing),
)}  # fmt: skip
WHERE = frozenset(key for key, field in FIELDS.items() if field.where)
SPECIAL = frozenset(key for key, field in FIELDS.items() if field.special)


def labels(fields: Iterable[str]) -> list[str]:
    """The labels of fields, in the order of the list; an unknown key stands for itself."""
    wanted = list(fields)
    return [f.label for f in FIELDS.values() if f.key in wanted] + [key for key in wanted if key not in FIELDS]
