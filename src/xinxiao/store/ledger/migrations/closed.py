"""What makes the database itself refuse to change what was appended: triggers, one text for each database.

Later migrations may use these for tables of their own; what an earlier one used must stay as it is.
"""

from __future__ import annotations

from alembic import op

_REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the table % is append-only', TG_TABLE_NAME; END $$
"""
_NEXT = """
CREATE FUNCTION {table}_is_next() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before text;
BEGIN
  SELECT hash INTO before FROM {table} WHERE sequence = NEW.sequence - 1;
  IF NEW.prev_hash IS DISTINCT FROM coalesce(before, CASE WHEN NEW.sequence = 1 THEN repeat('0', 64) END)
  THEN RAISE EXCEPTION 'the table {table} is append-only: % is not next', NEW.sequence; END IF;
  RETURN NEW;
END $$
"""


def is_sqlite() -> bool:
    """Whether this is SQLite; else it is PostgreSQL."""
    return bool(op.get_bind().dialect.name == "sqlite")


def prepare() -> None:
    """Make what the triggers of all tables share."""
    if not is_sqlite():
        op.execute(_REFUSE)


def close(table: str, *unique: str | tuple[str, ...]) -> None:
    """Refuse changes of rows, their removal, and (SQLite) their replacement by another with the same ``unique`` value, or
    values where several columns are unique together.

    SQLite's REPLACE removes rows without firing triggers, so it is refused before. PostgreSQL's triggers fire always,
    also where a session plays the part of a replica.
    """
    if is_sqlite():
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, 'the table {table} is append-only'); END"
            )
        op.execute(
            f"CREATE TRIGGER {table}_replace BEFORE INSERT ON {table}"
            f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {' OR '.join(map(_same, unique))})"
            f" BEGIN SELECT RAISE(ABORT, 'the table {table} is append-only'); END"
        )
        return
    for event, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        name = f"{table}_{'truncate' if each == 'STATEMENT' else 'change'}"
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def keep_places(table: str) -> None:
    """Refuse (SQLite) a row that names the place of another, its ``rowid``, where no column is the place: REPLACE would remove
    the other."""
    if is_sqlite():
        op.execute(
            f"CREATE TRIGGER {table}_place BEFORE INSERT ON {table}"
            f" WHEN EXISTS (SELECT 1 FROM {table} WHERE rowid = NEW.rowid)"
            f" BEGIN SELECT RAISE(ABORT, 'the table {table} is append-only'); END"
        )


def _same(unique: str | tuple[str, ...]) -> str:
    if isinstance(unique, str):
        return f"{unique} = NEW.{unique}"
    return f"({' AND '.join(map(_same, unique))})"


def link(table: str) -> None:
    """Refuse a row of a chain that does not name the hash of the one before it."""
    if is_sqlite():
        op.execute(
            f"CREATE TRIGGER {table}_next BEFORE INSERT ON {table}"
            f" WHEN NEW.prev_hash IS NOT (SELECT CASE WHEN NEW.sequence = 1 THEN '{'0' * 64}'"
            f" ELSE (SELECT hash FROM {table} WHERE sequence = NEW.sequence - 1) END)"
            f" BEGIN SELECT RAISE(ABORT, 'the table {table} is append-only: not the next row'); END"
        )
        return
    op.execute(_NEXT.format(table=table))
    op.execute(
        f"CREATE TRIGGER {table}_next BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_is_next()"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_next")
