"""The newest schema of a ledger by what its migrations said, once a process of tests has run them in an empty database.

Most tests begin with a ledger that nobody made yet, and Alembic takes longer to make it than they take with it. What it tells an
empty database to do is the same each time, so that it is written down the first time, for each kind of database, and told to
the next ones without Alembic. A database that holds a table already goes through the migrations themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

HEARD: dict[str, list[str]] = {}
"""What the migrations told an empty database, by its dialect."""


def heard_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, have migrations of an empty database to the newest schema run once for each kind."""
    from alembic import command

    from xinxiao.store.ledger.migrate import HEAD

    upgrade = command.upgrade

    def told(config: Any, revision: str, **more: Any) -> None:
        connection = config.attributes["connection"]
        if revision != HEAD or sa.inspect(connection).get_table_names():
            upgrade(config, revision, **more)
        elif connection.dialect.name in HEARD:
            _tell(connection, HEARD[connection.dialect.name])
        else:
            HEARD[connection.dialect.name] = _heard(connection, lambda: upgrade(config, revision, **more))

    monkeypatch.setattr(command, "upgrade", told)


def _heard(connection: sa.Connection, act: Callable[[], None]) -> list[str]:
    """What an act tells a database to change."""
    said: list[str] = []

    def hear(*heard: Any) -> None:
        _, _, statement, parameters, _, many = heard
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA")):
            assert not parameters and not many, statement
            said.append(statement)

    sa.event.listen(connection, "before_cursor_execute", hear)
    try:
        act()
    finally:
        sa.event.remove(connection, "before_cursor_execute", hear)
    return said


def _tell(connection: sa.Connection, statements: list[str]) -> None:
    bare = connection.execution_options(no_parameters=True)  # then a driver takes a percent sign as it is
    if connection.dialect.name == "postgresql":
        bare.exec_driver_sql(";\n".join(statements).replace("%%", "%"))
    else:
        for statement in statements:
            bare.exec_driver_sql(statement)
