"""Explanations as files for programs."""

from __future__ import annotations

import msgspec

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.data.codes import key_parts
from xinxiao.entry.portal.page_request import RELEASE
from xinxiao.entry.portal.route import Visit
from xinxiao.release.explain import Bundle, Node, as_tree
from xinxiao.uses.explain import explain


def sources_in(node: Node | Bundle) -> set[str]:
    """Codes of the sources that the figures of a tree come from."""
    if isinstance(node, Bundle):
        return set()
    own = node.observation.get("SOURCE")
    return set().union([str(own)] if own else [], *map(sources_in, node.inputs))


def explained(visit: Visit) -> Answer:
    """Formula and inputs of an observation, back to figures with their sources. Raises ``NotFound``."""
    view = visit.site.views.view(visit.query.get(RELEASE))
    flow = view.flow(view.step(visit.args["flow"]))
    where = key_parts(flow, visit.args["key"])
    found = explain(visit.call, flow.id, where, view.id)
    told = {"release": found.release, "chosen": dict(found.chosen), "root": as_tree(found.root)}
    known = view.programme.sources
    told["sources"] = {c: msgspec.to_builtins(known[c]) for c in sorted(sources_in(found.root)) if c in known}
    return answer.as_json(told)
