"""The links of a chain, read as they are stored: the database joins what is hashed, so that hashing is most of the work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from xinxiao.model.event import ChainName, Link
from xinxiao.store.ledger.database import Database

FETCHED = 5_000
_TEXTS = ("prev_hash", "hash", "at", "actor", "kind", "payload")
_CONTENT = ("prev_hash", "sequence", "at", "actor", "kind", "payload")
_FROM = "FROM {chain} WHERE sequence > {after} ORDER BY sequence"
_SQLITE = f"""
SELECT sequence, CAST(prev_hash AS BLOB), CAST(hash AS BLOB),
  iif({" AND ".join(f"typeof({name}) = 'text'" for name in _TEXTS)},
    CAST({" || char(10) || ".join(_CONTENT)} AS BLOB), NULL)
{_FROM}
"""
_HASHED = f"convert_to({' || chr(10) || '.join(_CONTENT)}, 'UTF8')"
_POSTGRESQL = f"""
COPY (SELECT sequence, convert_to(prev_hash, 'UTF8'), convert_to(hash, 'UTF8'),
  {{content}}
{_FROM}) TO STDOUT (FORMAT BINARY)
"""


def links(database: Database, chain: ChainName, after: int, *, contents: bool = True) -> Iterator[Link]:
    """The links of a chain after a number, in order, as they stand at one moment; read in pieces.

    Without ``contents`` what is hashed is not read (it is empty): a role of PostgreSQL may see the hashes alone.
    """
    with database.reading() as connection:
        driver: Any = connection.connection.driver_connection
        with closing(driver.cursor()) as cursor:
            if connection.dialect.name == "sqlite":
                cursor.execute(_SQLITE.format(chain=chain, after=after))
                while found := cursor.fetchmany(FETCHED):
                    yield from found
                return
            content = _HASHED if contents else "''::bytea"
            with cursor.copy(_POSTGRESQL.format(chain=chain, after=after, content=content)) as copied:
                copied.set_types(["int8", "bytea", "bytea", "bytea"])
                yield from copied.rows()
