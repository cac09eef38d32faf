"""The tree of an explanation, as large as a page can carry; what is left out is one step away on its own page."""

from __future__ import annotations

from collections import deque

from xinxiao.release.explain import Bundle, Node

MOST = 60
"""Inputs that a page shows."""


def opened(root: Node) -> frozenset[int]:
    """Which nodes show their inputs (by identity): level by level, until so many are shown.

    The root always shows its own.
    """
    shown, left = set[int](), MOST
    waiting: deque[Node | Bundle] = deque([root])
    while waiting:
        node = waiting.popleft()
        inputs = () if isinstance(node, Bundle) else node.inputs
        if not inputs or (len(inputs) > left and node is not root):
            continue
        left -= len(inputs)
        shown.add(id(node))
        waiting.extend(inputs)
    return frozenset(shown)
