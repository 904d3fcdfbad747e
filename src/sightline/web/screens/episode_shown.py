"""What the episode's page shows, made from what was read: facts, events, who was told, points of the map. Reads
nothing itself but the cards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from sightline.engine import Answer
from sightline.episodes.queries import Whole
from sightline.web.pictures.map import Spot
from sightline.web.pictures.strip import Mark, Stretch
from sightline.web.screens.episode_opened import ask

NUMBERS = {
    "decision",
    "enquiry",
    "handover",
    "desk",
    "notice",
    "call",
    "sha256",
    "agency",
    "lat",
    "lon",
}  # of use to the record, not to a reader
KNOWN_FIRST = {"yes": 0, "not known": 1, "no": 2}
MOST_MARKS = 40
MOST_UNKNOWN = 8  # not known facts shown at once; the others stand behind a line that says how many they are
TELLING = ("desk told", "notice acknowledged")


def last_seen(whole: Whole) -> datetime:
    """When the clock of the episode began: last seen, else opened."""
    return whole.episode.last_seen_at or whole.episode.opened_at


def clock_of(whole: Whole, at: datetime) -> timedelta:
    """How long the person is, or was, away."""
    back = whole.found.returned_at if whole.found else None
    return (back or whole.episode.closed_at or at) - last_seen(whole)


def _who_said(whole: Whole, phrase: str) -> dict[str, Any]:
    """Where the answer to a fact comes from: the newest answer of this episode, else the flag in force, else
    the record.
    """
    said = next((f for f in whole.facts if f.phrase == phrase), None)
    if said:
        reach = f"{said.from_whom} ({said.contact})" if said.contact else said.from_whom
        return {"says": said.says, "from_whom": reach, "at": said.obtained_at}
    flag = next((f for f in whole.known.flags if f.phrase == phrase), None)
    if flag:
        return {
            "says": flag.says,
            "from_whom": f"{flag.from_whom} ({flag.contact})" if flag.contact else flag.from_whom,
            "at": flag.since,
        }
    return {"from_whom": _("the record")}


def facts_now(whole: Whole, answers: Mapping[str, Answer], wanted: Iterable[str]) -> list[dict[str, Any]]:
    """Facts as they stand with who said so and how to reach them; not known: those that are `wanted` or were
    asked in vain.
    """
    asked = list(dict.fromkeys([*wanted, *(f.phrase for f in whole.facts)]))
    rows = []
    for phrase, answer in answers.items():
        if answer is not Answer.NOT_KNOWN:
            rows.append({"name": phrase, "answer": answer.words} | _who_said(whole, phrase))
        elif phrase in asked:
            said = _who_said(whole, phrase) if any(f.phrase == phrase for f in whole.facts) else {}
            closed = {"href": ""} if whole.episode.closed_at else {}
            rows.append(ask(whole.episode.pk, phrase) | said | closed)
    order = {phrase: place for place, phrase in enumerate(asked)}  # what would change most is asked first
    return sorted(rows, key=lambda row: (KNOWN_FIRST[row["answer"]], order.get(row["name"], 0)))


def _body(body: Mapping[str, Any]) -> dict[str, Any]:
    """What an event says, readable: numbers of rows left out, before and after side by side, answers in words."""
    shown = {k: v for k, v in body.items() if k not in NUMBERS and k not in ("before", "after", "answers")}
    before, after = body.get("before"), body.get("after")
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        shown |= {
            name: _("%(after)s (was: %(before)s)") % {"after": after.get(name), "before": old}
            for name, old in before.items()
        }
    if isinstance(answers := body.get("answers"), Mapping):
        shown |= {
            phrase: said if isinstance(said, str) else ": ".join(filter(None, said)) for phrase, said in answers.items()
        }
    return shown


def _replaces(whole: Whole, body: Mapping[str, Any]) -> str:
    """The decision that a decision took the place of, in words; empty for the first."""
    older = [d for d in whole.decisions if d.pk < int(body.get("decision") or 0)]
    return (
        _("%(category)s, %(risk)s, by %(by)s")
        % {"category": older[0].category, "risk": older[0].risk, "by": older[0].by_name}
        if older
        else ""
    )


def latest(whole: Whole, newest: int) -> list[dict[str, Any]]:
    """The newest of the timeline without who was told, which has a part of its own."""
    return [e for e in events(whole) if e["title"] not in TELLING][:newest]


def events(whole: Whole) -> list[dict[str, Any]]:
    """The timeline, newest first: what happened, when it was recorded, by whom; a correction says what it replaces."""
    rows = reversed(whole.timeline)
    return [
        {
            "id": e.id,
            "title": e.kind,
            "happened_at": e.happened_at,
            "recorded_at": e.recorded_at,
            "by_name": e.by_name,
            "role": e.role,
            "source": e.source,
            "body": _body(e.body) | ({"instead of": _replaces(whole, e.body)} if e.kind.startswith("decided") else {}),
        }
        for e in rows
    ]


def told_rows(notices: Iterable[Any], at: datetime) -> list[dict[str, Any]]:
    """Who was told: acknowledged by whom, still has time, stayed silent, or need not answer any more."""
    rows = []
    for notice in notices:
        silent = notice.escalated_at or (notice.acknowledge_by and notice.acknowledge_by < at and not notice.ended_at)
        state = (
            "acknowledged"
            if notice.acknowledged_at
            else "silent"
            if silent
            else "ended"
            if notice.ended_at
            else "waiting"
        )
        rows.append({"notice": notice, "state": state})
    return rows


def strip(whole: Whole, duties: Iterable[Any], at: datetime) -> dict[str, Any]:
    """The hours of the episode as a strip: the categories as bars, events and due duties as marks."""
    start, end = last_seen(whole), whole.episode.closed_at or at
    decided = list(reversed(whole.decisions))
    ends = [d.at for d in decided[1:]] + [whole.episode.closed_at]
    stretches = [Stretch(_("Away"), start, whole.found.returned_at if whole.found else None, "missing")]
    stretches += [
        Stretch(d.category, d.at, until, "absent" if d.category == "absent" else "missing")
        for d, until in zip(decided, ends, strict=False)
    ]
    marks = [Mark(e.kind, e.happened_at) for e in whole.timeline if e.kind not in TELLING and e.happened_at >= start][
        -MOST_MARKS:
    ]
    waiting = [d for d in duties if d.state == "open" and d.due_at]
    marks += [Mark(d.do, d.due_at, "overdue" if d.due_at <= at else "due") for d in waiting[:15]]
    last = max([end, *(m.at for m in marks if m.at <= end + timedelta(hours=24))])
    marks = [m for m in marks if m.at <= last] + ([Mark(_("Now"), at, "now")] if not whole.episode.closed_at else [])
    return {"stretches": stretches, "marks": marks, "start": start, "end": last}


def spots(whole: Whole) -> list[Spot]:
    """The numbered points of the map: where last seen, home, sightings in order of time, searched places."""
    episode, person, placement = whole.episode, whole.known.person, whole.known.placement
    points: list[tuple[float | None, float | None, str, str]] = [
        (episode.last_seen_lat, episode.last_seen_lon, episode.last_seen_place or _("Last seen"), "last seen"),
        (placement.lat, placement.lon, placement.address, "home")
        if placement
        else (person.home_lat, person.home_lon, person.home_address, "home"),
    ]
    points += [(s.lat, s.lon, s.place, "sighting") for s in reversed(whole.sightings)]
    points += [(s.lat, s.lon, s.place, "searched") for s in reversed(whole.searches)]
    return [Spot(lat, lon, label, kind) for lat, lon, label, kind in points if lat is not None and lon is not None]


def duty_lines(duties: Sequence[Any], where: Mapping[int, str]) -> list[dict[str, Any]]:
    """Duties with who must and where it is done."""
    return [
        {"duty": d, "href": where.get(d.pk, ""), "desk": f"{d.who} ({d.desk.agency.name})" if d.desk else d.who}
        for d in duties
    ]


Table = tuple[list[str], list[list[Any]]]


def enquiry_table(whole: Whole) -> Table:
    """Lines of enquiry, open ones first; each leads to where its result is written."""
    head = [_("Enquiry"), _("Of whom"), _("Asked"), _("By"), _("What came of it")]
    lines = sorted(whole.enquiries, key=lambda e: (e.done_at is not None, e.asked_at))
    base = f"/episodes/{whole.episode.pk}/enquiries/"
    rows = [
        [
            e.what if whole.episode.closed_at else {"text": e.what, "href": f"{base}{e.pk}"},
            e.of_whom,
            e.asked_at,
            e.by_name,
            e.result or _("Nothing yet"),
        ]
        for e in lines
    ]
    return head, rows


def sighting_table(whole: Whole) -> Table:
    """Sightings, newest first, with how reliable they are and how the witness is reached."""
    head = [_("Where"), _("When"), _("Who saw"), _("Reliability"), _("What was said")]
    rows = [
        [s.place, s.seen_at, f"{s.by_whom}, {s.contact}" if s.contact else s.by_whom, s.reliability, s.says]
        for s in whole.sightings
    ]
    return head, rows


def agency_table(whole: Whole) -> Table:
    """Who may see this and in what part."""
    return [_("Agency"), _("Part"), _("Why"), _("Since")], [
        [i.agency.name, i.part, i.because, i.since] for i in whole.involved
    ]


def parts() -> list[tuple[str, str]]:
    """The parts of the page, for its navigation."""
    return [
        ("duties", _("Duties")),
        ("told", _("Who was told")),
        ("timeline", _("Timeline")),
        ("profile", _("Profile")),
        ("facts", _("What is known")),
        ("decisions", _("Decisions")),
        ("enquiries", _("Enquiries")),
        ("sightings", _("Sightings")),
        ("contacts", _("Contacts")),
        ("agencies", _("Agencies")),
    ]
