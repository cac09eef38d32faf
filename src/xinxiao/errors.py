"""The one error tree, split by what the caller can do about it.

Bad *data* is never an exception: it becomes a :class:`xinxiao.model.finding.Finding`.
A bad *call* raises one of these; the doors (CLI, pages) translate them once.
"""

from __future__ import annotations

from typing import Literal

Told = Literal[
    "",
    "access",
    "bad_date",
    "bad_format",
    "bad_setting",
    "bad_where",
    "binary_to_terminal",
    "blob_missing",
    "blob_tampered",
    "busy",
    "extra_missing",
    "first_release",
    "home_closed",
    "key_form",
    "lake_read",
    "lake_write",
    "ledger_closed",
    "ledger_conflict",
    "locked",
    "method",
    "no_exhibit",
    "no_flow",
    "no_folder",
    "no_observation",
    "no_programme",
    "no_programme_file",
    "no_release",
    "no_unit",
    "not_allowed",
    "not_public",
    "parameter_code",
    "parameter_control",
    "parameter_count",
    "parameter_empty",
    "parameter_long",
    "parameter_none",
    "parameter_twice",
    "parameter_unknown",
    "parameter_value",
    "parameter_values",
    "path_long",
    "port_taken",
    "programme_errors",
    "query_long",
    "query_unreadable",
    "release_format",
    "several",
    "sheet_full",
    "system",
    "two_programmes",
    "unknown_blob",
    "unknown_code",
    "unknown_cycle",
    "unknown_dataflow",
    "unknown_dimension",
    "unknown_release",
]
"""Names of the texts ``errors.<name>.message`` and ``.hint`` that say an error in the reader's language."""


class XinxiaoError(Exception):
    """Base of all errors a user can cause or meet.

    ``message`` says what is wrong and ``hint`` what to do, in English and for logs; ``told`` names the text a reader
    is told it by, and ``context`` holds the values that fill it.
    """

    code = "ERROR"
    exit_code = 1

    def __init__(self, message: str, *, hint: str = "", told: Told = "", **context: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.told: Told = told
        self.context = context

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
        *,
        hint: str = "",
        told: Told = "",
        findings: tuple[object, ...] = (),
        **context: object,
    ) -> None:
        super().__init__(message, hint=hint, told=told, **context)
        self.findings = findings


class WrongRequest(XinxiaoError):
    """A request that cannot be meant: an unknown parameter, a value it cannot have: change the request."""

    code = "REQUEST"


class SettingFault(XinxiaoError):
    """A setting, or what is installed, does not allow this: change it."""

    code = "SETTING"


class NotAllowed(XinxiaoError):
    """The actor may not do this."""

    code = "NOT_ALLOWED"


class NotFound(XinxiaoError):
    """What was asked for does not exist; the hint names what does."""

    code = "NOT_FOUND"


class Conflict(XinxiaoError):
    """The state has moved on: look again."""

    code = "CONFLICT"


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


def missing(error: ImportError) -> SettingFault:
    """A library that is not installed, as one of our errors, with what to install; raises ``error`` again when it is
    no library but one of our own modules."""
    library = (error.name or "").partition(".")[0]
    if library in ("", "xinxiao"):
        raise error
    what = library if library in OUTSIDE else f"'xinxiao[{EXTRAS.get(library, 'portal')}]'"
    return SettingFault(f"{library} is not installed", told="extra_missing", library=library, what=what)
