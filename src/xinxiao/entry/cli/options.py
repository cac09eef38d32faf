"""Options the commands share, and their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from xinxiao.entry.language import language
from xinxiao.errors import DataFault, told
from xinxiao.files.decode import CONTROL
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
    JSONSTAT = "jsonstat"


class Arrangement(StrEnum):
    """Layouts of rows in a file."""

    CODES = "codes"
    LONG = "long"
    WIDE = "wide"
    CUBE = "cube"


class Speech(StrEnum):
    """Languages of messages."""

    ZH = "zh"
    EN = "en"


class View(StrEnum):
    """How a command shows its outcome: for people, or for programs."""

    TEXT = "text"
    JSON = "json"


LONGEST: Mapping[str, int] = {
    "path": 4_096,
    "cycle": 64,
    "day": 10,
    "release": 80,
    "role": 63,
    "backup": 23,
    "host": 255,
    "encoding": 40,
    "dataflow": 64,
    "condition": 8_000,
    "moment": 32,
    "notice": 2_000,
    "address": 500,
    "unit": 64,
    "words": 500,
    "pair": 160,
    "account": 320,
    "full_name": 100,
    "scope": 64,
}
"""Characters that what is written on the command line may have, by what it is."""
MOST_CONDITIONS = 100
"""Conditions of one command."""


class Words:
    """Takes a text of a kind of ``LONGEST``, none of whose characters is a control or cannot be seen; a path as a path.

    What is wrong with a value is told as wrong usage, with the option it was given for.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.most = LONGEST[kind]
        self.__name__ = "path" if kind == "path" else "text"

    def __call__(self, value: str | Path) -> Any:
        """The value as it is given. Raises ``typer.BadParameter``."""
        text = str(value)
        if len(text) > self.most:
            shown = ascii(text[:40])[1:-1]
            raise typer.BadParameter(said("options.long", value=shown, size=len(text), most=self.most))
        strange = CONTROL.search(text)
        if strange:
            raise typer.BadParameter(said("options.control", character=f"U+{ord(strange[0]):04X}"))
        return Path(text) if self.kind == "path" else text


PLACE = Words("path")
"""A path on this machine."""
Home = Annotated[Path | None, typer.Option("--home", parser=PLACE, help=said("options.home"))]
Folder = Annotated[Path | None, typer.Option("--programme", parser=PLACE, help=said("options.programme"))]
CycleId = Annotated[str | None, typer.Option("--cycle", parser=Words("cycle"), help=said("options.cycle"))]
AsOf = Annotated[str | None, typer.Option("--as-of", parser=Words("day"), help=said("options.as_of"))]
ReleaseId = Annotated[
    str | None, typer.Option("--release", parser=Words("release"), help=said("options.release"))
]
Where = Annotated[
    list[str] | None, typer.Option("--where", parser=Words("condition"), help=said("options.where"))
]
Dataflow = Annotated[str, typer.Argument(parser=Words("dataflow"), help=said("options.dataflow"))]
ChainOption = Annotated[ChainName, typer.Option("--chain", help=said("options.chain"))]
StateOption = Annotated[JobState | None, typer.Option("--state", help=said("options.state"))]
Shown = Annotated[View, typer.Option("--format", help=said("options.format"))]


def conditions(given: Sequence[str]) -> Mapping[str, list[str]]:
    """``DIM=VALUE`` texts as column -> codes. Raises :class:`DataFault` for another form, and for too many."""
    if len(given) > MOST_CONDITIONS:
        raise DataFault(
            f"{len(given)} conditions", told("many_conditions", count=len(given), most=MOST_CONDITIONS)
        )
    found: dict[str, list[str]] = {}
    for item in given:
        name, mark, codes = item.partition("=")
        if not mark or not name.strip() or not codes.strip():
            raise DataFault(f"not DIM=VALUE: {item}", told("bad_where", value=item))
        found.setdefault(name.strip(), []).extend(code.strip() for code in codes.split(",") if code.strip())
    return found
