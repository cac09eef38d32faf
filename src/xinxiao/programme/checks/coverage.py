"""Coverage: indicators have figures or a formula, and tables of figures say where they come from."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

import pyarrow.compute as pc

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.programme.checks.known import Known


def empty(known: Known) -> Iterator[Finding]:
    """Indicators without figures and without formula."""
    have = set(pc.unique(known.loaded.rows.column("INDICATOR")).to_pylist())
    for item in known.programme.indicators.values():
        if item.formula is None and item.id not in have:
            yield fault(*known.at("indicators", item.id), "INDICATOR_EMPTY", indicator=item.id)


def provenance(known: Known) -> Iterator[Finding]:
    """Tables of figures without a provenance file beside them."""
    for file in known.loaded.files:
        beside = file.removesuffix(".csv") + ".yaml"
        if fnmatchcase(file, "figures/*.csv") and beside not in known.loaded.files:
            yield fault(file, 0, "PROVENANCE_MISSING", beside=beside)
