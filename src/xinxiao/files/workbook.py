"""Sheets of rows as an xlsx file (ECMA-376, SpreadsheetML): texts, numbers, a bold header that stays in view; no more.

The bytes depend on the rows only: dates inside are fixed. Written straight as XML and handed out in pieces, because an
export has a million rows and an index command no time: see decision 15 for the libraries that were measured.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from math import isfinite

import msgspec

from xinxiao.errors import TooLarge, told
from xinxiao.files.decode import CONTROL

Cell = str | float | int | bool | Decimal | None
MOST_ROWS, MOST_COLUMNS, LONGEST_TEXT = 1_048_576, 16_384, 32_767
"""What a sheet can hold, by the specification: rows, the header among them, columns, and letters of a cell."""
MOST_BYTES = 2_147_483_647
"""XML of a sheet: what an archive can hold that every reader opens."""
MOST_SHARED = 65_536
"""So many different texts are written once for all sheets, as Excel does; further ones, to keep memory flat, in their cells."""
PLACES = 16
"""Up to so many decimals of an exact number are shown; a reader computes with fewer."""
PIECE = 1 << 16
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BOLD = 1


class Page(msgspec.Struct, frozen=True):
    """A sheet by name; missing cells are None or not finite and stay empty. The first ``fixed`` columns stay in view.

    A decimal is shown with the places it has. Lines ``above`` the header stand there in bold and stay in view with it;
    ``widths`` are those of the columns, in characters (none: what the reader's program takes).
    """

    name: str
    header: Sequence[Cell]
    rows: Iterable[Sequence[Cell]]
    fixed: int = 2
    above: Sequence[Sequence[Cell]] = ()
    widths: Sequence[float] = ()


def write(pages: Sequence[Page], title: str) -> bytes:
    """The pages as an xlsx file. Arguments and errors as for :func:`stream`."""
    return b"".join(stream(pages, title))


def stream(pages: Sequence[Page], title: str) -> Iterator[bytes]:
    """The pages as an xlsx file in pieces; rows are read as they are written.

    Names are cut to what Excel allows and told apart; texts beyond ``LONGEST_TEXT`` are cut. Raises TooLarge, while it is
    read, for more than ``MOST_ROWS`` rows or ``MOST_BYTES`` of XML in a sheet.
    """
    pipe = Pipe()
    # Level 1: digits hardly pack better at any other, and packing would be half the time of writing.
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=1, allowZip64=False) as file:
        for name, texts in _parts(pages, title):
            entry, size = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), 0
            entry.compress_type = zipfile.ZIP_DEFLATED
            with file.open(entry, "w") as part:
                for text in texts:
                    content = text.encode()
                    size += len(content)
                    if size > MOST_BYTES:
                        raise TooLarge("a sheet too long", told("sheet_bytes", most=MOST_BYTES))
                    part.write(content)
                    if pipe.held > PIECE:
                        yield pipe.taken()
    yield pipe.taken()


class Pipe(io.RawIOBase):
    """A file that hands out what was written to it, and forgets it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._at = 0
        self.held = 0

    def writable(self) -> bool:
        """It only takes."""
        return True

    def tell(self) -> int:
        """How many bytes it was given."""
        return self._at

    def write(self, data: object) -> int:
        """Take bytes in."""
        content = bytes(data)  # type: ignore[call-overload]
        self._pieces.append(content)
        self._at += len(content)
        self.held += len(content)
        return len(content)

    def taken(self) -> bytes:
        """What was written since the last time."""
        content = b"".join(self._pieces)
        self._pieces.clear()
        self.held = 0
        return content


def _parts(pages: Sequence[Page], title: str) -> Iterator[tuple[str, Iterable[str]]]:
    names: list[str] = []
    for page in pages:
        names.append(page_name(page.name, names))
    related = [(f"{_DOCUMENT}/worksheet", f"worksheets/sheet{i + 1}.xml") for i in range(len(pages))]
    related += [(f"{_DOCUMENT}/styles", "styles.xml"), (f"{_DOCUMENT}/sharedStrings", "sharedStrings.xml")]
    texts: dict[str, int] = {}
    yield "[Content_Types].xml", (_content_types(len(pages)),)
    yield (
        "_rels/.rels",
        (
            _relations(
                (f"{_DOCUMENT}/officeDocument", "xl/workbook.xml"),
                (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ),
        ),
    )
    yield "docProps/core.xml", (_properties(title),)
    yield "xl/workbook.xml", (_workbook(names),)
    yield "xl/_rels/workbook.xml.rels", (_relations(*related),)
    yield "xl/styles.xml", (_styles(),)
    for i, page in enumerate(pages):
        yield f"xl/worksheets/sheet{i + 1}.xml", _worksheet(page, texts)
    yield "xl/sharedStrings.xml", _shared(texts)


def page_name(name: str, taken: Sequence[str]) -> str:
    """``name`` as Excel allows it: none of []:*?/\\, no apostrophe at an end, at most 31 characters, no two alike."""
    plain = "".join("_" if letter in "[]:*?/\\" else letter for letter in name)[:31].strip("'") or "_"
    found, number = plain, 2
    while found.lower() in (other.lower() for other in taken):
        found, number = f"{plain[:27]} ({number})", number + 1
    return found


def _worksheet(page: Page, texts: dict[str, int]) -> Iterator[str]:
    """The XML of a sheet; its texts are numbered in ``texts``, which all sheets share."""
    columns = [_letters(c) for c in range(len(page.header))]
    head = len(page.above) + 1
    corner = f"{_letters(page.fixed)}{head + 1}"
    across = f'xSplit="{page.fixed}" ' if page.fixed else ""
    pane = "bottomRight" if page.fixed else "bottomLeft"
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        f'<pane {across}ySplit="{head}" topLeftCell="{corner}" activePane="{pane}" state="frozen"/>'
        f"</sheetView></sheetViews>{_widths(page.widths)}<sheetData>"
    )
    for r, line in enumerate(page.above, start=1):
        yield _row(r, columns[: len(line)], line, texts, _BOLD)
    yield _row(head, columns, page.header, texts, _BOLD)
    for r, row in enumerate(page.rows, start=head + 1):
        if r > MOST_ROWS:
            most = MOST_ROWS - head
            raise TooLarge(f"sheet {page.name}", told("sheet_full", rows=f"> {most}", most=most))
        yield _row(r, columns, row, texts)
    yield "</sheetData></worksheet>"


def _widths(widths: Sequence[float]) -> str:
    if not widths:
        return ""
    written = (
        f'<col min="{i}" max="{i}" width="{w:g}" customWidth="1"/>' for i, w in enumerate(widths, start=1)
    )
    return f"<cols>{''.join(written)}</cols>"


def _row(r: int, columns: Sequence[str], cells: Sequence[Cell], texts: dict[str, int], style: int = 0) -> str:
    written = []
    look = f' s="{style}"' if style else ""
    for column, cell in zip(columns, cells, strict=True):
        if isinstance(cell, float):
            if isfinite(cell):
                written.append(f'<c r="{column}{r}"{look}><v>{cell!r}</v></c>')
        elif isinstance(cell, str):
            if cell:
                written.append(f'<c r="{column}{r}"{look}{_placed(cell, texts)}</c>')
        elif isinstance(cell, bool):
            written.append(f'<c r="{column}{r}"{look} t="b"><v>{cell:d}</v></c>')
        elif isinstance(cell, Decimal):
            written.append(f'<c r="{column}{r}" s="{_BOLD + 1 + _places(cell)}"><v>{cell:f}</v></c>')
        elif cell is not None:
            written.append(f'<c r="{column}{r}"{look}><v>{cell}</v></c>')
    return f'<row r="{r}">{"".join(written)}</row>'


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return min(max(-exponent, 0), PLACES) if isinstance(exponent, int) else 0


def _placed(words: str, texts: dict[str, int]) -> str:
    """The type and value of a cell of text: its number among the shared ones, or itself."""
    place = texts.get(words)
    if place is None and len(texts) < MOST_SHARED:
        place = texts[words] = len(texts)
    return f' t="inlineStr"><is>{_text(words)}</is>' if place is None else f' t="s"><v>{place}</v>'


def _shared(texts: dict[str, int]) -> Iterator[str]:
    yield f'{_HEAD}<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">'
    for words in texts:
        yield f"<si>{_text(words)}</si>"
    yield "</sst>"


def _text(words: str) -> str:
    blank = "" if words == words.strip() else ' xml:space="preserve"'
    return f"<t{blank}>{_escaped(words[:LONGEST_TEXT])}</t>"


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


def _styles() -> str:
    """The looks of cells: 0 plain, 1 bold, then exact numbers of 0, 1, 2 … places."""
    forms = ["0" if places == 0 else f"0.{'0' * places}" for places in range(PLACES + 1)]
    formats = "".join(f'<numFmt numFmtId="{200 + n}" formatCode="{form}"/>' for n, form in enumerate(forms))
    plain = 'fillId="0" borderId="0"'
    exact = "".join(
        f'<xf numFmtId="{200 + n}" fontId="0" {plain} xfId="0" applyNumberFormat="1"/>'
        for n in range(len(forms))
    )
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="{len(forms)}">{formats}</numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        f'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" {plain}/></cellStyleXfs>'
        f'<cellXfs count="{2 + len(forms)}"><xf numFmtId="0" fontId="0" {plain} xfId="0"/>'
        f'<xf numFmtId="0" fontId="1" {plain} xfId="0" applyFont="1"/>{exact}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


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
