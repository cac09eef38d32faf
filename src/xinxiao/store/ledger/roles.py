"""Roles of a PostgreSQL server: the owner migrates, a writer appends, a reader reads. Only the owner could undo a trigger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from xinxiao.model.actor import Role
from xinxiao.store.ledger.schema import CHANGING, CLOSED

VERSION = "alembic_version"


def granting(grants: Mapping[Role, str], schema: str, quote: Callable[[str], str]) -> Iterator[str]:
    """The statements that give each role what it needs in a schema and take away the rest."""
    closed = ", ".join(table.name for table in CLOSED)
    changing = ", ".join(table.name for table in CHANGING)
    for part, name in grants.items():
        role = quote(name)
        yield f"GRANT USAGE ON SCHEMA {quote(schema)} TO {role}"
        yield f"REVOKE ALL ON {closed}, {changing}, {VERSION} FROM {role}"
        yield f"GRANT SELECT ON {closed}, {changing}, {VERSION} TO {role}"
        yield f"GRANT SELECT ON SEQUENCE job_id_seq TO {role}"  # so that it can make a backup
        if part == "writer":
            yield f"GRANT INSERT ON {closed} TO {role}"
            yield f"GRANT INSERT, UPDATE, DELETE ON {changing} TO {role}"
            yield f"GRANT USAGE ON SEQUENCE job_id_seq TO {role}"
