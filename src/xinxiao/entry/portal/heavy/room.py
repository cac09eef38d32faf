"""The room of heavy work: who may come in, who waits, and who is told to come again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Literal

from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.heavy.crew import Crew
from xinxiao.entry.portal.heavy.job import Job
from xinxiao.entry.portal.route import Visit
from xinxiao.errors import Unavailable, XinxiaoError, told
from xinxiao.model.cache import Cache

WAITING = 24
"""How many different answers may be under way or waited for; who asks for another then is told to come again."""
KEPT = 2_000_000_000
"""Bytes of bodies kept on the disk, so that a part of a large file is given without making it again."""
LEAST = 4_000_000
"""What a kept body counts at the least: the disk lets a process hold only so many files open."""
WHOLE = 4_000_000
"""Bytes up to which the answer of a page is kept in memory with the other pages."""
Ended = Literal["made", "shared", "kept", "refused", "lost", "busy"]


class HeavyRoom:
    """Answers made by a crew. Who asks for the same at once waits for one making."""

    def __init__(self, crew: Crew, waiting: int = WAITING) -> None:
        self.crew = crew
        self.waiting = waiting
        self.kept: Cache[Job, Answer] = Cache(KEPT, lambda job, answer: max(answer.size, LEAST))
        self.heard: Callable[[Ended], None] = lambda ended: None
        self._threads = ThreadPoolExecutor(crew.size, "portal-heavy")  # each waits for one process
        self._making: dict[Job, asyncio.Future[Answer]] = {}

    @property
    def under_way(self) -> int:
        """How many answers are being made or waited for."""
        return len(self._making)

    async def answer(self, visit: Visit) -> Answer:
        """The answer to a visit. Raises :class:`Unavailable` when too many wait already, or the process was lost, and
        whatever making it raises."""
        job = Job(visit.http.path, visit.query.text, visit.lang, visit.site.views.head)
        kept = self.kept.find(job)
        if kept is not None:
            self.heard("kept")
            return kept
        making = self._making.get(job)
        if making is None:
            if len(self._making) >= self.waiting:
                self.heard("busy")
                raise Unavailable("busy", told("busy"))
            making = asyncio.ensure_future(self._make(job, visit))
            self._making[job] = making
            making.add_done_callback(partial(self._made, job))
        else:
            self.heard("shared")
        return await asyncio.shield(making)  # one reader who leaves does not take it from the others

    async def _make(self, job: Job, visit: Visit) -> Answer:
        loop = asyncio.get_running_loop()
        made = await loop.run_in_executor(self._threads, self.crew.make, job, visit.http.id)
        made = replace(made, route=visit.route.pattern)
        if visit.route.cache == "kept" and made.file and made.size <= WHOLE:
            whole = await loop.run_in_executor(self._threads, lambda: b"".join(_all(made)))
            return replace(made, body=whole, file=None)
        self.kept.put(job, made)
        return made

    def _made(self, job: Job, making: asyncio.Future[Answer]) -> None:
        self._making.pop(job, None)
        error = None if making.cancelled() else making.exception()
        lost = isinstance(error, Unavailable) or (error and not isinstance(error, XinxiaoError))
        self.heard("lost" if lost else "refused" if error else "made")

    def close(self) -> None:
        """End the processes; whoever waits for one is told that it was lost."""
        self.crew.close()
        self._threads.shutdown(wait=True, cancel_futures=True)


def _all(answer: Answer) -> list[bytes]:
    return list(answer.file.pieces(0, answer.size)) if answer.file else [answer.body]
