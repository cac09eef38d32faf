"""An examination: the rules of a form held against all reports of a snapshot at once, beside those of earlier periods and other forms.

A rule is judged only where all it looks at is frozen. What nobody was ever asked is known to be blank; what was asked and is not
frozen is not known, and a rule that needs it is not judged of any report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from xinxiao.model.collect.form import Severity
from xinxiao.model.collect.snapshot import Snapshot
from xinxiao.model.text import Text

FINDINGS = pa.schema(
    [
        ("form", pa.string()),
        ("period", pa.string()),
        ("unit", pa.string()),
        ("area", pa.string()),
        ("state", pa.string()),
        ("number", pa.int32()),
        ("rule", pa.string()),
        ("severity", pa.string()),
        ("verdict", pa.string()),
        ("explanation", pa.string()),
        ("why", pa.string()),
        ("items", pa.string()),
        ("values", pa.string()),
        ("says_zh", pa.string()),
        ("says_en", pa.string()),
        ("remedy_zh", pa.string()),
        ("remedy_en", pa.string()),
    ]
)
"""A finding as a row: of which submission (``number``) of whom; the rule and its verdict; the explanation that was given and ``why``
it is none, missing where a rule asks for none; the names of the items the rule looks at and, as a JSON object, what those hold that are
not blank; the rule and its remedy in words."""


@dataclass(frozen=True)
class Tally:
    """What a rule says of all reports: how many of each verdict of :mod:`xinxiao.rules`, and of those that fail and ask for an explanation how many have
    one. ``needs``: what would have to be frozen first, as ``FORM PERIOD``; nothing was counted then."""

    rule: str
    severity: Severity
    says: Text
    counts: Mapping[str, int] = field(default_factory=dict)
    explained: int = 0
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Examination:
    """Rules of a form on a snapshot. ``beside``: the other snapshots that were looked at; ``unasked``: what rules look at and
    nobody was asked, as ``FORM PERIOD``; ``reports``: how many were submitted; ``explanations``: whether the snapshot holds them."""

    snapshot: Snapshot
    beside: tuple[Snapshot, ...]
    unasked: tuple[str, ...]
    tallies: tuple[Tally, ...]
    reports: int
    explanations: bool

    @property
    def findings(self) -> int:
        """How many rows were written."""
        return sum(count for tally in self.tallies for name, count in tally.counts.items() if name != "holds")
