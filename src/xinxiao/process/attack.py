"""The attacker: somebody who sees all cells that are not withheld, and finds out what they tell of the others.

Of each unsafe cell it is asked whether other tables fit what is shown in which the cell is further up, and further down, than what must
not be known: by moves that were found for others already, else by two linear programmes of its own. What no move is found for can be told.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xinxiao.process.moves import Moves, Pool, Proof
from xinxiao.process.table import Flags, Table, Threat


class Attacker:
    """Somebody who sees what is not ``withheld`` (M,), which may change while they look."""

    def __init__(
        self, table: Table, withheld: Flags, pool: Pool | None = None, moves: Moves | None = None
    ) -> None:
        self.table, self.withheld = table, withheld
        self.pool, self.moves = pool or Pool(table), moves or Moves(table)
        self._values = table.values
        self._even = np.ones(len(table.unsafe))

    def proof(self, threat: Threat) -> Proof | None:
        """What shows that a threat does not come true; None where it does."""
        found = self.pool.proof(threat, self.withheld)
        for sign in (1.0, -1.0):
            if found is not None:
                break
            move = self.moves.move(threat, self._even, ~self.withheld, sign)
            if move is None:
                return None
            self.pool.add(move)
            found = self.pool.proof(threat, self.withheld)
        return found

    def reader(self, cell: int, margin: float, least: float) -> Threat:
        """The threat to a cell of somebody who knows nothing but what is shown. What is needed is ``margin`` of its value, and never
        less than ``least``."""
        share = 0.0 if self.table.slight[cell] else margin
        return Threat(cell, max(share * abs(float(self._values[cell])), least))

    def insiders(self, cell: int, parts: Flags, margin: float, least: float) -> Iterator[Threat]:
        """The threats to a cell of units that make up parts by themselves: of each that is in the cell, what is needed is of the
        rest of it, and one that makes up the whole is told nothing. A unit none of whose parts need change where the cell does
        (only ``parts`` (N,) do) knows no more than a reader."""
        table, held = self.table, set(self.table.holds(cell).tolist())
        share = 0.0 if table.slight[cell] else margin
        moved = parts.copy()
        moved[list(held)] = True
        for owner in np.unique(table.owner[table.alone & moved]).tolist():
            known = tuple(np.flatnonzero(table.alone & (table.owner == owner)).tolist())
            if held <= set(known):
                continue
            own = sum(float(table.parts[part]) for part in known if part in held)
            yield Threat(cell, max(share * abs(float(self._values[cell]) - own), least), known)

    def told(self, cell: int, margin: float, least: float) -> tuple[Threat, ...]:
        """The threats to a cell that come true."""
        reader = self.reader(cell, margin, least)
        proof = self.proof(reader)
        if proof is None:
            return (reader,)
        others = self.insiders(cell, proof.parts, margin, least)
        return tuple(threat for threat in others if self.proof(threat) is None)
