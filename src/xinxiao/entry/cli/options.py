"""Options the commands share, and their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from xinxiao.entry.language import language
from xinxiao.errors import DataFault, told
from xinxiao.model.event import ChainName
from xinxiao.model.job import JobState
from xinxiao.texts import text


def said(key: str, /, **places: object) -> str:
    """A text of the command line in the language of the environment."""
    return text(language(), f"cli.{key}", **places)


class Form(StrEnum):
    """Forms rows can be written in."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"
    XLSX = "xlsx"


class Speech(StrEnum):
    """Languages of messages."""

    ZH = "zh"
    EN = "en"


class View(StrEnum):
    """How a command shows its outcome: for people, or for programs."""

    TEXT = "text"
    JSON = "json"


Home = Annotated[Path | None, typer.Option("--home", help=said("options.home"))]
Folder = Annotated[Path | None, typer.Option("--programme", help=said("options.programme"))]
CycleId = Annotated[str | None, typer.Option("--cycle", help=said("options.cycle"))]
AsOf = Annotated[str | None, typer.Option("--as-of", help=said("options.as_of"))]
ReleaseId = Annotated[str | None, typer.Option("--release", help=said("options.release"))]
Where = Annotated[list[str] | None, typer.Option("--where", help=said("options.where"))]
Dataflow = Annotated[str, typer.Argument(help=said("options.dataflow"))]
ChainOption = Annotated[ChainName, typer.Option("--chain", help=said("options.chain"))]
StateOption = Annotated[JobState | None, typer.Option("--state", help=said("options.state"))]
Shown = Annotated[View, typer.Option("--format", help=said("options.format"))]


def conditions(given: Sequence[str]) -> Mapping[str, list[str]]:
    """``DIM=VALUE`` texts as column -> codes. Raises :class:`DataFault` for another form."""
    found: dict[str, list[str]] = {}
    for item in given:
        name, mark, codes = item.partition("=")
        if not mark or not name.strip() or not codes.strip():
            raise DataFault(f"not DIM=VALUE: {item}", told("bad_where", value=item))
        found.setdefault(name.strip(), []).extend(code.strip() for code in codes.split(",") if code.strip())
    return found
