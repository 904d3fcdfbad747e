"""One export answers a subject access request or an auditor: complete, harmless in a spreadsheet, logged itself."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.audit.models import Consultation, Event
from sightline.audit.record import consulted
from sightline.audit.refusal import NotForYou, Refused
from sightline.sharing import disclosures, exports
from sightline.sharing.disclosure_queries import read_outside
from sightline.sharing.exports import QUESTION, SUBJECT_ACCESS, Wanted
from sightline.sharing.exports_packed import BEGINS_A_FORMULA, Table, as_csv, harmless
from tests.integration.sharing.acts import by_link
from tests.people import Cast

FORMULAS = ["=1+1", "+44 7700", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "|calc", "＝1"]


@pytest.fixture
def shared(cast: Cast, at: datetime) -> int:
    """Aisha, of whom a sheet was shared by a link and read; a man asked and was not told."""
    aisha = cast.person("Aisha").pk
    done = disclosures.disclose(person=aisha, by=cast.actor("social worker"), at=at, wanted=by_link(at))
    assert done.made and read_outside(token=done.made.token, code=done.made.code, at=at)
    disclosures.refuse_to_tell(person=aisha, by=cast.actor("call handler"), at=at, who="Dean Harrow", asked_for="where",
                               identity="", relation="", told="Nothing.", because="Nobody could check.")  # fmt: skip
    return aisha


def wanted(at: datetime, person: int | None, kind: str = QUESTION, **changes: Any) -> Wanted:
    days = {"since": at.date() - timedelta(days=1), "until": at.date()}
    return Wanted(**{"kind": kind, "person": person, "because": "Request 2026/17 by the board.", **days, **changes})


def opened(data: bytes) -> dict[str, str]:
    """The files of an export by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_it_holds_who_looked_what_was_shared_who_read_it_and_who_was_not_told(
    cast: Cast, at: datetime, shared: int
) -> None:
    files = opened(exports.export(by=cast.actor("superintendent"), at=at, wanted=wanted(at, shared)).data)
    assert set(files) == {
        "cover.txt", "consultations.csv", "disclosures.csv", "readings.csv", "not-told.csv", "export.json",
    }  # fmt: skip
    (row,) = table(files["disclosures.csv"])
    assert row["To"] == "Rubina Castle, Night Clinic" and row["What"] == "Name; Date of birth; Whom to ring"
    assert row["Lawful basis"].endswith("(UK GDPR article 6(1)(e))") and row["Protocol card"] == "HO-SHARING-06"
    assert table(files["readings.csv"])[0]["Who"] == "Rubina Castle, Night Clinic"
    assert table(files["not-told.csv"])[0]["Who asked"] == "Dean Harrow"
    assert {line["What was done"] for line in table(files["consultations.csv"])} >= {"view", "read a disclosure"}
    whole = json.loads(files["export.json"])
    assert whole["disclosures"] == table(files["disclosures.csv"])
    assert "Aisha Bramwell" in files["cover.txt"] and "Request 2026/17" in files["cover.txt"]


def test_what_stood_in_the_fields_is_not_in_it(cast: Cast, at: datetime, shared: int) -> None:
    data = exports.export(by=cast.actor("superintendent"), at=at, wanted=wanted(at, shared)).data
    files = opened(data)
    born = cast.person("Aisha").born_on
    assert born and not any(f"{born:%-d %B %Y}" in text for text in files.values())


def test_to_the_person_concerned_nobody_else_is_named(cast: Cast, at: datetime, shared: int) -> None:
    other = cast.person("Daniel").pk
    consulted(by=cast.actor("call handler").author, at=at, purpose="report", act="search", screen="search",
              asked={"name": "Daniel Osei"}, people=[shared, other])  # fmt: skip
    made = exports.export(by=cast.actor("superintendent"), at=at, wanted=wanted(at, shared, SUBJECT_ACCESS))
    files = opened(made.data)
    whole = "".join(text for name, text in files.items() if name != "cover.txt")
    for name in ("Rubina", "Dean Harrow", "Grace Adeyinka", "Nadia Whitlock", "Daniel", "Osei"):
        assert name not in whole, name
    line = next(r for r in table(files["consultations.csv"]) if r["What was done"] == "search")
    assert (line["Role"], line["What was asked"]) == ("call handler", "(left out)")
    assert line["How many other people the page showed"] == "1"


