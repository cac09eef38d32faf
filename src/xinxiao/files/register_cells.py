"""Cells of a register of organisations: texts without blanks around them, unified social credit codes as they are kept, and what is
told of them, by column."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.files.told import Told
from xinxiao.model.collect.code import FAULTS, faults_of, normals

_CODES = dict(zip(FAULTS, ("USCC_FORM", "USCC_MOD31", "USCC_MOD11"), strict=True))


def trimmed(name: str, texts: pa.Array, lines: pa.Array, told: Told) -> pa.Array:
    """Texts (N) without blanks around them; of which that is told. ``lines`` (N): where they stand."""
    kept = pc.utf8_trim_whitespace(texts)
    told.add("CELL_BLANKS", name, pc.not_equal(kept, texts), lines, texts)
    return kept


def coded(texts: pa.Array, lines: pa.Array, told: Told) -> pa.Array:
    """Codes of organisations (N) as they are kept; what is wrong with each that is not empty is told."""
    if texts.null_count == len(texts):
        return texts
    codes = normals(texts)
    told.add("USCC_WRITTEN", "code", pc.not_equal(codes, texts), lines, texts)
    found = faults_of(codes)
    found[pc.equal(codes, "").to_numpy(zero_copy_only=False)] = 0
    for i, name in enumerate(FAULTS):
        told.add(_CODES[name], "code", pa.array((found & 1 << i) > 0), lines, codes)
    return codes


def unlike(texts: pa.Array, known: Sequence[str] | pa.Array) -> pa.Array:
    """Which texts (N) are there and none of the known."""
    listed = known if isinstance(known, pa.Array) else pa.array(known, pa.string())
    return pc.and_(pc.is_valid(texts), pc.invert(pc.is_in(texts, listed)))


def broken(name: str, texts: pa.Array, lines: pa.Array, told: Told) -> None:
    """Tell of texts (N) with a line break or a tab in them, which no row may hold."""
    found = pc.match_substring_regex(texts, r"[\t\r\n]").fill_null(False)
    told.add("CELL_LINE_BREAK", name, found, lines, texts)


def finer(codes: pa.Array, listed: pa.Array, least: int, most: int) -> pa.Array:
    """Which codes (N) of at most ``most`` digits lie below a listed one of at least ``least``, Boolean (N)."""
    found = pa.repeat(pa.scalar(False), len(codes))
    formed = pc.match_substring_regex(codes, rf"^[0-9]{{2,{most}}}$").fill_null(False)
    whole = pc.utf8_length(codes)
    for length in range(least, most):
        above = pc.is_in(pc.utf8_slice_codeunits(codes, 0, length), listed)
        deeper = pc.greater(whole, length).fill_null(False)
        found = pc.or_(found, pc.and_(formed, pc.and_(above, deeper)))
    return found
