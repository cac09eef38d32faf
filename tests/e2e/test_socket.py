"""Whatever bytes come over a socket: an answer with the security headers, no 5xx, or the connection closed."""

from __future__ import annotations

import json
import random
import re
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from xinxiao.entry.cli.serve import SERVER
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.headers import SECURITY
from xinxiao.entry.portal.protocol import HEAD, Protocol
from xinxiao.settings import Serving
from xinxiao.uses.call import Ports

GET = b"GET /en/about HTTP/1.1\r\nHost: x\r\n"
END = b"Connection: close\r\n\r\n"


@pytest.fixture(scope="module")
def port(ports: Ports) -> Iterator[int]:
    """The port of a portal served as ``xinxiao serve`` does."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen(64)
    server = uvicorn.Server(uvicorn.Config(create(ports, serving=Serving()), http=Protocol, **SERVER))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield taken.getsockname()[1]
    server.should_exit = True
    thread.join(20)


def exchange(port: int, *sent: bytes, patience: float = 20) -> bytes:
    """Everything that comes back for some bytes, until the other side closes; after some ``patience`` this side says
    that no more will come, for a request may wait for its rest."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as line:
        back = b""
        try:
            for piece in sent:
                line.sendall(piece)
            while piece := line.recv(65_536):
                back += piece
        except TimeoutError:
            line.shutdown(socket.SHUT_WR)
        except (ConnectionResetError, BrokenPipeError):
            pass
        return back


def heads(back: bytes) -> list[tuple[int, dict[str, str]]]:
    """Status and headers of every answer in what came back; each header once."""
    found = []
    for match in re.finditer(rb"HTTP/1\.1 (\d{3}) [^\r]*\r\n(.*?)\r\n\r\n", back, re.S):
        lines = [line.partition(": ") for line in match[2].decode("latin-1").split("\r\n")]
        names = [name.lower() for name, _, _ in lines]
        assert len(names) == len(set(names)), names
        found.append((int(match[1]), {name.lower(): value for name, _, value in lines}))
    return found


def check(back: bytes) -> list[int]:
    """Hold all answers against the rule; their statuses."""
    found = heads(back)
    for status, headers in found:
        assert status < 500 or (status == 503 and "retry-after" in headers), back[:300]
        assert {name: headers.get(name) for name, _ in SECURITY} == dict(SECURITY), back[:300]
        assert re.fullmatch(r"[0-9a-f]{16}", headers["x-request-id"])
    return [status for status, _ in found]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTP/1.1\r\n\r\n", 400),
        (b"GET /\x00 HTTP/1.1\r\nHost: x\r\n" + END, 400),
        (b"GET /en/\xff HTTP/1.1\r\nHost: x\r\n" + END, 400),
        (b"GET /%zz HTTP/1.1\r\nHost: x\r\n" + END, 404),
        (b"GET /%00%ff HTTP/1.1\r\nHost: x\r\n" + END, 404),
        (b"GET http://other/en/about HTTP/1.1\r\nHost: x\r\n" + END, 200),
        (b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n" + END, 400),
        (b"GET /en/about?%ff=%fe HTTP/1.1\r\nHost: x\r\n" + END, 400),
        (GET + b"X: \x00\r\n" + END, 400),
        (GET + b"X y: z\r\n" + END, 400),
        (GET + b"Content-Length: -1\r\n" + END, 400),
        (GET + b"Content-Length: 9\r\nContent-Length: 8\r\n" + END, 400),
        (GET + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" + END, 400),
        (GET + b"Upgrade: websocket\r\n" + END, 200),
        (b"BREW /en/about HTTP/1.1\r\nHost: x\r\n" + END, 400),
        (b"DELETE /en/about HTTP/1.1\r\nHost: x\r\n" + END, 405),
        (b"GET /en/about HTTP/1.0\r\n\r\n", 200),
        (b"HEAD /en/about HTTP/1.1\r\nHost: x\r\n" + END, 200),
        (GET + b"Range: bytes=9-1\r\n" + END, 200),
        (b"GET /releases/%s/data/RD_INDEX.parquet HTTP/1.1\r\nHost: x\r\nRange: bytes=99999999-\r\n" + END, 416),
    ],
)  # fmt: skip
def test_every_answer_carries_the_headers_also_to_what_is_no_request(
    port: int, ports: Ports, sent: bytes, status: int
) -> None:
    sent = sent.replace(b"%s", ports.head.entries[-1].id.encode())
    assert check(exchange(port, sent)) == [status]


