"""The one error tree, split by what the caller can do about it.

Bad *data* is never an exception: it becomes a :class:`xinxiao.model.finding.Finding`.
A bad *call* raises one of these; the doors (CLI, pages) translate them once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Name = Literal[
    "access",
    "backup_busy",
    "backup_differs",
    "backup_engine",
    "backup_format",
    "backup_inside",
    "backup_missing",
    "backup_schema",
    "backup_torn",
    "backup_unnamed",
    "backup_unfinished",
    "bad_date",
    "bad_format",
    "bad_setting",
    "bad_where",
    "binary_to_terminal",
    "blob_missing",
    "blob_tampered",
    "busy",
    "event_actor",
    "event_form",
    "event_long",
    "events_count",
    "extra_missing",
    "file_kind",
    "file_large",
    "first_release",
    "head_long",
    "heads_file",
    "heavy_lost",
    "home_closed",
    "home_not_empty",
    "job_lost",
    "key_form",
    "lake_read",
    "lake_write",
    "ledger_closed",
    "ledger_conflict",
    "ledger_newer",
    "ledger_not_empty",
    "ledger_old",
    "locked",
    "mail_refused",
    "many_conditions",
    "method",
    "no_backup",
    "no_exhibit",
    "no_flow",
    "no_folder",
    "no_job",
    "no_ledger",
    "no_observation",
    "no_program",
    "no_programme",
    "no_programme_file",
    "no_release",
    "no_roles",
    "no_unit",
    "not_allowed",
    "not_http",
    "not_ready",
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
    "program_failed",
    "programme_errors",
    "query_long",
    "query_unreadable",
    "release_format",
    "several",
    "sheet_full",
    "system",
    "two_programmes",
    "unknown_backup",
    "unknown_blob",
    "unknown_code",
    "unknown_cycle",
    "unknown_dataflow",
    "unknown_dimension",
    "unknown_release",
]
"""Names of the texts ``errors.<name>.message`` and ``.hint`` that say an error in the reader's language."""


@dataclass(frozen=True)
class Told:
    """What a reader is told of an error: the name of a text, and the values of the places in it."""

    name: Name
    values: Mapping[str, str | int]


def told(name: Name, **values: str | int) -> Told:
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
