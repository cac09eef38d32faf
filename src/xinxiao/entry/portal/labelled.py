"""The rows of a figure or table as a file of its own: names beside codes, and what a reader of the page sees around it.

Units stand as ``UNIT_MEASURE`` with its name, or, where only cells say them, in a column of the value as shown; source,
release and whether figures are invented stand in every row, as in files of dataflows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from xinxiao.entry.portal.code_names import code_name
from xinxiao.entry.portal.figure_table import Data, Exhibit, Grid
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.model.structure import Component
from xinxiao.publish.files.long import NAME, RELEASE, SOURCE, SYNTHETIC

SHOWN = "_SHOWN"
"""What the column of values as the page shows them is called, behind that of the raw ones."""
_BARE = re.compile(r"[0-9.,\u2212–+ -]*")


def labelled(request: PageRequest, exhibit: Exhibit) -> Data:
    """The rows of an exhibit with these columns beside its own."""
    rows = exhibit.rows
    names, shown = _names(request, rows), _shown(exhibit)
    said = _said(request, exhibit, rows)
    return tuple(_beside(row, names, shown.get(i, {})) | said for i, row in enumerate(rows))


def _beside(
    row: Mapping[str, Any], names: Mapping[str, Mapping[str, str]], shown: Mapping[str, str]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column, value in row.items():
        found[column] = value
        if column in names:
            found[f"{column}{NAME}"] = names[column].get(str(value), "")
        if column in shown:
            found[f"{column}{SHOWN}"] = shown[column]
    return found


def _names(request: PageRequest, rows: Data) -> dict[str, dict[str, str]]:
    """For each column of codes what its codes are called; columns without any name fall out."""
    found: dict[str, dict[str, str]] = {}
    for column in dict.fromkeys(name for row in rows for name in row):
        concept = request.view.concepts.get(column)
        listed, _, version = (concept.codelist or "").partition("(") if concept else ("", "", "")
        if not listed:
            continue
        part = Component(id=column, codelist=listed, list_version=version.rstrip(")"))
        codes = {str(row[column]) for row in rows if row.get(column) is not None}
        names = {code: code_name(request.words, part, code) for code in codes}
        if any(name and name != code for code, name in names.items()):
            found[column] = names
    return found


def _shown(exhibit: Exhibit) -> dict[int, dict[str, str]]:
    """For each line of a table its values as shown, of those columns whose cells say more than a bare number."""
    if not isinstance(exhibit, Grid) or exhibit.data is not None:
        return {}
    ids = [column.id for column in exhibit.columns]
    said = {
        name
        for line in exhibit.cells
        for name, cell in zip(ids, line, strict=True)
        if isinstance(cell.raw, float) and not _BARE.fullmatch(cell.text)
    }
    return {
        i: {name: cell.text for name, cell in zip(ids, line, strict=True) if name in said}
        for i, line in enumerate(exhibit.cells)
    }


def _said(request: PageRequest, exhibit: Exhibit, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What every row says: the source under the exhibit, where rows have none of their own, and the release."""
    head = request.words.t("note.source")
    source = next((note.words for note in exhibit.notes if note.head == head), "")
    own = {} if any(SOURCE in row for row in rows) or not source else {f"{SOURCE}{NAME}": source}
    invented = {SYNTHETIC: "true"} if request.view.release.programme.synthetic else {}
    return own | {RELEASE: request.view.id} | invented
