"""Everything the product says to people, by language and key; nothing of it stands in code.

Texts live in ``texts/<language>/<room>.yaml`` as nested mappings. A key is ``room.path.to.text``;
``{name}`` places are filled by keyword. Both languages must hold the same keys (a test holds this).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

import yaml

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
# the same safe language, read ten times as fast where PyYAML was built with libyaml
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _flatten(prefix: str, node: object) -> dict[str, str]:
    if not isinstance(node, dict):
        return {prefix: str(node)}
    rows: dict[str, str] = {}
    for key, child in node.items():
        rows |= _flatten(f"{prefix}.{key}", child)
    return rows


@cache
def catalogue(language: Language) -> dict[str, str]:
    """All texts of one language as ``{key: template}``."""
    folder = files(__package__) / language
    rows: dict[str, str] = {}
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".yaml"):
            tree = cast(dict[str, Any], yaml.load(entry.read_text("utf-8"), _LOADER) or {})
            rows |= _flatten(entry.name.removesuffix(".yaml"), tree)
    return rows


def text(language: Language, key: str, /, **places: object) -> str:
    """The text of ``key`` in ``language``, its places filled.

    Raises ``KeyError`` for an unknown key: a missing text is a fault of the product, not of the user.
    """
    return catalogue(language)[key].format(**places) if places else catalogue(language)[key]
