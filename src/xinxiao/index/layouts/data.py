"""The numbers of an index from ``data.csv`` (wide or long) and ``units.csv``, faults by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec
import numpy as np

from xinxiao.errors import DataFault
from xinxiao.files.sheet import Rows, Sheet, number, number_fault, read_rows
from xinxiao.index.layouts.files import (
    DATA,
    INDICATOR_HEADERS,
    TIME_HEADERS,
    UNIT_HEADERS,
    UNITS,
    VALUE_HEADERS,
)
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.panel import MOST_CELLS, Array, Panel, demand_room
from xinxiao.index.spec.periods import SPELLINGS, code_fault, in_time, period_faults
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

ANY = Sheet((), open=True)
"""A sheet whose columns are looked at one by one."""
_UNIT_FAULTS = {"blank": "index.unit_blank", "number": "index.unit_number"}
_PERIOD_FAULTS = {
    "blank": "index.period_blank",
    "number": "index.period_number",
    "spelling": "index.period_spelling",
    "mixed": "index.period_mixed",
    "twice": "index.period_twice",
}
Cell = tuple[str, str, str]
"""(time, unit, code)."""


class Source(msgspec.Struct, frozen=True):
    """Rows, and the name of the file or sheet they stand in."""

    file: str
    rows: Rows


class _Reading(msgspec.Struct):
    """Cells read so far, with the line each stands on."""

    file: str
    wanted: frozenset[str]
    cells: dict[Cell, float] = msgspec.field(default_factory=dict)
    lines: dict[Cell, int] = msgspec.field(default_factory=dict)
    keys: dict[tuple[str, str], int] = msgspec.field(default_factory=dict)
    found: list[Finding] = msgspec.field(default_factory=list)

    def put(self, cell: Cell, text: str, line: int) -> None:
        """Take in one value; a second value for a cell and a text that is no number are findings."""
        first = self.lines.setdefault(cell, line)
        if first != line:
            place = " ".join(part for part in cell if part)
            self.found.append(fault(self.file, line, "index.row_repeated", cell=place, first=first))
            return
        value = number(text)
        if value is not None:
            self.cells[cell] = value
        elif text.strip():
            self.found.append(number_fault(self.file, line, cell[2], text))


def read_panel(
    files: Mapping[str, bytes],
    framework: Framework,
    denominators: Sequence[str],
    lines: Mapping[str, tuple[str, int]],
) -> tuple[Panel | None, list[Finding]]:
    """The panel of an index folder; ``denominators`` are the further codes to look for in the data.

    Units are sorted by code, periods as time. None when nothing can be read.
    """
    if DATA not in files:
        return None, [fault(DATA, 0, "FILE_MISSING")]
    rows, found = read_rows(DATA, files[DATA], ANY)
    if rows is None:
        return None, found
    units, faults = read_rows(UNITS, files[UNITS], ANY) if UNITS in files else (None, [])
    about = Source(UNITS, units) if units is not None else None
    panel, more = panel_of(Source(DATA, rows), about, framework, denominators, lines)
    return panel, [*found, *faults, *more]


def panel_of(
    data: Source,
    about: Source | None,
    framework: Framework,
    denominators: Sequence[str],
    lines: Mapping[str, tuple[str, int]],
) -> tuple[Panel | None, list[Finding]]:
    """The panel that rows of numbers make, ``about`` those that say what the units are. ``lines``: where each node stands."""
    file, rows = data.file, data.rows
    if not rows.cells:
        return None, [fault(file, 0, "index.empty")]
    header = [name.strip() for name in rows.header]
    unit = _one_of(header, UNIT_HEADERS)
    if unit is None:
        known = ", ".join(header)
        return None, [fault(file, 1, "index.column_missing", column=UNIT_HEADERS[0], known=known)]
    reading = _Reading(file, frozenset((*framework.indicator_codes, *denominators)))
    long = _one_of(header, INDICATOR_HEADERS), _one_of(header, VALUE_HEADERS)
    if long[0] is not None and long[1] is not None:
        _read_long(reading, rows, (unit, _one_of(header, TIME_HEADERS), long[0], long[1]))
    else:
        _read_wide(reading, rows, header, unit)
    if (large := _too_large(reading)) is not None:
        return None, [*reading.found, large]
    if wrong := list(_wrong_codes(reading)):
        return None, [*reading.found, *wrong]
    panel = _panel(reading, framework.indicator_codes, denominators)
    labels, groups = _units(about, file, panel.units, reading.found) if about is not None else ({}, {})
    seen = {code for _, _, code in reading.lines}
    for k, code in enumerate(framework.indicator_codes):
        place, line = lines.get(code, (file, 0))
        if code not in seen:
            reading.found.append(fault(place, line, "index.no_data", indicator=code))
        elif bool(np.isnan(panel.values[..., k]).all()):
            reading.found.append(fault(place, line, "index.all_missing", indicator=code))
    kept = {name: size for name, size in panel.denominators.items() if name in seen}
    return Panel(
        panel.values, panel.units, panel.indicators, panel.times, groups, kept, labels
    ), reading.found


def _too_large(reading: _Reading) -> Finding | None:
    """More cells than a panel may have: few rows can ask for that, when each names a unit and a period of its own."""
    sizes = len({t for t, _ in reading.keys}), len({u for _, u in reading.keys}), len(reading.wanted)
    try:
        demand_room(*sizes)
    except DataFault:
        places = dict(zip(("periods", "units", "columns"), sizes, strict=True))
        return fault(reading.file, 0, "index.too_large", most=MOST_CELLS, **places)
    return None


def _wrong_codes(reading: _Reading) -> Iterator[Finding]:
    """Units and periods that are no codes, and periods that cannot stand together, on the first line of each."""
    lines: dict[str, int] = {}
    units: dict[str, int] = {}
    for (time, unit), line in reading.keys.items():
        lines.setdefault(time, line)
        units.setdefault(unit, line)
    for unit, line in units.items():
        if (wrong := code_fault(unit)) is not None:
            yield fault(reading.file, line, _UNIT_FAULTS[wrong], code=unit)
    for period, why, other in period_faults(list(lines)) if set(lines) != {""} else ():
        yield fault(
            reading.file, lines[period], _PERIOD_FAULTS[why], code=period, other=other, spellings=SPELLINGS
        )


def _one_of(header: Sequence[str], names: Sequence[str]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def _read_long(reading: _Reading, rows: Rows, at: tuple[int, int | None, int, int]) -> None:
    unit, time, code, value = at
    strangers: dict[str, int] = {}
    for line, cells in zip(rows.lines, rows.cells, strict=True):
        name = cells[code].strip()
        cell = (cells[time].strip() if time is not None else "", cells[unit].strip(), name)
        if name in reading.wanted:
            reading.keys.setdefault(cell[:2], line)
            reading.put(cell, cells[value], line)
        else:
            strangers.setdefault(name, line)
    for name, line in strangers.items():
        known = ", ".join(sorted(reading.wanted))
        reading.found.append(
            fault(reading.file, line, "index.indicator_unknown", indicator=name, known=known)
        )


def _read_wide(reading: _Reading, rows: Rows, header: Sequence[str], unit: int) -> None:
    time = _one_of(header, TIME_HEADERS)
    columns = [(i, name) for i, name in enumerate(header) if name in reading.wanted]
    for i, name in enumerate(header):
        if i not in (unit, time) and name not in reading.wanted:
            known = ", ".join(sorted(reading.wanted))
            reading.found.append(
                fault(reading.file, 1, "index.indicator_unknown", indicator=name, known=known)
            )
    for line, cells in zip(rows.lines, rows.cells, strict=True):
        key = (cells[time].strip() if time is not None else "", cells[unit].strip())
        first = reading.keys.setdefault(key, line)
        if first != line:
            place = " ".join(part for part in key if part)
            reading.found.append(fault(reading.file, line, "index.row_repeated", cell=place, first=first))
            continue
        for i, name in columns:
            reading.put((*key, name), cells[i], line)


def _panel(reading: _Reading, codes: Sequence[str], denominators: Sequence[str]) -> Panel:
    times = in_time({time for time, _ in reading.keys})
    units = tuple(sorted({unit for _, unit in reading.keys}))
    at_time = {time: i for i, time in enumerate(times)}
    at_unit = {unit: i for i, unit in enumerate(units)}
    at_code = {code: i for i, code in enumerate((*codes, *denominators))}
    cube = np.full((len(times), len(units), len(at_code)), np.nan)
    for (time, unit, code), value in reading.cells.items():
        cube[at_time[time], at_unit[unit], at_code[code]] = value
    panel = times != ("",)
    values: Array = np.ascontiguousarray(cube[..., : len(codes)])
    sizes = {name: cube[..., len(codes) + d].copy() for d, name in enumerate(denominators)}
    if panel:
        return Panel(values, units, tuple(codes), times, {}, sizes)
    return Panel(values[0], units, tuple(codes), (), {}, {k: v[0] for k, v in sizes.items()})


def _units(
    about: Source, data: str, units: Sequence[str], found: list[Finding]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """(labels by language, unit groups by name) from ``units.csv``."""
    rows = about.rows
    header = [name.strip() for name in rows.header]
    at = _one_of(header, UNIT_HEADERS)
    if at is None:
        found.append(
            fault(about.file, 1, "index.column_missing", column=UNIT_HEADERS[0], known=", ".join(header))
        )
        return {}, {}
    records: dict[str, list[str]] = {}
    first: dict[str, int] = {}
    for line, cells in zip(rows.lines, rows.cells, strict=True):
        record = [cell.strip() for cell in cells]
        if record[at] in records:
            found.append(
                fault(about.file, line, "index.row_repeated", cell=record[at], first=first[record[at]])
            )
        records.setdefault(record[at], record)
        first.setdefault(record[at], line)
    found += [fault(data, 0, "index.unit_unknown", unit=unit) for unit in units if unit not in records]
    blank = [""] * len(header)
    columns = {
        name: tuple(records.get(unit, blank)[i] for unit in units) for i, name in enumerate(header) if i != at
    }
    labels = {lang: columns[f"name_{lang}"] for lang in ("zh", "en") if f"name_{lang}" in columns}
    return labels, {k: v for k, v in columns.items() if not k.startswith("name_")}
