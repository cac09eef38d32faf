"""Whose demand pulls: the mix of a scope's final consumption by harmonised sector, and its domestic part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xinxiao.analyse.linear import Array
from xinxiao.analyse.pull.model import Economy
from xinxiao.model.account import AccountScope
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
            table.key(s.code, use, origin)
            for s in chosen
            for use in uses
            if (origin, s.code, use) in table.cells
        )
        return Demand(at_home / part, part / whole, keys)
    return None


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
