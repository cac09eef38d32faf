"""The tree of an explanation, as large as a page can carry; what is left out is one step away."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from xinxiao.release.explain import Bundle, Node

MOST = 60
"""Inputs that a page shows."""


def shown(root: Node) -> Mapping[int, int]:
    """How many of its inputs each node shows (by identity of the node), none for a node that is not in it.

    Level by level until ``MOST`` inputs are shown: a node shows all of them or none, but for the root, which
    shows as many as there is room for.
    """
    found = {id(root): min(len(root.inputs), MOST)}
    left = MOST - len(root.inputs)
    waiting: deque[Node | Bundle] = deque(root.inputs if left > 0 else ())
    while waiting:
        node = waiting.popleft()
        if isinstance(node, Bundle) or not node.inputs or len(node.inputs) > left:
            continue
        left -= len(node.inputs)
        found[id(node)] = len(node.inputs)
        waiting.extend(node.inputs)
    return found
