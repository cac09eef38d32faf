"""What the migrations make: the tables of the source, each column with its type and whether it may be empty."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from xinxiao.store.ledger import Ledger
from xinxiao.store.ledger.desk_tables import BEGINS
from xinxiao.store.ledger.schema import metadata


def test_the_tables_named_in_the_source_are_those_the_migrations_make(ledger: Ledger) -> None:
    with ledger.database.reading() as connection:
        elsewhere = BEGINS if connection.dialect.name == "sqlite" else ()  # indexes for PostgreSQL alone

        def is_here(_thing: object, name: str | None, *_: object) -> bool:
            return name not in elsewhere

        options = {"compare_type": True, "include_object": is_here}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
