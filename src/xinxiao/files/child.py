"""The process in which a workbook is opened: a few bytes can make a reader ask for more memory than there is, and no
exception tells of it. Run as ``python -m xinxiao.files.child MEMORY SECONDS``: bytes in, sheets out, or why not.
"""

from __future__ import annotations

import errno
import io
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

from xinxiao.errors import DataFault
from xinxiao.files.cells import Mark, marks, reference
from xinxiao.files.extent import demand_extent

STARVED = 77
"""The exit code that says: no memory was left."""
Cell = str | float | bool | None
_MOMENTS = (datetime, date, time, timedelta)


class Grid(msgspec.Struct, frozen=True):
    """The cells of a sheet from A1, row by row, and what there is to say about some of them."""

    name: str
    cells: list[list[Cell]]
    marks: list[Mark] = []


class Opened(msgspec.Struct, frozen=True):
    """The sheets of a workbook; or the message and the remedy of a refusal."""

    sheets: list[Grid] = []
    refusal: str = ""
    remedy: str = ""


def opened(content: bytes) -> Opened:
    """The sheets of an xlsx, xlsm, xls or ods file."""
    try:
        demand_extent(content)
        return Opened(_sheets(content))
    except DataFault as fault:
        return Opened(refusal=fault.message, remedy=fault.hint)


def _sheets(content: bytes) -> list[Grid]:
    import python_calamine

    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        known = marks(content)
        return [_grid(book.get_sheet_by_name(name), known.get(name, [])) for name in book.sheet_names]
    except (python_calamine.CalamineError, ValueError) as error:
        raise DataFault(f"no workbook: {error}", hint="give an xlsx, xlsm, xls or ods file") from error


def _grid(sheet: Any, found: list[Mark]) -> Grid:
    cells: list[list[Cell]] = []
    own = list(found)
    for r, row in enumerate(sheet.to_python(skip_empty_area=False)):
        for c, cell in enumerate(row):
            if isinstance(cell, _MOMENTS):
                own.append(Mark(r, c, "date", str(cell)[:40]))
        cells.append([_plain(cell) for cell in row])
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        own.append(Mark(top, left, "merged", f"{reference(top, left)}:{reference(bottom, right)}"))
    return Grid(sheet.name, cells, own)


def _plain(cell: Any) -> Cell:
    if isinstance(cell, _MOMENTS):
        return str(cell)
    return float(cell) if type(cell) is int else cell


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the time is limited by who waits, the memory is not
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # the signal of the soft limit names the cause, that of the hard one (SIGKILL) does not
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def is_starved(error: BaseException) -> bool:
    """Whether an error says that there is no memory left; zlib has its own word for it."""
    if type(error).__module__ == "zlib":
        return str(error).startswith("Error -4 ")  # Z_MEM_ERROR
    return isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM


def main() -> None:
    """Open the workbook on standard input; exit with STARVED where memory does not suffice."""
    import python_calamine  # noqa: F401  a library that cannot be loaded is another fault than a lack of memory

    _limit(int(sys.argv[1]), int(sys.argv[2]))
    try:
        answer = msgspec.msgpack.encode(opened(sys.stdin.buffer.read()))
    except Exception as error:
        if is_starved(error):
            sys.exit(STARVED)
        raise
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
