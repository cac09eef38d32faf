"""Codes of a dataflow's columns: which there are, and which rows they choose."""

from __future__ import annotations

from collections.abc import Sequence

from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.entry.portal.steps import Step
from xinxiao.errors import DataFault, NotFound, told
from xinxiao.model import key as keys
from xinxiao.model.structure import Component, Dataflow

FREE = ("FORMULA", "COMMENT")
"""Columns of free words, which no row is chosen by."""
LISTED = 400
"""A dimension with more codes than this is filtered by typing a code, not by choosing from a list."""


def coded(flow: Dataflow) -> tuple[Component, ...]:
    """The columns that rows can be chosen by."""
    return tuple(c for c in flow.components if not c.is_number and c.id not in FREE)


def codes_of(view: ReleaseView, step: Step, column: str) -> Sequence[str]:
    """The codes that a column holds, sorted."""
    return view.rows(step).distinct(column)


def known(view: ReleaseView, step: Step, part: Component) -> Sequence[str]:
    """The codes a column may be asked for: those it holds, and those of its code list."""
    return list(dict.fromkeys([*codes_of(view, step, part.id), *view.programme.codes(part.codelist or "")]))


def key_parts(flow: Dataflow, key: str) -> dict[str, str]:
    """The dimensions a key names. Raises ``NotFound`` when it has another number of places."""
    try:
        return keys.named(flow.dimensions, key)
    except DataFault as fault:
        form = keys.DOT.join(flow.dimensions)
        raise NotFound(key, told("key_form", dataflow=flow.id, key=key, form=form)) from fault
