"""The index as an Excel workbook: one sheet per table, same bytes every time."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime

import pyarrow as pa
import xlsxwriter

_CREATED = datetime(2017, 8, 24)  # noqa: DTZ001 - fixed: the bytes must not depend on the clock
_SHEET_NAME = 31


def workbook(tables: Mapping[str, pa.Table]) -> bytes:
    """An xlsx file with one sheet per table, header frozen; nulls are empty cells. Texts are never read as
    formulas or links."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"created": _CREATED})
    bold = book.add_format({"bold": True, "bg_color": "#E6EEF3"})
    for name, table in tables.items():
        sheet = book.add_worksheet(name[:_SHEET_NAME])
        sheet.freeze_panes(1, 0)
        for c, column in enumerate(table.column_names):
            sheet.write(0, c, column, bold)
            for r, value in enumerate(table.column(c).to_pylist()):
                if value is not None:
                    sheet.write(r + 1, c, value)
        sheet.autofit()
    book.close()
    return target.getvalue()
