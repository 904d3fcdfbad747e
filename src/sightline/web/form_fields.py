"""The kinds of question a form can ask: long text, choices, a day, a moment, a file. Knows no screen and no record."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.widgets import ChoiceWidget
from django.utils import timezone
from django.utils.translation import gettext

from sightline.web.words import LONDON, clock_words, day_words

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?(am|pm)?(bst|gmt)?")
CLOCKS_DIFFER = timedelta(minutes=2)

Hints = Mapping[str, str]
Reveals = Mapping[str, Sequence[str]]


class _Options(ChoiceWidget):
    """Choices with words under them, and questions asked only after an answer."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        hints: Hints | None = None,
        reveals: Reveals | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints, self.reveals = hints or {}, reveals or {}
        self.revealed: dict[str, list[forms.BoundField]] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One option, with its hint and the questions it reveals (put into `revealed` by the form)."""
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"hint": self.hints.get(str(value), ""), "revealed": self.revealed.get(str(value), [])}


class Radios(_Options, forms.RadioSelect):
    """One choice of several. `hints`: value -> words under it; `reveals`: value -> names of fields asked only then."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, choices: Any = (), *, inline: bool = False, **more: Any
    ) -> None:
        super().__init__(attrs, choices, **more)
        self.inline = inline

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The template's context: Django's, and whether short choices stand in one row."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        return context | {"inline": self.inline}


class Checkboxes(_Options, forms.CheckboxSelectMultiple):
    """Any number of choices; `hints` and `reveals` as for radios."""


def wrong(field: forms.Field, says: str) -> ValidationError:
    """An error that names its question, so that it can be understood in the summary at the top of the page too."""
    label = str(field.label or "").strip()
    if not label or label.endswith("?"):
        return ValidationError(f"{label} {says}".strip())
    return ValidationError(f"{label}: {says[:1].lower()}{says[1:]}")


class LongTextField(forms.CharField):
    """Several lines of text; with `max_length` (characters) it counts down while typing and lets people type on."""

    def __init__(self, *, rows: int = 5, max_length: int | None = None, **kwargs: Any) -> None:
        self.limit = max_length
        counted = {"data-maxlength": max_length} if max_length else {}
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": rows} | counted)} | kwargs)

    def to_python(self, value: Any) -> Any:
        """The text with line ends as one character, as it was counted on the page."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text

    def validate(self, value: Any) -> None:
        """Refuses what is empty though required, and what is longer than the limit."""
        super().validate(value)
        if self.limit and value and len(value) > self.limit:
            said = {"limit": self.limit, "over": len(value) - self.limit}
            raise wrong(self, gettext("Shorten the text by %(over)d characters. At most %(limit)d can be kept.") % said)


class DayWidget(forms.MultiWidget):
    """Day, month and year as three boxes: people type dates faster than they pick them."""

    template_name = "django/forms/widgets/day.html"
    use_fieldset = True
    parts: Sequence[str] = ("day", "month", "year")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in self.parts}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """A day into its boxes."""
        return [value.day, value.month, value.year] if isinstance(value, date) else [None] * len(self.parts)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The boxes with their labels and widths."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        labels = {"day": gettext("Day"), "month": gettext("Month"), "year": gettext("Year"), "time": gettext("Time")}
        for box, part in zip(context["widget"]["subwidgets"], self.parts, strict=True):
            box |= {"label": labels[part], "width": {"year": 4, "time": 5}.get(part, 2), "part": part}
        return context


class MomentWidget(DayWidget):
    """A day and a time of day in London."""

    parts = ("day", "month", "year", "time")

    def decompress(self, value: Any) -> list[Any]:
        """A moment into its boxes, as London's clocks showed it."""
        if not isinstance(value, datetime):
            return [*super().decompress(value)[:3], None]
        local = value.astimezone(LONDON)
        return [local.day, local.month, local.year, f"{local:%H:%M}"]


def _number(text: str, most: int) -> int | None:
    short = text.isascii() and text.isdigit() and len(text) <= 4
    return int(text) if short and 1 <= int(text) <= most else None


def _month(text: str) -> int | None:
    short = text.lower()[:3]
    return MONTHS.index(short) + 1 if short in MONTHS and text.isalpha() else _number(text, 12)


