"""``draw …``: whether the file of a draw is what it says, and what one subject needs to check its own ticket."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xinxiao.entry.cli.draw_steps import add_steps
from xinxiao.entry.cli.options import PLACE, Shown, View, Words, said
from xinxiao.entry.language import language
from xinxiao.errors import DataFault, NotFound, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xinxiao.model.oversight.draw import Fault

app = typer.Typer(help=said("draw.help"), no_args_is_help=True, rich_markup_mode=None)
add_steps(app)
BYTES_OF_A_SUBJECT = 20
Files = Annotated[list[Path], typer.Argument(metavar="FILE…", parser=PLACE, help=said("draw.files"))]
File = Annotated[Path, typer.Argument(metavar="FILE", parser=PLACE, help=said("draw.file"))]
Numbers = Annotated[Path | None, typer.Option("--numbers", parser=PLACE, help=said("draw.numbers"))]
Code = Annotated[str, typer.Argument(metavar="USCC", parser=Words("unit"), help=said("draw.code"))]


@app.command("verify", help=said("draw.verify.help"))
def verify(files: Files, numbers: Numbers = None, form: Shown = View.TEXT) -> None:
    """Make each draw again and tell every difference; exit code 1 when there is one."""
    from xinxiao.oversight.draw_verification import verify as verified
    from xinxiao.oversight.draw_verification import verify_series
    from xinxiao.oversight.side_by_side import across_processes

    listed = _listed(numbers) if numbers is not None else None
    contents = {path: _read(path) for path in files}
    found: dict[str, list[Fault]] = {}
    with across_processes(sum(map(len, contents.values())) // BYTES_OF_A_SUBJECT) as across:
        for path, content in contents.items():
            found[str(path)] = verified(content, listed, across)
    if len(contents) > 1:
        found[""] = verify_series(contents.values())
    if form is View.JSON:
        plain = {name: [{"code": f.code, "where": f.where} for f in faults] for name, faults in found.items()}
        typer.echo(json.dumps(plain, ensure_ascii=False, indent=1))
    else:
        for name, faults in found.items():
            _tell(name, faults, contents)
    raise typer.Exit(1 if any(found.values()) else 0)


@app.command("proof", help=said("draw.proof.help"))
def proof(file: File, code: Code) -> None:
    """Write, on standard output, what one subject of a draw needs to check its own ticket."""
    from xinxiao.model.oversight.draw import Record
    from xinxiao.oversight.draw_file import read_draw
    from xinxiao.oversight.draw_proof import proof as proven

    record = read_draw(_read(file))
    if not isinstance(record, Record):
        raise DataFault(f"{file} is no draw", told("draw_file", path=str(file)))
    sys.stdout.write(proven(record, code).decode() + "\n")


@app.command("check-proof", help=said("draw.check_proof.help"))
def check_proof(file: File) -> None:
    """Check a proof, and tell whether its subject was drawn; exit code 1 when it is none, or wrong."""
    verify([file])


@app.command("program", help=said("draw.program.help"))
def program() -> None:
    """Write the stand-alone verifier on standard output."""
    from xinxiao.oversight.standalone import program as own

    sys.stdout.write(own().decode())


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise NotFound(f"no file {path}", told("no_file", path=str(path)))
    return path.read_bytes()


def _listed(path: Path) -> Mapping[str, str]:
    """Commitments by number, of lines ``number commitment``; lines that begin with # are none."""
    from xinxiao.files.decode import decode

    found: dict[str, str] = {}
    lines, _ = decode(str(path), _read(path))
    for place, line in enumerate((lines or "-").splitlines(), 1):
        number, _, commitment = line.strip().partition(" ")
        if not number or number.startswith("#"):
            continue
        if len(commitment) != 64:
            raise DataFault(f"{path}:{place}", told("draw_numbers", path=str(path), line=place))
        found[number] = commitment
    return found


def _tell(name: str, faults: list[Fault], contents: Mapping[Path, bytes]) -> None:
    from xinxiao.oversight.draw_words import said_of, summary
    from xinxiao.texts import text

    speech = language()
    for fault in faults:
        message = said_of(fault, speech)
        place = name or text(speech, "oversight_draw.series")
        typer.echo(text(speech, "oversight_draw.wrong", file=place, code=fault.code, message=message))
    if name and not faults:
        what = summary(contents[Path(name)], speech)
        typer.echo(text(speech, "oversight_draw.sound", file=name, what=what))
