"""Domains of totals: the columns they are over, and what each unit has in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from xinxiao.model.collect.snapshot import ABOUT
from xinxiao.model.collect.total import TotalSpec
from xinxiao.model.scope import TOTAL

NOBODY = "_"
"""The code of a unit that has none at a step: in no area of a level, or of an industry that is told less finely."""
Coarser = Callable[[str, str, str], str]
"""Of a column of the frame, a step and a code, the code of that step it belongs to, empty for none. Steps of ``area`` are levels,
those of other columns depths, 1 the top of their lists."""
By = tuple[str, ...]


@dataclass(frozen=True)
class Domain:
    """One kind of domain: the areas of a level, broken down by columns, each as ``column:depth``."""

    level: str
    columns: By = ()

    @property
    def by(self) -> By:
        """The columns of units that make it."""
        return (area_at(self.level), *self.columns)


def area_at(level: str) -> str:
    """The name of the column of areas of a level."""
    return f"area:{level}"


def domains_of(spec: TotalSpec) -> tuple[Domain, ...]:
    """The domains of a total, whole areas first."""
    found = [Domain(level) for level in spec.levels]
    for item in spec.by:
        columns = tuple(f"{name}:{item.depth}" for name in ABOUT if name in item.columns)
        found += [Domain(level, columns) for level in item.levels or spec.levels]
    return tuple(dict.fromkeys(found))


def nested(spec: TotalSpec, domain: Domain) -> By | None:
    """A domain's columns with all wider levels of areas before them: what of a wider area lies in none of its parts stands there
    by itself. None for the widest."""
    at = spec.levels.index(domain.level) if domain.level in spec.levels else 0
    wider = tuple(area_at(level) for level in spec.levels[:at])
    return (*wider, *domain.by) if wider else None


def strata_names(names: Sequence[str]) -> By:
    """Columns of units that strata are made of: levels of areas, and what the frame says as it stands."""
    return tuple(name if name in ABOUT else area_at(name) for name in names)


def placed(rows: pa.Table, names: Sequence[str], coarser: Coarser) -> pa.Table:
    """Units with further columns, each ``column:step``."""
    for name in dict.fromkeys(names):
        column, _, step = name.partition(":")
        if not step:
            continue
        known = rows.column(column).combine_chunks().dictionary_encode()
        codes = [coarser(column, step, code) or NOBODY for code in known.dictionary.to_pylist()]
        rows = rows.append_column(name, pa.array(codes, pa.string()).take(known.indices))
    return rows


def coded(by: By, codes: Sequence[str]) -> dict[str, str]:
    """The code of a domain in each column of the frame; the total where it is not broken down."""
    found = {name.partition(":")[0]: code for name, code in zip(by, codes, strict=True)}
    return {name: found.get(name, TOTAL) for name in ABOUT}
