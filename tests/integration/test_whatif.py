"""What would this change have done? The replay agrees with the record, and moves exactly what the change moves."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from click.testing import CliRunner, Result
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from sightline.access.models import Agency
from sightline.audit.moments import day_of
from sightline.audit.refusal import Refused
from sightline.cli.main import sightline
from sightline.cli.whatif_change import Change as Asked
from sightline.cli.whatif_change import changed
from sightline.config.paths import PROTOCOLS
from sightline.demonstration import build
from sightline.duties.models import Duty
from sightline.duties.recompute import recompute
from sightline.engine import Protocols, answers_to_all, load_protocols, schedule
from sightline.engine.columnar import NEVER, STATES, VERDICTS, as_moment, columns, dues, weigh
from sightline.episodes.actions import absence
from sightline.episodes.actions import found as finding
from sightline.episodes.actions.report import Answered
from sightline.episodes.models import Decision, Episode
from sightline.episodes.protocol import calendar, protocols
from sightline.insight.whatif import Side, WhatIf, what_if
from sightline.insight.whatif_count import OUTCOMES, Change
from sightline.insight.whatif_load import Lived, Period, episodes
from tests.databases import cloned
from tests.findings.acting import NO_RISK, absent, answer, back, decided, gone_and_back, reported
from tests.integration.test_unauthorised_absence import NO_CONCERN
from tests.people import Cast

NOW = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
NORTH, SOUTH = "west-midlands", "thames-valley"
CHECK = ("safe and well check", "police")
WITHIN = "safe and well check within"
Row = tuple[str, str, str, datetime | None, str, datetime | None]


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A small demonstration county in a database of this module's own, as on `NOW`."""
    with cloned(django_db_blocker) as name:
        build.fill(NOW, people=60)
        yield name


@pytest.fixture(scope="module")
def cards() -> Protocols:
    """The protocols of the project."""
    return load_protocols(PROTOCOLS)


def asking(**change: Any) -> Asked:
    """A change of some cards or parameters."""
    return Asked(**{"cards": {}, "parameters": {}, "adopt": (), "without": ()} | change)


def under(now: Protocols, /, area: str, **change: Any) -> Protocols:
    """The protocols with a change of one area."""
    return changed(PROTOCOLS, now, area, asking(**change))[0]


def replayed(now: Protocols, then: Protocols, at: datetime, area: str = NORTH, **more: Any) -> WhatIf:
    """What the change would have done to all that is on record."""
    return what_if(now, then, Period(area, *EVER), at=at, calendar=calendar(area), **more)


def lived_in(area: str) -> list[Lived]:
    """Every episode of an area as it is replayed."""
    return [one for some in episodes(Period(area, *EVER), 1000) for one in some]


def as_replayed(one: Lived, at: datetime) -> Counter[Row]:
    """What the columnar engine says fell due in one episode."""
    table = columns([(one.asked, one.history, at)], protocols())
    weighed = weigh(protocols(), one.asked.area, table, on=day_of(one.at))
    due = dues(protocols(), one.asked.area, table, weighed.weights, calendar(one.asked.area))
    rows: Counter[Row] = Counter()
    for asked, when, state, met in zip(due.asked, due.due, due.state, due.met_at, strict=True):
        do, who, to = due.names[asked]
        moments = [None if m == NEVER else as_moment(int(m)) for m in (when, met)]
        rows[do, who, to or "", moments[0], STATES[state], moments[1]] += 1
    return Counter() if one.watched else rows


def as_stored(episode: int, at: datetime) -> Counter[Row]:
    """The duty rows of an episode that have fallen due, were done or have no time; what was missed is open there.

    Without what no card gives: promises made in one case, and what stands between two police areas.
    """
    rows = Duty.objects.filter(episode=episode).exclude(Q(key__startswith="promised ") | Q(key__startswith="between "))
    rows = rows.exclude(state="stopped").exclude(state="open", due_at__gt=at)
    return Counter((d.do, d.who, d.to, d.due_at, "open" if d.state == "missed" else d.state, d.met_at) for d in rows)


