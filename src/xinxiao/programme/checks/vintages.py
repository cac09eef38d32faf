"""Vintages and grades: what was known when, and how well."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow.compute as pc

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.grade import GRADES
from xinxiao.model.period import end_of
from xinxiao.programme.checks.known import Known


def grades(known: Known) -> Iterator[Finding]:
    """Figures graded better than their source: a copy cannot be better than what it was copied from."""
    rows = known.loaded.rows
    groups = rows.select(["SOURCE", "GRADE", "FILE", "LINE"]).group_by(["SOURCE", "GRADE"], use_threads=False)
    for group in groups.aggregate([("FILE", "first"), ("LINE", "first"), ([], "count_all")]).to_pylist():
        source = known.programme.sources.get(group["SOURCE"])
        if source is None or group["GRADE"] not in GRADES:
            continue
        if GRADES.index(group["GRADE"]) < GRADES.index(source.grade):
            places = {"grade": group["GRADE"], "source": source.id, "own": source.grade}
            yield fault(
                group["FILE_first"], group["LINE_first"], "FIGURE_GRADE", **places, rows=group["count_all"]
            )


def early(known: Known) -> Iterator[Finding]:
    """Figures known before their period was over, unless they are forecasts (status F) or plans."""
    rows = known.loaded.rows
    planned = {scope.id for scope in known.programme.scopes.values() if scope.kind == "planned"}
    ends = {}
    for period in pc.unique(rows.column("TIME_PERIOD")).to_pylist():
        try:
            ends[period] = end_of(period).isoformat()
        except ValueError:
            ends[period] = ""
    last = np.array([ends[period] for period in rows.column("TIME_PERIOD").to_pylist()], dtype=str)
    known_on = np.array(rows.column("VINTAGE").to_pylist(), dtype=str)
    fair = np.array([s == "F" for s in rows.column("OBS_STATUS").to_pylist()], dtype=bool)
    fair |= np.array([s in planned for s in rows.column("SCOPE").to_pylist()], dtype=bool)
    seen: set[tuple[str, str]] = set()
    for row in np.flatnonzero((known_on < last) & ~fair).tolist():
        item = rows.slice(row, 1).to_pylist()[0]
        if (item["INDICATOR"], item["FILE"]) in seen:
            continue
        seen.add((item["INDICATOR"], item["FILE"]))
        places = {"indicator": item["INDICATOR"], "vintage": item["VINTAGE"], "period": item["TIME_PERIOD"]}
        yield fault(item["FILE"], item["LINE"], "FIGURE_EARLY", **places)


def revisions(known: Known) -> Iterator[Finding]:
    """Vintages that repeat the value before them: no revision, so no second row is needed."""
    same = ["FREQ", "REF_AREA", "INDICATOR", "SCOPE", "TIME_PERIOD", "UNIT_MEASURE", "OBS_VALUE"]
    rows = known.loaded.rows.select([*same, "FILE", "LINE"])
    groups = rows.group_by(same, use_threads=False).aggregate(
        [([], "count_all"), ("FILE", "last"), ("LINE", "last")]
    )
    double = groups.filter(pc.greater(groups.column("count_all"), 1))
    told: dict[tuple[str, str], list[int]] = {}
    for row in double.to_pylist():
        told.setdefault((row["INDICATOR"], row["FILE_last"]), []).append(row["LINE_last"])
    for (indicator, file), lines in told.items():
        yield fault(file, min(lines), "REVISION_EMPTY", indicator=indicator, rows=len(lines))
