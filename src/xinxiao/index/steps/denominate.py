"""Denomination (Handbook step 5.0): counts and amounts become ratios that units of any size can share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from xinxiao.errors import DataFault, NotFound
from xinxiao.index.coherence.arrays import Array
from xinxiao.index.steps.domain import Remedy, Undefined
from xinxiao.model.ranges import LARGEST

_ZERO = Remedy("undefined_ratio", "leave the value missing, or correct the denominator")


def denominate(
    values: Array,
    denominators: Mapping[str, Array],
    by: Sequence[str],
    scale: Sequence[float] | None = None,
    codes: Sequence[str] = (),
) -> Array:
    """Divide each indicator by its denominator: ``x / denominator * scale``.

    ``values`` (..., N, K); ``denominators`` name -> (..., N); ``by`` K names, '' = leave alone; ``scale`` K
    factors; ``codes`` K names for what may have to be said. A missing denominator gives a missing ratio. Raises NotFound for an unknown name, Undefined for a value over a
    denominator of zero, DataFault for a ratio larger than any number of a file may be.
    """
    absent = sorted({name for name in by if name and name not in denominators})
    if absent:
        raise NotFound(
            f"no denominator {', '.join(absent)}", hint=f"there are: {', '.join(denominators) or 'none'}"
        )
    touched = [k for k, name in enumerate(by) if name]
    if not touched:
        return values
    out = values.copy()
    for k in touched:
        size = denominators[by[k]]
        with np.errstate(over="ignore"):
            ratio = values[..., k] / np.where(size == 0.0, np.nan, size)
            where = ~np.isnan(values[..., k]) & (size == 0.0)
            if bool(where.any()):
                what = f"the ratio {codes[k]!r}" if codes else "a ratio"
                why = f"its denominator {by[k]!r} is zero"
                raise Undefined(what, why, where, _ZERO, column=by[k])
            out[..., k] = ratio if scale is None or scale[k] == 1.0 else ratio * scale[k]
        if bool((np.abs(out[..., k]) > LARGEST).any()):
            raise DataFault(
                f"a ratio by {by[k]} is beyond \u00b1{LARGEST:g}",
                hint=f"check the smallest values of {by[k]}",
            )
    return out
