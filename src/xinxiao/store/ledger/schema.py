"""The tables of the ledger.

``event`` and ``reading`` are chains: rows are added at the end, and the database refuses everything else. ``release`` and
``release_move`` are made from events and are as closed as they are; so are the
``frame_*`` tables, whose rows events vouch for by their hash. ``CHANGING`` tables may change and hold no evidence.
"""

from __future__ import annotations

import sqlalchemy as sa

from xinxiao.model.event import CHAINS, ChainName

metadata = sa.MetaData()
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""A number of a row; in SQLite the row's own, so that there is no other number to replace it by."""


def _chain(name: ChainName) -> sa.Table:
    return sa.Table(
        name,
        metadata,
        sa.Column("sequence", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("prev_hash", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
    )


CHAIN: dict[ChainName, sa.Table] = {name: _chain(name) for name in CHAINS}
sa.Index("event_kind", CHAIN["event"].c.kind, CHAIN["event"].c.sequence)
RELEASE = sa.Table(
    "release",
    metadata,
    sa.Column("sequence", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("event", sa.BigInteger, nullable=False, unique=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("sha256", sa.Text, nullable=False, unique=True),
    sa.Column("programme", sa.Text, nullable=False),
    sa.Column("cycle", sa.Text, nullable=False),
    sa.Column("as_of", sa.Text, nullable=False),
    sa.Column("sealed_at", sa.Text, nullable=False),
)
MOVE = sa.Table(
    "release_move",
    metadata,
    sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("due", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("notice_zh", sa.Text, nullable=False),
    sa.Column("notice_en", sa.Text, nullable=False),
    sa.Index("release_move_id", "id", "event"),
)
"""Which release came into which state, by which event."""
VERIFIED = sa.Table(
    "verified",
    metadata,
    sa.Column("chain", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)
"""How far each chain was verified last."""
JOB = sa.Table(
    "job",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("due", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("lease", sa.Text, nullable=False),
    sa.Column("leased_until", sa.Text, nullable=False),
    sa.Column("ended_at", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.UniqueConstraint("kind", "key"),
    sa.Index("job_due", "state", "due"),
)
"""Work that is due, one row for each kind and key."""
WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""A code: ordered by its bytes in every database."""
FRAME_UNIT = sa.Table(
    "frame_unit",
    metadata,
    sa.Column("sequence", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("event", sa.BigInteger, nullable=False),
    sa.Column("unit", WORD, nullable=False),
    sa.Column("valid_from", WORD, nullable=False),
    sa.Column("code", WORD, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("area", WORD, nullable=False),
    sa.Column("industry", WORD, nullable=False),
    sa.Column("size", WORD, nullable=False),
    sa.Column("group", WORD, nullable=False),
    sa.Column("state", WORD, nullable=False),
    sa.Column("reason", WORD, nullable=False),
    sa.Index("frame_unit_unit", "unit", "valid_from", "sequence"),
    sa.Index("frame_unit_code", "code"),
    sa.Index("frame_unit_area", "area"),
)
"""Versions of statistical units, by which event each was recorded."""
FRAME_LINK = sa.Table(
    "frame_link",
    metadata,
    sa.Column("sequence", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("event", sa.BigInteger, nullable=False),
    sa.Column("kind", WORD, nullable=False),
    sa.Column("predecessor", WORD, nullable=False),
    sa.Column("successor", WORD, nullable=False),
    sa.Column("date", WORD, nullable=False),
    sa.Column("share", WORD, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Index("frame_link_predecessor", "predecessor"),
    sa.Index("frame_link_successor", "successor"),
)
"""Which unit became which."""
ACCOUNT = sa.Table(
    "account",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("login", sa.Text, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("password", sa.Text, nullable=False),
    sa.Column("code_secret", sa.Text, nullable=False),
    sa.Column("code_used", sa.BigInteger, nullable=False),
    sa.Column("issuer", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", sa.Text, nullable=False),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Index("account_subject", "issuer", "subject"),
)
"""People. ``login``, ``name``, ``email``, ``issuer`` and ``subject`` are personal and blank once erased (``login`` null);
``password`` is a hash of argon2; ``code_secret`` encrypted; ``code_used`` the last step of time whose one-time code was used."""
GRANT = sa.Table(
    "account_grant",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("since", sa.Text, nullable=False),
    sa.Index("account_grant_scope", "scope", "role"),
)
"""What each account is granted now; what it was granted before is in the events."""
SESSION = sa.Table(
    "session",
    metadata,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("account", sa.Text, nullable=False, index=True),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("begun_at", sa.Text, nullable=False),
    sa.Column("seen_at", sa.Text, nullable=False),
    sa.Column("ends_at", sa.Text, nullable=False),
)
"""Who is signed in. ``hash`` is the SHA-256 of what the browser holds; a session that ended has no row."""
INVITATION = sa.Table(
    "invitation",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.Column("until", sa.Text, nullable=False),
)
"""Codes for a first sign-in, hashed; one that was used has no row."""
RECOVERY = sa.Table(
    "recovery_code",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("hash", sa.Text, primary_key=True),
)
"""Codes for who lost the device that makes one-time codes, hashed; one that was used has no row."""
CLOSED = (*CHAIN.values(), RELEASE, MOVE, FRAME_UNIT, FRAME_LINK)
PEOPLE = (ACCOUNT, GRANT, SESSION, INVITATION, RECOVERY)
CHANGING = (VERIFIED, JOB, *PEOPLE)
