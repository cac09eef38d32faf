"""Fields of forms that change something: which a route takes, and what is sent held against that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from xinxiao.entry.portal.cookies import TOKEN
from xinxiao.errors import Senseless, Told, told

FieldKind = Literal["line", "lines", "secret", "choice", "many", "texts"]
"""``line``: one line of text, blanks around it dropped; ``lines``: text of several; ``secret``: a line taken as it is and never said
again; ``choice``: one of ``allowed``; ``many``: fields whose names begin with ``name.``, each a line; ``texts``: the same, each of
several lines."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAK = re.compile(r"[\t\n]")
OPEN: frozenset[FieldKind] = frozenset({"many", "texts"})
"""Kinds of which the names are open."""
SHOWN = 40
"""Characters of an unknown field's name that are said."""


@dataclass(frozen=True)
class Field:
    """A field: at most ``most`` characters; one that is not ``needed`` may be empty or left out, and is empty then."""

    name: str
    kind: FieldKind = "line"
    most: int = 200
    needed: bool = True
    allowed: Sequence[str] = ()


def read(fields: Sequence[Field], pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """What was sent, by the names of the fields. Raises :class:`Senseless` for what does not fit; nothing is dropped in silence."""
    known = {field.name: field for field in fields if field.kind not in OPEN}
    open_ = [field for field in fields if field.kind in OPEN]
    found: dict[str, str] = {}
    for name, value in pairs:
        if name == TOKEN:
            continue
        field = known.get(name) or next((f for f in open_ if name.startswith(f"{f.name}.")), None)
        if field is None:
            raise _wrong(told("field_unknown", field=_CONTROL.sub("", name)[:SHOWN]))
        if name in found:
            raise _wrong(told("field_twice", field=name[:SHOWN]))
        found[name] = _value(field, name[:SHOWN], value)
    for field in known.values():
        if not found.setdefault(field.name, "") and field.needed:
            raise _wrong(told("field_missing", field=field.name))
    return found


def _value(field: Field, name: str, value: str) -> str:
    lines = field.kind in ("lines", "texts")
    if lines:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL.search(_BREAK.sub("", value) if lines else value):
        raise _wrong(told("field_control", field=name))
    if len(value) > field.most:
        raise _wrong(told("field_long", field=name, most=field.most))
    if field.kind != "secret":
        value = value.strip()
    if field.kind == "choice" and value and value not in field.allowed:
        raise _wrong(told("field_wrong", field=name, known=", ".join(field.allowed)))
    return value


def _wrong(said: Told) -> Senseless:
    return Senseless(f"{said.name}: {said.values['field']}", said)
