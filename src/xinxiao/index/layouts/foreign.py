"""An index as other people's files hold it, turned into the rows of an index folder: one reader for both, and the folder itself
can be written from it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import msgspec

from xinxiao.errors import ProgrammeFault
from xinxiao.files.book import text_of
from xinxiao.files.child import Cell, Grid
from xinxiao.files.sheet import Rows
from xinxiao.files.yaml import write_yaml
from xinxiao.index.layouts.data import Source, panel_of
from xinxiao.index.layouts.files import DATA, FRAMEWORK_CSV, METHOD, UNITS
from xinxiao.index.layouts.folder import IndexFolder
from xinxiao.index.layouts.tree import tree_of
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.method import Method
from xinxiao.model.finding import Finding

MISSING = frozenset({"n/a", "na", "#n/a", "--"})
"""Words, in lower case, that stand for an empty cell in the workbooks of others."""
Record = Mapping[str, Cell | int]


class Foreign(msgspec.Struct, frozen=True):
    """The rows of ``framework.csv``, ``data.csv`` and ``units.csv`` as found elsewhere; files and lines are those of their
    origin. ``findings`` say what was wrong, assumed or left behind."""

    framework: Source
    data: Source
    units: Source | None
    findings: tuple[Finding, ...] = ()


def index_of(foreign: Foreign) -> IndexFolder:
    """The index, its method the default one. Raises ProgrammeFault with all ``findings`` when any is an error."""
    tree = tree_of(foreign.framework.file, foreign.framework.rows, [])
    found = [*foreign.findings, *tree.findings]
    panel = None
    if tree.framework is not None:
        sizes = {i.denominator for i in tree.framework.indicators} - {""}
        panel, faults = panel_of(foreign.data, foreign.units, tree.framework, sorted(sizes), tree.places)
        found += faults
    findings = tuple(sorted(set(found)))
    errors = [f for f in findings if f.level == "error"]
    if tree.framework is None or panel is None or errors:
        raise refused(findings)
    return IndexFolder(IndexSpec(framework=tree.framework), panel, findings)


def refused(findings: Sequence[Finding]) -> ProgrammeFault:
    """The error that tells what is wrong with a file."""
    errors = [f for f in findings if f.level == "error"]
    listed = "\n".join(f.line_text("en") for f in errors)
    return ProgrammeFault(f"{len(errors)} fault(s):\n{listed}", findings=tuple(findings))


def folder_of(foreign: Foreign) -> dict[str, bytes]:
    """The files of an index folder by name, for what :func:`index_of` finds sound."""
    files = {FRAMEWORK_CSV: _csv(foreign.framework.rows), DATA: _csv(foreign.data.rows)}
    if foreign.units is not None:
        files[UNITS] = _csv(foreign.units.rows)
    return files | {METHOD: write_yaml(msgspec.to_builtins(Method()))}


def _csv(rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([rows.header, *rows.cells])
    return text.getvalue().encode()


def grid_of(name: str, records: Sequence[Record]) -> Grid:
    """Records as a sheet, its header the columns of all of them."""
    header = list(dict.fromkeys(column for record in records for column in record))
    rows = [[plain(record.get(column)) for column in header] for record in records]
    return Grid(name, [[*header], *rows])


def plain(cell: Cell | int) -> Cell:
    """A cell as a workbook would hold it."""
    if isinstance(cell, float) and cell != cell:
        return None
    return float(cell) if type(cell) is int else cell


def chosen(rows: Rows, columns: Mapping[str, str]) -> Rows:
    """The columns named by the values of ``columns``, under the names of its keys."""
    at = [rows.header.index(origin) for origin in columns.values()]
    return Rows(tuple(columns), [[row[i] for i in at] for row in rows.cells], rows.lines)


def cell(grid: Sequence[Sequence[Cell]], r: int, c: int) -> str:
    """The text of a cell by row and column from 0; empty beyond the sheet, and for a word that means so."""
    text = text_of(grid[r][c]) if r < len(grid) and c < len(grid[r]) else ""
    return "" if text.lower() in MISSING else text
