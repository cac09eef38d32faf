"""Codes in tables: each distinct code is looked up once, and told once with the number of rows it spoils."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.files.convert import nearest
from xinxiao.files.table import read_table
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.period import frequency
from xinxiao.programme.checks.known import NO_SCOPE, Known
from xinxiao.programme.shapes import CELLS, EMPLOYMENT

STATUSES = frozenset("ABDEFGIJKLMNOPQSUVW")
"""SDMX CL_OBS_STATUS 2.2, used where a programme has no list of its own."""
GRADES = ("A", "A-", "B", "C", "D")


def first_lines(rows: pa.Table, column: str, wanted: Iterable[str]) -> Iterator[tuple[str, str, int, int]]:
    """(code, file, first line, number of rows) of each of some codes in a column."""
    cells = rows.column(column)
    for code in wanted:
        at = np.flatnonzero(pc.equal(cells, code).to_numpy())
        yield code, rows.column("FILE")[int(at[0])].as_py(), rows.column("LINE")[int(at[0])].as_py(), len(at)


def lookup(rows: pa.Table, column: str, codes: Iterable[str], code: str) -> Iterator[Finding]:
    """Findings on the values of a column that are not among ``codes``."""
    allowed = sorted(codes)
    strange = sorted(set(pc.unique(rows.column(column)).to_pylist()) - set(allowed))
    for value, file, line, count in first_lines(rows, column, strange):
        yield fault(file, line, code, value=value, hint=nearest(value, allowed), column=column, rows=count)


def figures(known: Known) -> Iterator[Finding]:
    """Areas, indicators, scopes, units, sources, status and grade of figures."""
    rows = known.loaded.rows
    ids = known.ids
    lists: Mapping[str, tuple[Iterable[str], str]] = {
        "REF_AREA": (ids.get("CL_AREA", ()), "AREA_UNKNOWN"),
        "INDICATOR": (ids.get("indicators", ()), "INDICATOR_UNKNOWN"),
        "SCOPE": ({*ids.get("scopes", ()), NO_SCOPE}, "SCOPE_UNKNOWN"),
        "UNIT_MEASURE": (ids.get("CL_UNIT", ()), "UNIT_UNKNOWN"),
        "SOURCE": (ids.get("sources", ()), "SOURCE_UNKNOWN"),
        "OBS_STATUS": (ids.get("CL_OBS_STATUS") or STATUSES, "CODE_UNKNOWN"),
        "GRADE": (GRADES, "CODE_UNKNOWN"),
        "FREQ": (("A", "S", "Q", "M"), "CODE_UNKNOWN"),
    }
    for column, (codes, code) in lists.items():
        yield from lookup(rows, column, codes, code)


def periods(known: Known) -> Iterator[Finding]:
    """TIME_PERIOD in SDMX form and of the frequency FREQ says; VINTAGE a calendar date."""
    rows = known.loaded.rows
    pairs = rows.group_by(["FREQ", "TIME_PERIOD"], use_threads=False).aggregate([]).to_pylist()
    for pair in pairs:
        period, freq = pair["TIME_PERIOD"], pair["FREQ"]
        try:
            implied = frequency(period)
            wrong = not _month(period)
        except ValueError:
            implied, wrong = "", True
        if not wrong and implied == freq:
            continue
        both = pc.and_(pc.equal(rows.column("TIME_PERIOD"), period), pc.equal(rows.column("FREQ"), freq))
        at = int(np.flatnonzero(both.to_numpy())[0])
        place = (rows.column("FILE")[at].as_py(), rows.column("LINE")[at].as_py())
        if wrong:
            yield fault(*place, "FIGURE_PERIOD", value=period)
        else:
            yield fault(*place, "FIGURE_FREQUENCY", value=period, freq=freq, implied=implied)
    days = sorted(set(pc.unique(rows.column("VINTAGE")).to_pylist()))
    for value, file, line, count in first_lines(rows, "VINTAGE", [day for day in days if not is_date(day)]):
        yield fault(file, line, "FIGURE_VINTAGE", value=value, rows=count)


def _month(period: str) -> bool:
    rest = period[5:]
    return not rest.isdecimal() or 1 <= int(rest) <= 12


def is_date(text: str) -> bool:
    """Whether ``text`` is a day of the calendar, YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def cells(known: Known) -> Iterator[Finding]:
    """Areas, years, origins and sources of input-output cells; sources of employment."""
    table = known.loaded.io.table
    areas, sources = known.ids.get("CL_AREA", frozenset()), known.ids.get("sources", frozenset())
    wrong = {
        "REF_AREA": ("AREA_UNKNOWN", areas),
        "SOURCE": ("SOURCE_UNKNOWN", sources),
        "ORIGIN": ("CELL_ORIGIN", frozenset("DMT")),
    }
    strange = {
        column: sorted(set(pc.unique(table.column(column)).to_pylist()) - allowed)
        for column, (_, allowed) in wrong.items()
    }
    years = sorted(set(pc.unique(table.column("TIME_PERIOD")).to_pylist()))
    late = [year for year in years if not (year.isdecimal() and year.isascii() and len(year) == 4)]
    if late or any(strange.values()):
        for rows in _cell_rows(known):
            for column, (code, allowed) in wrong.items():
                yield from lookup(rows, column, allowed, code)
            seen = set(rows.column("TIME_PERIOD").to_pylist())
            for value, file, line, count in first_lines(rows, "TIME_PERIOD", [y for y in late if y in seen]):
                yield fault(file, line, "CELL_YEAR", value=value, rows=count)
    people, _ = _sheet(known, "io/employment.csv")
    if people is not None:
        yield from lookup(people, "SOURCE", sources, "SOURCE_UNKNOWN")


def _cell_rows(known: Known) -> Iterator[pa.Table]:
    """The cells again, file by file with lines: read a second time only when one of them is wrong."""
    for file in known.loaded.files:
        if file.startswith(("io/national.csv", "io/provincial.csv")):
            table, _ = read_table(file, known.loaded.files[file], CELLS)
            yield table.append_column("FILE", pa.array([file] * table.num_rows, pa.string()))


def _sheet(known: Known, file: str) -> tuple[pa.Table | None, str]:
    if file not in known.loaded.files:
        return None, file
    table, _ = read_table(file, known.loaded.files[file], EMPLOYMENT)
    return table.append_column("FILE", pa.array([file] * table.num_rows, pa.string())), file
