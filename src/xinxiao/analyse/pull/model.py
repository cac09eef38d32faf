"""The input-output model of one area and year: domestic coefficients and multipliers of the harmonised sectors.

Sources: Leontief (1936); Miller & Blair (2009), Input-Output Analysis, 2nd ed., ch. 2 (closing the model for
households, 2.5), ch. 4 (imports) and ch. 6 (multipliers).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np

from xinxiao.analyse.linear import Array, inverse, pivots, times
from xinxiao.errors import DataFault, told
from xinxiao.model.account import TableSpec
from xinxiao.model.io_table import IoTable, Sector
from xinxiao.model.scope import TOTAL

Kind = Literal["I", "II"]


@dataclass(frozen=True)
class Economy:
    """One area and year by harmonised sector (those with output), values in the tables' unit.

    ``flows`` (n, n) is the domestic block; ``output``, ``value_added``, ``pay`` and ``households`` (domestic
    products bought by households) are (n,); ``domestic`` (n,) is the share of domestic products in final
    consumption of each sector's product.
    """

    area: str
    year: int
    sectors: tuple[str, ...]
    flows: Array
    output: Array
    value_added: Array
    pay: Array
    households: Array
    domestic: Array
    keys: tuple[str, ...]

    @property
    def coefficients(self) -> Array:
        """Domestic input coefficients (n, n): inputs per unit of the column sector's output."""
        return np.asarray(self.flows / self.output[None, :])

    @cached_property
    def requirements(self) -> Array:
        """Total requirements (n, n) of the open model. Raises :class:`DataFault` for one that is not productive."""
        return _productive(self)


def economy(
    tables: Sequence[IoTable],
    lists: Sequence[tuple[Sector, ...]],
    *,
    codes: TableSpec,
    final_uses: Sequence[str],
) -> Economy | None:
    """Read one area and year; ``tables`` are all its levels with their sector lists, ``codes`` what theirs stand for.

    A table with domestic and imported ORIGIN gives the domestic block as published. A competitive table is split by
    import proportionality: the share of imports in total supply (output + imports from abroad and from other provinces)
    holds for every use of a product. For the nation, whose re-exports are small, exports are taken as domestic
    and the share is in domestic absorption. None when no table has intermediate flows.
    """
    pairs = list(zip(tables, lists, strict=True))
    apart = {codes.domestic, codes.imported}
    split = next((pair for pair in pairs if apart <= {*pair[0].origins}), None)
    whole = max(
        (p for p in pairs if codes.domestic not in p[0].origins), key=lambda p: p[0].level, default=None
    )
    if split is not None:
        return _non_competitive(*split, whole, codes, final_uses)
    return _competitive(*whole, codes) if whole is not None else None


def _group(sectors: Sequence[Sector]) -> dict[str, tuple[str, ...]]:
    names = sorted({sector.harmonised for sector in sectors})
    return {name: tuple(s.code for s in sectors if s.harmonised == name) for name in names}


def _grouped(cells: Array, groups: dict[str, tuple[str, ...]]) -> Array:
    """Sums (groups, columns) of cells (rows, columns) over the rows of each group, in the order of ``groups``."""
    ends = np.cumsum([0, *(len(codes) for codes in groups.values())]).tolist()
    sums = np.zeros((len(groups), cells.shape[1]))
    for at, (start, end) in enumerate(pairwise(ends)):
        sums[at] = np.add.reduce(cells[start:end], axis=0)
    return sums


def _codes(groups: dict[str, tuple[str, ...]]) -> list[str]:
    return [code for codes in groups.values() for code in codes]


def _matrix(table: IoTable, groups: dict[str, tuple[str, ...]], origin: str) -> Array:
    codes = _codes(groups)
    return _grouped(_grouped(table.block(codes, codes, origin), groups).T, groups).T


def _column(table: IoTable, groups: dict[str, tuple[str, ...]], cols: Sequence[str], origin: str) -> Array:
    sums = np.add.reduce(_grouped(table.block(_codes(groups), cols, origin), groups), axis=1)
    return np.asarray(sums)


def _row(table: IoTable, groups: dict[str, tuple[str, ...]], row: str, origin: str) -> Array:
    return _grouped(table.block((row,), _codes(groups), origin).T, groups)[:, 0]


def _non_competitive(
    table: IoTable,
    sectors: tuple[Sector, ...],
    whole: tuple[IoTable, tuple[Sector, ...]] | None,
    codes: TableSpec,
    final_uses: Sequence[str],
) -> Economy:
    groups, used, whole_origin = _group(sectors), (codes.consumption,), codes.together
    at_home = _column(table, groups, used, codes.domestic)
    abroad = _column(table, groups, used, codes.imported)
    domestic = _ratio(at_home, at_home + abroad, 1.0)
    keys = [table.key(origin=codes.domestic), table.key(origin=whole_origin)]
    keys.append(table.key(col=codes.consumption, origin=codes.imported))
    households = at_home
    if whole is not None:
        detail, listed = whole
        own = _group(listed)
        bought = dict(zip(own, _column(detail, own, codes.households, whole_origin).tolist(), strict=True))
        households = np.array([bought.get(name, 0.0) for name in groups]) * domestic
        keys += [detail.key(col=col, origin=whole_origin) for col in codes.households if col in final_uses]
    flows = _matrix(table, groups, codes.domestic)
    output = _column(table, groups, (codes.output,), codes.domestic)
    return _kept(table, groups, codes, flows, output, households, domestic, keys)


