"""Something is shared with somebody outside: a stranger fails, the code opens once, log and export show it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.integration.web.reported import decided, reported
from tests.journeys.county import County, at_once, does_not_say, fill_in, press, says, violations

pytestmark = pytest.mark.browser


def quiet(page: Page) -> None:
    """Nothing on the page keeps anybody out who cannot see or use a mouse."""
    assert violations(page) == []


def shared(worker: Page, person: int) -> tuple[str, str]:
    """The social worker shares who Aisha is with a night clinic; the address and the code, as they are shown once."""
    worker.goto(f"/people/{person}")
    worker.get_by_role("link", name="What was shared of this record").click()
    press(worker, "Share something")
    quiet(worker)
    clinic = worker.locator("a[href*='card=HO-SHARING-06'][href*='mental']")
    worker.locator("details", has=clinic).locator("summary").click()  # nothing waits to be told to a clinic
    clinic.click()
    says(worker, "It needs: name, date of birth, photograph, and whom to ring")
    for field in ("name", "date of birth", "photograph", "whom to ring"):
        expect(worker.locator(f"[name='fields'][value='{field}']")).to_be_checked()
    expect(worker.locator("[name='fields'][value='flags']")).not_to_be_checked()
    quiet(worker)
    fill_in(worker, where="outside")
    fill_in(
        worker, to_name="Rubina Castle", to_organisation="Night Clinic",
        identity="Nurse in charge; rung back on the number of the clinic.", purpose="Find the person",
        because="The home said that Aisha knows the clinic.",
        necessity="Only the clinic can say whether she was there.",
        proportionality="Who she is and whom to ring, and nothing else.",
        vital="Hers: she is fifteen and at high risk tonight.", consent="not asked",
    )  # fmt: skip
    press(worker, "Share it")
    says(worker, "Say why consent was not asked for, or cannot be given.")
    expect(worker.locator("[name='to_name']")).to_have_value("Rubina Castle")
    fill_in(worker, consent_because="She is missing and cannot be asked.")
    press(worker, "Share it")
    says(worker, "This is shown once.")
    quiet(worker)
    return worker.locator("#address").inner_text(), worker.locator("#code").inner_text()


def test_a_sheet_outside_from_sharing_to_the_export(county: County) -> None:
    at = at_once()
    episode = reported(county.cast, at - timedelta(hours=2))
    decided(county.cast, episode, at - timedelta(hours=1))
    worker, person = county.signed_in("social worker"), episode.person_id
    address, code = shared(worker, person)

    stranger = county.visitor()
    stranger.goto(address[:-3] + "xyz")
    does_not_say(stranger, "Aisha")
    fill_in(stranger, code=code)
    press(stranger, "Open")
    says(stranger, "This address and code open nothing.")
    stranger.goto(address)
    fill_in(stranger, code="0000 0000" if code != "0000 0000" else "1111 1111")
    press(stranger, "Open")
    says(stranger, "This address and code open nothing.")
    quiet(stranger)

    nurse = county.visitor(java_script_enabled=False)  # an old telephone opens it too
    nurse.goto(address)
    fill_in_plainly(nurse, code)
    says(nurse, "Aisha Bramwell")
    says(nurse, "It is for you alone. Do not pass it on.")
    does_not_say(nurse, "exploitation")
    assert [c["name"] for c in nurse.context.cookies()] == ["csrftoken"]

    again = county.visitor()
    again.goto(address)
    fill_in(again, code=code)
    press(again, "Open")
    says(again, "This address and code open nothing.")
    does_not_say(again, "Aisha")

    worker.goto(f"/people/{person}/disclosures")
    says(worker, "Rubina Castle, Night Clinic (by link)")
    quiet(worker)
    worker.locator("a[href^='/disclosures/']").last.click()
    says(worker, "1 wrong code was tried.")
    quiet(worker)
    press(worker, "Withdraw it")
    fill_in(worker, because="She is back; the clinic needs it no longer.")
    press(worker, "Withdraw it now")
    says(worker, "Withdrawn by")

    auditor = county.signed_in("superintendent")
    auditor.goto(f"/audit/export?person={person}")
    quiet(auditor)
    fill_in(auditor, kind="auditor's question", because="Request 2026/17 of the safeguarding board.")
    for box, moment in (("since", at - timedelta(days=1)), ("until", at)):
        fill_in_day(auditor, box, moment)
    with auditor.expect_download() as arriving:
        press(auditor, "Make the file")
    with zipfile.ZipFile(arriving.value.path()) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("disclosures.csv").decode("utf-8-sig"))))
        readings = archive.read("readings.csv").decode("utf-8-sig")
    assert [(r["To"], r["Protocol card"]) for r in rows] == [("Rubina Castle, Night Clinic", "HO-SHARING-06")]
    assert rows[0]["Withdrawn"] and "Rubina Castle, Night Clinic" in readings
    assert not re.search(re.escape(code.replace(" ", "")), str(rows))


def fill_in_plainly(page: Page, code: str) -> None:
    """Type the code and press the button where no script runs."""
    page.locator("[name='code']").fill(code)
    page.get_by_role("button", name="Open").click()


def fill_in_day(page: Page, name: str, moment: object) -> None:
    """Type a day into its three boxes, as London's calendar has it."""
    from datetime import datetime

    from sightline.web.words import LONDON

    assert isinstance(moment, datetime)
    local = moment.astimezone(LONDON)
    for box, value in (("day", local.day), ("month", local.month), ("year", local.year)):
        page.locator(f"[name='{name}_{box}']").fill(str(value))
