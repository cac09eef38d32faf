"""The framework: the tree from indicators to the index, with what each node means.

Handbook step 1. Up to ``MOST_LEVELS`` levels; a group's children may be indicators, groups, or both. The order of
``Framework.indicators`` is the order of the columns of every value array.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Literal

import msgspec

from xinxiao.errors import DataFault, NotFound
from xinxiao.index.spec.method import AggregationSpec
from xinxiao.model.ranges import MOST_LEVELS, Level, Line, Many, Number, Weight, Word


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """A leaf of the tree. ``direction`` +1: more is better; -1: less is better. ``lower``/``upper``: fixed
    goalposts in the unit of the treated data. ``group`` is a free label (a theme across the tree)."""

    code: Word
    parent: Word = ""
    level: Level = 1
    name_zh: Line = ""
    name_en: Line = ""
    unit: Word = ""
    direction: Literal[1, -1] = 1
    source: Word = ""
    scope: Word = ""
    denominator: Word = ""
    weight: Weight = 1.0
    lower: Number | None = None
    upper: Number | None = None
    target: Number | None = None
    group: Word = ""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """An aggregate: a pillar, a sub-index or the index itself. ``parent`` is empty at the top.
    ``aggregation`` None: the default of the method."""

    code: Word
    parent: Word = ""
    level: Level = 2
    name_zh: Line = ""
    name_en: Line = ""
    unit: Word = ""
    weight: Weight = 1.0
    children: Many[Word] = ()
    aggregation: AggregationSpec | None = None


Node = Indicator | Group


class Framework(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The whole tree. ``groups`` are in bottom-up order: every group after all of its children.

    Build it with :func:`framework_of`, which orders and checks; the constructor trusts its arguments.
    """

    indicators: tuple[Indicator, ...]
    groups: tuple[Group, ...]

    @cached_property
    def indicator_codes(self) -> tuple[str, ...]:
        """Codes of the columns, length K."""
        return tuple(i.code for i in self.indicators)

    @cached_property
    def group_codes(self) -> tuple[str, ...]:
        """Codes of the groups bottom-up, length G."""
        return tuple(g.code for g in self.groups)

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes: indicators, then groups bottom-up."""
        return self.indicator_codes + self.group_codes

    @property
    def levels(self) -> int:
        """Number of levels, indicators included."""
        return max((g.level for g in self.groups), default=1)

    @property
    def top(self) -> str:
        """Code of the index: the group without a parent."""
        return self.groups[-1].code if self.groups else ""

    @cached_property
    def every(self) -> tuple[Node, ...]:
        """All nodes: indicators, then groups bottom-up."""
        return (*self.indicators, *self.groups)

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Every node by code."""
        return {n.code: n for n in self.every}

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Place of each code in :attr:`codes`: < K for an indicator, K + g for a group."""
        return {code: i for i, code in enumerate(self.codes)}

    def node(self, code: str) -> Node:
        """The indicator or group with this code; raises NotFound naming the codes there are."""
        found = self.nodes.get(code)
        if found is None:
            raise NotFound(f"no node {code!r} in the framework", hint=f"codes: {', '.join(self.codes)}")
        return found

    def children_of(self, code: str) -> tuple[str, ...]:
        """Codes of the direct children; empty for an indicator."""
        node = self.node(code)
        return node.children if isinstance(node, Group) else ()

    def weight_of(self, code: str) -> float:
        """The weight given in the framework, relative to the siblings."""
        return self.node(code).weight

    def leaves_of(self, code: str) -> tuple[str, ...]:
        """Codes of the indicators below (or the indicator itself), in column order."""
        if not isinstance(self.node(code), Group):
            return (code,)
        below = [leaf for child in self.children_of(code) for leaf in self.leaves_of(child)]
        return tuple(sorted(below, key=lambda leaf: self.position[leaf]))

    def at_level(self, level: int) -> tuple[str, ...]:
        """Codes of the nodes at a level (1 = indicators), in order."""
        return tuple(n.code for n in self.every if n.level == level)

    def ancestor_at(self, code: str, level: int) -> str:
        """The ancestor of a node at a level; '' where a branch skips that level."""
        node = self.node(code)
        while node.level < level and node.parent:
            node = self.node(node.parent)
        return node.code if node.level == level else ""

    def with_aggregations(
        self, by_level: Mapping[int, AggregationSpec], by_group: Mapping[str, AggregationSpec]
    ) -> Framework:
        """A copy in which groups carry these choices; a group's own beats its level's."""

        def choose(group: Group) -> Group:
            spec = by_group.get(group.code, by_level.get(group.level, group.aggregation))
            return msgspec.structs.replace(group, aggregation=spec)

        return Framework(indicators=self.indicators, groups=tuple(choose(g) for g in self.groups))

    def with_weights(self, weights: Mapping[str, float]) -> Framework:
        """A copy with the weights of the given codes replaced."""
        replace = msgspec.structs.replace
        return Framework(
            indicators=tuple(replace(i, weight=weights.get(i.code, i.weight)) for i in self.indicators),
            groups=tuple(replace(g, weight=weights.get(g.code, g.weight)) for g in self.groups),
        )

    def without(self, codes: Iterable[str]) -> Framework:
        """A copy without these nodes and everything below them; a group left childless goes too.

        Raises NotFound for an unknown code, DataFault when nothing would remain.
        """
        gone = {leaf for code in codes for leaf in self.leaves_of(self.node(code).code)}
        indicators = [i for i in self.indicators if i.code not in gone]
        kept = {i.code for i in indicators}
        groups = []
        for group in self.groups:
            children = tuple(c for c in group.children if c in kept)
            if children:
                kept.add(group.code)
                groups.append(msgspec.structs.replace(group, children=children))
        if not indicators:
            raise DataFault("removing these elements leaves no indicator", hint="keep at least one")
        return Framework(indicators=tuple(indicators), groups=tuple(groups))


def framework_of(indicators: Sequence[Indicator], groups: Sequence[Group]) -> Framework:
    """Order a tree bottom-up, fill in children and levels, and check that it is one.

    Levels are computed: a group stands one above its highest child (a larger stated level is kept).
    Raises DataFault naming every fault of :func:`faults_of`.
    """
    faults = faults_of(indicators, groups)
    if faults:
        listed = "; ".join(f"{subject or '-'}: {code}" for subject, code in faults)
        raise DataFault(f"the framework is not a tree: {listed}", hint="fix the parents")
    children: dict[str, list[str]] = {g.code: [] for g in groups}
    nodes: tuple[Node, ...] = (*indicators, *groups)
    for node in nodes:
        if node.parent:
            children[node.parent].append(node.code)
    by_code = {g.code: g for g in groups}
    levels: dict[str, int] = {i.code: 1 for i in indicators}

    def level(code: str) -> int:  # as deep as the tree, which faults_of bounds
        if code not in levels:
            own = by_code[code]
            levels[code] = max(max(level(child) for child in children[code]) + 1, own.level)
        return levels[code]

    ready = [
        msgspec.structs.replace(g, level=level(g.code), children=tuple(children[g.code])) for g in groups
    ]
    ready.sort(key=lambda g: g.level)
    plain = tuple(msgspec.structs.replace(i, level=1) for i in indicators)
    return Framework(indicators=plain, groups=tuple(ready))


def faults_of(indicators: Sequence[Indicator], groups: Sequence[Group]) -> list[tuple[str, str]]:
    """(code of the node, fault) for every fault of a would-be tree, in file order.

    Faults are codes of findings: ``index.framework_duplicate``, ``_parent_unknown``, ``_parent_is_indicator``,
    ``_orphan``, ``_cycle``, ``_deep``, ``_childless``, ``_top``, ``_empty``, and ``WEIGHT_NEGATIVE`` for a weight that
    is negative or no number.
    """
    nodes: tuple[Node, ...] = (*indicators, *groups)
    if not indicators:
        return [("", "index.framework_empty")]
    faults: list[tuple[str, str]] = []
    seen: set[str] = set()
    for node in nodes:
        if node.code in seen:
            faults.append((node.code, "index.framework_duplicate"))
        seen.add(node.code)
        if not 0.0 <= node.weight < math.inf:
            faults.append((node.code, "WEIGHT_NEGATIVE"))
    parents = {g.code: g.parent for g in groups}
    leaves = {i.code for i in indicators}
    faults += [(n.code, fault) for n in nodes if (fault := _parent_fault(n, parents, leaves))]
    used = {n.parent for n in nodes}
    faults += [(g.code, "index.framework_childless") for g in groups if g.code not in used]
    tops = [g.code for g in groups if not g.parent]
    if len(tops) != 1 and groups:
        faults.append((", ".join(tops), "index.framework_top"))
    return faults


def _parent_fault(node: Node, parents: Mapping[str, str], leaves: set[str]) -> str:
    if isinstance(node, Group) and node.level > MOST_LEVELS:
        return "index.framework_deep"
    if not node.parent:
        return "index.framework_orphan" if isinstance(node, Indicator) and parents else ""
    if node.parent in leaves:
        return "index.framework_parent_is_indicator"
    if node.parent not in parents:
        return "index.framework_parent_unknown"
    path, at = {node.code}, node.parent
    while at:
        if at in path:
            return "index.framework_cycle"
        path.add(at)
        if len(path) > MOST_LEVELS:
            return "index.framework_deep"
        at = parents.get(at, "")
    return ""
