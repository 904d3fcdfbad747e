"""British spelling in what people read: pages, cards, screens, and the comments and docstrings of the code."""

import io
import re
import tokenize

import pytest

from tests.architecture.house import name_of, ours, told

AMERICAN = {
    "behavior": "behaviour",
    "color": "colour",
    "center": "centre",
    "organization": "organisation",
    "organize": "organise",
    "recognize": "recognise",
    "analyze": "analyse",
    "authorized": "authorised",
    "unauthorized": "unauthorised",
    "neighbor": "neighbour",
    "canceled": "cancelled",
    "labeled": "labelled",
    "fulfill": "fulfil",
    "catalog": "catalogue",
    "gray": "grey",
    "honor": "honour",
    "offense": "offence",
    "minimize": "minimise",
    "summarize": "summarise",
    "prioritize": "prioritise",
}
WORDS = re.compile(rf"(?<![\w\-`.:/\"'])(?:{'|'.join(AMERICAN)})(?:s|d|ed|ing)?(?![\w\-`(=:\"'])", re.IGNORECASE)


def american(text: str) -> list[str]:
    """Words spelt the other way, outside code marks, attributes and names: ["color"]."""
    plain = re.sub(r"```.*?```|`[^`]*`|<[^>]*>|\{[{%].*?[}%]\}", " ", text, flags=re.DOTALL)
    return [match.group() for match in WORDS.finditer(plain)]


def prose_of_python(source: str) -> str:
    """The comments and docstrings of a module: what is written for people."""
    found = []
    start_of_line = True
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT or (token.type == tokenize.STRING and start_of_line):
            found.append(token.string.strip("\"'"))
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            start_of_line = token.type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING)
    return "\n".join(found)


def test_what_people_read_is_spelt_the_british_way() -> None:
    findings = []
    for path in ours(".md", ".html", ".toml", ".py"):
        text = path.read_text("utf-8")
        words = american(prose_of_python(text) if path.suffix == ".py" else text)
        findings += [f"{name_of(path)}: {word}" for word in words if path.name != "pyproject.toml"]
    assert not findings, told(findings)


@pytest.mark.parametrize("word", sorted(AMERICAN))
def test_the_other_spelling_is_found(word: str) -> None:
    assert american(f"They {word} it.") == [word]


def test_code_is_let_be() -> None:
    assert not american('Set `color` in <span class="center">it</span>, {{ organize }}, text-color: red')


def test_a_docstring_and_a_comment_are_read_and_a_string_is_not() -> None:
    assert prose_of_python('"""One."""\nx = "two"  # three\n').split("\n") == ["One.", "# three"]
