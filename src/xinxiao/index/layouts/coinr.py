"""COINr's tables: iData and iMeta, alone or as ``export_to_excel`` writes them with everything else of a coin or purse.

iMeta has a row for every code: ``iCode``, ``Type`` (Indicator, Aggregate, Group, Denominator, Other), ``Parent``, ``Level``,
``Direction``, ``Weight``, perhaps ``iName``, ``Unit``, ``Target``, ``Denominator``. iData has a column for each of them beside
``uCode``, ``uName``, ``Time``. An export has iMeta in the sheet ``Meta.Ind``, the indicators as collected in ``Data.Raw``, and
the rest of iData in ``Meta.Unit`` (``Data.Raw`` of a purse has all columns). Source: COINr 1.1, ``new_coin`` and
``export_to_excel``; Becker, Caperna, Del Sorbo et al. 2022, JOSS 7(78) 4567.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xinxiao.files.book import rows_of
from xinxiao.files.child import Grid
from xinxiao.files.sheet import Rows, Sheet
from xinxiao.index.layouts.data import Source
from xinxiao.index.layouts.folder import IndexFolder
from xinxiao.index.layouts.foreign import MISSING, Foreign, Record, chosen, grid_of, index_of, refused
from xinxiao.index.spec.periods import in_time
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

META, RAW, UNIT = "Meta.Ind", "Data.Raw", "Meta.Unit"
_META = Sheet(("iCode", "Type", "Parent"), open=True)
_DATA = Sheet(("uCode",), open=True)
_FIELDS = {"level": "Level", "direction": "Direction", "weight": "Weight", "name_en": "iName", "unit": "Unit"}
_FIELDS |= {"target": "Target", "denominator": "Denominator"}
_KINDS = {"Indicator": "indicator", "Aggregate": "group"}
_OF_UNITS = ("uCode", "uName", "Time")


def from_coinr(data: Sequence[Record], meta: Sequence[Record]) -> IndexFolder:
    """An index from COINr's iData and iMeta, as records (cells text, numbers or None); its method is the default one.

    ``Time`` makes a panel when it takes more than one value. Group and denominator columns are kept. Raises ProgrammeFault
    with all ``findings`` for a missing or repeated column, a unit with two rows for one time, or a cell that is no number.
    """
    return index_of(of_sheets([grid_of("iData", data), grid_of("iMeta", meta)]))


def _has(grid: Grid, *names: str) -> bool:
    return bool(grid.cells) and set(names) <= {str(cell).strip() for cell in grid.cells[0]}


def is_coinr(sheets: Sequence[Grid]) -> bool:
    """Whether the sheets are COINr's."""
    found = _pair(sheets)
    return found is not None


def _pair(sheets: Sequence[Grid]) -> tuple[Grid, Grid] | None:
    """(iMeta, iData) among the sheets: those of an export by name, else the first that have their columns."""
    named = {grid.name: grid for grid in sheets}
    metas = [g for g in sheets if _has(g, "iCode", "Type", "Parent")]
    datas = [g for g in sheets if _has(g, "uCode") and not _has(g, "iCode")]
    if not metas or not datas:
        return None
    return named.get(META, metas[0]), named.get(RAW, datas[0])


def of_sheets(sheets: Sequence[Grid], file: str = "") -> Foreign:
    """The index that sheets hold, of which :func:`is_coinr`. ``file``: name of the workbook, for findings.

    Raises ProgrammeFault for a sheet that cannot be read at all.
    """
    pair = _pair(sheets)
    assert pair is not None
    named = {grid.name: grid for grid in sheets}
    meta, found = rows_of(place(file, pair[0]), pair[0], _META, MISSING)
    data, more = rows_of(place(file, pair[1]), pair[1], _DATA, MISSING)
    found += more
    used = [*pair]
    about: Rows | None = None
    if pair[1].name == RAW and UNIT in named:
        used.append(named[UNIT])
        about, more = rows_of(place(file, named[UNIT]), named[UNIT], _DATA, MISSING)
        found += more
    if meta is None or data is None or (about is None and len(used) == 3):
        raise refused(tuple(sorted(set(found))))
    kinds = {record["iCode"]: record["Type"] for _, record in meta.records()}
    if about is not None:
        data = _joined(data, about, kinds)
    found += [fault(place(file, g), 0, "index.sheet_left", sheet=g.name) for g in sheets if g not in used]
    found += _left(place(file, pair[1]), data, kinds)
    framework = Source(place(file, pair[0]), _framework(meta))
    return Foreign(framework, *_sources(place(file, pair[1]), data, kinds, found), tuple(found))


