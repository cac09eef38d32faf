"""The log of all doors: one line an event on standard error, for programs that read logs.

An event has a name and fields; what a reader sent, and who it was, is never among them. Of an error that nobody
foresaw its kind and where it happened are written, not its words, for these may hold what a reader sent.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import IO, Any

from xinxiao.settings import LogForm, chosen

ROOT = logging.getLogger("xinxiao")
"""Everything here logs below this name."""
Value = str | int | float | bool | None


class Line(logging.Formatter):
    """A record as one line: ``time``, ``level``, ``event`` and the fields of the event, as JSON or as ``name=value``."""

    def __init__(self, form: LogForm) -> None:
        super().__init__()
        self.form = form

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        event: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1]:
            event["error"] = type(record.exc_info[1]).__name__
            event["where"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        if self.form == "json":
            return json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        return " ".join(f"{name}={value}" for name, value in event.items())


def open_log(stream: IO[str] | None = None, environ: Mapping[str, str] | None = None) -> logging.Handler:
    """Write events to standard error from now on, as the settings ``log`` and ``log_form`` say; the handler that does.

    Without a setting everything is written, but on a terminal only what goes wrong. Raises
    :class:`xinxiao.errors.SettingFault` for a bad setting.
    """
    out, found = stream or sys.stderr, () if environ is None else (environ,)
    level = chosen("log", *found) or ("warning" if out.isatty() else "info")
    handler = logging.StreamHandler(out)
    handler.setFormatter(Line("text" if chosen("log_form", *found) == "text" else "json"))
    for logger in (ROOT, logging.getLogger("uvicorn")):
        logger.handlers = [handler]
        logger.propagate = False
    ROOT.setLevel(level.upper())
    logging.getLogger("uvicorn").setLevel("WARNING")
    return handler


def write(event: str, level: int = logging.INFO, **fields: Value) -> None:
    """Log an event."""
    if ROOT.isEnabledFor(level):
        ROOT.log(level, event, extra={"fields": fields})
