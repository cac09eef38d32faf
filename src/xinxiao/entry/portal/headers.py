"""Headers of requests, read with limits; and those every answer carries.

What a header of a request says beyond its limits counts as not said: it never is a reason to fail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from xinxiao.texts import LANGUAGES, Language

SECURITY = (
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
)
"""On every answer, also on errors."""
LONGEST = 1_000
"""Characters of a header that are read."""
MOST = 20
"""Items of a list in a header that are read."""
_WEIGHT = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")
_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


def preferred(accept: str) -> Language:
    """The language an Accept-Language header likes best of those there are; Chinese when it names neither."""
    ranked: list[tuple[float, int, Language]] = []
    for place, item in enumerate(accept[:LONGEST].split(",")[:MOST]):
        tag, _, rest = item.strip().partition(";")
        weight = _WEIGHT.fullmatch(rest.strip() or "q=1")
        for lang in LANGUAGES:
            if weight and float(weight[1]) > 0 and tag.lower().split("-")[0] == lang:
                ranked.append((-float(weight[1]), place, lang))
    return min(ranked)[2] if ranked else "zh"


def matches(condition: str, tag: str) -> bool:
    """Whether an If-None-Match header names the tag (RFC 9110, 13.1.2: weakly compared)."""
    if len(condition) > LONGEST:
        return False
    named = [item.strip().removeprefix("W/") for item in condition.split(",")[:MOST]]
    return condition.strip() == "*" or tag.removeprefix("W/") in named


def http_time(moment: str) -> str:
    """A moment (ISO 8601) as headers say it, to the second."""
    return format_datetime(datetime.fromisoformat(moment).astimezone(UTC), usegmt=True)


def not_since(condition: str, changed: str) -> bool:
    """Whether something that ``changed`` at a time of HTTP did not change since the time of an If-Modified-Since header."""
    try:
        return parsedate_to_datetime(changed) <= parsedate_to_datetime(condition[:LONGEST])
    except (TypeError, ValueError, IndexError, OverflowError):
        return False


def takes_gzip(accept: str) -> bool:
    """Whether an Accept-Encoding header takes gzip (RFC 9110, 12.5.3)."""
    found = {}
    for item in accept[:LONGEST].split(",")[:MOST]:
        name, _, rest = item.strip().partition(";")
        weight = _WEIGHT.fullmatch(rest.strip() or "q=1")
        found[name.strip().lower()] = float(weight[1]) if weight else 0.0
    return found.get("gzip", found.get("*", 0.0)) > 0


@dataclass(frozen=True)
class Span:
    """The bytes from ``first`` to ``last`` (included); none when ``first`` is after ``last``."""

    first: int
    last: int


def span_of(header: str, size: int) -> Span | None:
    """The one range a Range header asks for of ``size`` bytes (RFC 9110, 14.1.2).

    None when it asks for no range that is served: whoever asks gets the whole. A span without bytes when
    it cannot be satisfied.
    """
    match = _RANGE.fullmatch(header) if len(header) <= LONGEST else None
    if not match or not (match[1] or match[2]):
        return None
    if not match[1]:
        return Span(max(size - int(match[2]), 0), size - 1) if int(match[2]) else Span(size, size - 1)
    first, last = int(match[1]), int(match[2] or size - 1)
    if match[2] and last < first:
        return None
    return Span(first, min(last, size - 1))
