"""Responsible bodies: as listed then, and who carries on their duties today."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.model.codelist import Code

LIST = "CL_BODY"


def body(request: PageRequest, code: str) -> dict[str, Any]:
    """A responsible body of then, and what it has become."""
    w = request.words
    found = request.view.codes.get((LIST, code))
    return {
        "id": code,
        "name": w.code(LIST, code),
        "now": [w.say(c.name) for c in heirs(request, found)] if found else [],
        "note": w.say(found.note) if found and found.note else "",
        "until": w.period(found.valid_to) if found and found.valid_to else "",
        "href": request.url("tasks", body=code),
    }


def heirs(request: PageRequest, code: Code, depth: int = 5) -> list[Code]:
    """The bodies that carry on the duties today; none when the body itself still exists."""
    out: dict[str, Code] = {}
    for name in code.successors if depth else ():
        heir = request.view.codes.get((LIST, name))
        if heir is not None:
            for last in heirs(request, heir, depth - 1) or [heir]:
                out[last.id] = last
    return list(out.values())
