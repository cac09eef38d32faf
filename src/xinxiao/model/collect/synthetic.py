"""What is invented says so by its name: a range of codes that no registry gives out, and ids of samples with a prefix.

A unified social credit code names in its characters 3 to 8 the area of the register that gave it (GB 32100-2015); area 000000 is
none, so codes with it are reserved here for invented units. They pass both checks like others. The id of a frame unit stays for
ever, and so does what it says; whatever is made of such units is synthetic, whoever says otherwise.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

AREA = "000000"
"""The area of the register in invented codes."""
PREFIX = "SYN-"
"""What ids of invented units of samples begin with."""
LOGIN = "syn-"
"""What the names begin with that invented people sign in with."""
WORD = "模拟"
"""Stands in the name of every invented unit."""
FORM = rf"^([0-9A-Z]{{2}}{AREA}[0-9A-Z]{{10}}|{PREFIX}.*)$"
_FORM = re.compile(FORM)


def is_synthetic(unit: str) -> bool:
    """Whether the id or the code of a frame unit says that it is invented."""
    return _FORM.fullmatch(unit) is not None


def synthetic_of(units: pa.Array | pa.ChunkedArray) -> int:
    """How many of some ids say that they are invented."""
    return int(pc.sum(pc.match_substring_regex(units, FORM)).as_py() or 0)
