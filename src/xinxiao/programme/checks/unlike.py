"""Figures that do not fit their panel, told: single figures, new levels, exchanged places, turned digits, shifted series."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.programme.checks.evidence import Evidence
from xinxiao.programme.checks.panel import Panels
from xinxiao.programme.checks.provincial import Provincial
from xinxiao.programme.checks.related import Beside
from xinxiao.programme.checks.suspect import Suspect
from xinxiao.programme.checks.suspects import suspects

FAR = float(np.log(5.0))
"""Five times, or a fifth: no reader would take such a figure for a figure."""
CODES = {
    "CELL": "FIGURE_UNLIKE",
    "LEVEL": "FIGURE_LEVEL",
    "SWAPPED": "FIGURE_SWAPPED",
    "DIGITS": "FIGURE_DIGITS",
    "SHIFTED": "FIGURE_SHIFTED",
}


def unlike(panels: Panels, held: Sequence[Provincial], beside: Mapping[int, Beside]) -> Iterator[Finding]:
    """What does not fit its panel, by :func:`xinxiao.programme.checks.suspects.suspects`; what is in doubt only, as notes."""
    for place, own in enumerate(held):
        if own.residuals is not None:
            heard = Evidence(own.residuals, beside.get(place))
            yield from (_told(panels, own, one) for one in suspects(own.panel, heard))


def _told(panels: Panels, own: Provincial, one: Suspect) -> Finding:
    panel = own.panel
    rows = panel.row[:, one.year] if one.area < 0 else panel.row[one.area, one.year : one.year + 1]
    places = own.places(one.year, one.area)
    if one.kind == "SHIFTED":
        places["years"] = f"{one.off:+.0f}"
    else:
        places |= {"ratio": f"{np.exp(one.off):.3g}", "expected": f"{one.expected:.6g}"}
    if one.area >= 0:
        places["value"] = f"{panel.values[one.area, one.year]:.10g}"
    if one.other >= 0:
        places["other"] = panel.areas[one.other]
    far = one.kind in ("CELL", "DIGITS") and one.sure == 1 and abs(one.off) > FAR
    code = "FIGURE_FAR" if far else CODES[one.kind]
    found = fault(*panels.place(int(rows[rows >= 0][0])), code, **places)
    return found if one.sure == 1 else doubted(found, one.sure)


def doubted(found: Finding, sure: float) -> Finding:
    """A finding that is not sure enough to be told by itself: a note that says how sure it is, between 0 and 1."""
    return replace(found, level="note", places=(*found.places, ("sure", f"{sure:.3f}")))
