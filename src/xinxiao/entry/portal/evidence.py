"""Evidence as pages show it: what was known to the release, in time order, with its source.

Proxies, what speaks of something else, and what lies after the deadline are marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.model.target import Evidence, TaskEvidence, timing


def evidence(request: PageRequest, items: Sequence[Evidence], deadline: str) -> list[dict[str, Any]]:
    """What is known of a target or task by the release's day, from where."""
    w, sources, day = request.words, request.view.programme.sources, request.view.release.as_of
    return [
        {
            "period": w.period(item.period),
            "text": w.say(item.text),
            "value": w.number(item.value, item.unit) if item.value is not None else "",
            "source": w.cited(item.source),
            "grade": getattr(sources.get(item.source), "grade", ""),
            "proxy": item.proxy,
            "beside": isinstance(item, TaskEvidence) and not item.supports and not item.proxy,
            "later": timing(item.period, deadline) == "LATER",
        }
        for item in sorted(items, key=lambda e: e.period)
        if item.source not in sources or sources[item.source].published <= day
    ]
