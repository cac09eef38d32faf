"""``up`` and ``serve``: the portal on this machine."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xinxiao.entry.cli.options import AsOf, CycleId, Folder, Home, Words, said
from xinxiao.errors import Unavailable, told
from xinxiao.settings import Serving, handed_on
from xinxiao.settings import serving as chosen

if TYPE_CHECKING:
    from xinxiao.uses.call import Ports

OFFERED = 50
"""How many ports after a taken one are tried, to offer a free one."""
SERVER: dict[str, Any] = {
    "loop": "auto",  # uvloop where it is installed: with httptools more than twice the requests a second
    "ws": "none",
    "lifespan": "on",
    "log_level": "warning",
    "access_log": False,
    "server_header": False,
    "timeout_keep_alive": 30,
    "timeout_graceful_shutdown": 10,
    "log_config": None,  # see entry.log
    "proxy_headers": False,  # nothing here asks where a reader is, or by which scheme; see Serving.trusts
    "backlog": 256,
}
"""How uvicorn serves the portal."""
Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help=said("options.port"))]
Host = Annotated[str | None, typer.Option("--host", parser=Words("host"), help=said("options.host"))]
Workers = Annotated[int | None, typer.Option("--workers", min=1, max=64, help=said("options.workers"))]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help=said("options.browser"))]


def up(
    folder: Folder = None,
    cycle: CycleId = None,
    as_of: AsOf = None,
    port: Port = None,
    no_browser: NoBrowser = False,
    home: Home = None,
) -> None:
    """Check, run, seal, and open the portal."""
    from xinxiao.bootstrap import call
    from xinxiao.entry.cli.progress import progress
    from xinxiao.entry.cli.release import carried
    from xinxiao.uses.cycles import plan
    from xinxiao.uses.releases import record
    from xinxiao.uses.run import run

    asker, how = call(home), chosen({"port": port})
    with listen(how.port, how.host) as taken:
        with progress() as report:
            release = run(asker, folder, cycle, as_of, report)
        typer.echo(f"release {release.id} {release.sha256}")
        carried(record(asker, release.id))
        if cycle is None and as_of is None:
            for name in plan(asker, release):
                typer.echo(said("up.further", cycle=name), err=True)
        typer.echo(said("up.kept", home=asker.ports.home), err=True)
        present(asker.ports, taken, how, browse="no" if no_browser else "yes")


def serve(
    port: Port = None,
    host: Host = None,
    workers: Workers = None,
    no_browser: NoBrowser = False,
    home: Home = None,
) -> None:
    """Open the portal over what was sealed before, or over what is collected."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.collect.begun import demand_shown

    asker, how = call(home), chosen({"port": port, "host": host, "workers": workers})
    demand_shown(asker)  # before a port is opened
    with listen(how.port, how.host) as taken:
        present(asker.ports, taken, how, browse="no" if no_browser else "yes")


def listen(port: int, host: str = "127.0.0.1") -> socket.socket:
    """A socket on an address, by default one that only this machine reaches.

    Raises :class:`Unavailable`, offering a free port, when this one is taken.
    """
    try:
        return _bound(port, host)
    except OSError as error:
        reason = error.strerror or str(error)
        free = _free(port, host)
        raise Unavailable(
            f"port {port}: {reason}", told("port_taken", port=port, reason=reason, free=free)
        ) from error


def _bound(port: int, host: str) -> socket.socket:
    family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(address)
        taken.listen(SERVER["backlog"])
    except OSError:
        taken.close()
        raise
    return taken


def _free(port: int, host: str) -> int:
    """The next port that can be opened; 0, which lets the system choose, when none of the next ones can."""
    for other in range(port + 1, min(port + OFFERED, 65535) + 1):
        try:
            _bound(other, host).close()
        except OSError:
            continue
        return other
    return 0


def present(ports: Ports, taken: socket.socket, how: Serving, *, browse: str, at: str = "") -> None:
    """Serve the portal on an open socket until interrupted, with a browser on it, at a page, when ``browse`` is yes."""
    from xinxiao.entry.log import open_log

    open_log()
    host, number = taken.getsockname()[:2]
    url = f"http://{f'[{host}]' if ':' in host else host}:{number}{how.root}"
    typer.echo(said("serve.open", url=url))
    if browse == "yes":
        import threading
        import webbrowser

        threading.Timer(1.0, webbrowser.open, (url + at,)).start()
    with working(ports.home) if how.work == "with" else nullcontext():
        if how.workers > 1:
            _several(ports, taken, how)
        else:
            _one(ports, taken, how)


@contextmanager
def working(home: Path) -> Iterator[None]:
    """A worker beside this process meanwhile. It hears by its standard input when this one ends, however it does."""
    command = [sys.executable, "-m", "xinxiao", "work", "--attached", "--home", str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as worker:
        yield
        if worker.stdin is not None:
            worker.stdin.close()


def _one(ports: Ports, taken: socket.socket, how: Serving) -> None:
    """Answer in this process."""
    import uvicorn

    from xinxiao.entry.portal.app import create
    from xinxiao.entry.portal.protocol import Protocol

    uvicorn.Server(uvicorn.Config(create(ports, serving=how), http=Protocol, **SERVER)).run(sockets=[taken])


def _several(ports: Ports, taken: socket.socket, how: Serving) -> None:
    """Answer in several processes that share the socket; this one starts them, and ends them with itself."""
    from tempfile import TemporaryDirectory

    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from xinxiao.entry.portal.protocol import Protocol

    with TemporaryDirectory(prefix="xinxiao-measures-") as folder, handed_on(ports.home, folder):
        config = uvicorn.Config(
            "xinxiao.entry.process.answering:portal",
            factory=True,
            http=Protocol,
            workers=how.workers,
            **SERVER,
        )
        Multiprocess(config, sockets=[taken]).run()
