"""The programs of PostgreSQL that copy a database, run on the database of a ledger."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from xinxiao.errors import SettingFault, Unavailable, told
from xinxiao.settings import child_environment
from xinxiao.store.ledger.database import Database

USUAL = Path("/usr/lib/postgresql")
"""Where Debian keeps them, a folder for each version."""


def program(name: Literal["pg_dump", "pg_restore"], database: Database, *arguments: str) -> None:
    """Run one of them; the password is in its environment, where others do not see it.

    Raises :class:`SettingFault` when it is not installed, :class:`Unavailable` when it fails, with what it says last.
    """
    place, password = _connection(database)
    command = [_found(name), "--no-password", f"--dbname={place}", *arguments]
    done = subprocess.run(
        command,
        env=child_environment(LC_MESSAGES="C", **({"PGPASSWORD": password} if password else {})),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error:" in line), done.stderr.strip())
        reason = said.partition("error:")[2].strip()[:500] or said[:500] or str(done.returncode)
        raise Unavailable(f"{name}: {reason}", told("program_failed", program=name, reason=reason))


def _found(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        usual = [place for place in USUAL.glob(f"*/bin/{name}") if place.is_file()]
        if not usual:
            raise SettingFault(f"no {name}", told("no_program", program=name, place=str(USUAL)))
        found = str(max(usual, key=lambda place: place.parts[-3].zfill(4)))
    return found


def _connection(database: Database) -> tuple[str, str]:
    """How a ledger's database is reached, as libpq reads it, without the password; and the password."""
    from psycopg import conninfo, pq

    url = sa.make_url(database.url)
    known = {str(option.keyword, "ascii") for option in pq.Conninfo.get_defaults()}
    _, given = url.get_dialect()().create_connect_args(url)
    password = str(given.pop("password", "") or "")
    return conninfo.make_conninfo(**{name: value for name, value in given.items() if name in known}), password
