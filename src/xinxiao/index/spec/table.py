"""A small table: named columns of equal length. What every ``*_table`` function of the engine gives.

It needs NumPy only. Arrow and pandas are imported when one of them is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault, NotFound

Kind = Literal["text", "number", "count", "flag"]
Cell = str | float | int | bool | None
_SHOWN = 10


class Column(msgspec.Struct, frozen=True, eq=False):
    """One column. ``text``: object array of str, gaps None; ``number``: float64, gaps NaN; ``count``: whole numbers
    (ranks, counts), as float64 so that gaps can be NaN; ``flag``: object array of True and False, gaps None."""

    kind: Kind
    values: NDArray[Any]

    def cells(self) -> list[Any]:
        """Plain Python values, gaps None, counts as int."""
        found: list[Any] = self.values.tolist()
        if self.kind == "number":
            return [None if x != x else x for x in found]
        if self.kind == "count":
            return [None if x != x else int(x) for x in found]
        return found


def text(values: Sequence[str | None] | NDArray[np.object_]) -> Column:
    """A column of codes or names."""
    return Column("text", _objects(values))


def number(values: Any) -> Column:
    """A column of numbers, in row order (arrays are flattened)."""
    return Column("number", np.asarray(values, np.float64).ravel())


def count(values: Any) -> Column:
    """A column of whole numbers, in row order (arrays are flattened); NaN = missing."""
    return Column("count", np.asarray(values, np.float64).ravel())


def flag(values: Sequence[bool | None] | NDArray[Any]) -> Column:
    """A column of yes and no; None = missing."""
    return Column("flag", _objects(values))


def _objects(values: Any) -> NDArray[np.object_]:
    found = np.empty(len(values), object)
    found[:] = values.tolist() if isinstance(values, np.ndarray) else list(values)
    return found


class Table(msgspec.Struct, frozen=True, eq=False):
    """Columns by name, in order; all of one length. Raises DataFault when they are not."""

    columns: Mapping[str, Column]

    def __post_init__(self) -> None:
        lengths = {name: len(column.values) for name, column in self.columns.items()}
        if len(set(lengths.values())) > 1:
            raise DataFault(f"columns of unequal length: {lengths}")

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(self.columns)

    def __len__(self) -> int:
        """Number of rows."""
        return next((len(column.values) for column in self.columns.values()), 0)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The values of a column as an array (see :class:`Column`); raises NotFound naming the columns there are."""
        if name not in self.columns:
            raise NotFound(f"no column {name!r}", hint=f"columns: {', '.join(self.columns)}")
        return self.columns[name].values

    @property
    def array(self) -> NDArray[np.float64]:
        """The numbers and counts side by side, (rows, columns) float64, missing = NaN; texts and flags left out."""
        numeric = [c.values for c in self.columns.values() if c.kind in ("number", "count")]
        return np.stack(numeric, axis=1) if numeric else np.empty((len(self), 0))

    def rows(self) -> list[dict[str, Any]]:
        """Rows as mappings of plain Python values; missing = None."""
        names = self.column_names
        cells = [column.cells() for column in self.columns.values()]
        return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]

    def to_pylist(self) -> list[dict[str, Any]]:
        """:meth:`rows`, under the name Arrow gives it."""
        return self.rows()

    def to_arrow(self) -> Any:
        """The table as a ``pyarrow.Table``; ImportError where pyarrow is not installed."""
        import pyarrow as pa

        kinds = {"text": pa.string(), "number": pa.float64(), "count": pa.int64(), "flag": pa.bool_()}
        return pa.table({name: pa.array(c.cells(), kinds[c.kind]) for name, c in self.columns.items()})

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The Arrow stream that polars, DuckDB and others read a table by; raises as :meth:`to_arrow`."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def to_pandas(self) -> Any:
        """The table as a ``pandas.DataFrame``; ImportError where pandas is not installed."""
        import pandas as pd

        kinds: dict[str, Any] = {"text": object, "number": "float64", "count": "Int64", "flag": "boolean"}
        return pd.DataFrame(
            {name: pd.Series(c.cells(), dtype=kinds[c.kind]) for name, c in self.columns.items()}
        )

    def __repr__(self) -> str:
        cells = self._shown()
        widths = [max(map(len, column)) for column in cells]
        right = [column.kind in ("number", "count") for column in self.columns.values()]
        lines = [
            "  ".join(
                x.rjust(w) if numeric else x.ljust(w)
                for x, w, numeric in zip(row, widths, right, strict=True)
            ).rstrip()
            for row in zip(*cells, strict=True)
        ]
        return "\n".join([*lines, f"[{len(self)} rows x {len(self.columns)} columns]"])

    def _repr_html_(self) -> str:
        from html import escape

        head, *body = zip(*self._shown(), strict=True) if self.columns else [()]
        header = "".join(f"<th>{escape(x)}</th>" for x in head)
        rows = "".join(f"<tr>{''.join(f'<td>{escape(x)}</td>' for x in row)}</tr>" for row in body)
        size = f"{len(self)} rows × {len(self.columns)} columns"
        return (
            f"<table><thead><tr>{header}</tr></thead><tbody>{rows}</tbody><caption>{size}</caption></table>"
        )

    def _shown(self) -> list[list[str]]:
        """The first rows as texts, column by column, the name on top."""
        return [
            [name, *("" if x is None else _short(x) for x in Column(c.kind, c.values[:_SHOWN]).cells())]
            for name, c in self.columns.items()
        ]


def _short(cell: Cell) -> str:
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)
