"""``up`` and ``serve``: the portal on this machine."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xinxiao.entry.cli.options import AsOf, CycleId, Folder, Home, said
from xinxiao.errors import Unavailable, told

if TYPE_CHECKING:
    from xinxiao.uses.call import Ports

HOST = "127.0.0.1"
OFFERED = 50
"""How many ports after a taken one are tried, to offer a free one."""
SERVER: dict[str, Any] = {
    "loop": "auto",  # uvloop and httptools where they are installed: more than twice the requests a second
    "http": "auto",
    "ws": "none",
    "lifespan": "on",
    "log_level": "warning",
    "access_log": False,
    "server_header": False,
    "timeout_keep_alive": 30,
}
"""How uvicorn serves the portal."""
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help=said("options.port"))]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help=said("options.browser"))]


def up(
    folder: Folder = None,
    cycle: CycleId = None,
    as_of: AsOf = None,
    port: Port = 8765,
    no_browser: NoBrowser = False,
    home: Home = None,
) -> None:
    """Check, run, seal, and open the portal."""
    from xinxiao.bootstrap import call
    from xinxiao.entry.cli.progress import progress
    from xinxiao.uses.run import run

    asker = call(home)
    with listen(port) as taken:
        with progress() as report:
            release = run(asker, folder, cycle, as_of, report)
        typer.echo(f"release {release.id} {release.sha256}")
        typer.echo(said("up.kept", home=asker.ports.home), err=True)
        present(asker.ports, taken, browse="no" if no_browser else "yes")


def serve(port: Port = 8765, no_browser: NoBrowser = False, home: Home = None) -> None:
    """Open the portal over what was sealed before."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.releases import find

    asker = call(home)
    find(asker)  # without a release there is nothing to show: say so before a port is opened
    with listen(port) as taken:
        present(asker.ports, taken, browse="no" if no_browser else "yes")


def listen(port: int) -> socket.socket:
    """A socket on the loopback address. Raises :class:`Unavailable`, offering a free port, when this one is taken."""
    try:
        return _bound(port)
    except OSError as error:
        reason = error.strerror or str(error)
        free = _free(port)
        raise Unavailable(
            f"port {port}: {reason}", told("port_taken", port=port, reason=reason, free=free)
        ) from error


def _bound(port: int) -> socket.socket:
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((HOST, port))
        taken.listen(64)
    except OSError:
        taken.close()
        raise
    return taken


def _free(port: int) -> int:
    """The next port that can be opened; 0, which lets the system choose, when none of the next ones can."""
    for other in range(port + 1, min(port + OFFERED, 65535) + 1):
        try:
            _bound(other).close()
        except OSError:
            continue
        return other
    return 0


def present(ports: Ports, taken: socket.socket, *, browse: str) -> None:
    """Serve the portal on an open socket until interrupted, with a browser on it when ``browse`` is yes."""
    import uvicorn

    from xinxiao.entry.portal.app import create

    url = f"http://{HOST}:{taken.getsockname()[1]}"
    typer.echo(said("serve.open", url=url))
    if browse == "yes":
        import threading
        import webbrowser

        threading.Timer(1.0, webbrowser.open, (url,)).start()
    server = uvicorn.Server(uvicorn.Config(create(ports), **SERVER))
    server.run(sockets=[taken])
