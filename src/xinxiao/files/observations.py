"""Files of observations that uses write into the folder of a programme, and read again to know what was shown before."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from xinxiao.errors import ProgrammeFault
from xinxiao.files.sheet import Sheet
from xinxiao.files.table import read_table

Row = Mapping[str, str]


def rows_there(place: Path, columns: tuple[str, ...]) -> list[Row]:
    """The rows of a file that was written before, with at least these columns; none where there is none.

    Raises :class:`ProgrammeFault` for one that cannot be read any more: what it showed is not known then.
    """
    if not place.is_file():
        return []
    table, found = read_table(
        f"{place.parent.name}/{place.name}", place.read_bytes(), Sheet(columns, open=True)
    )
    if found:
        raise ProgrammeFault(f"{place.name} cannot be read", findings=tuple(found))
    return list(table.select(columns).to_pylist())


def sheet_bytes(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Rows as CSV, a header before them, lines ended by line feeds."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row[name] for name in columns] for row in rows)
    return held.getvalue().encode()


def put(place: Path, content: bytes) -> Path:
    """Write a file, and the folder it stands in where there is none."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place
