"""The generated reference is what the generator makes today: it cannot drift from cards, tables, commands, addresses.

Whoever changes one of those runs `make docs` and commits the pages with the change. Needs no database.
"""

import json
import re
from dataclasses import replace
from functools import cache

import click
import pytest
from django.apps import apps
from django.urls import get_resolver

from docs.generate import cards, coverage, performance
from docs.generate.markdown import cell, table
from docs.generate.pages import FOLDER, pages
from sightline.cli.bench import names
from sightline.cli.main import sightline
from sightline.config.inventory import coverage_of
from sightline.config.paths import PROTOCOLS
from sightline.engine import Fault, Protocols, load_protocols

PAGES = (
    "events.md",
    "cards.md", "areas.md", "coverage.md", "vocabulary.md", "records.md", "commands.md", "addresses.md",
    "performance.md", "card.schema.json", "area.schema.json",
)  # fmt: skip
LINE = {
    "bench": "write_path",
    "machine": "an invented machine",
    "figures": {"record_ms_p50": 4.5},
    "ratios": {"record_to_bare": 3.2},
    "aims": {"at most five times": "record_to_bare <= 5.0", "at most twice": "record_to_bare <= 2.0"},
    "met": {"at most five times": True, "at most twice": False},
}


@cache
def made() -> dict[str, str]:
    """Every page as it would be written today."""
    return pages()


@cache
def protocols() -> Protocols:
    """The project's own cards."""
    return load_protocols(PROTOCOLS)


