"""A small panel that is smooth, to plant faults in."""

from __future__ import annotations

import numpy as np

from xinxiao.programme.checks.panel import Panel

YEARS = tuple(range(2010, 2020))


def smooth() -> np.ndarray:
    """Ten areas of 100, 200, … that grow by five per cent a year, each a little (at most two per cent) off by turns."""
    size = 100.0 * np.arange(1, 11)[:, None]
    wave = 0.01 * np.sin(np.arange(10)[:, None] * 1.7 + np.arange(10)[None, :] * 2.3)
    return size * 1.05 ** np.arange(10)[None, :] * np.exp(wave)


def panel(values: np.ndarray) -> Panel:
    row = np.where(np.isfinite(values), np.arange(values.size).reshape(values.shape), -1)
    areas = tuple(f"{i:02d}" for i in range(len(values)))
    return Panel("X", "_Z", areas, YEARS[: values.shape[1]], values, row)
