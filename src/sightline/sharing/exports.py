"""One export of who consulted and what was disclosed: for a subject access request, or for an auditor's question.

Says which fields were disclosed, never what stood in them: that is the record's own. Exporting is itself recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from sightline.access.actor import Actor
from sightline.access.gate import SEES_THE_REGISTER, listed, may_audit, may_see
from sightline.access.queries import agency_names
from sightline.audit.models import Consultation, Event
from sightline.audit.moments import LONDON
from sightline.audit.record import SYSTEM, append
from sightline.audit.refusal import Refused
from sightline.episodes.actions.core import needed
from sightline.people.queries import names_of
from sightline.sharing.disclosable import labels, moment
from sightline.sharing.disclosure_grounds import BASES, CONDITIONS, POWERS
from sightline.sharing.disclosure_queries import READ
from sightline.sharing.exports_packed import Table, packed
from sightline.sharing.models import Disclosure

SUBJECT_ACCESS, QUESTION = "subject access request", "auditor's question"
KINDS = (SUBJECT_ACCESS, QUESTION)
MOST_LINES = 50_000
NOT_TOLD = ("asked and not told", "disclosure not accepted")
WITHHELD = "(left out)"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: of one person, of one agency, or both, from a day to a day; which kind, and why."""

    kind: str
    since: date
    until: date
    because: str
    person: int | None = None
    agency: int | None = None

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The first moment and the first after it, in London's days."""
        first = datetime.combine(self.since, time(), LONDON)
        return first, datetime.combine(self.until + timedelta(days=1), time(), LONDON)

    @property
    def careful(self) -> bool:
        """Whether it goes to the person concerned: then nobody else is named in it."""
        return self.kind == SUBJECT_ACCESS


@dataclass(frozen=True, slots=True)
class Export:
    """A ZIP file, ready to be handed over."""

    name: str
    data: bytes
    lines: int


def _check(wanted: Wanted) -> None:
    if wanted.kind not in KINDS:
        raise Refused("Choose what the export is for.", field="kind")
    if wanted.person is None and (wanted.careful or wanted.agency is None):
        raise Refused("Enter whose record it is about" + ("." if wanted.careful else ", or choose an agency."),
                      field="person")  # fmt: skip
    if wanted.until < wanted.since:
        raise Refused("The last day is before the first. Change one of them.", field="until")
    needed(wanted.because, field="because", says="Say what the export is for, with the reference of the request.")


@transaction.atomic
def export(*, by: Actor, at: datetime, wanted: Wanted) -> Export:
    """The consultations and disclosures asked for, as CSV and JSON with a cover page in plain words (F2, I-rows).

    For the roles that may read the consultation log. An agency that does not see the register gets its own lines only,
    and disclosures that it made or received. Raises NotForYou, or Refused where it would be too large.
    """
    may_audit(by)
    _check(wanted)
    own = None if by.agency_kind in SEES_THE_REGISTER else by.agency
    looked, told = list(_looked(wanted, own)[: MOST_LINES + 1]), list(_disclosed(wanted, own))
    if len(looked) > MOST_LINES:
        raise Refused(f"There are more than {MOST_LINES:,} lines. Choose fewer days.", field="since")
    names = agency_names({n for n in [*(c.agency for c in looked), *(d.agency_id for d in told)] if n})
    tables = [
        _consultations(looked, wanted, by, at, names), _disclosures(told, wanted), _readings(told, wanted),
        *([_not_told(wanted, own)] if wanted.person else []),
    ]  # fmt: skip
    data = packed(_cover(wanted, by, at, tables, own is not None), tables, at)
    lines = sum(len(table.rows) for table in tables)
    _write_down(by, at, wanted, data, lines)
    about = f"person-{wanted.person}" if wanted.person else f"agency-{wanted.agency}"
    return Export(f"sightline-{about}-{wanted.since}-{wanted.until}.zip", data, lines)


