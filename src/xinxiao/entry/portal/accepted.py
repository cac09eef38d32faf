"""What an Accept header takes (RFC 9110, 12.5.1), where media types have versions and parameters of their own.

SDMX names versions as in ``application/vnd.sdmx.data+json;version=2.0.0``; one may ask for any from one on (``2.0+.0``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xinxiao.entry.portal.headers import LONGEST, MOST
from xinxiao.model.version_query import version_query

_QUALITY = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")


@dataclass(frozen=True)
class Media:
    """A media type and its parameters, all in small letters but for their values."""

    type: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The version; empty when none is named."""
        return self.parameters.get("version", "")


@dataclass(frozen=True)
class Wanted:
    """One item of an Accept header, and how much it is wanted, from 0 to 1."""

    media: Media
    quality: float


def media_of(text: str) -> Media:
    """A media type as it is written."""
    name, *rest = text.split(";")
    parameters = {}
    for part in rest:
        key, _, value = part.strip().partition("=")
        if key:
            parameters[key.lower()] = value.strip().strip('"')
    return Media(name.strip().lower(), parameters)


def wanted(accept: str) -> tuple[Wanted, ...]:
    """What a header asks for, the most wanted first; of two as much wanted the first named."""
    found = []
    for item in accept[:LONGEST].split(",")[:MOST]:
        media = media_of(item)
        parameters = dict(media.parameters)
        quality = parameters.pop("q", "1")
        if media.type:
            weight = float(quality) if _QUALITY.fullmatch(quality) else 0.0
            found.append(Wanted(Media(media.type, parameters), weight))
    return tuple(sorted(found, key=lambda one: -one.quality))


def best(accept: str, offered: Sequence[str]) -> tuple[str, Mapping[str, str]] | None:
    """Which of the media types offered is wanted most, and the parameters it was asked for with; None when none is taken.

    Without a header the first offered. One that is named with ``q=0`` is not given through a wildcard.
    """
    asked = wanted(accept) or (Wanted(Media("*/*"), 1.0),)
    refused = {held for held in offered for one in asked if one.quality == 0 and _exact(one.media, held)}
    for one in asked:
        fitting = [held for held in offered if held not in refused and _takes(one.media, media_of(held))]
        if one.quality > 0 and fitting:
            return fitting[0], one.media.parameters
    return None


def _exact(asked: Media, held: str) -> bool:
    return "*" not in asked.type and _takes(asked, media_of(held))


def _takes(asked: Media, held: Media) -> bool:
    """Whether a held media type is what is asked for: type, and version where one is named."""
    kind, _, form = asked.type.partition("/")
    own, _, _ = held.type.partition("/")
    alike = asked.type in ("*/*", held.type) or (form == "*" and kind == own)
    if not alike or not asked.version:
        return alike
    if asked.version == held.version:
        return True
    query = version_query(asked.version)
    return query is not None and bool(query.of((held.version,)))
