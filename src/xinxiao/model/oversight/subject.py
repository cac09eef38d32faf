"""Subjects (监管对象): organisations that lists of administrations name, in versions. It is a register of its own, apart from the frame
of statistical units: the frame may copy from it, and nothing goes the other way.

A version says how a subject is from a day on. The version at a day is the last recorded of those with the latest ``valid_from`` that
is not after it, so that what is learnt late takes its place, and nothing recorded before is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import pyarrow as pa

SEPARATOR = ";"
"""Between tags of one subject, which stand as ``kind=code`` in their order, each once."""


@dataclass(frozen=True)
class Subject:
    """How a subject is from a day on, as text.

    ``code``: its unified social credit code, which is its id; ``authority``: who registered it; ``area``, ``industry``: codes of the
    lists that `oversight/subjects.yaml` names; ``risk``, ``state``, ``tags``: codes of that file; ``source``: the list it was taken
    from; ``synthetic``: ``yes`` where it was invented; ``further``: what else the list says of it, as a JSON object of texts.
    """

    code: str
    valid_from: str
    name: str
    authority: str
    area: str
    industry: str
    risk: str
    state: str
    tags: str
    source: str
    synthetic: str
    further: str

    def codes(self, above: Sequence[str] = ()) -> Mapping[str, tuple[str, ...]]:
        """The codes of each of its fields, as predicates test them; ``above``: the areas above its own."""
        found = {name: (getattr(self, name),) for name in FIELDS if getattr(self, name)}
        for tag in filter(None, self.tags.split(SEPARATOR)):
            kind, _, code = tag.partition("=")
            found[kind] = (*found.get(kind, ()), code)
        return found | {"area": (self.area, *above)}


FIELDS = ("code", "area", "industry", "risk", "state", "source")
"""The fields, beside the kinds of tags, that a predicate may name."""
COLUMNS = tuple(field.name for field in fields(Subject))
"""In the order in which rows are recorded and hashed."""
SCHEMA = pa.schema([pa.field(name, pa.string()) for name in COLUMNS])


@dataclass(frozen=True)
class Recorded:
    """A version, with when (UTC, ISO 8601) and by whom it was recorded, and the number of the event that says so."""

    version: Subject
    event: int
    at: str
    actor: str
