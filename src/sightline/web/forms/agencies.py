"""The forms of setting up: an agency, its desks, its people, a file. They hold no rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sightline.access.actions_setup_desks import DeskSays
from sightline.access.actions_setup_whole import AgencySays, NewPerson
from sightline.access.kinds import KINDS, KNOWN, RANKS, roles_at
from sightline.web.forms_base import Checkboxes, GovForm, LongTextField, Radios, UploadField

Choices = Sequence[tuple[Any, str]]
ROWS, MOST_ROWS = 5, 30


def _chosen(field: forms.Field, first: str, choices: Choices) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", first), *choices]


def words(role: str) -> str:
    """A role as it begins a line."""
    return role[:1].upper() + role[1:]


class AgencyForm(GovForm):
    """Page 1: what kind of agency, its name, where it belongs, how it is reached."""

    kind = forms.ChoiceField(label=_("What kind of agency is it?"), widget=Radios())
    name = forms.CharField(label=_("Name"), max_length=120)
    area = forms.ChoiceField(label=_("Protocol area"), help_text=_("The area whose protocol cards it works by."))
    police_area = forms.TypedChoiceField(label=_("Police area"), coerce=int, required=False, empty_value=None)
    council = forms.TypedChoiceField(
        label=_("Council"), coerce=int, required=False, empty_value=None,
        help_text=_("For a home, foster carers, a school: the council in whose area it is."),
    )  # fmt: skip
    phone = forms.CharField(label=_("Telephone"), max_length=40, help_text=_("Day and night, if there is one."))
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)

    def __init__(self, *args: Any, kinds: Sequence[str] = (), areas: Choices = (), police: Choices = (),
                 councils: Choices = (), **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [pair for pair in KINDS if not kinds or pair[0] in kinds]
        _chosen(self.fields["area"], gettext("Choose an area"), areas)
        _chosen(self.fields["council"], gettext("None"), councils)
        if police:
            _chosen(self.fields["police_area"], gettext("None"), police)
        else:
            del self.fields["police_area"]

    def says(self) -> AgencySays:
        """What was said, for the action."""
        said = self.cleaned_data
        return AgencySays(
            said["name"], said["kind"], said["area"], said["phone"], said["email"], said["address"],
            said.get("police_area"), said["council"],
        )  # fmt: skip


class FirstDesks(GovForm):
    """Page 2: which duty desks it begins with. Those its kind needs are chosen already."""

    desks = forms.MultipleChoiceField(label=_("Duty desks"), help_text=_("Notices go to desks. Change them later."))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = KNOWN[kind]
        self.roles = [*known.desks, *known.roles]
        field = self.fields["desks"]
        assert isinstance(field, forms.MultipleChoiceField)
        for number, role in enumerate(self.roles):
            self.fields[f"phone_{number}"] = forms.CharField(
                label=gettext("Telephone of this desk: %s") % role, required=False, max_length=40
            )
        field.widget = Checkboxes(reveals={role: [f"phone_{n}"] for n, role in enumerate(self.roles)})
        field.choices = [(role, words(role)) for role in self.roles]
        field.initial = list(known.desks)
        field.error_messages["required"] = gettext("Choose at least one desk: somebody must be told.")

    def chosen(self, phone: str) -> list[tuple[str, DeskSays]]:
        """The desks by role; without a telephone of their own they have the agency's."""
        said = self.cleaned_data
        phones = {role: said.get(f"phone_{n}") or phone for n, role in enumerate(self.roles)}
        return [(role, DeskSays(words(role), phone=phones[role])) for role in said["desks"]]


