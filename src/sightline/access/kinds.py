"""The kinds of agency, and for each: roles that may be held there, the desks it begins with, who answers.

Every role is one of the vocabulary, under the kind it names there; a test holds the two together. Knows no table."""

from __future__ import annotations

from typing import NamedTuple

KINDS = [
    ("police", "Police area"), ("council", "Council children's services"),
    ("emergency duty team", "Emergency duty team of several councils"), ("children's home", "Children's home"),
    ("fostering", "Foster carers"), ("hospital", "Hospital"), ("health", "Designated health professionals"),
    ("interview provider", "Return interview provider"), ("adult care", "Adult care home"), ("school", "School"),
    ("youth offending", "Youth offending service"), ("probation", "Probation service"), ("charity", "Charity"),
    ("national unit", "National unit"),
]  # fmt: skip
ANY_KIND = ("administrator", "analyst")


class Kind(NamedTuple):
    """One kind of agency: its kind in the vocabulary, the desks it begins with, further roles, who answers for all."""

    known_as: str
    desks: tuple[str, ...]
    roles: tuple[str, ...] = ()
    answers: str = ""

    @property
    def every_role(self) -> tuple[str, ...]:
        """Every role somebody may hold at an agency of this kind."""
        return (*self.desks, *self.roles, *ANY_KIND)


KNOWN = {
    "police": Kind(
        "police",
        ("call handler", "duty inspector", "force incident manager", "superintendent", "missing person coordinator",
         "investigating officer"),
        ("supervisor", "neighbourhood officer", "detective superintendent", "area commander", "public protection unit",
         "child abuse referral manager", "police safeguarding team", "senior investigating officer",
         "public protection inspector", "chief officer", "crime and vulnerability officer", "child abuse team",
         "police exploitation coordinator", "police exploitation team", "safeguarding team supervisor",
         "offender management team", "police intelligence", "Police National Computer team"),
        answers="duty inspector",
    ),
    "council": Kind(
        "local authority",
        ("social worker", "team manager", "emergency duty team"),
        ("service manager", "independent reviewing officer", "education welfare officer", "adult social care",
         "multi-agency safeguarding hub", "children missing education team", "personal adviser", "assistant director",
         "head of fostering", "exploitation lead", "director of children's services", "manager for missing children",
         "accountable manager"),
        answers="team manager",
    ),
    "emergency duty team": Kind("local authority", ("emergency duty team",), ("team manager",), "team manager"),
    "children's home": Kind("provider", ("registered manager",), ("on-call manager",), "registered manager"),
    "fostering": Kind("provider", ("foster carer",), ("on-call manager",), "foster carer"),
    "interview provider": Kind("provider", ("return interviewer",), (), "return interviewer"),
    "adult care": Kind("provider", ("registered manager",), ("on-call manager",), "registered manager"),
    "hospital": Kind("health", ("health professional",), ("designated nurse", "mental health services"),
                     "health professional"),
    "health": Kind("health", ("designated nurse",), ("health professional",), "designated nurse"),
    "school": Kind("education", ("school safeguarding lead",),
                   ("head teacher", "designated education professional"), "head teacher"),
    "youth offending": Kind("local authority", ("social worker",), ("team manager",), "team manager"),
    "probation": Kind("other", ("ambulance, fire, probation and hospitals",), (),
                      "ambulance, fire, probation and hospitals"),
    "charity": Kind("voluntary", ("voluntary organisation",), ("Missing People",), "voluntary organisation"),
    "national unit": Kind("national", ("national unit",), ("CEOP",), "national unit"),
}  # fmt: skip
# The ranks that decide on the police side, in their order: what “rank” of a post may be.
RANKS = ("constable", "sergeant", "inspector", "chief inspector", "superintendent", "chief superintendent")


def roles_at(kind: str) -> tuple[str, ...]:
    """The roles somebody may hold at an agency of this kind; none for a kind nobody knows."""
    return KNOWN[kind].every_role if kind in KNOWN else ()


def role_named(kind: str, text: str) -> str:
    """The role a text means at this kind of agency, whatever its capitals; the text itself where it means none."""
    return next((role for role in roles_at(kind) if role.casefold() == text.strip().casefold()), text.strip())
