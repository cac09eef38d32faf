"""What stands by itself: a file that is given away, runs on any Python without xinxiao, and imports nothing of it."""

from __future__ import annotations

from pathlib import Path

NAME = "verify_draw.py"


def program() -> bytes:
    """The stand-alone verifier of draws."""
    return (Path(__file__).parent / NAME).read_bytes()
