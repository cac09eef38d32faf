"""Lists of oversight as files for people: entries in the columns of their type, which reading them gives back."""

from __future__ import annotations

import csv
import io

from xinxiao.model.oversight.lists import Column, Entry, ListVersion, Terms
from xinxiao.model.oversight.predicate import written
from xinxiao.programme.lists import UNCONFIRMED
from xinxiao.publish.files.csv import guarded


def as_csv(version: ListVersion) -> bytes:
    """The entries as CSV: UTF-8, comma, LF line ends, the headers of the type; no text is a formula for a spreadsheet.

    A column of codes stands in it also where the type has none, since entries are known by them.
    """
    columns = [(column.id, column.header.zh) for column in version.type.columns]
    if "code" not in dict(columns):
        columns.insert(0, ("code", "code"))
    held = io.StringIO()
    out = csv.writer(held, lineterminator="\n")
    out.writerow([header for _, header in columns])
    for entry in version.spec.entries:
        out.writerow([guarded(cell(entry, name, version.terms)) for name, _ in columns])
    return held.getvalue().encode()


def cell(entry: Entry, column: Column, terms: Terms) -> str:
    """A cell of a column as files have it: words of codes rather than codes, citations with semicolons between."""
    match column:
        case "number":
            return "" if entry.number is None else str(entry.number)
        case "category" | "level":
            code = getattr(entry, column)
            name = terms.name(column, code)
            return name.zh if name else code
        case "methods":
            named = ((code, terms.name("methods", code)) for code in entry.methods)
            return "、".join(name.zh if name else code for code, name in named)
        case "basis":
            return "；".join(f"{own.words}{'' if own.confirmed else UNCONFIRMED}" for own in entry.basis)
        case "subjects":
            return written(entry.subjects)
        case _:
            return str(getattr(entry, column))
