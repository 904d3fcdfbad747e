"""A map without network or script: numbered points on the vendored coast, scale, north, places. Knows no record."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, radians
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

from sightline.web.pictures.coast import Point, Window, land_in, thinned
from sightline.web.pictures.drawing import element, frame, together
from sightline.web.pictures.labels import Box, apart, around, placed
from sightline.web.pictures.places import PLACES, Place

__all__ = ["Place", "Spot", "distance_km", "drawn_map"]

WIDTH, HEIGHT = 680, 480
KM_PER_DEGREE = 111.2
COUNTRY = Window(-8.7, 49.8, 2.2, 60.9)
LEAST_KM = {"close": 5.0, "county": 70.0}
SHOWN_SIZE = {"close": 4, "county": 3, "country": 1}  # places up to this size class are named


class Spot(NamedTuple):
    """One numbered point. `kind`: last seen, home, sighting, searched, found or anything else."""

    lat: float
    lon: float
    label: str
    kind: str = "sighting"
    number: int = 0


class View:
    """Degrees to pixels: equirectangular, true at the window's middle, the same scale both ways."""

    def __init__(self, spots: Sequence[Spot], zoom: str) -> None:
        if zoom == "country" or not spots:
            self.lat, self.lon = (COUNTRY.south + COUNTRY.north) / 2, (COUNTRY.west + COUNTRY.east) / 2
            self.scale = HEIGHT / ((COUNTRY.north - COUNTRY.south) * KM_PER_DEGREE)
            return
        lats, lons = [s.lat for s in spots], [s.lon for s in spots]
        self.lat, self.lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
        tall = (max(lats) - min(lats)) * KM_PER_DEGREE
        wide = (max(lons) - min(lons)) * KM_PER_DEGREE * cos(radians(self.lat))
        needed = max(tall, wide * HEIGHT / WIDTH) * 1.4
        self.scale = HEIGHT / max(needed, LEAST_KM[zoom])  # pixels to a kilometre

    def place(self, lat: float, lon: float) -> Point:
        """Where a point of the earth stands on the map."""
        x = (lon - self.lon) * KM_PER_DEGREE * cos(radians(self.lat)) * self.scale
        return WIDTH / 2 + x, HEIGHT / 2 - (lat - self.lat) * KM_PER_DEGREE * self.scale

    def window(self) -> Window:
        """The piece of the earth that is drawn, and a little around it."""
        high = HEIGHT / 2 / self.scale / KM_PER_DEGREE * 1.05
        wide = WIDTH / 2 / self.scale / KM_PER_DEGREE / cos(radians(self.lat)) * 1.05
        return Window(self.lon - wide, self.lat - high, self.lon + wide, self.lat + high)


def distance_km(a: Spot, b: Spot) -> float:
    """The distance of two points in kilometres; good to a percent within these islands."""
    middle = cos(radians((a.lat + b.lat) / 2))
    return hypot((a.lat - b.lat) * KM_PER_DEGREE, (a.lon - b.lon) * KM_PER_DEGREE * middle)


def drawn_map(title: str, spots: Sequence[Spot], *, places: Sequence[Place] | None = None, zoom: str = "close",
              address: str = "") -> dict[str, Any]:  # fmt: skip
    """The context of components/picture.html: the map, links to the other zooms, and the table of its points."""
    zoom = zoom if zoom in SHOWN_SIZE else "close"
    numbered = [spot if spot.number else spot._replace(number=n) for n, spot in enumerate(spots, 1)]
    view = View(numbered, zoom)
    parts = [element("rect", x=0, y=0, width=WIDTH, height=HEIGHT, class_="app-svg__sea"), _land(view)]
    at = [view.place(spot.lat, spot.lon) for spot in numbered]
    shown = apart(at)
    taken = [*(around(point, 14) for point in shown), (0, HEIGHT - 50, 200, HEIGHT), (WIDTH - 44, 0, WIDTH, 60)]
    parts += [_grid(view), _names(view, PLACES if places is None else places, zoom, taken)]
    parts += [_spots(numbered, at, shown), _scale_bar(view), _north()]
    said = "; ".join(f"{s.number}: {s.label} ({s.kind})" for s in numbered) or _("No place is recorded yet.")
    svg = frame(parts, title=title, description=said, width=WIDTH, height=HEIGHT, look="map")
    rows = [
        (str(s.number), s.label, s.kind, f"{distance_km(numbered[0], s):.1f}", f"{s.lat:.4f}, {s.lon:.4f}")
        for s in numbered
    ]
    head = [_("Number"), _("Place"), _("Kind"), _("Kilometres from 1"), _("Latitude, longitude")]
    return {
        "svg": svg,
        "title": title,
        "head": head if rows else [],
        "rows": rows,
        "numeric": "3",
        "open": True,
        "zooms": _zooms(zoom, address),
    }


