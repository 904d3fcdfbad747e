"""What may never be in a tracked file: where packages come from, this or that machine, secrets."""

import re

import pytest

from tests.architecture.house import ROOT, name_of, told, tracked

# One letter of each stands in brackets so that this file does not find itself.
FORBIDDEN = {
    "a package host": r"py[p]i\.org|python[h]osted\.org|npm[j]s\.(?:org|com)|yarn[p]kg\.com",
    "a host of other people's scripts": r"un[p]kg\.com|js[d]elivr|cdn[j]s\.",
    "an index to install from": r"--(?:extra-)?index-u[r]l|--find-l[i]nks",
    "a path of one machine": r"(?<![\w.$}/])/(?:w[o]rk|f[a]rm|r[o]ot|Users)/|/h[o]me/[a-z]|/tmp/b[r]ief|\.\./s[h]ared",
    "a private key": r"BEGIN (?:[A-Z]+ )?PRIVATE K[E]Y",
    "an access token": r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{30,}|xox[bap]-\w{10,}|sk-[A-Za-z0-9]{32,})\b",
    "a secret written down": r"""(?i)\b(?:secret_key|api_key|auth_token)["']?\s*[:=]\s*["'][^"']{8,}["']""",
}
FORBIDDEN_FILES = ("uv.lock", "poetry.lock", "package-lock.json", ".python-version", ".env")


def forbidden(text: str) -> list[str]:
    """Every forbidden thing in a text: "line 3: a package host"."""
    if not any(re.search(pattern, text) for pattern in FORBIDDEN.values()):
        return []
    return [
        f"line {number}: {what}: {match.group()[:60]}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in FORBIDDEN.items()
        if (match := re.search(pattern, line))
    ]


def texts() -> list[tuple[str, str]]:
    """Every tracked text file, vendored ones too: (name, content)."""
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content[:8000]:
            found.append((name_of(path), content.decode("utf-8", errors="replace")))
    return found


def test_no_tracked_file_names_a_package_host_a_machine_or_a_secret() -> None:
    allowed = {("Makefile", "an index to install from")}  # the flag that keeps the index out of the lock
    findings = [
        f"{name} {finding}"
        for name, text in texts()
        for finding in forbidden(text)
        if (name, finding.split(": ")[1]) not in allowed
    ]
    assert not findings, told(findings)


def test_no_file_is_tracked_that_would_name_one() -> None:
    findings = [name_of(path) for path in tracked() if path.name in FORBIDDEN_FILES]
    assert not findings, told(findings)


def test_the_project_has_files_to_look_at() -> None:
    assert ROOT / "pyproject.toml" in tracked()


@pytest.mark.parametrize(
    "sample",
    [
        "see https://py|pi.org/simple",
        "pip install --index|-url x",
        "open('/wo|rk/main/x')",
        "data = /ho|me/anna",
        "-----BEGIN RSA PRIVATE| KEY-----",
        'SECRET|_KEY = "correct horse battery"',
        "ghp|_0123456789abcdefghijABCDEFGHIJ0123",
    ],
)
def test_a_forbidden_thing_is_found(sample: str) -> None:
    assert not forbidden(sample)
    assert forbidden(sample.replace("|", ""))


def test_ordinary_addresses_are_let_be() -> None:
    assert not forbidden("https://www.gov.uk/" + "work/thing and teamwork/ and ${HOME}/x and SECRET_KEY = _secret()")
