"""What units reported for one period of a form, item by item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Reported:
    """``units`` (N, texts) and for each item its cells (N, canonical decimal texts; null where none was reported).

    The texts are what was reported, and equal texts are equal numbers; what is computed from them for a test is a binary number
    and goes nowhere else.
    """

    units: pa.StringArray
    cells: Mapping[str, pa.StringArray]

    def aligned(self, units: pa.StringArray) -> Reported:
        """The same for these units in their order; null for those that did not report."""
        if units.equals(self.units):
            return self
        at = pc.index_in(units, value_set=self.units)
        return Reported(units, {item: cells.take(at) for item, cells in self.cells.items()})

    def texts(self, item: str) -> pa.StringArray:
        """The cells of an item; nulls for an item that was not asked."""
        return self.cells[item] if item in self.cells else pa.nulls(len(self.units), pa.string())

    def numbers(self, item: str) -> Floats:
        """The same as numbers (N,); NaN where none was reported."""
        numbers = pc.cast(self.texts(item), pa.float64())
        return np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.float64)
