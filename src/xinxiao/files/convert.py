"""Values against shapes: the typed noun, or every fault of the value with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any

import msgspec

from xinxiao.files.places import Path, Places
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

MOST_FAULTS = 200
LONGEST_WORD = 100
"""Letters of a word that near ones are looked for: the search takes the square of them."""
_PATH = re.compile(r"\.(\w+)|\[(\d+)\]|\[\.\.\.\]")


def nearest(word: str, known: object) -> str:
    """The known word most like ``word``, or ``-``: the hint of a misspelt code."""
    words = [str(item) for item in known] if isinstance(known, list | tuple | set | frozenset | dict) else []
    close = get_close_matches(word[:LONGEST_WORD], words, n=1, cutoff=0.6)
    return close[0] if close else "-"


def convert(file: str, value: Any, shape: Any, places: Places, base: Path = ()) -> tuple[Any, list[Finding]]:
    """``value`` as ``shape``; (None, all faults) when it does not fit. ``base`` is the value's path in the file."""
    try:
        return msgspec.convert(value, shape), []
    except msgspec.ValidationError as invalid:
        found = list(_faults(file, value, shape, places, base))
        return None, found or [_plain(file, str(invalid), places, base)]


def _plain(file: str, message: str, places: Places, base: Path) -> Finding:
    problem, _, at = message.partition(" - at `")
    path: list[str | int] = []
    for name, index in _PATH.findall(at.strip("`$")):
        path.append(name or int(index or 0))
    return fault(
        file, places.line(file, (*base, *path)), "FIELD_INVALID", field=dotted(path), problem=problem
    )


@cache
def _validator(shape: Any) -> Any:
    from jsonschema import Draft202012Validator, validators

    kinds = Draft202012Validator.TYPE_CHECKER.redefine("array", lambda _, v: isinstance(v, list | tuple))
    extended: Any = validators.extend(Draft202012Validator, type_checker=kinds)  # type: ignore[no-untyped-call]
    return extended(msgspec.json.schema(shape))


def _faults(file: str, value: Any, shape: Any, places: Places, base: Path) -> Iterator[Finding]:
    for count, error in enumerate(_validator(shape).iter_errors(value)):
        if count >= MOST_FAULTS:
            yield fault(file, 0, "FINDINGS_MORE", of="FIELD_*", count="?")
            return
        for leaf in _leaves(error):
            path = (*base, *leaf.absolute_path)
            yield from _told(file, places.line(file, path), path, leaf, places)


def _leaves(error: Any) -> Iterator[Any]:
    """Look through alternatives: of ``X or null`` only what is wrong with X is worth telling, and of alternatives told
    apart by a tag only what is wrong with the one the tag names."""
    if error.validator not in ("anyOf", "oneOf") or not error.context:
        yield error
        return
    tag = error.schema.get("discriminator")
    if tag is not None and isinstance(error.instance, dict):
        yield from _tagged(error, tag)
        return
    deeper = [e for e in error.context if not (e.validator == "type" and e.validator_value == "null")]
    for item in deeper or [error]:
        if item is error:
            yield error
        else:
            yield from _leaves(item)


def _tagged(error: Any, tag: Mapping[str, Any]) -> Iterator[Any]:
    from jsonschema import ValidationError

    name, choices = tag["propertyName"], tag["mapping"]
    path = list(error.absolute_path)
    if name not in error.instance:
        yield ValidationError(
            "", validator="required", path=path, validator_value=[name], instance=error.instance
        )
        return
    given = error.instance[name]
    wanted = choices.get(given) if isinstance(given, str) else None
    if wanted is None:
        yield ValidationError(
            "", validator="enum", path=[*path, name], validator_value=sorted(choices), instance=given
        )
        return
    at = [choice.get("$ref") for choice in error.schema[error.validator]].index(wanted)
    for item in error.context:
        if item.schema_path[0] == at:
            yield from _leaves(item)


