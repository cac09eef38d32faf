"""The attacker: somebody who sees all cells that are not withheld, and finds out what they tell of the others.

Of each unsafe cell it is asked whether other tables fit what is shown in which the cell is further up, and further down, than what must
not be known: by moves that were found for others already, else by two linear programmes of its own. What no move is found for can be told.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xinxiao.disclosure.moves import Moves, Pool, Proof
from xinxiao.disclosure.table import Flags, Table, Threat


class Attacker:
    """Somebody who sees what is not ``withheld`` (M,), which may change while they look."""

    def __init__(
        self, table: Table, withheld: Flags, pool: Pool | None = None, moves: Moves | None = None
    ) -> None:
        self.table, self.withheld = table, withheld
        self.pool, self.moves = pool or Pool(table), moves or Moves(table)
        self._values = table.values
        self._even = np.ones(len(table.unsafe))
        self._known = np.flatnonzero(table.fixed)
        self._sizes = np.diff(table.cells.indptr)[self._known]

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
        """The threat to a cell of somebody who knows nothing but what is shown. What is needed is ``margin`` of what of its value is
        not known already (a count from January holds the one before, which was shown), and never less than ``least``."""
        share = 0.0 if self.table.slight[cell] else margin
        return Threat(cell, max(share * self._rest(self._secret(cell)), least))

    def insiders(self, cell: int, parts: Flags, margin: float, least: float) -> Iterator[Threat]:
        """The threats to a cell of units that make up parts by themselves: of each that is in the cell, what is needed is of the
        rest of it, and one that makes up the whole is told nothing. A unit none of whose parts need change where the cell does
        (only ``parts`` (N,) do) knows no more than a reader. ``slight`` cells are no secret to units: they are safe by themselves
        and were withheld from readers for the sake of others, which are asked about by themselves."""
        table, secret = self.table, self._secret(cell)
        if table.slight[cell]:
            return
        moved = parts.copy()
        moved[table.holds(cell)] = True
        for owner in np.unique(table.owner[table.alone & moved]).tolist():
            own = table.alone & (table.owner == owner)
            if not (secret & ~own).any():
                continue
            need = max(margin * self._rest(secret & ~own), least)
            yield Threat(cell, need, tuple(np.flatnonzero(own).tolist()))

    def _secret(self, cell: int) -> Flags:
        """The parts (N,) of a cell without those that stand in cells that lie within it and are known from elsewhere, the largest
        first and none twice."""
        table = self.table
        secret = np.zeros(len(table.parts), dtype=bool)
        secret[table.holds(cell)] = True
        within = table.cells[self._known] @ secret == self._sizes
        for known in self._known[within][
            np.argsort(-self._values[self._known[within]], kind="stable")
        ].tolist():
            if secret[table.holds(known)].all():
                secret[table.holds(known)] = False
        return secret

    def _rest(self, secret: Flags) -> float:
        return abs(float(self.table.parts[secret].sum()))

    def told(self, cell: int, margin: float, least: float) -> tuple[Threat, ...]:
        """The threats to a cell that come true."""
        reader = self.reader(cell, margin, least)
        proof = self.proof(reader)
        if proof is None:
            return (reader,)
        others = self.insiders(cell, proof.parts, margin, least)
        return tuple(threat for threat in others if self.proof(threat) is None)
