"""The index: weights that add up, goalposts in order, indicators that exist in the unit they declare."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xinxiao.files.places import Path, Places
from xinxiao.files.sheet import Sheet, read_sheet
from xinxiao.files.yaml import read_yaml
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.programme.checks import scopes
from xinxiao.programme.checks.known import Known

TABLE, TREE = "index/framework.csv", "index/framework.yaml"
EXACT = 1e-6
"""How far weights written with six digits may be from 1."""
_NUMBERS = ("weight", "lower", "upper", "target")
_SHEET = Sheet(
    ("code", "parent"), numbers=(), optional=("type", "unit", *_NUMBERS), filled=("code",), open=True
)


@dataclass(frozen=True)
class Node:
    """One node of the tree, with its place."""

    code: str
    parent: str
    unit: str
    weight: float | None
    lower: float | None
    upper: float | None
    place: tuple[str, int]


def framework(known: Known) -> Iterator[Finding]:
    """All checks of the framework; the index engine checks the rest when the index is compiled."""
    files = known.loaded.files
    if TREE in files:
        nodes, found = _from_yaml(files[TREE])
    elif TABLE in files:
        nodes, found = _from_table(files[TABLE])
    else:
        return
    yield from found
    tree: dict[str, Node] = {}
    for node in nodes:
        if node.code in tree:
            yield fault(
                *node.place, "ID_DUPLICATE", id=node.code, first=f"{node.place[0]}:{tree[node.code].place[1]}"
            )
        tree.setdefault(node.code, node)
    yield from _parents(tree)
    yield from _weights(tree)
    yield from _leaves(known, tree)
    groups = {node.parent for node in tree.values()}
    yield from scopes.index(known, {n.code: n.place for n in tree.values() if n.code not in groups})


def _from_table(content: bytes) -> tuple[list[Node], list[Finding]]:
    table, found = read_sheet(TABLE, content, _SHEET)
    nodes = []
    for row in table.to_pylist():
        place = (TABLE, row["LINE"])
        numbers = {name: _number(row[name]) for name in _NUMBERS}
        for name in _NUMBERS:
            if row[name].strip() and numbers[name] is None:
                found.append(fault(*place, "CSV_NUMBER", column=name, value=row[name][:40]))
        values = {name: numbers[name] for name in ("weight", "lower", "upper")}
        nodes.append(Node(code=row["code"], parent=row["parent"], unit=row["unit"], **values, place=place))
    return nodes, found


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _from_yaml(content: bytes) -> tuple[list[Node], list[Finding]]:
    marked = read_yaml(TREE, content)
    places = Places({TREE: marked.marks})
    nodes: list[Node] = []

    def visit(value: Any, parent: str, path: Path) -> None:
        if not isinstance(value, dict):
            return
        numbers = {name: _plain(value, name) for name in ("weight", "lower", "upper")}
        code, unit = str(value.get("code", "")), str(value.get("unit", ""))
        nodes.append(
            Node(code=code, parent=parent, unit=unit, **numbers, place=(TREE, places.line(TREE, path)))
        )
        children = value.get("children")
        for i, child in enumerate(children if isinstance(children, list) else []):
            visit(child, code, (*path, "children", i))

    visit(marked.value, "", ())
    return nodes, list(marked.findings)


def _plain(value: Mapping[str, Any], name: str) -> float | None:
    number = value.get(name)
    return float(number) if isinstance(number, int | float) and abs(number) < 1e300 else None


def _parents(tree: Mapping[str, Node]) -> Iterator[Finding]:
    for node in tree.values():
        if node.parent and node.parent not in tree:
            yield fault(*node.place, "NODE_UNKNOWN", value=node.parent)
        seen = {node.code}
        above = tree.get(node.parent)
        while above is not None and above.code not in seen:
            seen.add(above.code)
            above = tree.get(above.parent)
        if above is not None and above.code == node.code:
            yield fault(*node.place, "NODE_CIRCLE", value=node.code)


def _weights(tree: Mapping[str, Node]) -> Iterator[Finding]:
    groups: dict[str, list[Node]] = {}
    for node in tree.values():
        if node.weight is not None and node.weight < 0:
            yield fault(*node.place, "WEIGHT_NEGATIVE", value=node.code, weight=f"{node.weight:g}")
        if node.parent in tree:
            groups.setdefault(node.parent, []).append(node)
    for code, children in groups.items():
        given = [child.weight for child in children]
        if all(weight is None or weight == 1 for weight in given):
            continue
        total = math.fsum(1.0 if weight is None else weight for weight in given)
        if abs(total - 1) > EXACT:
            members = " + ".join(f"{child.code} {child.weight or 0:g}" for child in children)
            yield fault(*tree[code].place, "WEIGHT_SUM", group=code, total=f"{total:.6g}", members=members)


def _leaves(known: Known, tree: Mapping[str, Node]) -> Iterator[Finding]:
    groups = {node.parent for node in tree.values()}
    for node in tree.values():
        if node.lower is not None and node.upper is not None and node.lower >= node.upper:
            yield fault(
                *node.place, "GOALPOSTS", value=node.code, lower=f"{node.lower:g}", upper=f"{node.upper:g}"
            )
        if node.code in groups:
            continue
        yield from known.unknown("INDICATOR_UNKNOWN", "indicators", node.code, node.place)
        item = known.programme.indicators.get(node.code)
        if item is not None and node.unit and known.has("CL_UNIT", item.unit) and node.unit != item.unit:
            yield fault(*node.place, "NODE_UNIT", value=node.code, unit=node.unit, declared=item.unit)
