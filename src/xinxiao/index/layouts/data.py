"""The numbers of an index from ``data.csv`` (wide or long) and ``units.csv``, faults by line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from xinxiao.index.layouts.files import (
    DATA,
    INDICATOR_HEADERS,
    TIME_HEADERS,
    UNIT_HEADERS,
    UNITS,
    VALUE_HEADERS,
)
from xinxiao.index.layouts.tree import rows_of
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.panel import Array, Panel
from xinxiao.model.finding import Finding, finding

Cell = tuple[str, str, str]
"""(time, unit, code)."""


@dataclass
class _Reading:
    """Cells read so far, with the line each stands on."""

    wanted: frozenset[str]
    cells: dict[Cell, float] = field(default_factory=dict)
    lines: dict[Cell, int] = field(default_factory=dict)
    keys: dict[tuple[str, str], int] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)

    def put(self, cell: Cell, text: str, line: int) -> None:
        """Take in one value; a second value for a cell and a text that is no number are findings."""
        first = self.lines.setdefault(cell, line)
        if first != line:
            place = " ".join(part for part in cell if part)
            self.found.append(finding(DATA, line, "index.row_repeated", cell=place, first=first))
            return
        stripped = text.strip()
        if not stripped:
            return
        try:
            value = float(stripped)
        except ValueError:
            value = math.nan
        if math.isfinite(value):
            self.cells[cell] = value
        else:
            self.found.append(finding(DATA, line, "index.number", column=cell[2], value=stripped))


def read_panel(
    texts: Mapping[str, str],
    framework: Framework,
    denominators: Sequence[str],
    lines: Mapping[str, tuple[str, int]],
) -> tuple[Panel | None, list[Finding]]:
    """The panel of an index folder; ``denominators`` are the further codes to look for in the data.

    Units and periods are sorted by code. None when nothing can be read.
    """
    if DATA not in texts:
        return None, [finding(DATA, 0, "index.file_missing", name=DATA)]
    rows = list(rows_of(texts[DATA]))
    if len(rows) < 2:
        return None, [finding(DATA, 0, "index.empty")]
    header = [name.strip() for name in rows[0][1]]
    unit = _one_of(header, UNIT_HEADERS)
    if unit is None:
        return None, [
            finding(DATA, 1, "index.column_missing", column=UNIT_HEADERS[0], known=", ".join(header))
        ]
    wanted = (*framework.indicator_codes, *denominators)
    reading = _Reading(frozenset(wanted))
    long = _one_of(header, INDICATOR_HEADERS), _one_of(header, VALUE_HEADERS)
    if long[0] is not None and long[1] is not None:
        _read_long(reading, rows, (unit, _one_of(header, TIME_HEADERS), long[0], long[1]))
    else:
        _read_wide(reading, rows, header, unit)
    panel = _panel(reading, framework.indicator_codes, denominators)
    labels, groups = _units(texts, panel.units, reading.found)
    seen = {code for _, _, code in reading.lines}
    for k, code in enumerate(framework.indicator_codes):
        file, line = lines.get(code, (DATA, 0))
        if code not in seen:
            reading.found.append(finding(file, line, "index.no_data", indicator=code))
        elif bool(np.isnan(panel.values[..., k]).all()):
            reading.found.append(finding(file, line, "index.all_missing", level="warning", indicator=code))
    kept = {name: size for name, size in panel.denominators.items() if name in seen}
    return Panel(
        panel.values, panel.units, panel.indicators, panel.times, groups, kept, labels
    ), reading.found


def _one_of(header: Sequence[str], names: Sequence[str]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def _read_long(
    reading: _Reading, rows: Sequence[tuple[int, list[str]]], at: tuple[int, int | None, int, int]
) -> None:
    unit, time, code, value = at
    strangers: dict[str, int] = {}
    for line, cells in rows[1:]:
        padded = [*cells, *[""] * (max(unit, time or 0, code, value) + 1 - len(cells))]
        name = padded[code].strip()
        cell = (padded[time].strip() if time is not None else "", padded[unit].strip(), name)
        if name in reading.wanted:
            reading.keys.setdefault(cell[:2], line)
            reading.put(cell, padded[value], line)
        else:
            strangers.setdefault(name, line)
    for name, line in strangers.items():
        known = ", ".join(sorted(reading.wanted))
        reading.found.append(
            finding(DATA, line, "index.indicator_unknown", level="warning", indicator=name, known=known)
        )


def _read_wide(
    reading: _Reading, rows: Sequence[tuple[int, list[str]]], header: Sequence[str], unit: int
) -> None:
    time = _one_of(header, TIME_HEADERS)
    columns = [(i, name) for i, name in enumerate(header) if name in reading.wanted]
    for i, name in enumerate(header):
        if i not in (unit, time) and name not in reading.wanted:
            known = ", ".join(sorted(reading.wanted))
            reading.found.append(
                finding(DATA, 1, "index.indicator_unknown", level="warning", indicator=name, known=known)
            )
    for line, cells in rows[1:]:
        padded = [*cells, *[""] * (len(header) - len(cells))]
        key = (padded[time].strip() if time is not None else "", padded[unit].strip())
        first = reading.keys.setdefault(key, line)
        if first != line:
            place = " ".join(part for part in key if part)
            reading.found.append(finding(DATA, line, "index.row_repeated", cell=place, first=first))
            continue
        for i, name in columns:
            reading.put((*key, name), padded[i], line)


def _panel(reading: _Reading, codes: Sequence[str], denominators: Sequence[str]) -> Panel:
    times = tuple(sorted({time for time, _ in reading.keys}))
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
    texts: Mapping[str, str], units: Sequence[str], found: list[Finding]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """(labels by language, unit groups by name) from ``units.csv``; empty without the file."""
    rows = list(rows_of(texts.get(UNITS, "")))
    if not rows:
        return {}, {}
    header = [name.strip() for name in rows[0][1]]
    at = _one_of(header, UNIT_HEADERS)
    if at is None:
        found.append(
            finding(UNITS, 1, "index.column_missing", column=UNIT_HEADERS[0], known=", ".join(header))
        )
        return {}, {}
    records: dict[str, list[str]] = {}
    first: dict[str, int] = {}
    for line, cells in rows[1:]:
        padded = [cell.strip() for cell in (*cells, *[""] * (len(header) - len(cells)))]
        if padded[at] in records:
            found.append(finding(UNITS, line, "index.row_repeated", cell=padded[at], first=first[padded[at]]))
        records.setdefault(padded[at], padded)
        first.setdefault(padded[at], line)
    found += [finding(DATA, 0, "index.unit_unknown", unit=unit) for unit in units if unit not in records]
    blank = [""] * len(header)
    columns = {
        name: tuple(records.get(unit, blank)[i] for unit in units) for i, name in enumerate(header) if i != at
    }
    labels = {lang: columns[f"name_{lang}"] for lang in ("zh", "en") if f"name_{lang}" in columns}
    return labels, {k: v for k, v in columns.items() if not k.startswith("name_")}
