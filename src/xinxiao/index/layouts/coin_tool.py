"""The COIN Tool of the JRC: sheet ``Database`` with units from row 17 (name in B, code in C), indicators from column E; above them
weight (row 7), direction (8), lower and upper goalposts (9, 10), index, sub-index, pillar and sub-pillar codes (11 to 14), name
(15) and code (16); ``n/a`` is missing. Sheet ``Framework`` lists groups with code, weight and name from row 5 (older files: row
6). A level on which all indicators share one code was not used. Source: COINr 1.1, ``import_coin_tool``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xinxiao.files.book import cell_faults, rows_of
from xinxiao.files.child import Cell, Grid
from xinxiao.files.sheet import Rows, Sheet
from xinxiao.index.layouts.data import Source
from xinxiao.index.layouts.folder import IndexFolder
from xinxiao.index.layouts.foreign import MISSING, Foreign, cell, index_of, plain, refused
from xinxiao.model.codes import fault

DATABASE, FRAMEWORK = "Database", "Framework"
_UNIT_ROW, _CODE_ROW, _FIRST_COLUMN = 16, 15, 4
_LEVEL_ROWS = (13, 12, 11, 10)  # sub-pillar, pillar, sub-index, index
_FIELDS = {"weight": 6, "direction": 7, "lower": 8, "upper": 9, "name_en": 14}
_HEADER = ("code", "parent", "type", "level", *_FIELDS)


def is_coin_tool(sheets: Sequence[Grid]) -> bool:
    """Whether the sheets are the COIN Tool's."""
    return {DATABASE, FRAMEWORK} <= {grid.name for grid in sheets}


def from_coin_tool(
    database: Sequence[Sequence[Cell | int]], framework: Sequence[Sequence[Cell | int]]
) -> IndexFolder:
    """An index from the rows (from A1) of the two sheets; its method is the default one. Raises ProgrammeFault with all
    ``findings`` for cells that do not fit."""
    given = {DATABASE: database, FRAMEWORK: framework}
    grids = [Grid(name, [[plain(c) for c in row] for row in rows]) for name, rows in given.items()]
    return index_of(of_sheets(grids))


def of_sheets(sheets: Sequence[Grid], file: str = "") -> Foreign:
    """The index that sheets hold, of which :func:`is_coin_tool`. ``file``: name of the workbook, for findings. Raises
    ProgrammeFault for a sheet of numbers that cannot be read at all."""
    named = {grid.name: grid for grid in sheets}
    place = f"{file}#{DATABASE}" if file else DATABASE
    database = named[DATABASE]
    columns = _columns(database.cells)
    if not columns:
        raise refused([fault(place, _CODE_ROW + 1, "index.empty")])
    found = cell_faults(place, database, {1, 2, *columns}, min(_FIELDS.values()))
    found += [fault(place, 0, "index.sheet_left", sheet=n) for n in named if n not in (DATABASE, FRAMEWORK)]
    data, faults = rows_of(place, _numbers(database, columns), Sheet(("unit",), open=True), MISSING)
    found += faults
    if data is None:
        raise refused(found)
    data = Rows(data.header, data.cells, [line + _CODE_ROW for line in data.lines])
    body = range(_UNIT_ROW, len(database.cells))
    names = [[cell(database.cells, r, 2), cell(database.cells, r, 1)] for r in body]
    known = [(row, r + 1) for row, r in zip(names, body, strict=True) if row[0]]
    units = Rows(("unit", "name_en"), [row for row, _ in known], [line for _, line in known])
    tree = _framework(database.cells, columns, _groups(named[FRAMEWORK].cells))
    return Foreign(Source(place, tree), Source(place, data), Source(place, units), tuple(found))


def _columns(database: Sequence[Sequence[Cell]]) -> list[int]:
    """Columns of indicators: those with a code and any cell below it."""
    width = max((len(row) for row in database), default=0)
    body = range(_UNIT_ROW, len(database))
    return [
        c
        for c in range(_FIRST_COLUMN, width)
        if cell(database, _CODE_ROW, c) and any(cell(database, r, c) for r in body)
    ]


def _numbers(database: Grid, columns: Sequence[int]) -> Grid:
    """The codes of units and indicators with the numbers, as a sheet of their own."""
    rows: list[list[Cell]] = [["unit", *(cell(database.cells, _CODE_ROW, c) for c in columns)]]
    for r in range(_UNIT_ROW, len(database.cells)):
        # A row with neither a code nor numbers is a note below the table.
        rows.append([cell(database.cells, r, c) for c in (2, *columns)])
    return Grid(DATABASE, rows)


def _framework(
    database: Sequence[Sequence[Cell]], columns: Sequence[int], known: Mapping[str, tuple[str, str, int]]
) -> Rows:
    used = [r for r in _LEVEL_ROWS[:-1] if len({cell(database, r, c) for c in columns}) > 1]
    used.append(_LEVEL_ROWS[-1])
    groups: dict[str, list[str]] = {}
    lines: list[int] = []
    rows = []
    for c in columns:
        chain = [cell(database, r, c) for r in used]
        for height, code in enumerate(chain):
            name, weight, _ = known.get(code, ("", "", 0))
            parent = chain[height + 1] if height + 1 < len(chain) else ""
            fields = {"weight": weight, "name_en": name}
            row = [code, parent, "group", str(height + 2), *(fields.get(n, "") for n in _FIELDS)]
            groups.setdefault(code, row)
        rows.append(
            [
                cell(database, _CODE_ROW, c),
                chain[0],
                "indicator",
                "1",
                *(cell(database, r, c) for r in _FIELDS.values()),
            ]
        )
    lines = [_CODE_ROW + 1] * len(rows) + [_LEVEL_ROWS[-1] + 1] * len(groups)
    return Rows(_HEADER, [*rows, *groups.values()], lines)


def _groups(framework: Sequence[Sequence[Cell]]) -> dict[str, tuple[str, str, int]]:
    """Code -> (name, weight, row) of the groups in columns C, H and E below the header, wherever it stands."""
    start = next(
        (r for r, row in enumerate(framework) if "Dimension/indicator" in [str(c).strip() for c in row]), 3
    )
    found: dict[str, tuple[str, str, int]] = {}
    for r in range(start + 1, len(framework)):
        code, name = cell(framework, r, 2), cell(framework, r, 7)
        if code and name:
            found[code] = (name, cell(framework, r, 4), r)
    return found
