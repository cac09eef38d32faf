"""The input-output model of one area and year: domestic coefficients and multipliers of the harmonised sectors.

Sources: Leontief (1936); Miller & Blair (2009), Input-Output Analysis, 2nd ed., ch. 2 (closing the model for
households, 2.5), ch. 4 (imports) and ch. 6 (multipliers).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from xinxiao.analyse.linear import Array, inverse, times
from xinxiao.model.account import TableSpec
from xinxiao.model.io_table import IoTable, Sector

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
    split = next((pair for pair in pairs if apart <= pair[0].origins), None)
    whole = max(
        (p for p in pairs if codes.domestic not in p[0].origins), key=lambda p: p[0].level, default=None
    )
    if split is not None:
        return _non_competitive(*split, whole, codes, final_uses)
    return _competitive(*whole, codes) if whole is not None else None


def _group(sectors: Sequence[Sector]) -> dict[str, tuple[str, ...]]:
    names = sorted({sector.harmonised for sector in sectors})
    return {name: tuple(s.code for s in sectors if s.harmonised == name) for name in names}


def _matrix(table: IoTable, groups: dict[str, tuple[str, ...]], origin: str) -> Array:
    place = {code: at for at, name in enumerate(groups) for code in groups[name]}
    flows = np.zeros((len(groups), len(groups)))
    for (own, row, col), value in table.cells.items():
        if own == origin and row in place and col in place:
            flows[place[row], place[col]] += value
    return flows


def _column(table: IoTable, groups: dict[str, tuple[str, ...]], cols: Sequence[str], origin: str) -> Array:
    return np.array([table.total(codes, cols, origin) for codes in groups.values()])


def _row(table: IoTable, groups: dict[str, tuple[str, ...]], row: str, origin: str) -> Array:
    return np.array([table.total((row,), codes, origin) for codes in groups.values()])


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
        bought = {
            name: detail.total(own, codes.households, whole_origin) for name, own in _group(listed).items()
        }
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


def leontief(economy: Economy, kind: Kind) -> Array:
    """Total requirements (n, n): output of each sector per unit of final demand for each.

    Type I is ``(I - A)^-1`` of the domestic block. Type II closes the model for households: their row is pay per
    unit of output, their column domestic household consumption per unit of all pay, and the industries' block of
    the larger inverse is returned, so that households' own row is not counted as output.
    """
    a, n = economy.coefficients, len(economy.sectors)
    if kind == "I":
        return inverse(np.eye(n) - a)
    closed = np.zeros((n + 1, n + 1))
    closed[:n, :n] = a
    closed[:n, n] = economy.households / np.add.reduce(economy.pay)
    closed[n, :n] = economy.pay / economy.output
    return inverse(np.eye(n + 1) - closed)[:n, :n]


def effect(requirements: Array, demand: Array, per_output: Array) -> Array:
    """Effect by sector (n,): ``per_output`` times the output that ``demand`` (n,) calls for."""
    return np.asarray(per_output * times(requirements, demand))
