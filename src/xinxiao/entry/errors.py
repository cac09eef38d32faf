"""Errors, said once for all doors: in the reader's language, with what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xinxiao.errors import XinxiaoError, told
from xinxiao.texts import Language, catalogue

STATUS = {
    "NOT_FOUND": 404,
    "DATA": 400,
    "REQUEST": 400,
    "SENSELESS": 422,
    "TOO_LONG": 414,
    "NOT_ACCEPTABLE": 406,
    "PROGRAMME": 422,
    "NOT_SIGNED_IN": 401,
    "NOT_ALLOWED": 403,
    "TOO_SLOW": 408,
    "MEDIA": 415,
    "TOO_MANY": 429,
    "CONFLICT": 409,
    "WITHDRAWN": 410,
    "TOO_LARGE": 413,
    "TAMPERED": 500,
    "SETTING": 503,
    "UNAVAILABLE": 503,
}
"""HTTP status by error code."""


_ROLE, _STATE, _ACT = "web.desk.role", "web.filling.state", "collect.act"
CODED: Mapping[str, Mapping[str, str]] = {
    "grant_there": {"role": _ROLE},
    "no_grant": {"role": _ROLE},
    "report_signers": {"role": _ROLE},
    "report_turn": {"state": _STATE, "act": _ACT, "allowed": _ACT},
    "roles_exclude": {"wanted": _ROLE, "held": _ROLE},
    "scope_form": {"role": _ROLE, "kind": "collect.scope"},
}
"""Which places of which texts hold codes, one or several with commas, and under what their words stand."""


@dataclass(frozen=True)
class Shown:
    """An error as a reader meets it."""

    code: str
    message: str
    hint: str
    exit_code: int
    status: int

    def as_json(self, request: str) -> dict[str, Any]:
        """The one shape of an error in JSON: ``{"error": {"code", "message", "hint", "request"}}``, the last the id of
        the request, by which the log knows it."""
        said = {"code": self.code, "message": self.message, "hint": self.hint}
        return {"error": {**said, "request": request}}


def shown(error: XinxiaoError, language: Language) -> Shown:
    """What is wrong and what to do.

    An error that has a text (``told("unknown_release", …)``) is said by ``errors.<name>.message`` and ``.hint``,
    filled with its values; any other by its own message after the name of its kind.
    """
    texts = catalogue(language)
    status = STATUS.get(error.code, 500)
    if error.told:
        name, values = error.told.name, error.told.filled(language)
        for place, words in CODED.get(name, {}).items():
            comma = texts["web.list.comma"]
            codes = str(values[place]).split(", ")
            values[place] = comma.join(texts.get(f"{words}.{code}", code) for code in codes)
        message, hint = (texts[f"errors.{name}.{part}"].format(**values) for part in ("message", "hint"))
        return Shown(error.code, message, hint, error.exit_code, status)
    kind = texts.get(f"errors.kind.{error.code}", error.code)
    return Shown(error.code, f"{kind}: {error.message}", error.hint, error.exit_code, status)


def of_system(error: OSError) -> XinxiaoError:
    """A disk that is full, a file that may not be written, as one of our errors."""
    from xinxiao.errors import Unavailable

    reason = error.strerror or str(error)
    return Unavailable(reason, told("system", path=str(error.filename or ""), reason=reason))
