"""One request on its way through the door: what the log and the measures keep of it. Nothing of who asks is in it."""

from __future__ import annotations

import logging
import time
from typing import Literal

from xinxiao.entry.log import write
from xinxiao.entry.portal.answer import Answer, Sent
from xinxiao.entry.portal.http_request import HttpRequest
from xinxiao.entry.portal.route import Visit

Result = Literal["made", "kept", "same", "refused", "busy", "failed", "left", "broken"]
"""``made``: now; ``kept``: before; ``same``: the reader's copy still holds; ``refused``: the request is at fault;
``busy``: come again; ``failed``: this is at fault; ``left``: the reader went away; ``broken``: broke off."""
NO_ROUTE = "none"
"""The route of a request that was wrong before one was found."""
LEVELS: dict[Result, int] = {
    "failed": logging.ERROR,
    "broken": logging.ERROR,
    "busy": logging.WARNING,
}


class Passage:
    """Filled while a request is answered."""

    def __init__(self, method: str) -> None:
        self.method = method[:10]
        self.start = time.perf_counter()
        self.request = ""
        self.actor = "anonymous"
        self.route = NO_ROUTE
        self.status = 0
        self.size = 0
        self.outcome: Result = "made"

    @property
    def seconds(self) -> float:
        """How long it has been on its way."""
        return time.perf_counter() - self.start

    def over(self, request: HttpRequest, found: Answer | Visit | None, sent: Sent) -> Sent:
        """Note what was found and what is sent; the latter as it is."""
        self.request, self.actor = request.id, request.actor.kind
        self.route = found.route.pattern if isinstance(found, Visit) else found.route if found else NO_ROUTE
        self.route = self.route or NO_ROUTE
        self.outcome = _outcome(sent.status, isinstance(found, Answer))
        return sent

    def log(self) -> None:
        """Its line in the log."""
        write(
            "request",
            LEVELS.get(self.outcome, logging.INFO),
            request=self.request,
            actor=self.actor,
            use=self.route,
            method=self.method,
            status=self.status,
            ms=round(self.seconds * 1e3, 1),
            bytes=self.size,
            outcome=self.outcome,
        )


def _outcome(status: int, kept: bool) -> Result:
    if status >= 500:
        return "busy" if status == 503 else "failed"
    if status >= 400:
        return "refused"
    return "same" if status == 304 else "kept" if kept else "made"
