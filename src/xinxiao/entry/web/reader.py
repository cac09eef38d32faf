"""What the portal needs from the house: releases to open, data to hand out, explanations. Nothing else.

``bootstrap.App`` has this shape; tests may hand in another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from xinxiao.model.dataset import Dataset
from xinxiao.model.programme import Programme, Text
from xinxiao.model.release import Entry, Release


class Node(Protocol):
    """One node of the index framework, leaf or group."""

    @property
    def code(self) -> str: ...
    @property
    def parent(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def name_zh(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def weight(self) -> float: ...


class Framework(Protocol):
    """The tree of an index."""

    @property
    def top(self) -> str: ...
    @property
    def nodes(self) -> Mapping[str, Node]: ...


class Opened(Protocol):
    """One sealed release, read with its own programme and texts."""

    @property
    def release(self) -> Release: ...
    @property
    def programme(self) -> Programme: ...
    @property
    def framework(self) -> Framework | None: ...
    @property
    def prose(self) -> Mapping[str, str]:
        """Markdown by path, e.g. ``texts/zh/about.md``."""
        ...

    def dataset(self, name: str) -> Dataset:
        """The sealed dataset of one dataflow."""
        ...


class Input(Protocol):
    """One input of an explained observation."""

    @property
    def role(self) -> str: ...
    @property
    def weight(self) -> float | None: ...


class Change(Protocol):
    """One observation that differs between two releases; ``kind`` is ADDED, REMOVED or REVISED."""

    @property
    def dataflow(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def before(self) -> float | None: ...
    @property
    def after(self) -> float | None: ...
    @property
    def reason(self) -> Text | None: ...


class Reader(Protocol):
    """The house as the portal sees it."""

    def releases(self) -> Sequence[Entry]:
        """All sealed releases, oldest first."""
        ...

    def open(self, release: str | None) -> Opened:
        """The release of this id, or the latest. Raises ``NotFound``."""
        ...

    def explain(self, release: str, dataflow: str, key: str) -> Mapping[str, Any]:
        """The tree of one observation: see :mod:`xinxiao.entry.web.pages.explain`. Raises ``NotFound``."""
        ...

    def export(self, release: str, dataflow: str, where: Mapping[str, str], form: str) -> bytes:
        """A dataflow, or a part of it, as ``csv``, ``json``, ``parquet`` or ``xlsx``."""
        ...

    def changes(self, before: str, after: str) -> Sequence[Change]:
        """What differs between two releases."""
        ...
