"""A plain table of numbers, wide or long, as the beginning of an index: what it does not say is assumed, and said."""

from __future__ import annotations

from collections.abc import Sequence

from xinxiao.files.sheet import Rows, Sheet, number, read_rows
from xinxiao.index.layouts.coinr import last_of_each
from xinxiao.index.layouts.data import Source
from xinxiao.index.layouts.files import INDICATOR_HEADERS, TIME_HEADERS, UNIT_HEADERS, VALUE_HEADERS
from xinxiao.index.layouts.foreign import Foreign, chosen, refused
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

TOP = "INDEX"
"""Code of the one group that a table of numbers is given."""
UNITS = (*UNIT_HEADERS, "uCode", "code")
TIMES = (*TIME_HEADERS, "Time", "year", "Year")
NAMES = {"name_zh": ("name_zh",), "name_en": ("name_en", "uName", "name")}


def foreign_table(file: str, content: bytes) -> Foreign:
    """The rows of an index that a CSV file makes: each column of numbers (wide) or each code (long) an indicator of one group.

    Other columns say something about the units. Raises ProgrammeFault with all ``findings`` for a file that cannot be read.
    """
    rows, found = read_rows(file, content, Sheet((), open=True))
    if rows is None or any(item.level == "error" for item in found):
        raise refused(found)
    rows = Rows(tuple(name.strip() for name in rows.header), rows.cells, rows.lines)
    unit = _unit(file, rows, found)
    columns = {"unit": unit}
    if (time := _first(rows, TIMES)) is not None and time != unit:
        columns["time"] = time
    code, value = _first(rows, INDICATOR_HEADERS), _first(rows, VALUE_HEADERS)
    if code is not None and value is not None:
        codes = sorted({record[code].strip() for _, record in rows.records()} - {""})
        data, about = chosen(rows, columns | {"indicator": code, "value": value}), None
    else:
        codes = [name for name in rows.header if name not in columns.values() and _numbers(rows, name)]
        data, about = (
            chosen(rows, columns | {name: name for name in codes}),
            _about(file, rows, columns, codes, found),
        )
    found += [fault(file, 1, "index.framework_assumed"), fault(file, 0, "index.method_assumed")]
    units = Source(file, about) if about is not None else None
    return Foreign(Source(file, _framework(codes)), Source(file, data), units, tuple(found))


def _framework(codes: Sequence[str]) -> Rows:
    header = ("code", "parent", "type", "level", "direction", "weight", "name_en")
    rows = [[code, TOP, "indicator", "1", "1", "1", code] for code in codes]
    return Rows(header, [*rows, [TOP, "", "group", "2", "", "1", TOP]], [1] * (len(rows) + 1))


def _first(rows: Rows, names: Sequence[str]) -> str | None:
    return next((name for name in names if name in rows.header), None)


def _unit(file: str, rows: Rows, found: list[Finding]) -> str:
    """The column that names the units; the first where none is called so."""
    known = _first(rows, UNITS)
    if known is None:
        known = rows.header[0]
        found.append(fault(file, 1, "index.unit_column_taken", column=known))
    return known


def _numbers(rows: Rows, name: str) -> bool:
    """Whether most cells that hold something in a column are numbers: a slip among numbers is a fault, not a label."""
    at = rows.header.index(name)
    held = [row[at] for row in rows.cells if row[at].strip()]
    return 2 * sum(number(text) is not None for text in held) > len(held)


def _about(
    file: str, rows: Rows, columns: dict[str, str], codes: Sequence[str], found: list[Finding]
) -> Rows | None:
    """What the columns that are neither keys nor numbers say of the units."""
    rest = [name for name in rows.header if name not in columns.values() and name not in codes]
    if not rest:
        return None
    names = {
        ours: known for ours, theirs in NAMES.items() if (known := _first(rows, theirs)) in rest and known
    }
    others = {name: name for name in rest if name not in names.values()}
    return last_of_each(
        file, rows, {"unit": columns["unit"]} | names | others, columns.get("time", ""), found
    )
