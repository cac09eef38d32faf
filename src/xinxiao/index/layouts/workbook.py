"""Workbooks in: the COIN Tool's and COINr's layouts, recognised by their content.

* COIN Tool (JRC): sheet ``Database`` with units from row 17 (name in B, code in C), indicators from column E;
  above them weight (row 7), direction (8), lower and upper goalposts (9, 10), index, sub-index, pillar and
  sub-pillar codes (11 to 14), name (15) and code (16); ``n/a`` is missing. Sheet ``Framework`` lists groups with code, weight
  and name from row 5 (older files: row 6). A level on which all indicators share one code was not used.
* COINr: a sheet with columns ``iCode, Type, Parent, ...`` (iMeta) and one with ``uCode`` (iData).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from xinxiao.errors import DataFault
from xinxiao.files.decode import CONTROL
from xinxiao.files.extent import demand_extent
from xinxiao.files.sheet import RANGE, number
from xinxiao.index.layouts.folder import IndexFolder
from xinxiao.index.spec.framework import Framework, Group, Indicator, framework_of
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.panel import Array, Panel, demand_room

Rows = Sequence[Sequence[Any]]
Record = Mapping[str, Any]

MISSING = frozenset({"", "n/a", "na", "#n/a", "--"})
_FIRST_UNIT, _FIRST_COLUMN = 16, 4
_LEVEL_ROWS = (13, 12, 11, 10)  # sub-pillar, pillar, sub-index, index


def read_workbook(content: bytes) -> IndexFolder:
    """An index from an xlsx, xlsm, xls or ods file of either layout; its method is the default one.

    Raises DataFault for a file that cannot be opened or is too large, when neither layout is recognised, or naming the cells that do not
    fit.
    """
    import python_calamine

    demand_extent(content)
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
    except (python_calamine.CalamineError, ValueError) as error:
        raise DataFault(f"no workbook: {error}", hint="give an xlsx, xlsm, xls or ods file") from error
    sheets: dict[str, Rows] = {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
    }
    if "Database" in sheets and "Framework" in sheets:
        return from_coin_tool(sheets["Database"], sheets["Framework"])
    meta = next(
        (rows for rows in sheets.values() if rows and {"iCode", "Type", "Parent"} <= set(map(str, rows[0]))),
        None,
    )
    data = next(
        (rows for rows in sheets.values() if rows and "uCode" in rows[0] and "iCode" not in rows[0]), None
    )
    if meta is None or data is None:
        raise DataFault(
            f"neither the COIN Tool's nor COINr's layout: sheets {', '.join(sheets)}",
            hint="a COIN Tool file has Database and Framework; COINr needs a sheet with iCode, Type, Parent and one with uCode",
        )
    return from_coinr(_records(data), _records(meta))


def _records(rows: Rows) -> list[dict[str, Any]]:
    """Rows under a header as mappings; blank rows are skipped."""
    header = [str(name).strip() for name in rows[0]]
    body = [dict(zip(header, row, strict=False)) for row in rows[1:]]
    return [
        record for record in body if any(str(cell).strip() for cell in record.values() if cell is not None)
    ]


def from_coinr(data: Sequence[Record], meta: Sequence[Record]) -> IndexFolder:
    """An index from COINr's iData and iMeta, as records (cells text, numbers or None); its method is the default one.

    ``Time`` makes a panel when it takes more than one value. Group and denominator columns are kept.
    Raises DataFault for a missing column, a unit with two rows for one time, or a cell that is no number.
    """
    kinds: dict[str, list[str]] = {}
    indicators: list[Indicator] = []
    groups: list[Group] = []
    for row in meta:
        code, kind = _text(row.get("iCode")), _text(row.get("Type"))
        kinds.setdefault(kind, []).append(code)
        if kind == "Indicator":
            indicators.append(
                Indicator(
                    code=code,
                    parent=_text(row.get("Parent")),
                    name_en=_text(row.get("iName")),
                    unit=_text(row.get("Unit")),
                    direction=-1 if (_number(row.get("Direction"), code) or 1) < 0 else 1,
                    weight=_weight(row, code),
                    denominator=_text(row.get("Denominator")),
                    target=_number(row.get("Target"), code),
                )
            )
        elif kind == "Aggregate":
            groups.append(
                Group(
                    code=code,
                    parent=_text(row.get("Parent")),
                    name_en=_text(row.get("iName")),
                    unit=_text(row.get("Unit")),
                    weight=_weight(row, code),
                    level=int(_number(row.get("Level"), code) or 2),
                )
            )
    framework = _sound(framework_of(indicators, groups))
    panel = _coinr_panel(data, framework, kinds.get("Group", []), kinds.get("Denominator", []))
    return IndexFolder(IndexSpec(framework=framework), panel)


def _weight(row: Record, code: str) -> float:
    weight = _number(row.get("Weight"), code)
    return 1.0 if weight is None else weight


def _coinr_panel(
    data: Sequence[Record], framework: Framework, groups: Sequence[str], denominators: Sequence[str]
) -> Panel:
    codes = (*framework.indicator_codes, *denominators)
    absent = [code for code in ("uCode", *codes) if not data or code not in data[0]]
    if absent:
        raise DataFault(f"no column {', '.join(absent)} in iData", hint="iMeta and iData must agree")
    times = sorted({_text(row.get("Time")) for row in data})
    units = sorted({_text(row["uCode"]) for row in data})
    demand_room(len(times), len(units), len(codes))
    cube = np.full((len(times), len(units), len(codes)), np.nan)
    last: dict[str, Record] = {}
    seen: set[tuple[str, str]] = set()
    for row in sorted(data, key=lambda r: _text(r.get("Time"))):
        unit, time = _text(row["uCode"]), _text(row.get("Time"))
        if (unit, time) in seen:
            raise DataFault(f"iData: {unit} {time} has two rows".replace("  ", " "), hint="keep one")
        seen.add((unit, time))
        last[unit] = row
        numbers = [_number(row.get(code), f"{unit} {code}") for code in codes]
        cube[times.index(time), units.index(unit)] = [np.nan if x is None else x for x in numbers]
    k = len(framework.indicators)
    labels = {"en": tuple(_text(last[unit].get("uName")) for unit in units)}
    of_unit = {name: tuple(_text(last[unit].get(name)) for unit in units) for name in groups}
    values: Array = np.ascontiguousarray(cube[..., :k])
    sizes = {name: np.ascontiguousarray(cube[..., k + d]) for d, name in enumerate(denominators)}
    if len(times) == 1:
        flat = {name: size[0] for name, size in sizes.items()}
        return Panel(values[0], tuple(units), framework.indicator_codes, (), of_unit, flat, labels)
    return Panel(values, tuple(units), framework.indicator_codes, tuple(times), of_unit, sizes, labels)


def from_coin_tool(database: Rows, framework: Rows) -> IndexFolder:
    """An index from the rows (from A1) of the two sheets; its method is the default one. Raises DataFault for cells that
    do not fit."""
    body = [row for row in database[_FIRST_UNIT:] if len(row) > _FIRST_COLUMN and _text(row[2])]
    width = max((len(row) for row in body), default=0)
    columns = [
        c
        for c in range(_FIRST_COLUMN, width)
        if _text(_cell(database, 15, c))
        and any(_number(_cell(body, n, c), "Database") is not None for n in range(len(body)))
    ]
    if not columns:
        raise DataFault(
            "the sheet Database holds no indicator with data", hint="codes stand in row 16, data below"
        )
    used = [r for r in _LEVEL_ROWS[:-1] if len({_text(_cell(database, r, c)) for c in columns}) > 1]
    used.append(_LEVEL_ROWS[-1])
    known = _coin_tool_groups(framework)
    parents: dict[str, str] = {}
    levels: dict[str, int] = {}
    for c in columns:
        chain = [_text(_cell(database, r, c)) for r in used]
        for height, code in enumerate(chain):
            parents.setdefault(code, chain[height + 1] if height + 1 < len(chain) else "")
            levels.setdefault(code, height + 2)
    groups = [
        Group(
            code=code,
            parent=parent,
            level=levels[code],
            name_en=known.get(code, ("", 1.0))[0],
            weight=known.get(code, ("", 1.0))[1],
        )
        for code, parent in parents.items()
    ]
    indicators = [_coin_tool_indicator(database, c, used[0]) for c in columns]
    values = np.array(
        [
            [np.nan if (x := _number(_cell([row], 0, c), _text(row[2]))) is None else x for c in columns]
            for row in body
        ]
    )
    units = tuple(_text(row[2]) for row in body)
    labels = {"en": tuple(_text(row[1]) for row in body)}
    tree = _sound(framework_of(indicators, groups))
    panel = Panel(values, units, tree.indicator_codes, (), {}, {}, labels)
    return IndexFolder(IndexSpec(framework=tree), panel)


def _coin_tool_indicator(database: Rows, c: int, parent_row: int) -> Indicator:
    code = _text(_cell(database, 15, c))
    direction = _number(_cell(database, 7, c), code)
    weight = _number(_cell(database, 6, c), code)
    return Indicator(
        code=code,
        parent=_text(_cell(database, parent_row, c)),
        name_en=_text(_cell(database, 14, c)),
        weight=1.0 if weight is None else weight,
        direction=-1 if (direction or 1.0) < 0 else 1,
        lower=_number(_cell(database, 8, c), code),
        upper=_number(_cell(database, 9, c), code),
    )


def _coin_tool_groups(framework: Rows) -> dict[str, tuple[str, float]]:
    """Code -> (name, weight) of the groups in columns C, H and E below the header, wherever it stands."""
    start = next((r for r, row in enumerate(framework) if "Dimension/indicator" in map(_text, row)), 3)
    found: dict[str, tuple[str, float]] = {}
    for r in range(start + 1, len(framework)):
        code, name = _text(_cell(framework, r, 2)), _text(_cell(framework, r, 7))
        if code and name.lower() not in MISSING:
            weight = _number(_cell(framework, r, 4), code)
            found[code] = (name, 1.0 if weight is None else weight)
    return found


def _cell(rows: Rows, r: int, c: int) -> Any:
    return rows[r][c] if r < len(rows) and c < len(rows[r]) else None


def _text(cell: Any) -> str:
    """A cell as text; whole numbers without a decimal point, None and R's NA as ''."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    strange = CONTROL.search(text)
    if strange:
        shown = ascii(text[:40])[1:-1]
        raise DataFault(
            f"{shown}: has the character U+{ord(strange[0]):04X}", hint="delete what cannot be seen"
        )
    return text


def _sound(framework: Framework) -> Framework:
    """The tree, when every field of its nodes is within its range. Raises DataFault naming node, field and range."""
    for node in framework.every:
        try:
            msgspec.convert(msgspec.to_builtins(node), type(node))
        except msgspec.ValidationError as problem:
            raise DataFault(
                f"{node.code[:100]}: {problem}", hint="see the ranges of the fields of a node"
            ) from problem
    return framework


def _number(cell: Any, place: str) -> float | None:
    text = "" if cell is None else str(cell).strip()
    if text.lower() in MISSING:
        return None
    value = number(text)
    if value is None:
        raise DataFault(
            f"{place[:100]}: {text[:40]!r} is not a number of the range {RANGE}",
            hint="leave missing cells empty",
        )
    return value
