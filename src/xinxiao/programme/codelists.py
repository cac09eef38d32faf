"""Code lists from CSV: areas, units, and any other list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xinxiao.files.convert import convert, nearest
from xinxiao.files.places import Places
from xinxiao.files.table import read_table
from xinxiao.model.codelist import Area, Code, Unit
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.programme.shapes import AREAS, CODES_SHEET, UNITS

Lines = dict[str, int]
"""Line of each code in its file."""


def read_areas(
    file: str, content: bytes, levels: Sequence[str]
) -> tuple[tuple[Area, ...], Lines, list[Finding]]:
    """Areas in file order. English names may be empty below the first two levels; the Chinese one stands in."""
    table, found = read_table(file, content, AREAS)
    areas: list[Area] = []
    lines: Lines = {}
    for row in table.to_pylist():
        code, line = row["CODE"], row["LINE"]
        if code in lines:
            found.append(fault(file, line, "CODE_DUPLICATE", value=code, first=lines[code]))
            continue
        lines[code] = line
        if levels and row["LEVEL"] not in levels:
            hint = nearest(row["LEVEL"], list(levels))
            places = {"field": "LEVEL", "value": row["LEVEL"], "known": ", ".join(levels), "hint": hint}
            found.append(fault(file, line, "FIELD_VALUE", **places))
            continue
        if not row["NAME_EN"] and row["LEVEL"] in levels[:2]:
            found.append(fault(file, line, "TRANSLATION_MISSING", field="NAME_EN", language="en"))
        area, faults = _noun(file, line, _area(row), Area)
        areas += area
        found += faults
    return tuple(areas), lines, found


def _area(row: Mapping[str, Any]) -> dict[str, Any]:
    english = row["NAME_EN"] or row["NAME_ZH"]
    column, line = row["TILE_COL"], row["TILE_ROW"]
    tile = [int(x) if x.isdecimal() and len(x) < 5 else x for x in (column, line)] if column or line else None
    return {
        "id": row["CODE"],
        "name": {"zh": row["NAME_ZH"], "en": english},
        "level": row["LEVEL"],
        "parent": row["PARENT"] or None,
        "valid_from": row["VALID_FROM"] or None,
        "valid_to": row["VALID_TO"] or None,
        "successors": _several(row["SUCCESSORS"]),
        "tile": tile,
        "short": {"zh": row["SHORT_ZH"], "en": english} if row["SHORT_ZH"] else None,
    }


def read_units(file: str, content: bytes) -> tuple[dict[str, Unit], Lines, list[Finding]]:
    """Units by code."""
    table, found = read_table(file, content, UNITS)
    units: dict[str, Unit] = {}
    lines: Lines = {}
    for row in table.to_pylist():
        code, line, decimals = row["CODE"], row["LINE"], row["DECIMALS"]
        if code in lines:
            found.append(fault(file, line, "CODE_DUPLICATE", value=code, first=lines[code]))
            continue
        lines[code] = line
        value = {
            "id": code,
            "name": {"zh": row["NAME_ZH"], "en": row["NAME_EN"]},
            "pint": row["PINT"],
            "decimals": int(decimals) if decimals.isdecimal() and len(decimals) < 3 else decimals,
        }
        unit, faults = _noun(file, line, value, Unit)
        units |= {item.id: item for item in unit}
        found += faults
    return units, lines, found


def read_codes(file: str, content: bytes) -> tuple[tuple[Code, ...], Lines, list[Finding]]:
    """The codes of a list of another kind."""
    table, found = read_table(file, content, CODES_SHEET)
    lines: Lines = {}
    codes: list[Code] = []
    for row in table.to_pylist():
        code, line = row["CODE"], row["LINE"]
        if code in lines:
            found.append(fault(file, line, "CODE_DUPLICATE", value=code, first=lines[code]))
            continue
        lines[code] = line
        value = {
            "id": code,
            "name": {"zh": row["NAME_ZH"], "en": row["NAME_EN"]},
            "note": _text(row["NOTE_ZH"], row["NOTE_EN"]),
            "parent": row["PARENT"] or None,
            "valid_from": row["VALID_FROM"] or None,
            "valid_to": row["VALID_TO"] or None,
            "successors": _several(row["SUCCESSORS"]),
            "unit": row["UNIT"] or None,
        }
        one, faults = _noun(file, line, value, Code)
        codes += one
        found += faults
    return tuple(codes), lines, found


def _noun(file: str, line: int, value: dict[str, Any], shape: type[Any]) -> tuple[list[Any], list[Finding]]:
    noun, found = convert(file, value, shape, Places({file: {(): line}}))
    return ([] if noun is None else [noun]), found


def _several(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _text(zh: str, en: str) -> dict[str, str] | None:
    return {"zh": zh, "en": en} if zh or en else None
