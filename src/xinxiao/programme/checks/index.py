"""The indices: weights that add up, goalposts in order, indicators that exist as they are declared, a method that fits."""

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
from xinxiao.programme.index import IndexRead, placed

EXACT = 0.5e-6
"""How far each weight written with six digits may be from what was meant: 3 times 0.333333 are one."""


def files(known: Known) -> Iterator[Finding]:
    """A programme that has an index says how it is computed: nothing of a published index is left to a default."""
    for read in known.loaded.index_reads.values():
        if METHOD not in read.files and {*read.files} & {FRAMEWORK_CSV, FRAMEWORK_YAML}:
            yield fault(f"{read.folder}/{METHOD}", 0, "FILE_MISSING")


def heads(known: Known) -> Iterator[Finding]:
    """The indices as a set: one headline, which comes first; no folder twice."""
    declared = known.programme.indices
    for i, head in enumerate(declared):
        place = known.at("indices", head.id, "standing")
        if (head.standing == "headline") != (i == 0):
            yield fault(*place, "INDEX_HEADLINE", index=head.id)
        first = next(other for other in declared if other.folder == head.folder)
        if first.id != head.id:
            place = known.at("indices", head.id, "folder")
            yield fault(*place, "INDEX_FOLDER", index=head.id, folder=head.folder, other=first.id)


def framework(known: Known) -> Iterator[Finding]:
    """The tree: weights, goalposts, and indicators of the programme. Faults of one node do not hide those of others."""
    for read in known.loaded.index_reads.values():
        yield from _framework(known, read)


def _framework(known: Known, read: IndexRead) -> Iterator[Finding]:
    tree = read.tree
    nodes = {node.code: node for node in reversed(tree.nodes)}
    yield from _weights(read, nodes)
    groups = {node.parent for node in nodes.values()}
    leaves = {
        code: node for code, node in nodes.items() if isinstance(node, Indicator) and code not in groups
    }
    for node in leaves.values():
        yield from _leaf(known, node, tree.places[node.code])
    yield from scopes.index(known, {code: tree.places[code] for code in leaves})


def method(known: Known) -> Iterator[Finding]:
    """The method, on the units and years it will meet: the programme's places and the years of each cycle."""
    for read in known.loaded.index_reads.values():
        yield from _method(known, read)


def _method(known: Known, index: IndexRead) -> Iterator[Finding]:
    if index.spec is None or index.read is None:
        return
    codes = index.spec.framework.indicator_codes
    for cycle in known.programme.file.cycles:
        units = tuple(area.id for area in known.programme.provinces_in(cycle.index_years))
        times = tuple(str(year) for year in cycle.index_years)
        if not times or not units:
            continue
        empty = Panel(np.full((len(times), len(units), len(codes)), np.nan), units, codes, times)
        yield from placed(index.folder, check_spec(index.read, index.spec, empty))


def _weights(read: IndexRead, nodes: Mapping[str, Node]) -> Iterator[Finding]:
    places = read.tree.places
    children: dict[str, list[Node]] = {}
    for node in sorted(nodes.values(), key=lambda node: places[node.code]):
        if node.parent in nodes:
            children.setdefault(node.parent, []).append(node)
    for code, below in children.items():
        if all(child.weight == 1 for child in below):
            continue
        total = math.fsum(child.weight for child in below)
        if abs(total - 1) > EXACT * len(below) * (1 + 1e-9):
            members = " + ".join(f"{child.code} {child.weight:g}" for child in below)
            yield fault(*places[code], "WEIGHT_SUM", group=code, total=f"{total:.6g}", members=members)


def _leaf(known: Known, node: Indicator, place: tuple[str, int]) -> Iterator[Finding]:
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
