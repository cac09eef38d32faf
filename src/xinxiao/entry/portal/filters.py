"""Filters: the form above a page, made of the parameters its route declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.parameters import FILTERS


@dataclass(frozen=True)
class Filter:
    """One field: a list of ``options`` (code, words), or a line to type in without them.

    ``blank`` are the words for choosing none; empty where something is always chosen.
    """

    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...] | None = None
    blank: str = ""
    longest: int = FILTERS.most


def chosen(
    request: PageRequest, name: str, label: str, word: Callable[[str], str], blank: str = ""
) -> Filter:
    """A list of what the parameter may be, each said by ``word``."""
    options = tuple((code, word(code)) for code in request.allowed(name))
    return Filter(name, label, request.get(name), options, blank)


def typed(request: PageRequest, name: str, label: str) -> Filter:
    """A line to type in, of as many characters as the parameter takes."""
    return Filter(name, label, request.get(name), longest=request.longest(name))
