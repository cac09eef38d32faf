"""Codes in tables: each distinct code is looked up once, and told once with the number of rows it spoils."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.files.convert import nearest
from xinxiao.files.sheet import Sheet
from xinxiao.files.table import read_table
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.grade import GRADES
from xinxiao.model.period import FREQUENCIES, frequency, is_date
from xinxiao.model.ranges import FIRST_YEAR, LAST_YEAR, YEAR
from xinxiao.model.structure import OBS_VALUE, Dataflow
from xinxiao.programme.checks.known import Known
from xinxiao.programme.shapes import EMPLOYMENT, SECTORS, cases_sheet, cells_sheet, reported_sheet
from xinxiao.programme.tables import COUNTED, REPORTED

YEARS = {"first": FIRST_YEAR, "last": LAST_YEAR}
"""Of periods and days, told where one lies outside."""
FREE = "F"
"""SDMX CL_CONF_STATUS of what anybody may see."""
UNKNOWN = {
    "CL_AREA": "AREA_UNKNOWN",
    "CL_UNIT": "UNIT_UNKNOWN",
    "indicators": "INDICATOR_UNKNOWN",
    "scopes": "SCOPE_UNKNOWN",
    "sources": "SOURCE_UNKNOWN",
}
"""What a code that is not in its list is told as, by the list or the nouns it is made of."""


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
    """Codes of figures: each column against the code list its structure names, grades against the scale, FREQ against
    the frequencies of periods."""
    yield from _codes(known, known.loaded.figures.dataflow, known.loaded.rows)
    yield from lookup(known.loaded.rows, "GRADE", GRADES, "CODE_UNKNOWN")
    yield from lookup(known.loaded.rows, "FREQ", FREQUENCIES, "CODE_UNKNOWN")


def _codes(known: Known, flow: Dataflow, rows: pa.Table) -> Iterator[Finding]:
    for component in flow.components:
        if component.codelist is None or component.id not in rows.column_names:
            continue
        head = known.programme.heads.get(component.codelist)
        kind = component.codelist if head is None or head.made_of == "file" else head.made_of
        code = UNKNOWN.get(kind, "CODE_UNKNOWN")
        none = () if component.required else ("",)
        yield from lookup(rows, component.id, (*known.codes(component.codelist), *none), code)


def cases(known: Known) -> Iterator[Finding]:
    """Codes of numbers of cases, as those of figures."""
    data = known.loaded.cases
    files = [file for file in known.loaded.files if fnmatchcase(file, COUNTED)] if data is not None else []
    for file in files:
        assert data is not None
        rows = _rows_of(known, file, cases_sheet(data.dataflow))
        yield from _codes(known, data.dataflow, rows)
        yield from lookup(rows, "FREQ", FREQUENCIES, "CODE_UNKNOWN")


def reported(known: Known) -> Iterator[Finding]:
    """Codes of totals of reports, as those of figures; and totals that are withheld and stand there all the same."""
    data = known.loaded.reported
    files = [file for file in known.loaded.files if fnmatchcase(file, REPORTED)] if data is not None else []
    for file in files:
        assert data is not None
        rows = _rows_of(known, file, reported_sheet(data.dataflow))
        yield from _codes(known, data.dataflow, rows)
        yield from lookup(rows, "FREQ", FREQUENCIES, "CODE_UNKNOWN")
        withheld = pc.and_(
            pc.not_equal(rows.column("CONF_STATUS"), FREE), pc.is_valid(rows.column(OBS_VALUE))
        )
        lines = rows.filter(withheld).column("LINE").to_pylist()
        if lines:
            yield fault(file, lines[0], "TOTAL_TOLD", rows=len(lines))


def periods(known: Known) -> Iterator[Finding]:
    """TIME_PERIOD in SDMX form and of the frequency FREQ says; VINTAGE a calendar date."""
    rows = known.loaded.rows
    pairs = rows.group_by(["FREQ", "TIME_PERIOD"], use_threads=False).aggregate([]).to_pylist()
    for pair in pairs:
        period, freq = pair["TIME_PERIOD"], pair["FREQ"]
        try:
            implied, wrong = frequency(period), False
        except ValueError:
            implied, wrong = "", True
        if not wrong and implied == freq:
            continue
        both = pc.and_(pc.equal(rows.column("TIME_PERIOD"), period), pc.equal(rows.column("FREQ"), freq))
        at = int(np.flatnonzero(both.to_numpy())[0])
        place = (rows.column("FILE")[at].as_py(), rows.column("LINE")[at].as_py())
        if wrong:
            yield fault(*place, "FIGURE_PERIOD", value=period, **YEARS)
        else:
            yield fault(*place, "FIGURE_FREQUENCY", value=period, freq=freq, implied=implied)
    days = sorted(set(pc.unique(rows.column("VINTAGE")).to_pylist()))
    for value, file, line, count in first_lines(rows, "VINTAGE", [day for day in days if not is_date(day)]):
        yield fault(file, line, "FIGURE_VINTAGE", value=value, rows=count, **YEARS)


def cells(known: Known) -> Iterator[Finding]:
    """Codes, years and levels of input-output cells, sectors and employment; sources."""
    io = known.loaded.io
    coded = [c for c in io.dataflow.components if c.codelist is not None]
    wrong = [
        c
        for c in coded
        if set(pc.unique(io.table.column(c.id)).to_pylist()) - {None} - known.codes(c.codelist or "")
    ]
    if wrong or any(True for _ in _whole(io.table)):
        for rows in _cell_rows(known):
            yield from _codes(known, io.dataflow, rows)
            yield from _misformed(rows)
    for file, sheet in (("io/sectors.csv", SECTORS), ("io/employment.csv", EMPLOYMENT)):
        if file in known.loaded.files:
            rows = _rows_of(known, file, sheet)
            yield from _misformed(rows)
            if "SOURCE" in rows.column_names:
                yield from lookup(rows, "SOURCE", known.ids.get("sources", frozenset()), "SOURCE_UNKNOWN")


WHOLE = {
    "TIME_PERIOD": ("CELL_YEAR", re.compile(YEAR)),
    "LEVEL": ("CELL_LEVEL", re.compile("[1-9][0-9]{0,5}")),
}
"""Columns of tables that hold whole numbers: what another value is told as, and their form."""


def _whole(rows: pa.Table) -> Iterator[tuple[str, str, list[str]]]:
    """(column, code, values) of the columns of whole numbers that hold anything else."""
    for column, (code, form) in WHOLE.items():
        held = pc.unique(rows.column(column)).to_pylist() if column in rows.column_names else []
        wrong = sorted(value for value in held if value is not None and not form.fullmatch(value))
        if wrong:
            yield column, code, wrong


def _misformed(rows: pa.Table) -> Iterator[Finding]:
    for column, code, values in _whole(rows):
        for value, file, line, count in first_lines(rows, column, values):
            yield fault(file, line, code, value=value, rows=count, **YEARS)


def _cell_rows(known: Known) -> Iterator[pa.Table]:
    """The cells again, file by file with lines: read a second time only when one of them is wrong."""
    sheet = cells_sheet(known.loaded.io.dataflow)
    for file in known.loaded.files:
        if file.startswith(("io/national.csv", "io/provincial.csv")):
            yield _rows_of(known, file, sheet)


def _rows_of(known: Known, file: str, sheet: Sheet) -> pa.Table:
    table, _ = read_table(file, known.loaded.files[file], sheet)
    return table.append_column("FILE", pa.array([file] * table.num_rows, pa.string()))
