"""The grounds in law on which something is disclosed, as closed lists, and which of them a sharing card's basis means.

Names the provisions; copies none of their words, and is no legal advice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Ground(NamedTuple):
    """One ground: its key, what it says in plain words, the provision, and what choosing it asks for besides.

    `police`: only for the police. `needs` names a further answer: consent given, or whose vital interest.
    """

    key: str
    says: str
    law: str
    police: bool = False
    needs: str = ""

    @property
    def words(self) -> str:
        """The ground as a form offers it."""
        return f"{self.says} ({self.law})"


def _by_key(*grounds: Ground) -> Mapping[str, Ground]:
    return {ground.key: ground for ground in grounds}


# The lawful basis: one of these, always.
BASES = _by_key(
    Ground("public task", "A task in the public interest or an official function", "UK GDPR article 6(1)(e)"),
    Ground("legal obligation", "The law requires it", "UK GDPR article 6(1)(c)"),
    Ground("vital interests", "To protect somebody's life", "UK GDPR article 6(1)(d)", needs="vital"),
    Ground("law enforcement", "A police purpose: to prevent, investigate or detect crime, or protect the public",
           "Data Protection Act 2018, part 3, section 35", police=True),
    Ground("legitimate interests", "A legitimate interest that outweighs the person's", "UK GDPR article 6(1)(f)"),
    Ground("consent", "The person, or whoever decides for them, agreed", "UK GDPR article 6(1)(a)", needs="consent"),
)  # fmt: skip
# The condition for what the law guards specially: health, origin, sexual life, beliefs. Needed where a field holds it.
CONDITIONS = _by_key(
    Ground("safeguarding", "Safeguarding of a child or of an adult at risk",
           "UK GDPR article 9(2)(g); Data Protection Act 2018, schedule 1, paragraph 18"),
    Ground("vital interests, cannot consent", "To protect life, where the person cannot consent",
           "UK GDPR article 9(2)(c)", needs="vital"),
    Ground("health or social care", "Health or social care, by people bound to secrecy",
           "UK GDPR article 9(2)(h); Data Protection Act 2018, schedule 1, paragraph 2"),
    Ground("police, safeguarding", "A police purpose, strictly necessary to safeguard a child or an adult at risk",
           "Data Protection Act 2018, section 35 and schedule 8, paragraph 4", police=True),
    Ground("police, vital interests", "A police purpose, strictly necessary to protect life",
           "Data Protection Act 2018, section 35 and schedule 8, paragraph 3", police=True, needs="vital"),
    Ground("explicit consent", "The person agreed, in so many words", "UK GDPR article 9(2)(a)", needs="consent"),
)  # fmt: skip
# The duty or power that a body acts under: what makes it its task.
POWERS = _by_key(
    Ground("safeguard and promote welfare", "Duty to safeguard and promote the welfare of children",
           "Children Act 2004, section 11"),
    Ground("cooperate", "Duty of partners to cooperate for children's wellbeing", "Children Act 2004, section 10"),
    Ground("section 47", "Help with enquiries into significant harm", "Children Act 1989, section 47(9)"),
    Ground("looked after child", "Duties to a looked after child, and to consult the parents",
           "Children Act 1989, section 22"),
    Ground("adult at risk", "Cooperation for an adult with needs for care and support",
           "Care Act 2014, sections 6, 7 and 42"),
    Ground("common law police", "Police disclosure at common law, to protect life or prevent harm", "common law",
           police=True),
    Ground("crime and disorder", "To reduce crime and disorder", "Crime and Disorder Act 1998, section 115"),
    Ground("regulator", "Notice to a regulator, or an agreement with it", "the regulations of that regulator"),
    Ground("education", "Information about a pupil", "Education (Pupil Information) (England) Regulations"),
    Ground("children's homes", "Notices and visits of children's homes",
           "Children's Homes (England) Regulations 2015"),
    Ground("agreement", "An information sharing agreement or a local protocol", "as the agreement says"),
    Ground("private life", "The person's own right to private life, which the disclosure keeps",
           "Human Rights Act 1998, article 8"),
    Ground("abduction", "A child taken abroad", "Hague Convention of 1980"),
    Ground("court", "An order of a court", "as the order says"),
    Ground("another", "Another duty or power", "say which in the reason"),
)  # fmt: skip


class Meant(NamedTuple):
    """What a card's words of a basis mean in the closed lists: where the form begins."""

    basis: str = "public task"
    condition: str = "safeguarding"
    power: str = "another"


# What stands in the basis of cards, by a part of its words; the first that is found counts.
WORDS: tuple[tuple[str, Meant], ...] = (
    ("vital interests", Meant("vital interests", "vital interests, cannot consent", "safeguard and promote welfare")),
    ("consent", Meant("consent", "explicit consent", "another")),
    ("Human Rights Act", Meant(power="private life")),
    ("common law police", Meant("law enforcement", "police, safeguarding", "common law police")),
    ("policing purpose", Meant("law enforcement", "police, safeguarding", "common law police")),
    ("sections 10", Meant(power="cooperate")),
    ("section 10", Meant(power="cooperate")),
    ("keep parents informed", Meant(power="looked after child")),
    ("Children Act 1989", Meant(power="looked after child")),
    ("Children Act 2004", Meant(power="safeguard and promote welfare")),
    ("Pupil Information", Meant("legal obligation", "safeguarding", "education")),
    ("regulator", Meant("legal obligation", "safeguarding", "regulator")),
    ("homes regulations", Meant("legal obligation", "safeguarding", "children's homes")),
    ("regulations", Meant("legal obligation", "safeguarding", "another")),
    ("Hague", Meant(power="abduction")),
    ("agreement", Meant(power="agreement")),
    ("protocol", Meant(power="agreement")),
    ("statutory", Meant("legal obligation", "safeguarding", "safeguard and promote welfare")),
    ("Children", Meant(power="safeguard and promote welfare")),
)


def meant(basis: str, *, police: bool) -> Meant:
    """What a card's basis means, for the police or for another agency: a police ground is theirs alone."""
    found = next((m for words, m in WORDS if words in basis), Meant())
    if police:
        return found
    return Meant(
        "public task" if BASES[found.basis].police else found.basis,
        "safeguarding" if CONDITIONS[found.condition].police else found.condition,
        "another" if POWERS[found.power].police else found.power,
    )


def offered(grounds: Mapping[str, Ground], *, police: bool) -> list[Ground]:
    """The grounds that an agency may choose from."""
    return [ground for ground in grounds.values() if police or not ground.police]


def needs(keys: Iterable[str]) -> set[str]:
    """What the chosen grounds ask for besides: `vital`, `consent`."""
    every = {**BASES, **CONDITIONS, **POWERS}
    return {every[key].needs for key in keys if key in every and every[key].needs}
