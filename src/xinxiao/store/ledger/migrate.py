"""Migrations: step by step to the newest schema, by one process at a time, all or nothing."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from xinxiao.errors import Unavailable, told

REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0015",
    "0016",
    "0017",
    "0018",
    "0019",
    "0020",
)
"""The migrations in ``migrations/versions``, in order."""
HEAD = REVISIONS[-1]
_REFUSED = ("42501", "3F000")
"""PostgreSQL's words for: this role may not; it sees no schema."""
_TURN = 0x78696E78
"""The number of the lock by which processes take turns on PostgreSQL."""


def is_newest(engine: sa.Engine) -> bool:
    """Whether the schema is the newest; False for an older one or none. Raises :class:`Unavailable` for a newer one."""
    with engine.connect() as connection:
        return _at(connection) == HEAD


def to_newest(engine: sa.Engine) -> None:
    """Bring a database to the newest schema; of processes that come at once, one does it.

    Raises :class:`Unavailable` for a schema that this version does not know, and for an older one where the role
    may not change it.
    """
    if is_newest(engine):  # the usual case, without the price of importing Alembic
        return
    try:
        to(engine, HEAD)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") not in _REFUSED:
            raise
        raise Unavailable(f"schema older than {HEAD}", told("ledger_old", newest=HEAD)) from error


def to(engine: sa.Engine, revision: str) -> None:
    """Bring a database to one of :data:`REVISIONS` that is not older than its own."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_TURN})"))
        if _at(connection) == revision:
            return
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def demand_known(revision: str) -> None:
    """Raise :class:`Unavailable` for a revision of a newer version."""
    if revision not in REVISIONS:
        raise Unavailable(f"schema {revision}", told("ledger_newer", found=revision, newest=HEAD))


def _at(connection: sa.Connection) -> str:
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None:
        demand_known(found)
    return found or ""
