"""What goes wrong between a person and the record: lines, clocks, files, two writers. Nothing typed is lost."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from sightline.episodes.models import Enquiry, Episode, Report
from tests.integration.web.reported import decided, reported
from tests.journeys.county import County, at_once, does_not_say, fill_in, fill_in_moment, press, says, violations

WHY = "Fifteen, under an exploitation flag, and her phone is off, says Denise Farrow of the home."
pytestmark = pytest.mark.browser


@pytest.fixture
def aisha(county: County) -> int:
    """Aisha's episode: missing, high."""
    episode = reported(county.cast, at_once())
    decided(county.cast, episode, at_once())
    return int(episode.pk)


def test_a_line_lost_mid_form_is_said_and_what_was_typed_is_a_draft_when_it_is_back(county: County) -> None:
    handler = county.signed_in("call handler")
    report = f"/control-room/report/{county.cast.person('Aisha').pk}"
    handler.goto(report)
    handler.context.set_offline(True)
    handler.locator("[name=said]").press_sequentially("Aisha has not come back.")
    line = handler.locator("[data-draft-state]")
    expect(line).to_contain_text("The connection is lost. Your text is still on this page")
    handler.locator("[name=q7]").press_sequentially("No marks, no notes.")
    handler.context.set_offline(False)
    expect(line).to_contain_text("Draft saved")
    handler.reload()
    says(handler, re.compile("Draft of .* restored. It has not been sent."))
    expect(handler.locator("[name=said]")).to_have_value("Aisha has not come back.")
    expect(handler.locator("[name=q7]")).to_have_value("No marks, no notes.")
    elsewhere = county.signed_in("call handler")  # another machine: the draft is the person's, not the browser's
    elsewhere.goto(report)
    expect(elsewhere.locator("[name=said]")).to_have_value("Aisha has not come back.")


def test_a_board_says_that_its_line_is_lost_and_catches_up_when_it_is_back(county: County) -> None:
    inspector = county.signed_in("duty inspector")
    inspector.goto("/board")
    says(inspector, "Live: this page updates by itself")
    inspector.context.set_offline(True)
    reported(county.cast, at_once())
    says(inspector, "Connection lost, trying again. What you see may be out of date.")
    does_not_say(inspector, "Decide missing or absent: Aisha Bramwell")
    inspector.context.set_offline(False)
    says(inspector, "Decide missing or absent: Aisha Bramwell")


def test_the_second_of_two_deciders_sees_both_versions_and_chooses(county: County) -> None:
    episode = reported(county.cast, at_once())
    inspector, manager = county.signed_in("duty inspector"), county.signed_in("force incident manager")
    for page in (inspector, manager):
        page.goto(f"/episodes/{episode.pk}/decision")
        fill_in(page, category="missing", seriousness="high", immediacy="high", because=WHY)
    fill_in(manager, risk="high")
    press(manager, "Record the decision")
    says(manager, "The decision is recorded")
    mine = "Fifteen; Mina, her friend, told the home that she went with an older man, so the harm is near."
    fill_in(inspector, risk="high", immediacy="medium", because=mine)
    press(inspector, "Record the decision")
    both = inspector.locator(".app-conflict")
    expect(both).to_contain_text(WHY)
    expect(both).to_contain_text(mine)
    assert violations(inspector) == []
    for choice in both.locator("[value=yours]").all():
        choice.check()
    press(inspector, "Record the decision")
    says(inspector, "The decision is recorded")
    assert [d.because for d in Episode.objects.get(pk=episode.pk).decisions.order_by("at")] == [WHY, mine]


def test_a_form_that_is_pressed_twice_or_sent_again_acts_once(county: County, aisha: int) -> None:
    officer = county.signed_in("investigating officer")
    officer.goto(f"/episodes/{aisha}/enquiries/new")
    fill_in(officer, what="Ring her friend Mina")
    officer.get_by_role("button", name="Save").dblclick()
    says(officer, "The enquiry is open.")
    officer.go_back()
    expect(officer.locator("[name=what]")).to_have_value("Ring her friend Mina")
    press(officer, "Save")
    officer.wait_for_url(f"**/episodes/{aisha}*")
    assert Enquiry.objects.filter(what="Ring her friend Mina").count() == 1
    officer.go_back()
    fill_in(officer, what="Ring her friend Mina again")  # changed: a new enquiry, and nothing of it is lost
    press(officer, "Save")
    says(officer, "Ring her friend Mina again")
    assert Enquiry.objects.count() == 2


