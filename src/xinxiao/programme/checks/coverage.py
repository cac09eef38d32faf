"""Coverage: indicators have figures or a formula, and tables of figures say where they come from."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

import pyarrow.compute as pc

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.aggregate import AggregatesSpec
from xinxiao.programme.checks.known import Known
from xinxiao.programme.tables import is_cells


def empty(known: Known) -> Iterator[Finding]:
    """Indicators without figures and without formula; those of numbers of cases get theirs month by month."""
    have = set(pc.unique(known.loaded.rows.column("INDICATOR")).to_pylist())
    counted = known.loaded.oversight.one("oversight/aggregates.yaml", AggregatesSpec)
    have |= set(counted.indicators.values()) if counted is not None else set()
    for item in known.programme.indicators.values():
        if item.formula is None and item.id not in have:
            yield fault(*known.at("indicators", item.id), "INDICATOR_EMPTY", indicator=item.id)


def declared(known: Known) -> Iterator[Finding]:
    """Files that another file declares and that are not there: the table a provenance is beside, and the tables that
    `io.yaml` describes."""
    held = known.loaded.files
    wanted = {file.removesuffix(".yaml") + ".csv" for file in held if fnmatchcase(file, "figures/*.yaml")}
    ends = (file.removesuffix(".provenance.yaml") for file in held if file.endswith(".provenance.yaml"))
    wanted |= {f"{beside}.csv" for beside in ends if f"{beside}.yaml" not in held}
    if {"io.yaml", "io/provenance.yaml"} & set(held) and not any(map(is_cells, held)):
        wanted.add("io/national.csv")
    for file in sorted(wanted - set(held)):
        yield fault(file, 0, "FILE_MISSING")


def provenance(known: Known) -> Iterator[Finding]:
    """Tables of figures without a provenance file beside them."""
    for file in known.loaded.files:
        beside = file.removesuffix(".csv") + ".yaml"
        if fnmatchcase(file, "figures/*.csv") and beside not in known.loaded.files:
            yield fault(file, 0, "PROVENANCE_MISSING", beside=beside)
