"""A table of series held as numbers: which codes each has, how many observations, from when to when.

Whether a series fits is told by its codes alone, each code being looked at once and not once for each series.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from xinxiao.model.columns import coded
from xinxiao.model.extract import BEGINS, ENDS, OBSERVATIONS, Filter

Mask = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
Places = np.ndarray[tuple[int, ...], np.dtype[np.int32]]


@dataclass(frozen=True)
class SeriesTable:
    """Of each column its words (the last None), and the place among them of each series' word."""

    columns: Mapping[str, tuple[list[str | None], Places]]
    observations: np.ndarray[tuple[int, ...], np.dtype[np.int64]]

    def fits(self, which: Filter) -> bool:
        """Whether a filter's conditions are on codes of these columns alone, so that this table can tell."""
        return which.touched <= set(self.columns) and not which.tests and not which.upto

    def chosen(self, which: Filter) -> Mask:
        """The series that meet the conditions. Only for a filter that :meth:`fits`."""
        mask = self._all(which.codes)
        if which.keys:
            either = np.zeros(len(mask), np.bool_)
            for key in which.keys:
                either |= self._all(key)
            mask &= either
        return mask

    def words(self, column: str, mask: Mask) -> list[str]:
        """The different words of a column among some series, sorted."""
        words, places = self.columns[column]
        held = np.flatnonzero(np.bincount(places[mask], minlength=len(words)))
        return sorted(word for word in (words[place] for place in held.tolist()) if word is not None)

    def _all(self, codes: Mapping[str, tuple[str, ...]]) -> Mask:
        mask = np.ones(len(self.observations), np.bool_)
        for name, wanted in codes.items():
            words, places = self.columns[name]
            allowed = frozenset(wanted)
            mask &= np.array([word in allowed for word in words], np.bool_)[places]
        return mask


def series_table(table: pa.Table) -> SeriesTable:
    """A table of series, as engines give it, held as numbers."""
    names = [name for name in table.column_names if name != OBSERVATIONS]
    return SeriesTable(
        {name: coded(table.column(name)) for name in names},
        table.column(OBSERVATIONS).to_numpy(),
    )


TIMES = (BEGINS, ENDS)
"""Columns of the first and the last period of each series."""
