"""``frame …``: the register of units: take in a file, look, change one, say what became of it, check a code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xinxiao.entry.cli.options import PLACE, Folder, Home, Shown, View, Words, said
from xinxiao.entry.cli.taking_in import keep_or_drop, tell, written
from xinxiao.entry.language import language
from xinxiao.model.collect.succession import SuccessionKind

if TYPE_CHECKING:
    from xinxiao.model.collect.frame import By, FrameUnit, History
    from xinxiao.uses.call import Call

app = typer.Typer(help=said("frame.help"), no_args_is_help=True, rich_markup_mode=None)
MOST = 1_000_000


class Counted(StrEnum):
    """What units are counted by."""

    area = "area"
    industry = "industry"
    size = "size"
    group = "group"


Day = Annotated[str | None, typer.Option("--day", parser=Words("day"), help=said("options.frame_day"))]
Codes = list[str] | None
_CODE = Words("unit")


@app.command("import", help=said("frame.import.help"))
def take_in(
    file: Annotated[Path, typer.Argument(parser=PLACE, help=said("options.frame_file"))],
    day: Day = None,
    findings: Annotated[
        Path | None, typer.Option("--findings", parser=PLACE, help=said("options.frame_findings"))
    ] = None,
    whole: Annotated[bool, typer.Option("--whole", help=said("options.frame_whole"))] = False,
    subjects: Annotated[
        str | None,
        typer.Option("--from-subjects", parser=Words("words"), help=said("options.frame_subjects")),
    ] = None,
    folder: Folder = None,
    home: Home = None,
) -> None:
    """Take in a file of units; exit code 1 when a row of it was refused."""
    from xinxiao.bootstrap import call
    from xinxiao.entry.cli.progress import progress
    from xinxiao.uses.collect.frame import today
    from xinxiao.uses.collect.frame_import import import_frame

    asker, place = call(home), findings or file.with_name(f"{file.name}.findings.csv")
    if subjects is not None:
        from xinxiao.uses.subjects_copied import copy_subjects

        count = copy_subjects(asker, subjects, day or today(asker), file, folder)
        typer.echo(said("frame.import.copied", count=count, path=str(file)))
    with progress() as report, written(place) as out:
        done = import_frame(
            asker, file, day or today(asker), folder=folder, findings=out.write, whole=whole, progress=report
        )
    tell(done, "frame")
    keep_or_drop(place, "frame.import.findings", is_filled=bool(done.counts))
    raise typer.Exit(1 if done.stopped or done.refused else 0)


@app.command("show", help=said("frame.show.help"))
def show(
    unit: Annotated[str, typer.Argument(parser=_CODE, help=said("options.frame_unit"))],
    form: Shown = View.TEXT,
    home: Home = None,
) -> None:
    """Everything recorded of a unit."""
    from dataclasses import asdict

    from xinxiao.bootstrap import call
    from xinxiao.uses.collect.frame import shown

    history = shown(call(home), unit)
    if form is View.JSON:
        typer.echo(json.dumps(asdict(history), ensure_ascii=False, indent=1))
        return
    _show(history)


def _show(history: History) -> None:
    from xinxiao.model.collect.frame import COLUMNS

    names = [said(f"frame.columns.{name}") for name in (*COLUMNS, "event", "at", "actor")]
    typer.echo("\t".join(names))
    for own in history.versions:
        row = (*_cells(own.version), str(own.event), own.at, own.actor)
        typer.echo("\t".join(row))
    for word, links in (("from", history.predecessors), ("into", history.successors)):
        for link in links:
            kind = said(f"frame.kinds.{link.kind}")
            values = {"kind": kind, "before": link.predecessor, "after": link.successor, "date": link.date}
            share = link.share or said("frame.show.unknown")
            typer.echo(said(f"frame.show.{word}", share=share, why=link.why, **values).rstrip())


@app.command("list", help=said("frame.list.help"))
def listing(
    day: Day = None,
    find: Annotated[
        str | None, typer.Option("--find", parser=Words("words"), help=said("options.frame_find"))
    ] = None,
    area: Annotated[str | None, typer.Option("--area", parser=_CODE, help=said("options.frame_area"))] = None,
    industry: Annotated[
        Codes, typer.Option("--industry", parser=_CODE, help=said("options.frame_industry"))
    ] = None,
    size: Annotated[Codes, typer.Option("--size", parser=_CODE, help=said("options.frame_size"))] = None,
    group: Annotated[Codes, typer.Option("--group", parser=_CODE, help=said("options.frame_group"))] = None,
    out: Annotated[bool, typer.Option("--out", help=said("options.frame_out"))] = False,
    count: Annotated[list[Counted] | None, typer.Option("--count", help=said("options.frame_count"))] = None,
    most: Annotated[int, typer.Option("--most", min=1, max=MOST, help=said("options.frame_most"))] = 100,
    form: Shown = View.TEXT,
    folder: Folder = None,
    home: Home = None,
) -> None:
    """List or count units at a day."""
    from xinxiao.bootstrap import call
    from xinxiao.model.collect.frame import COLUMNS, Selection
    from xinxiao.uses.collect import frame

    asker = call(home)
    at = day or frame.today(asker)
    which = Selection(
        areas=_areas(asker, area, folder),
        industries=tuple(industry or ()),
        sizes=tuple(size or ()),
        groups=tuple(group or ()),
        state="out" if out else "in",
    )
    if count:
        by: list[By] = [column.value for column in count]
        _rows((*by, "count"), frame.counted(asker, at, by, which), form)
    elif find:
        _rows(COLUMNS, map(_cells, frame.found(asker, find, at, min(most, frame.MOST_FOUND))), form)
    else:
        _rows(COLUMNS, map(_cells, frame.listed(asker, which, at, most)), form)


def _areas(asker: Call, area: str | None, folder: Path | None) -> tuple[str, ...]:
    from xinxiao.uses.collect.frame import areas_below, programme_of

    return areas_below(programme_of(asker, folder), area) if area else ()


def _cells(unit: FrameUnit) -> tuple[str, ...]:
    from dataclasses import astuple

    return astuple(unit)


def _rows(columns: tuple[str, ...], rows: Iterator[tuple[str, ...]], form: View) -> None:
    if form is View.JSON:
        typer.echo(
            json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, indent=1)
        )
        return
    typer.echo("\t".join(said(f"frame.columns.{name}") for name in columns))
    for row in rows:
        typer.echo("\t".join(row))


@app.command("change", help=said("frame.change.help"))
def change(
    unit: Annotated[str, typer.Argument(parser=_CODE, help=said("options.frame_changed"))],
    day: Day = None,
    code: Annotated[str | None, typer.Option("--code", parser=_CODE, help=said("frame.columns.code"))] = None,
    name: Annotated[
        str | None, typer.Option("--name", parser=Words("words"), help=said("frame.columns.name"))
    ] = None,
    area: Annotated[str | None, typer.Option("--area", parser=_CODE, help=said("frame.columns.area"))] = None,
    industry: Annotated[
        str | None, typer.Option("--industry", parser=_CODE, help=said("frame.columns.industry"))
    ] = None,
    size: Annotated[str | None, typer.Option("--size", parser=_CODE, help=said("frame.columns.size"))] = None,
    group: Annotated[
        str | None, typer.Option("--group", parser=_CODE, help=said("frame.columns.group"))
    ] = None,
    state: Annotated[
        str | None, typer.Option("--state", parser=_CODE, help=said("options.frame_state"))
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", parser=_CODE, help=said("options.frame_reason"))
    ] = None,
    folder: Folder = None,
    home: Home = None,
) -> None:
    """Record how one unit is from a day on; exit code 1 when something is wrong with it."""
    from xinxiao.bootstrap import call
    from xinxiao.model.collect.frame import COLUMNS
    from xinxiao.uses.collect.frame import today
    from xinxiao.uses.collect.frame_import import change as recorded

    asker = call(home)
    given = {"code": code, "name": name, "area": area, "industry": industry, "size": size, "group": group}
    given |= {"state": state, "reason": reason}
    fields = {column: text for column, text in given.items() if text is not None}
    version, found = recorded(asker, day or today(asker), unit, fields, folder=folder)
    for item in found:
        typer.echo(item.line_text(language()), err=True)
    wrong = any(item.level == "error" for item in found)
    if version is None:
        typer.echo(said("frame.change.refused" if wrong else "frame.change.same", unit=unit))
        raise typer.Exit(1 if wrong else 0)
    _rows(COLUMNS, iter([_cells(version)]), View.TEXT)


@app.command("link", help=said("frame.link.help"))
def link(
    kind: Annotated[SuccessionKind, typer.Argument(help=said("options.frame_kind"))],
    pairs: Annotated[
        list[str],
        typer.Argument(metavar="OLD:NEW[=SHARE]...", parser=Words("pair"), help=said("options.frame_pairs")),
    ],
    day: Day = None,
    why: Annotated[str, typer.Option("--why", parser=Words("words"), help=said("options.frame_why"))] = "",
    home: Home = None,
) -> None:
    """Record what became of units."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.collect.frame import today
    from xinxiao.uses.collect.frame_link import link as recorded
    from xinxiao.uses.collect.frame_link import still_in

    def parted(pair: str) -> tuple[str, str, str]:
        units, _, share = pair.partition("=")
        before, _, after = units.partition(":")
        return before.strip(), after.strip(), share.strip()

    asker = call(home)
    links = recorded(asker, kind, [parted(pair) for pair in pairs], day or today(asker), why)
    for own in links:
        values = {"kind": said(f"frame.kinds.{own.kind}"), "before": own.predecessor, "after": own.successor}
        typer.echo(
            said("frame.link.done", share=own.share or said("frame.show.unknown"), date=own.date, **values)
        )
    for unit in still_in(asker, links):
        typer.echo(said("frame.link.still_in", unit=unit, day=links[0].date), err=True)


@app.command("check", help=said("frame.check.help"))
def check(
    codes: Annotated[list[str], typer.Argument(parser=_CODE, help=said("options.frame_codes"))],
) -> None:
    """Check unified social credit codes; exit code 1 when one cannot be."""
    from xinxiao.model.collect.code import REFUSED, faults, normal

    refused = False
    for code in codes:
        kept = normal(code)
        found = faults(kept)
        refused |= bool(REFUSED & {*found})
        words = [said(f"frame.check.{fault}") for fault in found] or [said("frame.check.sound")]
        typer.echo("\t".join((kept, *words)))
    raise typer.Exit(1 if refused else 0)