def as_scheduled(one: Lived, at: datetime) -> Counter[Row]:
    """What the readable engine says of the same."""
    answers = answers_to_all(protocols(), one.asked, on=day_of(one.at))
    found = schedule(protocols(), area=one.asked.area, answers=answers, measures=one.asked.measures,
                     occurrences=one.history, until=at, calendar=calendar(one.asked.area))  # fmt: skip
    return Counter(
        (d.do, d.who, d.to or "", d.due_at, d.state, d.met_at)
        for d in found
        if d.state != "stopped" and (d.state != "open" or d.due_at is None or d.due_at <= at)
    )


def tallied(side: Side, agencies: Any) -> Counter[tuple[str, int, str]]:
    """The duties of a side by agency, month and outcome."""
    found: Counter[tuple[str, int, str]] = Counter()
    for (agency, month, outcome), number in side.duties.numbers.items():
        found[agencies[agency], month, OUTCOMES[outcome]] += number
    return found


def in_rows(at: datetime, cards: Protocols) -> Counter[tuple[str, int, str]]:
    """The same counted by hand in the duty rows of all episodes."""
    names, found = dict(Agency.objects.values_list("pk", "name")), Counter[tuple[str, int, str]]()
    for d in Duty.objects.exclude(state="stopped").exclude(state="open", due_at__gt=at):
        agency = names[d.agency] if d.agency else cards.vocabulary.roles[d.who].agency_kind
        if d.due_at is None:
            found[agency, -1, "no time, done" if d.met_at else "no time, not done"] += 1
        else:
            day = day_of(d.due_at)
            outcome = "missed" if d.state == "open" else d.state
            found[agency, (day.year - 1970) * 12 + day.month - 1, outcome] += 1
    return found


def checked_after(cast: Cast, hours: dict[str, float | None], back_at: datetime) -> None:
    """People who are back at a moment, and the police see each so many hours later, or not at all."""
    for name, later in hours.items():
        episode = reported(cast, back_at - 5 * HOUR, name)
        decided(cast, episode, back_at - 4 * HOUR, risk="high")
        claim = back(cast, episode, back_at)
        if later is not None:
            at = back_at + timedelta(hours=later)
            finding.see_safe_and_well(
                episode=episode.pk, version=claim.version, by=cast.actor("investigating officer"), at=at, seen_at=at,
                seen_by="PC Reeve", seen_alone=True, harm="no", says="I am all right.",
            )  # fmt: skip


@pytest.mark.parametrize("area", [NORTH, SOUTH])
def test_unchanged_cards_say_of_the_county_what_its_duty_rows_say(county: str, area: str) -> None:
    with_rows = set(Duty.objects.values_list("episode", flat=True))
    asked = [one for one in lived_in(area) if one.episode in with_rows]
    assert asked
    for one in asked:
        replay, stored = as_replayed(one, NOW), as_stored(one.episode, NOW)
        assert not replay - stored, one.episode
        # What was done stays on the record, though the facts have changed and no card asks for it any more.
        assert all(row[4] in ("met", "met late") for row in stored - replay), one.episode
        assert not (stored - replay) & as_scheduled(one, NOW), one.episode
    assert sum(as_replayed(one, NOW).total() for one in asked) > 10


@pytest.mark.parametrize("area", [NORTH, SOUTH])
def test_both_engines_say_the_same_of_the_whole_county(county: str, area: str) -> None:
    asked = lived_in(area)
    assert len(asked) > 20
    for one in asked:
        assert one.watched or as_replayed(one, NOW) == as_scheduled(one, NOW), one.episode


def test_nothing_changed_is_nothing_different(county: str, cards: Protocols) -> None:
    answer = replayed(cards, cards, NOW)
    assert (
        answer.replayed.episodes == len(lived_in(NORTH)) and answer.now.duties.numbers == answer.changed.duties.numbers
    )
    assert not [pair for pair, change in answer.changes.items() if change.differs]
    assert all(now == then for now, then in answer.judged.numbers)


