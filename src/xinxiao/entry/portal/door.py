"""The portal's door: an ASGI application in front of everything.

Answers that are kept go out at once; others are made by a few threads, pages apart from files, so that a large file
never makes a page wait, and heavy ones by processes apart. Every answer carries the security headers and the id of its
request, whatever went wrong; every request leaves one line in the log.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from threading import Thread
from typing import Any, TypeVar

from xinxiao.entry.portal import respond
from xinxiao.entry.portal.answer import PIECE, Answer, Sent, sent
from xinxiao.entry.portal.body import Receive
from xinxiao.entry.portal.faults import last_resort, without_renderer
from xinxiao.entry.portal.heavy.room import HeavyRoom
from xinxiao.entry.portal.http_request import HttpRequest, Scope, new_id, request_of
from xinxiao.entry.portal.kept import KeptAnswers
from xinxiao.entry.portal.passage import Passage
from xinxiao.entry.portal.route import WRITING, Room, Site, TooMuch, Visit
from xinxiao.entry.portal.state import state
from xinxiao.errors import Unavailable, XinxiaoError, told
from xinxiao.settings import Serving
from xinxiao.texts import LANGUAGES
from xinxiao.uses.collect import forms

T = TypeVar("T")
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
THREADS: dict[Room, int] = {"pages": 4, "files": 2, "signing": 2}
"""How many answers are made at once."""
WAITING: dict[Room, int] = {"pages": 200, "files": 100, "signing": 200}
"""How many may be under way; who comes then is told to come again."""
_LOG = logging.getLogger("xinxiao.portal")


class Door:
    """One portal: its site, the answers it keeps, the threads that make new ones, and the room for heavy ones."""

    def __init__(
        self,
        site: Site,
        kept: KeptAnswers | None = None,
        serving: Serving | None = None,
        heavy: HeavyRoom | None = None,
    ) -> None:
        self.site = site
        self.kept = kept or KeptAnswers()
        self.serving = serving or Serving()
        self.heavy = heavy
        self._rooms = {room: ThreadPoolExecutor(n, f"portal-{room}") for room, n in THREADS.items()}
        self._under_way = dict.fromkeys(THREADS, 0)
        site.measures.sources.append(partial(state, site, self.kept, heavy))
        if heavy:
            heavy.heard = site.measures.heavy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live through start and end."""
        if scope["type"] == "http":
            await self._pass(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        passage = Passage(str(scope.get("method", "")))
        self.site.measures.begin()
        try:
            await self._out(await self.answer(scope, passage, receive), receive, send, passage)
        except BaseException:  # the reader sees the answer break off; what is logged is where
            passage.outcome = "broken"
            raise
        finally:
            self.site.measures.end(
                passage.method, passage.route, passage.status, passage.seconds, passage.size
            )
            passage.log()

    async def _out(self, answer: Sent, receive: Receive, send: Send, passage: Passage) -> None:
        passage.status, passage.size = answer.status, len(answer.body)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.pieces is not None:
            await self._stream(answer.pieces, receive, send, passage)
        if passage.outcome != "left":
            await send({"type": "http.response.body", "body": answer.body})

    async def _stream(self, pieces: Iterator[bytes], receive: Receive, send: Send, passage: Passage) -> None:
        """Send a body piece by piece, each made in a thread when the one before is out; stop when nobody listens."""
        loop, left = asyncio.get_running_loop(), asyncio.ensure_future(_left(receive))
        try:
            while not left.done():
                piece = await loop.run_in_executor(self._rooms["files"], next, pieces, None)
                if piece is None:
                    return
                passage.size += len(piece)
                for begin in range(0, len(piece), PIECE):
                    part = piece[begin : begin + PIECE]
                    await send({"type": "http.response.body", "body": part, "more_body": True})
            passage.outcome = "left"
        finally:
            left.cancel()
            await loop.run_in_executor(self._rooms["files"], getattr(pieces, "close", _nothing))

    async def answer(self, scope: Scope, passage: Passage, receive: Receive | None = None) -> Sent:
        """The answer to a request as it goes over the wire; never raises but for the end of the world."""
        request = HttpRequest("GET", "", id=new_id())
        try:
            request = request_of(scope, self.serving)
            found = self.quick(request)
            if isinstance(found, Visit) and found.route.session != "none":
                found = await self._admitted(found, receive or _nothing_sent)
                request = found.http if isinstance(found, Visit) else request
            answer = found if isinstance(found, Answer) else await self._made(found)
            return passage.over(request, found, sent(request, answer))
        except asyncio.CancelledError:  # the portal ends; uvicorn would answer 500 in words of its own
            ended = without_renderer(Unavailable("the portal ends", told("heavy_lost")), 503, request.id)
            return passage.over(request, None, sent(request, ended))
        except Exception as error:
            _LOG.error("answering", exc_info=error)
            return passage.over(request, None, sent(HttpRequest("GET", "", id=request.id), last_resort()))
        finally:
            request.body.close()

    def respond(self, request: HttpRequest) -> Sent:
        """The same without other threads or processes, or an event loop."""
        found = self.quick(request)
        if isinstance(found, Visit) and found.route.session != "none":
            found = respond.admit(found) if found.http.method not in WRITING else respond.unsent(found)
        return sent(request, found if isinstance(found, Answer) else self._make(found))

    def quick(self, request: HttpRequest) -> Answer | Visit:
        """The answer to a request where it is kept or wrong; else the visit to make it for."""
        visit = respond.visit(self.site, request)
        if isinstance(visit, Answer):
            return visit
        return self.kept.find(self.kept.key(visit)) or visit

    async def _admitted(self, visit: Visit, receive: Receive) -> Visit | Answer:
        """The visit with who makes it and what they sent, or why not. Nothing is received of those who may not."""
        found = await self._in_room("pages", visit, respond.admit)
        if isinstance(found, Answer) or found.http.method not in WRITING:
            return found
        return await respond.receive_body(found, receive)

    async def _in_room(self, room: Room, visit: Visit, do: Callable[[Visit], T]) -> T | Answer:
        """Done by a thread of a room, unless too many are under way there."""
        if self._under_way[room] >= WAITING[room]:
            return respond.busy(visit)
        self._under_way[room] += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._rooms[room], do, visit)
        finally:
            self._under_way[room] -= 1

    async def _made(self, visit: Visit) -> Answer:
        """The answer to a visit, made in the room its route names."""
        if visit.route.room == "heavy" and self.heavy:
            return await self._heavy(visit, self.heavy)
        room = visit.route.room if visit.route.room in THREADS else "files"
        try:
            return await self._in_room(room, visit, self._make)
        except TooMuch:
            if self.heavy is None:
                raise
            return await self._heavy(visit, self.heavy)

    async def _heavy(self, visit: Visit, room: HeavyRoom) -> Answer:
        key = self.kept.key(visit)
        try:
            answer = await room.answer(visit)
        except Exception as error:
            return respond.refused(visit, error)
        self.kept.keep(key, answer)
        return answer

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
        if self.heavy:
            self.heavy.close()
        await send({"type": "lifespan.shutdown.complete"})

    def _warm(self) -> None:
        """Make the home pages, and read what other pages need, before anybody has to wait for it."""
        for lang in LANGUAGES:
            self.respond(HttpRequest("GET", f"/{lang}/"))
        self.site.views.warm()
        with suppress(XinxiaoError):
            call = self.site.views.call()
            call.ports.places.above("-")  # reads which area lies in which: every desk asks
            forms.ready(call)
        gc.collect()
        gc.freeze()  # what stays for good need not be looked through again while pages are made


async def _nothing_sent() -> MutableMapping[str, Any]:
    """A request without a body."""
    return {"type": "http.request", "body": b"", "more_body": False}


async def _left(receive: Receive) -> None:
    """Wait until the reader is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _nothing() -> None:
    """Let go of what holds nothing."""
