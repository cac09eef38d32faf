"""The framework of the index as pages need it: names, parents, weights and goalposts."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

FILE = "framework.csv"


@dataclass(frozen=True)
class Node:
    """One node; ``lower`` and ``upper`` are the goalposts of a leaf as written, empty for groups."""

    code: str
    parent: str
    zh: str
    en: str
    weight: float
    unit: str = ""
    direction: str = "1"
    lower: str = ""
    upper: str = ""


@dataclass(frozen=True)
class Tree:
    """All nodes by code, in the order of the file."""

    nodes: Mapping[str, Node]

    @cached_property
    def top(self) -> str:
        """The node without a parent."""
        return next((node.code for node in self.nodes.values() if not node.parent), "")

    def children(self, code: str) -> tuple[str, ...]:
        """Codes right below a node."""
        return tuple(node.code for node in self.nodes.values() if node.parent == code)

    def leaves(self, code: str) -> tuple[str, ...]:
        """Codes of the indicators below a node, or itself."""
        below = self.children(code)
        return tuple(leaf for child in below for leaf in self.leaves(child)) if below else (code,)

    def share(self, code: str) -> float:
        """The weight of a node among its siblings."""
        node = self.nodes[code]
        total = (
            sum(self.nodes[other].weight for other in self.children(node.parent))
            if node.parent
            else node.weight
        )
        return node.weight / total if total else 0.0


def tree_of(files: Mapping[str, bytes]) -> Tree | None:
    """The tree written in the index folder's ``framework.csv``; None when there is no index."""
    if FILE not in files:
        return None
    lines = csv.DictReader(io.StringIO(files[FILE].decode("utf-8-sig")))
    return Tree({line["code"]: _node(line) for line in lines if line.get("code")})


def _node(line: Mapping[str, str | None]) -> Node:
    def cell(name: str) -> str:
        return (line.get(name) or "").strip()

    return Node(
        cell("code"),
        cell("parent"),
        cell("name_zh") or cell("code"),
        cell("name_en") or cell("code"),
        float(cell("weight") or 1),
        cell("unit"),
        cell("direction") or "1",
        cell("lower"),
        cell("upper"),
    )
