"""Sheets of rows as an xlsx file (ECMA-376, SpreadsheetML): texts, numbers, a bold header that stays in view; no more.

The bytes depend on the rows only: dates inside are fixed. Written straight as XML, because a workbook of every stage of
an index has tens of thousands of cells and nothing but cells.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from math import isfinite

import msgspec

from xinxiao.errors import DataFault
from xinxiao.files.decode import CONTROL

Cell = str | float | int | bool | None
MOST_ROWS, LONGEST_TEXT = 1_048_576, 32_767
"""What a sheet can hold, by the specification: rows, and letters of a cell."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PLAIN = 'numFmtId="0" fillId="0" borderId="0"'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    f'<cellStyleXfs count="1"><xf {_PLAIN} fontId="0"/></cellStyleXfs>'
    f'<cellXfs count="2"><xf {_PLAIN} fontId="0" xfId="0"/><xf {_PLAIN} fontId="1" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""The looks of cells: 0 plain, 1 bold."""


class Sheet(msgspec.Struct, frozen=True):
    """A sheet by name; missing cells are None or not finite and stay empty. The first ``fixed`` columns stay in view."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    fixed: int = 2


def write_sheets(sheets: Sequence[Sheet], title: str) -> bytes:
    """The sheets as an xlsx file. Names are cut to what Excel allows and told apart; texts beyond ``LONGEST_TEXT`` are cut.

    Raises DataFault for more than ``MOST_ROWS`` rows.
    """
    names: list[str] = []
    for sheet in sheets:
        names.append(_sheet_name(sheet.name, names))
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations(
            (f"{_DOCUMENT}/officeDocument", "xl/workbook.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _properties(title),
        "xl/workbook.xml": _workbook(names),
        "xl/_rels/workbook.xml.rels": _relations(
            *((f"{_DOCUMENT}/worksheet", f"worksheets/sheet{i + 1}.xml") for i in range(len(sheets))),
            (f"{_DOCUMENT}/styles", "styles.xml"),
            (f"{_DOCUMENT}/sharedStrings", "sharedStrings.xml"),
        ),
        "xl/styles.xml": _STYLES,
    }
    texts: dict[str, int] = {}
    parts |= {f"xl/worksheets/sheet{i + 1}.xml": _worksheet(sheet, texts) for i, sheet in enumerate(sheets)}
    parts["xl/sharedStrings.xml"] = _shared(texts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            # Level 1: digits hardly pack better at any other, and packing would be half the time of writing.
            file.writestr(entry, content.encode(), zipfile.ZIP_DEFLATED, compresslevel=1)
    return buffer.getvalue()


def _sheet_name(name: str, taken: Sequence[str]) -> str:
    """``name`` as Excel allows it: none of []:*?/\\, no apostrophe at an end, at most 31 characters, no two alike."""
    plain = "".join("_" if letter in "[]:*?/\\" else letter for letter in name)[:31].strip("'") or "_"
    found, number = plain, 2
    while found.lower() in (other.lower() for other in taken):
        found, number = f"{plain[:27]} ({number})", number + 1
    return found


def _worksheet(sheet: Sheet, texts: dict[str, int]) -> str:
    """The XML of a sheet; its texts are numbered in ``texts``, which all sheets share."""
    columns = [_letters(c) for c in range(len(sheet.header))]
    corner = f"{_letters(sheet.fixed)}2"
    lines = [
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        f'<pane xSplit="{sheet.fixed}" ySplit="1" topLeftCell="{corner}" activePane="bottomRight" state="frozen"/>'
        "</sheetView></sheetViews><sheetData>",
        _row(1, columns, sheet.header, texts, ' s="1"'),
    ]
    lines += [_row(r, columns, row, texts) for r, row in enumerate(sheet.rows, start=2)]
    if len(lines) - 1 > MOST_ROWS:
        raise DataFault(f"sheet {sheet.name}: {len(lines) - 2} rows, a workbook holds {MOST_ROWS - 1}")
    return "".join([*lines, "</sheetData></worksheet>"])


def _row(
    r: int, columns: Sequence[str], cells: Sequence[Cell], texts: dict[str, int], style: str = ""
) -> str:
    written = []
    for column, cell in zip(columns, cells, strict=True):
        if isinstance(cell, float):
            if isfinite(cell):
                written.append(f'<c r="{column}{r}"{style}><v>{cell!r}</v></c>')
        elif isinstance(cell, str):
            if cell:
                place = texts.setdefault(cell[:LONGEST_TEXT], len(texts))
                written.append(f'<c r="{column}{r}"{style} t="s"><v>{place}</v></c>')
        elif isinstance(cell, bool):
            written.append(f'<c r="{column}{r}"{style} t="b"><v>{cell:d}</v></c>')
        elif cell is not None:
            written.append(f'<c r="{column}{r}"{style}><v>{cell}</v></c>')
    return f'<row r="{r}">{"".join(written)}</row>'


def _shared(texts: dict[str, int]) -> str:
    written = (
        f"<si><t>{_escaped(text)}</t></si>"
        if text == text.strip()
        else f'<si><t xml:space="preserve">{_escaped(text)}</t></si>'
        for text in texts
    )
    return f'{_HEAD}<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">{"".join(written)}</sst>'


def _escaped(text: str) -> str:
    # Not xml.sax.saxutils: it imports an HTTP client. No XML can hold control characters.
    text = CONTROL.sub(" ", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _letters(column: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _content_types(sheets: int) -> str:
    kinds = {"/xl/workbook.xml": f"{_TYPE}.sheet.main+xml", "/xl/styles.xml": f"{_TYPE}.styles+xml"}
    kinds |= {f"/xl/worksheets/sheet{i + 1}.xml": f"{_TYPE}.worksheet+xml" for i in range(sheets)}
    kinds["/xl/sharedStrings.xml"] = f"{_TYPE}.sharedStrings+xml"
    kinds["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    written = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{rels}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{written}</Types>'
    )


def _relations(*relations: tuple[str, str]) -> str:
    written = "".join(
        f'<Relationship Id="rId{i + 1}" Type="{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(relations)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{written}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    written = "".join(
        f'<sheet name="{_escaped(name)}" sheetId="{i + 1}" r:id="rId{i + 1}"/>'
        for i, name in enumerate(names)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{written}</sheets></workbook>'


def _properties(title: str) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_escaped(title)}</dc:title>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:created></cp:coreProperties>'
    )