class DayField(forms.Field):
    """A day. Gives a `date`, or None when left empty and not required. `not_future` refuses a day after today."""

    widget = DayWidget

    def __init__(self, *, not_future: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.not_future = not_future

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the boxes differ from what they showed at first."""
        shown = initial if isinstance(initial, list) else self._shown(initial)
        return [str(x or "") for x in shown] != [str(x or "") for x in data or []]

    def _boxes(self, value: Any) -> list[str]:
        boxes = value if isinstance(value, list | tuple) else self._shown(value)
        return [str(box or "").strip() for box in boxes]

    def _shown(self, value: Any) -> list[Any]:
        assert isinstance(self.widget, DayWidget)
        return self.widget.decompress(value)

    def _day(self, boxes: Sequence[str]) -> date:
        names = [gettext("a day"), gettext("a month"), gettext("a year")]
        if missing := [n for n, text in zip(names, boxes, strict=True) if not text]:
            raise wrong(self, gettext("Enter %(missing)s too.") % {"missing": gettext(" and ").join(missing)})
        if len(boxes[2]) != 4:
            raise wrong(self, gettext("Enter the year with 4 numbers, like 2026."))
        day, month, year = _number(boxes[0], 31), _month(boxes[1]), _number(boxes[2], 9999)
        try:
            return date(year or 0, month or 0, day or 0)
        except ValueError:
            raise wrong(self, gettext("Enter a real date, like 27 3 2026.")) from None

    def to_python(self, value: Any) -> Any:
        """The boxes as a day; None when all are empty."""
        boxes = self._boxes(value)
        return self._day(boxes) if any(boxes) else None

    def validate(self, value: Any) -> None:
        """Refuses an empty required answer and, with `not_future`, a day after today."""
        super().validate(value)
        if value and self.not_future and value > timezone.localdate():
            raise wrong(self, gettext("Enter today's date or an earlier one."))


class MomentField(DayField):
    """A day and a time in London, as an aware UTC `datetime`. Shows now at first; `initial=None` leaves it empty."""

    widget = MomentWidget

    def __init__(
        self, *, not_future: bool = True, initial: Any | Callable[[], Any] = timezone.now, **kwargs: Any
    ) -> None:
        super().__init__(not_future=not_future, initial=initial, **kwargs)

    def to_python(self, value: Any) -> Any:
        """The boxes as a moment in UTC. A time the clocks skipped or showed twice is asked about, never guessed."""
        boxes = self._boxes(value)
        if not any(boxes):
            return None
        day = self._day(boxes[:3])
        found = TIME.fullmatch(boxes[3].lower().replace(" ", ""))
        if not found:
            raise wrong(self, gettext("Enter a time, like 14:05 or 2:05pm."))
        return self._in_london(day, *self._time(found), zone=found[4] or "")

    def _time(self, found: re.Match[str]) -> tuple[int, int]:
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        bare = not found[2] and not half  # "14" alone could be anything
        if bare or minute > 59 or hour > (12 if half else 23) or (half and hour == 0):
            raise wrong(self, gettext("Enter a real time, like 14:05 or 2:05pm."))
        return (hour % 12 + (12 if half == "pm" else 0) if half else hour), minute

    def _in_london(self, day: date, hour: int, minute: int, *, zone: str) -> datetime:
        first = datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)
        second = first.replace(fold=1)
        said = {"time": f"{hour:02}:{minute:02}", "day": day_words(day)}
        if first.utcoffset() == second.utcoffset():
            return first.astimezone(UTC)
        if first.astimezone(UTC).astimezone(LONDON).hour != hour:
            words = gettext(
                "There was no %(time)s on %(day)s, because the clocks went forward. "
                "Enter a time before 1am or from 2am on."
            )
            raise wrong(self, words % said)
        if not zone:
            words = gettext(
                "Say which %(time)s, because on %(day)s the clocks went back and it happened twice: "
                "write %(time)s BST for the first or %(time)s GMT for the second."
            )
            raise wrong(self, words % said)
        return (first if zone == "bst" else second).astimezone(UTC)

    def validate(self, value: Any) -> None:
        """Refuses an empty required answer and, unless `not_future` is False, a moment still to come."""
        forms.Field.validate(self, value)
        if value and self.not_future and value > timezone.now() + CLOCKS_DIFFER:
            raise wrong(
                self, gettext("Enter a moment in the past. It is %(now)s now.") % {"now": clock_words(timezone.now())}
            )


class UploadField(forms.FileField):
    """A file, refused when larger than `LARGEST_UPLOAD` bytes. What is inside it, the action checks that takes it."""

    widget = forms.FileInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The uploaded file."""
        limit = int(settings.LARGEST_UPLOAD)
        if isinstance(data, UploadedFile) and (data.size or 0) > limit:
            said = {"size": (data.size or 0) / 1048576, "limit": limit / 1048576}
            words = gettext(
                "The file is %(size).1f MB. It must be %(limit).0f MB or smaller: "
                "take the picture again at a smaller size, or send fewer pages."
            )
            raise ValidationError(words % said)
        return super().clean(data, initial)
