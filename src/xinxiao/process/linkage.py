"""The one table of all that can be told together: totals of a form, their differences, and what was shown before.

Every total is a set of atoms, an atom being a leaf quantity over the finest domain of all totals; atoms that stand in the same cells are one
part. Beside the totals stand cells nobody shows but that subtracting may tell: what of an area lies in none of its parts, the part of a
period between two counts from the start of the year, an item that is missing beside a sum, every part itself, and the count to the
period before, whether it was shown then or withheld.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from xinxiao.disclosure.protect import is_unsafe
from xinxiao.disclosure.table import Flags, Table
from xinxiao.process.domains import By
from xinxiao.process.estimate import Cell
from xinxiao.process.quantities import Quantity, added

Atoms = Mapping[Quantity, Sequence[Cell]]
"""The finest cells of every leaf quantity, all over the same columns."""


@dataclass(frozen=True)
class Entry:
    """A cell of the table: the leaves it is the sum of, its domain, and what it is estimated to be. ``never``: nobody shows it;
    ``known``: everybody has it already; ``kept``: it was withheld before and stays so; ``guarded``: it must not be told, whatever
    it holds."""

    leaves: tuple[Quantity, ...]
    cell: Cell
    never: bool = False
    known: bool = False
    kept: bool = False
    guarded: bool = False

    @property
    def is_unsafe(self) -> bool:
        """Whether it may not be told. What was shown of another period is no secret any more."""
        if self.never and self.known:
            return False
        return self.guarded or self._is_own

    @property
    def is_slight(self) -> bool:
        """Whether it may only not be computed, being safe by itself and withheld for others before."""
        return self.guarded and not self._is_own

    @property
    def _is_own(self) -> bool:
        cell = self.cell
        return is_unsafe(cell.contributors, cell.largest, cell.size, float(cell.value or 0))

    @property
    def is_double(self) -> bool:
        """Whether it says nothing more than a cell of the same atoms that is shown or withheld."""
        return self.never and not (self.known or self.guarded)


@dataclass(frozen=True)
class Linked:
    """A table, and which of its cells each of the given entries is (E,), -1 for one that is undefined and so not in it. ``kept``:
    cells that were withheld before; ``names`` of the cells, for those who must look into it."""

    table: Table
    at: np.ndarray
    kept: np.ndarray
    names: tuple[str, ...]


def link(entries: Sequence[Entry], atoms: Atoms, open_below: bool) -> Linked:
    """The table of some entries. Parts that no entry shows by itself become cells that must not be told either."""
    listed = [(leaf, cell) for leaf, cells in atoms.items() for cell in cells]
    held = [tuple(sorted(atoms)) for atoms in _members(entries, listed)]
    shown = {atoms for atoms, entry in zip(held, entries, strict=True) if not entry.never}
    defined = [
        at
        for at, (atoms, entry) in enumerate(zip(held, entries, strict=True))
        if entry.cell.value is not None and not (entry.is_double and atoms in shown)
    ]
    in_cells: list[list[int]] = [[] for _ in listed]
    for row, at in enumerate(defined):
        for atom in held[at]:
            in_cells[atom].append(row)
    classes: dict[tuple[int, ...], list[int]] = {}
    for atom, rows in enumerate(in_cells):
        if rows:
            classes.setdefault(tuple(rows), []).append(atom)
    groups = [[listed[atom] for atom in group] for group in classes.values()]
    return _table(
        [entries[at] for at in defined], list(classes), groups, open_below, _where(len(entries), defined)
    )


def _where(count: int, defined: Sequence[int]) -> np.ndarray:
    at = np.full(count, -1)
    at[defined] = np.arange(len(defined))
    return at


def _members(entries: Sequence[Entry], listed: Sequence[tuple[Quantity, Cell]]) -> list[list[int]]:
    """The atoms of each entry, by number."""
    index: dict[tuple[Quantity, By], dict[By, list[int]]] = {}
    found = []
    for entry in entries:
        own: list[int] = []
        for leaf in entry.leaves:
            by = entry.cell.by
            if (leaf, by) not in index:
                index[leaf, by] = _grouped(leaf, by, listed)
            own += index[leaf, by].get(entry.cell.codes, [])
        found.append(own)
    return found


def _grouped(leaf: Quantity, by: By, listed: Sequence[tuple[Quantity, Cell]]) -> dict[By, list[int]]:
    groups: dict[By, list[int]] = {}
    for number, (of, cell) in enumerate(listed):
        if of == leaf:
            codes = tuple(cell.codes[cell.by.index(name)] for name in by)
            groups.setdefault(codes, []).append(number)
    return groups


def _table(
    entries: Sequence[Entry],
    rows: Sequence[tuple[int, ...]],
    groups: Sequence[Sequence[tuple[Quantity, Cell]]],
    open_below: bool,
    at: np.ndarray,
) -> Linked:
    """``rows``: the cells each part stands in; ``groups``: the atoms that each part is."""
    sums = [added([cell for _, cell in group]) for group in groups]
    count, parts = len(entries), len(groups)
    sizes = np.bincount([row for own in rows for row in own], minlength=count)
    bare = [p for p, own in enumerate(rows) if sizes[list(own)].min() > 1 and is_unsafe(*sums[p])]
    pairs = [(row, part) for part, own in enumerate(rows) for row in own]
    pairs += [(count + number, part) for number, part in enumerate(bare)]
    where = ([row for row, _ in pairs], [part for _, part in pairs])
    owners: dict[frozenset[By], int] = {}
    keys = [frozenset(cell.codes for _, cell in group if cell.contributors) for group in groups]
    table = Table(
        parts=np.array([value for *_, value in sums]),
        cells=csr_array((np.ones(len(pairs)), where), shape=(count + len(bare), parts)),
        unsafe=_flags(entries, "is_unsafe", [True] * len(bare)),
        fixed=_flags(entries, "known", [False] * len(bare)),
        alone=np.array([many == 1 for many, *_ in sums], dtype=bool),
        open_below=np.full(parts, open_below),
        never=_flags(entries, "never", [True] * len(bare)),
        slight=_flags(entries, "is_slight", [False] * len(bare)),
        owner=np.array([owners.setdefault(key, len(owners)) for key in keys], dtype=np.int64),
    )
    names = [_name(entry.leaves, entry.cell) for entry in entries]
    names += [_name([groups[part][0][0]], groups[part][0][1]) for part in bare]
    return Linked(table, at, _flags(entries, "kept", [False] * len(bare)), tuple(names))


def _flags(entries: Sequence[Entry], name: str, further: Sequence[bool]) -> Flags:
    return np.array([*(getattr(entry, name) for entry in entries), *further], dtype=bool)


def _name(leaves: Sequence[Quantity], cell: Cell) -> str:
    return " ".join([*dict.fromkeys(leaf.item for leaf in leaves), *cell.codes])
