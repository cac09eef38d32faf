"""Outcomes of stages kept by content, and the keys they are kept under."""

from __future__ import annotations

import hashlib

import msgspec
import numpy as np

from xinxiao.index.pipeline.stages import Outcome
from xinxiao.index.spec.panel import Panel
from xinxiao.model import cache


class Cache(cache.Cache[str, Outcome]):
    """Outcomes by content key, those asked for longest ago dropped beyond ``limit`` bytes of values."""

    def __init__(self, limit: int = 512 * 2**20) -> None:
        super().__init__(limit, _bytes)


def _bytes(key: str, outcome: Outcome) -> int:
    scores = outcome.scores.nbytes if outcome.scores is not None else 0
    return outcome.panel.values.nbytes + scores


def key_of_panel(panel: Panel) -> str:
    """SHA-256 of the numbers and axes of a panel."""
    axes = (panel.units, panel.indicators, panel.times, dict(panel.unit_groups))
    parts = [panel.values, *(panel.denominators[name] for name in sorted(panel.denominators))]
    hashed = hashlib.sha256(msgspec.json.encode((axes, sorted(panel.denominators)), order="sorted"))
    for part in parts:
        hashed.update(np.ascontiguousarray(part).data)
    return hashed.hexdigest()


def key_of(*parts: object) -> str:
    """SHA-256 of plain data."""
    return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()
