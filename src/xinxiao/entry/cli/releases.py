"""``releases``, ``revisions`` and ``verify``: what was sealed, what changed, and whether it holds."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from xinxiao.entry.cli.options import Home, Shown, View, Words, said

COLUMNS = ("sequence", "id", "programme", "cycle", "as_of", "sealed_at", "sha256")
STANDING = ("state", "due", "since", "until", "by")
CHECKED = "checked"


def releases(form: Shown = View.TEXT, home: Home = None) -> None:
    """All sealed releases, in the order of sealing, and how each stands."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.checked import checked
    from xinxiao.uses.releases import standing

    asker = call(home)
    checks = checked(asker)
    rows = [
        {name: getattr(life.entry, name) for name in COLUMNS}
        | {name: getattr(life, name) for name in STANDING}
        | {CHECKED: checks[life.entry.id].how if life.entry.id in checks else ""}
        for life in standing(asker)
    ]
    if form is View.JSON:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    typer.echo("\t".join(said(f"releases.columns.{name}") for name in (*COLUMNS, *STANDING, CHECKED)))
    for row in rows:
        typer.echo("\t".join(str(value) for value in row.values()))


def revisions(
    old: Annotated[str | None, typer.Argument(parser=Words("release"), help=said("options.old"))] = None,
    new: Annotated[str | None, typer.Argument(parser=Words("release"), help=said("options.new"))] = None,
    form: Shown = View.TEXT,
    home: Home = None,
) -> None:
    """What differs between two releases, by how much, and why."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.revisions import revisions as compared

    found = compared(call(home), old, new)
    rows = found.table.to_pylist()
    if form is View.JSON:
        told = {"old": found.old, "new": found.new, "files": list(found.files), "data": rows}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for row in rows:
        change = f"{_number(row['OLD'])} -> {_number(row['NEW'])}"
        relative = f" ({row['RELATIVE']:+.2%})" if row["RELATIVE"] is not None else ""
        judged = f" {row['ATTRIBUTES']}" if row["ATTRIBUTES"] else ""
        why = f"{said('revisions.why.' + row['WHY'])}: {row['REASON']}".rstrip(": ")
        typer.echo(f"{row['CHANGE']} {row['DATAFLOW']} {row['KEY']} {change}{relative}{judged} | {why}")
    files = ", ".join(found.files) or said("revisions.nothing")
    typer.echo(said("revisions.done", count=len(rows), old=found.old, new=found.new, files=files), err=True)


def verify(
    release: Annotated[
        str | None,
        typer.Argument(metavar="RELEASE", parser=Words("release"), help=said("options.verified")),
    ] = None,
    home: Home = None,
) -> None:
    """Recompute a release and compare every byte; exit code 1 when something differs."""
    from xinxiao.bootstrap import call
    from xinxiao.entry.cli.progress import progress
    from xinxiao.uses.verify import verify as recompute

    with progress() as report:
        found = recompute(call(home), release, report)
    for fault in found.faults:
        typer.echo(
            f"{fault.what}: {said(f'verify.state.{fault.state}')} {fault.sealed[:16]} {fault.found[:16]}"
        )
    if not found.same_code:
        made, checked = (f"{c.version} {c.sha256[:12]}" for c in (found.made_by, found.checked_by))
        typer.echo(said("verify.other_code", made=made, checked=checked))
    if found.holds:
        typer.echo(said("verify.same", count=len(found.checks)))
        return
    typer.echo(said("verify.differs", count=len(found.faults), total=len(found.checks)))
    raise typer.Exit(1)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.10g}"
