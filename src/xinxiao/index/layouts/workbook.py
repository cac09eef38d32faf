"""Workbooks in: the COIN Tool's and COINr's layouts, recognised by their content, read by the rules of an index folder."""

from __future__ import annotations

from xinxiao.errors import DataFault, told
from xinxiao.files.book import open_book
from xinxiao.index.layouts import coin_tool, coinr
from xinxiao.index.layouts.folder import IndexFolder
from xinxiao.index.layouts.foreign import Foreign, index_of
from xinxiao.model.codes import fault

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


def read_workbook(content: bytes, file: str = "") -> IndexFolder:
    """An index from an xlsx, xlsm, xls or ods file of either layout; its method is the default one. ``file``: its name, for
    findings.

    Raises DataFault for a file that cannot be opened or is too large, and when neither layout is recognised; ProgrammeFault
    with all ``findings`` (sheet, row, remedy) when cells do not fit.
    """
    return index_of(foreign_workbook(content, file))


def foreign_workbook(content: bytes, file: str = "") -> Foreign:
    """The rows of an index that a workbook holds, and what of it was left behind. Raises as :func:`read_workbook`."""
    sheets = open_book(content)
    if coin_tool.is_coin_tool(sheets):
        found = coin_tool.of_sheets(sheets, file)
    elif coinr.is_coinr(sheets):
        found = coinr.of_sheets(sheets, file)
    else:
        names = ", ".join(grid.name for grid in sheets)
        raise DataFault(
            f"neither the COIN Tool's nor COINr's layout: sheets {names}", told("book_layout", sheets=names)
        )
    assumed = fault(file or "workbook", 0, "index.method_assumed")
    return Foreign(found.framework, found.data, found.units, (*found.findings, assumed))
