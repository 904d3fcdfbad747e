"""The faults put into the engine are the ones a tired author makes, one at a time, and reach the code that runs."""

import ast
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutation.cache import Cache
from tests.mutation.live import functions_of, put_in
from tests.mutation.mutants import Mutant, mutants_of, mutated
from tests.mutation.report import page, summary

SAMPLE = '''"""A module to break."""
from functools import cache

LIMIT: int = 6


class Rule:
    """A rule."""

    @property
    def strict(self) -> bool:
        return True


@cache
def late(hours: int, told: list[str]) -> bool:
    """Whether it is late."""
    if not told and hours >= LIMIT:
        told.append("late")
        return any(h > 3 for h in [hours])
    return False
'''


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    (path := tmp_path / "sample.py").write_text(SAMPLE)
    return path


@pytest.fixture
def loaded(sample: Path) -> Iterator[ModuleType]:
    """The sample as a module that is loaded."""
    spec = spec_from_file_location("sample_to_break", sample)
    assert spec is not None and spec.loader is not None
    module = sys.modules["sample_to_break"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["sample_to_break"]


def says(sample: Path) -> list[str]:
    return [mutant.says for mutant in mutants_of(sample, "sample_to_break")]


def named(sample: Path, says: str) -> Mutant:
    return next(m for m in mutants_of(sample, "sample_to_break") if m.says == says)


def test_every_operator_finds_its_place(sample: Path) -> None:
    assert says(sample) == [
        "6 becomes 7", "6 becomes 5",
        "return True: returns None", "True becomes False",
        "not told and hours >= LIMIT: becomes or", "not told: not is left out",
        "hours >= LIMIT: GtE becomes Gt", "told.append('late'): left out",
        "return any((h > 3 for h in [hours])): returns None", "any((h > 3 for h in [hours])): becomes all",
        "h > 3: Gt becomes GtE", "3 becomes 4", "3 becomes 2",
        "return False: returns None", "False becomes True",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("x = a if b else c", ["if b: turned round"]),
        ("while a():\n    break", ["if a(): turned round", "break: left out"]),
        ("x += 1", ["x += 1: left out", "1 becomes 2", "1 becomes 0"]),
        ("x = a - b", ["a - b: Sub becomes Add"]),
        ("x = min(a, b)", ["min(a, b): becomes max"]),
        ("x = a is not None and a in b", ["a is not None and a in b: becomes or", "a is not None: IsNot becomes Is",
                                          "a in b: In becomes NotIn"]),
        ("raise ValueError", ["raise ValueError: left out"]),
        ("assert a > 1", []),
        ("from a import b", []),
        ('__all__ = ["a"]', []),
        ("@dataclass(frozen=True)\nclass A:\n    x: int", []),
        ('"""Words."""', []),
    ],
)  # fmt: skip
def test_a_kind_of_fault_is_found_and_what_is_no_behaviour_is_spared(
    tmp_path: Path, code: str, found: list[str]
) -> None:
    (path := tmp_path / "one.py").write_text(code)
    assert says(path) == found


def test_each_fault_changes_one_place_and_still_compiles(sample: Path) -> None:
    plain = ast.unparse(ast.parse(SAMPLE))
    made = [ast.unparse(mutated(sample, m)) for m in mutants_of(sample, "sample_to_break")]
    assert plain not in made and len(set(made)) == len(made)
    for text in made:
        differing = [a for a, b in zip(plain.splitlines(), text.splitlines(), strict=True) if a != b]
        assert len(differing) == 1


def test_a_fault_reaches_a_loaded_function_a_property_and_what_is_wrapped(sample: Path, loaded: ModuleType) -> None:
    assert set(functions_of(loaded)) == {"late", "Rule.strict"}
    assert loaded.late.__wrapped__(6, []) is True and loaded.Rule().strict is True
    assert put_in(named(sample, "hours >= LIMIT: GtE becomes Gt"), sample)
    assert loaded.late.__wrapped__(6, []) is False and loaded.late.__wrapped__(7, []) is True
    assert put_in(named(sample, "True becomes False"), sample)
    assert loaded.Rule().strict is False


def test_a_fault_outside_of_functions_cannot_be_put_into_what_is_loaded(sample: Path, loaded: ModuleType) -> None:
    assert not put_in(named(sample, "6 becomes 7"), sample)


def test_a_fault_is_known_by_its_place_in_its_function_and_not_by_its_line(sample: Path) -> None:
    before = named(sample, "hours >= LIMIT: GtE becomes Gt")
    sample.write_text(SAMPLE.replace("LIMIT: int = 6\n", "LIMIT: int = 6\n\n# a remark\n"))
    path = dict.fromkeys(m.name for m in mutants_of(sample, "sample_to_break"))
    assert before.name in path
    sample.write_text(SAMPLE.replace("hours >= LIMIT", "hours >= LIMIT + 0"))
    assert before.name not in {m.name for m in mutants_of(sample, "sample_to_break")}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with one file of tests."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_a.py").write_text("one")
    return tmp_path