def _zooms(zoom: str, address: str) -> list[dict[str, Any]]:
    names = {"close": _("close by"), "county": _("the county"), "country": _("the country")}
    join = "&" if "?" in address else "?"
    return [{"text": text, "current": key == zoom, "href": f"{address}{join}zoom={key}"} for key, text in names.items()]


def _land(view: View) -> SafeString:
    paths = []
    for ring in land_in(view.window()):
        points = thinned([view.place(lat, lon) for lon, lat in ring])
        if len(points) > 2:
            paths.append("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points) + "z")
    return element("path", d="".join(paths), class_="app-svg__land")


def _round_km(view: View) -> float:
    """A round number of kilometres that takes up to a fifth of the width."""
    most = WIDTH / 5 / view.scale
    return next(km for km in (200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05) if km <= most or km == 0.05)


def _grid(view: View) -> SafeString:
    """Squares as wide as the scale bar, so that distances can be judged anywhere."""
    step = _round_km(view) * view.scale
    across = [element("line", x1=n * step, x2=n * step, y1=0, y2=HEIGHT) for n in range(1, int(WIDTH / step) + 1)]
    down = [element("line", x1=0, x2=WIDTH, y1=n * step, y2=n * step) for n in range(1, int(HEIGHT / step) + 1)]
    return element("g", together(across + down), class_="app-svg__grid")


def _spots(spots: Sequence[Spot], at: Sequence[Point], shown: Sequence[Point]) -> SafeString:
    """The numbers, and a line from each that was set aside to its true place."""
    lines, numbers = [], []
    for spot, true, (x, y) in zip(spots, at, shown, strict=True):
        if (x, y) != true:
            lines.append(element("line", x1=true[0], y1=true[1], x2=x, y2=y, class_="app-svg__leader"))
            lines.append(element("circle", cx=true[0], cy=true[1], r=3))
        look = f"app-svg__spot app-svg__spot--{slugify(spot.kind)}"
        numbers.append(element("circle", cx=x, cy=y, r=12, class_=look))
        numbers.append(element("text", spot.number, x=x, y=y + 5, text_anchor="middle", class_="app-svg__number"))
    return together(lines + numbers)


def _names(view: View, places: Sequence[Place], zoom: str, taken: Sequence[Box]) -> SafeString:
    parts = []
    wanted = [
        (place.name, view.place(place.lat, place.lon))
        for place in sorted(places, key=lambda p: p.size)
        if place.size <= SHOWN_SIZE[zoom]
    ]
    for name in placed(wanted, taken, WIDTH, HEIGHT):
        (x, y), (tx, ty) = name.at, name.text_at
        parts += [element("circle", cx=x, cy=y, r=3), element("text", name.text, x=tx, y=ty, text_anchor=name.anchor)]
    return element("g", together(parts), class_="app-svg__place")


def _scale_bar(view: View) -> SafeString:
    km = _round_km(view)
    x, y, length = 16, HEIGHT - 18, km * view.scale
    text = f"{km:g} km" if km >= 1 else f"{km * 1000:g} m"
    bar = element("path", d=f"M{x} {y - 8}v8h{length:.1f}v-8", class_="app-svg__scale")
    back = element("rect", x=6, y=y - 30, width=length + 24, height=40, class_="app-svg__back")
    return together([back, bar, element("text", text, x=x + 4, y=y - 10, class_="app-svg__small")])


def _north() -> SafeString:
    arrow = element("path", d=f"M{WIDTH - 24} 14l9 24-9-6-9 6z", class_="app-svg__north")
    return together([arrow, element("text", _("N"), x=WIDTH - 24, y=54, text_anchor="middle", class_="app-svg__small")])
