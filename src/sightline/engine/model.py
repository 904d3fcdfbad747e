"""What a protocol card is: frozen, checked when read. No Django, no clock, no files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from sightline.engine.answer import Answer

NOT_LAID_DOWN = "not laid down"  # the answer where no source the area works by says anything
THE_PLAN = "the trigger plan"  # stands for what the person's current trigger plan prescribes
TOUR_OF_DUTY = "end of tour of duty"  # a time of day that each agency settles for itself
Facts = Callable[[str], Answer]
Count = Callable[[str, int], Answer]


@dataclass(frozen=True, slots=True)
class Condition:
    """When a card applies. Four lists of facts and, for counted things, one measure; never an expression.

    `applies_when`: all of them. `and_any_of`: at least one. `and_none_of`: each asked and answered no.
    `unless`: exceptions; one that is known to hold sets the card aside. `counts` is at least `at_least`.
    """

    applies_when: tuple[str, ...] = ()
    and_any_of: tuple[str, ...] = ()
    and_none_of: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    counts: str | None = None
    at_least: int = 0

    def grounds(self, fact: Facts, count: Count) -> Answer:
        """Whether everything the card asks for is so, exceptions apart."""
        answer = min(map(fact, self.applies_when), default=Answer.YES)
        if self.and_any_of and answer:
            answer = min(answer, max(map(fact, self.and_any_of)))
        if self.and_none_of and answer:
            answer = min(answer, max(map(fact, self.and_none_of)).opposite)
        if self.counts and answer:
            answer = min(answer, count(self.counts, self.at_least))
        return answer

    def excused(self, fact: Facts) -> Answer:
        """Whether an exception holds."""
        return max(map(fact, self.unless), default=Answer.NO)

    def answer(self, fact: Facts, count: Count) -> Answer:
        """The three-valued answer to "does this card apply?"."""
        return min(self.grounds(fact, count), self.excused(fact).opposite)

    def acts(self, fact: Facts, count: Count) -> bool:
        """Whether the card has effect: its grounds are known, and no exception is known. Not known never excuses."""
        return self.grounds(fact, count) is Answer.YES and self.excused(fact) is not Answer.YES

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact the card reads, in the order of the card."""
        return (*self.applies_when, *self.and_any_of, *self.and_none_of, *self.unless)


@dataclass(frozen=True, slots=True)
class Period:
    """A length as a card writes it: elapsed, in working days or calendar months, set by the area, or agreed.

    `at_most` bounds what the area sets or the case agrees: the source's own longest time.
    """

    elapsed: timedelta | None = None
    working_days: int | None = None
    months: int | None = None
    parameter: str | None = None
    measure: str | None = None
    at_most: timedelta | None = None

    @property
    def words(self) -> str:
        """What the period is known by, whichever of its shapes it has."""
        return str(self.elapsed or self.working_days or self.months or self.measure or self.parameter)


@dataclass(frozen=True, slots=True)
class Timing:
    """When a duty is due, in exactly one of the shapes of the card format. `after` delays the start of any of them."""

    shape: str  # within | every | by | at_once | none_given
    period: Period | None = None
    until: Period | None = None
    by: str | None = None
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something somebody has to do, in the words of the guidance."""

    do: str
    who: str
    strength: str
    timing: Timing
    to: str | None = None
    excused_by: tuple[str, ...] = ()
    escalate_to: tuple[str, ...] = ()
    acknowledge_within: timedelta = timedelta(minutes=30)
    acknowledge_parameter: str | None = None  # the area sets how soon somebody must say "seen"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a question set. Its answer is words; `facts` are the phrases the words may settle."""

    id: str
    text: str
    facts: tuple[str, ...] = ()
    hint: str = ""
    narrative: bool = True
    skipped_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """What a word means in an area, and which category it defines."""

    term: str
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """Which categories are open, required or barred. `the trigger plan` stands for the plan's category."""

    requires: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    bars: tuple[str, ...] = ()
    needs_answers: tuple[str, ...] = ()
    deploy_at_once: bool = False


@dataclass(frozen=True, slots=True)
class Risk:
    """A floor, advice, the two axes of risk, or a question set. `the trigger plan` stands for the plan's level."""

    floor: str | None = None
    advises: str | None = None
    seriousness: str | None = None
    immediacy: str | None = None
    deploy_at_once: bool = False
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """What starts and stops the clock of a duty or a threshold, and what is then due."""

    starts: tuple[str, ...]
    stops: tuple[str, ...]
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Authority:
    """Who may take a decision, who may not, and what must be so before anybody may."""

    decision: str
    may: tuple[str, ...] = ()
    may_not: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    lower_from: str | None = None
    settles: bool = False
    needs: tuple[str, ...] = ()
    refuses: bool = False


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who must or may be told what when something happens, and on which basis; or who must not (`withholds`)."""

    event: str
    to: tuple[str, ...]
    what: str
    basis: str
    strength: str
    by: str | None = None
    withholds: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a record must or should hold; with `when`, only while all of those facts are so."""

    name: str
    strength: str
    why: str = ""
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """What a form of the record holds."""

    form: str
    fields: tuple[Field, ...]


