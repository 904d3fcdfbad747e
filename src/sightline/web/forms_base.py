"""The form every screen's form is made from: look, once-token, version, drafts and conflicts. Knows no screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sightline.web.form_conflict import Difference, choices_made, differences, mend
from sightline.web.form_fields import (
    Checkboxes,
    DayField,
    DayWidget,
    LongTextField,
    MomentField,
    MomentWidget,
    Radios,
    UploadField,
)

__all__ = [
    "Checkboxes",
    "DayField",
    "GovBoundField",
    "GovForm",
    "LongTextField",
    "MomentField",
    "MomentWidget",
    "Radios",
    "UploadField",
    "YesNoNotKnown",
]

LOOKS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DayWidget, ""),
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.Textarea, "govuk-textarea"),
    (forms.Select, "govuk-select"),
    (forms.TextInput, "govuk-input"),
    (forms.NumberInput, "govuk-input"),
    (forms.EmailInput, "govuk-input"),
)
HIDDEN = ("version", "once")


def look_of(widget: forms.Widget) -> str:
    """The class a widget wears; hidden ones wear none."""
    if widget.is_hidden:
        return ""
    return next((look for kind, look in LOOKS if isinstance(widget, kind)), "")


class YesNoNotKnown(forms.ChoiceField):
    """A question of fact: "yes", "no" or "not known" (gives those words). None is chosen beforehand."""

    def __init__(self, **kwargs: Any) -> None:
        answers = [("yes", _("Yes")), ("no", _("No")), ("not known", _("Not known"))]
        super().__init__(choices=answers, **{"widget": Radios(inline=True)} | kwargs)


class GovBoundField(forms.BoundField):
    """A field of one form with what its templates need: where its error link leads, what describes it, its draft."""

    def value(self) -> Any:
        """What to show: what was typed, else the draft, else the initial value."""
        draft = getattr(self.form, "draft", None)
        widget = self.field.widget
        if draft and not self.form.is_bound and not widget.value_omitted_from_data(draft, {}, self.html_name):
            return self.field.prepare_value(widget.value_from_datadict(draft, {}, self.html_name))
        return super().value()

    @property
    def first_id(self) -> str:
        """The id of the first box: where the error summary leads."""
        return f"{self.auto_id}_0" if self.use_fieldset else str(self.auto_id)

    @property
    def aria_describedby(self) -> str:
        """The ids of hint and error, for the input or its fieldset."""
        parts = [self.help_text and f"{self.auto_id}-hint", self.errors and f"{self.auto_id}-error"]
        return " ".join(str(part) for part in parts if part)

    def build_widget_attrs(self, attrs: Any, widget: forms.Widget | None = None) -> dict[str, Any]:
        """The attributes of the input: its look, red when wrong; `required` is said in words, never by the browser."""
        built: dict[str, Any] = dict(super().build_widget_attrs(attrs, widget))
        shown = widget or self.field.widget
        look = look_of(shown)
        wrong = f" {look}--error" if self.errors and look and "__input" not in look else ""
        extra = f"{shown.attrs.get('class', '')}{' govuk-js-character-count' if self.is_counted else ''}".strip()
        if classes := f"{look}{wrong} {extra}".strip():
            built["class"] = classes
        built.pop("required", None)
        if self.errors and isinstance(shown, DayWidget):
            built["wrong"] = "wrong"  # read by the template, which writes its own inputs
        if self.use_fieldset:
            built.pop("aria-invalid", None)
        return built

    @property
    def is_checkbox(self) -> bool:
        """Whether this is a single box whose label stands after it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_counted(self) -> bool:
        """Whether the characters are counted while typing."""
        return "data-maxlength" in self.field.widget.attrs


