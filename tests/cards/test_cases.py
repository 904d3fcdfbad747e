"""The case files, public and ours: each is understood and satisfied, and says what no adopted card weighs."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sightline.engine import assess_file, differences, load_protocols

PROTOCOLS = load_protocols(Path(__file__).parents[2] / "protocols")
CASES = sorted((Path(__file__).parents[1] / "cases").rglob("*.toml"))
ON = date(2026, 11, 20)
KEYS = {
    "category", "categories", "category_barred", "risk_floor", "risk_advised", "deploy_at_once", "verdict", "prompts",
    "duties", "reasons",
}  # fmt: skip


def answer_to(path: Path) -> dict[str, Any]:
    return assess_file(path, PROTOCOLS, on=ON)


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_a_case_is_satisfied(path: Path) -> None:
    expect = tomllib.loads(path.read_text(encoding="utf-8"))["expect"]
    assert differences(answer_to(path), expect) == []


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_an_answer_has_exactly_the_keys_of_the_format_and_cites_its_sources(path: Path) -> None:
    answer = answer_to(path)
    assert set(answer) == KEYS
    assert all(r["card"] and r["says"] and r["source"] for r in answer["reasons"])
    assert all(d["cards"] and d["sources"] for d in answer["duties"])


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_no_case_is_answered_by_its_id_or_title(path: Path, tmp_path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    other = [line for line in lines if not line.startswith(("id =", "title =", "source ="))]
    nameless = tmp_path / "x.toml"
    nameless.write_text("\n".join(other), encoding="utf-8")
    assert answer_to(nameless) == answer_to(path)


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_what_no_adopted_card_weighs_is_said(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    read = PROTOCOLS.read_facts(case["area"], ON)
    opposites = PROTOCOLS.vocabulary.opposites
    unread = [f for f in case.get("given", {}).get("facts", []) if f not in read and opposites.get(f) not in read]
    said = [p.removeprefix("not weighed: ") for p in answer_to(path)["prompts"] if p.startswith("not weighed: ")]
    assert said == unread
