"""What changed from one version of a card to the next, and who signed for it. Compares words; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from sightline.engine import Card, Version
from sightline.engine.acts import Agreed, Corrected, Register, Withdrawn
from sightline.web.screens.protocol_words import Row, applies_rows, does_rows, duties_of
from sightline.web.words import day_words


@dataclass(frozen=True, slots=True)
class Field:
    """One field of two versions side by side; `change` is empty where both say the same."""

    label: str
    was: list[str]
    now: list[str]

    @property
    def change(self) -> str:
        """What became of the field, in a word."""
        if self.was == self.now:
            return ""
        return _("changed") if self.was and self.now else _("new") if self.now else _("gone")


@dataclass(frozen=True, slots=True)
class Step:
    """From one version to the next."""

    old: Version
    new: Version
    fields: list[Field]

    @property
    def changed(self) -> int:
        """How many fields differ."""
        return sum(1 for field in self.fields if field.change)


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the signed register about a card: on which day, what was done with which version, by whom, why."""

    on: date
    what: str
    version: date
    by: str
    because: str


def acts(register: Register | None, card: Card) -> list[Act]:
    """Everything the register holds about a card, in the order of its days; none where no register is kept."""
    found = [_act(line) for line in register.acts if line.card == card.id] if register else []
    return sorted(found, key=lambda act: act.on)


def _act(line: Agreed | Corrected | Withdrawn) -> Act:
    if isinstance(line, Agreed):
        return Act(line.agreed_on, _("agreed"), line.in_force_from, line.agreed_by, line.because)
    if isinstance(line, Corrected):
        return Act(line.on, _("corrected"), line.in_force_from, line.corrected_by, line.because)
    return Act(line.on, _("withdrawn"), line.in_force_from, line.by, line.because)


def steps(card: Card) -> list[Step]:
    """Every step from a version to the next, the latest first; none where there is only one."""
    versions = sorted(card.versions, key=lambda v: v.in_force_from)
    return [Step(old, new, compared(old, new)) for old, new in reversed(list(pairwise(versions)))]


def compared(old: Version, new: Version) -> list[Field]:
    """Every field of two versions, in the order of the newer; what only the older has stands at the end."""
    was, now = dict(_rows(old)), dict(_rows(new))
    labels = [*now, *(label for label in was if label not in now)]
    return [Field(label, was.get(label, []), now.get(label, [])) for label in labels]


def _rows(version: Version) -> list[Row]:
    """Everything a version says, as labelled rows. The label of a duty is what it asks of whom."""
    rows: list[Row] = [
        (_("In force from"), [day_words(version.in_force_from)]),
        (_("Where it stands"), [version.citation]),
        (_("What we read"), [version.reading]),
        (_("Our inference"), [_("in part") if version.inferred else _("no")]),
        *((_("Applies when: %s") % label, values) for label, values in applies_rows(version)),
        *does_rows(version),
    ]
    return rows + _duty_rows(version)


def _duty_rows(version: Version) -> list[Row]:
    rows: dict[str, list[str]] = {}
    for duty in duties_of(version):
        label = _("%(who)s: %(do)s") % {"who": duty.who, "do": duty.do} + (f" ({duty.to})" if duty.to else "")
        seen = _("seen within %s") % duty.acknowledge
        then = _("then %s") % ", ".join(duty.chain) if duty.chain else ""
        excused = _("not owed when %s") % ", ".join(duty.excused_by) if duty.excused_by else ""
        said = "; ".join(part for part in (f"{duty.strength} {duty.when}", seen, then, excused) if part)
        rows.setdefault(label, []).append(said)
    return list(rows.items())
