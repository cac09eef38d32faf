"""People for tests: somebody with roles who is signed in, and a browser that holds cookies, asks and sends forms."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import anyio
import httpx

from xinxiao.entry.portal.cookies import BEFORE, SESSION, token_of
from xinxiao.entry.portal.door import Door
from xinxiao.model.actor import SYSTEM
from xinxiao.model.collect.people import Account, Grant, SessionStep
from xinxiao.uses.call import Call, Ports, clock
from xinxiao.uses.collect import sessions

UNIT, OTHER = "91440300192317458F", "91330100799655058B"


class Fixed:
    """Two units in two areas of one nation."""

    def area_of(self, unit: str, day: str) -> str:
        return {UNIT: "990101", OTHER: "990201"}.get(unit, "")

    def areas_of(self, units: Sequence[str], day: str) -> Mapping[str, str]:
        return {unit: area for unit in units if (area := self.area_of(unit, day))}

    def above(self, area: str) -> tuple[str, ...]:
        found = [area] if area in ("990101", "990201", "990100", "990200", "990000") else []
        while found and found[-1] != "990000":
            found.append(f"{area[:4]}00" if found[-1] != f"{area[:4]}00" else "990000")
        return tuple(found)


def account(ports: Ports, *grants: Grant, name: str = "") -> Account:
    """An account that is active, with these grants; its name is made up."""
    number = secrets.token_hex(8)
    made = Account(number, f"{name or number}@example.org", name or "李明", "", "active")
    call = Call(ports, SYSTEM, clock())
    ports.people.add([made], [(made.id, grant) for grant in grants], call.actor.line, call.at, [])
    return made


def signed_in(ports: Ports, *grants: Grant, step: SessionStep = "whole") -> str:
    """The secret of a session of somebody with these grants: the value of the cookie."""
    return sessions.begin(Call(ports, SYSTEM, clock()), account(ports, *grants).id, step)


@dataclass
class Browser:
    """A browser: ``get`` asks, ``post`` sends a form with the token of its session, as the pages have it."""

    door: Door
    cookies: dict[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, door: Door, secret: str) -> Browser:
        """The browser of somebody who is signed in."""
        return cls(door, {SESSION: secret})

    @property
    def token(self) -> str:
        """The token of its forms."""
        return token_of(self.cookies.get(SESSION) or self.cookies.get(BEFORE, ""))

    def get(self, path: str, **named: Any) -> httpx.Response:
        """Ask for a page."""
        return self.send("GET", path, **named)

    def post(self, path: str, fields: Mapping[str, str] | None = None, **named: Any) -> httpx.Response:
        """Send a form."""
        return self.send("POST", path, data={"token": self.token, **(fields or {})}, **named)

    def send(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **named: Any
    ) -> httpx.Response:
        """Ask for anything; keep the cookies that come back."""

        held = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {**self.headers, **({"cookie": held} if held else {}), **(headers or {})}

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.door, raise_app_exceptions=True)
            async with httpx.AsyncClient(transport=transport, base_url="http://portal") as client:
                return await client.request(method, path, headers=sent, **named)

        found = anyio.run(ask)
        for line in found.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return found