Body = Definition | Category | Risk | Clock | Authority | Sharing | Record


@dataclass(frozen=True, slots=True)
class Source:
    """A guidance document. Its words are cited, never copied."""

    id: str
    title: str
    short: str
    publisher: str
    published: str
    in_force_from: date
    licence: str


@dataclass(frozen=True, slots=True)
class Version:
    """A card's reading of its source from a given day on."""

    in_force_from: date
    document: str
    at: str
    citation: str
    reading: str
    condition: Condition
    body: Body
    inferred: bool = False
    withdrawn_on: date | None = None  # from this day it applies to nothing that begins

    @property
    def starts(self) -> bool:
        """Whether it ever comes into force: it was not withdrawn before its day."""
        return self.withdrawn_on is None or self.withdrawn_on > self.in_force_from


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: what is given and what must follow. Every example is a test."""

    title: str
    given: Mapping[str, Any]
    expect: Any
    line: int = 1


@dataclass(frozen=True, slots=True)
class Card:
    """One rule of the guidance that a safeguarding lead can review alone."""

    id: str
    kind: str
    title: str
    owner: str
    covers: tuple[str, ...]
    wrong_when: str
    versions: tuple[Version, ...]
    examples: tuple[Example, ...]
    file: str

    def in_force(self, on: date) -> Version | None:
        """The version in force on a day: the latest that has started; none before the first, or once withdrawn.

        What was withdrawn does not bring its predecessor back: guidance that was replaced stays replaced.
        """
        started = [v for v in self.versions if v.in_force_from <= on and v.starts]
        newest = max(started, key=lambda v: v.in_force_from, default=None)
        return None if newest and newest.withdrawn_on and newest.withdrawn_on <= on else newest

    def ends(self, version: Version) -> date | None:
        """The first day on which a version applies to nothing that begins: the next one started, or it was withdrawn.

        Nothing where it goes on. A version that never starts ends on its first day.
        """
        if not version.starts:
            return version.in_force_from
        later = [v.in_force_from for v in self.versions if v.in_force_from > version.in_force_from and v.starts]
        return min([*later, *([version.withdrawn_on] if version.withdrawn_on else [])], default=None)


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk of an area where somebody is always answerable for the roles it serves."""

    id: str
    name: str
    agency_kind: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tightening:
    """Where an area is stricter than an adopted card: an earlier deadline, a stronger verb, a quicker "seen".

    `who` narrows it to one party's duty where the card asks several to do the same.
    """

    card: str
    do: str
    because: str
    who: str | None = None
    within: Period | None = None
    every: Period | None = None
    acknowledge_within: timedelta | None = None
    strength: str | None = None


@dataclass(frozen=True, slots=True)
class Departure:
    """Where an area is looser than its nation, with the published source that says so.

    `must` cites the statutory guidance that the nation's value is a must of; empty where it is none.
    """

    parameter: str
    document: str
    citation: str
    because: str
    must: str = ""


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads on missing people in one kind of agency, and at which desk to find them."""

    agency_kind: str
    role: str
    desk: str


@dataclass(frozen=True, slots=True)
class Element:
    """Where one element of a local protocol stands: in which cards and parameters, with whom, or not settled yet.

    `not_settled` says what is still open, `who_settles` which agencies must settle it.
    """

    name: str
    row: str
    says: str = ""
    cards: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    leads: tuple[Lead, ...] = ()
    not_settled: str = ""
    who_settles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A partnership: which cards it adopted, how it settled what sources leave open, and its desks."""

    id: str
    name: str
    nation: str
    cards: tuple[str, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    tightened: tuple[Tightening, ...] = ()
    desks: tuple[Desk, ...] = ()
    departures: tuple[Departure, ...] = ()
    protocol: tuple[Element, ...] = ()

    @property
    def not_settled(self) -> tuple[Element, ...]:
        """The elements of the local protocol that somebody still has to settle, in part or whole."""
        return tuple(e for e in self.protocol if e.not_settled)

    def label(self, name: str) -> str:
        """The area's own word for something, such as “name of the return interview”; the name where it has none."""
        value = self.parameters.get(name)
        return value if isinstance(value, str) and value != NOT_LAID_DOWN else name

    def period(self, name: str) -> Period | None:
        """A parameter of type period, where the area settled it."""
        value = self.parameters.get(name)
        return value if isinstance(value, Period) else None

    def times(self, name: str) -> tuple[time, ...]:
        """A parameter of type times, in order; empty where the area did not settle it."""
        value = self.parameters.get(name)
        return value if isinstance(value, tuple) else ()
