"""``case …``: open a case, act on it, see how it stands and what is due, check a receipt."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xinxiao.entry.cli.options import PLACE, Home, Shown, View, Words, said
from xinxiao.entry.language import language
from xinxiao.errors import DataFault, told

if TYPE_CHECKING:
    from xinxiao.model.oversight.case_list import CaseRow
    from xinxiao.uses.oversight.cases import Done
    from xinxiao.uses.oversight.office import Office

app = typer.Typer(help=said("case.help"), no_args_is_help=True, rich_markup_mode=None)
CaseId = Annotated[str, typer.Argument(metavar="CASE", parser=Words("address"), help=said("options.case"))]
Act = Annotated[str, typer.Argument(metavar="ACT", parser=Words("dataflow"), help=said("options.act"))]
Values = Annotated[
    list[str] | None,
    typer.Option(
        "--value", metavar="FIELD=VALUE", parser=Words("condition"), help=said("options.case_value")
    ),
]
Reason = Annotated[str, typer.Option("--reason", parser=Words("notice"), help=said("options.case_reason"))]
Evidence = Annotated[
    list[Path] | None, typer.Option("--evidence", parser=PLACE, help=said("options.case_evidence"))
]
On = Annotated[str, typer.Option("--on", parser=Words("day"), help=said("options.case_on"))]
Entry = Annotated[
    str,
    typer.Option(
        "--entry", parser=Words("address"), metavar="LIST:VERSION:CODE", help=said("options.case_entry")
    ),
]
CHECKED = ("standing", "number", "made", "words", "sha256", "instead", "synthetic")
SHOWN = ("case_id", "workflow", "state", "area", "subject", "handler", "opened", "due", "provisional")


def _office(home: Path | None) -> Office:
    from xinxiao.bootstrap import call
    from xinxiao.uses.oversight.office import Office

    asker = call(home)
    return Office(asker.ports.oversight, asker.actor, asker.now)


@app.command("open", help=said("case.open.help"))
def open_(
    workflow: Annotated[
        str, typer.Argument(metavar="WORKFLOW", parser=Words("dataflow"), help=said("options.workflow"))
    ],
    act: Act,
    area: Annotated[str, typer.Option("--area", parser=Words("unit"), help=said("options.case_area"))],
    subject: Annotated[
        str, typer.Option("--subject", parser=Words("unit"), help=said("options.case_subject"))
    ] = "",
    follows: Annotated[
        list[str] | None,
        typer.Option("--follows", metavar="CASE", parser=Words("address"), help=said("options.case_follows")),
    ] = None,
    value: Values = None,
    reason: Reason = "",
    evidence: Evidence = None,
    on: On = "",
    entry: Entry = "",
    synthetic: Annotated[bool, typer.Option("--synthetic", help=said("options.case_synthetic"))] = False,
    home: Home = None,
) -> None:
    """Open a case."""
    from xinxiao.oversight.wanted import Wanted
    from xinxiao.uses.oversight import cases

    wanted = Wanted(act, 0, _values(value), reason, on=on, entry=_entry(entry), subject=subject, area=area)
    wanted = replace(wanted, links=tuple(follows or ()))
    _tell(cases.open_(_office(home), workflow, wanted, _files(evidence), synthetic=synthetic))


@app.command("act", help=said("case.act.help"))
def act(
    case: CaseId,
    act: Act,
    seen: Annotated[int, typer.Option("--seen", min=1, max=1_000_000, help=said("options.case_seen"))],
    suggestion: Annotated[
        int, typer.Option("--suggestion", min=0, max=1_000_000, help=said("options.case_suggestion"))
    ] = 0,
    concerns: Annotated[
        str, typer.Option("--concerns", parser=Words("unit"), help=said("options.case_concerns"))
    ] = "",
    value: Values = None,
    reason: Reason = "",
    evidence: Evidence = None,
    on: On = "",
    entry: Entry = "",
    home: Home = None,
) -> None:
    """Do an act on a case."""
    from xinxiao.oversight.wanted import Wanted
    from xinxiao.uses.oversight import cases

    wanted = Wanted(act, seen, _values(value), reason, on=on, entry=_entry(entry))
    wanted = replace(wanted, suggestion=suggestion, concerns=concerns)
    _tell(cases.act(_office(home), case, wanted, _files(evidence)))


@app.command("suggest", help=said("case.suggest.help"))
def suggest(
    case: CaseId,
    act: Act,
    words: Annotated[str, typer.Option("--words", parser=Words("notice"), help=said("options.case_words"))],
    method: Annotated[str, typer.Option("--method", parser=Words("unit"), help=said("options.case_method"))],
    home: Home = None,
) -> None:
    """Record a machine's suggestion of an act."""
    from xinxiao.model.actor import SYSTEM
    from xinxiao.uses.oversight import cases

    office = _office(home)
    office.demand("oversee")
    _tell(cases.suggest(replace(office, actor=SYSTEM), case, act, words, method))


def _values(given: list[str] | None) -> dict[str, str]:
    """Fields and their values. Raises :class:`DataFault` for what has no ``=``."""
    found = dict[str, str]()
    for one in given or ():
        name, sign, value = one.partition("=")
        if not sign:
            raise DataFault("no =", told("case_given", value=ascii(one[:80])[1:-1]))
        found[name] = value
    return found


def _entry(given: str) -> Any:
    from xinxiao.model.oversight.case_facts import EntryRef

    if not given:
        return None
    parts = given.split(":")
    if len(parts) != len(("list", "version", "code")) or not parts[1].isdecimal():
        raise DataFault("no entry", told("case_entry_form", value=ascii(given[:80])[1:-1]))
    return EntryRef(list=parts[0], version=int(parts[1]), code=parts[2])


