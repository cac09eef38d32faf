"""Whose demand pulls: the mix of a scope's final consumption by harmonised sector, and its domestic part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xinxiao.analyse.linear import Array
from xinxiao.analyse.pull.model import Economy
from xinxiao.model.account import AccountScope, TableSpec
from xinxiao.model.io_table import IoTable, Sector


@dataclass(frozen=True)
class Demand:
    """``mix`` (n,) sums to one over domestic products; ``domestic`` is their share in all consumption."""

    mix: Array
    domestic: float
    keys: tuple[str, ...]


def demand(
    economy: Economy,
    scope: AccountScope,
    tables: Sequence[IoTable],
    lists: Sequence[tuple[Sector, ...]],
    final_uses: Sequence[str],
    origin: str,
) -> Demand | None:
    """The scope's demand in one area and year, from its most detailed table that carries the scope, in cells of
    ``origin`` (domestic and imported together).

    None when no table does (a scope kept in detailed sectors has no demand in a table without them), or when
    none of it is positive.
    """
    pairs = sorted(zip(tables, lists, strict=True), key=lambda pair: -pair[0].level)
    for table, sectors in pairs:
        uses = [use for use in final_uses if use in table.columns]
        chosen = _chosen(scope, sectors)
        if not uses or not chosen:
            continue
        bought = dict.fromkeys(economy.sectors, 0.0)
        for sector in chosen:
            if sector.harmonised in bought:
                bought[sector.harmonised] += table.total((sector.code,), uses, origin)
        total = np.array([bought[name] for name in economy.sectors])
        at_home = total * economy.domestic
        whole = table.total([sector.code for sector in chosen], uses, origin)
        if whole <= 0 or float(np.add.reduce(at_home)) <= 0:
            return None
        part = float(np.add.reduce(at_home))
        keys = tuple(
            table.key(s.code, use, origin) for s in chosen for use in uses if table.has(s.code, use, origin)
        )
        return Demand(at_home / part, part / whole, keys)
    return None


@dataclass(frozen=True)
class Bought:
    """Domestic products of a scope that some final uses bought, (n,) in the tables' unit, and the ``cells`` they are read
    from with what of each is domestic."""

    amounts: Array
    cells: tuple[tuple[str, float], ...]


def bought(
    economy: Economy,
    scope: AccountScope,
    tables: Sequence[IoTable],
    lists: Sequence[tuple[Sector, ...]],
    uses: Sequence[str],
    codes: TableSpec,
) -> Bought | None:
    """What final ``uses`` other than consumption bought of a scope's domestic products; None where nothing was.

    Read from the most detailed table of domestic and imported products together that carries the scope. What of a use is
    domestic says the table that tells the two apart, else the share in consumption; exports are domestic.
    """
    pairs = sorted(zip(tables, lists, strict=True), key=lambda pair: -pair[0].level)
    shares = {use: _domestic(economy, pairs, use, codes) for use in uses}
    for table, sectors in pairs:
        chosen = _chosen(scope, sectors)
        held = [use for use in uses if codes.together in table.origins and use in table.columns]
        if not chosen or not held:
            continue
        place = {name: at for at, name in enumerate(economy.sectors)}
        amounts, cells = np.zeros(len(place)), []
        for sector, use in ((s, u) for s in chosen for u in held if s.harmonised in place):
            if table.has(sector.code, use, codes.together):
                at = place[sector.harmonised]
                amounts[at] += table.value(sector.code, use, codes.together) * shares[use][at]
                cells.append((table.key(sector.code, use, codes.together), float(shares[use][at])))
        return Bought(amounts, tuple(cells)) if amounts.any() else None
    return None


def _domestic(
    economy: Economy, pairs: Sequence[tuple[IoTable, tuple[Sector, ...]]], use: str, codes: TableSpec
) -> Array:
    """The share of domestic products in what a use buys of each sector (n,)."""
    if use == codes.exports:
        return np.ones(len(economy.sectors))
    share = np.array(economy.domestic)
    for table, sectors in pairs:
        if not {codes.domestic, codes.imported} <= {*table.origins} or use not in table.columns:
            continue
        for at, name in enumerate(economy.sectors):
            rows = [sector.code for sector in sectors if sector.harmonised == name]
            home, abroad = (table.total(rows, (use,), origin) for origin in (codes.domestic, codes.imported))
            share[at] = home / (home + abroad) if home + abroad > 0 else share[at]
    return share


def _chosen(scope: AccountScope, sectors: Sequence[Sector]) -> tuple[Sector, ...]:
    mark = scope.detail
    if mark and not any(mark in sector.marks for sector in sectors):
        return ()
    return tuple(
        sector
        for sector in sectors
        if any(
            sector.harmonised in product.sectors or (mark and sector.marks.get(mark) in product.marks)
            for product in scope.products
        )
    )
