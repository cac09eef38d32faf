"""Translations: both languages are there, each in its own script, and both folders of texts hold the same files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from xinxiao.files.places import Path
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.text import Text
from xinxiao.programme.checks.known import Known

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORDS = re.compile(r"[A-Za-z]{4,}.*[A-Za-z]{4,}.*[A-Za-z]{4,}", re.DOTALL)
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|\([^)]*\)|（[^）]*）|‘[^’]*’")


def texts(known: Known) -> Iterator[Finding]:
    """Every inline text: Chinese without a Chinese character, English with one outside quotation or brackets."""
    programme = known.programme
    for kind in ("sources", "scopes", "indicators", "targets", "tasks", "lights"):
        nouns = getattr(programme, kind)
        for noun in nouns.values() if isinstance(nouns, dict) else nouns:
            yield from _noun(known, *_base(known, kind, str(noun.id)), noun)
    for name in ("file", "account", "pull"):
        noun = getattr(programme, name)
        if noun is not None:
            yield from _noun(known, "programme.yaml" if name == "file" else f"{name}.yaml", (), noun)
    for codes in programme.codelists.values():
        for code in codes.codes:
            yield from _noun(known, *_base(known, codes.id, code.id), code)


def _base(known: Known, kind: str, noun: str) -> tuple[str, Path]:
    return known.loaded.places.nouns.get((kind, noun), (f"{kind}.yaml", ()))


def _noun(known: Known, file: str, base: Path, noun: Any) -> Iterator[Finding]:
    for path, text in _walk(noun, base):
        if not _HAN.search(text.zh) and _WORDS.search(text.zh):
            place = known.line(file, *path, "zh")
            yield fault(*place, "TRANSLATION_SCRIPT", language="zh", text=text.zh[:40])
        if _HAN.search(_QUOTED.sub("", text.en)):
            place = known.line(file, *path, "en")
            yield fault(*place, "TRANSLATION_SCRIPT", language="en", text=text.en[:40])


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Text]]:
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _walk(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _walk(item, (*path, i))


def folders(known: Known) -> Iterator[Finding]:
    """Files of one language without their counterpart; files without a word."""
    zh, en = (known.loaded.texts.get(language, {}) for language in ("zh", "en"))
    for language, missing in (("zh", sorted(set(en) - set(zh))), ("en", sorted(set(zh) - set(en)))):
        for name in missing:
            other = f"texts/{'en' if language == 'zh' else 'zh'}/{name}.md"
            yield fault(f"texts/{language}/{name}.md", 0, "TRANSLATION_FILE", language=language, other=other)
    for language, files in known.loaded.texts.items():
        for name, markdown in sorted(files.items()):
            if not markdown.strip():
                yield fault(f"texts/{language}/{name}.md", 1, "FILE_EMPTY")