def _competitive(table: IoTable, sectors: tuple[Sector, ...], codes: TableSpec) -> Economy | None:
    groups, origin = _group(sectors), codes.together
    flows, output = _matrix(table, groups, origin), _column(table, groups, (codes.output,), origin)
    if not flows.any():
        return None
    brought = _column(table, groups, codes.imports, origin)
    regional = any(col in table.columns for col in codes.regional)
    exports = np.zeros(len(groups)) if regional else _column(table, groups, (codes.exports,), origin)
    share = np.clip(_ratio(brought, output + brought - exports, 0.0), 0.0, 1.0)
    domestic = 1.0 - share
    households = _column(table, groups, codes.households, origin) * domestic
    keys = [table.key(origin=origin)]
    return _kept(table, groups, codes, flows * domestic[:, None], output, households, domestic, keys)


def _ratio(above: Array, below: Array, otherwise: float) -> Array:
    safe = np.where(below > 0, below, 1.0)
    return np.asarray(np.where(below > 0, above / safe, otherwise))


def _kept(
    table: IoTable,
    groups: dict[str, tuple[str, ...]],
    codes: TableSpec,
    flows: Array,
    output: Array,
    households: Array,
    domestic: Array,
    keys: Sequence[str],
) -> Economy:
    """Drop sectors without output: they have no coefficients."""
    at = np.flatnonzero(output > 0)
    return Economy(
        table.area,
        table.year,
        tuple(name for i, name in enumerate(groups) if i in at),
        flows[at][:, at],
        output[at],
        _row(table, groups, codes.value_added, codes.together)[at],
        _row(table, groups, codes.pay, codes.together)[at],
        households[at],
        domestic[at],
        tuple(keys),
    )


SURE = 1e-12
"""A pivot of I - A below this is zero but for rounding."""
HOUSEHOLDS = "households"


def leontief(economy: Economy, kind: Kind) -> Array:
    """Total requirements (n, n): output of each sector per unit of final demand for each.

    Type I is ``(I - A)^-1`` of the domestic block. Type II closes the model for households: their row is pay per
    unit of output, their column domestic household consumption per unit of all pay, and the industries' block of
    the larger inverse is returned, so that households' own row is not counted as output. That block is L + L h w' L /
    (1 - w' L h) of the open model's L, households' column h and their row w (the inverse of a partitioned matrix), and the
    closed model is productive when the open one is and what remains below the line is above zero.

    Raises :class:`DataFault` for a flow, output, pay or consumption that is no finite number or below zero, for no pay at
    all (type II), and, naming the column that uses most, for an economy that uses up more than it makes (Hawkins &
    Simon 1949, Econometrica 17): its inverse exists, but its multipliers are below zero and mean nothing.
    """
    _sound(economy, kind)
    opened = economy.requirements
    if kind == "I":
        return opened
    spent, earned = economy.households / np.add.reduce(economy.pay), economy.pay / economy.output
    bought, paid = times(opened, spent), times(opened.T, earned)
    spare = 1.0 - float(np.add.reduce(earned * bought))
    if not spare > SURE:
        columns = np.append(np.add.reduce(economy.coefficients, axis=0) + earned, np.add.reduce(spent))
        raise _not_productive(economy, kind, columns, (*economy.sectors, HOUSEHOLDS))
    return np.asarray(opened + bought[:, None] * paid[None, :] / spare)


def _sound(economy: Economy, kind: Kind) -> None:
    """Whether every number the model is made of can be one."""
    parts = {"flows": economy.flows.sum(axis=0), "output": economy.output}
    least = {"flows": economy.flows.min(axis=0, initial=0.0), "output": economy.output}
    if kind == "II":
        parts |= {"pay": economy.pay, HOUSEHOLDS: economy.households}
        least |= {"pay": economy.pay, HOUSEHOLDS: economy.households}
    for what, values in parts.items():
        wrong = ~np.isfinite(values) | (least[what] < 0.0)
        wrong |= (values <= 0.0) if what == "output" else False
        if wrong.any():
            raise _no_number(economy, kind, what, economy.sectors[int(np.argmax(wrong))])
    if kind == "II" and not float(np.add.reduce(economy.pay)) > 0.0:
        raise _no_number(economy, kind, "pay", TOTAL)


def _productive(economy: Economy) -> Array:
    """The inverse of I less the coefficients of an economy that makes more than it uses up."""
    coefficients = economy.coefficients
    system = np.eye(len(economy.sectors)) - coefficients
    if not np.all(pivots(system) > SURE):
        raise _not_productive(economy, "I", np.add.reduce(coefficients, axis=0), economy.sectors)
    return inverse(system)


def _no_number(economy: Economy, kind: Kind, what: str, column: str) -> DataFault:
    place = f"{economy.area} {economy.year}"
    return DataFault(
        f"{place}, type {kind}: {what} of {column} is no number that has a meaning",
        told("pull_number", place=place, kind=kind, what=what, column=column),
        hint="correct the table",
    )


def _not_productive(economy: Economy, kind: Kind, uses: Array, columns: Sequence[str]) -> DataFault:
    """``uses`` is what each column uses of a unit it makes."""
    place, worst = f"{economy.area} {economy.year}", int(np.argmax(uses))
    used, column = f"{uses[worst]:.4g}", columns[worst]
    return DataFault(
        f"{place}, type {kind}: not productive (Hawkins-Simon); column {column} uses {used} of each unit it makes",
        told("pull_not_productive", place=place, kind=kind, used=used, column=column),
        hint="correct the table",
    )


def effect(requirements: Array, demand: Array, per_output: Array) -> Array:
    """Effect by sector (n,): ``per_output`` times the output that ``demand`` (n,) calls for."""
    return np.asarray(per_output * times(requirements, demand))
