"""Everything the product says to people, by language and key; nothing of it stands in code.

Texts live in ``texts/<language>/<room>.yaml`` as nested mappings. A key is ``room.path.to.text``;
``{name}`` places are filled by keyword. Both languages must hold the same keys (a test holds this).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import yaml

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def _flatten(prefix: str, node: object) -> dict[str, str]:
    if not isinstance(node, dict):
        return {prefix: str(node)}
    rows: dict[str, str] = {}
    for key, child in node.items():
        rows |= _flatten(f"{prefix}.{key}", child)
    return rows


@cache
def _rooms(language: Language) -> tuple[str, ...]:
    """Names of the files of a language, ``findings.index`` before ``findings``."""
    found = (path.stem for path in (Path(__file__).parent / language).glob("*.yaml"))
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


@cache
def _room(language: Language, room: str) -> dict[str, str]:
    content = (Path(__file__).parent / language / f"{room}.yaml").read_text("utf-8")
    # The C parser: every command waits for its texts, and the other one takes ten times as long.
    return _flatten(room, cast(dict[str, Any], yaml.load(content, yaml.CSafeLoader) or {}))


@cache
def catalogue(language: Language) -> dict[str, str]:
    """All texts of one language as ``{key: template}``."""
    return {key: words for room in sorted(_rooms(language)) for key, words in _room(language, room).items()}


def text(language: Language, key: str, /, **places: object) -> str:
    """The text of ``key`` in ``language``, its places filled. Only the room it stands in is read.

    Raises ``KeyError`` for an unknown key: a missing text is a fault of the product, not of the user.
    """
    room = next((name for name in _rooms(language) if key.startswith(f"{name}.")), None)
    if room is None:
        raise KeyError(key)
    words = _room(language, room)[key]
    return words.format(**places) if places else words