def table_lines(text: str) -> list[list[str]]:
    """The columns of every row of every table, its head and rule apart."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines]


@pytest.mark.parametrize("name", PAGES)
def test_what_is_committed_is_what_the_generator_makes_today(name: str) -> None:
    place = FOLDER / name
    assert place.exists() and place.read_text(encoding="utf-8") == made()[name], f"{name} has drifted: run `make docs`"


def test_the_list_of_pages_is_the_generators() -> None:
    assert set(made()) == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_every_row_of_a_table_has_as_many_columns_as_its_head(name: str) -> None:
    for part in re.split(r"\n\n", made()[name]):
        assert len({len(row) for row in table_lines(part)}) <= 1, part[:200]


def test_every_card_stands_once_with_its_paragraph_and_its_rows() -> None:
    rows = [row for row in table_lines(made()["cards.md"]) if "](../../protocols/" in row[0]]
    listed = [re.findall(r"\[([A-Z0-9-]+)\]", row[0])[0] for row in rows]
    assert sorted(listed) == sorted(protocols().cards)
    for card_id, row in zip(listed, rows, strict=True):
        card = protocols().cards[card_id]
        assert cell(card.versions[0].citation) in row[2] and row[3].strip() == ", ".join(card.covers)


def test_every_row_of_the_requirements_stands_once_and_its_state_says_what_answers_it_or_why_nothing_does() -> None:
    rows = [[c.strip() for c in row] for row in table_lines(made()["coverage.md"]) if re.match(r" [A-J]\d", row[0])]
    assert [row[0] for row in rows] == [row.id for row in coverage_of(protocols()).rows]
    assert {row[1] for row in rows} <= {"covered", "not software", "**open**"}
    assert all(by if state == "covered" else why for _, state, by, why in rows)


def test_a_coverage_that_contradicts_itself_is_not_written_down() -> None:
    found = coverage_of(protocols())
    with pytest.raises(ValueError, match="D41 is said to be no software"):
        coverage.page(replace(found, faults=(Fault("not-software.toml", 2, "D41 is said to be no software."),)))


def test_every_duty_stands_with_who_and_when() -> None:
    assert "**carer** must *review the absence*: every 1 hour until 6 hours have passed" in made()["cards.md"]


def test_a_card_that_is_changed_changes_the_page() -> None:
    card = protocols().cards["TV-ABSENCE-01"]
    later = replace(card, versions=(replace(card.versions[0], citation="Another paragraph"),))
    changed = cards.page(replace(protocols(), cards={**protocols().cards, card.id: later}))
    assert changed != made()["cards.md"] and "Another paragraph" in changed


def test_a_second_version_stands_with_the_day_from_which_it_holds() -> None:
    card = protocols().cards["TV-ABSENCE-01"]
    newer = replace(card.versions[0], in_force_from=card.versions[0].in_force_from.replace(year=2031))
    page = cards.page(replace(protocols(), cards={card.id: replace(card, versions=(*card.versions, newer))}))
    assert "*From 2031-01-01*" in page and "from 2031-01-01: Thames Valley guidance" in page


def test_every_parameter_stands_once_with_the_value_of_each_area() -> None:
    part = made()["areas.md"].split("## ")[1]
    rows = table_lines(part)[1:]
    assert len(rows) == len(protocols().vocabulary.parameters)
    assert {len(row) for row in rows} == {2 + len(protocols().areas)}


def test_every_phrase_stands_with_its_meaning() -> None:
    words, rows = protocols().vocabulary, table_lines(made()["vocabulary.md"])
    said = {(row[0].strip(), row[-1].strip()) for row in rows}
    phrases = [*words.facts.values(), *words.events.values(), *words.actions.values(), *words.roles.values()]
    missing = [p.name for p in phrases if (cell(p.name), cell(p.meaning)) not in said]
    assert not missing


def test_every_table_of_ours_stands_with_all_its_columns() -> None:
    page = made()["records.md"]
    for app in (a for a in apps.get_app_configs() if a.name.startswith("sightline.")):
        for model in app.get_models():
            part = page.split(f"### `{model._meta.db_table}`")[1].split("\n##")[0]
            columns = [row[0].strip("` ") for row in table_lines(part)[1:]]
            assert columns == [field.column for field in model._meta.local_fields]


@pytest.mark.parametrize(
    "promise",
    [
        "one row for each `person` and `kind` among rows where `closed_at` is missing (`one_open_episode_per_person`)",
        "no two rows of one `person_id` whose `during` overlap (`one_placement_at_a_time`)",
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit_event",
    ],
)
def test_what_postgresql_enforces_is_said(promise: str) -> None:
    assert promise in made()["records.md"]


def test_every_command_stands_with_its_own_help() -> None:
    for name in sightline.list_commands(click.Context(sightline)):
        assert f"## `./run {name}`\n\n```text\nUsage: ./run {name}" in made()["commands.md"]


def test_every_address_stands_with_its_door_and_what_it_is_for() -> None:
    routes = {"/" + str(p.pattern) for resolver in get_resolver().url_patterns for p in resolver.url_patterns}
    rows = [row for row in table_lines(made()["addresses.md"]) if row[0].startswith(" `/")]
    assert {row[0].strip("` ") for row in rows} == routes
    assert {row[2].strip() for row in rows} == {"screen", "public", "link"} and all(row[3].strip() for row in rows)


def test_a_bench_is_shown_with_its_figures_and_an_aim_that_is_not_met_is_said_so() -> None:
    part = performance.page(json.dumps(LINE)).split("## `write_path`")[1]
    assert "an invented machine" in part and "| record (ms) p50 | 4.5 |" in part
    assert "| at most five times | `record_to_bare <= 5.0` | met |" in part
    assert "| at most twice | `record_to_bare <= 2.0` | **not met** |" in part


def test_of_several_lines_of_one_bench_the_last_counts() -> None:
    lines = [json.dumps(LINE), json.dumps({**LINE, "machine": "a newer machine"})]
    assert "a newer machine" in performance.page("\n".join(lines)) and "an invented" not in performance.page(
        "\n".join(lines)
    )


def test_a_bench_without_figures_says_so() -> None:
    assert performance.page("").count(performance.NOT_TAKEN) == len(names())


def test_a_bar_or_an_angle_in_a_text_cannot_break_a_table() -> None:
    assert table(("a",), [("one | two <b>\nthree",)]).splitlines()[-1] == "| one \\| two &lt;b> three |"
