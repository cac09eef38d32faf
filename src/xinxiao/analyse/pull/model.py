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
from xinxiao.model.io_table import IoTable, Sector

Kind = Literal["I", "II"]
HOUSEHOLDS = ("FU101", "FU102")
"""Columns of rural and urban household consumption in tables that show them."""


@dataclass(frozen=True)
class Economy:
    """One area and year by harmonised sector (those with output), values in 10 000 yuan.

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
    tables: Sequence[IoTable], lists: Sequence[tuple[Sector, ...]], *, final_uses: Sequence[str]
) -> Economy | None:
    """Read one area and year; ``tables`` are all its levels with their sector lists.

    A table with ORIGIN D and M gives the domestic block as published. A competitive table (T) is split by import
    proportionality: the share of imports in total supply (output + imports from abroad and from other provinces)
    holds for every use of a product. For the nation, whose re-exports are small, exports are taken as domestic
    and the share is in domestic absorption. None when no table has intermediate flows.
    """
    pairs = list(zip(tables, lists, strict=True))
    split = next((pair for pair in pairs if {"D", "M"} <= pair[0].origins), None)
    whole = max((p for p in pairs if "D" not in p[0].origins), key=lambda p: p[0].level, default=None)
    if split is not None:
        return _non_competitive(*split, whole, final_uses)
    return _competitive(*whole) if whole is not None else None


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


def _column(
    table: IoTable, groups: dict[str, tuple[str, ...]], cols: Sequence[str], origin: str = "T"
) -> Array:
    return np.array([table.total(codes, cols, origin) for codes in groups.values()])


def _row(table: IoTable, groups: dict[str, tuple[str, ...]], row: str) -> Array:
    return np.array([table.total((row,), codes, "T") for codes in groups.values()])


def _non_competitive(
    table: IoTable,
    sectors: tuple[Sector, ...],
    whole: tuple[IoTable, tuple[Sector, ...]] | None,
    final_uses: Sequence[str],
) -> Economy:
    groups = _group(sectors)
    at_home, abroad = _column(table, groups, ("TC",), "D"), _column(table, groups, ("TC",), "M")
    domestic = _ratio(at_home, at_home + abroad, 1.0)
    keys = [table.key(origin="D"), table.key(origin="T"), table.key(col="TC", origin="M")]
    households = at_home
    if whole is not None:
        detail, listed = whole
        bought = {name: detail.total(codes, HOUSEHOLDS) for name, codes in _group(listed).items()}
        households = np.array([bought.get(name, 0.0) for name in groups]) * domestic
        keys += [detail.key(col=col, origin="T") for col in HOUSEHOLDS if col in final_uses]
    return _kept(
        table,
        groups,
        _matrix(table, groups, "D"),
        _column(table, groups, ("GO",), "D"),
        households,
        domestic,
        keys,
    )


def _competitive(table: IoTable, sectors: tuple[Sector, ...]) -> Economy | None:
    groups = _group(sectors)
    flows, output = _matrix(table, groups, "T"), _column(table, groups, ("GO",))
    if not flows.any():
        return None
    brought = _column(table, groups, ("IM", "IF"))
    regional = "IF" in table.columns or "OF" in table.columns
    exports = np.zeros(len(groups)) if regional else _column(table, groups, ("EX",))
    share = np.clip(_ratio(brought, output + brought - exports, 0.0), 0.0, 1.0)
    domestic = 1.0 - share
    households = _column(table, groups, HOUSEHOLDS) * domestic
    return _kept(
        table, groups, flows * domestic[:, None], output, households, domestic, [table.key(origin="T")]
    )


def _ratio(above: Array, below: Array, otherwise: float) -> Array:
    safe = np.where(below > 0, below, 1.0)
    return np.asarray(np.where(below > 0, above / safe, otherwise))


def _kept(
    table: IoTable,
    groups: dict[str, tuple[str, ...]],
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
        _row(table, groups, "TVA")[at],
        _row(table, groups, "VA001")[at],
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
