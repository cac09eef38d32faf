"""Workbooks from outside: opened by a child process with limits of memory and time, held to the rules of every sheet.

What a CSV file would be refused for (a column named twice, invisible characters) a sheet is refused for as well; so are cells
whose value a reader would lose or make up: merged ones, formulas nobody computed, errors, and dates that were codes.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import unicodedata
from collections.abc import Collection, Sequence

import msgspec

from xinxiao.errors import DataFault, told
from xinxiao.files.cells import Kind, Mark, reference
from xinxiao.files.child import STARVED, Cell, Grid, Opened
from xinxiao.files.decode import CONTROL
from xinxiao.files.extent import LARGEST_BOOK
from xinxiao.files.sheet import LONGEST_CELL, Rows, Sheet, capped, header_faults, read_rows
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

MEMORY = 1_500_000_000
"""Bytes the process that opens a workbook may have."""
SECONDS = 60
"""Seconds it may take."""
LONGEST_SAID = 200
"""Characters of the reader's last words that are passed on."""
ZIP = b"PK\x03\x04"
"""What a workbook begins with."""
MODULE = "xinxiao.files.child"
_CODES: dict[Kind, str] = {
    "formula": "BOOK_FORMULA",
    "error": "BOOK_ERROR",
    "date": "BOOK_DATE",
    "merged": "BOOK_MERGED",
}


def open_book(content: bytes, memory: int = MEMORY, seconds: int = SECONDS) -> list[Grid]:
    """The sheets of an xlsx, xlsm, xls or ods file, in their order.

    Raises DataFault for what is none or too large, what cannot be opened within ``memory`` bytes or within ``seconds``, and
    what breaks the reader: each says which it was.
    """
    if len(content) > LARGEST_BOOK:
        raise DataFault(f"a workbook of {len(content)} bytes", hint=f"at most {LARGEST_BOOK} are read")
    command = [sys.executable, "-m", MODULE, str(memory), str(seconds)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as late:
        raise _slow(seconds) from late
    if done.returncode:
        raise _broken_off(done.returncode, done.stderr.decode(errors="replace"), memory, seconds)
    answer = msgspec.msgpack.decode(done.stdout, type=Opened)
    if answer.refusal:
        raise DataFault(answer.refusal, hint=answer.remedy)
    return answer.sheets


def _slow(seconds: int) -> DataFault:
    return DataFault(f"not opened within {seconds} s", told("book_slow", seconds=seconds))


def _broken_off(code: int, said: str, memory: int, seconds: int) -> DataFault:
    """Why the process ended with this code (below 0: by a signal), having ``said`` something on its way out.

    A reader that is refused memory aborts and says so; SIGKILL is what the system sends to who takes too much of it.
    """
    end = _signal(-code) if code < 0 else str(code)
    if end == "SIGXCPU":
        return _slow(seconds)
    if code == STARVED or end == "SIGKILL" or (end == "SIGABRT" and "memory allocation" in said):
        return DataFault(f"not opened with {memory} bytes", told("book_memory", memory=memory))
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "-")
    return DataFault(f"the reader broke off: {end}", told("book_broken", end=end, said=last[:LONGEST_SAID]))


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # one that this system has no name for
        return str(-number)


def table(file: str, content: bytes, sheet: Sheet) -> tuple[Rows | None, list[Finding], tuple[str, ...]]:
    """The rows of a CSV file, or of the first sheet of a workbook, with the columns by the names that ``sheet`` gives them; what is wrong; and
    the names of further sheets that hold something, which are not read.

    Raises DataFault for a workbook that cannot be opened: too large, broken, a bomb.
    """
    if not content.startswith(ZIP):
        return *read_rows(file, content, sheet), ()
    first, *others = open_book(content)
    rows, found = rows_of(file, first, sheet)
    return rows, found, tuple(one.name for one in others if one.cells)


def rows_of(
    file: str, grid: Grid, sheet: Sheet, missing: Collection[str] = ()
) -> tuple[Rows | None, list[Finding]]:
    """The rows of a sheet below its first one, which names the columns, as a CSV file would give them; lines are those of the
    sheet. ``missing``: words, in lower case, that stand for an empty cell. None with findings for a header with a fault."""
    header = tuple(text_of(cell) for cell in grid.cells[0]) if grid.cells else ()
    header = tuple(sheet.names.get(name.strip(), name) for name in header)
    while header and not header[-1]:
        header = header[:-1]
    found = header_faults(file, 1, header, sheet)
    if not header:
        return None, [fault(file, 1, "FILE_EMPTY")]
    if found:
        return None, found
    texts, lines = [], []
    for line, row in enumerate(grid.cells[1:], start=2):
        cells = [text_of(cell) for cell in row] + [""] * (len(header) - len(row))
        cells = ["" if cell.lower() in missing else cell for cell in cells]
        if any(cells[len(header) :]):
            found.append(fault(file, line, "CSV_COLUMNS", found=len(cells), expected=len(header)))
        if any(cells):
            texts.append(cells[: len(header)])
            lines.append(line)
    found += cell_faults(file, grid, range(len(header)))
    whole = [_composed(file, line, row, header, found) for line, row in zip(lines, texts, strict=True)]
    return Rows(header, whole, lines), capped(file, found)


def cell_faults(file: str, grid: Grid, columns: Collection[int], first: int = 0) -> list[Finding]:
    """What is wrong with cells of some columns, from the row ``first`` on: their values would be lost or made up."""
    return [_fault(file, mark) for mark in grid.marks if mark.row >= first and mark.column in columns]


def _fault(file: str, mark: Mark) -> Finding:
    cell = reference(mark.row, mark.column)
    return fault(file, mark.row + 1, _CODES[mark.kind], cell=cell, value=mark.text)


def text_of(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, others with all their digits."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return cell.strip()


def _composed(
    file: str, line: int, row: Sequence[str], header: Sequence[str], found: list[Finding]
) -> list[str]:
    """The texts of a row in composed form; what is invisible in them, or too long, is told."""
    for name, text in zip(header, row, strict=True):
        if strange := CONTROL.search(text):
            found.append(fault(file, line, "FILE_CONTROL", character=f"U+{ord(strange[0]):04X}"))
        if len(text) > LONGEST_CELL:
            found.append(fault(file, line, "CSV_CELL", column=name, size=len(text), most=LONGEST_CELL))
    composed = [unicodedata.normalize("NFC", text) for text in row]
    if composed != list(row):
        found.append(fault(file, line, "FILE_NFC"))
    return composed
