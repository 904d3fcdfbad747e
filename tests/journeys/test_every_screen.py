"""Every screen there is: accessible, light, quiet on the console, and no wider than a telephone. A new one joins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from sightline.web.urls import urlpatterns
from tests.journeys.county import County, at_once, fresh_database, violations
from tests.journeys.stage import SOUTH, Stage, set_stage
from tests.people import Cast

MOST = 100_000  # bytes of one page as they travel, with an empty cache, without pictures
# The whole protocol of an area is for paper: some five hundred cards in one document, and as heavy as they are.
FOR_PAPER = {"/protocols/print?area=birmingham&section=all": 300_000}
PICTURES = ("Image", "EventSource")
PHONE = {"width": 320, "height": 640}
pytestmark = pytest.mark.browser


class Seen(NamedTuple):
    """One screen as somebody sees it. An empty role: nobody has signed in."""

    pattern: str
    role: str
    address: str
    agency: str = ""


ADMINISTRATOR = "administrator"
INSPECTOR, OFFICER, HANDLER = "duty inspector", "investigating officer", "call handler"
WORKER, CARER, COORDINATOR = "social worker", "registered manager", "missing person coordinator"
LEAD, WELFARE = "school safeguarding lead", "education welfare officer"
HOME, LODGE, WARD = "Rowan House", "Willow Lodge", "Fernbank"
SEEN = [
    Seen("sign-in", "", "/sign-in"),
    Seen("sign-in/post", OFFICER, "/sign-in/post"),
    Seen("control-room", HANDLER, "/control-room"),
    Seen("control-room", HANDLER, "/control-room?name=aisha"),
    Seen("control-room", HANDLER, "/control-room?name=Nobody+Here"),
    Seen("control-room/new", HANDLER, "/control-room/new?name=Nobody+Here"),
    Seen("control-room/report/<int:person>", HANDLER, "/control-room/report/{nobody}"),
    Seen("control-room/report/<int:person>/again", HANDLER, "/control-room/report/{person}/again"),
    Seen("board", INSPECTOR, "/board"),
    Seen("board", "force incident manager", "/board", SOUTH),
    Seen("board", WORKER, "/board"),
    Seen("board", CARER, "/board", LODGE),
    Seen("duties/<int:duty>", WORKER, "/duties/{duty}"),
    Seen("episodes/<int:episode>/decision", INSPECTOR, "/episodes/{undecided}/decision"),
    Seen("episodes/<int:episode>/decision", INSPECTOR, "/episodes/{episode}/decision"),
    Seen("episodes/<int:episode>/questions", OFFICER, "/episodes/{episode}/questions"),
    Seen("episodes/<int:episode>/review", "supervisor", "/episodes/{episode}/review"),
    Seen("episodes/<int:episode>/deploy", INSPECTOR, "/episodes/{episode}/deploy"),
    Seen("episodes", OFFICER, "/episodes"),
    Seen("episodes/<int:episode>", INSPECTOR, "/episodes/{episode}"),
    Seen("episodes/<int:episode>", OFFICER, "/episodes/{closed}"),
    Seen("episodes/<int:episode>", WORKER, "/episodes/{back}"),
    Seen("episodes/<int:episode>", CARER, "/episodes/{watched}", LODGE),
    Seen("episodes/<int:episode>/timeline", OFFICER, "/episodes/{episode}/timeline"),
    Seen("episodes/<int:episode>/enquiries/new", OFFICER, "/episodes/{episode}/enquiries/new"),
    Seen("episodes/<int:episode>/enquiries/<int:number>", OFFICER, "/episodes/{episode}/enquiries/{enquiry}"),
    Seen("episodes/<int:episode>/searches/new", OFFICER, "/episodes/{episode}/searches/new"),
    Seen("episodes/<int:episode>/sightings/new", OFFICER, "/episodes/{episode}/sightings/new"),
    Seen("episodes/<int:episode>/contacts/new", OFFICER, "/episodes/{episode}/contacts/new"),
    Seen("episodes/<int:episode>/attachments/new", OFFICER, "/episodes/{episode}/attachments/new"),
    Seen("episodes/<int:episode>/handover", INSPECTOR, "/episodes/{undecided}/handover"),
    Seen("handovers/<int:number>", INSPECTOR, "/handovers/{handover}", SOUTH),
    Seen("episodes/<int:episode>/return", OFFICER, "/episodes/{episode}/return"),
    Seen("episodes/<int:episode>/return", WORKER, "/episodes/{back}/return"),
    Seen("episodes/<int:episode>/return", OFFICER, "/episodes/{closed}/return"),
    Seen("people", OFFICER, "/people"),
    Seen("people", OFFICER, "/people?name=aisha"),
    Seen("people/<int:person_id>", COORDINATOR, "/people/{person}"),
    Seen("people/<int:person_id>", CARER, "/people/{person}", HOME),
    Seen("people/<int:person_id>/amend", WORKER, "/people/{person}/amend"),
    Seen("people/<int:person_id>/flags/new", WORKER, "/people/{person}/flags/new"),
    Seen("people/<int:person_id>/flags/<int:flag_id>/end", WORKER, "/people/{person}/flags/{flag}/end"),
    Seen("people/<int:person_id>/trigger-plan", COORDINATOR, "/people/{person}/trigger-plan"),
    Seen("people/<int:person_id>/placement", WORKER, "/people/{person}/placement"),
    Seen("people/<int:person_id>/care", WORKER, "/people/{person}/care"),
    Seen("people/<int:person_id>/care/<int:care_id>/end", WORKER, "/people/{person}/care/{care}/end"),
    Seen("emergency", "designated nurse", "/emergency"),
    Seen("emergency/reviews", COORDINATOR, "/emergency/reviews"),
    Seen("emergency/reviews/<int:glass>", COORDINATOR, "/emergency/reviews/{glass}"),
    Seen("people/<int:person>/restricted", INSPECTOR, "/people/{person}/restricted"),
    Seen("people/<int:person>/restricted", INSPECTOR, "/people/{apart}/restricted"),
    Seen("people/<int:person>/restricted/lift", INSPECTOR, "/people/{apart}/restricted/lift"),
    Seen("people/<int:person>/restricted/<int:post>/off", INSPECTOR, "/people/{apart}/restricted/{listed}/off"),
    Seen("people/<int:person>/kept-apart", OFFICER, "/people/{person}/kept-apart?episode={episode}"),
    Seen("people/<int:person>/kept-apart/<int:fact>", INSPECTOR, "/people/{person}/kept-apart/{fact}"),
    Seen("people/<int:person>/kept-apart/<int:fact>", WORKER, "/people/{person}/kept-apart/{fact}"),
    Seen("people/<int:person>/kept-apart/<int:fact>/off", INSPECTOR, "/people/{person}/kept-apart/{fact}/off"),
    Seen("people/<int:person>/kept-apart/<int:fact>/end", INSPECTOR, "/people/{person}/kept-apart/{fact}/end"),
    Seen("people/<int:person_id>", WORKER, "/people/{person}"),
    Seen("people/<int:person_id>/placement/offer", WORKER, "/people/{person}/placement/offer"),
    Seen("people/<int:person_id>/placement/duties", WORKER, "/people/{person}/placement/duties"),
    Seen("people/<int:person_id>/offers/<int:offer_id>/confirm", WORKER, "/people/{person}/offers/{offer}/confirm"),
    Seen("people/<int:person_id>/offers/<int:offer_id>/withdraw", WORKER, "/people/{person}/offers/{offer}/withdraw"),
    Seen("people/<int:person_id>/placements/<int:placement_id>/end", WORKER, "/people/{person}/placements/{home}/end"),
    Seen(
        "people/<int:person_id>/placements/<int:placement_id>/told", WORKER, "/people/{person}/placements/{home}/told"
    ),
    Seen("people/<int:person_id>/profile", CARER, "/people/{person}/profile", HOME),
    Seen("people/<int:person_id>/profile", OFFICER, "/people/{nobody}/profile"),
    Seen("people/<int:person_id>/profile/<slug:section>", CARER, "/people/{person}/profile/risk", HOME),
    Seen("people/<int:person_id>/profile/agree", CARER, "/people/{person}/profile/agree", HOME),
    Seen("people/<int:person_id>/profile/photo", CARER, "/people/{person}/profile/photo", HOME),
    Seen("people/<int:person_id>/profile/print", OFFICER, "/people/{person}/profile/print"),
    Seen("people/<int:person_id>/profile/versions/<int:number>", WORKER, "/people/{person}/profile/versions/1"),
    Seen("placements", WORKER, "/placements"),
    Seen("placements", COORDINATOR, "/placements", SOUTH),
    Seen("profiles", WORKER, "/profiles"),
    Seen("profiles", CARER, "/profiles", HOME),
    Seen("duty-team", WORKER, "/duty-team"),
    Seen("duty-team", "emergency duty team", "/duty-team"),
    Seen("episodes/<int:episode>/care-report", CARER, "/episodes/{episode}/care-report", HOME),
    Seen("residents/histories/<int:offer_id>", CARER, "/residents/histories/{offer}", LODGE),
    Seen("residents/episodes/<int:episode_id>/update", CARER, "/residents/episodes/{episode}/update", HOME),
    Seen("my-work", OFFICER, "/my-work"),
    Seen("my-work", "return interviewer", "/my-work"),
    Seen("residents", CARER, "/residents", LODGE),
    Seen("residents", "foster carer", "/residents"),
    Seen("residents/<int:person_id>/absence", CARER, "/residents/{watched_person}/absence", LODGE),
    Seen("residents/<int:person_id>/report", CARER, "/residents/{person}/report", HOME),
    Seen("residents/absences/<int:episode_id>", CARER, "/residents/absences/{watched}", LODGE),
    Seen("residents/episodes/<int:episode_id>", CARER, "/residents/episodes/{episode}", HOME),
    Seen("protocols", OFFICER, "/protocols"),
    Seen("protocols", OFFICER, "/protocols?q=nothing+of+the+kind"),
    Seen("protocols/by-document", WORKER, "/protocols/by-document"),
    Seen("protocols/by-document", WORKER, "/protocols/by-document?document=dfe-2014&area=west-midlands"),
    Seen("protocols/by-moment", WORKER, "/protocols/by-moment"),
    Seen("protocols/by-moment", WORKER, "/protocols/by-moment?moment=report"),
    Seen("protocols/by-role", WORKER, "/protocols/by-role"),
    Seen("protocols/by-role", WORKER, "/protocols/by-role?role=social+worker"),
    Seen("protocols/by-role", INSPECTOR, "/protocols/by-role?role=duty+inspector&part=hears"),
    Seen("protocols/compare", COORDINATOR, "/protocols/compare"),
    Seen("protocols/compare", COORDINATOR, "/protocols/compare?a=birmingham&b=thames-valley"),
    Seen("protocols/compare", COORDINATOR, "/protocols/compare?a=birmingham&b=thames-valley&part=times"),
    Seen("protocols/compare", COORDINATOR, "/protocols/compare?a=birmingham&b=wales&part=a"),
    Seen("protocols/print", COORDINATOR, "/protocols/print"),
    Seen("protocols/print", COORDINATOR, "/protocols/print?area=birmingham"),
    Seen("protocols/print", COORDINATOR, "/protocols/print?area=birmingham&section=settled"),
    Seen("protocols/print", COORDINATOR, "/protocols/print?area=birmingham&section=all"),
    Seen("protocols/coverage", COORDINATOR, "/protocols/coverage"),
    Seen("protocols/coverage", COORDINATOR, "/protocols/coverage?section=D"),
    Seen("protocols/<str:card_id>", OFFICER, "/protocols/TV-ABSENCE-01"),
    Seen("protocols/<str:card_id>", OFFICER, "/protocols/WMP-CATEGORY-02"),
    Seen("protocols/<str:card_id>", OFFICER, "/protocols/APP-SHARE-01?area=thames-valley"),
    Seen("oversight", COORDINATOR, "/oversight"),
    Seen("oversight", "team manager", "/oversight?days=365"),
    Seen("oversight", "analyst", "/oversight"),
    Seen("oversight/<slug:key>", COORDINATOR, "/oversight/open-everywhere"),
    Seen("oversight/<slug:key>", COORDINATOR, "/oversight/least-done?all=yes"),
    Seen("oversight/<slug:key>", COORDINATOR, "/oversight/completeness"),
    Seen("oversight/<slug:key>", "team manager", "/oversight/help"),
    Seen("oversight/<slug:key>", "analyst", "/oversight/never-offered"),
    Seen("audit", "administrator", "/audit"),
    Seen("episodes/<int:episode>/family", OFFICER, "/episodes/{episode}/family"),
    Seen("episodes/<int:episode>/family", WORKER, "/episodes/{episode}/family"),
    Seen("episodes/<int:episode>/family", OFFICER, "/episodes/{undecided}/family"),
    Seen("episodes/<int:episode>/family/weigh", OFFICER, "/episodes/{episode}/family/weigh"),
    Seen("episodes/<int:episode>/family/contact", OFFICER, "/episodes/{episode}/family/contact"),
    Seen("episodes/<int:episode>/family/update", OFFICER, "/episodes/{episode}/family/update"),
    Seen("episodes/<int:episode>/family/answer", OFFICER, "/episodes/{episode}/family/answer?note={note}"),
    Seen("episodes/<int:episode>/family/last", OFFICER, "/episodes/{episode}/family/last"),
    Seen("episodes/<int:episode>/family/end", OFFICER, "/episodes/{episode}/family/end"),
    Seen("episodes/<int:episode>/family/charity", OFFICER, "/episodes/{episode}/family/charity"),
    Seen("family/<str:token>", "", "/family/nothing-of-the-kind"),
    Seen("family/<str:token>", "", "/family/nothing-of-the-kind?lang=cy"),
    Seen("episodes/<int:episode>/publicity", OFFICER, "/episodes/{episode}/publicity"),
    Seen("episodes/<int:episode>/publicity", OFFICER, "/episodes/{undecided}/publicity"),
    Seen("episodes/<int:episode>/publicity/write", OFFICER, "/episodes/{undecided}/publicity/write"),
    Seen("episodes/<int:episode>/publicity/decide", "superintendent", "/episodes/{episode}/publicity/decide"),
    Seen("episodes/<int:episode>/publicity/publish", OFFICER, "/episodes/{episode}/publicity/publish"),
    Seen("episodes/<int:episode>/publicity/outlet", OFFICER, "/episodes/{episode}/publicity/outlet"),
    Seen("episodes/<int:episode>/publicity/down", OFFICER, "/episodes/{episode}/publicity/down"),
    Seen("episodes/<int:episode>/publicity/alert", "superintendent", "/episodes/{episode}/publicity/alert"),
    Seen("appeals/<str:token>", "", "/appeals/{poster}"),
    Seen("episodes/<int:episode>/areas", INSPECTOR, "/episodes/{episode}/areas"),
    Seen("episodes/<int:episode>/areas", INSPECTOR, "/episodes/{undecided}/areas", SOUTH),
    Seen("episodes/<int:episode>/areas/leave", INSPECTOR, "/episodes/{undecided}/areas/leave", SOUTH),
    Seen("episodes/<int:episode>/dispute", INSPECTOR, "/episodes/{undecided}/dispute", SOUTH),
    Seen("handovers/<int:number>/withdraw", INSPECTOR, "/handovers/{handover}/withdraw"),
    Seen("disputes/<int:number>", INSPECTOR, "/disputes/{dispute}"),
    Seen("disputes/<int:number>/decision", "superintendent", "/disputes/{dispute}/decision"),
    Seen("episodes/<int:episode>/elsewhere", INSPECTOR, "/episodes/{undecided}/elsewhere"),
    Seen("elsewhere/<int:number>", INSPECTOR, "/elsewhere/{elsewhere}", SOUTH),
    Seen("missing-now", COORDINATOR, "/missing-now"),
    Seen("missing-now", "national unit", "/missing-now?risk=high&zoom=county"),
    Seen("school", LEAD, "/school"),
    Seen("school", WELFARE, "/school"),
    Seen("school/new", LEAD, "/school/new"),
    Seen("school/closures", LEAD, "/school/closures"),
    Seen("school/closures/<int:closure>/reopen", LEAD, "/school/closures/{closure}/reopen"),
    Seen("school/<int:number>", LEAD, "/school/{away}"),
    Seen("school/<int:number>", WELFARE, "/school/{away}"),
    Seen("school/<int:number>/parents", LEAD, "/school/{away}/parents"),
    Seen("school/<int:number>/enquiries", LEAD, "/school/{away}/enquiries"),
    Seen("school/<int:number>/police", LEAD, "/school/{away}/police"),
    Seen("school/<int:number>/leave", "head teacher", "/school/{away}/leave"),
    Seen("school/<int:number>/back", LEAD, "/school/{away}/back"),
    Seen("school/<int:number>/new-school", WELFARE, "/school/{away}/new-school"),
    Seen("school/<int:number>/roll", "head teacher", "/school/{away}/roll"),
    Seen("school/<int:number>/close", WELFARE, "/school/{away}/close"),
    Seen("episodes/<int:episode>/immigration", INSPECTOR, "/episodes/{undecided}/immigration"),
    Seen("episodes/<int:episode>/immigration/<slug:act>", INSPECTOR, "/episodes/{undecided}/immigration/met"),
    Seen(
        "episodes/<int:episode>/immigration/<int:number>/acknowledged",
        INSPECTOR,
        "/episodes/{undecided}/immigration/{notification}/acknowledged",
    ),
    Seen("audit/export", "superintendent", "/audit/export?person={person}"),
    Seen("disclosures", WORKER, "/disclosures"),
    Seen("disclosures", "designated nurse", "/disclosures"),
    Seen("disclosures/<int:disclosure>", WORKER, "/disclosures/{disclosure}"),
    Seen("disclosures/<int:disclosure>", "designated nurse", "/disclosures/{sheet}"),
    Seen("disclosures/<int:disclosure>/withdraw", WORKER, "/disclosures/{disclosure}/withdraw"),
    Seen("people/<int:person>/disclosures", WORKER, "/people/{person}/disclosures"),
    Seen("people/<int:person>/disclosures", "superintendent", "/people/{person}/disclosures"),
    Seen("people/<int:person>/disclosures/new", WORKER, "/people/{person}/disclosures/new"),
    Seen("people/<int:person>/disclosures/share", WORKER, "/people/{person}/disclosures/share?to=parents"),
    Seen("people/<int:person>/disclosures/refuse", HANDLER, "/people/{person}/disclosures/refuse"),
    Seen("agreements", "team manager", "/agreements"),
    Seen("agreements/new", "team manager", "/agreements/new"),
    Seen("agreements/<int:agreement>", "team manager", "/agreements/{agreement}"),
    Seen("agreements/<int:agreement>/review", "team manager", "/agreements/{agreement}/review"),
    Seen("agreements/<int:agreement>/end", "team manager", "/agreements/{agreement}/end"),
    Seen("shared/<str:token>", "", "/shared/an-address-that-was-never-given-out"),
    Seen("agencies", ADMINISTRATOR, "/agencies"),
    Seen("agencies", ADMINISTRATOR, "/agencies?q=nothing+of+the+kind"),
    Seen("agencies/new", ADMINISTRATOR, "/agencies/new"),
    Seen("agencies/file", ADMINISTRATOR, "/agencies/file"),
    Seen("agencies/<int:agency>", ADMINISTRATOR, "/agencies/{agency}"),
    Seen("agencies/<int:agency>/change", ADMINISTRATOR, "/agencies/{agency}/change"),
    Seen("agencies/<int:agency>/rename", ADMINISTRATOR, "/agencies/{agency}/rename"),
    Seen("agencies/<int:agency>/merge", ADMINISTRATOR, "/agencies/{agency}/merge"),
    Seen("agencies/<int:agency>/close", ADMINISTRATOR, "/agencies/{agency}/close"),
    Seen("agencies/<int:agency>/people/new", ADMINISTRATOR, "/agencies/{agency}/people/new"),
    Seen("agencies/<int:agency>/desks/new", ADMINISTRATOR, "/agencies/{agency}/desks/new"),
    Seen("desks/<int:desk>", ADMINISTRATOR, "/desks/{desk}"),
    Seen("desks/<int:desk>/close", ADMINISTRATOR, "/desks/{desk}/close"),
    Seen("desks/<int:desk>/rota", INSPECTOR, "/desks/{desk}/rota"),
    Seen("posts/<int:post>/end", ADMINISTRATOR, "/posts/{post}/end"),
    Seen("posts/<int:post>/stand-in", ADMINISTRATOR, "/posts/{post}/stand-in"),
    Seen("stand-in", INSPECTOR, "/stand-in"),
    Seen("set-password/<str:token>", "", "/set-password/{token}"),
    Seen("episodes/<int:episode>/told", INSPECTOR, "/episodes/{episode}/told"),
    Seen("episodes/<int:episode>/whereabouts", OFFICER, "/episodes/{closed}/whereabouts"),
    Seen("leave", CARER, "/leave", WARD),
    Seen("leave/new", CARER, "/leave/new", WARD),
    Seen("leave/<int:number>", CARER, "/leave/{leave}", WARD),
    Seen("leave/<int:number>/report", CARER, "/leave/{leave}/report", WARD),
    Seen("tellings/<int:telling>", INSPECTOR, "/tellings/{telling}"),
    Seen("tellings/<int:telling>/told", INSPECTOR, "/tellings/{telling}/told"),
    Seen("tellings/<int:telling>/first", INSPECTOR, "/tellings/{telling}/first"),
    Seen("tellings/<int:telling>/anyway", INSPECTOR, "/tellings/{telling}/anyway"),
    Seen("tellings/<int:telling>/keep-back", INSPECTOR, "/tellings/{telling}/keep-back"),
    Seen("people/<int:person>/happenings", OFFICER, "/people/{nobody}/happenings"),
    Seen("people/<int:person>/happenings/<slug:kind>", OFFICER, "/people/{nobody}/happenings/found-dead"),
    Seen("messages", ADMINISTRATOR, "/messages"),
    Seen("outside-contacts", COORDINATOR, "/outside-contacts"),
]
# Addresses that are no page of their own, each with what it is instead.
NO_PAGE = {
    "episodes/<int:episode>/family/page": "a form's address", "appeals/<str:token>/photo": "a picture",
    "episodes/<int:episode>/publicity/place": "a form's address",
    "episodes/<int:episode>/publicity/consider": "a form's address",
    "elsewhere/<int:number>/take-on": "a form's address",
    "agencies/new/desks": "seen on the way by test_new_agency.py", "agencies/<int:agency>/links": "a form's address",
    "agencies/new/people": "seen on the way by test_new_agency.py", "posts/<int:post>/link": "a form's address",
    "agencies/new/check": "seen on the way by test_new_agency.py", "agencies/file/template": "a file",
    "agencies/file/export": "a file", "desks/<int:desk>/rota/copy": "a form's address",
    "shifts/<int:shift>/off": "a form's address", "stand-ins/<int:number>/end": "a form's address",
    "": "leads on", "sign-in/demonstration": "a form's address", "sign-out": "a form's address",
    "people/<int:person>/kept-apart/<int:fact>/read": "a form's address",
    "drafts/<path:form>/drop": "a form's address",
    "drafts/<path:form>": "called while typing", "live/board": "a stream", "live/episodes/<int:episode>": "a stream",
    "control-room/search": "a part of the search", "control-room/report/<int:person>/assess": "a part of the report",
    "control-room/report/<int:person>/discard/<slug:what>": "a form's address", "board/rows": "a part of the board",
    "notices/<int:notice>/acknowledge": "a form's address", "duties/<int:duty>/done": "a form's address",
    "episodes/<int:episode>/whereabouts/<str:step>": "a form's address",
    "tellings/<int:telling>/tell": "a form's address", "messages/<int:message>/again": "a form's address",
    "episodes/<int:episode>/now": "a part of the episode", "attachments/<int:number>": "a picture",
    "episodes/<int:episode>/take-on": "a form's address",
    "episodes/<int:episode>/return/<str:step>": "a form's address",
    "residents/absences/<int:episode_id>/checks/<int:check_id>": "a form's address",
    "photographs/<int:number>": "a picture", "duty-team/<int:handover_id>/acknowledge": "a form's address",
    "episodes/<int:episode>/care-report/sign": "a form's address",
    "episodes/<int:episode>/care-report/file": "a form's address",
    "residents/rows": "a part of the residents", "residents/absences/<int:episode_id>/report": "a form's address",
    "residents/episodes/<int:episode_id>/now": "a part of the receipt", "audit/verify": "a form's address",
    "disclosures/<int:disclosure>/code": "a form's address",
}  # fmt: skip


@pytest.fixture(scope="module")
def staged(served: str, everybody: Cast, chromium: Browser, django_db_blocker: Any) -> Iterator[tuple[County, Stage]]:
    """The county in the middle of things, for all screens together: they are only looked at."""
    with django_db_blocker.unblock(), fresh_database():
        county = County(served, everybody, chromium)
        stage = set_stage(everybody, at_once())
        county.watcher()
        yield county, stage
        county.close()


Tab = Callable[[str, str], Page]


@pytest.fixture(scope="module")
def tab(staged: tuple[County, Stage]) -> Tab:
    """One tab for each person who looks, kept from screen to screen, with an empty cache each time."""
    county, open_tabs = staged[0], dict[tuple[str, str], Page]()

    def of(role: str, agency: str) -> Page:
        if (role, agency) not in open_tabs:
            open_tabs[role, agency] = county.signed_in(role, agency) if role else county.visitor()
        return open_tabs[role, agency]

    return of


class Meter:
    """Counts what travels until a page has loaded."""

    def __init__(self, page: Page) -> None:
        self.bytes: dict[str, int] = {}
        self._kinds: dict[str, str] = {}
        self._line: CDPSession = page.context.new_cdp_session(page)
        self._line.send("Network.enable")
        self._line.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self._line.on("Network.responseReceived", self._begins)
        self._line.on("Network.loadingFinished", self._ends)

    def _begins(self, event: dict[str, Any]) -> None:
        self._kinds[event["requestId"]] = f"{event['type']} {event['response']['url']}"

    def _ends(self, event: dict[str, Any]) -> None:
        kind = self._kinds.get(event["requestId"], "Image")
        if not kind.startswith(PICTURES):
            self.bytes[kind] = int(event["encodedDataLength"])

    def stop(self) -> dict[str, int]:
        """What has travelled: bytes by kind and address."""
        self._line.detach()
        return dict(self.bytes)


@pytest.mark.parametrize("seen", SEEN, ids=lambda s: f"{s.address} {s.role}".strip())
def test_a_screen_is_accessible_light_and_quiet(staged: tuple[County, Stage], tab: Tab, seen: Seen) -> None:
    county, stage = staged
    page, before = tab(seen.role, seen.agency), len(county.complaints)
    meter = Meter(page)
    answer = page.goto(seen.address.format(**vars(stage)), wait_until="load")
    travelled = meter.stop()
    assert answer is not None and answer.status == 200
    assert violations(page) == []
    assert sum(travelled.values()) < FOR_PAPER.get(seen.address, MOST), sorted(
        travelled.items(), key=lambda item: -item[1]
    )
    assert county.complaints[before:] == []
    wide = page.viewport_size
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size(wide)  # type: ignore[arg-type]


def test_every_address_is_on_one_of_the_lists() -> None:
    patterns = [str(p.pattern) for p in urlpatterns]
    assert sorted(set(patterns)) == sorted({s.pattern for s in SEEN} | set(NO_PAGE))


def test_every_address_is_seen_under_its_own_pattern() -> None:
    from django.urls import resolve

    stage = Stage(*range(1, len(Stage.__dataclass_fields__) + 1))
    wrong = [s for s in SEEN if str(resolve(s.address.format(**vars(stage)).split("?")[0]).route) != s.pattern]
    assert wrong == []


def test_what_a_screen_weighs_is_counted(staged: tuple[County, Stage], tab: Tab) -> None:
    page = tab("", "")
    meter = Meter(page)
    page.goto("/sign-in", wait_until="load")
    kinds = {kind.split()[0] for kind in meter.stop()}
    assert kinds - {"Other"} == {"Document", "Stylesheet", "Script"}  # the browser may ask for the icon, or not


def test_a_fault_in_a_screen_is_found(tab: Tab) -> None:
    page = tab("", "")
    page.set_content("<html lang='en'><title>x</title><main><h1>x</h1><img src='x.png'><input></main></html>")
    assert {found.split(":")[0] for found in violations(page)} >= {"image-alt", "label"}
