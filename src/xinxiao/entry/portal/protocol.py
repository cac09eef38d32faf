"""HTTP/1.1 as uvicorn speaks it, but for what it answers when no request can be made of what came, and for readers that stall.

uvicorn writes such refusals straight to the socket, past the application, and knows no setting for their headers or
body; so the one method that writes them is replaced. httptools sets no limit to the head of a request; here it has one. And
uvicorn waits for ever for a reader that takes nothing of its answer; here it waits PATIENCE seconds.
"""

from __future__ import annotations

from asyncio import TimerHandle
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from xinxiao.entry.log import write
from xinxiao.entry.portal.answer import Sent, sent
from xinxiao.entry.portal.faults import without_renderer
from xinxiao.entry.portal.http_request import HttpRequest, new_id
from xinxiao.errors import WrongRequest, XinxiaoError, told

HEAD = 64_000
"""Bytes the head of a request may have: address and headers."""

PATIENCE = 30.0
"""Seconds after which a reader is dropped that took no byte of what waits for it."""


class Protocol(HttpToolsProtocol):
    """One connection."""

    patience = PATIENCE
    _head = -1
    """Bytes of the head that is being read; -1 between heads."""
    _unsent = 0
    _stalled: TimerHandle | None = None

    def pause_writing(self) -> None:
        """More waits for the reader than is held for it: see whether any of it is taken."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """The reader took enough."""
        self._unwatch()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """The reader is gone."""
        self._unwatch()
        super().connection_lost(exc)

    def _watch(self) -> None:
        self._unwatch()
        self._unsent = self.transport.get_write_buffer_size()
        self._stalled = self.loop.call_later(self.patience, self._look)

    def _unwatch(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _look(self) -> None:
        """Drop a reader that took nothing since it was looked at last; else look again later."""
        waiting = self.transport.get_write_buffer_size()
        if waiting < self._unsent:
            self._watch()
            return
        write("stalled", status=0, bytes=waiting)
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take in what came; refuse a head that does not end."""
        super().data_received(data)
        if self._head >= 0 and not self.transport.is_closing():
            self._head += len(data)
            if self._head > HEAD:
                self._refuse(431, WrongRequest("head", told("head_long", most=HEAD)))

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._head = 0

    def on_headers_complete(self) -> None:
        """A head ends. Raises ``ValueError``, which refuses the request, when it is too long all the same."""
        self._head = -1
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > HEAD:
            raise ValueError("head")
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request."""
        self._refuse(400, WrongRequest("no request", told("not_http")))

    def _refuse(self, status: int, error: XinxiaoError) -> None:
        """Answer in the one shape of errors, and close; only close when another answer is on its way already."""
        request = HttpRequest("GET", "", id=new_id())
        answer = sent(request, without_renderer(error, status, request.id))
        on_its_way = (
            self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
        )
        if not on_its_way:
            self.transport.write(_wire(answer))
        self.transport.close()
        write("refused", request=request.id, status=status, bytes=len(answer.body))


def _wire(answer: Sent) -> bytes:
    phrase = HTTPStatus(answer.status).phrase
    lines = [f"HTTP/1.1 {answer.status} {phrase}".encode("ascii")]
    lines += [name + b": " + value for name, value in (*answer.headers, (b"connection", b"close"))]
    return b"\r\n".join([*lines, b"", answer.body])
