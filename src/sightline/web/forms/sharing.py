"""The forms of a disclosure: sharing, refusing to tell, withdrawing, a code from outside. They hold no rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.sharing.disclosure_grounds import BASES, CONDITIONS, POWERS, Ground, offered
from sightline.web.forms_base import Checkboxes, DayField, GovForm, LongTextField, Radios

Choices = Sequence[tuple[Any, Any]]
HOURS = [(24, _("1 day")), (72, _("3 days")), (168, _("7 days")), (336, _("14 days"))]
PURPOSES = [
    ("find the person", _("Find the person")),
    ("keep the person safe", _("Keep the person safe")),
    ("protect somebody else", _("Protect somebody else")),
    ("care and placement", _("Care and placement")),
    ("prevent going missing again", _("Prevent going missing again")),
    ("investigate a crime", _("Investigate a crime")),
    ("inform the family", _("Inform the family")),
    ("answer a question", _("Answer a question")),
    ("tell a regulator", _("Tell a regulator")),
]
CONSENT = [
    ("given", _("Yes, they agreed")),
    ("refused", _("No, they refused, and it is shared all the same")),
    ("not asked", _("They were not asked")),
    ("cannot be given", _("They cannot be asked, or cannot decide")),
]


def _set(form: GovForm, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class ShareForm(GovForm):
    """One disclosure: to whom, what, why, on which ground, with which consent, on what conditions."""

    sections = [
        (_("To whom"), ["to_as", "where"]),
        (_("What"), ["fields", "words", "more_because"]),
        (_("Why"), ["purpose", "because", "asked_by", "necessity", "proportionality"]),
        (_("On which ground"), ["basis", "vital", "condition", "power", "agreement"]),
        (_("Consent"), ["consent", "consent_because"]),
        (_("Conditions"), ["may_pass_on", "destroy_by", "conditions"]),
        (_("What the protocols keep back"), ["settled", "settled_how", "answer"]),
    ]

    to_as = forms.ChoiceField(label=_("Who receives it, in the protocol's words?"))
    where = forms.ChoiceField(
        label=_("Where are they?"),
        choices=[
            ("inside", _("At a desk that signs in here")),
            ("outside", _("Outside: a link that opens with a code")),
        ],
        widget=Radios(
            reveals={
                "inside": ["to_desk", "whole", "until_on"],
                "outside": ["to_name", "to_organisation", "identity", "hours", "text_code_to"],
            }
        ),
    )
    to_desk = forms.TypedChoiceField(label=_("Which desk?"), coerce=int, empty_value=None, required=False)
    whole = forms.ChoiceField(
        label=_("How much do they open?"),
        required=False,
        choices=[("sheet", _("A sheet with what you choose below")), ("record", _("The whole record, until the day"))],
        widget=Radios(
            hints={"record": _("Only where the work needs it: they see everything, and every view is logged.")}
        ),
    )
    until_on = DayField(label=_("Until which day?"), required=False, help_text=_("Nothing is open after it."))
    to_name = forms.CharField(label=_("Name of the person who receives it"), max_length=120, required=False)
    to_organisation = forms.CharField(
        label=_("Organisation"), max_length=120, required=False, help_text=_("Empty for a private person.")
    )
    identity = LongTextField(
        label=_("How do you know who they are, and what they are to the person?"),
        rows=2,
        max_length=1000,
        required=False,
        help_text=_(
            "For example, rung back on the number the council holds. A title or a uniform establishes nothing."
        ),
    )
    hours = forms.TypedChoiceField(
        label=_("How long does the link last?"), coerce=int, choices=HOURS, required=False, initial=72
    )
    text_code_to = forms.CharField(
        label=_("Mobile number for the code"),
        max_length=30,
        required=False,
        help_text=_("Leave empty to read the code out yourself. Never send link and code the same way."),
    )
    words = LongTextField(label=_("In your own words"), rows=3, max_length=2000, required=False)
    more_because = LongTextField(
        label=_("Why is more needed than the protocol asks for?"),
        rows=2,
        max_length=1000,
        required=False,
        help_text=_("Only if you ticked more than what was ticked at first."),
    )
    purpose = forms.ChoiceField(label=_("What is it for?"), choices=[("", _("Choose one")), *PURPOSES])
    because = LongTextField(
        label=_("Why is it shared?"), rows=3, max_length=2000, help_text=_("What you know, and who said so.")
    )
    asked_by = forms.CharField(
        label=_("Who asked for it?"), max_length=160, required=False, help_text=_("Empty if nobody asked.")
    )
    necessity = LongTextField(
        label=_("Why can the purpose not be reached without it?"), rows=2, max_length=1000, help_text=_("Necessity.")
    )
    proportionality = LongTextField(
        label=_("Why this much, and not less or more?"), rows=2, max_length=1000, help_text=_("Proportionality.")
    )
    basis = forms.ChoiceField(label=_("Lawful basis"))
    vital = LongTextField(
        label=_("Whose life or safety does it protect, and from what?"),
        rows=2,
        max_length=1000,
        required=False,
        help_text=_("Only for vital interests."),
    )
    condition = forms.ChoiceField(
        label=_("Condition for what the law guards specially"),
        required=False,
        help_text=_("Needed for health, flags, risk, ethnicity, harm and interviews."),
    )
    power = forms.ChoiceField(label=_("Duty or power"), required=False)
    agreement = forms.TypedChoiceField(
        label=_("Information sharing agreement"), coerce=int, empty_value=None, required=False
    )
    consent = forms.ChoiceField(
        label=_("Did the person, or whoever decides for them, agree?"), choices=CONSENT, widget=Radios()
    )
    consent_because = LongTextField(
        label=_("Why, if they did not agree?"),
        rows=2,
        max_length=1000,
        required=False,
        help_text=_("Whose safety needs it, or why asking would do harm."),
    )
    may_pass_on = forms.ChoiceField(
        label=_("May they pass it on?"),
        choices=[("no", _("No")), ("yes", _("Yes, for the same purpose"))],
        initial="no",
        widget=Radios(inline=True),
    )
    destroy_by = DayField(label=_("By when must they destroy it?"), required=False)
    conditions = LongTextField(label=_("Other conditions"), rows=2, max_length=1000, required=False)
    settled = forms.MultipleChoiceField(
        label=_("Tick only what is so"), required=False, widget=Checkboxes(),
        help_text=_("Each of these sets aside a protocol that keeps something from them. Your name stands beside it."),
    )  # fmt: skip
    settled_how = LongTextField(label=_("How do you know?"), rows=2, max_length=1000, required=False)
    answer = LongTextField(
        label=_("Your answer to what the protocol says"),
        rows=3,
        max_length=2000,
        required=False,
        help_text=_("Only if you were told that a protocol keeps something back."),
    )

    def __init__(
        self, *args: Any, receivers: Choices = (), desks: Choices = (), police: bool = False,
        held: Mapping[str, tuple[str, str]] | None = None, agreements: Choices = (), could: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        held = held or {}
        chosen = forms.MultipleChoiceField(
            label=_("What do they need?"), choices=[(key, label) for key, (label, _now) in held.items()],
            widget=Checkboxes(hints={key: now for key, (_label, now) in held.items()}), required=False,
            help_text=_("Ticked at first: the least that the protocol needs. Under each: what the record says now."),
        )  # fmt: skip
        self.fields["fields"] = chosen
        _set(self, "to_as", [("", _("Choose one")), *receivers])
        _set(self, "to_desk", [("", _("Choose a desk")), *desks])
        _set(self, "agreement", [("", _("None")), *agreements])
        for name, grounds in (("basis", BASES), ("condition", CONDITIONS), ("power", POWERS)):
            _set(self, name, [("", _("Choose one")), *_ground_choices(grounds, police)])
        _set(self, "settled", [(fact, fact[:1].upper() + fact[1:]) for fact in could])
        if not could:
            del self.fields["settled"], self.fields["settled_how"]


def _ground_choices(grounds: Mapping[str, Ground], police: bool) -> Iterable[tuple[str, str]]:
    return ((ground.key, ground.words) for ground in offered(grounds, police=police))


class RefuseForm(GovForm):
    """Somebody asked and is not told."""

    who = forms.CharField(
        label=_("Who asks?"), max_length=160, help_text=_("The name they gave, and how they can be reached.")
    )
    asked_for = forms.CharField(label=_("What did they ask for?"), max_length=200)
    identity = LongTextField(
        label=_("Is their identity established, and how?"),
        rows=2,
        max_length=1000,
        required=False,
        help_text=_("Leave empty if it is not."),
    )
    relation = LongTextField(
        label=_("Is it established what they are to the person, and how?"),
        rows=2,
        max_length=1000,
        required=False,
        help_text=_("Leave empty if it is not."),
    )
    told = LongTextField(
        label=_("What were they told?"),
        rows=2,
        max_length=1000,
        help_text=_("For example, that nobody can say anything, and that they will be rung back."),
    )
    because = LongTextField(label=_("Why were they not told?"), rows=2, max_length=1000)


class WithdrawForm(GovForm):
    """Ending a disclosure at once."""

    because = LongTextField(label=_("Why is it withdrawn?"), rows=3, max_length=1000)


class CodeForm(GovForm):
    """The one box of the page outside: the code. It says nothing about what it opens."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Eight numbers. Whoever sent you the address has them."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "govuk-input--width-10"}
        ),
    )
