"""What may be shown of totals: cells that would tell of single units are withheld, and others with them.

A cell is unsafe by itself when fewer than three units contribute to it, or one of them makes up more than 85 % of it (the
threshold and the dominance rule of Hundepool and others 2012, Statistical Disclosure Control, section 4.2; n = 1, k = 85).
Others are withheld with it (complementary cell suppression; :mod:`xinxiao.disclosure.choice` says how they are chosen), until no unsafe
cell can be told to within a margin: not by a reader, nor by a unit that makes up a part of the table by itself and so knows it. What
turns out not to be needed is shown again. Nothing is trusted to the choice: the end is what :class:`xinxiao.disclosure.attack.Attacker`
cannot tell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Literal

import numpy as np

from xinxiao.disclosure.attack import Attacker
from xinxiao.disclosure.choice import closed, costs_of
from xinxiao.disclosure.moves import Proof
from xinxiao.disclosure.table import Flags, Floats, Table, Threat

ConfStatus = Literal["F", "C", "D"]
"""SDMX CL_CONF_STATUS: free; withheld for its own sake; withheld so that others cannot be computed."""
SUPPRESSED = "Q"
"""SDMX OBS_STATUS of what is withheld: missing, suppressed."""
FEWEST = 3
"""Contributing units a cell needs to be shown."""
DOMINANT = 0.85
"""The share of a cell that one unit may make up."""
MARGIN = 0.15
"""To within which share of its value an unsafe cell must not be known."""

MANY = 1_000
"""Threats that are looked at again, at the most, to show one more cell."""


@dataclass(frozen=True)
class Protection:
    """What is withheld of M cells: ``status`` (M,), and the threats that come true whatever is withheld, which is when too much
    is known from elsewhere."""

    status: tuple[ConfStatus, ...]
    open: tuple[Threat, ...] = ()

    @property
    def withheld(self) -> Flags:
        """Which cells are withheld (M,)."""
        return np.array([code != "F" for code in self.status], dtype=bool)


def is_unsafe(contributors: int, largest: float, size: float, value: float) -> bool:
    """Whether a cell would tell of single units: how many contribute to it, the largest of them in size, the size of all
    together, and what would be shown. A cell that some answered and to which nobody contributes is: it tells that each has 0."""
    return contributors < FEWEST or largest > DOMINANT * size or largest > DOMINANT * abs(value)


def protect(
    table: Table, margin: float = MARGIN, least: float = 1.0, kept: Flags | None = None
) -> Protection:
    """Choose the cells that are withheld. ``margin``, ``least``: how far from its value an unsafe cell must be possible, as a share
    of it and in its unit at least. ``kept`` (M,): cells that were withheld before and stay so, since what is shown once with
    one choice and once with another tells both."""
    before = table.never if kept is None else kept | table.never
    withheld = (table.unsafe | before) & ~table.fixed
    choice = _Choice(table, Attacker(table, withheld), margin, least, costs_of(table))
    choice.close()
    choice.tidy(before)
    ends = zip(choice.attacker.withheld, table.unsafe, strict=True)
    codes: Iterable[ConfStatus] = ("F" if not out else "C" if unsafe else "D" for out, unsafe in ends)
    return Protection(tuple(codes), tuple(choice.lost))


def audit(table: Table, withheld: Flags, margin: float = MARGIN, least: float = 1.0) -> tuple[Threat, ...]:
    """The threats to unsafe cells that come true when just these cells are withheld, by somebody who knows nothing of how they
    were chosen."""
    attacker = Attacker(table, withheld)
    cells = np.flatnonzero(table.unsafe).tolist()
    return tuple(threat for cell in cells for threat in attacker.told(cell, margin, least))


@dataclass
class _Choice:
    """The work of choosing. ``rests``: of each threat that was kept from coming true, the cells (M,) that change where it does
    not, of which none may be shown without looking again; ``lost``: those that come true whatever is withheld."""

    table: Table
    attacker: Attacker
    margin: float
    least: float
    costs: Floats
    rests: dict[Threat, Flags] = field(default_factory=dict)
    lost: list[Threat] = field(default_factory=list)

    def close(self) -> None:
        """Withhold more until no threat comes true. What cannot be told stays so when more is withheld."""
        values = np.abs(self.table.values)
        order = sorted(np.flatnonzero(self.table.unsafe).tolist(), key=lambda cell: (-values[cell], cell))
        for cell in order:
            reader = self.attacker.reader(cell, self.margin, self.least)
            proof = self._closed(reader)
            if proof is not None:
                for threat in self.attacker.insiders(cell, proof.parts, self.margin, self.least):
                    self._closed(threat)

    def _closed(self, threat: Threat) -> Proof | None:
        """What keeps a threat from coming true, once more is withheld if need be; None where nothing helps."""
        attacker = self.attacker
        found = attacker.pool.proof(threat, attacker.withheld)
        if found is None:
            moves = closed(attacker.moves, attacker.withheld, threat, self.costs)
            for move in moves or ():
                attacker.pool.add(move)
            changed = self._changed(moves or ())
            attacker.withheld = attacker.withheld | (changed & ~self.table.fixed)
            found = attacker.proof(threat)
        if found is None:
            self.lost.append(threat)
        else:
            self.rests[threat] = found.cells
        return found

    def _changed(self, moves: Iterable[Floats]) -> Flags:
        changed = np.zeros(len(self.table.unsafe), dtype=bool)
        for move in moves:
            size = float(np.abs(move).max(initial=0.0))
            changed |= np.abs(self.table.cells @ move) > 1e-6 * max(size, 1e-9)
        return changed

    def tidy(self, before: Flags) -> None:
        """Show again what need not be withheld, the dearest first. What more than ``MANY`` threats rest on stays withheld."""
        attacker = self.attacker
        further = np.flatnonzero(attacker.withheld & ~self.table.unsafe & ~before)
        for cell in sorted(further.tolist(), key=lambda cell: (-self.costs[cell], cell)):
            if sum(map(itemgetter(cell), self.rests.values())) > MANY:
                continue
            tried = attacker.withheld.copy()
            tried[cell] = False
            again = self._again(cell, tried)
            if again is not None:
                attacker.withheld = tried
                self.rests |= again

    def _again(self, cell: int, tried: Flags) -> dict[Threat, Flags] | None:
        """What threats rest on when a cell is shown; None where one comes true then."""
        attacker = Attacker(self.table, tried, self.attacker.pool, self.attacker.moves)
        found: dict[Threat, Flags] = {}
        waiting = [threat for threat, touched in self.rests.items() if touched[cell]]
        while waiting:
            threat = waiting.pop()
            proof = attacker.proof(threat)
            if proof is None:
                return None
            found[threat] = proof.cells
            if not threat.known:  # other units may know a part of what it rests on now
                others = attacker.insiders(threat.cell, proof.parts, self.margin, self.least)
                known = (self.rests, found, self.lost)
                waiting += [other for other in others if not any(other in held for held in known)]
        return found