def _write_down(by: Actor, at: datetime, wanted: Wanted, data: bytes, lines: int) -> None:
    asked = {"kind": wanted.kind, "agency": wanted.agency, "from": str(wanted.since), "until": str(wanted.until)}
    people = [wanted.person] if wanted.person else []
    listed(by, at=at, purpose="audit", screen="export", act="export", people=people, asked=asked)
    body = asked | {"because": wanted.because, "lines": lines, "sha256": hashlib.sha256(data).hexdigest()}
    append("log exported", by=by.author, happened_at=at, recorded_at=at, person=wanted.person or SYSTEM, body=body)


def _looked(wanted: Wanted, own: int | None) -> QuerySet[Consultation]:
    first, after = wanted.span
    rows = Consultation.objects.filter(at__gte=first, at__lt=after).order_by("at", "id")
    rows = rows.filter(people__contains=[wanted.person]) if wanted.person else rows
    for agency in (wanted.agency, own):
        rows = rows.filter(agency=agency) if agency else rows
    return rows


def _disclosed(wanted: Wanted, own: int | None) -> QuerySet[Disclosure]:
    first, after = wanted.span
    rows = Disclosure.objects.filter(at__gte=first, at__lt=after).order_by("at", "id")
    rows = rows.filter(person=wanted.person) if wanted.person else rows
    for agency in (wanted.agency, own):
        rows = rows.filter(Q(agency=agency) | Q(to_agency=agency)) if agency else rows
    return rows.select_related("agency", "to_agency", "agreement")


def _consultations(
    looked: Sequence[Consultation], wanted: Wanted, by: Actor, at: datetime, names: dict[int, str]
) -> Table:
    """One line a page that was shown. What was typed into a search is left out where it may name somebody else."""
    seen = may_see(by, {p for line in looked for p in line.people}, at) if not wanted.careful else set()
    rows = []
    for line in looked:
        others = len([p for p in line.people if p != wanted.person])
        open_to = not wanted.careful and set(line.people) <= seen and (others == 0 or wanted.person is None)
        typed = "; ".join(f"{k}: {v}" for k, v in line.asked.items() if v)
        who = WITHHELD if wanted.careful else line.by_name
        asked = typed if open_to or not typed else WITHHELD
        people = "" if wanted.person else " ".join(map(str, line.people))
        rows.append([moment(line.at), who, line.role, names.get(line.agency or 0, ""), line.purpose, line.act,
                     line.screen, asked, people, str(others) if wanted.person else ""])  # fmt: skip
    head = ["When", "Who", "Role", "Agency", "Purpose", "What was done", "Page", "What was asked",
            "Numbers of the people shown", "How many other people the page showed"]  # fmt: skip
    return Table("consultations", "Who looked, when and for what", head, rows)


def _disclosures(told: Sequence[Disclosure], wanted: Wanted) -> Table:
    head = ["Number", "When", "Person", "By", "Role", "Agency", "To", "As", "How", "What", "Purpose", "Lawful basis",
            "Condition", "Duty or power", "Protocol card", "Agreement", "Consent", "May be passed on", "Ends",
            "Withdrawn", "Why", "Necessity", "Proportionality", "Consent, why", "Answer to the protocol"]  # fmt: skip
    return Table("disclosures", "What was disclosed, to whom and on which ground", head,
                 [_disclosure(row, wanted) for row in told])  # fmt: skip


def _disclosure(row: Disclosure, wanted: Wanted) -> list[str]:
    """One disclosure. To the person concerned no name of another goes out, and no reason in words: both may name
    somebody else, and a person reads them first."""
    grounds = [known[key].words if key in known else "" for known, key in
               ((BASES, row.basis), (CONDITIONS, row.condition), (POWERS, row.power))]  # fmt: skip
    what = ["the whole record"] if row.how == "record" else labels(row.fields)
    reasons = [row.because, row.necessity, row.proportionality, row.consent_because, row.answer]
    return [
        str(row.pk), moment(row.at), str(row.person_id), WITHHELD if wanted.careful else row.by_name, row.role,
        row.agency.name, _recipient(row, wanted), row.to_as, row.get_how_display(), "; ".join(what), row.purpose,
        *grounds, row.card, row.agreement.title if row.agreement else "", row.get_consent_display(),
        "yes" if row.may_pass_on else "no", moment(row.until), moment(row.withdrawn_at) if row.withdrawn_at else "",
        *([WITHHELD if text else "" for text in reasons] if wanted.careful else reasons),
    ]  # fmt: skip


