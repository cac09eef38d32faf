"""Scopes: which definition a name means where several have figures. Two scopes are never joined, and none is guessed."""

from __future__ import annotations

from collections.abc import Collection

NOT_APPLICABLE = "_Z"
"""The scope of figures to which no scope applies (SDMX: not applicable)."""
TOTAL = "_T"
"""The code of all items of a list together (SDMX: total)."""


def meant(declared: str | None, asked: str | None, held: Collection[str]) -> str | None:
    """The scope that an indicator's name means, of those it is ``held`` in; None when none of them can be.

    Its own where it declares one; else the scope of the formula or index that ``asked``; else figures without a scope;
    else the only one there is. Where several remain, None: a reader of the formula could not know which is meant.
    """
    if declared:
        return declared if declared in held else None
    if asked in held:
        return asked
    if NOT_APPLICABLE in held:
        return NOT_APPLICABLE
    return next(iter(held)) if len(held) == 1 else None
