"""Lists of oversight: what happened to them, what they say, which entries hold on which days, and what rests on these."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from xinxiao.store.ledger.migrations.closed import close, is_sqlite, keep_places
from xinxiao.store.ledger.schema import NUMBER

revision = "0013"
down_revision = "0012"

_LIVE = """
EXISTS (SELECT 1 FROM list_entry e WHERE e.list = NEW.list AND e.entry = NEW.entry AND e.version = NEW.version
  AND e.starts <= NEW.day AND (e.ends = '' OR e.ends >= NEW.day)
  AND NOT EXISTS (SELECT 1 FROM list_end x WHERE x.list = e.list AND x.entry = e.entry AND x.day <= NEW.day AND x.event > e.event))
AND NOT EXISTS (SELECT 1 FROM list_version v WHERE v.list = NEW.list AND v.version > NEW.version AND v.starts <= NEW.day)
"""
_DEAD = "the table list_rest is append-only, and nothing in it rests on an entry that does not hold"
_FUNCTION = """
CREATE FUNCTION list_rest_lives() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT ({live}) THEN RAISE EXCEPTION '{dead}: %/%', NEW.list, NEW.entry USING ERRCODE = '23000'; END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    """Make the tables, close them, and have the database refuse what rests on no live entry."""
    word = sa.Text() if is_sqlite() else sa.Text(collation="C")

    def event() -> sa.Column[int]:
        return sa.Column("event", NUMBER, primary_key=True, autoincrement=False)

    def words(*names: str, key: bool = False) -> list[sa.Column[str]]:
        return [sa.Column(name, word, primary_key=key, nullable=False) for name in names]

    def number(name: str) -> sa.Column[int]:
        return sa.Column(name, sa.BigInteger, nullable=False)

    op.create_table("list_act", event(), *words("list"), number("turn"), sa.UniqueConstraint("list", "turn"))
    op.create_table(
        "list_text",
        event(),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "list_version",
        event(),
        *words("list"),
        number("version"),
        *words("starts"),
        sa.UniqueConstraint("list", "version"),
    )
    op.create_table(
        "list_entry",
        event(),
        *words("entry", key=True),
        *words("list"),
        number("version"),
        *words("starts", "ends"),
    )
    op.create_index("list_entry_list", "list_entry", ["list", "entry", "version"])
    op.create_table("list_end", event(), *words("list", "entry", "day"))
    op.create_index("list_end_list", "list_end", ["list", "entry"])
    op.create_table(
        "list_rest",
        event(),
        *words("list", "entry", key=True),
        number("version"),
        *words("day", "kind", "number"),
    )
    op.create_index("list_rest_list", "list_rest", ["list", "entry", "event"])
    for table, unique in (
        ("list_act", ("event", ("list", "turn"))),
        ("list_text", ("event",)),
        ("list_version", ("event", ("list", "version"))),
        ("list_entry", (("event", "entry"),)),
        ("list_end", ("event",)),
        ("list_rest", (("event", "list", "entry"),)),
    ):
        close(table, *unique)
    for table in ("list_entry", "list_rest"):
        keep_places(table)
    _guard()


def _guard() -> None:
    if is_sqlite():
        op.execute(
            f"CREATE TRIGGER list_rest_lives BEFORE INSERT ON list_rest WHEN NOT ({_LIVE})"
            f" BEGIN SELECT RAISE(ABORT, '{_DEAD}'); END"
        )
        return
    op.execute(_FUNCTION.format(live=_LIVE, dead=_DEAD))
    op.execute(
        "CREATE TRIGGER list_rest_lives BEFORE INSERT ON list_rest FOR EACH ROW EXECUTE FUNCTION list_rest_lives()"
    )
    op.execute("ALTER TABLE list_rest ENABLE ALWAYS TRIGGER list_rest_lives")
