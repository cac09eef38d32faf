"""``list …``: lists of oversight: check a file, propose a version, issue an approved one, look, compare, propose that an entry end, hand out."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xinxiao.entry.cli.options import PLACE, Folder, Home, Shown, View, Words, said
from xinxiao.entry.language import language

if TYPE_CHECKING:
    from xinxiao.oversight.lists import Register
    from xinxiao.uses.oversight.list_files import Checked, Known
    from xinxiao.uses.oversight.office import Office

app = typer.Typer(help=said("list.help"), no_args_is_help=True, rich_markup_mode=None)


class Written(StrEnum):
    """How a list is handed out."""

    CSV = "csv"
    JSON = "json"


File = Annotated[Path, typer.Argument(parser=PLACE, help=said("options.list_file"))]
Name = Annotated[str, typer.Argument(parser=Words("unit"), help=said("options.list_id"))]
Number = Annotated[int, typer.Option("--version", min=0, max=9_999, help=said("options.list_version"))]


def _office(home: Path | None) -> Office:
    from xinxiao.bootstrap import call
    from xinxiao.uses.oversight.office import Office

    asker = call(home)
    return Office(asker.ports.oversight, asker.actor, asker.now)


def _checked(office: Office, file: Path, folder: Path | None) -> tuple[Checked, Known]:
    from xinxiao.uses.oversight import list_files

    known = list_files.known(office, folder)
    done = list_files.checked(office, list_files.from_file(file, known.types), known)
    for found in done.findings:
        typer.echo(found.line_text(language()))
    return done, known


@app.command("check", help=said("list.check.help"))
def check(file: File, folder: Folder = None, home: Home = None) -> None:
    """Tell what is wrong with a file of a list; exit code 1 when a finding is an error."""
    done, _ = _checked(_office(home), file, folder)
    rows = len(done.read.spec.entries) if done.read.spec else 0
    typer.echo(said("list.check.done", entries=rows, errors=len(done.errors), findings=len(done.findings)))
    raise typer.Exit(1 if done.errors else 0)


@app.command("propose", help=said("list.propose.help"))
def propose(file: File, folder: Folder = None, home: Home = None) -> None:
    """Propose the version in a file."""
    from xinxiao.uses.oversight import list_files, lists

    office = _office(home)
    done, known = _checked(office, file, folder)
    if done.errors:
        raise typer.Exit(1)
    own = lists.propose(office, known, list_files.sealed(done, known))
    typer.echo(said("list.propose.done", list=own.list, number=own.number, sha256=own.sha256))


@app.command("issue", help=said("list.issue.help"))
def issue(name: Name, folder: Folder = None, home: Home = None) -> None:
    """Issue the approved version of a list."""
    from xinxiao.uses.oversight import list_files, lists

    office = _office(home)
    own = lists.issue(office, list_files.known(office, folder), name)
    typer.echo(said("list.issue.done", list=own.list, number=own.number, day=own.starts, sha256=own.sha256))


@app.command("show", help=said("list.show.help"))
def show(
    name: Annotated[str | None, typer.Argument(parser=Words("unit"), help=said("options.list_id"))] = None,
    form: Shown = View.TEXT,
    home: Home = None,
) -> None:
    """All lists, or the versions of one with everything that happened to it."""
    from xinxiao.uses.oversight import lists

    office = _office(home)
    if name is None:
        _tell_all(office, lists.registers(office), form)
        return
    register = lists.register(office, name)
    if form is View.JSON:
        typer.echo(json.dumps(_record(register), ensure_ascii=False, indent=1))
        return
    for own in register.versions:
        state = said(f"list.state.{own.state}")
        typer.echo(f"{own.number}.{own.attempt}\t{state}\t{own.starts}\t{own.ends}\t{own.sha256}")
        for moved in own.moves:
            typer.echo(f"\t{moved.at}\t{said(f'list.state.{moved.state}')}\t{moved.actor}")
    for end in register.ends:
        reason = office.ports.lists.reason(end.event)
        typer.echo(
            said("list.show.ended", entry=end.entry, day=end.day, approval=end.approval, reason=reason)
        )


def _record(register: Register) -> dict[str, object]:
    from dataclasses import asdict

    return {
        "id": register.id,
        "versions": [asdict(own) for own in register.versions],
        "ends": [asdict(own) for own in register.ends],
    }


def _tell_all(office: Office, found: tuple[Register, ...], form: View) -> None:
    day = office.today.isoformat()
    if form is View.JSON:
        typer.echo(json.dumps([_record(own) for own in found], ensure_ascii=False, indent=1))
        return
    for register in found:
        own = register.in_force(day)
        state = said("list.show.in_force", number=own.number) if own else said("list.show.none")
        open_ = said(f"list.state.{register.open.state}") if register.open else ""
        typer.echo(f"{register.id}\t{register.versions[-1].type}\t{state}\t{open_}")


@app.command("diff", help=said("list.diff.help"))
def diff(
    name: Name,
    before: Annotated[int, typer.Argument(min=0, max=9_999, help=said("options.list_before"))],
    after: Annotated[int, typer.Argument(min=1, max=9_999, help=said("options.list_after"))],
    home: Home = None,
) -> None:
    """What differs between two issued versions, with the reasons that were given."""
    from xinxiao.oversight.lists import differences, reasons
    from xinxiao.uses.oversight import lists

    office = _office(home)
    now = office.ports.lists.content(lists.issued(office, name, after)).spec
    old = office.ports.lists.content(lists.issued(office, name, before)).spec if before else None
    found = differences(old, now)
    told = reasons(now, found) if after == before + 1 else {}
    for own in found:
        record = told.get(own.code)
        reason = now.changes[record].reason if record is not None else ""
        matter = (own.after or own.before).matter if own.after or own.before else ""  # type: ignore[union-attr]
        kind = said(f"list.change.{own.kind}")
        typer.echo(f"{kind}\t{own.code}\t{matter}\t{', '.join(own.fields)}\t{reason}")
    typer.echo(said("list.diff.done", count=len(found)))


@app.command("end", help=said("list.end.help"))
def end(
    entry: Annotated[
        str, typer.Argument(metavar="LIST/ENTRY", parser=Words("pair"), help=said("options.list_entry"))
    ],
    reason: Annotated[str, typer.Option("--reason", parser=Words("words"), help=said("options.list_reason"))],
    day: Annotated[
        str | None, typer.Option("--day", parser=Words("day"), help=said("options.list_day"))
    ] = None,
    folder: Folder = None,
    home: Home = None,
) -> None:
    """Propose that an entry end on a day; another person decides at the desk."""
    from xinxiao.model.oversight.lists import EntryKey
    from xinxiao.uses.oversight import list_files, lists

    office = _office(home)
    on = lists.day_of(day) if day else office.today
    key = EntryKey.of(entry)
    lists.propose_end(office, list_files.known(office, folder), key, on, reason)
    typer.echo(said("list.end.done", entry=str(key), day=on.isoformat()))


@app.command("export", help=said("list.export.help"))
def export(
    name: Name,
    number: Number = 0,
    form: Annotated[Written, typer.Option("--format", help=said("options.list_format"))] = Written.CSV,
    home: Home = None,
) -> None:
    """Write an issued version to standard output: its entries in the columns in use, or the bytes that were sealed."""
    from xinxiao.errors import NotFound, told
    from xinxiao.publish.lists import as_csv
    from xinxiao.uses.oversight import lists

    office = _office(home)
    register = lists.register(office, name)
    own = lists.issued(office, name, number) if number else register.in_force(office.today.isoformat())
    if own is None:
        raise NotFound(f"{name}: none in force", told("no_list_version", list=name, number=number))
    sealed = office.ports.lists.sealed(own)
    sys.stdout.buffer.write(as_csv(office.ports.lists.content(own)) if form is Written.CSV else sealed)
    sys.stdout.flush()
