"""Numbers as text: exact ones with the places they were published with, binary ones as short as reads back the same."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

SMALL = 1e-4
"""Below this Python writes binary numbers with powers of ten."""


def written(value: float | Decimal | None, places: int | None = None) -> str:
    """A number for people and files; empty when missing. ``places`` are those an exact number was published with."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        if places is None:
            text = f"{value:f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
        return f"{value:.{places}f}"
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def exact_texts(column: pa.ChunkedArray | pa.Array, places: pa.ChunkedArray | pa.Array | None) -> pa.Array:
    """Exact numbers as text, each with its number of ``places`` (None: as many as it needs); missing ones stay missing."""
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    text, scale = _plain(column), column.type.scale
    if places is None:
        bare = pc.replace_substring_regex(text, r"(\.[0-9]*?)0+$", r"\1") if scale else text
        return pc.replace_substring_regex(bare, r"\.$", "") if scale else bare
    places = places.combine_chunks() if isinstance(places, pa.ChunkedArray) else places
    out = text
    for count in pc.unique(places).to_pylist():
        if count is None or count >= scale:
            continue
        cut = pc.utf8_slice_codeunits(text, 0, -(scale - count) - (count == 0))
        out = pc.if_else(pc.fill_null(pc.equal(places, count), False), cut, out)
    return out


def _plain(column: pa.Array) -> pa.Array:
    """Exact numbers with all places of their type, without powers of ten (Arrow writes 0.0000001 as 1E-7)."""
    text = column.cast(pa.string())
    powers = pc.match_substring(text, "E")
    if not pc.any(powers).as_py():
        return text
    places = column.type.scale
    return pa.array([None if v is None else f"{v:.{places}f}" for v in column.to_pylist()], pa.string())


def double_texts(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Binary numbers as text: the shortest that reads back the same, whole ones without a point, as :func:`written` does."""
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    text = column.cast(pa.string())
    # Arrow's texts are the shortest too, but it turns to powers of ten elsewhere, and has two zeros
    small = pc.less(pc.abs(column), SMALL)
    other = pc.fill_null(pc.or_(small, pc.match_substring(text, "e")), False)
    if not pc.any(other).as_py():
        return text
    values = [written(value) for value in column.filter(other).to_pylist()]
    return pc.replace_with_mask(text, other, pa.array(values, pa.string()))
