"""An index folder from somebody's file: a workbook of COINr or the COIN Tool, or a table of numbers."""

from __future__ import annotations

from pathlib import Path

from xinxiao.errors import DataFault, told
from xinxiao.files.decode import recoded
from xinxiao.files.folder import read_file
from xinxiao.index.layouts.files import FILES
from xinxiao.index.layouts.foreign import Foreign, folder_of, index_of, refused
from xinxiao.index.layouts.plain_table import foreign_table
from xinxiao.index.layouts.workbook import WORKBOOKS, foreign_workbook
from xinxiao.uses.index_folder import Written, write_files


def new(origin: Path, out: Path, encoding: str = "") -> Written:
    """Write ``framework.csv``, ``data.csv``, ``units.csv`` where units have names or groups, and ``method.yaml`` to ``out``.

    The findings say what was assumed and what could not be carried over. ``encoding``: what a CSV file was saved in, where its
    bytes do not tell. Raises ProgrammeFault with all ``findings`` when the file has faults, DataFault for what is no workbook or
    table, for an unknown encoding, and when ``out`` holds an index already: nothing is overwritten.
    """
    held = sorted(name for name in FILES if (out / name).exists())
    if held:
        raise DataFault(f"{out} holds {held[0]}", told("index_there", path=str(out), file=held[0]))
    foreign = _foreign(origin, read_file(origin), encoding)
    index = index_of(foreign)
    return Written(write_files(out, folder_of(foreign)), index.findings, {})


def _foreign(origin: Path, content: bytes, encoding: str) -> Foreign:
    if origin.suffix.lower() in WORKBOOKS:
        return foreign_workbook(content, origin.name)
    if encoding:
        try:
            text, found = recoded(origin.name, content, encoding)
        except LookupError as unknown:
            raise DataFault(
                f"no encoding {encoding}", told("encoding_unknown", encoding=encoding)
            ) from unknown
        if text is None:
            raise refused(found)
        content = text
    return foreign_table(origin.name, content)
