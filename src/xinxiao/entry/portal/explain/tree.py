"""The tree of an explanation, as large as a page can carry; what is left out is one step away."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from xinxiao.release.explain import Bundle, Node

MOST = 60
"""Inputs that a page shows."""
FEW = 15
"""Inputs that any node but the root shows at the most."""


def shown(root: Node) -> Mapping[int, int]:
    """How many of its inputs each node shows, the first ones, by the node's identity; none for one not in it.

    Level by level, until ``MOST`` inputs are shown.
    """
    found = {id(root): min(len(root.inputs), MOST)}
    left = MOST - found[id(root)]
    waiting: deque[Node | Bundle] = deque(root.inputs[: found[id(root)]])
    while waiting and left:
        node = waiting.popleft()
        if isinstance(node, Bundle) or not node.inputs:
            continue
        count = min(len(node.inputs), left, FEW)
        left -= count
        found[id(node)] = count
        waiting.extend(node.inputs[:count])
    return found
