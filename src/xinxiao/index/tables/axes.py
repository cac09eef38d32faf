"""The columns that say which unit, period and node a row is about (SDMX names)."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from xinxiao.index.spec.table import Column, Table, number, text

UNIT, TIME, CODE = "REF_AREA", "TIME_PERIOD", "INDICATOR"


def unit_columns(units: Sequence[str], times: Sequence[str], each: int = 1) -> dict[str, Column]:
    """Unit and (for a panel) period of rows that run over periods, units, and ``each`` nodes."""
    t = max(len(times), 1)
    columns = {UNIT: text(np.tile(np.repeat(np.array(units, object), each), t))}
    if times:
        columns[TIME] = text(np.repeat(np.array(times, object), len(units) * each))
    return columns


def wide(beside: Mapping[str, Column], values: NDArray[np.float64], codes: Sequence[str]) -> Table:
    """A table of the columns ``beside`` and one column of numbers per code from (..., C).

    A code that is named like a column before it gets an underscore at its end.
    """
    columns, flat = dict(beside), values.reshape(-1, len(codes))
    for c, code in enumerate(codes):
        columns[apart(code, columns)] = number(flat[:, c])
    return Table(columns)


def apart(code: str, taken: Container[str]) -> str:
    """The code, with underscores at its end until no column is named so."""
    while code in taken:
        code += "_"
    return code
