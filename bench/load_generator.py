"""Servers to measure and what measures them: uvicorn and nginx on loopback, wrk or plain sockets, memory."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

CONNECTIONS = 8
SECONDS = 4
GENERATOR = "wrk" if shutil.which("wrk") else "plain sockets"
NGINX = """
worker_processes auto;
pid {place}/pid;
error_log {place}/errors;
daemon off;
events {{ worker_connections 512; }}
http {{
  access_log off;
  keepalive_requests 100000000;
  client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/fastcgi;
  uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
  server {{ listen 127.0.0.1:{port}; root {place}/www; default_type text/html; }}
}}
"""


@dataclass(frozen=True)
class Server:
    """A server that runs: the address of its home page, and its process."""

    address: str
    process: int


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def running(command: list[str], address: str) -> Iterator[int]:
    """A server in a process of its own, whose number it gives once it answered, until the block ends."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            end = time.monotonic() + 60
            while time.monotonic() < end:
                with suppress(OSError), urlopen(address, timeout=60) as answer:
                    answer.read()
                    break
                time.sleep(0.1)
            yield server.pid
        finally:
            server.terminate()


@contextmanager
def uvicorn(home: Path) -> Iterator[Server]:
    """The portal over a home, as ``xinxiao serve`` runs it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/zh/"
    command = [
        sys.executable,
        "-m",
        "xinxiao",
        "serve",
        "--no-browser",
        "--port",
        str(port),
        "--home",
        str(home),
    ]
    with running(command, address) as process:
        yield Server(address, process)


@contextmanager
def nginx(body: bytes) -> Iterator[str | None]:
    """The same bytes as a file behind nginx; None where it is not installed."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as name:
        place, port = Path(name), free_port()
        (place / "www").mkdir()
        (place / "www" / "page.html").write_bytes(body)
        place.chmod(0o755)
        (place / "nginx.conf").write_text(NGINX.format(place=place, port=port), "utf-8")
        address = f"http://127.0.0.1:{port}/page.html"
        with running([program, "-c", str(place / "nginx.conf")], address):
            yield address


def rate(address: str) -> float:
    """Requests a second, over a few seconds."""
    if GENERATOR == "wrk":
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}", address]
        said = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
        found = re.search(r"Requests/sec:\s*([\d.]+)", said)
        if found is None or "Non-2xx" in said:
            raise RuntimeError(said)
        return float(found[1])
    return asyncio.run(_rate(address))


async def _rate(address: str) -> float:
    parts, start = urlsplit(address), time.perf_counter()
    counts = await asyncio.gather(*(_ask(parts.hostname, parts.port, parts.path) for _ in range(CONNECTIONS)))
    return sum(counts) / (time.perf_counter() - start)


async def _ask(host: str | None, port: int | None, path: str) -> int:
    """Ask again and again over one connection; how often there was an answer."""
    reader, writer = await asyncio.open_connection(host, port)
    wanted = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    count, end = 0, time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        writer.write(wanted)
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        await reader.readexactly(int(length[1]) if length else 0)
        count += 1
    writer.close()
    return count


def resident(process: int | str = "self") -> float:
    """Resident memory of a process in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6
