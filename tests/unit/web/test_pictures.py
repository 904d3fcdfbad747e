"""The pictures: everything is on them, nothing covers anything, and a table says the same."""

import re
from datetime import UTC, datetime, timedelta
from itertools import combinations
from math import hypot
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.web.pictures.bars import Bar, drawn_bars
from sightline.web.pictures.coast import Window, land_in, shores, thinned
from sightline.web.pictures.labels import LEAST, apart, placed
from sightline.web.pictures.map import HEIGHT, WIDTH, Spot, View, distance_km, drawn_map
from sightline.web.pictures.places import PLACES
from sightline.web.pictures.strip import Mark, Scale, Stretch, drawn_strip

NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
READING = Spot(51.454, -0.973, "Station", "last seen")
DRAWN = [
    drawn_strip(
        "Hours",
        [Stretch("Missing", NOW, None, "missing")],
        [Mark("Seen <i>", NOW), Mark("now", NOW, "now")],
        NOW,
        NOW + timedelta(hours=9),
    ),
    drawn_bars("Bars", [Bar("A & B", 3)], "Episodes"),
    drawn_map("Map", [READING, Spot(51.467, -0.975, "<b>Bridge</b>")]),
    drawn_map("Empty", []),
]


@pytest.mark.parametrize("drawn", DRAWN, ids=lambda d: str(d["title"]))
def test_a_picture_is_sound_named_described_and_free_of_style_and_script(drawn: dict[str, object]) -> None:
    svg = re.search(r"<svg.*</svg>", str(drawn["svg"]), re.DOTALL)
    assert svg
    tree = ElementTree.fromstring(svg[0])  # noqa: S314 our own drawing
    name = {node.get("id"): node.text for node in tree.iter() if node.get("id")}
    assert tree.get("role") == "img" and all(name[key] for key in str(tree.get("aria-labelledby")).split())
    assert not [n for n in tree.iter() if n.get("style") or n.tag.endswith(("}style", "}script"))]


def test_the_table_holds_what_the_strip_shows_in_the_order_of_time() -> None:
    marks = [Mark("Due", NOW + timedelta(hours=1), "due"), Mark("Reported", NOW), Mark("now", NOW, "now")]
    rows = drawn_strip("Hours", [Stretch("Absent", NOW, None)], marks, NOW, NOW + timedelta(hours=2))["rows"]
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("1", "Happened", "Reported"),
        ("2", "Due", "Due"),
        ("–", "Lasted", "Absent"),
    ]
    assert rows[2][1] == "20 November 2026, 2:05pm – now"


def test_marks_at_one_moment_do_not_cover_each_other() -> None:
    svg = str(drawn_strip("Hours", [], [Mark(str(n), NOW) for n in range(4)], NOW, NOW + timedelta(hours=2))["svg"])
    heights = re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)" r="10" class="app-svg__mark app-svg__mark--event"', svg)[
        :4
    ]
    assert len(set(heights)) == 4


@given(st.integers(min_value=1, max_value=24 * 400))
def test_the_axis_never_has_more_than_a_dozen_ticks_and_always_one(hours: int) -> None:
    ticks = Scale(NOW, NOW + timedelta(hours=hours)).ticks()
    assert len(ticks) <= 13 and (ticks or hours < 2)


def test_ticks_stand_at_londons_midnights_when_the_clocks_change() -> None:
    ticks = Scale(datetime(2026, 10, 23, 20, tzinfo=UTC), datetime(2026, 10, 28, 4, tzinfo=UTC)).ticks()
    assert ticks and all(tick.hour in (0, 12) for tick in ticks)


def test_a_bar_is_as_long_as_its_number() -> None:
    svg = str(drawn_bars("Bars", [Bar("A", 10), Bar("B", 5)])["svg"])
    long, short = (float(n) for n in re.findall(r'width="([\d.]+)" height="\d+" class="app-svg__bar"', svg))
    assert short == pytest.approx(long / 2, abs=0.1)


def test_bars_of_nothing_are_drawn_too() -> None:
    assert "Nothing to show" in str(drawn_bars("Bars", [])["svg"])


