"""The call handler's forms: search, new person, report with the area's questions, further report. Decide nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from sightline.engine import Question
from sightline.episodes.actions.report import Answered, Told
from sightline.people.search import split_name
from sightline.web.forms.person import AGE_HINT
from sightline.web.forms.questions import OTHER, Groups, QuestionsForm
from sightline.web.forms_base import Checkboxes, DayField, GovForm, LongTextField, MomentField, Radios

SEXES = [("female", _("Female")), ("male", _("Male")), ("unknown", _("Not known"))]
WEIGHT = {"no": 0, "not known": 1, "yes": 2}
Choice = tuple[int, str]


class SearchForm(GovForm):
    """Whom the caller speaks of: any one of the three is enough."""

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    born_on = DayField(label=_("Date of birth"), required=False, not_future=True)
    identifier = forms.CharField(
        label=_("Identifier"), required=False, max_length=80,
        help_text=_("NHS number, unique pupil number or police reference."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    @property
    def asks(self) -> dict[str, Any]:
        """What can be searched for already; empty while too little is typed. A half-typed date of birth is left out."""
        if not self.is_bound:
            return {}
        self.is_valid()
        told = {key: self.cleaned_data.get(key) for key in ("name", "born_on", "identifier")}
        name, identifier = (told["name"] or "").strip(), (told["identifier"] or "").strip()
        return (
            {"name": name, "born_on": told["born_on"], "identifier": identifier} if len(name) > 1 or identifier else {}
        )

    @property
    def born_in_doubt(self) -> bool:
        """Whether something stands in the date of birth that is not a date yet."""
        return self.is_bound and "born_on" in self.errors


class NewPersonForm(GovForm):
    """A person nobody has on record. `alike`: those who might be the same; each must be said to be somebody else."""

    given_name = forms.CharField(label=_("First name"), required=False, max_length=80)
    family_name = forms.CharField(
        label=_("Family name"),
        required=False,
        max_length=80,
        help_text=_("If nobody knows it, write “Not known” and describe the person."),
    )
    born_on = DayField(
        label=_("Date of birth"), required=False, not_future=True, help_text=_("Leave empty if nobody knows it.")
    )
    age_said = forms.IntegerField(
        label=_("About how old?"), required=False, min_value=0, max_value=120, help_text=AGE_HINT,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )  # fmt: skip
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, widget=Radios(inline=True))
    description = LongTextField(
        label=_("Description"),
        required=False,
        rows=4,
        max_length=2000,
        help_text=_("Height, build, hair, clothes, anything that marks the person out."),
    )
    not_the_same_as = forms.TypedMultipleChoiceField(
        label=_("Is it one of these people? Tick each who is somebody else"),
        required=False,
        coerce=int,
        widget=Checkboxes(),
    )

    def __init__(self, *args: Any, alike: Sequence[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["not_the_same_as"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(str(number), words) for number, words in alike]
        if not alike:
            del self.fields["not_the_same_as"]

    @staticmethod
    def starting_from(searched: dict[str, Any]) -> dict[str, Any]:
        """The first values, from what was searched for."""
        given, family = split_name(searched.get("name", ""))
        return {"given_name": given, "family_name": family, "born_on": searched.get("born_on")}


class _Caller(GovForm):
    caller_name = forms.CharField(
        label=_("Caller's name"), max_length=120, help_text=_("Write “not given” if the caller will not say.")
    )
    caller_relation = forms.CharField(label=_("Who is the caller to the person?"), required=False, max_length=80)
    caller_phone = forms.CharField(
        label=_("Caller's telephone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    caller_agency = forms.TypedChoiceField(
        label=_("Agency the caller speaks for"), required=False, coerce=int, empty_value=None
    )
    said = LongTextField(label=_("What the caller said"), rows=4, max_length=4000)

    def offer_agencies(self, agencies: Iterable[Choice]) -> None:
        """Which agencies may be chosen; none is right for family and the public."""
        field = self.fields["caller_agency"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", say("None: family, friend or the public")), *((str(n), words) for n, words in agencies)]

    def told(self) -> Told:
        """Who told us, for the record: the provenance of everything below (C17)."""
        data = self.cleaned_data
        return Told(name=data.get("caller_name") or say("not given"), relation=data.get("caller_relation") or "",
                    phone=data.get("caller_phone") or "", agency=data.get("caller_agency"))  # fmt: skip


class AgainForm(_Caller):
    """A further report of somebody who has an open episode already (C28)."""

    disputes = forms.BooleanField(
        label=_("The caller does not agree with the decision"), required=False,
        help_text=_("It goes to the force incident manager. Do not argue; write down what the caller says."),
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: Iterable[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_agencies(agencies)


class ReportForm(_Caller, QuestionsForm):
    """Caller, what happened, the area's questions. Sent with `deploy` it asks for nothing: officers go now (C14)."""

    from_whom = None  # type: ignore[assignment]  # the caller
    relation = None  # type: ignore[assignment]
    contact = None  # type: ignore[assignment]
    last_seen_at = MomentField(
        label=_("When the person was last seen"),
        required=False,
        initial=None,
        help_text=_("Leave empty if nobody knows."),
    )
    last_seen_place = forms.CharField(label=_("Where the person was last seen"), required=False, max_length=200)
    gone_at = MomentField(
        label=_("When the person went missing"),
        required=False,
        initial=None,
        help_text=_("If that is not when they were last seen: when they were due, or found gone."),
    )
    gone_from = forms.CharField(label=_("From where they went missing"), required=False, max_length=200)
    circumstances = LongTextField(label=_("What has happened"), rows=4, max_length=4000)
    field_order = [
        "caller_name",
        "caller_relation",
        "caller_phone",
        "caller_agency",
        "said",
        "last_seen_at",
        "last_seen_place",
        "gone_at",
        "gone_from",
        "circumstances",
    ]

    def __init__(self, data: Any = None, *args: Any, questions: Sequence[Question] = (), groups: Groups = (),
                 agencies: Iterable[Choice] = (), **kwargs: Any) -> None:  # fmt: skip
        self.deploys = bool(data and data.get("deploy"))
        self.questions = tuple(questions)
        super().__init__(data, *args, questions=questions, groups=groups, **kwargs)
        self.offer_agencies(agencies)

    @property
    def first_part(self) -> list[forms.BoundField]:
        """The fields asked before the questions."""
        return [self[name] for name in self.field_order]

    @property
    def asked(self) -> list[tuple[Question, list[forms.BoundField], forms.BoundField]]:
        """Each question with its choices and the box for the words of the answer."""
        return [
            (q, [self[n] for n, (of, _phrase) in self.facts.items() if of == q.id], self[q.id]) for q in self.questions
        ]

    @property
    def other(self) -> list[forms.BoundField]:
        """The fields for a fact that no question asks about."""
        return [self[name] for name in OTHER]

    def clean(self) -> dict[str, Any]:
        """Evident danger waits for no answer: whatever is missing or misread is left to be asked later (C14)."""
        cleaned = super().clean()
        if self.deploys:
            for name in [n for n in self.errors if n in self.fields and isinstance(self.fields[n], forms.CharField)]:
                # too long, cut off, or with a NUL in it: kept as far as the record can hold it
                typed = str(self[name].data or "").replace("\0", "").strip()
                cleaned[name] = typed[: getattr(self.fields[name], "max_length", None)]
            self.errors.clear()
        return cleaned

    @property
    def misread(self) -> list[str]:
        """What was typed where it could not be read, as words, so that a deployment loses none of it."""
        named = (("last_seen_at", say("Last seen, as typed: %s")), ("gone_at", say("Went missing, as typed: %s")))
        lost = [(self[name].data or [], words) for name, words in named if not self.cleaned_data.get(name)]
        typed = [
            (" ".join(str(part).replace("\0", "").strip() for part in data if part), words) for data, words in lost
        ]
        return [words % text for text, words in typed if text]

    def story(self) -> str:
        """What has happened, with the words of answers that settle no single fact."""
        data = self.cleaned_data
        settled = (
            {question for question, _phrase in self.facts.values()}
            if not self.deploys
            else {a.question for a in self.answered()}
        )
        loose = [f"{q.text} {data[q.id]}" for q in self.questions if q.id not in settled and data.get(q.id)]
        if self.deploys and data.get("other_says") and not data.get("other_answer"):
            loose.append(data["other_says"])
        parts = [data.get("circumstances") or "", *self.misread, *loose]
        return "\n".join(part for part in parts if part) or self.heard()

    def heard(self) -> str:
        """What the caller said, or the plain fact that there was no time to write it down."""
        return (
            self.cleaned_data.get("said")
            or self.cleaned_data.get("circumstances")
            or say("Danger was evident: officers were sent before the questions were finished.")
        )

    def answered(self) -> list[Answered]:
        """What was answered. Half-filled answers count as far as they go: a deployment cannot wait."""
        data = self.cleaned_data
        given = [Answered(p, data[n], data.get(q) or "", q) for n, (q, p) in self.facts.items() if data.get(n)]
        if data.get("other_fact") and data.get("other_answer"):
            given.append(Answered(data["other_fact"], data["other_answer"], data.get("other_says") or ""))
        best: dict[str, Answered] = {}
        for one in given:
            if one.phrase not in best or WEIGHT[one.answer] > WEIGHT[best[one.phrase].answer]:
                best[one.phrase] = one
        return list(best.values())
