"""The tree of an index from ``framework.csv`` or ``framework.yaml``, with the line of each node."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from xinxiao.index.layouts.files import FRAMEWORK_COLUMNS, NUMBER_COLUMNS, TEXT_COLUMNS, FrameworkNode
from xinxiao.index.layouts.marked import convert, parse_yaml
from xinxiao.index.spec.framework import Framework, Group, Indicator, Node, faults_of, framework_of
from xinxiao.model.finding import Finding, finding

Lines = Mapping[str, tuple[str, int]]
"""Code of a node -> (file, line)."""
Tree = tuple[Framework | None, Lines, list[Finding]]


def rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each CSV row that is not blank; the line is where the row starts."""
    reader = csv.reader(io.StringIO(text))
    start = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield start, cells
        start = reader.line_num + 1


def tree_from_csv(file: str, text: str) -> Tree:
    """Read ``framework.csv``. A row is a group when its ``type`` says so, or its ``level`` is above 1, or it is
    the parent of another; otherwise an indicator."""
    rows = list(rows_of(text))
    if len(rows) < 2:
        return None, {}, [finding(file, 0, "index.empty")]
    header = [name.strip() for name in rows[0][1]]
    found = [
        finding(file, 1, "index.column_unknown", column=name, known=", ".join(FRAMEWORK_COLUMNS))
        for name in header
        if name not in FRAMEWORK_COLUMNS
    ]
    found += [
        finding(file, 1, "index.column_missing", column=name, known=", ".join(header))
        for name in ("code", "parent")
        if name not in header
    ]
    if found:
        return None, {}, found
    records = [(line, dict(zip(header, cells, strict=False))) for line, cells in rows[1:]]
    parents = {record.get("parent", "").strip() for _, record in records}
    nodes: list[Node] = []
    places: list[int] = []
    for line, record in records:
        nodes.append(_node(file, line, record, parents, found))
        places.append(line)
    return _assemble(file, nodes, places, found)


def _node(file: str, line: int, record: dict[str, str], parents: set[str], found: list[Finding]) -> Node:
    code = record["code"]
    if code != code.strip() or not code:
        found.append(finding(file, line, "index.code_form", node=repr(code)))
    code = code.strip()
    values: dict[str, Any] = {name: record.get(name, "").strip() for name in TEXT_COLUMNS}
    for name in NUMBER_COLUMNS:
        values[name] = _number(file, line, name, record.get(name, ""), found)
    if values["weight"] is None:
        values["weight"] = 1.0
    level = _whole(file, line, "level", record.get("level", ""), found)
    direction = _whole(file, line, "direction", record.get("direction", ""), found)
    if direction not in (None, 1, -1):
        found.append(finding(file, line, "index.cell", column="direction", value=direction, reason="1 / -1"))
        direction = 1
    kind = record.get("type", "").strip().lower()
    if kind not in ("", "indicator", "group"):
        found.append(finding(file, line, "index.cell", column="type", value=kind, reason="indicator / group"))
    parent = record["parent"].strip()
    is_group = kind == "group" or (kind != "indicator" and ((level or 1) > 1 or code in parents))
    if is_group:
        kept = {k: values[k] for k in ("name_zh", "name_en", "unit", "weight")}
        return Group(code=code, parent=parent, level=level or 2, **kept)
    return Indicator(code=code, parent=parent, direction=-1 if direction == -1 else 1, **values)


def _number(file: str, line: int, column: str, cell: str, found: list[Finding]) -> float | None:
    if not cell.strip():
        return None
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        found.append(finding(file, line, "index.number", column=column, value=cell))
        return None
    return value


def _whole(file: str, line: int, column: str, cell: str, found: list[Finding]) -> int | None:
    value = _number(file, line, column, cell, found)
    return None if value is None else int(value)


def _assemble(file: str, nodes: list[Node], places: list[int], found: list[Finding]) -> Tree:
    lines: dict[str, tuple[str, int]] = {}
    repeated: dict[str, int] = {}
    for node, line in zip(nodes, places, strict=True):
        if node.code in lines:
            repeated[node.code] = line
        lines.setdefault(node.code, (file, line))
    indicators = [n for n in nodes if isinstance(n, Indicator)]
    groups = [n for n in nodes if isinstance(n, Group)]
    parent_of = {n.code: n.parent for n in nodes}
    for code, fault in faults_of(indicators, groups):
        line = repeated[code] if fault == "FRAMEWORK_DUPLICATE" else lines.get(code, (file, 0))[1]
        found.append(
            finding(file, line, f"index.{fault.lower()}", node=code or "-", parent=parent_of.get(code, ""))
        )
    if found:
        return None, lines, found
    framework = framework_of(indicators, groups)
    stated = {g.code: g.level for g in groups}
    for group in framework.groups:
        if 2 < stated[group.code] < group.level:
            child = max(group.children, key=lambda c: framework.node(c).level)
            found.append(
                finding(
                    file,
                    lines[group.code][1],
                    "index.level",
                    node=group.code,
                    number=stated[group.code],
                    child=child,
                )
            )
    return (None if found else framework), lines, found


def tree_from_yaml(file: str, text: str) -> Tree:
    """Read ``framework.yaml``: the top group, its children nested."""
    document = parse_yaml(file, text)
    if isinstance(document, Finding):
        return None, {}, [document]
    top, found = convert(document, FrameworkNode)
    if top is None:
        return None, {}, found
    nodes: list[Node] = []
    places: list[int] = []

    def walk(node: FrameworkNode, parent: str, path: tuple[Any, ...]) -> None:
        nodes.append(_from_yaml(node, parent))
        places.append(document.line_of(*path))
        for i, child in enumerate(node.children):
            walk(child, node.code, (*path, "children", i))

    walk(top, "", ())
    return _assemble(file, nodes, places, found)


def _from_yaml(node: FrameworkNode, parent: str) -> Node:
    values = msgspec.structs.asdict(node) | {"parent": parent}
    del values["children"]
    level = values.pop("level")
    if node.children:
        kept = ("code", "parent", "name_zh", "name_en", "unit", "weight", "aggregation")
        return Group(level=level or 2, **{k: values[k] for k in kept})
    del values["aggregation"]
    return Indicator(**values)
