"""``people …``: accounts made, given roles, unlocked, ended and erased by who runs the installation."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xinxiao.entry.cli.options import PLACE, Home, Shown, View, Words, said
from xinxiao.model.collect.people import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from xinxiao.model.finding import Finding
    from xinxiao.uses.collect.invitations import Invited

app = typer.Typer(help=said("people.help"), no_args_is_help=True, rich_markup_mode=None)
Account = Annotated[
    str, typer.Argument(metavar="ACCOUNT", parser=Words("account"), help=said("options.account"))
]
RoleName = Annotated[Role, typer.Argument(metavar="ROLE", help=said("options.person_role"))]
Scope = Annotated[str, typer.Argument(metavar="[SCOPE]", parser=Words("scope"), help=said("options.scope"))]
COLUMNS = ("account", "login", "role", "scope", "name", "email", "code", "until")
"""Of what is written for those who were invited."""


@app.command("add", help=said("people.add.help"))
def add(
    role: RoleName,
    scope: Scope = "",
    name: Annotated[str, typer.Option("--name", parser=Words("full_name"), help=said("options.person"))] = "",
    email: Annotated[str, typer.Option("--email", parser=Words("account"), help=said("options.email"))] = "",
    home: Home = None,
) -> None:
    """Invite one person; the code is printed once."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.collect.invitations import Row, invite

    made, found = invite(call(home), "-", [Row(0, scope, role, name, email)])
    _tell_findings(found)
    _write_rows(made)


@app.command("invite", help=said("people.invite.help"))
def invite(
    file: Annotated[Path, typer.Argument(metavar="FILE", parser=PLACE, help=said("options.people_file"))],
    out: Annotated[Path, typer.Option("--out", parser=PLACE, help=said("options.people_out"))],
    home: Home = None,
) -> None:
    """Invite everybody of a table; the codes are written to a file that its owner alone may read."""
    from xinxiao.bootstrap import call
    from xinxiao.files.folder import read_file
    from xinxiao.uses.collect.invitations import invite as invited
    from xinxiao.uses.collect.invitations import rows_of

    found: list[Finding] = []

    def made() -> Sequence[Invited]:
        rows, wrong = rows_of(file.name, read_file(file))
        done, more = invited(call(home), file.name, rows)
        found.extend([*wrong, *more])
        return done

    count = write_invitations(out, made)
    typer.echo(said("people.invite.done", count=count, out=str(out)))
    _tell_findings(found)


def write_invitations(out: Path, made: Callable[[], Sequence[Invited]]) -> int:
    """Invite once the file for the codes is open, new and for its owner alone: how many."""
    number = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w", encoding="utf-8", newline="") as opened:
        invited = made()
        opened.writelines(_lines(invited))
        opened.flush()
        os.fsync(opened.fileno())
    return len(invited)


@app.command("again", help=said("people.again.help"))
def again(account: Account, home: Home = None) -> None:
    """A new invitation for somebody who forgot the password or never came."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.collect.accounts import find
    from xinxiao.uses.collect.invitations import again as anew

    asker = call(home)
    _write_rows([anew(asker, find(asker, account))])


@app.command("grant", help=said("people.grant.help"))
def grant(account: Account, role: RoleName, scope: Scope = "", home: Home = None) -> None:
    """Give a role."""
    from xinxiao.bootstrap import call
    from xinxiao.model.collect.people import Grant
    from xinxiao.uses.collect.accounts import grant as given

    given(call(home), account, Grant(role, scope))
    typer.echo(said("people.done", account=account))


@app.command("revoke", help=said("people.revoke.help"))
def revoke(account: Account, role: RoleName, scope: Scope = "", home: Home = None) -> None:
    """Take a role back."""
    from xinxiao.bootstrap import call
    from xinxiao.model.collect.people import Grant
    from xinxiao.uses.collect.accounts import revoke as taken

    taken(call(home), account, Grant(role, scope))
    typer.echo(said("people.done", account=account))


@app.command("end", help=said("people.end.help"))
def end(account: Account, home: Home = None) -> None:
    """End an account whose holder left."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.collect.accounts import end as ended

    ended(call(home), account)
    typer.echo(said("people.done", account=account))


@app.command("erase", help=said("people.erase.help"))
def erase(account: Account, home: Home = None) -> None:
    """End an account and blank its personal data."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.collect.accounts import erase as erased

    erased(call(home), account)
    typer.echo(said("people.done", account=account))


@app.command("unlock", help=said("people.unlock.help"))
def unlock(account: Account, home: Home = None) -> None:
    """Take off the lock of failed sign-ins."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.collect.accounts import unlock as unlocked

    unlocked(call(home), account)
    typer.echo(said("people.done", account=account))


@app.command("list", help=said("people.list.help"))
def listed(
    search: Annotated[
        str, typer.Option("--search", parser=Words("account"), help=said("options.people_search"))
    ] = "",
    form: Shown = View.TEXT,
    home: Home = None,
) -> None:
    """List accounts with their roles."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.collect.accounts import MOST
    from xinxiao.uses.collect.accounts import listed as all_of

    asker, after = call(home), ""
    while found := all_of(asker, search, after, MOST):
        after = found[-1][0].login
        for account, grants in found:
            roles = [f"{grant.role}:{grant.scope}" if grant.scope else grant.role for grant in grants]
            row = {
                "account": account.id,
                "login": account.login,
                "name": account.name,
                "state": account.state,
            }
            if form is View.JSON:
                typer.echo(json.dumps({**row, "roles": roles}, ensure_ascii=False))
            else:
                typer.echo("\t".join((*row.values(), " ".join(roles))))


def _write_rows(made: Iterable[Invited]) -> None:
    sys.stdout.writelines(_lines(made))


def _lines(made: Iterable[Invited]) -> Iterable[str]:
    """What was made, as CSV that a spreadsheet may open."""
    from xinxiao.publish.files.csv import guarded

    yield ",".join(COLUMNS) + "\n"
    for one in made:
        cells = (guarded(str(getattr(one, name))) for name in COLUMNS)
        yield ",".join('"' + cell.replace('"', '""') + '"' if cell else "" for cell in cells) + "\n"


def _tell_findings(found: Iterable[object]) -> None:
    """Say what is wrong with rows; exit code 1 when something is."""
    from xinxiao.entry.language import language
    from xinxiao.model.finding import Finding

    lines = [finding.line_text(language()) for finding in found if isinstance(finding, Finding)]
    for line in lines:
        typer.echo(line, err=True)
    if lines:
        raise typer.Exit(1)
