"""The one error tree, split by what the caller can do about it.

Bad *data* is never an exception: it becomes a :class:`xinxiao.model.finding.Finding`.
A bad *call* raises one of these; the doors (CLI, pages) translate them once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xinxiao.errors.names import Name

Value = str | int | Mapping[str, str]
"""What fills a place of a text."""


@dataclass(frozen=True)
class Told:
    """What a reader is told of an error: the name of a text, and the values of the places in it; of one that is told in the
    reader's language its text by language."""

    name: Name
    values: Mapping[str, Value]

    def filled(self, language: str) -> dict[str, str | int]:
        """The values as a reader of a language is told them."""
        return {
            name: value if isinstance(value, str | int) else value[language]
            for name, value in self.values.items()
        }


def told(name: Name, **values: Value) -> Told:
    """The text of this name, filled with these values.

    ``tests/unit/test_texts.py`` holds every call in the source against the places the text has.
    """
    return Told(name, values)


class XinxiaoError(Exception):
    """Base of all errors a user can cause or meet.

    ``message`` says what is wrong and ``hint`` what to do, in English and for logs; ``told`` is what a reader is
    told in their language, where there is a text for it.
    """

    code = "ERROR"
    exit_code = 1

    def __init__(self, message: str, told: Told | None = None, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.told = told

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class DataFault(XinxiaoError):
    """The data handed in, or the question asked, cannot carry the operation: mend them."""

    code = "DATA"


class ProgrammeFault(XinxiaoError):
    """A file of the programme is wrong: fix the file. ``findings`` may list every fault found."""

    code = "PROGRAMME"

    def __init__(
        self,
        message: str,
        told: Told | None = None,
        *,
        hint: str = "",
        findings: tuple[object, ...] = (),
    ) -> None:
        super().__init__(message, told, hint=hint)
        self.findings = findings


class WrongRequest(XinxiaoError):
    """A request that cannot be meant: an unknown parameter, a value it cannot have: change the request.

    ``parameter`` is the one that is wrong, if one is.
    """

    code = "REQUEST"

    def __init__(
        self, message: str, told: Told | None = None, *, hint: str = "", parameter: str = ""
    ) -> None:
        super().__init__(message, told, hint=hint)
        self.parameter = parameter


class Senseless(WrongRequest):
    """A request that can be read but not be meant: no such code, two parameters that exclude each other."""

    code = "SENSELESS"


class TooLong(WrongRequest):
    """An address longer than is read: ask for less at once."""

    code = "TOO_LONG"


class NotAcceptable(WrongRequest):
    """Nothing that is offered is among what the request accepts."""

    code = "NOT_ACCEPTABLE"


class SettingFault(XinxiaoError):
    """A setting, or what is installed, does not allow this: change it."""

    code = "SETTING"


class NotAllowed(XinxiaoError):
    """The actor may not do this."""

    code = "NOT_ALLOWED"


class NotSignedIn(XinxiaoError):
    """Only who is signed in may do this: sign in."""

    code = "NOT_SIGNED_IN"


class WrongMedia(WrongRequest):
    """What was sent is of a type that is not taken here."""

    code = "MEDIA"


class TooSlow(WrongRequest):
    """What was to be sent did not come in time."""

    code = "TOO_SLOW"


class TooMany(XinxiaoError):
    """Too many attempts: come again after so many ``seconds``."""

    code = "TOO_MANY"

    def __init__(self, message: str, told: Told | None = None, *, seconds: int) -> None:
        super().__init__(message, told)
        self.seconds = seconds


class NotFound(XinxiaoError):
    """What was asked for does not exist; the hint names what does."""

    code = "NOT_FOUND"


class Withdrawn(NotFound):
    """What was asked for was published and is withdrawn: its record tells why."""

    code = "WITHDRAWN"


class Conflict(XinxiaoError):
    """The state has moved on: look again."""

    code = "CONFLICT"


class TooLarge(XinxiaoError):
    """More than one answer or file of this kind holds: the hint says how to get it whole."""

    code = "TOO_LARGE"


class Tampered(XinxiaoError):
    """Sealed bytes are no longer what their name says: restore them. Nothing is read from them."""

    code = "TAMPERED"


class Unavailable(XinxiaoError):
    """A store or engine cannot be reached now: retry, or change the configuration."""

    code = "UNAVAILABLE"
    exit_code = 3


EXTRAS = {"typst": "pdf", "psycopg": "postgres", "pyspark": "spark"}
"""Which extra of this package brings a library; others come with ``portal``."""
OUTSIDE = frozenset({"pandas", "polars"})
"""Libraries that nothing here needs: results turn into theirs where they are."""


def lacking(error: ImportError) -> Told:
    """What a reader is told of a library that is not installed: what to install. Raises ``error`` again when it is no
    library but one of our own modules."""
    library = (error.name or "").partition(".")[0]
    if library in ("", "xinxiao"):
        raise error
    what = library if library in OUTSIDE else f"'xinxiao[{EXTRAS.get(library, 'portal')}]'"
    return told("extra_missing", library=library, what=what)


def missing(error: ImportError) -> SettingFault:
    """A library that is not installed, as one of our errors. Raises as :func:`lacking`."""
    return SettingFault(f"{error.name} is not installed", lacking(error))
