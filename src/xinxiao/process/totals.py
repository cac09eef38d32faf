"""Totals of a form over areas, weighed and protected together: from the columns of a snapshot to what may be shown.

All totals of a form are protected as one table: an item that is the sum of others shares their parts, so that none can be told by
subtracting the others from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array

from xinxiao.model.collect.form import Form
from xinxiao.model.collect.snapshot import ABOUT, MARK, MONTH
from xinxiao.model.collect.total import TotalSpec
from xinxiao.process.estimate import DIGITS, Cell, Design, Estimates, estimate
from xinxiao.process.protect import ConfStatus, is_unsafe, protect
from xinxiao.process.table import Table

ANSWER_OF = {"V": "number", "M": "M", "L": "L", "B": "blank", "U": "unreadable"}
"""What stands in a place of a snapshot, as an answer."""
NOBODY = "_"
"""The area, at a level, of a unit that lies in none of it."""


@dataclass(frozen=True)
class Shown:
    """One total over one area: its cell, and whether it may be shown. ``code`` is the area."""

    spec: TotalSpec
    level: str
    code: str
    cell: Cell
    conf: ConfStatus


@dataclass(frozen=True)
class Totals:
    """The totals of a form, and those of them that can be told whatever is withheld."""

    shown: tuple[Shown, ...]
    strata: Mapping[str, Estimates]
    open: tuple[Shown, ...] = ()


def columns_of(specs: Sequence[TotalSpec]) -> tuple[str, ...]:
    """The columns of a snapshot that some totals are made of."""
    items = [name for spec in specs for name in (_column(spec), spec.item + MARK)]
    return ("unit", *ABOUT, "state", *dict.fromkeys(items))


def totals(
    form: Form,
    specs: Sequence[TotalSpec],
    rows: pa.Table,
    at_level: Callable[[str, str], str],
    earlier: Mapping[tuple[str, str, str], str] | None = None,
) -> Totals:
    """Totals of ``specs`` over ``rows`` (columns :func:`columns_of`, one row for each report that is expected).

    ``at_level``: of an area and a level, the area of that level it lies in, empty for none. Units in no area of a level count in
    none of its totals. Values are rounded at the places of the item. ``earlier``: what was shown of this form and period
    before, by indicator, scope and area, empty for what was withheld: that stays so, and what was shown and is the same still
    is known to everybody.
    """
    levels = list(dict.fromkeys(name for spec in specs for name in _levels(spec)))
    units = _placed(rows, levels, at_level)
    made = {spec.id: _estimated(form, spec, units) for spec in specs}
    listed = [
        (spec, cell)
        for spec in specs
        for cell in made[spec.id].cells
        if len(cell.by) == 1 and cell.codes[0] != NOBODY
    ]
    conf, told = _protected(form, specs, made, listed, earlier or {})
    found = [
        Shown(spec, cell.by[0], cell.codes[0], cell, code)
        for (spec, cell), code in zip(listed, conf, strict=True)
    ]
    return Totals(tuple(found), made, tuple(found[at] for at in sorted(told)))


def _column(spec: TotalSpec) -> str:
    return spec.item + MONTH if spec.part else spec.item


def _levels(spec: TotalSpec) -> list[str]:
    every = (*spec.levels, *spec.strata, *(name for coarse in spec.collapse for name in coarse))
    return [name for name in every if name not in ABOUT]


def _placed(rows: pa.Table, levels: Sequence[str], at_level: Callable[[str, str], str]) -> pa.Table:
    """The rows with the area of each level."""
    known = rows.column("area").combine_chunks().dictionary_encode()
    for level in levels:
        found = pa.array(
            [at_level(code, level) or NOBODY for code in known.dictionary.to_pylist()], pa.string()
        )
        rows = rows.append_column(f"at:{level}", found.take(known.indices))
    return rows


def _names(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name if name in ABOUT else f"at:{name}" for name in names)


def _estimated(form: Form, spec: TotalSpec, rows: pa.Table) -> Estimates:
    told, state = rows.column(spec.item + MARK), rows.column("state")
    answer = pa.chunked_array([pa.repeat("absent", rows.num_rows)])
    counts = pc.is_in(state, value_set=pa.array(spec.states))
    for code, name in ANSWER_OF.items():
        answer = pc.if_else(pc.and_(counts, pc.fill_null(pc.equal(told, code), False)), name, answer)
    value = rows.column(_column(spec))
    lost = pc.and_(pc.equal(answer, "number"), pc.is_null(value))  # a part whose period before is not there
    units = rows.append_column("value", value).append_column("answer", pc.if_else(lost, "blank", answer))
    units = units.append_column("asked", pa.repeat(True, rows.num_rows))
    design = Design(_names(spec.strata), tuple(map(_names, spec.collapse)), spec.least)
    levels = _names(spec.levels)
    domains = [(name,) for name in levels] + ([levels] if len(levels) > 1 else [])
    return estimate(units, design, domains, form.by_id[spec.item].places)


def _protected(
    form: Form,
    specs: Sequence[TotalSpec],
    made: Mapping[str, Estimates],
    listed: Sequence[tuple[TotalSpec, Cell]],
    earlier: Mapping[tuple[str, str, str], str],
) -> tuple[list[ConfStatus], set[int]]:
    """Whether each listed cell may be shown, and the numbers of those that can be told all the same."""
    parts: list[tuple[str, tuple[str, ...], tuple[str, ...], Cell]] = []
    for spec in specs:
        if not _addends(form, spec, specs):
            parts += [(spec.id, cell.by, cell.codes, cell) for cell in _finest(made[spec.id])]
    rows, columns = [], []
    for number, (spec, cell) in enumerate(listed):
        own = {one.id for one in _addends(form, spec, specs)} or {spec.id}
        for at, (name, by, codes, _) in enumerate(parts):
            if name in own and cell.by[0] in by and codes[by.index(cell.by[0])] == cell.codes[0]:
                rows.append(number)
                columns.append(at)
    values = np.array([float(c.value if c.value is not None else c.size) for *_, c in parts])
    hidden = np.array([cell.value is None for _, cell in listed], dtype=bool)
    unsafe = np.array([not out and _unsafe(cell) for out, (_, cell) in zip(hidden, listed, strict=True)])
    matrix = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(listed), len(parts)))
    kept = np.flatnonzero(~hidden)  # of what has no value nothing is shown, so nobody reckons with it
    before = [earlier.get((spec.indicator, spec.scope, cell.codes[0])) for spec, cell in listed]
    known = [
        was and was == shown(cell.value, spec.times) for was, (spec, cell) in zip(before, listed, strict=True)
    ]
    least = [form.by_id[spec.item].least for spec, _ in listed]
    table = Table(
        parts=values,
        cells=matrix[kept],
        unsafe=unsafe[kept],
        fixed=np.array(known, dtype=bool)[kept],
        alone=np.array([c.contributors == 1 for *_, c in parts], dtype=bool),
        open_below=np.full(len(parts), any(low is None or low < 0 for low in least)),
    )
    found = protect(table, least=_least(form, specs), kept=np.array([was == "" for was in before])[kept])
    conf: list[ConfStatus] = ["F"] * len(listed)
    for at, code in zip(kept.tolist(), found.status, strict=True):
        conf[at] = code
    return conf, {int(kept[threat.cell]) for threat in found.open}


def shown(value: Decimal | None, times: float) -> str:
    """A total in the unit of its indicator, as it is written; empty without one."""
    if value is None:
        return ""
    exact = value if times == 1.0 else Context(prec=DIGITS).multiply(value, Decimal(repr(times)))
    return f"{exact:f}"


def _least(form: Form, specs: Sequence[TotalSpec]) -> float:
    return max(float(10 ** -form.by_id[spec.item].places) for spec in specs)


def _finest(made: Estimates) -> list[Cell]:
    most = max(len(cell.by) for cell in made.cells)
    return [cell for cell in made.cells if len(cell.by) == most]


def _addends(form: Form, spec: TotalSpec, specs: Sequence[TotalSpec]) -> list[TotalSpec]:
    """The other totals whose items this one's is the sum of, where all of them are declared; taken apart to the last."""
    items = form.by_id[spec.item].sums
    others = [one for name in items for one in specs if one.item == name and one.part == spec.part]
    if not items or len(others) < len(items):
        return []
    return [last for one in others for last in (_addends(form, one, specs) or [one])]


def _unsafe(cell: Cell) -> bool:
    return is_unsafe(cell.contributors, cell.largest, cell.size, float(cell.value or 0))
