"""Tables handed in: an Arrow table, a pandas or polars frame, a :class:`Table` or a mapping of columns, read alike.

None of those libraries is imported here; a table brings its own methods.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def column_names(table: Any) -> tuple[str, ...]:
    """Names of the columns. Raises DataFault for something that has none."""
    names = getattr(table, "column_names", None)
    if names is None:
        names = getattr(table, "columns", None)
    if names is None:
        names = table.keys() if hasattr(table, "keys") else None
    if not isinstance(names, Iterable):
        kind = type(table).__name__
        raise DataFault(f"{kind} is no table", hint="give columns by name: an Arrow table, a frame or a dict")
    return tuple(str(name) for name in names)


def demand(table: Any, names: Sequence[str]) -> None:
    """Raise DataFault when a column is not there, naming those that are, or not as long as the others."""
    there = column_names(table)
    absent = [name for name in names if name not in there]
    if absent:
        raise DataFault(f"no column {', '.join(absent)}", hint=f"columns: {', '.join(there)}")
    lengths = {name: len(table[name]) for name in names}
    if len(set(lengths.values())) > 1:
        raise DataFault(f"columns of unequal length: {lengths}")


def axis(table: Any, name: str, wanted: Sequence[str] | None) -> tuple[Ints, tuple[str, ...]]:
    """Place of each row on an axis (-1 = not on it) and the codes of the axis, sorted unless ``wanted`` gives them.

    Raises DataFault for a row without a code.
    """
    index, codes = _encoded(table[name])
    empty = [i for i, code in enumerate(codes) if code is None]
    if empty and len(empty) < len(codes) and bool(np.isin(index, empty).any()):
        raise DataFault(
            f"column {name} has an empty cell", hint="give every row its code, or leave the row out"
        )
    order = sorted({code for code in codes if code is not None}) if wanted is None else list(wanted)
    place: dict[str | None, int] = {code: i for i, code in enumerate(order)}
    places = np.array([*(place.get(code, -1) for code in codes), -1], np.int64)
    return places[index], tuple(order)


def texts(table: Any, name: str) -> list[str]:
    """A column as texts; missing = ''."""
    index, codes = _encoded(table[name])
    held = [*("" if code is None else code for code in codes), ""]
    return [held[i] for i in index.tolist()]


def numbers(table: Any, name: str) -> Floats:
    """A column as float64, missing = NaN. Raises DataFault when a cell is no number or not finite."""
    column = table[name]
    try:
        if hasattr(column, "dictionary_encode"):  # Arrow
            found = column.cast("float64").to_numpy(zero_copy_only=False)
        elif hasattr(column, "isna"):  # pandas, its own gaps among the values
            found = column.to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            found = np.asarray(column.to_numpy() if hasattr(column, "to_numpy") else column, np.float64)
    except (TypeError, ValueError) as error:
        raise DataFault(f"column {name} holds something that is no number: {error}") from error
    if np.isinf(found).any():
        raise DataFault(f"column {name} holds a value that is not finite", hint="leave missing cells empty")
    return np.asarray(found, np.float64)


def _encoded(column: Any) -> tuple[Ints, list[str | None]]:
    """Each cell as a number, and the text of each number in order of first use; None = missing."""
    if hasattr(column, "dictionary_encode"):  # Arrow: in one pass, outside Python
        column = column.cast("string")
        whole = column.combine_chunks() if hasattr(column, "combine_chunks") else column
        coded = whole.dictionary_encode()
        index = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return index.astype(np.int64), coded.dictionary.to_pylist()
    cells = column.to_list() if hasattr(column, "to_list") else np.asarray(column, object).tolist()
    numbered: dict[Any, int] = {}
    index = np.array([numbered.setdefault(cell, len(numbered)) for cell in cells], np.int64)
    return index, [_text(cell) for cell in numbered]


def _text(cell: Any) -> str | None:
    """A cell as a code: whole numbers without a decimal point; None for missing (None, NaN, pandas' NA and NaT)."""
    if isinstance(cell, str):
        return cell
    if cell is None or str(cell) in ("nan", "<NA>", "NaT"):
        return None
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
