"""Holds one wanted disclosure against the rules of the form: complete, grounded, no more than needed without a reason.

Pure: reads no table. What the cards say of the case is weighed elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sightline.audit.moments import day_of
from sightline.audit.refusal import Refused
from sightline.sharing.disclosable import FIELDS, SPECIAL
from sightline.sharing.disclosure_grounds import BASES, CONDITIONS, POWERS, needs
from sightline.sharing.disclosure_weighing import AGREED, GROUND_NAMED, IDENTITY, PRIVATE, WEIGHED, Kept

PURPOSES = (
    "find the person", "keep the person safe", "protect somebody else", "care and placement",
    "prevent going missing again", "investigate a crime", "inform the family", "answer a question", "tell a regulator",
)  # fmt: skip
CONSENTS = ("given", "refused", "not asked", "cannot be given")
INSIDE, OUTSIDE = ("record", "sheet"), "link"
LONGEST_INSIDE = timedelta(days=366)
# Who may answer a card that keeps something back, or settle what sets it aside: somebody of rank, by name.
DECIDERS = (
    "duty inspector", "force incident manager", "superintendent", "detective superintendent", "area commander",
    "missing person coordinator", "team manager", "service manager", "emergency duty team", "assistant director",
)  # fmt: skip
WORDS_OF_A_REASON = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to disclose: to whom and how, which fields, for what, on which ground, on what conditions."""

    to_as: str
    how: str
    fields: tuple[str, ...]
    purpose: str
    because: str
    necessity: str
    proportionality: str
    basis: str
    consent: str
    until: datetime
    card: str = ""
    to_agency: int | None = None
    to_desk: int | None = None
    to_name: str = ""
    to_organisation: str = ""
    identity: str = ""
    text_code_to: str = ""
    words: str = ""
    more_because: str = ""
    asked_by: str = ""
    condition: str = ""
    power: str = ""
    vital: str = ""
    consent_because: str = ""
    settled: tuple[str, ...] = ()
    settled_how: str = ""
    answer: str = ""
    agreement: int | None = None
    may_pass_on: bool = False
    destroy_by: date | None = None
    conditions: str = ""

    @property
    def private(self) -> bool:
        """Whether it goes to somebody who is no professional."""
        return self.to_as in PRIVATE

    @property
    def reaches(self) -> tuple[str, ...]:
        """The fields it lets somebody read: with the whole record, all of them."""
        return tuple(FIELDS) if self.how == "record" else self.fields

    @property
    def told(self) -> tuple[str, ...]:
        """The facts that this disclosure itself answers yes."""
        weighed = (WEIGHED,) if _says(self.necessity) and _says(self.proportionality) else ()
        grounded = (GROUND_NAMED,) if self.basis in BASES else ()
        return (*weighed, *grounded, *((AGREED,) if self.agreement else ()), *self.settled)


def _says(text: str) -> bool:
    return len(text.split()) >= WORDS_OF_A_REASON


def beyond(fields: Collection[str], least: Collection[str]) -> list[str]:
    """What is asked for beyond the least, in the order of the list."""
    return [f for f in FIELDS if f in fields and f not in least]


def check(wanted: Wanted, *, least: Collection[str], police: bool, at: datetime) -> None:
    """Refuse what is not complete, in words that say which answer to mend: the first fault (E27, APP-RECORD-04)."""
    for field, says in faults(wanted, least=least, police=police, at=at):
        raise Refused(says, field=field)


def faults(wanted: Wanted, *, least: Collection[str], police: bool, at: datetime) -> Iterator[tuple[str, str]]:
    """Every fault of a wanted disclosure: the answer to mend and what is wrong with it."""
    yield from _what(wanted, least)
    yield from _to_whom(wanted, at)
    yield from _why(wanted)
    yield from _grounds(wanted, police)
    yield from _consent(wanted)
    if wanted.destroy_by and wanted.destroy_by <= day_of(at):
        yield "destroy_by", "The day by which it must be destroyed has passed. Choose a later one."


def _what(wanted: Wanted, least: Collection[str]) -> Iterator[tuple[str, str]]:
    unknown = [f for f in wanted.fields if f not in FIELDS]
    if unknown or not wanted.fields:
        yield (
            "fields",
            "Choose what is disclosed from the list." + (f" Not on it: {', '.join(unknown)}." * bool(unknown)),
        )
    if ("words" in wanted.fields) != bool(wanted.words.strip()):
        yield "words", "Write what else is disclosed, or take “in your own words” off the list."
    if beyond(wanted.reaches, least) and not _says(wanted.more_because):
        named = ", ".join(FIELDS[f].label.lower() for f in beyond(wanted.fields, least))
        more = "the whole record" if wanted.how == "record" else named
        yield "more_because", f"Say why more is needed than the protocol asks for: {more}."


