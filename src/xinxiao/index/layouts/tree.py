"""The tree of an index from ``framework.csv`` or ``framework.yaml``, with the line of each node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from xinxiao.files.convert import convert
from xinxiao.files.places import Places
from xinxiao.files.sheet import Rows, Sheet, number, number_fault, read_rows
from xinxiao.files.yaml import read_yaml
from xinxiao.index.layouts.files import FRAMEWORK_COLUMNS, NUMBER_COLUMNS, TEXT_COLUMNS, FrameworkNode
from xinxiao.index.spec.framework import Framework, Group, Indicator, Node, faults_of, framework_of
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.ranges import MOST_LEVELS

_SHEET = Sheet(
    ("code", "parent"), optional=tuple(c for c in FRAMEWORK_COLUMNS if c not in ("code", "parent"))
)
_INDICATORS_OWN = ("denominator", "lower", "upper", "target")
Place = tuple[str, int]


class Tree(msgspec.Struct, frozen=True):
    """A tree as read. ``framework`` is None when the nodes make no tree; ``nodes`` are all that could be read,
    ``places`` where each first stands."""

    framework: Framework | None
    nodes: tuple[Node, ...]
    places: Mapping[str, Place]
    findings: tuple[Finding, ...]


NOTHING = Tree(None, (), {}, ())


def tree_from_csv(file: str, content: bytes) -> Tree:
    """Read ``framework.csv``. A row is a group when its ``type`` says so, or its ``level`` is above 1, or it is
    the parent of another; otherwise an indicator."""
    rows, found = read_rows(file, content, _SHEET)
    if rows is None:
        return Tree(None, (), {}, tuple(found))
    return tree_of(file, rows, found)


def tree_of(file: str, rows: Rows, found: list[Finding]) -> Tree:
    """The tree that rows of :data:`FRAMEWORK_COLUMNS` make; ``found``: what was found while they were read."""
    records = list(rows.records())
    if not records:
        return Tree(None, (), {}, (*found, fault(file, 0, "index.empty")))
    parents = {record["parent"].strip() for _, record in records}
    nodes = [_node(file, line, record, parents, found) for line, record in records]
    return _assembled(file, nodes, [line for line, _ in records], found)


def _node(file: str, line: int, record: Mapping[str, str], parents: set[str], found: list[Finding]) -> Node:
    code = record["code"]
    if code != code.strip() or not code:
        found.append(fault(file, line, "index.code_form", node=repr(code)))
    code = code.strip()
    values: dict[str, Any] = {name: record.get(name, "").strip() for name in TEXT_COLUMNS}
    values |= {name: _number(file, line, name, record.get(name, ""), found) for name in NUMBER_COLUMNS}
    if values["weight"] is None:
        values["weight"] = 1.0
    level = _whole(file, line, "level", record.get("level", ""), found)
    direction = _whole(file, line, "direction", record.get("direction", ""), found, "1 / -1")
    if level is not None and not 1 <= level <= MOST_LEVELS:
        found.append(
            fault(file, line, "index.cell", column="level", value=level, reason=f"1 .. {MOST_LEVELS}")
        )
        level = None
    if direction not in (None, 1, -1):
        found.append(fault(file, line, "index.cell", column="direction", value=direction, reason="1 / -1"))
    kind = record.get("type", "").strip().lower()
    if kind not in ("", "indicator", "group"):
        found.append(fault(file, line, "index.cell", column="type", value=kind, reason="indicator / group"))
    parent = record["parent"].strip()
    is_group = kind == "group" or (kind != "indicator" and ((level or 1) > 1 or code in parents))
    shape: type[Node] = Group if is_group else Indicator
    if is_group:
        found += _of_indicators(file, line, code, values | {"direction": direction})
        values = {k: values[k] for k in ("name_zh", "name_en", "unit", "weight")} | {"level": level or 2}
    else:
        values["direction"] = -1 if direction == -1 else 1
    values |= {"code": code, "parent": parent}
    node, faults = convert(file, values, shape, Places({file: {(): line}}))
    found += [item for item in faults if dict(item.places)["field"] != "weight"]  # told with the tree
    return node if node is not None else shape(**values)


def _of_indicators(file: str, line: int, code: str, given: Mapping[str, object]) -> list[Finding]:
    """A finding when a group is given what only an indicator has."""
    plain = {"direction": (None, 1), **dict.fromkeys(_INDICATORS_OWN, (None, ""))}
    fields = [name for name, nothing in plain.items() if given.get(name) not in nothing]
    return [fault(file, line, "index.group_field", node=code, fields=", ".join(fields))] if fields else []


def _number(file: str, line: int, column: str, cell: str, found: list[Finding]) -> float | None:
    value = number(cell)
    if value is None and cell.strip():
        found.append(number_fault(file, line, column, cell))
    return value


def _whole(
    file: str, line: int, column: str, cell: str, found: list[Finding], known: str = "1, 2, 3 ..."
) -> int | None:
    value = _number(file, line, column, cell, found)
    if value is None or value.is_integer():
        return None if value is None else int(value)
    found.append(fault(file, line, "index.cell", column=column, value=cell[:40], reason=known))
    return None


def _assembled(file: str, nodes: Sequence[Node], lines: Sequence[int], found: list[Finding]) -> Tree:
    places: dict[str, Place] = {}
    repeated: dict[str, int] = {}
    for node, line in zip(nodes, lines, strict=True):
        if node.code in places:
            repeated[node.code] = line
        places.setdefault(node.code, (file, line))
    indicators = [n for n in nodes if isinstance(n, Indicator)]
    groups = [n for n in nodes if isinstance(n, Group)]
    parent_of, weight_of = {n.code: n.parent for n in nodes}, {n.code: n.weight for n in nodes}
    faults = faults_of(indicators, groups)
    for code, wrong in faults:
        line = repeated[code] if wrong == "index.framework_duplicate" else places.get(code, (file, 0))[1]
        if wrong == "WEIGHT_NEGATIVE":
            found.append(fault(file, line, wrong, value=code, weight=f"{weight_of[code]:g}"))
        else:
            found.append(fault(file, line, wrong, node=code or "-", parent=parent_of.get(code, "")))
    if faults:
        return Tree(None, tuple(nodes), places, tuple(found))
    framework = framework_of(indicators, groups)
    found += _levels(framework, {g.code: g.level for g in groups}, places)
    wrong_ = any(item.level == "error" for item in found)
    return Tree(None if wrong_ else framework, tuple(nodes), places, tuple(found))


def _levels(framework: Framework, stated: Mapping[str, int], places: Mapping[str, Place]) -> list[Finding]:
    """Groups whose stated level is not above that of a child."""
    found = []
    for group in framework.groups:
        if 2 < stated[group.code] < group.level:
            child = max(group.children, key=lambda c: framework.node(c).level)
            places_ = {"node": group.code, "number": stated[group.code], "child": child}
            found.append(fault(*places[group.code], "index.level", **places_))
    return found


def tree_from_yaml(file: str, content: bytes) -> Tree:
    """Read ``framework.yaml``: the top group, its children nested."""
    document = read_yaml(file, content)
    found = list(document.findings)
    if document.value is None:
        return Tree(None, (), {}, tuple(found))
    places = Places({file: document.marks})
    top, faults = convert(file, document.value, FrameworkNode, places)
    found += faults
    if top is None:
        return Tree(None, (), {}, tuple(found))
    nodes: list[Node] = []
    lines: list[int] = []

    def walk(node: FrameworkNode, parent: str, path: tuple[str | int, ...]) -> None:
        nodes.append(_from_yaml(node, parent))
        lines.append(places.line(file, path))
        if node.children:
            found.extend(_of_indicators(file, lines[-1], node.code, msgspec.structs.asdict(node)))
        elif node.aggregation is not None:
            found.append(fault(file, lines[-1], "index.indicator_aggregation", node=node.code))
        for i, child in enumerate(node.children):
            walk(child, node.code, (*path, "children", i))

    walk(top, "", ())
    return _assembled(file, nodes, lines, found)


def _from_yaml(node: FrameworkNode, parent: str) -> Node:
    values = msgspec.structs.asdict(node) | {"parent": parent}
    del values["children"]
    level = values.pop("level")
    if node.children:
        kept = ("code", "parent", "name_zh", "name_en", "unit", "weight", "aggregation")
        return Group(level=level or 2, **{k: values[k] for k in kept})
    del values["aggregation"]
    return Indicator(**values)
