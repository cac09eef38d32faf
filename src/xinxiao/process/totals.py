"""Totals of a form over areas, industries, sizes and groups, weighed and protected together: from a snapshot to what may be shown.

All totals of a form are protected as one table, with what was shown of it before and what subtracting them would tell
(:mod:`xinxiao.process.linkage`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal

import numpy as np
import pyarrow as pa

from xinxiao.disclosure.protect import ConfStatus, protect
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.snapshot import has_part
from xinxiao.model.collect.total import SampleDesign, TotalSpec
from xinxiao.process.domains import (
    NOBODY,
    By,
    Coarser,
    Domain,
    area_at,
    coded,
    domains_of,
    nested,
    placed,
    strata_names,
)
from xinxiao.process.estimate import DIGITS, Cell, Estimates
from xinxiao.process.linkage import Entry, link
from xinxiao.process.quantities import Quantity, estimated, linked, quantities, quantity_of, sizes_of

Key = tuple[str, ...]
"""What a total is called in the files of a programme: its indicator and scope, and its area, industry, size and group."""


@dataclass(frozen=True)
class Shown:
    """One total over one domain: its cell, and whether it may be shown. ``codes``: its area, industry, size and group."""

    spec: TotalSpec
    level: str
    codes: Mapping[str, str]
    cell: Cell
    conf: ConfStatus

    @property
    def code(self) -> str:
        """Its area."""
        return self.codes["area"]

    @property
    def key(self) -> Key:
        """What it is called."""
        return (self.spec.indicator, self.spec.scope, *self.codes.values())


@dataclass(frozen=True)
class Written:
    """What was written before, by key: values, empty for what was withheld. ``same`` of the same period: what was withheld stays so,
    and what was shown and is the same still is known to everybody. ``previous``, of the period before in the year: what was shown
    is known, and what was withheld must not be told by what is added now."""

    same: Mapping[Key, str] = field(default_factory=dict)
    previous: Mapping[Key, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Totals:
    """The totals of a form. ``open``: the names of what can be told whatever is withheld."""

    shown: tuple[Shown, ...]
    strata: Mapping[str, Estimates]
    open: tuple[str, ...] = ()


def totals(
    form: Form,
    specs: Sequence[TotalSpec],
    rows: pa.Table,
    coarser: Coarser,
    written: Written | None = None,
    design: SampleDesign | None = None,
) -> Totals:
    """Totals of ``specs`` over ``rows`` (columns of :func:`xinxiao.process.quantities.columns_of`, one row for each report that is
    expected: of a sample, each unit drawn).

    ``coarser``: see :data:`xinxiao.process.domains.Coarser`. Units that have no code at a step count in none of its totals. Values
    are rounded at the places of the item. Raises ``ValueError`` as :func:`xinxiao.process.estimate.estimate`.
    """
    made = _Made(form, tuple(specs), rows, coarser, design)
    entries = [*made.listed, *made.further, *_before(made, (written or Written()).previous)]
    for at, one in made.named.items():
        was = (written or Written()).same.get(one.key)
        known = bool(was) and was == shown(one.cell.value, one.spec.times)
        entries[at] = replace(entries[at], kept=was == "", known=known)
    lowest = [form.by_id[spec.item].least for spec in specs]
    found = link(entries, made.atoms, any(low is None or low < 0 for low in lowest))
    least = max(float(10 ** -form.by_id[spec.item].places) for spec in specs)
    protection = protect(found.table, least=least, kept=_padded(found.kept, len(found.table.unsafe)))
    at = found.at[: len(made.listed)].tolist()
    ends = [
        replace(made.named[n], conf=protection.status[row] if row >= 0 else "F") for n, row in enumerate(at)
    ]
    told = dict.fromkeys(found.names[threat.cell] for threat in protection.open)
    return Totals(tuple(ends), made.strata, tuple(told))


def _padded(kept: np.ndarray, count: int) -> np.ndarray:
    return np.concatenate([kept, np.zeros(count - len(kept), dtype=bool)])


class _Made:
    """All that is estimated: ``listed``, the totals declared, by number ``named``; ``further``, what they tell by subtraction;
    ``atoms``, the finest of each leaf; ``strata`` by total."""

    def __init__(
        self,
        form: Form,
        specs: tuple[TotalSpec, ...],
        rows: pa.Table,
        coarser: Coarser,
        design: SampleDesign | None,
    ) -> None:
        self.form, self.specs, self.design = form, specs, design
        self._leaves = linked(form, specs)
        self.finest: By = tuple(
            sorted({name for spec in specs for one in domains_of(spec) for name in one.by})
        )
        strata = {
            name for spec in specs for names in (spec.strata, *spec.collapse) for name in strata_names(names)
        }
        units = rows.append_column("asked", pa.repeat(True, rows.num_rows))
        strata |= set(strata_names(design.strata)) if design is not None else set()
        self._units = placed(units, [*self.finest, *sorted(strata)], coarser)
        self._known: dict[tuple[str, Quantity], dict[By, list[Cell]]] = {}
        self.strata: dict[str, Estimates] = {}
        self.atoms: dict[Quantity, Sequence[Cell]] = {}
        self.listed: list[Entry] = []
        self.further: list[Entry] = []
        self.named: dict[int, Shown] = {}
        for spec in specs:
            self._spec(spec)

    def cells(self, spec: TotalSpec, of: Quantity) -> dict[By, list[Cell]]:
        """The cells of a quantity over the domains of a total, those of wider areas that lie in none of its parts, and the finest."""
        if (spec.id, of) not in self._known:
            domains = domains_of(spec)
            wider = [by for one in domains if (by := nested(spec, one)) is not None]
            kinds = list(dict.fromkeys([*(one.by for one in domains), *wider, self.finest]))
            made = estimated(self.form, spec, self._units, of, self.design, kinds)
            if of == quantity_of(spec):
                self.strata[spec.id] = made
            held: dict[By, list[Cell]] = {by: [] for by in kinds}
            for cell in made.cells:
                held[cell.by].append(cell)
            self._known[spec.id, of] = held
        return self._known[spec.id, of]

    def leaves(self, spec: TotalSpec, of: Quantity) -> tuple[Quantity, ...]:
        """What a quantity is the sum of. A count of which nothing is known of the period before is a leaf by itself."""
        items = self._leaves.get(of.item, (of.item,))
        return tuple(leaf for item in items for leaf in self._slots(spec, Quantity(item, of.slot)))

    def _slots(self, spec: TotalSpec, of: Quantity) -> Iterator[Quantity]:
        if of.slot != "whole" or not has_part(self.form.by_id[of.item]):
            yield of
            return
        parts = [Quantity(of.item, slot) for slot in ("part", "before")]
        some = [one for one in parts if any(cell.contributors for cell in self.cells(spec, one)[self.finest])]
        yield from some or [of]

    def _spec(self, spec: TotalSpec) -> None:
        own = quantity_of(spec)
        for of in quantities(self.form, self.specs, spec):
            leaves = self.leaves(spec, of)
            for leaf in leaves:
                self.atoms.setdefault(leaf, self.cells(spec, leaf)[self.finest])
            if of.slot != "before":
                self._entries(spec, of, leaves, of == own)

    def _entries(self, spec: TotalSpec, of: Quantity, leaves: tuple[Quantity, ...], is_own: bool) -> None:
        held = self.cells(spec, of)
        for domain in domains_of(spec):
            for cell in held[domain.by]:
                if is_own and NOBODY not in cell.codes:
                    self.named[len(self.listed)] = Shown(
                        spec, domain.level, coded(cell.by, cell.codes), cell, "F"
                    )
                    self.listed.append(Entry(leaves, cell))
                else:
                    self.further.append(Entry(leaves, cell, never=True))
            self.further += [Entry(leaves, cell, never=True) for cell in self._left(spec, domain, held)]

    def _left(self, spec: TotalSpec, domain: Domain, held: Mapping[By, Sequence[Cell]]) -> Iterator[Cell]:
        """What of wider areas lies in none of their parts."""
        by = nested(spec, domain)
        if by is not None:
            at = by.index(area_at(domain.level))
            yield from (cell for cell in held[by] if cell.codes[at] == NOBODY)


def _before(made: _Made, previous: Mapping[Key, str]) -> Iterator[Entry]:
    """The counts to the period before: shown then, withheld then, or never published."""
    for spec in made.specs:
        of = Quantity(spec.item, "before")
        if spec.part or not has_part(made.form.by_id[spec.item]):
            continue
        leaves = made.leaves(spec, of)
        if not set(leaves) <= made.atoms.keys():
            continue
        for domain in domains_of(spec):
            for cell in made.cells(spec, of)[domain.by]:
                key = (spec.indicator, spec.scope, *coded(cell.by, cell.codes).values())
                was = previous.get(key)
                yield Entry(leaves, cell, never=True, known=bool(was), guarded=was == "")


@dataclass(frozen=True)
class Drawn:
    """What of a sample's design and what was drawn do not fit: strata without a size, those of which no unit was drawn, and those of
    which more were drawn than there are."""

    unsized: tuple[str, ...]
    undrawn: tuple[str, ...]
    over: tuple[str, ...]


def misfits(rows: pa.Table, design: SampleDesign | None, coarser: Coarser) -> Drawn:
    """How a design fits the units with a report to give. Where a stratum has no size, or nobody in it could be drawn, no weight is
    known (Särndal, Swensson and Wretman 1992, section 2.4: every inclusion probability must be known and positive)."""
    sizes = sizes_of(design)
    if design is None or sizes is None:
        return Drawn((), (), ())
    names = strata_names(design.strata)
    units = placed(rows, names, coarser)
    drawn = Counter(zip(*(units.column(name).to_pylist() for name in names), strict=True))
    unsized = sorted(", ".join(key) for key in drawn if key not in sizes)
    undrawn = sorted(", ".join(key) for key in sizes if key not in drawn)
    over = sorted(", ".join(key) for key, size in sizes.items() if drawn[key] > size)
    return Drawn(tuple(unsized), tuple(undrawn), tuple(over))


def shown(value: Decimal | None, times: float) -> str:
    """A total in the unit of its indicator, as it is written; empty without one."""
    if value is None:
        return ""
    exact = value if times == 1.0 else Context(prec=DIGITS).multiply(value, Decimal(repr(times)))
    return f"{exact:f}"