def test_small_chunks_count_the_same_as_large_ones(county: str, cards: Protocols) -> None:
    then = under(cards, NORTH, parameters={WITHIN: "5 hours"})
    whole, heard = replayed(cards, then, NOW), []
    parts = replayed(cards, then, NOW, at_once=7, heard=heard.append)
    assert max(heard) == 7 and sum(heard) == whole.replayed.episodes
    assert (parts.now, parts.changed, parts.changes) == (whole.now, whole.changed, whole.changes)


@pytest.mark.parametrize("at_once", [7, 1000])
def test_a_chunk_of_any_size_is_two_statements(county: str, cards: Protocols, at_once: int) -> None:
    with CaptureQueriesContext(connection) as asked_of_it:
        found = replayed(cards, cards, NOW, at_once=at_once)
    chunks = -(-found.replayed.episodes // at_once)
    around = 3  # the agencies by name, the owners, and the chunk behind the last, which is empty
    assert len(asked_of_it) == 2 * chunks + around


def test_agencies_months_and_outcomes_are_those_of_the_duty_rows(cast: Cast, at: datetime, cards: Protocols) -> None:
    for days, name in ((40, "Robert"), (33, "Robert"), (12, "Robert")):
        gone_and_back(cast, name, at - timedelta(days=days))
    checked_after(cast, {"Daniel": 3, "Joan": None}, at - 60 * HOUR)
    for episode in Episode.objects.all():  # the watcher has been round: what recurs stands there up to now
        recompute(episode, at)
    Duty.objects.update(watched_at=at)
    answer = replayed(cards, cards, at)
    assert tallied(answer.now, answer.agencies) == in_rows(at, cards)
    assert sum(in_rows(at, cards).values()) > 60


def test_an_absence_that_its_home_watched_to_the_end_asks_nothing(cast: Cast, at: datetime, cards: Protocols) -> None:
    home, began = cast.actor("registered manager", "Willow Lodge"), at - 30 * HOUR
    why = "Missed the bus and rang; his risk assessment allows it."
    watched = absence.notice_absence(
        by=home, at=began, person=cast.person("Tyler").pk, noticed_at=began, because=why,
        answered=[Answered(phrase, "no", "asked, and no") for phrase in NO_CONCERN],
    )  # fmt: skip
    assert replayed(cards, cards, began + 5 * HOUR, SOUTH).now.duties.numbers
    absence.review_absence(episode=watched.pk, by=home, at=began + HOUR, outcome="back", found="Back by bus.")
    answer = replayed(cards, cards, at, SOUTH)
    assert answer.replayed.episodes == 1 and not answer.now.duties.numbers


def test_a_shorter_limit_moves_exactly_those_who_were_seen_between_the_two(
    cast: Cast, at: datetime, cards: Protocols
) -> None:
    hours = {"Aisha": 3, "Kayleigh": 11.9, "Robert": 12.1, "Daniel": 23, "Joan": None}
    checked_after(cast, hours, at - 40 * HOUR)
    answer = replayed(cards, under(cards, NORTH, parameters={WITHIN: "12 hours"}), at)
    assert answer.changes[CHECK] == Change(now=5, changed=5, earlier=5, lost=2)
    assert [pair for pair, change in answer.changes.items() if change.differs] == [CHECK]
    now, then = (side.duties.by(None)[0] for side in (answer.now, answer.changed))
    late = OUTCOMES.index("met late")
    assert (then[0], then[late], then[2]) == (now[0] - 2, now[late] + 2, now[2])


def test_a_longer_limit_gains_who_was_seen_in_the_meantime(cast: Cast, at: datetime, cards: Protocols) -> None:
    checked_after(cast, {"Robert": 14, "Daniel": 20}, at - 40 * HOUR)
    short = under(cards, NORTH, parameters={WITHIN: "12 hours"})
    answer = replayed(short, cards, at)
    assert answer.changes[CHECK] == Change(now=2, changed=2, later=2, gained=2)


def test_a_card_left_out_takes_its_duties_away_and_one_adopted_brings_them(
    cast: Cast, at: datetime, cards: Protocols, tmp_path: Path
) -> None:
    gone_and_back(cast, "Robert", at - timedelta(days=9))
    file = tmp_path / "duties" / "wmp-welcome-01.toml"
    file.parent.mkdir()
    text = (PROTOCOLS / "duties" / "hmic-safewell-01.toml").read_text()
    file.write_text(
        text.replace("HMIC-SAFEWELL-01", "ZZZ-WELCOME-01").replace('"safe and well check"', '"review the risk"')
    )
    then = under(cards, NORTH, cards={"ZZZ-WELCOME-01": file}, adopt=["ZZZ-WELCOME-01"])
    there = replayed(cards, then, at).changes["review the risk", "police"]
    assert (there.now, there.changed, there.appears) == (0, 1, 1)
    gone = replayed(then, cards, at).changes["review the risk", "police"]
    assert (gone.now, gone.changed, gone.goes) == (1, 0, 1)


def test_a_decision_is_judged_on_what_was_known_when_it_was_taken(cast: Cast, at: datetime, cards: Protocols) -> None:
    then = at - timedelta(days=3)
    episode = reported(cast, then, "Robert")
    answer(cast, episode, then + 0.5 * HOUR, no=list(NO_RISK))
    absent(cast, episode, then + HOUR)
    answer(cast, episode, then + 2 * HOUR, yes=["is likely to attempt suicide"], says="He left a letter.")
    found = replayed(cards, cards, at)
    assert found.judged.numbers == {(0, 0): 1} and found.replayed.rebuilt == 0
    Decision.objects.update(facts={})  # as though no facts had been kept: the record of that moment says the same
    again = replayed(cards, cards, at)
    assert again.judged.numbers == {(0, 0): 1} and again.replayed.rebuilt == 1


def test_a_decision_is_judged_by_the_role_that_took_it_and_the_agency_of_that_role(
    cast: Cast, at: datetime, cards: Protocols, tmp_path: Path
) -> None:
    for days, name, role in ((5, "Robert", "duty inspector"), (4, "Daniel", "superintendent")):
        episode = reported(cast, at - timedelta(days=days), name)
        decided(cast, episode, at - timedelta(days=days), role=role)
    new = only(tmp_path, '"superintendent"')
    found = replayed(cards, under(cards, NORTH, cards={"ZZZ-DECIDE-01": new}, adopt=["ZZZ-DECIDE-01"]), at)
    refused = VERDICTS.index("refused")
    assert found.judged.numbers == {(0, refused): 1, (0, 0): 1}
    (agency,) = found.changed.decisions.by(0)
    assert found.agencies[agency] == "Northmoor Police"


def test_the_version_of_its_day_judges_a_decision(cast: Cast, at: datetime, cards: Protocols, tmp_path: Path) -> None:
    for days, name in ((9, "Robert"), (2, "Daniel")):
        decided(cast, reported(cast, at - timedelta(days=days), name), at - timedelta(days=days))
    new = only(tmp_path, '"superintendent"', since=day_of(at - timedelta(days=5)).isoformat())
    found = replayed(cards, under(cards, NORTH, cards={"ZZZ-DECIDE-01": new}, adopt=["ZZZ-DECIDE-01"]), at)
    assert found.judged.numbers == {(0, 0): 1, (0, VERDICTS.index("refused")): 1}


def test_what_somebody_was_not_let_decide_is_judged_again(cast: Cast, at: datetime, cards: Protocols) -> None:
    episode = reported(cast, at - 30 * HOUR, "Aisha")
    with pytest.raises(Refused):
        decided(cast, episode, at - 29 * HOUR, "missing", "low")
    found = replayed(cards, cards, at)
    assert found.replayed.attempted == 1 and found.judged.numbers == {(2, 2): 1}


def only(place: Path, roles: str, since: str = "2015-03-01") -> Path:
    """A card that lets only these roles grade the risk."""
    (place / "authority").mkdir()
    file = place / "authority" / "zzz-decide-01.toml"
    file.write_text(
        f"""
id         = "ZZZ-DECIDE-01"
title      = "Who grades the risk"
owner      = "West Midlands missing persons lead"
covers     = ["B2"]
wrong_when = "Never."

[[version]]
in_force_from = {since}
source        = {{ document = "west-midlands-police-2015", at = "Nowhere" }}
reading       = "Only these grade the risk."
decision      = "grade the risk"
may           = [{roles}]

[[example]]
title    = "A constable may not"
proposed = {{ risk = "high", by = "investigating officer", because = "Phone off since four, her sister says." }}
expect   = {{ verdict = ["refused"] }}
"""
    )
    return file


def asked(*arguments: str) -> Result:
    """What the command line answers."""
    return CliRunner().invoke(sightline, ["protocols", "whatif", *arguments])


@pytest.fixture
def history(cast: Cast, at: datetime, clock: time_machine.Coordinates) -> None:
    """Four people who were back forty hours ago and seen at different times since."""
    checked_after(cast, {"Aisha": 3, "Robert": 14, "Daniel": 23, "Joan": None}, at - 40 * HOUR)


def test_the_answer_for_people_shows_both_sides_by_agency_and_month_and_what_moves(history: None) -> None:
    found = asked("--area", NORTH, "--parameter", f"{WITHIN}=12 hours")
    assert found.exit_code == 0, found.output
    said = found.stdout
    assert "West Midlands: 4 episodes" in said and f"{WITHIN} = 12 hours" in said
    assert "Northmoor Police" in said and "2026-03" in said and "█" in said and "░" in said
    line = next(line for line in said.splitlines() if line.startswith("safe and well check (police)"))
    assert line.split()[-5:] == ["4", "→", "4", "4", "2"]
    assert "Replaying 4 episodes" in found.stderr and "Replaying" not in said


def test_the_answer_for_programs_adds_up(history: None) -> None:
    found = asked("--area", NORTH, "--parameter", f"{WITHIN}=12 hours", "--json")
    data = json.loads(found.stdout)
    for side in ("now", "changed"):
        total = data["duties"][side]
        assert total["created"] == sum(total[n] for n in ("met", "met late", "missed", "without a time"))
        for lines in ("by agency", "by month"):
            assert total == {n: sum(line[side][n] for line in data["duties"][lines]) for n in total}
    assert data["duties"]["by duty"] == [
        {"do": CHECK[0], "who": CHECK[1], "now": 4, "changed": 4, "appears": 0, "goes": 0, "earlier": 4, "later": 0,
         "lost": 2, "gained": 0}
    ]  # fmt: skip
    assert data["decisions"]["now"] == {"accepted": 4, "challenged": 0, "refused": 0}
    assert data["editions"]["now"] != data["editions"]["changed"]


def test_the_chart_is_a_picture_that_says_its_numbers(history: None, tmp_path: Path) -> None:
    file = tmp_path / "chart.svg"
    assert asked("--area", NORTH, "--parameter", f"{WITHIN}=12 hours", "--chart", str(file)).exit_code == 0
    drawn = ElementTree.parse(file).getroot()  # noqa: S314 - our own file
    name = "{http://www.w3.org/2000/svg}"
    assert drawn.findtext(f"{name}title") == "West Midlands: what if?"
    assert "2026-03" in (drawn.findtext(f"{name}desc") or "")
    assert len(drawn.findall(f"{name}rect")) > 3 and "http" not in file.read_text().replace(name.strip("{}"), "")


def test_only_episodes_opened_in_the_days_asked_about_are_replayed(history: None, cast: Cast, at: datetime) -> None:
    gone_and_back(cast, "Kayleigh", at - timedelta(days=30))
    day = f"{day_of(at - timedelta(days=30))}"
    found = asked("--area", NORTH, "--from", day, "--until", day, "--json")
    assert json.loads(found.stdout)["episodes"] == 1
    assert json.loads(asked("--area", NORTH, "--json").stdout)["episodes"] == 5


def test_an_area_without_episodes_says_so(history: None) -> None:
    found = asked("--area", "wales")
    assert found.exit_code == 1 and "No episode of Wales was opened" in found.stderr
