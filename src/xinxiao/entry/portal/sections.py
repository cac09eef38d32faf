"""The sections of the portal, and which of them a programme has."""

from __future__ import annotations

from collections.abc import Callable

from xinxiao.entry.portal.book import Book

_SECTIONS: tuple[tuple[str, Callable[[Book], bool]], ...] = (
    ("targets", lambda b: bool(b.programme.targets)),
    ("tasks", lambda b: bool(b.programme.tasks)),
    ("index", lambda b: b.has("IC_INDEX") and b.tree is not None),
    ("account", lambda b: b.has("IC_ACCOUNT")),
    ("pull", lambda b: b.has("IC_PULL")),
    ("areas", lambda b: bool(b.places)),
    ("indicators", lambda b: bool(b.programme.indicators)),
    ("scopes", lambda b: bool(b.programme.scopes)),
    ("data", lambda b: True),
    ("releases", lambda b: True),
    ("methods", lambda b: True),
)


def sections(book: Book) -> tuple[str, ...]:
    """Ids of the sections the programme has, in the order of the menu."""
    return tuple(name for name, there in _SECTIONS if there(book))


def offered(book: Book, section: str) -> bool:
    """Whether pages of a section exist for this programme."""
    return section in {"", "about", "search", *sections(book)}
