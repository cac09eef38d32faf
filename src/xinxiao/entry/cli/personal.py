"""``case …`` of what is kept of people: what a case holds, erasing it by two, holding it, handing it out, what is due, who saw what."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xinxiao.entry.cli.case import CaseId, _office
from xinxiao.entry.cli.options import PLACE, Home, Shown, View, Words, said
from xinxiao.model.oversight.content import PERSON

if TYPE_CHECKING:
    from xinxiao.oversight.erased import Outcome
    from xinxiao.uses.oversight.personal_page import PersonalPage


class Part(StrEnum):
    """What of a case is meant: what is about the person, or all of it."""

    PERSON = PERSON
    WHOLE = "whole"


Number = Annotated[
    int, typer.Argument(metavar="EVENT", min=1, max=1_000_000_000, help=said("personal.event"))
]
Reason = Annotated[str, typer.Option("--reason", parser=Words("notice"), help=said("personal.reason"))]


def kept(case: CaseId, home: Home = None) -> None:
    """Say what a case holds of people, without a value, and what happened to it."""
    from xinxiao.uses.oversight import personal_page

    _tell(personal_page.page(_office(home), case))


def _tell(found: PersonalPage) -> None:
    for part in found.parts:
        typer.echo("\t".join((part.part, " ".join(part.fields), " ".join(part.erased), " ".join(part.lost))))
    until = found.kept.until if found.kept is not None and found.kept.until else "-"
    typer.echo(said("personal.kept.until", until=until))
    for asked in found.asked:
        state = "open" if asked.decided is None else asked.decided.event.kind
        number, actor, at = asked.asked.event.sequence, asked.asked.event.actor, asked.asked.event.at
        typer.echo(said("personal.kept.asked", event=number, who=actor, at=at, state=state))
    for hold in found.holds:
        ended = hold.ended.event.at if hold.ended is not None else "-"
        event = hold.put.event
        typer.echo(
            said("personal.kept.hold", event=event.sequence, who=event.actor, at=event.at, ended=ended)
        )
    for one in found.handed:
        typer.echo(said("personal.kept.handed", who=one.event.actor, at=one.event.at))
    for gone, left in found.gone:
        typer.echo(said("personal.kept.gone", who=gone.event.actor, at=gone.event.at))
        _result(left)


def _result(left: Outcome) -> None:
    for kind, counted in (("destroyed", left.destroyed), ("stays", left.stays)):
        for one in counted:
            typer.echo(
                "\t".join((said(f"personal.{kind}"), said(f"personal.what.{one.what}"), str(one.count)))
            )


def erase(
    case: CaseId,
    basis: Annotated[
        list[str],
        typer.Option(
            "--basis", metavar="RULE[:ARTICLE]", parser=Words("address"), help=said("personal.basis")
        ),
    ],
    reason: Reason,
    part: Annotated[Part, typer.Option("--part", help=said("personal.part"))] = Part.PERSON,
    home: Home = None,
) -> None:
    """Ask that something of a case be erased; another person decides."""
    from xinxiao.model.oversight.rule import Basis
    from xinxiao.uses.oversight import erasure, personal_page
    from xinxiao.uses.oversight.personal_file import rules_of

    office = _office(home)
    named = [Basis(rule=rule, article=article) for rule, _, article in (one.partition(":") for one in basis)]
    file, name = personal_page.file(office, case), "" if part is Part.WHOLE else part.value
    event = erasure.ask(office, file, rules_of(office), name, named, reason)
    typer.echo(said("personal.erase.asked", event=event, case=file.case.id))


def approve(case: CaseId, event: Number, home: Home = None) -> None:
    """Approve an erasure that another asked for, which does it; say what was destroyed and what stays."""
    from xinxiao.uses.oversight import erasure, personal_page

    office = _office(home)
    file = personal_page.file(office, case)
    done = erasure.approve(office, file, event)
    typer.echo(said("personal.erase.done", case=file.case.id, event=done))
    found = personal_page.page(office, case)
    _result(next(left for gone, left in found.gone if gone.event.sequence == done))


def refuse(case: CaseId, event: Number, reason: Reason, home: Home = None) -> None:
    """Refuse an erasure that was asked for, with a reason."""
    from xinxiao.uses.oversight import erasure, personal_page
    from xinxiao.uses.oversight.personal_file import rules_of

    office = _office(home)
    erasure.refuse(office, personal_page.file(office, case), rules_of(office), event, reason)
    typer.echo(said("personal.erase.refused", case=case))


def hold(case: CaseId, reason: Reason, home: Home = None) -> None:
    """Have nothing of a case destroyed until further notice."""
    from xinxiao.uses.oversight import personal, personal_page
    from xinxiao.uses.oversight.personal_file import rules_of

    office = _office(home)
    event = personal.hold(office, personal_page.file(office, case), rules_of(office), reason)
    typer.echo(said("personal.hold.put", case=case, event=event))


def end_hold(case: CaseId, event: Number, reason: Reason, home: Home = None) -> None:
    """End a hold."""
    from xinxiao.uses.oversight import personal, personal_page
    from xinxiao.uses.oversight.personal_file import rules_of

    office = _office(home)
    personal.end_hold(office, personal_page.file(office, case), rules_of(office), event, reason)
    typer.echo(said("personal.hold.ended", case=case))


def hand_out(
    case: CaseId,
    folder: Annotated[Path, typer.Argument(metavar="DIR", parser=PLACE, help=said("personal.folder"))],
    reason: Annotated[str, typer.Option("--reason", parser=Words("notice"), help=said("personal.who_asked"))],
    home: Home = None,
) -> None:
    """Write what a case holds of a person, for that person, as JSON and to read."""
    from xinxiao.errors import DataFault, told
    from xinxiao.uses.oversight import personal, personal_page
    from xinxiao.uses.oversight.personal_file import rules_of

    office = _office(home)
    if not folder.is_dir():
        raise DataFault("no folder", told("no_file", path=str(folder)))
    made = personal.hand_out(office, personal_page.file(office, case), rules_of(office), reason)
    for ending, content in (("json", made.json), ("txt", made.text.encode())):
        path = folder / f"{case}-{made.event}.{ending}"
        _private(path, content)
        typer.echo(str(path))


def _private(path: Path, content: bytes) -> None:
    """Write a file that nobody but its owner reads, and that was not there."""
    import os

    held = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(held, "wb") as opened:
        opened.write(content)


def due_erasure(view: Shown = View.TEXT, home: Home = None) -> None:
    """List erasures that wait, holds that last, cases whose time is over soon, and what was erased last."""
    from dataclasses import asdict

    from xinxiao.uses.oversight import personal_page

    found = personal_page.board(_office(home))
    gone = [
        {"case": one.case, "part": one.part, "actor": one.event.actor, "at": one.event.at}
        | {name: one.event.fact[name] for name in ("why", "due")}
        for one in found.gone
    ]
    rows: dict[str, list[dict[str, Any]]] = {
        **{name: [asdict(one) for one in getattr(found, name)] for name in ("waiting", "held", "due")},
        "gone": gone,
    }
    if view is View.JSON:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for name, own in rows.items():
        typer.echo(said(f"personal.list.{name}", count=len(own)))
        for row in own:
            typer.echo("\t".join(str(value) for value in row.values()))


def shown(
    officer: Annotated[
        str, typer.Option("--officer", parser=Words("account"), help=said("personal.officer"))
    ] = "",
    case: Annotated[str, typer.Option("--case", parser=Words("address"), help=said("options.case"))] = "",
    since: Annotated[str, typer.Option("--since", parser=Words("day"), help=said("personal.since"))] = "",
    until: Annotated[str, typer.Option("--until", parser=Words("day"), help=said("personal.until"))] = "",
    most: Annotated[int, typer.Option("--most", min=1, max=10_000, help=said("options.most"))] = 50,
    view: Shown = View.TEXT,
    home: Home = None,
) -> None:
    """List who saw or took away what of which case, why and when, the last first; nothing of what was seen."""
    from xinxiao.uses.oversight import shown as uses
    from xinxiao.uses.oversight.lists import day_of

    first, last = (day_of(day).isoformat() if day else "" for day in (since, until))
    actor = f"person:{officer}" if officer and ":" not in officer else officer
    found = uses.shown(_office(home), uses.AskedShown(actor, case, first, last), most)
    rows = [
        {
            "event": one.looked.event.sequence,
            "at": one.looked.event.at,
            "actor": one.looked.event.actor,
            "case": one.looked.case,
            "kind": one.looked.event.kind,
            "fields": [ident for ident, _ in one.fields],
            "reason": one.reason,
        }
        for one in found.seen
    ]
    if view is View.JSON:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        row["fields"] = " ".join(row["fields"])  # type: ignore[arg-type]
        typer.echo("\t".join("-" if value is None else str(value) for value in row.values()))


COMMANDS = (
    ("kept", kept),
    ("erase", erase),
    ("approve-erasure", approve),
    ("refuse-erasure", refuse),
    ("hold", hold),
    ("end-hold", end_hold),
    ("hand-out", hand_out),
    ("personal", due_erasure),
    ("shown", shown),
)
"""The commands by their names under ``case``."""
