"""Explain a number: walk the recorded inputs back to figures with source, grade and vintage.

See ``docs/adr/006-explain-by-recorded-inputs.md``. The result is a frozen tree that every door renders its own way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.errors import NotFound, told
from xinxiao.model.dataset import doubles
from xinxiao.model.key import of_row
from xinxiao.model.structure import Dataflow
from xinxiao.release.lookup import Edge, Lookup, select

Cut = Literal["", "depth", "circle", "shown", "size"]
WIDE = 8
"""An input key that names more observations than this is summarised, not listed."""
LATEST = ("TIME_PERIOD", "VINTAGE")
"""Dimensions of which the latest is taken when a question leaves only them open."""


@dataclass(frozen=True)
class Node:
    """One observation with the inputs it was made from.

    ``observation`` has every column that is filled. ``role`` and ``weight`` say what it is to the node
    above. ``cut`` says why its own inputs are not listed: too deep, already above it (circle), already
    shown elsewhere in the tree, or the tree is at its size limit.
    """

    dataflow: str
    key: str
    observation: Mapping[str, Any]
    dimensions: tuple[str, ...]
    role: str = ""
    weight: float | None = None
    inputs: tuple[Node | Bundle, ...] = ()
    cut: Cut = ""

    @property
    def value(self) -> float | None:
        """The observed value."""
        found = self.observation.get("OBS_VALUE")
        return float(found) if found is not None else None

    @property
    def method(self) -> str:
        """The code of the method, explained in the texts under ``method.<code>``; empty for figures."""
        return str(self.observation.get("METHOD", ""))

    @property
    def formula(self) -> str:
        """The formula, if there is one."""
        return str(self.observation.get("FORMULA", ""))


@dataclass(frozen=True)
class Bundle:
    """Many observations that went in together: how many, and their sum. ``cells`` 0: none in this release."""

    dataflow: str
    key: str
    role: str
    weight: float | None
    cells: int
    total: float | None


@dataclass(frozen=True)
class Explanation:
    """The tree of one observation. ``chosen`` names dimensions that were left open and filled with the latest."""

    release: str
    root: Node
    chosen: Mapping[str, str]


def explain(
    lookup: Lookup,
    release: str,
    dataflow: str,
    where: Mapping[str, str],
    *,
    depth: int = 12,
    size: int = 400,
) -> Explanation:
    """Explain the one observation ``where`` names, at most ``depth`` steps down and ``size`` nodes in all.

    When ``where`` leaves only the period or the vintage open, the latest is taken. Raises
    :class:`NotFound` when there is no such observation, or when several remain: the error
    then names, for each open dimension, codes to choose from.
    """
    flow = lookup.dataset(dataflow).dataflow
    row, chosen = _one(lookup, flow, where)
    walk = _Walk(lookup, size)
    return Explanation(release, walk.node(flow, row, "", None, depth, ()), chosen)


def as_tree(node: Node | Bundle) -> dict[str, Any]:
    """A node and all below it as mappings and lists, ready for JSON. A bundle has ``cells`` and ``total``."""
    shared = {"dataflow": node.dataflow, "key": node.key, "role": node.role, "weight": node.weight}
    if isinstance(node, Bundle):
        return shared | {"cells": node.cells, "total": node.total}
    return shared | {
        "value": node.value,
        "method": node.method,
        "formula": node.formula,
        "observation": {k: float(v) if isinstance(v, Decimal) else v for k, v in node.observation.items()},
        "cut": node.cut,
        "inputs": [as_tree(below) for below in node.inputs],
    }


def _one(
    lookup: Lookup, flow: Dataflow, where: Mapping[str, str]
) -> tuple[Mapping[str, Any], dict[str, str]]:
    table = lookup.dataset(flow.id).table
    if set(where) == set(flow.dimensions):
        found = lookup.one(flow.id, of_row(where, flow.dimensions))
        if found is not None:
            return found, {}
    rows = select(table, where)
    if not rows.num_rows:
        raise _nothing(table, flow, where)
    open_ = [d for d in flow.dimensions if d not in where and len(_codes(rows, d)) > 1]
    chosen: dict[str, str] = {}
    if open_ and all(name in LATEST for name in open_):
        for name in open_:
            chosen[name] = _codes(rows, name)[-1]
            rows = select(rows, {name: chosen[name]})
    if rows.num_rows > 1:
        raise NotFound(
            f"{flow.id}: {rows.num_rows} observations",
            told(
                "several",
                dataflow=flow.id,
                count=rows.num_rows,
                open="; ".join(f"{name}={_some(_codes(rows, name))}" for name in open_),
            ),
        )
    return rows.to_pylist()[0], chosen


def _nothing(table: pa.Table, flow: Dataflow, where: Mapping[str, str]) -> NotFound:
    """Say which code is unknown, and what is near it; or that the codes never meet."""
    for name, value in where.items():
        known = _codes(table, name)
        if value not in known:
            near = get_close_matches(value, known, 3, 0.5) or known
            return NotFound(
                f"{flow.id}: {name}={value}",
                told("unknown_code", dataflow=flow.id, dimension=name, value=value, known=_some(near)),
            )
    asked = " ".join(f"{name}={value}" for name, value in where.items())
    return NotFound(f"{flow.id}: {asked}", told("no_observation", dataflow=flow.id, where=asked))


def _codes(table: pa.Table, name: str) -> list[str]:
    return sorted(str(v) for v in pc.unique(table.column(name)).to_pylist() if v is not None)


def _some(codes: list[str]) -> str:
    return ", ".join(codes[:12]) + (" …" if len(codes) > 12 else "")


class _Walk:
    """One walk: remembers what it has shown, so that a shared input is opened once."""

    def __init__(self, lookup: Lookup, size: int) -> None:
        self.lookup = lookup
        self.left = size
        self.shown: set[tuple[str, str]] = set()

    def node(
        self,
        flow: Dataflow,
        row: Mapping[str, Any],
        role: str,
        weight: float | None,
        depth: int,
        above: tuple[tuple[str, str], ...],
    ) -> Node:
        key = of_row(row, flow.dimensions)
        observation = {name: value for name, value in row.items() if value is not None}
        me = (flow.id, key)
        edges = self.lookup.inputs(flow.id, key)
        self.left -= 1
        cut = self._cut(me, bool(edges), depth, above)
        if cut or not edges:
            return Node(flow.id, key, observation, flow.dimensions, role, weight, (), cut)
        self.shown.add(me)
        inputs = [found for edge in edges for found in self._follow(edge, depth - 1, (*above, me))]
        return Node(flow.id, key, observation, flow.dimensions, role, weight, tuple(inputs))

    def _cut(
        self, me: tuple[str, str], has_inputs: bool, depth: int, above: tuple[tuple[str, str], ...]
    ) -> Cut:
        if not has_inputs:
            return ""
        if me in above:
            return "circle"
        if me in self.shown:
            return "shown"
        if depth <= 0:
            return "depth"
        return "size" if self.left <= 0 else ""

    def _follow(self, edge: Edge, depth: int, above: tuple[tuple[str, str], ...]) -> list[Node | Bundle]:
        row = self.lookup.one(edge.dataflow, edge.key)
        if row is not None:
            flow = self.lookup.dataset(edge.dataflow).dataflow
            return [self.node(flow, row, edge.role, edge.weight, depth, above)]
        rows = self.lookup.matching(edge.dataflow, edge.key)
        if not 0 < rows.num_rows <= WIDE:
            total = pc.sum(doubles(rows.column("OBS_VALUE"))).as_py() if rows.num_rows else None
            return [Bundle(edge.dataflow, edge.key, edge.role, edge.weight, rows.num_rows, total)]
        flow = self.lookup.dataset(edge.dataflow).dataflow
        return [self.node(flow, row, edge.role, edge.weight, depth, above) for row in rows.to_pylist()]
