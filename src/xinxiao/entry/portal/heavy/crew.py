"""The heavy processes of a portal, from the side that asks them: started when needed, replaced when lost."""

from __future__ import annotations

import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from itertools import count
from pathlib import Path

import msgspec

from xinxiao.entry.log import write
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.heavy.job import Job, Outcome, Task, error_of
from xinxiao.entry.portal.heavy.spool import Spooled
from xinxiao.errors import Unavailable, told

LONGEST = 300.0
"""Seconds a task may take; the process is ended then."""
LARGE = 900_000_000
"""Bytes: a process that once had so much is replaced by a fresh one."""
MODULE = "xinxiao.entry.process.heavy"


class Worker:
    """One heavy process. One thread at a time asks it."""

    def __init__(self, arguments: tuple[str, ...]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", MODULE, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    @property
    def number(self) -> int:
        """The number of the process."""
        return self._process.pid

    def ask(self, task: Task, longest: float) -> Outcome | None:
        """What comes of a task; None when the process was lost over it."""
        assert self._process.stdin and self._process.stdout
        ending = threading.Timer(longest, self._process.kill)
        ending.daemon = True
        ending.start()
        try:
            self._process.stdin.write(msgspec.json.encode(task) + b"\n")
            self._process.stdin.flush()
            return msgspec.json.decode(self._process.stdout.readline(), type=Outcome)
        except (OSError, ValueError, msgspec.DecodeError):  # no line came, or it broke off
            return None
        finally:
            ending.cancel()

    def end(self) -> None:
        """End the process, whatever it does, and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:  # a task that never went out
                    continue


class Crew:
    """At most ``size`` heavy processes over a home, each started when there is first work for it."""

    def __init__(
        self,
        home: Path,
        release: str | None = None,
        root: str = "",
        size: int = 1,
        longest: float = LONGEST,
    ) -> None:
        self.size = size
        self._arguments = (str(home), release or "", root)
        self._longest = longest
        self._places: queue.SimpleQueue[Worker | None] = queue.SimpleQueue()
        for _ in range(size):
            self._places.put(None)
        self._workers: set[Worker] = set()
        self._lock = threading.Lock()
        self._numbers = count()
        self._folder: Path | None = None
        self._closed = False

    def numbers(self) -> list[int]:
        """The numbers of the processes there are."""
        with self._lock:
            return [worker.number for worker in self._workers]

    def make(self, job: Job, request: str = "") -> Answer:
        """The answer to a job; waits for a free process. Raises what making it raised, and :class:`Unavailable` when
        its process was lost over it."""
        worker = self._places.get()
        spool: Path | None = None
        try:
            worker = worker or self._start()
            spool = self._spool()
            found = worker.ask(Task(job, str(spool), request), self._longest)
            if found is None or found.peak > LARGE:
                self._drop(worker)
                worker = None
            if found is None:
                write("heavy process lost", 40, request=request)
                raise Unavailable("a heavy process was lost", told("heavy_lost"))
            if found.refusal:
                raise error_of(found.refusal)
            return Answer(
                found.status,
                b"",
                found.headers,
                found.tag,
                "bytes" if found.ranges else "none",
                Spooled(spool),
            )
        finally:
            if spool:
                spool.unlink(missing_ok=True)
            self._places.put(worker)

    def close(self) -> None:
        """End all processes and start none again."""
        with self._lock:
            self._closed = True
            workers = tuple(self._workers)
        for worker in workers:
            self._drop(worker)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> Worker:
        with self._lock:
            if self._closed:
                raise Unavailable("the portal ends", told("heavy_lost"))
            worker = Worker(self._arguments)
            self._workers.add(worker)
            return worker

    def _drop(self, worker: Worker) -> None:
        with self._lock:
            self._workers.discard(worker)
        worker.end()

    def _spool(self) -> Path:
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="xinxiao-heavy-"))
            return self._folder / str(next(self._numbers))
