"""Parameters of routes: how they are declared, and how what is given is held against that.

Nothing given is dropped or replaced in silence: what does not fit is said, with what would. ``parse`` needs no
release and comes first, so that nothing undeclared reaches a cache key; ``check`` holds values against a release.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches

from xinxiao.entry.portal.page_request import RELEASE, PageRequest, Parameter
from xinxiao.entry.portal.query import Query, query_of
from xinxiao.errors import WrongRequest, told
from xinxiao.errors.names import Name
from xinxiao.files.decode import CONTROL

SHOWN = 80
"""Characters of a wrong value that are said."""
LISTED = 24
"""With more allowed values than this, only near ones are said."""
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_CODE = re.compile(r"[A-Za-z0-9_-]+")
_COUNT = re.compile(r"[1-9][0-9]{0,8}")
_CONTROL = re.compile(f"[\t\n\r]|{CONTROL.pattern}")  # a value is one line
_OPEN = {"columns": NAME, "filters": NAME, "components": re.compile(r"c\[[A-Za-z][A-Za-z0-9_-]{0,79}\]")}
"""Kinds that stand for parameters named by a dataflow's columns, and how those are named."""
Default = Callable[[PageRequest], str]


def choice(
    name: str, allowed: Callable[[PageRequest], Sequence[str]], default: Default | None = None
) -> Parameter:
    """A parameter with a known list of values; without ``default`` it may be left out."""
    return Parameter(name, "choice", allowed, default)


def text(name: str, most: int = 100) -> Parameter:
    """Free words of at most ``most`` characters."""
    return Parameter(name, "text", most=most)


def count(name: str, most: int) -> Parameter:
    """A number from 1 to ``most``; 1 when not given."""
    return Parameter(name, "count", default=lambda request: "1", most=most)


def code(name: str, most: int = 64) -> Parameter:
    """An identifier."""
    return Parameter(name, "code", most=most)


FILTERS = Parameter("DIMENSION", "filters")
"""One code of each dimension of the dataflow that the address names."""
COLUMNS = Parameter("COLUMN", "columns", most=4_000)
"""Codes of each coded column of the dataflow that the address names: repeated, or joined by commas."""
COMPONENTS = Parameter("c[COMPONENT]", "components", most=8_000)
"""A condition on each component of a dataflow, as SDMX writes it."""
OF_RELEASE = Parameter(RELEASE, "code", most=80)
"""The release asked for, by its id or the beginning of it; the last one when not given."""


def parse(parameters: Sequence[Parameter], pairs: Iterable[tuple[str, str]]) -> Query:
    """What is given, in canonical form. Raises :class:`WrongRequest` for what the route cannot take."""
    declared = {parameter.name: parameter for parameter in parameters if parameter.kind not in _OPEN}
    open_ = next((parameter for parameter in parameters if parameter.kind in _OPEN), None)
    found: list[tuple[str, str]] = []
    seen: set[str] = set()
    for name, value in pairs:
        parameter = declared.get(name) or (open_ if open_ and _OPEN[open_.kind].fullmatch(name) else None)
        if parameter is None:
            known = ", ".join(p.name for p in parameters)
            if not known:
                raise wrong("parameter_none", name, value)
            raise wrong("parameter_unknown", name, value, known=known)
        if name in seen and parameter.kind != "columns":
            raise wrong("parameter_twice", name, value)
        seen.add(name)
        found += [(name, part) for part in _values(parameter, name, value) if part]
    return query_of(found)


def _values(parameter: Parameter, name: str, value: str) -> list[str]:
    """The values one pair gives, their form checked."""
    if _CONTROL.search(value):
        raise wrong("parameter_control", name, value)
    if len(value) > parameter.most and parameter.kind != "count":
        raise wrong("parameter_long", name, value, size=len(value), most=parameter.most)
    values = value.split(",") if parameter.kind == "columns" else [value.strip()]
    needed = parameter.default is not None or parameter.kind in ("columns", "code", "components")
    if not all(values) and needed:
        raise wrong("parameter_empty", name, value)
    if parameter.kind == "count" and not (_COUNT.fullmatch(value) and int(value) <= parameter.most):
        raise wrong("parameter_count", name, value, most=parameter.most)
    if parameter.kind == "code" and not _CODE.fullmatch(value):
        raise wrong("parameter_code", name, value)
    return values


def check(request: PageRequest) -> None:
    """Hold every given value against what the release allows. Raises :class:`WrongRequest`."""
    for parameter in request.parameters:
        given = request.query.get(parameter.name)
        if given and parameter.allowed is not None:
            one_of(parameter.name, given, request.allowed(parameter.name))


def one_of(name: str, value: str, allowed: Sequence[str]) -> None:
    """Raises :class:`WrongRequest` when ``value`` is none of ``allowed``."""
    if value in allowed:
        return
    if len(allowed) <= LISTED:
        raise wrong("parameter_value", name, value, known=", ".join(allowed))
    near = get_close_matches(value[:SHOWN], allowed, 6, 0.4) or allowed[:6]
    raise wrong("parameter_values", name, value, known=", ".join(near), count=len(allowed))


def wrong(text: Name, name: str, value: str, **places: str | int) -> WrongRequest:
    """The error that says what is wrong with a parameter; ``name`` and ``value`` are cut to what can be read."""
    name, value = visible(name), visible(value)
    said = told(text, parameter=name, value=value, **places)
    return WrongRequest(f"{name}={value}", said, parameter=name)


def visible(text: str) -> str:
    """A text as it can be shown: control characters as their numbers, and not too long."""
    cut = text[:SHOWN] + ("…" if len(text) > SHOWN else "")
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", cut)
