"""The index: weights that add up, goalposts in order, indicators that exist as they are declared, a method that fits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from xinxiao.index.layouts.files import FRAMEWORK_CSV, FRAMEWORK_YAML, METHOD
from xinxiao.index.layouts.folder import check_spec
from xinxiao.index.spec.framework import Indicator, Node
from xinxiao.index.spec.panel import Panel
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.programme.checks import scopes
from xinxiao.programme.checks.known import Known
from xinxiao.programme.index import FOLDER, placed

EXACT = 1e-6
"""How far weights written with six digits may be from 1."""


def files(known: Known) -> Iterator[Finding]:
    """A programme that has an index says how it is computed: nothing of a published index is left to a default."""
    own = {path.removeprefix(FOLDER) for path in known.loaded.files if path.startswith(FOLDER)}
    if own and METHOD not in own and own & {FRAMEWORK_CSV, FRAMEWORK_YAML}:
        yield fault(FOLDER + METHOD, 0, "FILE_MISSING")


def framework(known: Known) -> Iterator[Finding]:
    """The tree: weights, goalposts, and indicators of the programme. Faults of one node do not hide those of others."""
    tree = known.loaded.index_read.tree
    nodes = {node.code: node for node in reversed(tree.nodes)}
    yield from _weights(known, nodes)
    groups = {node.parent for node in nodes.values()}
    leaves = {
        code: node for code, node in nodes.items() if isinstance(node, Indicator) and code not in groups
    }
    for node in leaves.values():
        yield from _leaf(known, node)
    yield from scopes.index(known, {code: tree.places[code] for code in leaves})


def method(known: Known) -> Iterator[Finding]:
    """The method, on the units and years it will meet: the programme's places and the years of each cycle."""
    index = known.loaded.index_read
    if index.spec is None or index.read is None:
        return
    units = tuple(area.id for area in known.programme.provinces)
    codes = index.spec.framework.indicator_codes
    for cycle in known.programme.file.cycles:
        times = tuple(str(year) for year in cycle.index_years)
        if not times or not units:
            continue
        empty = Panel(np.full((len(times), len(units), len(codes)), np.nan), units, codes, times)
        yield from placed(check_spec(index.read, index.spec, empty))


def _weights(known: Known, nodes: Mapping[str, Node]) -> Iterator[Finding]:
    places = known.loaded.index_read.tree.places
    children: dict[str, list[Node]] = {}
    for node in sorted(nodes.values(), key=lambda node: places[node.code]):
        if node.parent in nodes:
            children.setdefault(node.parent, []).append(node)
    for code, below in children.items():
        if all(child.weight == 1 for child in below):
            continue
        total = math.fsum(child.weight for child in below)
        if abs(total - 1) > EXACT:
            members = " + ".join(f"{child.code} {child.weight:g}" for child in below)
            yield fault(*places[code], "WEIGHT_SUM", group=code, total=f"{total:.6g}", members=members)


def _leaf(known: Known, node: Indicator) -> Iterator[Finding]:
    place = known.loaded.index_read.tree.places[node.code]
    if node.lower is not None and node.upper is not None and node.lower >= node.upper:
        limits = {"lower": f"{node.lower:g}", "upper": f"{node.upper:g}"}
        yield fault(*place, "GOALPOSTS", value=node.code, **limits)
    yield from known.unknown("INDICATOR_UNKNOWN", "indicators", node.code, place)
    item = known.programme.indicators.get(node.code)
    if item is None:
        return
    if node.name_zh or node.name_en:
        yield fault(*place, "NODE_NAMED", value=node.code)
    if node.unit and known.has("CL_UNIT", item.unit) and node.unit != item.unit:
        yield fault(*place, "NODE_UNIT", value=node.code, unit=node.unit, declared=item.unit)
    if item.direction and node.direction != item.direction:
        ways = {"direction": node.direction, "declared": item.direction}
        yield fault(*place, "NODE_DIRECTION", value=node.code, **ways)