def place(file: str, grid: Grid) -> str:
    """How findings name a sheet."""
    return f"{file}#{grid.name}" if file else grid.name


def _framework(meta: Rows) -> Rows:
    """The rows of indicators and aggregates, as ``framework.csv`` has them."""
    columns = {"code": "iCode", "parent": "Parent", "type": "Type"}
    columns |= {ours: theirs for ours, theirs in _FIELDS.items() if theirs in meta.header}
    rows = chosen(meta, columns)
    kept = [(row, line) for row, line in zip(rows.cells, rows.lines, strict=True) if row[2] in _KINDS]
    cells = [[*row[:2], _KINDS[row[2]], *row[3:]] for row, _ in kept]
    for row in cells:
        if row[2] == "group":  # of an aggregate COINr wants a direction, always 1, and may have a target
            for i, name in enumerate(rows.header):
                row[i] = (
                    ""
                    if name in ("target", "denominator") or (name, row[i]) == ("direction", "1")
                    else row[i]
                )
    return Rows(rows.header, cells, [line for _, line in kept])


def _joined(data: Rows, about: Rows, kinds: Mapping[str, str]) -> Rows:
    """The sheet of numbers with the columns that stand only in the sheet of units, by unit and, where both have it, time."""
    by = [name for name in ("uCode", "Time") if name in data.header and name in about.header]
    extra = [name for name in about.header if name not in data.header]
    known = {tuple(r[n] for n in by): r for _, r in about.records()}
    rows = []
    for _, record in data.records():
        more = known.get(tuple(record[n] for n in by), {})
        rows.append([*record.values(), *(more.get(name, "") for name in extra)])
    return Rows((*data.header, *extra), rows, data.lines)


def _left(file: str, data: Rows, kinds: Mapping[str, str]) -> list[Finding]:
    """Columns of iData that nothing says the meaning of."""
    known = {code for code, kind in kinds.items() if kind in (*_KINDS, "Group", "Denominator")}
    strangers = [name for name in data.header if name not in known and name not in _OF_UNITS]
    return [fault(file, 1, "index.column_left", column=name) for name in strangers]


def _sources(
    file: str, data: Rows, kinds: Mapping[str, str], found: list[Finding]
) -> tuple[Source, Source | None]:
    """The rows of ``data.csv`` and ``units.csv``."""
    columns = {"unit": "uCode"}
    if "Time" in data.header and len({record["Time"] for _, record in data.records()}) > 1:
        columns["time"] = "Time"
    wanted = [name for name in data.header if kinds.get(name) in ("Indicator", "Denominator")]
    numbers = chosen(data, columns | {name: name for name in wanted})
    about = {"unit": "uCode"} | ({"name_en": "uName"} if "uName" in data.header else {})
    about |= {name: name for name in data.header if kinds.get(name) == "Group"}
    if len(about) == 1:
        return Source(file, numbers), None
    return Source(file, numbers), Source(file, last_of_each(file, data, about, "Time", found))


def last_of_each(file: str, rows: Rows, columns: Mapping[str, str], time: str, found: list[Finding]) -> Rows:
    """One row for each unit (the first of ``columns``), that of its last time; what is not the same in all goes to ``found``."""
    order = list(range(len(rows.cells)))
    if time in rows.header:
        at = rows.header.index(time)
        place = {period: i for i, period in enumerate(in_time({row[at] for row in rows.cells}))}
        order.sort(key=lambda n: place[rows.cells[n][at]])
    picked = chosen(rows, columns)
    kept: dict[str, tuple[int, Sequence[str]]] = {}
    for n in order:
        row = picked.cells[n]
        _, before = kept.get(row[0], (0, row))
        for name, one, other in zip(picked.header, before, row, strict=True):
            if one != other:
                places = {"column": name, "unit": row[0], "one": one, "other": other}
                found.append(fault(file, rows.lines[n], "index.unit_differs", **places))
        kept[row[0]] = (rows.lines[n], row)
    return Rows(picked.header, [row for _, row in kept.values()], [line for line, _ in kept.values()])
