"""The words of SDMX REST: ids, versions, keys, conditions, moments, numbers; what is none of them is said.

Each function takes a text of an address and gives a noun of ``model/selection.py``, or raises :class:`WrongRequest`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from xinxiao.entry.portal.parameters import visible, wrong
from xinxiao.errors import WrongRequest, told
from xinxiao.model import key as dotted
from xinxiao.model.selection import EVERY, OPERATORS, Condition, Key, Operator, Sort, Test
from xinxiao.model.version_query import VersionQuery, version_query

AGENCY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)*")
ID = re.compile(r"[A-Za-z0-9_@$-]+")
COMPONENT = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
MOST_KEYS = 1_000
"""Keys of one question."""
MOST_VALUES = 1_000
"""Values of one component in one question."""
MOST_COUNT = 1_000_000_000
"""The largest number a parameter may have."""
EXAMPLE = "A.*.B"
_CODE = re.compile(r"[A-Za-z0-9_@$-]+")
_NUMBER = re.compile(r"[0-9]{1,10}")
T = TypeVar("T")


def part_wrong(part: str, value: str, known: str = "") -> WrongRequest:
    """A part of the path that cannot be."""
    return WrongRequest(
        f"{part}={visible(value)}", told("sdmx_part", part=part, value=visible(value), known=known)
    )


def ids(part: str, text: str, form: re.Pattern[str] = ID, joint: str = ",") -> tuple[str, ...]:
    """A list of ids, joined by a comma, in REST 1.5 by ``+``; none for any."""
    found = tuple(dict.fromkeys(text.split(joint)))
    if EVERY in found or text == "":
        return ()
    for value in found:
        if len(value) > 80 or not form.fullmatch(value):
            raise part_wrong(part, value, "A-Z a-z 0-9 _ - @ $")
    return _few(part, found)


def versions(text: str) -> tuple[VersionQuery, ...]:
    """A list of versions; none for any."""
    if text in ("", EVERY):
        return ()
    found = []
    for value in _few("version", text.split(",")):
        query = version_query(value)
        if query is None:
            raise WrongRequest(
                f"version={visible(value)}", told("sdmx_version", value=visible(value) or "(…)")
            )
        found.append(query)
    return tuple(found)


def keys(text: str) -> tuple[Key, ...]:
    """Keys of REST 2.2: places joined by dots, keys by commas, ``*`` or nothing for all; none for any key."""
    if text in ("", EVERY):
        return ()
    found = tuple(dict.fromkeys(text.split(",")))
    if len(found) > MOST_KEYS:
        raise WrongRequest("key", told("sdmx_many", parameter="key", count=len(found), most=MOST_KEYS))
    read = tuple(tuple(_codes(place, text, ()) for place in dotted.split(key)) for key in found if key)
    if len(read) < len(found):
        raise _key(text)
    return () if any(not any(key) for key in read) else read


def key_of_places(text: str) -> tuple[Key, ...]:
    """The key of REST 1.5: places joined by dots, codes of one by ``+``, nothing or ``*`` for all; ``all`` for any."""
    if text in ("", "all", EVERY):
        return ()
    return (tuple(_codes(place, text, ("+",)) for place in dotted.split(text)),)


def _codes(place: str, key: str, joints: tuple[str, ...]) -> tuple[str, ...]:
    if place in ("", EVERY):
        return ()
    codes = place.split(joints[0]) if joints else [place]
    if not all(_CODE.fullmatch(code) for code in codes):
        raise _key(key)
    if len(codes) > MOST_VALUES:
        raise WrongRequest("key", told("sdmx_many", parameter="key", count=len(codes), most=MOST_VALUES))
    return tuple(dict.fromkeys(codes))


def _key(text: str) -> WrongRequest:
    return WrongRequest(f"key={visible(text)}", told("sdmx_key", value=visible(text), example=EXAMPLE))


def condition(component: str, text: str) -> Condition:
    """A condition of REST 2.2: ``ge:2020-01+le:2020-12,2022``; ``+`` binds closer than the comma."""
    alternatives = text.split(",")
    found = tuple(tuple(_test(component, one) for one in every.split("+")) for every in alternatives)
    count = sum(map(len, found))
    if count > MOST_VALUES:
        name = f"c[{component}]"
        raise WrongRequest(name, told("sdmx_many", parameter=name, count=count, most=MOST_VALUES))
    return found


def _test(component: str, text: str) -> Test:
    word, colon, value = text.partition(":")
    operator: Operator | None = next((known for known in OPERATORS if known == word), None)
    found = Test(operator, value) if colon and operator else Test("eq", text)
    if not found.value or (colon and not operator and re.fullmatch("[a-z]{2}", word)):
        known = ", ".join(OPERATORS)
        said = told("sdmx_condition", component=component, value=visible(text) or "(…)", known=known)
        raise WrongRequest(f"c[{component}]", said, parameter=f"c[{component}]")
    return found


def moment(name: str, text: str) -> datetime:
    """A time of xs:dateTime; without an offset it is UTC."""
    try:
        if "T" not in text:
            raise ValueError(text)
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise wrong("sdmx_moment", name, text) from error


def whole(name: str, text: str, least: int = 1) -> int:
    """A whole number that is not below ``least``."""
    if not _NUMBER.fullmatch(text) or not least <= int(text) <= MOST_COUNT:
        raise wrong("sdmx_whole", name, text, least=least, most=MOST_COUNT)
    return int(text)


def flag(name: str, text: str) -> bool:
    """``true`` or ``false``."""
    if text.lower() not in ("true", "false"):
        raise wrong("sdmx_flag", name, text)
    return text.lower() == "true"


def component(name: str, text: str) -> str:
    """The id of a component."""
    if len(text) > 80 or not COMPONENT.fullmatch(text):
        raise wrong("sdmx_word", name, text, known="A-Z a-z 0-9 _ -")
    return text


def words(name: str, text: str, allowed: Sequence[str] = ()) -> tuple[str, ...]:
    """A list of ids, or of the words allowed."""
    found = tuple(dict.fromkeys(component(name, part) for part in text.split(",")))
    for word in found:
        if allowed and word not in allowed:
            raise wrong("sdmx_word", name, word, known=", ".join(allowed))
    return _few(name, found)


def sorts(text: str) -> tuple[Sort, ...]:
    """Components to sort by: ``series_key+TIME_PERIOD:desc``."""
    found = []
    for part in text.split("+"):
        name, colon, way = part.partition(":")
        if (name != EVERY and not ID.fullmatch(name)) or (colon and way not in ("asc", "desc")):
            raise wrong("sdmx_sort", "sort", part, known="REF_AREA, TIME_PERIOD:desc, *, series_key")
        found.append(Sort(name, way == "desc"))
    return _few("sort", found)


def given(read: Callable[[str], T], text: str, default: T) -> T:
    """What a text says; the default where there is none."""
    return read(text) if text else default


def _few(name: str, found: Sequence[T]) -> tuple[T, ...]:
    if len(found) > MOST_VALUES:
        raise WrongRequest(name, told("sdmx_many", parameter=name, count=len(found), most=MOST_VALUES))
    return tuple(found)