def _told(file: str, line: int, path: Path, error: Any, marks: Places) -> Iterator[Finding]:
    name = dotted(path)
    if error.validator == "required":
        for missing in sorted(set(error.validator_value) - set(error.instance)):
            code = "TRANSLATION_MISSING" if missing in ("zh", "en") else "FIELD_MISSING"
            yield fault(file, line, code, field=dotted((*path, missing)), language=missing)
    elif error.validator == "additionalProperties":
        known = sorted(error.schema.get("properties", {}))
        for extra in sorted(set(error.instance) - set(known)):
            at = marks.line(file, (*path, extra))
            yield fault(file, at, "FIELD_UNKNOWN", field=dotted((*path, extra)), hint=nearest(extra, known))
    elif error.validator == "minLength" and path and path[-1] in ("zh", "en"):
        yield fault(file, line, "TRANSLATION_MISSING", field=name, language=path[-1])
    elif error.validator == "type":
        given = _short(error.instance)
        yield fault(file, line, "FIELD_TYPE", field=name, value=given, expected=error.validator_value)
    elif error.validator in ("enum", "const"):
        known = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
        hint = nearest(str(error.instance), known)
        places = {"value": _short(error.instance), "known": ", ".join(map(str, known)), "hint": hint}
        yield fault(file, line, "FIELD_VALUE", field=name, **places)
    elif error.validator == "pattern":
        form = error.validator_value.replace(r"(?!\n)", "")
        places = {"value": _short(error.instance), "pattern": form}
        yield fault(file, line, "FIELD_PATTERN", field=name, **places)
    elif error.validator in _SIZES:
        low, high = _SIZES[error.validator]
        code = "FIELD_LENGTH" if error.validator.endswith("Length") else "FIELD_COUNT"
        allowed = _range(error.schema.get(low), error.schema.get(high), 0)
        size, value = len(error.instance), _short(error.instance)
        yield fault(file, line, code, field=name, value=value, size=size, range=allowed)
    elif error.validator in _ENDS:
        yield fault(
            file, line, "FIELD_LIMIT", field=name, value=_short(error.instance), range=_numbers(error.schema)
        )
    else:
        yield fault(
            file, line, "FIELD_INVALID", field=name, problem=f"{error.validator} {_short(error.instance)}"
        )


_SIZES = {
    f"{end}{what}": (f"min{what}", f"max{what}")
    for what in ("Length", "Items", "Properties")
    for end in ("min", "max")
}
_ENDS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
_UNITS = {"Length": "characters", "Items": "items", "Properties": "entries"}


def allowed(schema: Mapping[str, Any]) -> str:
    """The range that a JSON Schema states for its own value, as the reference writes it; empty for one without."""
    sizes = [
        f"{schema[f'min{what}']} .. {schema[f'max{what}']} {unit}"
        if f"min{what}" in schema
        else f"at most {schema[f'max{what}']} {unit}"
        for what, unit in _UNITS.items()
        if f"max{what}" in schema
    ]
    form = schema.get("pattern", "").replace(r"(?!\n)", "")
    numbers = _numbers(schema)
    return ", ".join([*([numbers] if numbers else []), *sizes, *([f"`{form}`"] if form else [])])


def _numbers(schema: Mapping[str, Any]) -> str:
    low, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    high, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    return _range(low if above is None else f"> {above:g}", high if below is None else f"< {below:g}")


def _range(low: object, high: object, least: object = None) -> str:
    """Ends as ``1 .. 200``; an end that is not itself allowed has its sign before it."""
    ends = [least if low is None else low, high]
    return " .. ".join(f"{end:g}" if isinstance(end, float) else str(end) for end in ends if end is not None)


def dotted(path: Sequence[str | int]) -> str:
    """The place of a field as findings tell it: names and numbers with dots between, each of 60 characters at most."""
    return ".".join(str(part)[:60] for part in path) or "-"


def _short(value: Any) -> str:
    text = f"{type(value).__name__}" if isinstance(value, dict | list) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
