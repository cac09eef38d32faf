"""Predicates: which subjects a matter is about. Every condition must hold; none: every subject.

In a cell of a file: ``kind=A|B; area=44*; class!=A``: a field of the register of subjects, the codes it may have (or, after
``!=``, may not have), a code that ends in ``*`` standing for all that begin so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

from msgspec import Meta

from xinxiao.errors import DataFault, told
from xinxiao.model.ranges import Few
from xinxiao.model.text import Noun

Field = Annotated[str, Meta(pattern=r"^[a-z][a-z_]{0,39}(?!\n)$", max_length=40)]
"""A field of the register of subjects."""
Wanted = Annotated[str, Meta(pattern=r"^([A-Za-z0-9_.-]{1,64}\*?|\*)(?!\n)$", max_length=65)]
"""A code, or a beginning of codes with ``*`` behind it."""
LONGEST = 2_000
"""Characters of a predicate in a cell."""
_CONDITION = re.compile(
    r"([a-z][a-z_]{0,39})(!?=)((?:[A-Za-z0-9_.-]{1,64}\*?|\*)(?:\|(?:[A-Za-z0-9_.-]{1,64}\*?|\*))*)"
)


class Condition(Noun, frozen=True, kw_only=True):
    """That one of the codes of a field is among those named; or, with ``none``, that none of them is."""

    field: Field
    among: Annotated[Few[Wanted], Meta(min_length=1)]
    none: bool = False

    def holds(self, subject: Mapping[str, Sequence[str]]) -> bool:
        """Whether it holds of a subject, given as the codes of each of its fields. A field that it lacks has no code."""
        found = any(_fits(code, wanted) for code in subject.get(self.field, ()) for wanted in self.among)
        return found != self.none

    def __str__(self) -> str:
        return f"{self.field}{'!=' if self.none else '='}{'|'.join(self.among)}"


Predicate = Few[Condition]


def holds(predicate: Sequence[Condition], subject: Mapping[str, Sequence[str]]) -> bool:
    """Whether a subject is one of those a predicate is about."""
    return all(condition.holds(subject) for condition in predicate)


def written(predicate: Sequence[Condition]) -> str:
    """A predicate as it stands in a cell; empty: every subject."""
    return "; ".join(map(str, predicate))


def parse(text: str) -> tuple[Condition, ...]:
    """The predicate of a cell. Raises :class:`DataFault` for what is none."""
    parts = (
        [part.strip() for part in text.replace("\uff1b", ";").split(";")] if len(text) <= LONGEST else [""]
    )
    return tuple(_condition(part) for part in parts) if text.strip() else ()


def _condition(text: str) -> Condition:
    found = _CONDITION.fullmatch(text.replace(" ", ""))
    if found is None:
        raise DataFault(f"no condition {text[:60]}", told("predicate_form", value=ascii(text[:60])[1:-1]))
    field, sign, codes = found.groups()
    return Condition(field=field, among=tuple(codes.split("|")), none=sign == "!=")


def _fits(code: str, wanted: str) -> bool:
    return code.startswith(wanted[:-1]) if wanted.endswith("*") else code == wanted
