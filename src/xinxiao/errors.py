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
    "account_state",
    "account_moved",
    "assumptions_none",
    "backup_busy",
    "backup_differs",
    "backup_engine",
    "backup_format",
    "backup_inside",
    "backup_missing",
    "backup_role",
    "backup_schema",
    "backup_torn",
    "backup_unfinished",
    "backup_unnamed",
    "bad_date",
    "bad_format",
    "bad_layout",
    "bad_moment",
    "bad_setting",
    "bad_where",
    "binary_to_terminal",
    "blob_missing",
    "blob_tampered",
    "body_files",
    "body_form",
    "body_json",
    "body_large",
    "body_media",
    "body_slow",
    "book_broken",
    "book_layout",
    "book_memory",
    "book_slow",
    "bulk_changed",
    "busy",
    "clock_back",
    "clock_beyond",
    "clock_pause",
    "clock_unset",
    "cipher_missing",
    "code_wrong",
    "content_broken",
    "content_erased",
    "content_field",
    "content_files",
    "content_form",
    "content_form_sealed",
    "content_gone",
    "content_long",
    "content_much",
    "content_place",
    "content_text",
    "content_values",
    "cube_full",
    "encoding_unknown",
    "evidence_broken",
    "evidence_empty",
    "evidence_large",
    "evidence_packed",
    "evidence_programs",
    "evidence_taken",
    "evidence_unknown",
    "event_actor",
    "event_form",
    "event_long",
    "events_count",
    "extra_missing",
    "field_control",
    "field_long",
    "field_missing",
    "field_twice",
    "field_unknown",
    "field_wrong",
    "file_kind",
    "file_large",
    "findings_file",
    "first_release",
    "frame_circle",
    "frame_linked",
    "form_period",
    "form_waived",
    "grant_there",
    "frame_moved",
    "frame_shape",
    "frame_share",
    "frame_shares",
    "frame_unknown",
    "head_long",
    "heads_file",
    "heavy_lost",
    "home_closed",
    "home_not_empty",
    "index_there",
    "invitation_wrong",
    "job_lost",
    "key_form",
    "key_lost",
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
    "no_account",
    "no_area",
    "no_backup",
    "no_exhibit",
    "no_grant",
    "no_picture",
    "no_session",
    "not_in_frame",
    "not_signed_in",
    "out_of_reach",
    "password_form",
    "password_name",
    "password_twice",
    "password_wrong",
    "picture_large",
    "provider_away",
    "provider_refused",
    "roles_exclude",
    "scope_form",
    "seal_broken",
    "seal_file",
    "sign_in_refused",
    "sign_in_wait",
    "sitemap_large",
    "synthetic_errors",
    "demonstration_ledger",
    "synthetic_many",
    "synthetic_mixed",
    "synthetic_there",
    "snapshot_future",
    "snapshot_none",
    "snapshot_claimed",
    "source_synthetic",
    "design_misfit",
    "snapshot_open",
    "snapshot_synthetic",
    "snapshot_untaken",
    "snapshot_version",
    "totals_none",
    "site_base",
    "site_folder",
    "site_write",
    "site_moved",
    "site_large",
    "no_flow",
    "no_folder",
    "no_frame",
    "no_frame_area",
    "no_frame_unit",
    "no_job",
    "no_ledger",
    "no_live_release",
    "no_observation",
    "no_periods",
    "no_program",
    "no_programme",
    "no_programme_file",
    "no_release",
    "nothing_published",
    "no_roles",
    "no_series",
    "no_submission",
    "no_unit",
    "no_upload",
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
    "pull_endogenous",
    "pull_not_productive",
    "pull_number",
    "query_long",
    "query_unreadable",
    "release_embargoed",
    "release_format",
    "release_itself",
    "release_not_shown",
    "release_past",
    "release_state",
    "release_unsound",
    "release_withdrawn",
    "rule_value",
    "sdmx_artefact",
    "sdmx_code",
    "sdmx_component",
    "sdmx_condition",
    "sdmx_contradiction",
    "sdmx_flag",
    "sdmx_key",
    "sdmx_large",
    "sdmx_many",
    "sdmx_media",
    "sdmx_moment",
    "sdmx_none",
    "sdmx_part",
    "sdmx_places",
    "sdmx_sort",
    "sdmx_value",
    "sdmx_version",
    "sdmx_whole",
    "sdmx_word",
    "several",
    "sheet_broad",
    "sheet_bytes",
    "sheet_full",
    "submission_number",
    "submit_moved",
    "system",
    "token_over",
    "token_form",
    "token_many",
    "no_token",
    "token_reach",
    "api_row",
    "api_shape",
    "token_wrong",
    "two_programmes",
    "undefined_ahead",
    "undefined_fraction",
    "undefined_log",
    "undefined_range",
    "undefined_ratio",
    "undefined_shifted",
    "unknown_backup",
    "unknown_blob",
    "unknown_code",
    "unknown_codelist",
    "unknown_cycle",
    "unknown_dataflow",
    "unknown_dimension",
    "unknown_form",
    "unknown_release",
    "unknown_role",
    "unit_left",
    "upload_refused",
    "wide_full",
    "draft_moved",
    "submit_overtaken",
    "submit_returned",
    "header_wrong",
    "draft_overtaken",
    "extension_past",
    "form_expired",
    "form_expires",
    "form_follows_item",
    "form_issued",
    "form_marks",
    "form_nobody",
    "form_not_issued",
    "form_unlinked",
    "form_version",
    "level_low",
    "no_item",
    "no_report",
    "receipt_form",
    "report_findings",
    "report_newer",
    "report_not_open",
    "report_signers",
    "report_turn",
    "report_words",
    "no_file",
]
"""Names of the texts ``errors.<name>.message`` and ``.hint`` that say an error in the reader's language."""


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
