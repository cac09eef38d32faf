"""Explanations as files for programs."""

from __future__ import annotations

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.data.codes import key_parts
from xinxiao.entry.portal.page_request import RELEASE
from xinxiao.entry.portal.route import Visit
from xinxiao.release.explain import as_tree
from xinxiao.uses.explain import explain


def explained(visit: Visit) -> Answer:
    """Formula and inputs of an observation, back to figures with their source. Raises ``NotFound``."""
    view = visit.site.views.view(visit.query.get(RELEASE))
    flow = view.flow(view.step(visit.args["flow"]))
    where = key_parts(flow, visit.args["key"])
    found = explain(visit.call, flow.id, where, view.id)
    told = {"release": found.release, "chosen": dict(found.chosen), "root": as_tree(found.root)}
    return answer.as_json(told)