def test_two_tabs_that_send_the_same_report_make_one(county: County) -> None:
    person = county.cast.person("Daniel").pk
    one, two = county.signed_in("call handler"), county.signed_in("call handler")
    for page in (one, two):
        page.goto(f"/control-room/report/{person}")
        fill_in(page, caller_name="Mrs Osei", said="He is not home.", circumstances="Not back from school.")
    press(one, "Save the report")
    says(one, "The duty inspector has it on the duty board and decides.")
    press(two, "Save the report")
    expect(two.locator(".govuk-error-summary")).to_contain_text("already has an open episode, MP-")
    expect(two.locator("[name=said]")).to_have_value("He is not home.")
    two.get_by_role("link", name=re.compile("Add the report to the open episode")).click()
    fill_in(two, caller_name="Mrs Osei", said="He is not home.")
    press(two, "Add to the report")
    says(two, "The further report is recorded on the open episode.")
    assert Report.objects.filter(episode__person=person).count() == 2
    assert Episode.objects.filter(person=person).count() == 1


def _add(page: Page, file: Path | dict[str, object]) -> None:
    page.set_input_files("[name=file]", file)  # type: ignore[arg-type]
    press(page, "Add the picture")


def test_a_file_that_is_too_large_or_not_what_it_says_is_refused_and_the_words_stay(
    county: County, aisha: int, tmp_path: Path
) -> None:
    officer = county.signed_in("investigating officer")
    officer.goto(f"/episodes/{aisha}/attachments/new")
    fill_in(officer, title="The coat she wore")
    large = tmp_path / "photo.jpg"
    large.write_bytes(b"\xff\xd8\xff" + bytes(40 * 1024 * 1024))
    problem = officer.locator(".govuk-error-summary")
    _add(officer, large)
    expect(problem).to_contain_text("The file is 40 MB; the most is 10 MB. Send a smaller picture.", timeout=15000)
    expect(officer.locator("[name=title]")).to_have_value("The coat she wore")
    _add(officer, {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"%PDF-1.7 not a picture"})
    expect(problem).to_contain_text("The file is not a picture that can be read. Send a JPEG, PNG or WebP picture.")
    expect(officer.locator("[name=title]")).to_have_value("The coat she wore")
    assert violations(officer) == []
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "navy").save(picture, "PNG")
    _add(officer, {"name": "photo.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    says(officer, "The picture is added.")
    expect(officer.get_by_role("img", name="The coat she wore")).to_be_visible()


def test_nonsense_dates_are_named_where_they_stand_and_nothing_is_lost(county: County, aisha: int) -> None:
    officer = county.signed_in("investigating officer")
    officer.goto(f"/episodes/{aisha}/return")
    form = officer.locator("form[action$='/return/located']")
    fill_in(form, place="Her sister's flat", located_by="Her sister")
    fill_in_moment(form, "located_at", at_once() - timedelta(days=2))
    press(form, "Record the location")
    problem = officer.locator(".govuk-error-summary").first
    expect(problem).to_contain_text(re.compile("before the person was last seen", re.IGNORECASE))
    expect(form.locator("[name=place]")).to_have_value("Her sister's flat")
    assert violations(officer) == []
    handler = county.signed_in("call handler")
    handler.goto("/control-room/new?name=Somebody+New")
    fill_in(handler, born_on_day="1", born_on_month="2", born_on_year=str(at_once().year + 1), sex="female")
    press(handler, re.compile("Make the record"))
    expect(handler.locator(".govuk-error-summary")).to_contain_text(
        "Date of birth: enter today's date or an earlier one."
    )
    expect(handler.locator("[name=family_name]")).to_have_value("New")


def test_somebody_signed_out_meanwhile_finds_the_text_as_a_draft(county: County, aisha: int) -> None:
    inspector = county.signed_in("duty inspector")
    inspector.goto(f"/episodes/{aisha}/review")
    inspector.locator("[name=found]").press_sequentially("Mina has rung: she was seen at the station at six.")
    expect(inspector.locator("[data-draft-state]")).to_contain_text("Draft saved")
    other = inspector.context.new_page()
    other.goto("/board")
    press(other, "Sign out")
    inspector.locator("[name=found]").press_sequentially(" And more.")
    expect(inspector.locator("[data-draft-state]")).to_contain_text("You are signed out, so the draft was not saved.")
    back = county.signed_in("duty inspector")
    back.goto(f"/episodes/{aisha}/review")
    expect(back.locator("[name=found]")).to_have_value("Mina has rung: she was seen at the station at six.")


def test_what_somebody_has_opened_to_read_stays_open_while_the_page_moves(county: County, aisha: int) -> None:
    officer = county.signed_in("investigating officer")
    officer.goto(f"/episodes/{aisha}")
    says(officer, "Live: this page updates by itself")
    done = officer.locator("#episode-now details", has_text="done or no longer due")
    done.locator("summary").click()
    county.watcher(timedelta(minutes=11))
    says(officer, "Not acknowledged by Duty inspector: Deploy at once: Aisha Bramwell")
    expect(done).to_have_attribute("open", "")
