"""Every dependency says what it is for, and the lock holds each of them by hash."""

import re
import tomllib

from tests.architecture.house import ROOT, told

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUN = PROJECT["project"]["dependencies"]
TEST = PROJECT["dependency-groups"]["test"]


def name_of_requirement(requirement: str) -> str:
    """The package's name in its normal form: `Foo_Bar[x]>=1` is `foo-bar`."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement)[0]).lower()


def without_comment(toml: str) -> list[str]:
    """The dependencies of a pyproject whose line does not say what they are for."""
    quoted = re.findall(r'^\s+"([^"]+[<>=~][^"]*)",?[ \t]*(#.*)?$', toml, flags=re.MULTILINE)
    return [requirement for requirement, comment in quoted if len(comment) < len("# what for")]


def unhashed(lock: str) -> list[str]:
    """The packages of a lock that are not pinned to one version and at least one hash."""
    entries = re.split(r"\n(?=\S)", lock.strip())
    return [e.split()[0] for e in entries if not (re.match(r"[a-z0-9._-]+==\S+", e) and "--hash=sha256:" in e)]


def names_in(lock: str) -> set[str]:
    """The packages of a lock."""
    return {name_of_requirement(line) for line in lock.splitlines() if re.match(r"[a-z0-9]", line)}


def lock(name: str) -> str:
    """The text of one lock."""
    return (ROOT / "requirements" / f"{name}.txt").read_text()


def test_every_dependency_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    missing = without_comment(text)
    assert not missing, told(missing)
    assert text.count("  # ") >= len(RUN) + len(TEST)


def test_the_locks_hold_every_dependency_by_hash() -> None:
    assert {name_of_requirement(r) for r in RUN} <= names_in(lock("run"))
    assert {name_of_requirement(r) for r in RUN + TEST} <= names_in(lock("test"))
    assert not unhashed(lock("run")) + unhashed(lock("test"))


def test_what_is_tested_is_what_runs() -> None:
    run, test = (set(re.findall(r"^\S+==\S+", lock(name), re.MULTILINE)) for name in ("run", "test"))
    assert run <= test, told(sorted(run - test))


def test_a_dependency_without_a_reason_is_found() -> None:
    assert without_comment('dependencies = [\n  "django>=5",\n  "click>=8",  # the command line\n]') == ["django>=5"]


def test_a_package_without_a_hash_or_a_version_is_found() -> None:
    assert unhashed("click==8.1 \\\n    --hash=sha256:aa\ndjango==5.2\nflask>=1 \\\n    --hash=sha256:bb") == [
        "django==5.2",
        "flask>=1",
    ]