def test_in_an_answer_about_one_person_a_search_that_showed_another_is_left_out(
    cast: Cast, at: datetime, shared: int
) -> None:
    consulted(by=cast.actor("call handler").author, at=at, purpose="report", act="search", screen="search",
              asked={"name": "Daniel Osei"}, people=[shared, cast.person("Daniel").pk])  # fmt: skip
    data = exports.export(by=cast.actor("superintendent"), at=at, wanted=wanted(at, shared)).data
    assert "Daniel" not in "".join(opened(data).values())


def test_an_agency_gets_its_own_lines_and_what_it_shared_or_received(cast: Cast, at: datetime, shared: int) -> None:
    consulted(
        by=cast.actor("superintendent").author, at=at, purpose="duty", act="view", screen="person", people=[shared]
    )
    administrator = cast.actor("administrator")
    assert administrator.agency_kind == "police"  # sees the register's log
    council = replace(administrator, agency=cast.agency("Northmoor City Council").pk, agency_kind="council",
                      agency_name="Northmoor City Council")  # fmt: skip
    files = opened(exports.export(by=council, at=at, wanted=wanted(at, shared)).data)
    assert {r["Agency"] for r in table(files["consultations.csv"])} == {"Northmoor City Council"}
    assert len(table(files["disclosures.csv"])) == 1 and "own agency" in files["cover.txt"]
    hospital = replace(council, agency=cast.agency("Northmoor General Hospital").pk)
    files = opened(exports.export(by=hospital, at=at, wanted=wanted(at, shared)).data)
    assert table(files["disclosures.csv"]) == [] and table(files["consultations.csv"]) == []
    assert table(files["readings.csv"]) == [] and table(files["not-told.csv"]) == []


@pytest.mark.parametrize("role", ["social worker", "call handler", "registered manager", "analyst", "national unit"])
def test_only_who_may_read_the_log_may_export_it(cast: Cast, at: datetime, shared: int, role: str) -> None:
    with pytest.raises(NotForYou):
        exports.export(by=cast.actor(role), at=at, wanted=wanted(at, shared))


def test_that_it_was_made_is_on_record_with_its_hash(cast: Cast, at: datetime, shared: int) -> None:
    made = exports.export(by=cast.actor("superintendent"), at=at, wanted=wanted(at, shared))
    line = Consultation.objects.latest("id")
    assert (line.act, line.people, line.by_name) == ("export", [shared], "Miriam Castell")
    body = Event.objects.select_related("content").get(kind="log exported").content.body
    assert body["lines"] == made.lines and len(body["sha256"]) == 64


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("kind", {"kind": "curiosity"}),
        ("person", {"person": None}),
        ("until", {"until": date(2020, 1, 1)}),
        ("because", {"because": " "}),
    ],
)
def test_what_is_missing_is_said(cast: Cast, at: datetime, shared: int, field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        exports.export(by=cast.actor("superintendent"), at=at, wanted=replace(wanted(at, shared), **changes))
    assert refusal.value.field == field


def test_days_are_londons_and_both_are_included(cast: Cast, at: datetime, shared: int) -> None:
    def count(day: date) -> int:
        span = wanted(at, shared, since=day, until=day)
        return len(
            table(opened(exports.export(by=cast.actor("superintendent"), at=at, wanted=span).data)["disclosures.csv"])
        )

    assert (count(at.date()), count(at.date() - timedelta(days=1)), count(at.date() + timedelta(days=1))) == (1, 0, 0)


@pytest.mark.parametrize("cell", FORMULAS)
def test_what_begins_like_a_formula_cannot_run(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@given(cell=st.text(max_size=30))
def test_no_cell_of_a_table_begins_a_formula(cell: str) -> None:
    rows = list(csv.reader(io.StringIO(as_csv(Table("t", "t", ["head"], [[cell]])), newline="")))
    assert not rows[1][0].lstrip().startswith(BEGINS_A_FORMULA) and rows[1][0] in (
        cell.replace("\0", ""),
        "'" + cell.replace("\0", ""),
    )


def test_a_name_that_is_a_formula_arrives_as_text(cast: Cast, at: datetime) -> None:
    aisha = cast.person("Aisha").pk
    disclosures.disclose(
        person=aisha, by=cast.actor("social worker"), at=at, wanted=by_link(at, to_name="=cmd|'/c calc'!A1")
    )
    files = opened(exports.export(by=cast.actor("superintendent"), at=at, wanted=wanted(at, aisha)).data)
    assert table(files["disclosures.csv"])[0]["To"].startswith("'=cmd")
