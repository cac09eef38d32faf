"""How many findings are told: so many of one kind for one indicator, and of the rest how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding, Level

Kind = tuple[str, Level, str]
"""Code, level and indicator."""
MOST = 20
"""Findings of one code and level told for one indicator."""


def told(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The first findings of each code and level for each indicator; then, as grave as they, how many more there are."""
    counts: Counter[Kind] = Counter()
    last: dict[Kind, Finding] = {}
    for one in findings:
        indicator = dict(one.places).get("indicator")
        if indicator is None:
            yield one
            continue
        kind = (one.code, one.level, indicator)
        counts[kind] += 1
        if counts[kind] <= MOST:
            yield one
        else:
            last[kind] = one
    for kind, one in last.items():
        more = fault(one.file, 0, "FINDINGS_MORE", of=f"{one.code} {kind[2]}", count=counts[kind] - MOST)
        yield replace(more, level=one.level)
