"""XML as text: escaped elements, and only characters that a document may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

_UNSAID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML document may hold, however they are written (XML 1.0, section 2.2)."""


def said(words: str) -> str:
    """A text as content of an element; what no document may hold becomes the replacement character."""
    return escape(_UNSAID.sub("\ufffd", words))


def element(tag: str, attributes: Mapping[str, str], *children: str) -> str:
    """One element. Children are markup."""
    pairs = "".join(
        f" {name}={quoteattr(_UNSAID.sub(chr(0xFFFD), value))}" for name, value in attributes.items()
    )
    return f"<{tag}{pairs}>{''.join(children)}</{tag}>" if children else f"<{tag}{pairs}/>"
