"""Invented values as canonical contents, by columns: what a report holds as bytes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def contents(texts: Mapping[str, pa.Array], absent: Mapping[str, np.ndarray] | None = None) -> pa.Array:
    """Items as canonical contents, binary (N,): nothing in them needs to be escaped. ``absent``: which units have an item not
    (N,): it is marked as not applicable (M)."""
    lacking = absent or {}
    cells = _members(texts, {name: ~where for name, where in lacking.items()})
    marked = {name: where for name, where in lacking.items() if where.any()}
    marks = _members({name: pa.array(["M"] * len(where)) for name, where in marked.items()}, marked)
    pieces: list[object] = ['{"cells":{', cells, '},"explanations":{},"marks":{', marks, "}}"]
    return pc.binary_join_element_wise(*pieces, "").cast(pa.binary())


def _members(texts: Mapping[str, pa.Array], where: Mapping[str, np.ndarray]) -> object:
    """Names and texts as members of an object, without its braces; those that are not there left out."""
    pieces = []
    for name in sorted(texts):
        member = pc.binary_join_element_wise(f'"{name}":"', texts[name], '",', "")
        pieces.append(pc.if_else(pa.array(where[name]), member, "") if name in where else member)
    return pc.utf8_rtrim(pc.binary_join_element_wise(*pieces, ""), ",") if pieces else ""


def texts_of(values: np.ndarray, places: int) -> pa.Array:
    """Integers in units of the last place as canonical text."""
    text = pa.array(np.abs(values)).cast(pa.string())
    if places:
        padded = pc.utf8_lpad(text, places + 1, "0")
        whole = pc.utf8_slice_codeunits(padded, 0, -places)
        part = pc.utf8_rtrim(pc.utf8_slice_codeunits(padded, -places), "0")
        text = pc.binary_join_element_wise(whole, pc.if_else(pc.equal(part, ""), "", "."), part, "")
    return pc.binary_join_element_wise(pc.if_else(pa.array(values < 0), "-", ""), text, "")
