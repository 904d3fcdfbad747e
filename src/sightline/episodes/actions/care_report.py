"""The report a home or fostering service owes for each episode: written, signed by whom the cards name, then filed.

Regulation 40 for a children's home, Schedule 7 for foster care (D152, D153, B37, B38).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from sightline.access.actor import Actor
from sightline.access.gate import require
from sightline.audit.moments import day_of
from sightline.audit.refusal import Refused, Stale
from sightline.engine import Answer, Proposal, assess
from sightline.engine.model import Authority
from sightline.episodes.actions.core import Also, locked, needed, record
from sightline.episodes.actions.decide import NotAccepted
from sightline.episodes.models import CareReport, CareSignature, Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import from_snapshot
from sightline.episodes.snapshot import take
from sightline.people.queries import known

REG_40, SCHEDULE_7 = "regulation 40", "Schedule 7"
KIND = {"children's home": REG_40, "foster care": SCHEDULE_7}
WRITERS = ("registered manager", "foster carer", "head of fostering")
SIGN = {REG_40: "sign the regulation 40 report", SCHEDULE_7: "sign the Schedule 7 report"}
WRITE = {REG_40: "write the Regulation 40 report", SCHEDULE_7: "write the Schedule 7 report"}
HAVE_SIGNED = {REG_40: "sign the Regulation 40 report", SCHEDULE_7: "have the Schedule 7 report signed"}
FILE = {REG_40: "file the regulation 40 report"}
SIGNED = "the {} has signed the regulation 40 report"
# Who may sign where no card of the area says who must: whoever answers for the home or the service.
MANAGERS = ("registered manager", "service manager", "assistant director", "head of fostering")


@dataclass(frozen=True, slots=True)
class Written:
    """What the report says: what happened, what was done, what was learnt, who else was told."""

    happened: str
    done: str
    learnt: str
    told: str = ""


def kind_for(episode: Episode, at: datetime) -> str:
    """Which report is owed for whoever lives in a home or with foster carers; empty where none is."""
    placed = known(episode.person_id, at).placement
    return KIND.get(placed.setting, "") if placed else ""


@transaction.atomic
def write_report(*, episode: int, version: int, says: Written, by: Actor, at: datetime) -> CareReport:
    """Write the report, or change it: signatures under an earlier version do not count for a later one (D152, D153).

    Raises Stale if somebody else changed it first.
    """
    require(by, WRITERS, "Writing this report")
    row = locked(episode, by, at, closed_too=True)
    kind = kind_for(row, at)
    if not kind:
        raise Refused("No such report is owed: the person lives neither in a children's home nor in foster care.")
    texts = {
        "happened": needed(says.happened, field="happened", says="Write what happened."),
        "done": needed(says.done, field="done", says="Write what the home or carer did."),
        "learnt": needed(says.learnt, field="learnt", says="Write what changes because of it, or why nothing does."),
        "told": says.told.strip(),
    }  # fmt: skip
    report = CareReport.objects.select_for_update().filter(pk=episode).first()
    if report is None:
        report = CareReport(episode=row, kind=kind, version=0)
    elif report.version != version:
        theirs = {name: getattr(report, name) for name in texts}
        raise Stale("Somebody else changed this report while you were writing.", theirs=theirs, version=report.version)
    elif report.filed_at:
        raise Refused("This report is on file. It does not change any more.")
    for name, text in texts.items():
        setattr(report, name, text)
    report.version += 1
    report.written_at, report.written_by, report.role = at, by.name, by.role
    report.save()
    body = {"kind": kind, "version": report.version, **texts}
    also: list[Also] = [(f"done: {WRITE[kind]}", {"how": "written here"})]
    record(row, "care report written", by=by, at=at, body=body, also=also, changed=False)
    return report


def _judge(row: Episode, decision: str, by: Actor, at: datetime, told: dict[str, Answer]) -> None:
    """Raise NotAccepted where a card of the area does not let this role take this decision."""
    taken = take(person=row.person_id, at=at, episode=row.pk, before=row.opened_at)
    proposal = Proposal(decision=decision, by=by.role, because="The report was read.")
    asked = from_snapshot(taken, area=row.area, stage="closing", episode=row, proposed=proposal, told=told)
    answer = assess(protocols(), asked, on=day_of(at))
    if answer.verdict == "refused":
        reasons = " ".join(reason.says for reason in answer.reasons if reason.about == "refused")
        raise NotAccepted(reasons or "The cards of your area name others for this.", answer, field="")


def _report(row: Episode) -> CareReport:
    report = CareReport.objects.select_for_update().filter(pk=row.pk).first()
    if report is None:
        raise Refused("The report has not been written yet.")
    if report.filed_at:
        raise Refused("This report is on file already.")
    return report


def signers(area: str, kind: str, at: datetime) -> list[str]:
    """The roles whose signature a card of the area asks for, in its order; empty where none says so."""
    bodies = [v.body for _card, v in protocols().of_kind(area, day_of(at), "authority")]
    named = [b.may for b in bodies if isinstance(b, Authority) and b.decision == SIGN[kind]]
    return list(dict.fromkeys(role for roles in named for role in roles))


@transaction.atomic
def sign_report(*, episode: int, version: int, by: Actor, at: datetime) -> CareReport:
    """Sign the version that was read. Refused for a role that no card of the area names (B37, B38).

    The registered manager signs first: that is the home's own signature, whatever else the cards ask for.
    """
    row = locked(episode, by, at, closed_too=True)
    report = _report(row)
    if report.version != version:
        raise Refused("The report was changed while you were reading it. Read it again, then sign.")
    named = signers(row.area, report.kind, at)
    if by.role not in (*MANAGERS, *named):
        require(by, (*MANAGERS, *named), "Signing this report")
    if by.role != "registered manager":
        _judge(row, SIGN[report.kind], by, at, {})
    _, made = CareSignature.objects.get_or_create(
        report=report, role=by.role, version=report.version, defaults={"by_name": by.name, "signed_at": at}
    )
    if made:
        body: dict[str, Any] = {"kind": report.kind, "version": report.version, "as": by.role}
        also: list[Also] = [] if missing_signatures(report, row.area, at) else [
            (f"done: {HAVE_SIGNED[report.kind]}", {"how": "signed here by everybody the cards name"})
        ]  # fmt: skip
        record(row, "care report signed", by=by, at=at, body=body, also=also, changed=False)
    return report


def missing_signatures(report: CareReport, area: str, at: datetime) -> list[str]:
    """The roles that still have to sign this version; the manager's alone where no card of the area asks for more."""
    wanted = signers(area, report.kind, at) or ["registered manager" if report.kind == REG_40 else "head of fostering"]
    signed = set(CareSignature.objects.filter(report=report, version=report.version).values_list("role", flat=True))
    return [role for role in wanted if role not in signed]


@transaction.atomic
def file_report(*, episode: int, by: Actor, at: datetime) -> CareReport:
    """Put the signed report on file. Refused while a signature is missing that the cards ask for (B38)."""
    row = locked(episode, by, at, closed_too=True)
    require(by, (*WRITERS, *MANAGERS), "Filing this report")
    report = _report(row)
    if missing := missing_signatures(report, row.area, at):
        raise Refused(f"It is not signed yet by: {', '.join(missing)}.")
    if decision := FILE.get(report.kind):
        roles = CareSignature.objects.filter(report=report, version=report.version).values_list("role", flat=True)
        known_facts = protocols().vocabulary.facts
        told = {SIGNED.format(role): Answer.YES for role in roles if SIGNED.format(role) in known_facts}
        _judge(row, decision, by, at, told)
    report.filed_at, report.filed_by = at, by.name
    report.save(update_fields=["filed_at", "filed_by"])
    record(row, "care report filed", by=by, at=at, body={"kind": report.kind, "version": report.version}, changed=False)
    return report
