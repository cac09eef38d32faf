"""A file that was taken in: what became of its rows, and the file of what was found in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.codes import CODES, fault
from xinxiao.model.finding import Finding
from xinxiao.publish.files.csv import lines as csv_lines
from xinxiao.publish.files.csv import quoted, safe

HEAD = "line,column,value,level,code\n"
"""The columns of a file of findings."""
TORN = frozenset({"CSV_QUOTES", "FILE_UNREADABLE"})
"""Faults behind which a file may hold rows that nobody read."""
Write = Callable[[bytes], object]


@dataclass
class Imported:
    """What became of a file: rows read, versions recorded, rows that say what is held, or what an
    earlier row says, rows refused; how often each code was
    told, and the first finding of each. ``event``: the number of the event, 0 when nothing was recorded."""

    read: int = 0
    recorded: int = 0
    unchanged: int = 0
    repeated: int = 0
    refused: int = 0
    event: int = 0
    stopped: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, Finding] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The first finding of each code."""
        return tuple(self.first.values())

    @property
    def values(self) -> dict[str, int]:
        """The counts of rows by their names."""
        return {
            "read": self.read,
            "recorded": self.recorded,
            "unchanged": self.unchanged,
            "repeated": self.repeated,
            "refused": self.refused,
        }

    def tell(self, found: Finding, count: int = 1) -> None:
        """Count a finding."""
        self.counts[found.code] += count
        self.first.setdefault(found.code, found)


class Findings:
    """Writes findings as lines of CSV, where somebody wants them, and makes the first of each code a finding."""

    def __init__(self, write: Write | None, file: str) -> None:
        self._write, self._file = write, file
        self._put(HEAD.encode())

    def told(self, told: pa.Table) -> Iterator[tuple[Finding, int]]:
        """The first finding of each code in a table of them, and how many there are."""
        if self._write is not None and told.num_rows:
            self._put(_lines(told.combine_chunks()))
        counts = pc.value_counts(told["code"].combine_chunks()).to_pylist()
        for count in counts:
            place = pc.index(told["code"], count["values"]).as_py()
            row = told.slice(place, 1).to_pylist()[0]
            found = fault(self._file, row["line"], row["code"], column=row["column"], value=row["value"])
            yield found, count["counts"]

    def finding(self, found: Finding) -> None:
        """Write one that is told of the file, or by its reader."""
        if self._write is None:
            return
        places = dict(found.places)
        column = places.pop("column", "")
        value = places.pop("value", "") or "; ".join(f"{name}={text}" for name, text in places.items())
        row = {"line": [found.line], "column": [column], "value": [value], "code": [found.code]}
        self._put(_lines(pa.table(row)))

    def _put(self, content: bytes) -> None:
        if self._write is not None:
            self._write(content)


def _lines(told: pa.Table) -> bytes:
    codes = told["code"].combine_chunks()
    levels = pa.array([CODES[code] for code in codes.to_pylist()], pa.string())
    texts = [safe(told[name].combine_chunks()) for name in ("column", "value")]
    line = told["line"].combine_chunks().cast(pa.string())
    return csv_lines([line, *map(quoted, texts), levels, codes])
