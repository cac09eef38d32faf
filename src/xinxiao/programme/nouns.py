"""The nouns of a programme as one file: what a release seals beside the programme's files, so that it opens at once.

They follow from the files alone and say nothing more; ``verify`` makes them again. A version that cannot read the nouns of
an older one reads its files.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from xinxiao.files.decode import decode
from xinxiao.index.spec.index import IndexSpec
from xinxiao.model.programme import Programme

LANGUAGES = ("zh", "en")


class Nouns(msgspec.Struct, frozen=True, kw_only=True):
    """A programme and its indices by id, parsed."""

    programme: Programme
    indices: dict[str, IndexSpec]


# made at import: two threads that meet a type for the first time at once make msgspec crash
_NOUNS = msgspec.json.Decoder(Nouns)


def encode(programme: Programme, indices: Mapping[str, IndexSpec]) -> bytes:
    """The nouns as JSON, the same bytes for the same nouns."""
    meanings = {unit: programme.meaning(unit) for unit in programme.units}
    whole = msgspec.structs.replace(programme, meanings=meanings)
    return msgspec.json.encode(Nouns(programme=whole, indices=dict(indices)), order="deterministic")


def decoded(content: bytes) -> Nouns | None:
    """The nouns; None when this version's have another shape."""
    try:
        return _NOUNS.decode(content)
    except msgspec.ValidationError:
        return None


def texts_of(files: Mapping[str, bytes]) -> dict[str, dict[str, str]]:
    """Markdown by language and name (without its ending), of those files of a programme that are such texts."""
    texts: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for path, content in files.items():
        folder, _, name = path.removeprefix("texts/").partition("/")
        if is_text(path):
            markdown, _ = decode(path, content)
            if markdown is not None:
                texts[folder][name.removesuffix(".md")] = markdown.replace("\r\n", "\n")
    return texts


def is_text(path: str) -> bool:
    """Whether a file of a programme is prose for readers: ``texts/zh/about.md``."""
    folder, _, name = path.removeprefix("texts/").partition("/")
    return path.startswith("texts/") and folder in LANGUAGES and name.endswith(".md")
