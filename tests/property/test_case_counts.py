"""What is withheld of cases cannot be told from what is shown: tried by who adds and subtracts all of it, of months in a row.

The attacker knows nothing of how it was chosen. They take every number shown of every month as an equation over the cases that stood alike
in an area at the ends of all months, and ask how small and how large each withheld number may be (two linear programmes).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from xinxiao.model.oversight.aggregate import AggregateSpec, Count
from xinxiao.oversight.counts import Earlier, Key, Number, Sets, numbers

AREAS = ("A", "B", "C")
MONTHS = 3
SPEC = AggregateSpec(
    workflow="W", code="W", scope="S", levels=("nation", "province"), counts=("opened", "ended", "open")
)
ALL_AREAS = {"nation": ("N",), "province": AREAS}
NONE = pa.table({name: pa.array([], pa.string()) for name in ("area", "unit", "clock", "end", "started", "ended", "publication")}).append_column("n", pa.array([], pa.int64()))  # fmt: skip
SIGNS = [
    "".join(letters)
    for letters in product("NOC", repeat=MONTHS + 1)
    if "N" not in "".join(letters).lstrip("N")
]
"""How a case may stand at the ends of months: nobody is not opened again."""
Case = tuple[str, str, str]
"""Area, firm, letters."""


def at(area: str, level: str) -> str:
    return "N" if level == "nation" else area if area in AREAS else ""


def sets(cases: Sequence[Case], first: int, last: int) -> Sets:
    """The cases as they stood at the ends of some months."""
    rows = [(area, firm, letters[first : last + 1]) for area, firm, letters in cases]
    held = pa.table(
        {
            "area": pa.array([row[0] for row in rows], pa.string()),
            "unit": pa.array([row[1] for row in rows], pa.string()),
            "states": pa.array([row[2] for row in rows], pa.string()),
            "n": pa.array([1] * len(rows), pa.int64()),
        }
    )
    return Sets(states=held, runs=NONE, publications=NONE)


def shown(found: Sequence[Number]) -> dict[Key, str]:
    return {one.key: str(one.value) if one.conf == "F" else "" for one in found}


def published(cases: Sequence[Case]) -> list[Mapping[Key, str]]:
    """What is handed over of each month in turn: values, empty where they are withheld."""
    said: list[Mapping[Key, str]] = [{}]
    for month in range(1, MONTHS + 1):
        found = numbers(SPEC, sets(cases, month - 1, month), ALL_AREAS, at, Earlier(before=said[-1]))
        assert not found.open
        said.append(shown(found.found))
    return said[1:]


def counts(count: Count, letters: str, month: int) -> bool:
    was, now = letters[month - 1], letters[month]
    if count == "open":
        return now == "O"
    return (was == "N" and now != "N") if count == "opened" else (was != "C" and now == "C")


def row(key: Key, month: int, parts: Sequence[tuple[str, str]]) -> list[float]:
    count, _, area = key
    return [float((area in ("N", place)) and counts(count, letters, month)) for place, letters in parts]


@st.composite
def registers(draw: st.DrawFn) -> list[Case]:
    size = draw(st.integers(0, 60))
    firms = draw(st.sampled_from([3, 8, 100]))
    one = st.tuples(
        st.sampled_from(AREAS),
        st.integers(0, firms).map(str),
        st.sampled_from([s for s in SIGNS if "O" in s or "C" in s]),
    )
    return draw(st.lists(one, min_size=size, max_size=size))


@settings(max_examples=25, deadline=None, phases=[Phase.generate])
@given(registers())
def test_no_withheld_number_of_cases_can_be_told(cases: list[Case]) -> None:
    parts = [
        (place, letters) for place in (*AREAS, "elsewhere") for letters in SIGNS if set(letters) != {"N"}
    ]
    true = np.array(
        [sum((area, letters) == part for area, _, letters in cases) for part in parts], dtype=float
    )
    said = published(cases)
    known = [
        (row(key, month, parts), float(value))
        for month, month_said in enumerate(said, 1)
        for key, value in month_said.items()
        if value
    ]
    lines = np.array([line for line, _ in known]).reshape(len(known), len(parts))
    assert np.allclose(lines @ true, [value for _, value in known])  # what is shown is true
    for month, month_said in enumerate(said, 1):
        for key, value in month_said.items():
            aim = np.array(row(key, month, parts))
            firms = {
                firm
                for (area, firm, letters) in cases
                if key[2] in ("N", area) and counts(key[0], letters, month)
            }
            if value:
                assert len(firms) == 0 or len(firms) >= 3
                continue
            ends: list[float] = []
            for sign in (1.0, -1.0):
                solved: Any = linprog(
                    sign * aim,
                    A_eq=lines if known else None,
                    b_eq=[v for _, v in known] if known else None,
                    bounds=(0, 1e4),
                    method="highs",
                )
                assert solved.success
                ends.append(sign * float(solved.fun))
            assert ends[1] - ends[0] > 0.5, (month, key, aim @ true, ends)
