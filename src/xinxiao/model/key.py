"""Keys: how one observation is addressed, ``A.990001.LOANS.2016``: the values of all dimensions, joined by dots.

In a partial key an empty place stands for "all", as in SDMX. Here keys are made and taken apart, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.errors import DataFault

DOT = "."


def join(values: Sequence[str]) -> str:
    """The key of these values, in the order of the dimensions; an empty one means all.

    Raises :class:`DataFault` for a value with a dot in it: it could not be told from two values.
    """
    key = DOT.join(values)
    if key.count(DOT) != len(values) - 1:
        wrong = ", ".join(value for value in values if DOT in value)
        raise DataFault(f"a code in a key has a dot: {wrong}", hint="write the code without dots")
    return key


def split(key: str) -> tuple[str, ...]:
    """The values of a key, empty ones for "all"."""
    return tuple(key.split(DOT))


def partial(dimensions: Sequence[str], where: Mapping[str, str]) -> str:
    """The (possibly partial) key for ``where``; dimensions not named stay empty, meaning all.

    Raises :class:`DataFault` when ``where`` names something that is no dimension.
    """
    values = [where.get(name, "") for name in dimensions]
    if len(where) > len(dimensions) - values.count(""):  # an empty value, or a name that is no dimension
        unknown = sorted(set(where) - set(dimensions))
        if unknown:
            raise DataFault(f"no dimension {', '.join(unknown)}", hint=f"dimensions: {', '.join(dimensions)}")
    return join(values)


def named(dimensions: Sequence[str], key: str) -> dict[str, str]:
    """The dimensions a key gives a value for. Raises :class:`DataFault` when it has another number of places."""
    values = split(key)
    if len(values) != len(dimensions):
        raise DataFault(f"{key}: {len(values)} places", hint=DOT.join(dimensions))
    return {name: value for name, value in zip(dimensions, values, strict=True) if value}


def is_partial(key: str) -> bool:
    """Whether a place of the key is empty, so that it may name many observations."""
    return "" in key.split(DOT)


def of_row(row: Mapping[str, Any], dimensions: Sequence[str]) -> str:
    """The key of an observation held as a mapping; a missing value is an empty place."""
    return DOT.join("" if row[name] is None else str(row[name]) for name in dimensions)


def of_table(table: pa.Table, dimensions: Sequence[str]) -> pa.ChunkedArray:
    """The key of each row of a table."""
    parts = [pc.fill_null(table.column(name).cast(pa.string()), "") for name in dimensions]
    return pc.binary_join_element_wise(*parts, DOT)
