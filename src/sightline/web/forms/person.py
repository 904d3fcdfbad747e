"""The forms about a person: finding, amending, flags, trigger plan, placement, care. They ask and decide nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.access.queries import agencies
from sightline.episodes.protocol import protocols
from sightline.web.forms_base import DayField, GovForm, LongTextField, Radios

SEXES = [("female", _("Female")), ("male", _("Male")), ("unknown", _("Not known"))]
AGE_HINT = _("In years, only if the date of birth is not known. Whoever may be under 18 is treated as a child.")
RISKS = [("low", _("Low")), ("medium", _("Medium")), ("high", _("High"))]
# The phrases of the vocabulary's care group that hold from day to day: the record answers them from what is dated.
CARE_STATUSES = (
    "is looked after",
    "is a care leaver",
    "has a child protection plan",
    "is subject to section 47 enquiries",
    "is a child in need",
    "is privately fostered",
    "is accommodated under section 20",
    "is under a care order",
    "is a ward of court",
    "is an unaccompanied asylum seeking child",
)
PROVIDERS = ("children's home", "fostering", "adult care", "hospital")
Choices = list[tuple[Any, Any]]


def capital(phrase: str) -> str:
    """A phrase of the vocabulary as it begins a line."""
    return phrase[:1].upper() + phrase[1:]


def _of(phrases: Iterable[str]) -> Choices:
    return [(p, capital(p)) for p in phrases]


def flag_choices() -> Choices:
    """The facts that may be a flag, under their groups: risks first, then care and law without the dated statuses."""
    groups: dict[str, list[str]] = {"Risk": [], "Care and law": [], "Circumstances": []}
    for fact in protocols().vocabulary.facts.values():
        if not fact.derived and fact.group in groups and fact.name not in CARE_STATUSES:
            groups[fact.group].append(fact.name)
    return [("", _("Choose one")), *((group, _of(names)) for group, names in groups.items())]


def care_choices() -> Choices:
    """The care statuses of the vocabulary."""
    return _of(s for s in CARE_STATUSES if s in protocols().vocabulary.facts)


def setting_choices() -> Choices:
    """The settings of the vocabulary: where a person lives or stays."""
    return _of(protocols().vocabulary.settings)


def category_choices() -> Choices:
    """The categories of the vocabulary, and none."""
    return [("", _("The plan names no category")), *_of(protocols().vocabulary.categories)]


def agency_choices(*kinds: str) -> Choices:
    """Agencies of these kinds by name, after the answer that it is none of them."""
    return [("", _("None of these")), *((a.pk, a.name) for a in agencies() if a.kind in kinds)]


def provider_choices() -> Choices:
    """The homes, fostering services, care homes and hospitals of the county."""
    return agency_choices(*PROVIDERS)


def council_choices() -> Choices:
    """The councils of the county."""
    return agency_choices("council")


class FindPerson(GovForm):
    """Searching the register: any one of the three is enough."""

    name = forms.CharField(
        label=_("Name"), required=False, max_length=160, help_text=_("A misspelt name is found too.")
    )
    born_on = DayField(
        label=_("Date of birth"), required=False, help_text=_("For example, 31 3 2011. A doubtful date still helps.")
    )
    identifier = forms.CharField(
        label=_("Identifier"),
        required=False,
        max_length=80,
        help_text=_("NHS number, unique pupil number or police reference."),
    )


class AmendPerson(GovForm):
    """What is known of a person. Fields are named as in the record, so that two versions can stand side by side."""

    given_name = forms.CharField(label=_("Given names"), required=False, max_length=80)
    family_name = forms.CharField(label=_("Family name"), required=False, max_length=80)
    born_on = DayField(
        label=_("Date of birth"), required=False, not_future=True, help_text=_("Leave empty if it is not known.")
    )
    age_said = forms.IntegerField(
        label=_("About how old?"), required=False, min_value=0, max_value=120, help_text=AGE_HINT,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )  # fmt: skip
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, widget=Radios(inline=True))
    ethnicity = forms.CharField(label=_("Ethnicity"), required=False, max_length=80)
    language = forms.CharField(
        label=_("Language"), required=False, max_length=60, help_text=_("The one to speak with the person in.")
    )
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    home_address = forms.CharField(label=_("Home address"), required=False, max_length=200)
    setting = forms.ChoiceField(label=_("Where the person lives"), choices=setting_choices)
    description = LongTextField(
        label=_("Description"), required=False, rows=4, help_text=_("What somebody would recognise.")
    )
    keeps_safe = LongTextField(
        label=_("What keeps the person safe"),
        required=False,
        rows=4,
        help_text=_("Who they trust, what calms them, what to avoid, medicines they need."),
    )
    because = LongTextField(label=_("Why you are changing this"), rows=2, help_text=_("Who told you, and when."))

    sections = [
        (_("Who"), ["given_name", "family_name", "born_on", "age_said", "sex", "ethnicity", "language"]),
        (_("Where"), ["phone", "home_address", "setting"]),
        (_("To recognise and to keep safe"), ["description", "keeps_safe"]),
        (_("The change"), ["because"]),
    ]

    def clean(self) -> dict[str, Any]:
        """A person has at least one name, or the statement that it is not known."""
        cleaned = super().clean()
        if not (cleaned.get("given_name") or cleaned.get("family_name")):
            self.add_error("family_name", _("Enter a name, or “Not known”."))
        return cleaned


class AddFlag(GovForm):
    """A flag with its provenance: what, from whom, how to reach them (C17, A52)."""

    phrase = forms.ChoiceField(label=_("The flag"), choices=flag_choices)
    says = LongTextField(label=_("What was said or seen"), rows=3)
    from_whom = forms.CharField(label=_("Who said so"), max_length=120)
    contact = forms.CharField(label=_("How to reach them"), required=False, max_length=120)
    since = DayField(label=_("Since when"), not_future=True)


class EndFlag(GovForm):
    """Why a flag no longer applies."""

    because = LongTextField(
        label=_("Why the flag no longer applies"), rows=3, help_text=_("It stays in the history with this reason.")
    )


class AgreePlan(GovForm):
    """A new version of the trigger plan (A47, C25, C91)."""

    category = forms.ChoiceField(
        label=_("Category if the person is not where they should be"), choices=category_choices, required=False
    )
    risk = forms.ChoiceField(label=_("Lowest risk"), choices=RISKS, widget=Radios(inline=True))
    actions = LongTextField(
        label=_("What is done at once"), rows=6, help_text=_("One action on each line: what, and who does it.")
    )
    places = LongTextField(label=_("Places and people to look for first"), rows=4, required=False)
    agreed_by = forms.CharField(label=_("Who agreed it"), max_length=200, help_text=_("Name every agency."))
    review_on = DayField(label=_("Review on"), help_text=_("And after every further episode, whatever the day."))

    def clean_actions(self) -> str:
        """Keeps the lines that say something."""
        return "\n".join(line.strip() for line in self.cleaned_data["actions"].splitlines() if line.strip())


class RecordCare(GovForm):
    """A care status and the days it holds (A24, A29-A31)."""

    phrase = forms.ChoiceField(label=_("The status"), choices=care_choices, widget=Radios())
    authority = forms.ChoiceField(label=_("Responsible authority"), choices=council_choices, required=False)
    since = DayField(label=_("From"), not_future=True)
    until = DayField(label=_("Until"), required=False, help_text=_("Leave empty while it holds."))

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until <= since:
            self.add_error("until", _("The end must be after the beginning."))
        return cleaned


class EndCare(GovForm):
    """From which day a care status no longer holds, and why."""

    until = DayField(label=_("The first day on which it no longer holds"), not_future=True)
    because = LongTextField(label=_("Why it has ended"), rows=2)
