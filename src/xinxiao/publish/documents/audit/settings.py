"""The settings of a stage in the reader's words: what differs from the defaults, without the brackets of code."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from xinxiao.publish.documents.voice import Voice


def settings(spec: msgspec.Struct, voice: Voice, *without: str) -> str:
    """The fields of a declaration that differ from their defaults; ``without`` names fields that are left out."""
    return voice.say("word.then").join(_fields(spec, voice, without))


def word(value: object, voice: Voice) -> str:
    """A setting's word for readers: of the room's texts, else the name of a node, else as it is written."""
    plain = str(value).lower() if isinstance(value, bool) or value is None else str(value)
    return voice.known(f"setting.{plain}") or voice.names.nodes.get(plain, plain.replace("_", " "))


def _fields(spec: msgspec.Struct, voice: Voice, without: tuple[str, ...] = ()) -> list[str]:
    told = []
    for field in msgspec.structs.fields(spec):
        value = getattr(spec, field.name)
        usual = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        if field.name not in without and value != usual:
            shown = _value(value, voice)
            name = word(field.name, voice)
            told.append(voice.say("word.pair", name=name, value=shown) if shown else name)
    return told


def _value(value: object, voice: Voice) -> str:
    if isinstance(value, msgspec.Struct):
        return voice.say("word.and").join(_fields(value, voice))
    if isinstance(value, Mapping):
        return voice.join(_grouped(value, voice))
    if isinstance(value, list | tuple):
        numbers = all(isinstance(own, int | float) for own in value)
        words = [_value(own, voice) for own in value]
        return voice.span(*words) if numbers and len(words) == 2 else voice.join(words)
    return f"{value:g}" if isinstance(value, float) else word(value, voice)


def _grouped(value: Mapping[object, object], voice: Voice) -> list[str]:
    """``a, b (method: log)``: keys that are set alike are told together."""
    alike: dict[str, list[str]] = {}
    for key, own in value.items():
        name = voice.names.nodes.get(str(key)) or word(key, voice)
        alike.setdefault(_value(own, voice), []).append(name)
    return [voice.say("word.with", name=voice.join(names), value=own) for own, names in alike.items()]
