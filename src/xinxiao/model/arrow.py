"""NumPy arrays as Arrow arrays, without the detour through pandas.

``pa.array(ndarray)`` imports pandas, which costs a second that a command line has no use for.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_TYPES = {"float64": pa.float64(), "int64": pa.int64(), "int32": pa.int32()}


def arrow(values: npt.NDArray[np.generic]) -> pa.Array:
    """A one-dimensional array of float64, int64, int32 or bool as an Arrow array; NaN stays NaN."""
    if values.dtype == np.bool_:
        bits = np.packbits(np.ascontiguousarray(values), bitorder="little")
        return pa.Array.from_buffers(pa.bool_(), len(values), [None, pa.py_buffer(bits)])
    kind = _TYPES[values.dtype.name]
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(np.ascontiguousarray(values))])
