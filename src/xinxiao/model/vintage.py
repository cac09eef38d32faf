"""Vintages: of every figure, the value last known on a given day."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.dataset import Dataset, with_doubles
from xinxiao.model.key import of_table
from xinxiao.model.structure import VINTAGE


def known(figures: Dataset, day: str) -> pa.Table:
    """The rows of every vintage known on ``day`` (YYYY-MM-DD), that day among them."""
    return figures.table.filter(pc.less_equal(figures.table.column(VINTAGE), day))


def latest(figures: Dataset, day: str | None = None) -> pa.Table:
    """The rows of the last VINTAGE of each figure, among those known on ``day`` (YYYY-MM-DD; None: all).

    A figure is what all dimensions but VINTAGE name together. Vintages are dates in ISO form, so text order is date
    order. The result keeps the order of ``figures`` and all its columns, VINTAGE among them (an input key needs it).
    """
    table = figures.table if day is None else known(figures, day)
    if not table.num_rows:
        return table
    names = of_table(table, figures.dataflow.subject).combine_chunks().dictionary_encode()
    which = np.asarray(names.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
    order = pc.sort_indices(table.column(VINTAGE)).to_numpy()
    last = np.zeros(len(names.dictionary), dtype=np.int64)
    last[which[order]] = order  # a later vintage overwrites an earlier one
    return table.take(pa.array(np.sort(last)))


def until(figures: Dataset, day: str) -> Dataset:
    """Every vintage known on ``day`` (YYYY-MM-DD), as data of a cycle of that day."""
    return replace(figures, table=known(figures, day)).with_step("known", as_of=day)


@dataclass(frozen=True)
class Vintage:
    """What was known of all figures on one day: found once, and read by every verb of a cycle.

    ``figures`` holds every vintage up to ``day``, exact. ``table`` is the last of each figure for computing: OBS_VALUE
    as a binary number, and KEY, the key of the figure in ``figures``.
    """

    day: str
    figures: Dataset
    table: pa.Table

    def on(self, day: str) -> Vintage:
        """The same as it was known on an earlier day."""
        return vintage(self.figures, day)


def vintage(figures: Dataset, day: str) -> Vintage:
    """What was known of ``figures`` on ``day`` (YYYY-MM-DD), that day among it."""
    then = until(figures, day)
    table = with_doubles(latest(then))
    return Vintage(day, then, table.append_column("KEY", of_table(table, figures.dataflow.dimensions)))
