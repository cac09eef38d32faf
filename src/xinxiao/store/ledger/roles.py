"""Roles of a PostgreSQL server: the owner migrates, a writer appends, a reader verifies. Only the owner could undo a trigger.

A reader sees nothing of people (hashes of passwords, secrets, e-mail addresses) and no drafts: what it is for needs none of them. So it
makes no backups, which hold all there is; the writer and the owner do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from xinxiao.model.actor import Role
from xinxiao.store.ledger.schema import CHANGING, CLOSED, DRAFT, PEOPLE

VERSION = "alembic_version"
UNREAD = (*PEOPLE, DRAFT)
"""What a reader does not see."""


def granting(grants: Mapping[Role, str], schema: str, quote: Callable[[str], str]) -> Iterator[str]:
    """The statements that give each role what it needs in a schema and take away the rest."""
    closed = ", ".join(table.name for table in CLOSED)
    changing = ", ".join(table.name for table in CHANGING)
    read = ", ".join(table.name for table in CHANGING if table not in UNREAD)
    for part, name in grants.items():
        role = quote(name)
        yield f"GRANT USAGE ON SCHEMA {quote(schema)} TO {role}"
        yield f"REVOKE ALL ON {closed}, {changing}, {VERSION} FROM {role}"
        yield f"GRANT SELECT ON {closed}, {changing if part == 'writer' else read}, {VERSION} TO {role}"
        yield f"REVOKE ALL ON SEQUENCE job_id_seq FROM {role}"
        if part == "writer":
            yield f"GRANT SELECT ON SEQUENCE job_id_seq TO {role}"  # so that it can make a backup
            yield f"GRANT INSERT ON {closed} TO {role}"
            yield f"GRANT INSERT, UPDATE, DELETE ON {changing} TO {role}"
            yield f"GRANT USAGE ON SEQUENCE job_id_seq TO {role}"
