"""The portal's door: an ASGI application in front of everything.

Answers that are kept go out at once; others are made by a few threads, pages apart from files, so that a large file
never makes a page wait. Every answer carries the security headers, whatever went wrong.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Thread
from typing import Any

from xinxiao.entry.portal import respond
from xinxiao.entry.portal.answer import Answer, Sent, sent
from xinxiao.entry.portal.faults import last_resort
from xinxiao.entry.portal.http_request import HttpRequest, Scope, request_of
from xinxiao.entry.portal.kept import KeptAnswers
from xinxiao.entry.portal.route import Room, Site, Visit
from xinxiao.texts import LANGUAGES

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
THREADS: dict[Room, int] = {"pages": 4, "files": 2}
"""How many answers are made at once."""
WAITING: dict[Room, int] = {"pages": 200, "files": 40}
"""How many may be under way; who comes then is told to come again."""
_LOG = logging.getLogger("xinxiao.portal")


class Door:
    """One portal: its site, the answers it keeps, and the threads that make new ones."""

    def __init__(self, site: Site, kept: KeptAnswers | None = None) -> None:
        self.site = site
        self.kept = kept or KeptAnswers()
        self._rooms = {room: ThreadPoolExecutor(n, f"portal-{room}") for room, n in THREADS.items()}
        self._under_way = dict.fromkeys(THREADS, 0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live through start and end."""
        if scope["type"] == "http":
            await self._out(await self.answer(scope), receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    async def _out(self, answer: Sent, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.pieces is not None:
            await self._stream(answer.pieces, receive, send)
        await send({"type": "http.response.body", "body": answer.body})

    async def _stream(self, pieces: Iterator[bytes], receive: Receive, send: Send) -> None:
        """Send a body piece by piece, each made in a thread when the one before is out; stop when nobody listens."""
        loop, left = asyncio.get_running_loop(), asyncio.ensure_future(_left(receive))
        try:
            while not left.done():
                piece = await loop.run_in_executor(self._rooms["files"], next, pieces, None)
                if piece is None:
                    break
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        finally:
            left.cancel()
            await loop.run_in_executor(self._rooms["files"], getattr(pieces, "close", _nothing))

    async def answer(self, scope: Scope) -> Sent:
        """The answer to a request as it goes over the wire; never raises but for the end of the world."""
        try:
            request = request_of(scope)
            found = self.quick(request)
            answer = found if isinstance(found, Answer) else await self._made(found)
            return sent(request, answer)
        except Exception as error:
            _LOG.error("answering", exc_info=error)
            return sent(HttpRequest("GET", ""), last_resort())

    def respond(self, request: HttpRequest) -> Sent:
        """The same without threads or an event loop."""
        found = self.quick(request)
        return sent(request, found if isinstance(found, Answer) else self._make(found))

    def quick(self, request: HttpRequest) -> Answer | Visit:
        """The answer to a request where it is kept or wrong; else the visit to make it for."""
        visit = respond.visit(self.site, request)
        if isinstance(visit, Answer):
            return visit
        return self.kept.find(self.kept.key(visit)) or visit

    async def _made(self, visit: Visit) -> Answer:
        room = visit.route.room
        if self._under_way[room] >= WAITING[room]:
            return respond.busy(self.site, visit.http)
        self._under_way[room] += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._rooms[room], self._make, visit)
        finally:
            self._under_way[room] -= 1

    def _make(self, visit: Visit) -> Answer:
        return self.kept.get(self.kept.key(visit), lambda: respond.make(visit))

    async def _live(self, receive: Receive, send: Send) -> None:
        with ExitStack() as stack:
            while True:
                message = await receive()
                if message["type"] == "lifespan.startup":
                    stack.enter_context(self.site.views.ports.head.watched())
                    Thread(target=self._warm, name="portal-warm", daemon=True).start()
                    await send({"type": "lifespan.startup.complete"})
                elif message["type"] == "lifespan.shutdown":
                    break
        await send({"type": "lifespan.shutdown.complete"})

    def _warm(self) -> None:
        """Make the home pages, and read what other pages need, before anybody has to wait for it."""
        for lang in LANGUAGES:
            self.respond(HttpRequest("GET", f"/{lang}/"))
        self.site.views.warm()
        gc.collect()
        gc.freeze()  # what stays for good need not be looked through again while pages are made


async def _left(receive: Receive) -> None:
    """Wait until the reader is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _nothing() -> None:
    """Let go of what holds nothing."""
