"""Says a card in plain words: its timings, what it does, its worked examples. Reads no file and decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline.engine import Version
from sightline.engine.model import (
    Authority,
    Category,
    Clock,
    Definition,
    Duty,
    Field,
    Period,
    Record,
    Risk,
    Sharing,
    Timing,
)

Row = tuple[str, list[str]]


def length(delta: timedelta) -> str:
    """A length of time as one says it: 30 minutes, 6 hours, 14 days, 10 weeks, 3 years."""
    minutes = int(delta.total_seconds() // 60)
    days = delta.days
    if minutes % 1440:
        hours, rest = divmod(minutes, 60)
        said = [ngettext("%d hour", "%d hours", hours) % hours] if hours else []
        return " ".join([*said, *([ngettext("%d minute", "%d minutes", rest) % rest] if rest else [])])
    if days >= 365 and days % 365 == 0:
        return ngettext("%d year", "%d years", days // 365) % (days // 365)
    if days > 14 and days % 7 == 0:
        return ngettext("%d week", "%d weeks", days // 7) % (days // 7)
    return _("24 hours") if days == 1 else ngettext("%d day", "%d days", days) % days


def period_words(period: Period | None) -> str:
    """A period as a card writes it, whichever of its shapes it has."""
    if period is None:
        return ""
    if period.working_days:
        return ngettext("%d working day", "%d working days", period.working_days) % period.working_days
    if period.months:
        return ngettext("%d month", "%d months", period.months) % period.months
    most = _(", at most %s") % length(period.at_most) if period.at_most else ""
    if period.parameter:
        return _("the time the area sets (%s)") % period.parameter + most
    if period.measure:
        return _("the time agreed in the case (%s)") % period.measure + most
    return length(period.elapsed or timedelta(0))


def value_words(value: Any) -> str:
    """What an area settled, whichever type its parameter has; a length of time as one says it."""
    if isinstance(value, Period):
        return period_words(value)
    if isinstance(value, timedelta):
        return length(value)
    if isinstance(value, tuple):
        return _(" and ").join(f"{clock:%H:%M}" for clock in value)
    return _("nothing to settle") if value is None else str(value)


def timing_words(timing: Timing) -> str:
    """When a duty is due, in one phrase; `none_given` is said, because the reader looks for a time."""
    said = {
        "within": _("within %s") % period_words(timing.period),
        "every": _("every %s") % period_words(timing.period),
        "by": _("by %s") % timing.by,
        "at_once": _("at once"),
        "none_given": _("the guidance gives no time"),
    }[timing.shape]
    if timing.until:
        said += " " + _("until %s have passed") % period_words(timing.until)
    return said + (", " + _("beginning after %s") % length(timing.after) if timing.after else "")


@dataclass(frozen=True, slots=True)
class DutyWords:
    """One duty of a card, ready for a page."""

    do: str
    who: str
    to: str
    strength: str
    when: str
    acknowledge: str
    chain: list[str]
    excused_by: list[str]


def duty_words(duty: Duty) -> DutyWords:
    """A duty in words: what, who, how strongly, when, and who is told next when nobody acknowledges."""
    return DutyWords(
        do=duty.do, who=duty.who, to=duty.to or "", strength=duty.strength, when=timing_words(duty.timing),
        acknowledge=length(duty.acknowledge_within), chain=list(duty.escalate_to), excused_by=list(duty.excused_by),
    )  # fmt: skip


def duties_of(version: Version) -> list[DutyWords]:
    """The duties of a version; none where the card is of another kind."""
    return [duty_words(d) for d in version.body.duties] if isinstance(version.body, Clock) else []


def applies_rows(version: Version) -> list[Row]:
    """When the card applies, list by list, as it is written."""
    asked = version.condition
    rows: list[Row] = [
        (_("All of these"), list(asked.applies_when)),
        (_("At least one of these"), list(asked.and_any_of)),
        (_("None of these"), list(asked.and_none_of)),
        (_("Except when"), list(asked.unless)),
    ]
    if asked.counts:
        counted = asked.counts.replace("_", " ")
        rows.append(
            (_("Counted"), [_("%(measure)s: at least %(number)d") % {"measure": counted, "number": asked.at_least}])
        )
    return _filled(rows)


def does_rows(version: Version) -> list[Row]:
    """What the card does where it applies, in the words of its kind."""
    body = version.body
    if isinstance(body, Clock):
        return _filled([(_("The clock starts"), list(body.starts)), (_("The clock stops"), list(body.stops))])
    if isinstance(body, Category):
        return _category_rows(body)
    if isinstance(body, Risk):
        return _risk_rows(body)
    if isinstance(body, Authority):
        return _authority_rows(body)
    return _plain_rows(body)


def _category_rows(body: Category) -> list[Row]:
    return _filled([
        (_("Requires the category"), list(body.requires)), (_("Opens the category"), list(body.opens)),
        (_("Bars the category"), list(body.bars)), (_("Must be answered first"), list(body.needs_answers)),
        (_("Officers go at once"), _yes(body.deploy_at_once)),
    ])  # fmt: skip


def _risk_rows(body: Risk) -> list[Row]:
    return _filled([
        (_("Lowest level that may be recorded"), _one(body.floor)), (_("Level the facts support"), _one(body.advises)),
        (_("Seriousness"), _one(body.seriousness)), (_("Immediacy"), _one(body.immediacy)),
        (_("Officers go at once"), _yes(body.deploy_at_once)), (_("Questions"), [q.text for q in body.questions]),
    ])  # fmt: skip


def _authority_rows(body: Authority) -> list[Row]:
    return _filled([
        (_("Decision"), [body.decision]), (_("May decide"), list(body.may)), (_("May not decide"), list(body.may_not)),
        (_("Only for the categories"), list(body.categories)), (_("When lowering from"), _one(body.lower_from)),
        (_("Must be so first"), list(body.needs)), (_("Settles a dispute"), _yes(body.settles)),
        (_("Nobody may, while the card applies"), _yes(body.refuses)),
    ])  # fmt: skip


def _plain_rows(body: Any) -> list[Row]:
    if isinstance(body, Sharing):
        told = _("Not told") if body.withholds else _("Told")
        return _filled([(_("When"), [body.event]), (_("By"), _one(body.by)), (told, list(body.to)),
                        (_("What"), [body.what]), (_("Basis"), [body.basis]),
                        (_("How strongly"), [body.strength])])  # fmt: skip
    if isinstance(body, Record):
        held = [_field_words(f) for f in body.fields]
        return _filled([(_("The form"), [body.form]), (_("Holds"), held)])
    if isinstance(body, Definition):
        return _filled([(_("Word"), [body.term]), (_("Defines the category"), _one(body.category))])
    return []


def _field_words(field: Field) -> str:
    """A field in one line: how strongly it is asked for, when, and why."""
    when = _(", when %s") % _(" and ").join(field.when) if field.when else ""
    return f"{field.name} ({field.strength}{when}){': ' + field.why if field.why else ''}"


def _one(value: str | None) -> list[str]:
    return [value] if value else []


def _yes(value: bool) -> list[str]:
    return [_("yes")] if value else []


def _filled(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row[1]]


def example_rows(said: Any) -> list[Row]:
    """What an example gives or expects, key by key; a bare list stands under one empty label."""
    if isinstance(said, Mapping):
        return [(str(key).replace("_", " "), _values(value)) for key, value in said.items()]
    return [("", _values(said))]


def _values(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{str(k).replace('_', ' ')}: {', '.join(_values(v))}" for k, v in value.items()]
    if isinstance(value, (list, tuple)):
        return [", ".join(_values(v)) if isinstance(v, Mapping) else str(v) for v in value]
    if isinstance(value, bool):
        return [_("yes") if value else _("no")]
    return [str(value)]
