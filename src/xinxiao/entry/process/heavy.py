"""A heavy process: it makes one answer after the other, as ``crew`` asks, and ends with the process that started it.

Run as ``python -m xinxiao.entry.process.heavy HOME RELEASE ROOT``; tasks come on standard input.
"""

from __future__ import annotations

import os
import queue
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

import msgspec

from xinxiao.bootstrap import ports
from xinxiao.entry.log import ROOT, open_log
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.app import site
from xinxiao.entry.portal.heavy.job import Job, Outcome, Refusal, Task, refusal
from xinxiao.entry.portal.http_request import HttpRequest
from xinxiao.entry.portal.query import query_of
from xinxiao.entry.portal.route import READING, Site, Visit
from xinxiao.errors import NotFound, XinxiaoError
from xinxiao.model.cache import Cache

NICE = 10
"""How far behind the pages this stands for the processor."""


def answer(site: Site, job: Job) -> Answer:
    """The answer to a job. Raises what making it raises."""
    if site.views.head != job.head:
        site.views.ports.head.refresh()
    found = [(r, a) for r, a in site.table.find(job.path) if set(READING) <= set(r.methods)]
    if not found:
        raise NotFound(job.path)
    route, args = found[0]
    request = HttpRequest("GET", job.path, b"", {"accept-language": job.lang})
    query = query_of(parse_qsl(job.query, keep_blank_values=True))
    visit = Visit(request, route, site, args, query)
    return route.make(visit).under(route.cache, route.vary)


def outcome(site: Site, task: Task) -> Outcome:
    """Do a task: its answer, the body in the file it names."""
    try:
        made = answer(site, task.job)
        with Path(task.spool).open("wb") as file:
            for piece in _body(made):
                file.write(piece)
    except XinxiaoError as error:
        return Outcome(refusal=refusal(error), peak=peak())
    except Exception as error:  # nobody foresaw it: the log has where, the reader is told no details
        ROOT.error("heavy", exc_info=error, extra={"fields": {"request": task.request}})
        return Outcome(refusal=Refusal(XinxiaoError.code, type(error).__name__), peak=peak())
    return Outcome(made.status, made.headers, made.tag, made.ranges == "bytes", peak=peak())


def _body(made: Answer) -> Iterator[bytes]:
    if made.stream is not None:
        return made.stream()
    return made.file.pieces(0, made.size) if made.file else iter((made.body,))


def peak() -> int:
    """The most memory this process ever had, in bytes; 0 where the system does not say.

    Linux hands what ``getrusage`` tells on to the programs that a process starts; its own status speaks of this one alone.
    """
    with suppress(OSError):
        found = re.search(rb"^VmHWM:\s*(\d+) kB$", Path("/proc/self/status").read_bytes(), re.M)
        if found:
            return int(found[1]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def tasks() -> Iterator[Task]:
    """Tasks as they come. When whoever sends them is gone, this process ends, in the midst of its work if need be."""
    waiting: queue.SimpleQueue[Task] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin.buffer:
            waiting.put(msgspec.json.decode(line, type=Task))
        os._exit(0)

    threading.Thread(target=read, name="tasks", daemon=True).start()
    while True:
        yield waiting.get()


def main() -> None:
    """Live as a heavy process."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    if hasattr(os, "nice"):
        os.nice(NICE)
    open_log()
    home, release, root = sys.argv[1:]
    own = replace(site(ports(Path(home)), release or None, root=root), files=Cache(0, lambda tag, file: 1))
    for task in tasks():
        out.write(msgspec.json.encode(outcome(own, task)) + b"\n")
        out.flush()


if __name__ == "__main__":
    main()
