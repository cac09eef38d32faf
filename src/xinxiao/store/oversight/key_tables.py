"""The tables of a key store."""

from __future__ import annotations

import sqlalchemy as sa

WHOLE = ""
"""What stands for a part in the row that says that a case was erased as a whole."""
metadata = sa.MetaData()
KEY = sa.Table(
    "case_key",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("case", sa.Text, nullable=False),
    sa.Column("part", sa.Text, nullable=False),
    sa.Column("master", sa.Text, nullable=False),
    sa.Column("algorithm", sa.Text, nullable=False),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
    sa.Column("destroyed", sa.Integer, nullable=False),
    sa.UniqueConstraint("case", "part"),
    sa.Index("case_key_master", "master"),
)
"""Keys of parts of cases, wrapped by a master key; of one that was ``destroyed`` nothing but that."""
CURRENT = sa.Table(
    "current_master",
    metadata,
    sa.Column("one", sa.Integer, sa.CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
    sa.Column("master", sa.Text, nullable=False),
)
"""The master key that wraps new keys: who would wrap with another looks again."""
REPLAYED = sa.Table(
    "replayed",
    metadata,
    sa.Column("one", sa.Integer, sa.CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)
"""Up to which event of the chain of oversight destructions were carried out here; the hash shows whether it is still that chain."""
_TURN = 0x78696E81
"""The number of the lock by which processes take turns to make the tables on PostgreSQL."""


def make_tables(engine: sa.Engine) -> None:
    """Make the tables that are not there; of processes that come at once, one does."""
    with engine.connect() as connection:
        if all(sa.inspect(connection).has_table(table.name) for table in metadata.sorted_tables):
            return
    with engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")
        metadata.create_all(connection)
