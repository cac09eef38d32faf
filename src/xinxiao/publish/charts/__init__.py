"""Charts as SVG with real text: small, legible at 340 px and at 720 px, no script and no engine.

Each function takes plain values and texts already in the reader's language, and returns one ``<svg>`` element.
Colours are told apart by people with colour-vision deficiency (Okabe & Ito 2008, darkened to 3:1 on white);
no chart relies on colour alone.
"""

from __future__ import annotations

from xinxiao.publish.charts.bars import Bar, Part, Stack, bars, stacks
from xinxiao.publish.charts.intervals import Dot, dots
from xinxiao.publish.charts.lines import Point, Series, lines
from xinxiao.publish.charts.matrix import MatrixLine, matrix
from xinxiao.publish.charts.sparks import spark
from xinxiao.publish.charts.tiles import Tile, tiles
from xinxiao.publish.charts.tracks import Track, tracks
from xinxiao.publish.charts.tree import Branch, tree

__all__ = [
    "Bar",
    "bars",
    "Branch",
    "Dot",
    "dots",
    "MatrixLine",
    "lines",
    "matrix",
    "Part",
    "Point",
    "Series",
    "spark",
    "Stack",
    "stacks",
    "Tile",
    "tiles",
    "Track",
    "tracks",
    "tree",
]