def _files(given: list[Path] | None) -> list[tuple[str, Path]]:
    return [(path.name, path) for path in given or ()]


def _tell(done: Done) -> None:
    typer.echo(said("case.done", case=done.case.id, number=done.case.number, state=done.case.state))
    for one in done.case.documents:
        if done.event.payload.find(one.number) >= 0:
            typer.echo(said("case.document", number=one.number, sha256=one.sha256))
    typer.echo(done.receipt.text, nl=False)


@app.command("list", help=said("case.list.help"))
def listed(
    workflow: Annotated[
        str, typer.Option("--workflow", parser=Words("dataflow"), help=said("options.workflow"))
    ] = "",
    state: Annotated[
        str, typer.Option("--state", parser=Words("dataflow"), help=said("options.case_state"))
    ] = "",
    most: Annotated[int, typer.Option("--most", min=1, max=100_000, help=said("options.most"))] = 500,
    view: Shown = View.TEXT,
    home: Home = None,
) -> None:
    """List cases, the youngest first."""
    from xinxiao.model.oversight.case_list import CaseQuery
    from xinxiao.uses.oversight import cases

    query = CaseQuery(workflow=workflow, state=state, most=most)
    _rows(cases.listed(_office(home), query), view)


@app.command("due", help=said("case.due.help"))
def due(
    until: Annotated[str, typer.Option("--until", parser=Words("day"), help=said("options.case_until"))] = "",
    most: Annotated[int, typer.Option("--most", min=1, max=100_000, help=said("options.most"))] = 500,
    view: Shown = View.TEXT,
    home: Home = None,
) -> None:
    """List open cases by the clock that runs out first."""
    from xinxiao.model.oversight.case_list import CaseQuery
    from xinxiao.uses.oversight import cases

    query = CaseQuery(order="due", until=until, most=most)
    _rows(cases.listed(_office(home), query), view)


def _rows(found: Iterable[CaseRow], view: View) -> None:
    rows = [{name: getattr(row, name) for name in SHOWN} for row in found]
    if view is View.JSON:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        typer.echo("\t".join(str(value) for value in row.values()))


@app.command("show", help=said("case.show.help"))
def show(case: CaseId, view: Shown = View.TEXT, home: Home = None) -> None:
    """How a case stands, its clocks and what happened; what is sealed stays sealed."""
    from xinxiao.uses.oversight import cases

    found = cases.find(_office(home), case)
    if view is View.JSON:
        typer.echo(found.text.decode())
        return
    typer.echo(said("case.done", case=found.id, number=found.number, state=found.state))
    for run in found.clocks:
        typer.echo(
            "\t".join((run.clock, str(run.run), run.state, run.started, run.due, run.rule, run.article))
        )
    for step in found.steps:
        typer.echo(
            "\t".join((str(step.number), step.on, step.at, step.actor, step.kind, step.act, step.state))
        )


@app.command("verify", help=said("case.verify.help"))
def verify(
    receipt: Annotated[Path, typer.Argument(metavar="FILE", parser=PLACE, help=said("options.case_receipt"))],
    home: Home = None,
) -> None:
    """Check a receipt of an act; exit code 1 when it does not hold."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.ledger import heads
    from xinxiao.uses.oversight.receipts import check

    if not receipt.is_file():
        raise DataFault("no file", told("no_file", path=str(receipt)))
    asker = call(home)
    known = [mark for head in heads(asker) if (mark := head.marks.get("oversight")) is not None]
    found, verdict = check(_office(home), receipt.read_bytes(), known)
    typer.echo(
        said("case.verify.about", case=str(found.said.get("case", "-")), at=found.at, actor=found.actor)
    )
    for name in ("lines", "head", "ledger"):
        typer.echo(
            said(
                f"reports.receipt.verify.{name}",
                found=said(f"reports.receipt.proof.{getattr(verdict, name)}"),
            )
        )
    if not verdict.holds:
        raise typer.Exit(1)


@app.command("check-document", help=said("case.check_document.help"))
def check_document(
    given: Annotated[
        str, typer.Argument(metavar="FILE|NUMBER", parser=Words("address"), help=said("options.document"))
    ],
    number: Annotated[
        str, typer.Option("--number", parser=Words("address"), help=said("options.document_number"))
    ] = "",
    view: Shown = View.TEXT,
    home: Home = None,
) -> None:
    """Whether a document is what it says; exit code 1 unless it holds."""
    from xinxiao.uses.oversight import document_check

    office, path = _office(home), Path(given)
    if path.is_file():
        found = document_check.of_file(office, path.read_bytes(), number)
    else:
        found = document_check.asked(office, number or given)
    name = said("case.check_document.unnamed") if found.name is None else getattr(found.name, language())
    if view is View.JSON:
        shown = {name: getattr(found, name) for name in CHECKED}
        typer.echo(json.dumps({**shown, "name": name}, ensure_ascii=False, indent=1))
    else:
        typer.echo(said(f"case.check_document.{found.standing}", number=found.number or "-", name=name))
        for key in ("made", "words", "sha256", "instead"):
            if getattr(found, key):
                typer.echo(said(f"case.check_document.said.{key}", value=getattr(found, key)))
        if found.synthetic:
            typer.echo(said("case.check_document.synthetic"))
    if found.standing != "holds":
        raise typer.Exit(1)
