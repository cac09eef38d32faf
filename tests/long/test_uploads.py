"""A gigabyte sent to every door that takes something, to a server of its own: memory and disk stay as they are, the answer is
clear, and others are served meanwhile."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.e2e.test_serve import below, served
from tests.frames import with_frame
from tests.people import account
from tests.reporting import issued
from tests.unit.collect.made import UNIT, bundle
from xinxiao import bootstrap
from xinxiao.entry.portal.cookies import SESSION, token_of
from xinxiao.model.actor import SYSTEM, Actor
from xinxiao.model.collect.people import Grant
from xinxiao.uses.call import Call, clock
from xinxiao.uses.collect import sessions, tokens

pytestmark = pytest.mark.long
GIGABYTE = 1024 * 1024 * 1024
PIECE = 1024 * 1024
PAGE = f"/zh/reports/F_M/2026-08/{UNIT}"
MORE = 200 * 1024
"""KiB by which all processes of the server may grow while a gigabyte comes."""


@dataclass
class Watch:
    """What a server takes while something is sent to it, and how long others wait, in seconds."""

    process: int
    url: str
    temporary: Path
    memory: int = 0
    disk: int = 0
    waits: list[float] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Watch:
        self._threads = [threading.Thread(target=do) for do in (self._sizes, self._others)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _sizes(self) -> None:
        while not self._over.wait(0.05):
            self.memory = max(self.memory, resident(self.process))
            self.disk = max(self.disk, sum(_size(file) for file in self.temporary.rglob("*")))

    def _others(self) -> None:
        while not self._over.wait(0.2):
            begun = time.monotonic()
            with urlopen(f"{self.url}/zh/receipts", timeout=60) as answer:
                answer.read()
            self.waits.append(time.monotonic() - begun)


def resident(process: int) -> int:
    """KiB of memory of a process and all below it."""
    total = 0
    for one in {process, *below(process)}:
        with suppress(OSError):
            text = Path(f"/proc/{one}/status").read_text("ascii")
            total += next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS"))
    return total


def _size(file: Path) -> int:
    with suppress(OSError):
        return file.stat().st_size
    return 0


@dataclass(frozen=True)
class House:
    """A server, and what opens its doors."""

    process: int
    url: str
    temporary: Path
    secret: str
    token: str

    def send(self, path: str, headers: dict[str, str], begin: bytes = b"", *, chunked: bool = True) -> bytes:
        """What comes back for a gigabyte of letters behind some beginning."""
        host, _, port = self.url.removeprefix("http://").partition(":")
        size = {"transfer-encoding": "chunked"} if chunked else {"content-length": str(GIGABYTE + len(begin))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in {"host": host, **headers, **size}.items())
        with socket.create_connection((host, int(port)), timeout=120) as line:
            line.sendall(f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode())
            with suppress(BrokenPipeError, ConnectionResetError):
                for piece in (begin, *(b"x" * PIECE,) * (GIGABYTE // PIECE)):
                    line.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
                if chunked:
                    line.sendall(b"0\r\n\r\n")
            back = b""
            with suppress(ConnectionResetError):
                while b"</html>" not in back and b'"request"' not in back and (got := line.recv(65_536)):
                    back += got
            return back


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("uploads")
    temporary = folder / "temporary"
    temporary.mkdir()
    ports = bootstrap.ports(folder / "home")
    issued(ports, bundle(), "2026-08", UNIT)
    grant = Grant("filler", UNIT)
    who = account(ports, grant)
    secret = sessions.begin(Call(ports, SYSTEM, clock()), who.id)
    _, token = tokens.make(Call(ports, Actor.signed_in(who.id, (grant,)), clock()), "ERP", "submit", 1)
    ports.ledger.close()
    held, os.environ["TMPDIR"] = os.environ.get("TMPDIR"), str(temporary)
    try:
        with served(folder / "home") as (running, url):
            for stream in (running.stdout, running.stderr):  # the log must not wait for a reader
                assert stream is not None
                threading.Thread(target=stream.read, daemon=True).start()
            urlopen(f"{url}/zh/receipts", timeout=60).read()
            yield House(running.pid, url, temporary, secret, token)
    finally:
        os.environ.pop("TMPDIR") if held is None else os.environ.__setitem__("TMPDIR", held)


def _signed(house: House, media: str) -> dict[str, str]:
    return {
        "cookie": f"{SESSION}={house.secret}",
        "x-csrf-token": token_of(house.secret),
        "content-type": media,
        "accept": "application/json",
    }


BOUNDARY = "-----------------x"
PART = (
    f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="workbook"; filename="a.xlsx"\r\n'
    "content-type: application/octet-stream\r\n\r\n"
).encode()
FORM, MANY = "application/x-www-form-urlencoded", f"multipart/form-data; boundary={BOUNDARY}"
DOORS = {
    "a workbook": (f"{PAGE}/uploads", MANY, PART, 413),
    "fields of a page": (f"{PAGE}/draft", FORM, b"c.A=", 413),
    "typed": (f"{PAGE}/draft.json", "application/json", b'{"cells": {"A": "', 413),
    "a receipt to check": ("/zh/receipts", FORM, b"receipt=", 413),
    "signing in": ("/zh/sign-in", FORM, b"name=", 413),
}


@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize("door", DOORS)
def test_a_page_is_sent_a_gigabyte(house: House, door: str, chunked: bool) -> None:
    path, media, begin, status = DOORS[door]
    _held(house, path, _signed(house, media), begin, status, chunked=chunked)


@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize("media", ["application/json", "text/csv", "application/x-ndjson"])
def test_the_door_for_programs_is_sent_a_gigabyte(house: House, media: str, chunked: bool) -> None:
    path = "/api/v1/files" if media == "application/x-ndjson" else f"/api/v1/reports/F_M/2026-08/{UNIT}"
    headers = {"authorization": f"Bearer {house.token}", "content-type": media}
    _held(house, path, headers, b"ITEM,VALUE\nA,", 413, chunked=chunked)


def test_nothing_is_received_of_who_may_not(house: House) -> None:
    begun = time.monotonic()
    _held(house, "/api/v1/files", {"authorization": "Bearer x", "content-type": "text/csv"}, b"A\n", 401)
    assert time.monotonic() - begun < 30


def _held(
    house: House, path: str, headers: dict[str, str], begin: bytes, status: int, *, chunked: bool = True
) -> None:
    before, begun = resident(house.process), time.monotonic()
    with Watch(house.process, house.url, house.temporary) as watch:
        back = house.send(path, headers, begin, chunked=chunked)
    seconds = time.monotonic() - begun
    head, _, body = back.partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode()), (head, seconds)
    said = json.loads(body[body.index(b"{") : body.rindex(b"}") + 1])["error"]
    assert said["message"]
    assert said["hint"]
    assert watch.memory - before < MORE
    assert watch.disk < 70 * 1024 * 1024
    assert list(house.temporary.rglob("xinxiao-upload-*")) == []
    assert seconds < 60
    assert max(watch.waits) < 5


PEAK = """
import atexit, re, runpy
status = lambda: open("/proc/self/status").read()
atexit.register(lambda: print("peak", re.search(r"VmHWM:\\s+(\\d+)", status())[1], flush=True))
runpy.run_module("xinxiao", run_name="__main__", alter_sys=True)
"""
"""A command that says at last how much memory it held, in kB; what Linux tells of a child counts whoever began it, too."""


def test_a_file_of_units_of_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path) -> None:
    programme, file = with_frame(tmp_path / "programme"), tmp_path / "units.csv"
    with file.open("wb") as opened:
        opened.write(b"UNIT,NAME\n")
        opened.truncate(GIGABYTE)
    command = [sys.executable, "-c", PEAK, "frame", "import", str(file), "--day", "2026-01-01"]
    command += ["--home", str(tmp_path / "home"), "--programme", str(programme)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode not in (0, -9)
    said, _, peak = done.stdout.rpartition("peak ")
    assert "256" in said or "268435456" in said, said
    assert int(peak) < 500 * 1024
