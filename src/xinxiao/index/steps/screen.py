"""Screening units by data availability (Handbook step 2): who is known well enough to be ranked."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from xinxiao.index.coherence.arrays import Array
from xinxiao.index.coherence.statistics import Availability, availability
from xinxiao.index.spec.method import ScreenSpec
from xinxiao.index.spec.panel import Mask


class Screened(msgspec.Struct, frozen=True, eq=False):
    """``values``: as given, with the rows of left-out unit-periods set missing. ``included`` (..., N).
    ``kept`` (N,): units included in at least one period. ``low_data``, ``low_nonzero`` (..., N): failures."""

    values: Array
    included: Mask
    kept: Mask
    low_data: Mask
    low_nonzero: Mask
    availability: Availability


def screen(values: Array, spec: ScreenSpec, units: Sequence[str]) -> Screened:
    """Apply the availability rule to every unit of every period of (..., N, K), then the forced ones.

    A unit passes ``missing`` when its share of observed indicators is at least ``min_available``, and
    ``zeros`` when the share of non-zero among observed is at least ``min_nonzero``.
    """
    known = availability(values)
    low_data = np.asarray(known.share_available < spec.min_available)
    low_nonzero = np.asarray(~(known.share_nonzero >= spec.min_nonzero))
    failed = {"missing": low_data, "zeros": low_nonzero, "both": low_data | low_nonzero}[spec.rule]
    included = ~failed
    place = {code: n for n, code in enumerate(units)}
    included[..., [place[code] for code in spec.include if code in place]] = True
    included[..., [place[code] for code in spec.exclude if code in place]] = False
    kept = np.logical_or.reduce(included.reshape(-1, len(units)), axis=0)
    if not bool(included.all()):
        values = np.where(included[..., None], values, np.nan)
    return Screened(values, included, kept, low_data, low_nonzero, known)
