"""What the codes of a dataflow's columns are called."""

from __future__ import annotations

from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.entry.portal.words import Words
from xinxiao.model.structure import Component


def is_source(view: ReleaseView, part: Component) -> bool:
    """Whether a column says where a figure was published."""
    head = view.programme.heads.get(part.codelist or "")
    return head is not None and head.made_of == "sources"


def code_name(w: Words, part: Component, code: str) -> str:
    """The name of a code of a column; nothing for one without a list."""
    if w.view is not None and is_source(w.view, part):
        return w.source(code)
    return w.named(part, code) if part.codelist else ""