def test_what_is_no_request_is_refused_in_the_one_shape_of_errors(port: int) -> None:
    back = exchange(port, b"nonsense\r\n\r\n")
    [(_, headers)] = heads(back)
    told = json.loads(back.partition(b"\r\n\r\n")[2])["error"]
    assert (told["code"], told["hint"]) == ("REQUEST", "请按 RFC 9112 发送 HTTP/1.1 请求。")
    assert told["request"] == headers["x-request-id"]
    assert (headers["content-type"], headers["connection"]) == ("application/json", "close")


@pytest.mark.parametrize(
    "pieces",
    [
        [GET, b"X: " + b"a" * 200_000, b"\r\n", END],
        [GET, *[b"X%d: b\r\n" % i for i in range(20_000)], END],
        [b"GET /" + b"a" * 300_000, b" HTTP/1.1\r\n", END],
    ],
)
def test_a_head_without_end_is_refused(port: int, pieces: list[bytes]) -> None:
    back = exchange(port, *pieces)
    assert set(check(back)) <= {400, 431}  # the system may drop an answer to who goes on sending


def test_a_head_that_does_not_end_is_refused_before_it_does(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(GET + b"X: " + b"a" * (HEAD + 1))
        back = line.recv(65_536)
    assert check(back) == [431]
    assert "64000" in back.decode()


def test_requests_one_after_the_other_on_one_connection_are_each_answered(port: int) -> None:
    statuses = check(exchange(port, (GET + b"\r\n") * 3, b"GET /nothing HTTP/1.1\r\nHost: x\r\n" + END))
    assert statuses == [200, 200, 200, 404]


def test_nonsense_after_a_request_is_refused_and_no_answer_is_mixed_with_another(port: int) -> None:
    assert check(exchange(port, GET + b"\r\n" + b"nonsense\r\n\r\n"))[-1] in (200, 400)


def test_two_thousand_mutilated_requests_meet_no_fault_of_ours(port: int) -> None:
    whole = [
        GET + END,
        b"GET /zh/index?year=2024 HTTP/1.1\r\nHost: x\r\nAccept-Language: en;q=0.5\r\n" + END,
        b"HEAD /releases/latest/data/RD_TARGETS.csv?MEASURE=TARGET HTTP/1.1\r\nHost: x\r\nRange: bytes=0-9\r\n" + END,
        b"POST /openapi.json HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n" + END + b"abc",
        b'GET /releases.json HTTP/1.0\r\nIf-None-Match: "x"\r\n' + END,
        b"GET /en/search?q=%E4%BF%A1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" + END + b"0\r\n\r\n",
    ]  # fmt: skip
    chance, statuses = random.Random(7), set[int]()
    for _ in range(2_000):
        bytes_ = bytearray(chance.choice(whole))
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(bytes_))
            match chance.randrange(4):
                case 0:
                    bytes_[place] = chance.randrange(256)
                case 1:
                    del bytes_[place]
                case 2:
                    bytes_[place:place] = chance.choice([b"\x00", b"\r\n", b"%", b" ", b"\xff", b"9" * 40])
                case _:
                    bytes_[place:place] = bytes_[: chance.randrange(len(bytes_))]
        statuses |= set(check(exchange(port, bytes(bytes_), patience=0.1)))
    assert {200, 400, 404} <= statuses
