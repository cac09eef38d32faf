"""One request as it comes from outside, taken in with limits. Nothing behind this sees a raw header."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from xinxiao.entry.portal.body import NO_BODY, Body
from xinxiao.entry.portal.headers import LONGEST, preferred
from xinxiao.errors import TooLong, WrongRequest, told
from xinxiao.model.actor import ANONYMOUS, Actor
from xinxiao.settings import ORIGIN, Serving
from xinxiao.texts import Language

Scope = MutableMapping[str, Any]
PATH = 4_000
"""Characters a path may have."""
QUERY = 8_000
"""Bytes a query may have."""
FIELDS = 100
"""Parameters a query may have."""
READ = (
    *("accept", "accept-encoding", "accept-language", "host", "if-match", "if-modified-since"),
    *(
        "if-none-match",
        "if-range",
        "range",
        "x-request-id",
        "content-length",
        "content-type",
        "cookie",
        "expect",
        "origin",
    ),
    *("sec-fetch-site", "x-csrf-token", "x-forwarded-for", "authorization"),
)
"""Headers of a request that anything here reads."""
COOKIES = 8_000
"""Bytes of cookies that are read; those of other sites on the same host may stand among them."""
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_ADDRESS = re.compile(r"[0-9A-Fa-f.:]{2,45}")
_NOWHERE = Serving()


@dataclass(frozen=True)
class HttpRequest:
    """Method, decoded path below the root, raw query, the headers that are read, who asks, and the request's id.

    ``origin`` is scheme and host that the reader reaches the portal at: as set, else as the request says; empty for neither.
    ``peer``: the address it came from. ``body``: what was sent with it, once it was received.
    """

    method: str
    path: str
    query: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    actor: Actor = ANONYMOUS
    id: str = ""
    origin: str = ""
    peer: str = ""
    body: Body = NO_BODY

    def cookie(self, name: str) -> str:
        """A cookie; empty when there is none. The first of its name, which is the one of the longest path (RFC 6265, 5.4)."""
        for pair in self.headers.get("cookie", "").split(";"):
            key, _, value = pair.strip().partition("=")
            if key == name:
                return value
        return ""

    @property
    def wants_json(self) -> bool:
        """Whether JSON is asked for, and no page."""
        accept = self.headers.get("accept", "")
        return "application/json" in accept and "text/html" not in accept

    @property
    def lang(self) -> Language:
        """The language the reader's browser asks for."""
        return preferred(self.headers.get("accept-language", ""))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters in the order given, empty ones among them; a plus stands for a blank, as forms write it.

        Raises :class:`TooLong` for a query that is too long, :class:`WrongRequest` for one that has too many parameters, or
        is no UTF-8.
        """
        return self._read(self.query)

    @property
    def literal_pairs(self) -> list[tuple[str, str]]:
        """The same, a plus standing for itself. Raises the same."""
        return self._read(self.query, b"%2B")

    def _read(self, query: bytes, plus: bytes = b"+") -> list[tuple[str, str]]:
        if not query:
            return []
        if len(query) > QUERY:
            raise TooLong("query", told("query_long", most=QUERY))
        try:
            return parse_qsl(
                query.replace(b"+", plus).decode("ascii"),
                keep_blank_values=True,
                errors="strict",
                max_num_fields=FIELDS,
            )
        except ValueError as error:
            raise WrongRequest("query", told("query_unreadable", most=FIELDS)) from error


def request_of(scope: Scope, serving: Serving = _NOWHERE) -> HttpRequest:
    """The request of an ASGI scope. Its path may stand below the root the portal is served at, or not."""
    headers = dict(_read(scope.get("headers", ())))
    path = str(scope["path"])[: len(serving.root) + PATH + 1]
    path = path.encode(
        "utf-8", "replace"
    ).decode()  # half of a character can be in no address, and in no answer
    if serving.root and (path == serving.root or path.startswith(f"{serving.root}/")):
        path = path[len(serving.root) :] or "/"
    return HttpRequest(
        str(scope["method"]),
        path,
        bytes(scope.get("query_string", b"")),
        headers,
        ANONYMOUS,  # until a route asks who it is
        _id_of(scope, headers, serving),
        serving.address or _origin(scope, headers.get("host", "")),
        _peer(scope, headers.get("x-forwarded-for", ""), serving),
    )


def _origin(scope: Scope, host: str) -> str:
    """Scheme and host as the request says; what cannot be an address counts as not said."""
    said = f"{scope.get('scheme', 'http')}://{host}"
    return said if re.fullmatch(ORIGIN, said) else ""


def _peer(scope: Scope, forwarded: str, serving: Serving) -> str:
    """The address a request came from: of what proxies that are trusted say, the last that is not one of theirs."""
    peer = str((scope.get("client") or ("", 0))[0])
    for said in reversed([part.strip() for part in forwarded.split(",")]):
        if not serving.trusts(peer) or not _ADDRESS.fullmatch(said):
            break
        peer = said
    return peer


def new_id() -> str:
    """An id for a request that brings none."""
    return os.urandom(8).hex()


def _id_of(scope: Scope, headers: Mapping[str, str], serving: Serving) -> str:
    """The id a proxy that is trusted gave the request, or a new one."""
    given = headers.get("x-request-id", "")
    peer = scope.get("client") or ("", 0)
    return given if _ID.fullmatch(given) and serving.trusts(str(peer[0])) else new_id()


def _read(headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[str, str]]:
    for name, value in headers:
        key = name.decode("latin-1").lower()
        if key in READ:
            most = COOKIES if key == "cookie" else LONGEST
            yield key, value[: most + 1].decode("latin-1")
