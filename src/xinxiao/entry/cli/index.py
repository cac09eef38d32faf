"""``xinxiao index build``, ``audit`` and ``new``, once their arguments are known: run, show the steps, say what was found."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xinxiao.entry.cli.progress import progress
from xinxiao.entry.language import language
from xinxiao.files.decode import CONTROL
from xinxiao.texts import text

if TYPE_CHECKING:
    from xinxiao.uses.index_folder import Written


def said(key: str, **places: object) -> str:
    """A text of the index commands in the language of the environment."""
    return text(language(), f"index.{key}", **places)


def in_full(arguments: Sequence[str]) -> Callable[[], int] | None:
    """The command, when the arguments are one of these two written out in full; None when they need a parser.

    Building the parser of all commands takes longer than computing an index.
    """
    match arguments:
        case ["index", "build" | "audit" as verb, folder, "--out", out] | [
            "index",
            "build" | "audit" as verb,
            "--out",
            out,
            folder,
        ] if all(
            given and not given.startswith("-") and not CONTROL.search(given) for given in (folder, out)
        ):
            command = build if verb == "build" else audit
            return lambda: command(Path(folder), Path(out))
    return None


def build(directory: Path, out: Path) -> int:
    """Compute the index of a folder and write it; the exit code."""
    from xinxiao.uses import index_folder

    with progress("index") as show:
        written = index_folder.build(directory, out, show)
    return _tell(written, out)


def audit(
    directory: Path,
    out: Path,
    *,
    replicates: bool = False,
    sample: Path | None = None,
    pairwise: bool = False,
) -> int:
    """Compute and examine the index of a folder and write the report; the exit code."""
    from xinxiao.uses import index_folder

    with progress("index") as show:
        asked = index_folder.Asked(replicates, sample, pairwise)
        written = index_folder.audit(directory, out, show, language(), asked)
    return _tell(written, out)


def new(origin: Path, out: Path, encoding: str = "") -> int:
    """Write an index folder from somebody's file; the exit code."""
    from xinxiao.uses import index_new

    return _tell(index_new.new(origin, out, encoding), out)


def _tell(written: Written, out: Path) -> int:
    """Findings on standard error, the outcome on standard output; 1 when an error is among them."""
    for found in written.findings:
        print(found.line_text(language()), file=sys.stderr)
    for file, reason in written.unwritten.items():
        print(said("cli.unwritten", file=file, reason=reason), file=sys.stderr)
    print(said("cli.done", count=len(written.paths), out=out))
    return int(any(found.level == "error" for found in written.findings))
