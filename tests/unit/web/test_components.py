"""What each component shows, and that it never shows less than it should."""

from datetime import timedelta

import pytest

from tests.unit.web.gallery import ACTOR, NAVIGATION, NOW, duty, page_with, piece


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("high", "High risk"),
        ("Medium", "Medium risk"),
        ("low", "Low risk"),
        ("none", "No apparent risk"),
        ("", "Risk not assessed"),
        (None, "Risk not assessed"),
        ("unheard of", "Risk not assessed"),
    ],
)
def test_a_risk_is_said_in_words_and_one_that_is_missing_is_not_called_low(level: str | None, words: str) -> None:
    assert f">{words}</strong>" in piece("{% risk_tag level %}", level=level)


def test_not_known_stands_before_no_and_looks_like_an_answer() -> None:
    html = piece(
        "{% facts_list facts %}", facts=[{"name": "a", "answer": "no"}, {"name": "b"}, {"name": "c", "answer": "yes"}]
    )
    assert html.index("app-fact--yes") < html.index("app-fact--unknown") < html.index("app-fact--no")
    assert '<span class="app-fact__answer">Not known</span>' in html


def test_a_duty_shows_what_is_left_the_exact_time_who_must_and_which_card_says_so() -> None:
    html = piece('{% duty_row d person="Kit" href="/e/1" %}', d=duty())
    for part in (
        "due in 12 min",
        "20 November 2026, 2:17pm",
        "Carer <b>must</b>",
        'href="/protocols/TV-ABSENCE-01"',
        'href="/e/1">Kit',
    ):
        assert part in html
    assert "app-duty--soon" in html and 'datetime="2026-11-20T14:17:00+00:00"' in html


def test_a_duty_that_is_done_counts_down_no_more() -> None:
    html = piece("{% duty_row d %}", d=duty(state="met late", met_at=NOW, due_at=NOW - timedelta(hours=1)))
    assert "Met late" in html and "data-due" not in html and "overdue" not in html


def test_a_duty_without_a_time_says_so() -> None:
    assert "no time given" in piece("{% duty_row d %}", d=duty(due_at=None))


def test_the_next_thing_to_do_is_absent_when_there_is_none() -> None:
    assert piece("{% next_thing d %}", d=None).strip() == ""
    assert "Notify the police" in piece('{% next_thing d href="/x" %}', d=duty(do="notify the police"))


def test_the_timeline_says_when_something_was_written_down_later() -> None:
    event = {
        "kind": "sighting recorded",
        "happened_at": NOW - timedelta(hours=2),
        "recorded_at": NOW,
        "body": {"place": "", "seen": True},
    }
    html = piece("{% timeline events %}", events=[event])
    assert "midday" not in html and "recorded <time" in " ".join(html.split())
    assert "<dt>Seen</dt> <dd>yes</dd>" in html and "Place" not in html
    prompt = piece("{% timeline events %}", events=[event | {"recorded_at": event["happened_at"]}])
    assert "app-late" not in prompt


def test_what_people_wrote_is_never_read_as_markup() -> None:
    nasty = "<script>alert(1)</script>"
    sources = (
        "{% timeline x %}",
        "{% facts_list y %}",
        "{% reasons_list z %}",
        "{% summary_list r %}",
        "{% data_table n h t %}",
        "{% duty_row d person=n %}",
        "{% next_thing d person=n %}",
        "{% empty_state n n '/x' n %}",
        "{% section_nav n s %}",
    )
    context = {
        "n": nasty,
        "x": [{"kind": nasty, "text": nasty, "by_name": nasty, "body": {nasty: nasty}, "happened_at": NOW}],
        "y": [{"name": nasty, "says": nasty, "from_whom": nasty, "answer": "yes"}],
        "z": [{"says": nasty, "card": nasty, "source": nasty}],
        "r": [(nasty, nasty)],
        "h": [nasty],
        "t": [[nasty, {"text": nasty, "href": "/x"}]],
        "d": duty(do=nasty, to=nasty, who=nasty),
        "s": [{"text": nasty, "href": "/x"}],
    }
    for source in sources:
        html = piece(source, **context)
        assert "<script>" not in html and "&lt;script&gt;" in html, source


def test_an_empty_value_is_said_to_be_not_recorded_and_zero_is_a_value() -> None:
    html = piece("{% summary_list rows %}", rows=[("School", ""), ("Children", 0)])
    assert html.count("Not recorded") == 1 and ">0</dd>" in html


def test_pages_between_are_left_out_and_the_current_one_is_marked() -> None:
    html = piece("{% pagination 5 9 query %}", query="q=a%20b&")
    assert [n for n in range(1, 10) if f">{n}</a>" in html] == [1, 4, 5, 6, 9]
    assert (
        html.count("⋯") == 2
        and 'aria-label="Page 5" aria-current="page"' in html
        and 'href="?q=a%20b&amp;page=6"' in html
    )
    assert piece("{% pagination 1 1 %}").strip() == ""


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "yes"),
        (False, "no"),
        (None, ""),
        ("2026-03-01", "1 March 2026"),
        ("2026-07-01T12:00:00+00:00", "1 July 2026, 1pm"),
        (["a", True], "a, yes"),
        ({"place": "Bridge"}, "place: Bridge"),
        ("1234-56-78x", "1234-56-78x"),
        (7, "7"),
    ],
)
def test_a_recorded_value_is_said_in_plain_words(value: object, said: str) -> None:
    assert piece("{{ v|plain }}", v=value) == said


def test_the_page_says_who_is_signed_in_where_one_is_and_how_many_notices_wait() -> None:
    html = page_with("", actor=ACTOR, navigation=NAVIGATION, demonstration=True, csrf_token="token")
    assert "<strong>Inspector Nia Demo</strong>, duty inspector, Northshire Police" in html
    assert (
        'href="/board" aria-current="page"' in html
        and "notices to acknowledge" in html
        and html.count("app-count") == 1
    )
    assert '<form method="post" action="/sign-out">' in html and "Everybody here is invented." in html
    assert "Nobody is being told" not in html


def test_a_page_for_nobody_in_particular_has_no_menu_and_no_way_to_sign_out() -> None:
    html = page_with("")
    assert "Sign out" not in html and "govuk-service-navigation" not in html and "Demonstration" not in html


def test_a_stopped_watcher_is_said_on_every_page() -> None:
    assert "The watcher has stopped" in page_with("", actor=ACTOR, watcher_silent=True)


def test_every_script_of_the_page_has_the_nonce_and_nothing_has_a_style_attribute() -> None:
    html = page_with("")
    scripts = [part.partition(">")[0] for part in html.split("<script")[1:]]
    assert len(scripts) >= 6
    assert all('nonce="n1"' in s or 'type="application/json"' in s for s in scripts)
    assert " style=" not in html and " onclick=" not in html
