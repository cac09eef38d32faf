"""The header of a message of structures: which message it is, from whom, and of what state of things."""

from __future__ import annotations

from dataclasses import dataclass

from xinxiao.model.text import Text


@dataclass(frozen=True)
class Header:
    """``id`` names the message; ``prepared`` is when what it says was so (ISO 8601, UTC), the day of the release, so that
    the same release always gives the same bytes. ``test``: whether its programme is invented."""

    id: str
    prepared: str
    sender: str
    sender_name: Text
    test: bool = False
