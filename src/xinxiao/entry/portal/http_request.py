"""One request as it comes from outside, taken in with limits. Nothing behind this sees a raw header."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from xinxiao.entry.portal.headers import LONGEST, preferred
from xinxiao.errors import WrongRequest, told
from xinxiao.model.actor import ANONYMOUS, Actor
from xinxiao.texts import Language

Scope = MutableMapping[str, Any]
PATH = 1_000
"""Characters a path may have."""
QUERY = 8_000
"""Bytes a query may have."""
FIELDS = 100
"""Parameters a query may have."""
READ = ("accept-language", "if-none-match", "if-range", "range")
"""Headers of a request that anything here reads."""


@dataclass(frozen=True)
class HttpRequest:
    """Method, decoded path, raw query, the headers that are read, and who asks."""

    method: str
    path: str
    query: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    actor: Actor = ANONYMOUS

    @property
    def lang(self) -> Language:
        """The language the reader's browser asks for."""
        return preferred(self.headers.get("accept-language", ""))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters in the order given, empty ones among them.

        Raises :class:`WrongRequest` for a query that is too long, has too many parameters, or is no UTF-8.
        """
        if not self.query:
            return []
        if len(self.query) > QUERY:
            raise WrongRequest("query", told("query_long", most=QUERY))
        try:
            return parse_qsl(
                self.query.decode("ascii"),
                keep_blank_values=True,
                errors="strict",
                max_num_fields=FIELDS,
            )
        except ValueError as error:
            raise WrongRequest("query", told("query_unreadable", most=FIELDS)) from error


def request_of(scope: Scope) -> HttpRequest:
    """The request of an ASGI scope."""
    return HttpRequest(
        str(scope["method"]),
        str(scope["path"])[: PATH + 1],
        bytes(scope.get("query_string", b"")),
        dict(_read(scope.get("headers", ()))),
        actor_of(scope),
    )


def actor_of(scope: Scope) -> Actor:
    """Who asks. Nobody can sign in yet, so everybody is anonymous."""
    return ANONYMOUS


def _read(headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[str, str]]:
    for name, value in headers:
        key = name.decode("latin-1").lower()
        if key in READ:
            yield key, value[: LONGEST + 1].decode("latin-1")
