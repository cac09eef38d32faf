"""The settings of a stage in words: what differs from the defaults, without the brackets of code."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec


def settings(spec: object, name: Callable[[str], str], *without: str) -> str:
    """The fields of a declaration that differ from their defaults; ``name`` says codes, ``without`` is left out."""
    if not isinstance(spec, msgspec.Struct):
        return str(spec)
    told = []
    for field in msgspec.structs.fields(spec):
        value = getattr(spec, field.name)
        usual = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        if field.name not in without and value != usual:
            shown = _plain(value, name)
            told.append(f"{field.name}: {shown}" if shown else field.name)
    return "; ".join(told)


def _plain(value: object, name: Callable[[str], str]) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name(str(key))} ({_plain(own, name)})" for key, own in value.items())
    if isinstance(value, list | tuple):
        return "–".join(_plain(own, name) for own in value)
    return settings(value, name)