def _recipient(row: Disclosure, wanted: Wanted) -> str:
    if row.to_agency:
        return row.to_agency.name
    if wanted.careful:
        return row.to_organisation or "a private person"
    return ", ".join(filter(None, (row.to_name, row.to_organisation)))


def _readings(told: Sequence[Disclosure], wanted: Wanted) -> Table:
    """Who read which disclosure, and when."""
    people = {row.person_id for row in told}
    numbers = {row.pk for row in told}
    rows = []
    for event in Event.objects.filter(chain__in=people, kind=READ).select_related("content").order_by("id"):
        body = event.content.body or {}
        if body.get("disclosure") in numbers:
            who = WITHHELD if wanted.careful else str(body.get("who", event.by_name))
            rows.append([str(body["disclosure"]), moment(event.happened_at), who])
    return Table("readings", "Who read what was disclosed", ["Disclosure", "When", "Who"], rows)


def _not_told(wanted: Wanted, own: int | None) -> Table:
    """What somebody asked for and was not told, and what was tried and not accepted."""
    first, after = wanted.span
    events = Event.objects.filter(chain=wanted.person or SYSTEM, kind__in=NOT_TOLD)
    events = events.filter(happened_at__gte=first, happened_at__lt=after)
    events = events.filter(agency=own) if own else events
    events = events.filter(agency=wanted.agency) if wanted.agency else events
    rows = []
    for event in events.select_related("content").order_by("id"):
        said = event.content.body or {}
        asker, what = said.get("who asks") or said.get("to"), said.get("asked for") or said.get("what")
        texts = [_words(value) for value in (asker, what, said.get("because"))]
        shown = [WITHHELD if text else "" for text in texts] if wanted.careful else texts
        rows.append([moment(event.happened_at), event.kind, WITHHELD if wanted.careful else event.by_name, *shown])
    return Table("not-told", "What was asked for and not told", ["When", "What", "By", "Who asked", "For", "Why"], rows)


def _words(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _cover(wanted: Wanted, by: Actor, at: datetime, tables: Sequence[Table], own_only: bool) -> str:
    """The cover page: what this is, what it holds, what was left out and why."""
    person = ""
    if wanted.person:
        name = names_of([wanted.person]).get(wanted.person, "") if may_see(by, [wanted.person], at) else ""
        person = f"person {wanted.person}" + (f", {name}" if name else "")
    agency = agency_names({wanted.agency}).get(wanted.agency, "") if wanted.agency else ""
    left_out = (
        "Names of other people, and reasons in words, are left out: they may name somebody else. Read them in the\n"
        "record before you give them out, and weigh whether an exemption holds, such as serious harm.\n"
        if wanted.careful else
        "What was typed into a search is left out where the page showed somebody whom you may not see, or others.\n"
    )  # fmt: skip
    return (
        f"Who looked at a record, and what was disclosed of it\n\n"
        f"For: {wanted.kind}. {wanted.because.strip()}\n"
        f"About: {', '.join(filter(None, (person, agency)))}\n"
        f"From {wanted.since:%-d %B %Y} to {wanted.until:%-d %B %Y}, both days included; times are London's.\n"
        f"Made on {moment(at)} by {by.name}, {by.role}, {by.agency_name}. That it was made is recorded.\n\n"
        + "".join(f"{t.name}.csv: {t.title}: {len(t.rows)} {'line' if len(t.rows) == 1 else 'lines'}\n" for t in tables)
        + "export.json: the same in one file, for a program\n\n"
        + left_out
        + ("Only lines of your own agency are here; other agencies answer for theirs.\n" if own_only else "")
        + "What stood in the fields that were disclosed is not here: it is in the record itself.\n"
        "A cell that begins like a formula has an apostrophe before it, so that no spreadsheet runs it.\n"
    )