def kept(place: Path, *said: tuple[Mutant, str, str], most: float = 60) -> None:
    """Remember what became of some faults."""
    cache = Cache(place, most=most)
    for mutant, state, by in said:
        cache.keep({"name": mutant.name, "state": state, "by": by})
    cache.close()


def test_a_caught_fault_stays_known_until_the_test_that_caught_it_changes(place: Path, sample: Path) -> None:
    caught, endless, *_ = mutants_of(sample, "sample_to_break")
    kept(place, (caught, "caught", "tests/test_a.py::test_it"), (endless, "caught", "it never ends"))
    (place / "tests/test_b.py").write_text("another test")
    again = Cache(place, most=60)
    assert again.state(caught) == "caught" and again.state(endless) == "not tried"
    (place / "tests/test_a.py").write_text("two")
    assert Cache(place, most=60).state(caught) == "not tried"


def test_a_survivor_need_only_meet_the_tests_it_has_not_met(place: Path, sample: Path) -> None:
    survivor, *_ = mutants_of(sample, "sample_to_break")
    kept(place, (survivor, "survived", ""))
    assert Cache(place, most=60).state(survivor) == "survived" and Cache(place, most=60).since(survivor) == []
    (place / "tests/test_b.py").write_text("another test")
    again = Cache(place, most=60)
    assert again.state(survivor) == "not tried" and again.since(survivor) == ["tests/test_b.py"]


def test_a_survivor_meets_all_tests_again_where_it_is_to_be_tried_for_longer(place: Path, sample: Path) -> None:
    survivor, *_ = mutants_of(sample, "sample_to_break")
    kept(place, (survivor, "survived", ""), most=3)
    assert Cache(place, most=3).state(survivor) == "survived" and Cache(place, most=2).state(survivor) == "survived"
    longer = Cache(place, most=60)
    assert longer.state(survivor) == "not tried" and longer.since(survivor) is None


def test_what_a_busy_machine_left_undecided_is_not_remembered(place: Path, sample: Path) -> None:
    fault, *_ = mutants_of(sample, "sample_to_break")
    kept(place, (fault, "undecided", "out of time"))
    assert Cache(place, most=60).state(fault) == "not tried"


def test_the_report_counts_by_module_and_gives_the_reason_of_each_survivor(sample: Path) -> None:
    first, second, third, *_ = mutants_of(sample, "sightline.engine.sample")
    results = [(first, "caught", "t"), (second, "survived", ""), (third, "not tried", "")]
    assert "sample                      1         1          1   50.0 %" in summary(results)
    assert str(second) in summary(results) and str(first) not in summary(results)
    text = page(results, {"sample": {f"{second.function}: {second.says}": "Nobody asks."}}, 60)
    assert "| sample | 1 | 1 | 1 | 50.0 % |" in text and "| `sample` | `6 becomes 5` | Nobody asks. |" in text
    assert "not looked at yet" in page(results, {}, 60) and "for at most 3 seconds" in page(results, {}, 3)
    assert "Nobody asks." in page([(third, "survived", "")], {"sample": {third.function: "Nobody asks."}}, 60)
    assert "(1 here)" in page([(first, "caught", "it never ends"), (second, "caught", "t")], {}, 60)


def test_a_fault_outside_of_functions_is_imported_in_the_place_of_the_module() -> None:
    root = Path(__file__).parents[2]
    path = root / "src/sightline/engine/lengths.py"
    fault = next(m for m in mutants_of(path, "sightline.engine.lengths") if m.says == "28 becomes 29")
    job = pickle.dumps((fault, path)).hex()
    code = (
        f"import pickle; from tests.mutation.live import imported_with as w; w(*pickle.loads(bytes.fromhex('{job}'))); "
        "from sightline.engine.lengths import SHORTEST_MONTH; print(SHORTEST_MONTH)"
    )
    around = {"PYTHONPATH": f"{root / 'src'}:{root}"}
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=around)
    assert said.stdout == "29\n"


def test_the_plugin_imports_nothing_of_the_engine_before_a_fault_is_put_in() -> None:
    root = Path(__file__).parents[2]
    code = "import sys, tests.mutation.plugin; print([m for m in sys.modules if m.startswith('sightline')])"
    around = {"PYTHONPATH": f"{root / 'src'}:{root}"}
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=around)
    assert said.stdout == "[]\n"


def test_a_fault_outside_of_functions_is_tried_by_the_nearest_tests_that_reach_its_module() -> None:
    root = Path(__file__).parents[2]
    code = """
from tests.mutation.anew import anew
from tests.mutation.engine import module_of, path_of
from tests.mutation.mutants import mutants_of
module = "sightline.engine.lengths"
fault = next(m for m in mutants_of(path_of(module), module) if m.says == "28 becomes 29")
reached = {module: {"tests/unit/engine/test_lengths.py": 1.0, "tests/cards/test_cases.py": 0.1}}
(said,) = anew([fault], reached, 1, 3)
print(said["name"] == fault.name, said["state"], said["by"].split("::")[0])
"""
    around = {**os.environ, "PYTHONPATH": f"{root / 'src'}:{root}"}
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=around, cwd=root
    )
    assert said.stdout == "True caught tests/unit/engine/test_lengths.py\n"
