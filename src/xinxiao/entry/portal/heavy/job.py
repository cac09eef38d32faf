"""What a heavy process is asked, and what it says: data, one JSON line each way. A body goes through a file."""

from __future__ import annotations

import msgspec

from xinxiao import errors
from xinxiao.errors import Told, WrongRequest, XinxiaoError
from xinxiao.texts import Language


class Job(msgspec.Struct, frozen=True):
    """An answer to make: address, canonical query, language, and the last release there is. Equal jobs, equal answers."""

    path: str
    query: str
    lang: Language
    head: str


class Task(msgspec.Struct, frozen=True):
    """A job with the file its body goes to, and the id of the request that asked for it first."""

    job: Job
    spool: str
    request: str


class Refusal(msgspec.Struct, frozen=True):
    """An error as data."""

    code: str
    message: str
    hint: str = ""
    told: Told | None = None
    parameter: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """What came of a task; ``refusal`` when it cannot be. ``peak`` is the most memory the process ever had, in bytes."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    tag: str = ""
    ranges: bool = False
    refusal: Refusal | None = None
    peak: int = 0


KINDS = {
    kind.code: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, XinxiaoError) and kind is not WrongRequest
}


def refusal(error: XinxiaoError) -> Refusal:
    """An error as data."""
    parameter = error.parameter if isinstance(error, WrongRequest) else ""
    return Refusal(error.code, error.message, error.hint, error.told, parameter)


def error_of(refused: Refusal) -> XinxiaoError:
    """The error again."""
    if refused.code == WrongRequest.code:
        return WrongRequest(refused.message, refused.told, hint=refused.hint, parameter=refused.parameter)
    kind = KINDS.get(refused.code, XinxiaoError)
    return kind(refused.message, refused.told, hint=refused.hint)
