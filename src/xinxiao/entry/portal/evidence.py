"""Evidence as pages show it: in time order, with its source; proxies are marked."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.model.target import Evidence


def evidence(request: PageRequest, items: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    """What is known of a target or task, from where."""
    w, sources = request.words, request.view.programme.sources
    return [
        {
            "period": w.period(item.period),
            "text": w.say(item.text),
            "value": w.number(item.value, item.unit) if item.value is not None else "",
            "source": w.source(item.source),
            "grade": getattr(sources.get(item.source), "grade", ""),
            "proxy": item.proxy,
        }
        for item in sorted(items, key=lambda e: e.period)
    ]
