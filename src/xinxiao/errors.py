"""The one error tree, split by what the caller can do about it.

Bad *data* is never an exception: it becomes a :class:`xinxiao.model.finding.Finding`.
A bad *call* raises one of these; the doors (CLI, pages) translate them once.
"""

from __future__ import annotations


class XinxiaoError(Exception):
    """Base of all errors a user can cause or meet.

    ``message`` says what is wrong, ``hint`` what to do, ``context`` carries the values involved.
    """

    code = "ERROR"
    exit_code = 1

    def __init__(self, message: str, *, hint: str = "", **context: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.context = context

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class DataFault(XinxiaoError):
    """The data handed in cannot carry the operation asked for: fix the data."""

    code = "DATA"


class ProgrammeFault(XinxiaoError):
    """A file of the programme is wrong: fix the file. ``findings`` may list every fault found."""

    code = "PROGRAMME"

    def __init__(
        self, message: str, *, hint: str = "", findings: tuple[object, ...] = (), **context: object
    ) -> None:
        super().__init__(message, hint=hint, **context)
        self.findings = findings


class WrongRequest(XinxiaoError):
    """A request that cannot be meant: an unknown parameter, a value it cannot have: change the request."""

    code = "REQUEST"


class NotAllowed(XinxiaoError):
    """The actor may not do this."""

    code = "NOT_ALLOWED"


class NotFound(XinxiaoError):
    """What was asked for does not exist; the hint names what does."""

    code = "NOT_FOUND"


class Conflict(XinxiaoError):
    """The state has moved on, or bytes do not match what was sealed."""

    code = "CONFLICT"


class Unavailable(XinxiaoError):
    """A store or engine cannot be reached now: retry, or change the configuration."""

    code = "UNAVAILABLE"
    exit_code = 3
