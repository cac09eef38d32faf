"""How one unit becomes another, as a word by itself: the command line names it at its start, without the tables of the frame."""

from __future__ import annotations

from typing import Literal

SuccessionKind = Literal["merged", "split", "moved", "renamed"]
"""What made one unit another: it became a part of it; a part of it; it went on under another code or name."""
