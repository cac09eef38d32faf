"""``draw prepare``, ``commit``, ``draw``, ``assign``, ``void``, ``show``, ``export``: a draw from the task of a plan to its inspections."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xinxiao.entry.cli.options import PLACE, Folder, Home, Words, said
from xinxiao.entry.language import language
from xinxiao.errors import DataFault, NotFound, told

if TYPE_CHECKING:
    from xinxiao.model.finding import Finding
    from xinxiao.model.oversight.draw import SourceOfChance, Value
    from xinxiao.uses.oversight.draw_roster import DrawsKnown
    from xinxiao.uses.oversight.office import Office

Number = Annotated[str, typer.Argument(metavar="NUMBER", parser=Words("unit"), help=said("draw.number"))]
Case = Annotated[str, typer.Argument(metavar="CASE", parser=Words("unit"), help=said("draw.case"))]
Reason = Annotated[str, typer.Option("--reason", parser=Words("words"), help=said("draw.reason"))]
Several = list[str]


def _at(home: Path | None, folder: Path | None) -> tuple[Office, DrawsKnown]:
    from xinxiao.bootstrap import call
    from xinxiao.uses.oversight import draw_roster
    from xinxiao.uses.oversight.office import Office

    asker = call(home)
    office = Office(asker.ports.oversight, asker.actor, asker.now)
    return office, draw_roster.known(office, folder)


def prepare(
    plan: Annotated[Path, typer.Argument(metavar="FILE", parser=PLACE, help=said("draw.prepare.plan"))],
    task: Annotated[str, typer.Option("--task", parser=Words("unit"), help=said("draw.prepare.task"))],
    plan_case: Annotated[
        str, typer.Option("--plan-case", parser=Words("unit"), help=said("draw.prepare.plan_case"))
    ],
    inspectors: Annotated[
        Path, typer.Option("--inspectors", parser=PLACE, help=said("draw.prepare.inspectors"))
    ],
    source: Annotated[
        Several, typer.Option("--source", parser=Words("notice"), help=said("draw.prepare.source"))
    ],
    repeats: Annotated[
        str | None, typer.Option("--repeats", parser=Words("unit"), help=said("draw.prepare.repeats"))
    ] = None,
    reason: Annotated[str, typer.Option("--reason", parser=Words("words"), help=said("draw.reason"))] = "",
    folder: Folder = None,
    home: Home = None,
) -> None:
    """Fix the terms of a draw and ask for its approval."""
    from xinxiao.programme.plans import read_inspectors, read_plan
    from xinxiao.uses.oversight import draw_roster, draws

    office, known = _at(home, folder)
    tasks, found = read_plan(plan.name, _read(plan), known.columns, draw_roster.matters(office, known))
    people, wrong = read_inspectors(inspectors.name, _read(inspectors), known.columns)
    _tell(found)
    _tell(wrong)
    errors = sum(one.level == "error" for one in wrong)
    if errors:
        said_ = told("draw_plan", file=inspectors.name, count=errors)
        raise DataFault(f"{inspectors.name}: {errors} errors", said_)
    repeat = draws.Repeat(repeats, reason) if repeats else None
    made = draws.prepared(office, known, plan_case, tasks, task, people, [*map(_source, source)], repeat)
    count, left = made.terms.roster.count, len(made.exclusions)
    typer.echo(
        said(
            "draw.prepare.done",
            number=made.terms.number,
            commitment=made.commitment,
            case=made.case,
            count=count,
            left=left,
        )
    )


def commit(case: Case, folder: Folder = None, home: Home = None) -> None:
    """Publish the commitment of an approved draw."""
    from xinxiao.uses.oversight import draws

    standing = draws.committed(*_at(home, folder), case).committed
    typer.echo(
        said(
            "draw.commit.done",
            number=standing.number,
            commitment=standing.commitment,
            published=standing.published,
        )
    )


def draw(
    number: Number,
    value: Annotated[Several, typer.Option("--value", parser=Words("notice"), help=said("draw.draw.value"))],
    folder: Folder = None,
    home: Home = None,
) -> None:
    """Draw, with what the sources said."""
    from xinxiao.oversight.side_by_side import across_processes
    from xinxiao.uses.oversight import draws
    from xinxiao.uses.oversight.draw_parts import terms_of

    office, known = _at(home, folder)
    values = [*map(_value, value)]
    held = office.ports.draws.find(number)
    count = terms_of(office.ports.blobs, held.committed.commitment).roster.count
    with across_processes(count) as across:
        standing = draws.drawn_with(office, known, number, values, across)
    if standing.drawn is not None:
        own = standing.drawn
        typer.echo(
            said("draw.draw.done", number=number, selected=own.selected, seed=own.seed, sha256=own.record)
        )


def assign(number: Number, folder: Folder = None, home: Home = None) -> None:
    """Open the inspections that follow from a draw."""
    from xinxiao.uses.oversight import draw_assigning

    opened = draw_assigning.assigned(*_at(home, folder), number)
    for case in opened:
        typer.echo(case)
    typer.echo(said("draw.assign.done", number=number, count=len(opened)))


def void(number: Number, reason: Reason, folder: Folder = None, home: Home = None) -> None:
    """Record that a draw is void, after its case says so."""
    from xinxiao.uses.oversight import draws

    own = draws.voided(*_at(home, folder), number, reason).committed
    typer.echo(said("draw.void.done", number=number, by=own.number))


def show(
    number: Annotated[
        str | None, typer.Argument(metavar="NUMBER", parser=Words("unit"), help=said("draw.number"))
    ] = None,
    home: Home = None,
) -> None:
    """All draws with their commitments, or one with what happened to it."""
    from xinxiao.bootstrap import call

    held = call(home).ports.oversight.draws
    for own in held.listed() if number is None else (held.find(number),):
        mark = said("draw.show.synthetic") if own.committed.synthetic else ""
        state = said(f"draw.state.{own.state}")
        typer.echo(f"{own.committed.number}\t{own.committed.commitment}\t{state}\t{mark}")
        if number is not None:
            for one in own.committed.sources:
                typer.echo(f"\t{one.source}\t{one.issue}\t{one.takes}\t{one.at}")
            if own.drawn is not None:
                typer.echo(f"\t{own.drawn.seed}\t{own.drawn.record}")


def export(number: Number, home: Home = None) -> None:
    """Write the file of a draw on standard output."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.oversight import draws
    from xinxiao.uses.oversight.office import Office

    asker = call(home)
    sys.stdout.buffer.write(draws.exported(Office(asker.ports.oversight, asker.actor, asker.now), number))
    sys.stdout.flush()


def add_steps(app: typer.Typer) -> None:
    """Add these commands to those of ``draw``."""
    for step in (prepare, commit, draw, assign, void, show, export):
        app.command(step.__name__, help=said(f"draw.{step.__name__}.help"))(step)


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise NotFound(f"no file {path}", told("no_file", path=str(path)))
    return path.read_bytes()


def _tell(found: list[Finding]) -> None:
    for one in found:
        typer.echo(one.line_text(language()), err=True)


def _parts(text: str, least: int) -> list[str]:
    parts = [part.strip() for part in text.split("|")]
    if len(parts) < least:
        raise DataFault(f"{len(parts)} parts", told("draw_parts", value=ascii(text[:80])[1:-1], least=least))
    return parts


def _source(text: str) -> SourceOfChance:
    from xinxiao.model.oversight.draw import SourceOfChance

    source, issue, takes, at = _parts(text, 4)[:4]
    return SourceOfChance(source=source, issue=issue, takes=takes, at=at)


def _value(text: str) -> Value:
    from xinxiao.model.oversight.draw import Value

    source, issue, value, at, *witnesses = _parts(text, 4)
    return Value(source=source, issue=issue, value=value, at=at, witnesses=tuple(witnesses))
