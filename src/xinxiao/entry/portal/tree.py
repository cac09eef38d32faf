"""The framework of the index as pages need it: names, parents, weights and goalposts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xinxiao.index.spec.framework import Framework, Group, Indicator
    from xinxiao.index.spec.index import IndexSpec


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
    """All nodes by code, each before what is below it."""

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


def tree_of(spec: IndexSpec) -> Tree:
    """The tree of an index."""
    framework = spec.framework
    return Tree({code: _node(framework.node(code)) for code in _walk(framework, framework.top)})


def _walk(framework: Framework, code: str) -> list[str]:
    return [code, *(below for child in framework.children_of(code) for below in _walk(framework, child))]


def _node(node: Indicator | Group) -> Node:
    from xinxiao.index.spec.framework import Indicator  # the engine is loaded where there is an index

    leaf = node if isinstance(node, Indicator) else None
    return Node(
        node.code,
        node.parent,
        node.name_zh or node.code,
        node.name_en or node.code,
        node.weight,
        node.unit,
        str(leaf.direction) if leaf else "1",
        _goalpost(leaf.lower if leaf else None),
        _goalpost(leaf.upper if leaf else None),
    )


def _goalpost(value: float | None) -> str:
    return "" if value is None else f"{value:,.10g}".replace("-", "\u2212")