class FirstPeople(GovForm):
    """Page 3: who works there, one line each. Empty lines are left out."""

    def __init__(self, *args: Any, kind: str, rows: int = ROWS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = min(rows, MOST_ROWS)
        roles = [("", gettext("Choose a role")), *((role, words(role)) for role in roles_at(kind))]
        self.sections = []
        for n in range(1, self.rows + 1):
            self.fields[f"name_{n}"] = forms.CharField(label=gettext("Name"), required=False, max_length=120)
            self.fields[f"email_{n}"] = forms.EmailField(label=gettext("E-mail"), required=False, max_length=254)
            self.fields[f"role_{n}"] = forms.ChoiceField(label=gettext("Role"), required=False, choices=roles)
            self.sections.append((gettext("Person %d") % n, [f"name_{n}", f"email_{n}", f"role_{n}"]))

    def clean(self) -> dict[str, Any]:
        """A line that is begun must be finished; nobody stands there twice in one role."""
        said = super().clean()
        seen: set[tuple[str, str]] = set()
        for n in range(1, self.rows + 1):
            line = {part: said.get(f"{part}_{n}", "") for part in ("name", "email", "role")}
            if not any(line.values()):
                continue
            for part, value in line.items():
                if not value and f"{part}_{n}" not in self.errors:
                    label = {"name": _("name"), "email": _("e-mail address"), "role": _("role")}[part]
                    self.add_error(f"{part}_{n}", gettext("Person %(n)d has no %(what)s.") % {"n": n, "what": label})
            key = (str(line["email"]).lower(), line["role"])
            if all(key) and key in seen:
                self.add_error(f"email_{n}", gettext("Person %d stands here twice.") % n)
            seen.add(key)
        return said

    def people(self) -> list[NewPerson]:
        """The people of the lines that are filled in."""
        said = self.cleaned_data
        lines = [[said.get(f"{part}_{n}", "") for part in ("name", "email", "role")] for n in range(1, self.rows + 1)]
        return [NewPerson(*line) for line in lines if all(line)]


class ChangeAgency(GovForm):
    """How an agency is reached, and by which area's cards it works."""

    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    area = forms.ChoiceField(label=_("Protocol area"))

    def __init__(self, *args: Any, areas: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, forms.ChoiceField)
        area.choices = list(areas)


class Rename(GovForm):
    """Another name."""

    name = forms.CharField(label=_("New name"), max_length=120)
    because = forms.CharField(label=_("Why?"), max_length=200, help_text=_("The old name still finds it."))


class Merge(GovForm):
    """Into which agency."""

    into = forms.TypedChoiceField(label=_("Which agency does it become part of?"), coerce=int)
    because = forms.CharField(label=_("Why?"), max_length=200)

    def __init__(self, *args: Any, agencies: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _chosen(self.fields["into"], gettext("Choose an agency"), agencies)


class Because(GovForm):
    """The reason for an ending."""

    because = LongTextField(label=_("Why?"), rows=2, max_length=120)


class AddPerson(GovForm):
    """Somebody who works at an agency from now on."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("The person signs in with it. It must be their own.")
    )
    role = forms.ChoiceField(label=_("Role"))
    rank = forms.ChoiceField(
        label=_("Rank"), required=False, choices=[("", _("None")), *((rank, words(rank)) for rank in RANKS)]
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _chosen(self.fields["role"], gettext("Choose a role"), [(role, words(role)) for role in roles_at(kind)])
        if kind != "police":
            del self.fields["rank"]


class EndPost(GovForm):
    """Ending a post. What its holder has in hand is given to the desks only when that is said."""

    to_desk = forms.BooleanField(
        label=_("Give what is in hand to the desks that own it"), required=False,
        help_text=_("No officer is named then. The desks are told at once and must name another."),
    )  # fmt: skip
    because = forms.CharField(label=_("Why does the post end?"), max_length=120)

    def __init__(self, *args: Any, in_hand: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not in_hand:
            del self.fields["to_desk"]


class FileForm(GovForm):
    """The file, and whether it is only looked at."""

    file = UploadField(label=_("CSV file"))
    then = forms.ChoiceField(
        label=_("What should be done with it?"), initial="look", widget=Radios(),
        choices=[("look", _("Only look: say what would be set up, and what is wrong")), ("import", _("Set it up"))],
    )  # fmt: skip


class SetPassword(GovForm):
    """A new password, twice."""

    password = forms.CharField(
        label=_("New password"), strip=False, max_length=256,
        help_text=_("At least 12 characters. Three words you can remember are better than one you cannot."),
        widget=forms.PasswordInput(attrs={"class": "govuk-input", "autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The same password again"), strip=False, max_length=256,
        widget=forms.PasswordInput(attrs={"class": "govuk-input", "autocomplete": "new-password"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        said = super().clean()
        if said.get("password") and said.get("again") and said["password"] != said["again"]:
            self.add_error("again", gettext("The two passwords differ. Type the same one twice."))
        return said
