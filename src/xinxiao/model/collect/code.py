"""Unified social credit codes (GB 32100-2015): how they are written, and what their two check characters say.

Of 18 characters the first names the registering department, the second the kind of organisation, six digits the area of the
register, nine the organisation (GB 11714-1997, with a check character of its own), and the last checks the seventeen before
it. A code that fails the last check cannot be one; organisation codes that fail theirs were given out, so that is warned of.
Department A (the military) and N (agriculture) are those of the standard's first amendment.

Every function stands here twice: for one code, and for an Arrow array of a million; tests hold them against each other.
"""

from __future__ import annotations

import re
from typing import Literal, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Fault = Literal["form", "mod31", "mod11"]
"""What is wrong with a code: it is not written as one; its last character does not check the others; the character that
checks the part of the organisation does not."""
FAULTS: tuple[Fault, ...] = get_args(Fault)
REFUSED: frozenset[Fault] = frozenset({"form", "mod31"})
"""What no code has; the other was given out."""
LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of a code: no I, O, S, V, Z."""
FORM = r"^[1-9ANY][0-9A-HJ-NP-RTUWXY][0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}$"
WEIGHTS = tuple(pow(3, i, 31) for i in range(LENGTH - 1))
"""GB 32100-2015, 4.2.6: of the first 17 characters."""
OWN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OWN_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11714-1997: of the eight characters before the organisation's check character."""
OWN_CHECKS = "0X987654321"
"""The check character by the remainder of the sum: 11 less it, 10 as X and 11 as 0."""
_BODY = slice(8, 16)
_FORM = re.compile(FORM, re.ASCII)
_LEFT_OUT = " \t\u00a0\u2002\u2003\u2007\u2009\u202f\u3000-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"
_WIDE = {0xFF00 + i - 0x20: chr(i) for i in range(0x21, 0x7F)}
_USUAL = {**_WIDE, **{ord(low): low.upper() for low in "abcdefghijklmnopqrstuvwxyz"}}
_USUAL |= {ord(wide): chr(i).upper() for i in range(0x61, 0x7B) if (wide := chr(0xFF00 + i - 0x20))}
_USUAL |= {ord(mark): "" for mark in _LEFT_OUT}
_PLAIN = r"^[0-9A-Z]*$"


def normal(text: str) -> str:
    """A code as it is kept: full-width characters as usual ones, capitals, without blanks and hyphens.

    Nothing is guessed: a letter O stays one, and is then told as a fault of form.
    """
    return text.translate(_USUAL)


def faults(code: str) -> tuple[Fault, ...]:
    """What is wrong with a code that is written as :func:`normal` does; nothing for a sound one."""
    if not _FORM.fullmatch(code):
        return ("form",)
    found: list[Fault] = []
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(code, WEIGHTS, strict=False))
    if ALPHABET[-total % 31] != code[-1]:
        found.append("mod31")
    own = sum(OWN.index(char) * weight for char, weight in zip(code[_BODY], OWN_WEIGHTS, strict=True))
    if OWN_CHECKS[own % 11] != code[_BODY.stop]:
        found.append("mod11")
    return tuple(found)


def completed(first: str) -> str:
    """A sound code of its first 16 characters: with the check character of the organisation and its own."""
    own = sum(OWN.index(char) * weight for char, weight in zip(first[_BODY], OWN_WEIGHTS, strict=True))
    made = first + OWN_CHECKS[own % 11]
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(made, WEIGHTS, strict=True))
    return made + ALPHABET[-total % 31]


def normals(texts: pa.Array) -> pa.Array:
    """:func:`normal` of an array of texts, N long; only what is not plain already is taken apart."""
    odd = pc.invert(pc.match_substring_regex(texts, _PLAIN))
    places = np.flatnonzero(np.asarray(odd.fill_null(False)))
    if not len(places):
        return texts
    made = [normal(text) for text in texts.take(pa.array(places)).to_pylist()]
    return pc.replace_with_mask(texts, odd.fill_null(False), pa.array(made, texts.type))


def faults_of(codes: pa.Array) -> np.ndarray:
    """:func:`faults` of an array of N codes as bits, uint8 (N,): ``1 << FAULTS.index(fault)`` of each; a missing one has the
    fault of form."""
    form = pc.match_substring_regex(codes, FORM).fill_null(False)
    sound = np.asarray(form, dtype=bool)
    found = np.where(sound, 0, 1).astype(np.uint8)
    chars = _characters(codes.filter(form))
    if len(chars):
        total = _VALUES[chars[:, :-1]] @ np.array(WEIGHTS, np.int64)
        own = _OWN_VALUES[chars[:, _BODY]] @ np.array(OWN_WEIGHTS, np.int64)
        last = np.frombuffer(ALPHABET.encode(), np.uint8)[-total % 31] != chars[:, -1]
        middle = np.frombuffer(OWN_CHECKS.encode(), np.uint8)[own % 11] != chars[:, _BODY.stop]
        found[sound] = (last << 1) | (middle << 2)
    return found


def _characters(codes: pa.Array) -> np.ndarray:
    """The characters of codes of 18 ASCII characters, uint8 (N, 18)."""
    flat = codes.cast(pa.string())
    held = flat.buffers()[2] if len(flat) else None
    if held is None:
        return np.zeros((0, LENGTH), np.uint8)
    first = np.frombuffer(flat.buffers()[1], np.int32)[flat.offset]
    return np.frombuffer(held, np.uint8, len(flat) * LENGTH, first).reshape(-1, LENGTH)


def _table(letters: str) -> np.ndarray:
    table = np.zeros(256, np.int64)
    for value, letter in enumerate(letters):
        table[ord(letter)] = value
    return table


_VALUES, _OWN_VALUES = _table(ALPHABET), _table(OWN)