def _to_whom(wanted: Wanted, at: datetime) -> Iterator[tuple[str, str]]:
    if wanted.how not in (*INSIDE, OUTSIDE):
        yield "how", "Choose how it is shared."
    if wanted.how in INSIDE and not wanted.to_agency:
        yield "to_desk", "Choose the desk that receives it."
    if wanted.how in INSIDE and wanted.private:
        yield "how", "A private person has no sign-in here. Share a sheet by a link."
    if wanted.how == OUTSIDE and not wanted.to_name.strip():
        yield "to_name", "Enter the name of the person who receives it."
    if wanted.how == OUTSIDE and not _says(wanted.identity):
        yield "identity", "Say how you know who they are, and what they are to the person."
    if wanted.until <= at:
        yield "until", "The end has passed already. Choose a later one."
    if wanted.how in INSIDE and wanted.until > at + LONGEST_INSIDE:
        yield "until", "A disclosure lasts a year at most. Choose an earlier end, or share it again then."


def _why(wanted: Wanted) -> Iterator[tuple[str, str]]:
    if wanted.purpose not in PURPOSES:
        yield "purpose", "Choose what it is for."
    for field, text, says in (
        ("because", wanted.because, "Say why it is shared: what you know, and who said so."),
        ("necessity", wanted.necessity, "Say why the purpose cannot be reached without it."),
        ("proportionality", wanted.proportionality, "Say why this much, and not less or more."),
    ):
        if not _says(text):
            yield field, says


def _grounds(wanted: Wanted, police: bool) -> Iterator[tuple[str, str]]:
    special = sorted(SPECIAL & set(wanted.reaches))
    if wanted.basis not in BASES:
        yield "basis", "Choose the lawful basis."
    if wanted.condition and wanted.condition not in CONDITIONS:
        yield "condition", "Choose the condition from the list."
    if wanted.power and wanted.power not in POWERS:
        yield "power", "Choose the duty or power from the list."
    if special and not wanted.condition:
        named = ", ".join(FIELDS[f].label.lower() for f in special)
        yield "condition", f"The law guards this specially: {named}. Choose the condition that allows it."
    for field, key, known in (("basis", wanted.basis, BASES), ("condition", wanted.condition, CONDITIONS),
                              ("power", wanted.power, POWERS)):  # fmt: skip
        if key in known and known[key].police and not police:
            yield field, "Only the police can rest on this. Choose another."
    asked = needs((wanted.basis, wanted.condition))
    if "vital" in asked and not _says(wanted.vital):
        yield "vital", "Say whose life or safety it protects, and from what."
    if "consent" in asked and wanted.consent != "given":
        yield "basis", "Consent was not given, so it cannot be the ground. Choose another."


def _consent(wanted: Wanted) -> Iterator[tuple[str, str]]:
    if wanted.consent not in CONSENTS:
        yield "consent", "Say whether the person, or whoever decides for them, agreed."
    elif wanted.consent == "refused" and not _says(wanted.consent_because):
        yield "consent_because", "Consent was refused. Say why it is shared all the same, and whose safety needs it."
    elif wanted.consent != "given" and not _says(wanted.consent_because):
        yield "consent_because", "Say why consent was not asked for, or cannot be given."


def check_settled(wanted: Wanted, *, role: str, could: Sequence[str]) -> None:
    """Refuse to set a card aside by a fact that no card asks for, without saying how it is known, or without rank."""
    if any(fact not in could for fact in wanted.settled):
        raise Refused(
            "One of the answers belongs to no protocol that holds here. Open the form again.", field="settled"
        )
    if wanted.settled and not _says(wanted.settled_how):
        raise Refused("Say how you know, or why you decide so: it stands beside your name.", field="settled_how")
    beyond_rank = [fact for fact in wanted.settled if fact != IDENTITY]
    if beyond_rank and role not in DECIDERS:
        raise Refused(f"This is for somebody who may decide: {', '.join(DECIDERS)}.", field="settled")


def check_kept(kept: Sequence[Kept], wanted: Wanted, *, role: str) -> None:
    """Refuse what a card keeps from this recipient. Where it says should, ask for an answer by somebody of rank; where
    its grounds are not known, for an answer to what nobody has asked yet."""
    if hard := [k for k in kept if k.refuses]:
        raise Refused(_told(hard[0], "This must not be told to them."), field="fields")
    if not kept:
        return
    if not _says(wanted.answer) or wanted.answer.strip() == wanted.because.strip():
        raise Refused(_told(kept[0], "This may be told only with an answer to what the protocol says."), field="answer")
    if role not in DECIDERS and any(k.sure for k in kept):
        raise Refused(f"Somebody who may decide must share this: {', '.join(DECIDERS)}.", field="answer")


def _told(kept: Kept, says: str) -> str:
    what = ", ".join(FIELDS[f].label.lower() for f in kept.fields[:4]) + (" and more" if len(kept.fields) > 4 else "")
    open_facts = f" Not known: {'; '.join(kept.not_known)}." if kept.not_known else ""
    aside = f" It would be otherwise if: {'; or '.join(kept.unless)}." if kept.unless else ""
    return f"{says} {kept.card} ({kept.source}): {kept.says}{open_facts}{aside} It keeps back: {what}."
