"""Outcomes of stages kept by content, and the keys they are kept under."""

from __future__ import annotations

import hashlib
from collections import OrderedDict

import msgspec
import numpy as np

from xinxiao.index.pipeline.stages import Outcome
from xinxiao.index.spec.panel import Panel


class Cache:
    """Outcomes by content key, the least recently used dropped beyond ``limit`` bytes of values. One thread at a time."""

    def __init__(self, limit: int = 512 * 2**20) -> None:
        self.limit, self.size, self.hits, self.misses = limit, 0, 0, 0
        self._held: OrderedDict[str, Outcome] = OrderedDict()

    def get(self, key: str) -> Outcome | None:
        """The outcome under a key, if held."""
        found = self._held.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._held.move_to_end(key)
        return found

    def put(self, key: str, outcome: Outcome) -> None:
        """Hold an outcome."""
        self._held[key] = outcome
        self.size += _bytes(outcome)
        while self.size > self.limit and len(self._held) > 1:
            _, dropped = self._held.popitem(last=False)
            self.size -= _bytes(dropped)


def _bytes(outcome: Outcome) -> int:
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
