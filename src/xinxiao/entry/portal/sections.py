"""The sections of the portal, and which of them a programme has."""

from __future__ import annotations

from collections.abc import Callable

from xinxiao.entry.portal.release_view import ReleaseView

_SECTIONS: tuple[tuple[str, Callable[[ReleaseView], bool]], ...] = (
    ("targets", lambda view: bool(view.programme.targets)),
    ("tasks", lambda view: bool(view.programme.tasks)),
    ("asks", lambda view: view.programme.asks is not None),
    ("domains", lambda view: view.programme.domains is not None and view.has("domains")),
    ("index", lambda view: bool(view.heads)),
    ("account", lambda view: view.has("account")),
    ("pull", lambda view: view.has("pull")),
    ("areas", lambda view: bool(view.places)),
    ("indicators", lambda view: bool(view.programme.indicators)),
    ("scopes", lambda view: bool(view.programme.scopes)),
    ("data", lambda view: True),
    ("resources", lambda view: bool(view.programme.resources)),
    ("forms", lambda view: bool(view.programme.forms)),
    ("releases", lambda view: True),
    ("methods", lambda view: True),
)
ALWAYS = ("", "about", "calendar", "quality", "search", "ledger", "work")
"""Sections outside the menu, which every programme has."""


def sections(view: ReleaseView) -> tuple[str, ...]:
    """Ids of the sections the programme has, in the order of the menu."""
    return tuple(name for name, there in _SECTIONS if there(view))


def offered(view: ReleaseView, section: str) -> bool:
    """Whether pages of a section exist for this programme."""
    return section in ALWAYS or section in sections(view)
