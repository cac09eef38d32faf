"""Roles of a PostgreSQL server: the owner migrates, a writer appends, a reader verifies, an officer works in oversight, a keeper makes
backups. Only the owner could undo a trigger.

Statistics and oversight are apart here too. A writer and a reader see of what oversight did the hashes alone, which is what the
heads of a day need. An officer sees nothing of statistics, and of people who they are and what they are granted. A reader sees nothing of
people (hashes of passwords, secrets, e-mail addresses) and no drafts. A backup holds all there is, so that only the owner and a keeper,
who may change nothing, make one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import sqlalchemy as sa

from xinxiao.model.actor import Role
from xinxiao.store.ledger.schema import (
    ACCOUNT,
    CHAIN,
    CLOSED,
    DRAFT,
    GRANT,
    OVERSIGHT,
    PEOPLE,
    SHARED,
    STATISTICS,
    metadata,
)

VERSION = "alembic_version"
UNREAD = (*PEOPLE, DRAFT)
"""What a reader does not see."""
HASHES = "SELECT (sequence, prev_hash, hash, at)"
"""What shows that a chain holds together, and where it stood when, and nothing of what its events say."""
KNOWN = "SELECT (id, login, name, email, state)"
"""What is seen of a person's account without what opens it."""


def rights(table: sa.Table, part: Role) -> tuple[str, ...]:
    """What a role may do with a table, in words of SQL. Raises KeyError for a table that is of neither half of the house and of
    neither what they share: such a table nobody is granted."""
    half = HALVES[table.name]
    if part == "keeper":
        return ("SELECT",)
    if part == "officer":
        return _officer(table, half)
    if half == "oversight":
        return (HASHES,) if table is CHAIN["oversight"] else ()
    if part == "reader":
        return () if table in UNREAD else ("SELECT",)
    return ("SELECT", *_writing(table))


def _officer(table: sa.Table, half: str) -> tuple[str, ...]:
    if half == "oversight":
        return ("SELECT", *_writing(table))
    if table is CHAIN["reading"]:
        return (HASHES, "INSERT")
    return {ACCOUNT.name: (KNOWN,), GRANT.name: ("SELECT",)}.get(table.name, ())


def _writing(table: sa.Table) -> tuple[str, ...]:
    return ("INSERT",) if table in CLOSED else ("INSERT", "UPDATE", "DELETE")


HALVES: Mapping[str, str] = {
    table.name: half
    for half, tables in {
        "statistics": STATISTICS,
        "oversight": OVERSIGHT,
        "people": PEOPLE,
        "shared": SHARED,
    }.items()
    for table in tables
}
"""Of which half of the house each table is, or that both share it."""
_SEQUENCES: Mapping[Role, str] = {"writer": "SELECT, USAGE", "keeper": "SELECT"}


def granting(grants: Mapping[Role, str], schema: str, quote: Callable[[str], str]) -> Iterator[str]:
    """The statements that give each role what it needs in a schema and take away the rest."""
    every = ", ".join(table.name for table in metadata.sorted_tables)
    for part, name in grants.items():
        role = quote(name)
        yield f"GRANT USAGE ON SCHEMA {quote(schema)} TO {role}"
        yield f"REVOKE ALL ON {every}, {VERSION} FROM {role}"
        yield f"GRANT SELECT ON {VERSION} TO {role}"
        for table in metadata.sorted_tables:
            given = rights(table, part)
            if given:
                yield f"GRANT {', '.join(given)} ON {table.name} TO {role}"
        yield f"REVOKE ALL ON SEQUENCE job_id_seq FROM {role}"
        if part in _SEQUENCES:
            yield f"GRANT {_SEQUENCES[part]} ON SEQUENCE job_id_seq TO {role}"