class GovForm(forms.Form):
    """A form of the service. Subclasses list fields; `sections` may group them: [("Who", ["surname"]), ...].

    `version` (optimistic concurrency) and `once` (a form sent twice acts once) travel with every form.
    `draft`: what was saved while typing, shaped like the posted fields; shown while the form is unbound.
    `conflict`: set by `act` to a Stale (.theirs, .version); the form then shows both versions and asks for each field.
    """

    bound_field_class = GovBoundField
    use_required_attribute = False
    sections: list[tuple[Any, list[str]]] = []

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    once = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *args: Any, draft: Mapping[str, Any] | None = None, version: int | None = None,
                 **kwargs: Any) -> None:  # fmt: skip
        kept = {name: value if isinstance(value, list) else [value] for name, value in (draft or {}).items()}
        self.draft, self.conflict = MultiValueDict(kept) if draft else None, None
        self.kept, self.unanswered = choices_made(data, kwargs.get("prefix"))
        super().__init__(mend(data, self.kept, kwargs.get("prefix")), *args, **kwargs)
        if version is not None:
            self.initial["version"] = version

    def _say_what_is_missing(self) -> None:
        """Replaces Django's "This field is required." by words that name the question, unless the field has its own."""
        default = forms.Field.default_error_messages["required"]
        for field in self.fields.values():
            label = str(field.label or "")
            if label and field.error_messages.get("required") == default:
                chosen = look_of(field.widget).endswith(("__input", "select"))
                verb = (
                    _("Answer “%(label)s”")
                    if label.endswith("?")
                    else _("Choose “%(label)s”")
                    if chosen
                    else _("Fill in “%(label)s”")
                )
                field.error_messages["required"] = str(verb) % {"label": label}

    def _reveals(self) -> Iterator[tuple[str, str, str]]:
        """(question, answer, name of the field that is asked only after that answer)."""
        for name, field in self.fields.items():
            for answer, names in getattr(field.widget, "reveals", {}).items():
                yield from ((name, answer, other) for other in names)

    def _attach_revealed(self) -> None:
        """Hands each question the questions it reveals; done when shown, so that a screen may change fields before."""
        for field in self.fields.values():
            if getattr(field.widget, "reveals", None):
                field.widget.revealed = {}
        for question, answer, name in self._reveals():
            self.fields[question].widget.revealed.setdefault(answer, []).append(self[name])

    @property
    def revealed_names(self) -> set[str]:
        """The fields that stand inside another question, so that they are not shown a second time."""
        return {name for _question, _answer, name in self._reveals()}

    def shown_sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Headings with the fields under them; fields in no section come first, without a heading."""
        self._attach_revealed()
        grouped = {name for _heading, names in self.sections for name in names}
        left_out = self.revealed_names | set(HIDDEN) | grouped
        first = [bound for bound in self.visible_fields() if bound.name not in left_out]
        inside = self.revealed_names
        rest = [
            (heading, [self[n] for n in names if n in self.fields and n not in inside])
            for heading, names in self.sections
        ]
        return ([("", first)] if first else []) + [(heading, fields) for heading, fields in rest if fields]

    def other_hidden(self) -> list[forms.BoundField]:
        """The hidden fields besides `version` and `once`."""
        return [bound for bound in self.hidden_fields() if bound.name not in HIDDEN]

    def _clean_fields(self) -> None:
        """Questions that were not asked, because the answer that reveals them was not given, cannot be wrong."""
        self._say_what_is_missing()
        super()._clean_fields()  # type: ignore[misc]
        for question, answer, name in self._reveals():
            given = self.cleaned_data.get(question)
            if answer not in (given if isinstance(given, list) else [str(given)]):
                self.errors.pop(name, None)
                self.cleaned_data[name] = getattr(self.fields[name], "empty_value", None)

    def clean(self) -> dict[str, Any]:
        """A second writer must choose for each field that differs; the `once` token exists even where none was sent."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.unanswered:
            label = self.fields[name].label if name in self.fields else name
            self.add_error(None, gettext("Choose which answer to keep: %(label)s") % {"label": label})
        if not cleaned.get("once"):
            cleaned["once"] = uuid4()
        return cleaned

    def differences(self) -> list[Difference]:
        """What the two writers wrote differently, for the conflict panel; empty when there is no conflict."""
        return differences(self)

    @property
    def in_conflict(self) -> bool:
        """Whether both versions are shown."""
        return bool(self.conflict or self.unanswered)

    @property
    def version_shown(self) -> Any:
        """The version the next sending speaks of: after a conflict, the one the other writer made."""
        return self.conflict.version if self.conflict else self["version"].value()