def test_the_coast_holds_the_islands_and_inland_there_is_only_land() -> None:
    assert len(shores()) > 40
    inland = land_in(Window(-1.2, 51.4, -0.9, 51.5))
    assert len(inland) == 1 and all(-1.2 <= x <= -0.9 and 51.4 <= y <= 51.5 for x, y in inland[0])
    assert land_in(Window(-7.5, 49.0, -7.0, 49.3)) == []


def area(ring: list[tuple[float, float]]) -> float:
    """The area of a ring (the shoelace rule)."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def test_a_window_is_cut_without_loss() -> None:
    whole = sum(map(area, land_in(Window(-4, 50, 0, 54))))
    halves = sum(map(area, land_in(Window(-4, 50, -2, 54)))) + sum(map(area, land_in(Window(-2, 50, 0, 54))))
    assert whole == pytest.approx(halves, rel=1e-6) and whole > 5


def test_thinning_keeps_the_shape_and_drops_what_cannot_be_seen() -> None:
    assert thinned([(0, 0), (0.2, 0.2), (5, 0), (5, 5)]) == [(0, 0), (5, 0), (5, 5)]


@pytest.mark.parametrize("zoom", ["close", "county", "country"])
def test_every_point_is_on_the_map_at_every_zoom(zoom: str) -> None:
    spots = [READING, Spot(51.752, -1.258, "Oxford"), Spot(52.041, -0.759, "Milton Keynes")]
    view = View(spots, zoom)
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in (view.place(s.lat, s.lon) for s in spots))
    drawn = drawn_map("Map", spots, zoom=zoom, address="/e/1?a=b")
    assert str(drawn["svg"]).count("app-svg__spot ") == 3
    assert [z["href"] for z in drawn["zooms"]] == [f"/e/1?a=b&zoom={z}" for z in ("close", "county", "country")]
    assert [z["current"] for z in drawn["zooms"]].count(True) == 1


def test_north_is_up_and_east_is_right_and_the_scale_bar_is_as_long_as_it_says() -> None:
    view = View([READING], "county")
    x, y = view.place(READING.lat, READING.lon)
    assert view.place(READING.lat + 0.1, READING.lon)[1] < y and view.place(READING.lat, READING.lon + 0.1)[0] > x
    svg = str(drawn_map("Map", [READING], zoom="county")["svg"])
    length, km = re.search(r"v8h([\d.]+)v-8", svg), re.search(r">(\d+) km<", svg)
    assert length and km
    north = Spot(READING.lat + int(km[1]) / 111.2, READING.lon, "")
    assert y - view.place(north.lat, north.lon)[1] == pytest.approx(float(length[1]), abs=0.2)


def test_a_distance_is_right_to_a_percent() -> None:
    assert distance_km(READING, Spot(51.752, -1.258, "Oxford")) == pytest.approx(38.5, rel=0.01)


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), max_size=12))
def test_numbers_never_cover_each_other(points: list[tuple[float, float]]) -> None:
    shown = apart(points)
    assert all(hypot(a[0] - b[0], a[1] - b[1]) >= LEAST - 1 for a, b in combinations(shown, 2))


@given(
    st.lists(
        st.tuples(st.sampled_from(["Ash", "Kingsbridge", "Ely"]), st.tuples(st.floats(0, 400), st.floats(0, 300))),
        max_size=15,
    )
)
def test_names_stay_on_the_map_and_off_the_numbers(names: list[tuple[str, tuple[float, float]]]) -> None:
    for name in placed(names, [(100, 100, 140, 140)], 400, 300):
        x, y = name.text_at
        assert 0 <= x <= 400 and 0 <= y <= 300
        assert not (100 < x < 140 and 105 < y < 135)


def test_an_unknown_zoom_is_the_close_one() -> None:
    assert drawn_map("Map", [READING], zoom="../../etc")["zooms"][0]["current"]


def test_every_town_lies_on_these_islands() -> None:
    assert all(-8.7 < p.lon < 2.2 and 49.8 < p.lat < 60.9 for p in PLACES) and len({p.name for p in PLACES}) == len(
        PLACES
    )
