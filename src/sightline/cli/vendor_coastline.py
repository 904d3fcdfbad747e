"""Cuts the coast of the British Isles out of the world atlas into a compact text: a maintainer's step. No Django."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

WANTED = ("United Kingdom", "Ireland", "Isle of Man", "Jersey", "Guernsey")
PRECISION = 1000  # a thousandth of a degree: about 110 metres, finer than the source
SMALLEST_RING = 8  # points; smaller islands are dots on any map drawn here

Point = tuple[float, float]
HEADER = """# The coast of the British Isles: Natural Earth 1:10m (public domain) through world-atlas {version} (ISC).
# Each line is one closed shore: first point, then steps to the next, as thousandths of a degree of longitude,latitude.
"""


def compact_coastline(atlas: Path) -> str:
    """The shores as lines of whole numbers. Takes the atlas's TopoJSON file."""
    data = json.loads(atlas.read_text("utf-8"))
    arcs = [_unpacked(arc, data["transform"]) for arc in data["arcs"]]
    version = json.loads(atlas.with_name("package.json").read_text("utf-8"))["version"]
    countries = [g for g in data["objects"]["countries"]["geometries"] if g["properties"]["name"] in WANTED]
    rings = [_ring(ring, arcs) for country in countries for ring in _outer_rings(country)]
    lines = [_line(ring) for ring in rings if len(ring) >= SMALLEST_RING]
    return HEADER.format(version=version) + "\n".join(lines) + "\n"


def _unpacked(arc: list[list[int]], transform: dict[str, Any]) -> list[Point]:
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * sx + tx, y * sy + ty))
    return points


def _outer_rings(country: dict[str, Any]) -> list[list[int]]:
    polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
    return [polygon[0] for polygon in polygons]


def _ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for number in numbers:
        arc = arcs[~number][::-1] if number < 0 else arcs[number]
        points += arc[1 if points else 0 :]
    return points


def _line(ring: list[Point]) -> str:
    whole = [(round(x * PRECISION), round(y * PRECISION)) for x, y in ring]
    steps = [(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(whole)]
    return " ".join(f"{x},{y}" for x, y in [whole[0], *[s for s in steps if s != (0, 0)]])
