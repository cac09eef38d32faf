"""A connection whose reader takes nothing: the transport and the clock are ours."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from xinxiao.entry.portal.protocol import PATIENCE, Protocol


class Transport(asyncio.Transport):
    """What waits in it is what a test says."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = 0
        self.aborted = False

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def abort(self) -> None:
        self.aborted = True

    def close(self) -> None:
        pass

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default


class Later:
    """A call that is made when the test says."""

    def __init__(self, call: Callable[[], None]) -> None:
        self.call = call
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Loop:
    """Notes what is to be called later, and when."""

    def __init__(self) -> None:
        self.later: list[tuple[float, Later]] = []

    def call_later(self, seconds: float, call: Callable[[], None]) -> Later:
        self.later.append((seconds, Later(call)))
        return self.later[-1][1]


@pytest.fixture
def connection() -> tuple[Protocol, Transport, Loop]:
    async def app(scope: Any, receive: Any, send: Any) -> None: ...

    async def made() -> Protocol:
        return Protocol(Config(app, log_config=None), ServerState(), {})

    protocol, transport, loop = asyncio.run(made()), Transport(), Loop()
    protocol.connection_made(transport)
    protocol.loop = loop  # type: ignore[assignment]
    return protocol, transport, loop


def test_a_reader_that_took_nothing_for_thirty_seconds_is_dropped(
    connection: tuple[Protocol, Transport, Loop],
) -> None:
    protocol, transport, loop = connection
    transport.waiting = 70_000
    protocol.pause_writing()
    ((seconds, look),) = loop.later
    assert seconds == PATIENCE == 30.0
    look.call()
    assert transport.aborted


def test_a_slow_reader_that_took_something_is_waited_for(
    connection: tuple[Protocol, Transport, Loop],
) -> None:
    protocol, transport, loop = connection
    transport.waiting = 70_000
    protocol.pause_writing()
    transport.waiting = 69_999
    loop.later[0][1].call()
    assert not transport.aborted
    assert len(loop.later) == 2
    loop.later[1][1].call()
    assert transport.aborted


def test_who_took_enough_or_is_gone_is_not_looked_at_again(
    connection: tuple[Protocol, Transport, Loop],
) -> None:
    protocol, transport, loop = connection
    protocol.pause_writing()
    protocol.resume_writing()
    protocol.pause_writing()
    protocol.connection_lost(None)
    assert [later.cancelled for _, later in loop.later] == [True, True]
    assert not transport.aborted
