"""The tables of the ledger.

``event``, ``reading`` and ``oversight`` are chains: rows are added at the end, and the database refuses everything else. ``release`` and
``release_move`` are made from events and are as closed as they are; so are the
``frame_*`` tables, whose rows events vouch for by their hash. ``CHANGING`` tables may change and hold no evidence.
"""

from __future__ import annotations

import sqlalchemy as sa

from xinxiao.model.collect.desk import COUNTS
from xinxiao.model.event import CHAINS, ChainName
from xinxiao.store.ledger import base
from xinxiao.store.ledger.case_tables import CASES_CHANGING, CASES_CLOSED
from xinxiao.store.ledger.desk_tables import CASE_PUBLIC, CASE_VISIT
from xinxiao.store.ledger.draw_tables import DRAWS
from xinxiao.store.ledger.list_tables import LISTS
from xinxiao.store.ledger.personal_tables import PERSONAL_CHANGING, PERSONAL_CLOSED

metadata, NUMBER, WORD = base.metadata, base.NUMBER, base.WORD


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
sa.Index("oversight_kind", CHAIN["oversight"].c.kind, CHAIN["oversight"].c.sequence)
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
TOKEN = sa.Table(
    "access_token",
    metadata,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("reach", sa.Text, nullable=False),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("ends_at", sa.Text, nullable=False),
    sa.Column("ended_at", sa.Text, nullable=False),
    sa.Index("access_token_account", "account"),
)
"""What systems of respondents show instead of signing in, by the SHA-256 of it; ``ended_at`` is empty while it holds."""
PEOPLE = (ACCOUNT, GRANT, SESSION, INVITATION, RECOVERY, TOKEN)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


KEY = ("form", "period", "unit")
"""The columns that name a report."""
SQUARE = ("form", "period", "kind", "area", "industry")
"""The columns by which reports are counted. ``kind``: of an ``area`` (its industry is empty then), of an ``industry`` in all areas
(its area is), or of an industry in an area, ``both``."""


def _key() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, primary_key=True) for name in KEY]


ISSUE = sa.Table(
    "form_issue",
    metadata,
    sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
    *_texts("form", "period", "version", "bundle", "circumstances", "opens", "due"),
    sa.Column("reports", sa.BigInteger, nullable=False),
    *_texts("units", "at"),
    sa.UniqueConstraint("form", "period"),
)
"""Which form was issued for which period, by which event."""
SUBMISSION = sa.Table(
    "submission",
    metadata,
    sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
    *_texts(*KEY),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint(*KEY, "number"),
)
"""What came in: the content of every version of every report, as it was submitted by an event."""
EXCHANGE = sa.Table(
    "exchange",
    metadata,
    sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
    *_texts("sha256", "text"),
)
"""What was said in an event about a report: a question, an answer, a reason. The event holds its hash."""
ACT = sa.Table(
    "report_act",
    metadata,
    sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
    *_texts(*KEY),
    sa.Index("report_act_key", *KEY, "event"),
)
"""Which events moved which report."""
REMINDER = sa.Table(
    "reminder",
    metadata,
    sa.Column("event", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Index("reminder_unit", "unit", "event"),
)
"""Whom an event reminded."""


def _empty(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False, server_default="") for name in names]


def _zero(*names: str, start: int = 0) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, nullable=False, server_default=str(start)) for name in names]


REPORT = sa.Table(
    "report",
    metadata,
    *_key(),
    *_texts("area", "industry"),
    sa.Column("issue", sa.BigInteger, nullable=False),
    sa.Column("due", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="due"),
    *_zero("number"),
    *_empty("sha256", "version", "submitted_at", "timely", "held"),
    *_zero("threads"),
    *_empty("open_threads", "accepted"),
    *_zero("rank", start=99),
    *_empty("accepted_sha256", "extended"),
    *_zero("requests"),
    *_empty("requested"),
    *_zero("event"),
    sa.Index("report_unit", "unit", "period"),
    sa.Index("report_area", "area", "form", "period"),
    sa.Index(
        "report_owed",
        "due",
        sqlite_where=sa.text("state IN ('due', 'returned')"),
        postgresql_where=sa.text("state IN ('due', 'returned')"),
    ),
    sqlite_with_rowid=False,
)
"""Every report that is expected, and how it stands: what its events fold to, and what they started from."""
TALLY = sa.Table(
    "tally",
    metadata,
    *(sa.Column(name, sa.Text, primary_key=True) for name in SQUARE),
    *(sa.Column(name, sa.BigInteger, nullable=False) for name in COUNTS),
    sqlite_with_rowid=False,
)
"""How many reports stand how: of each area, of each industry, and of each industry in each area."""
DRAFT = sa.Table(
    "draft",
    metadata,
    *_key(),
    sa.Column("revision", sa.BigInteger, nullable=False),
    *_texts("sha256", "saved_at", "by"),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
"""What is filled in and not submitted yet: the last state that was saved, and how often it was."""


def _of() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, primary_key=True) for name in ("form", "period")]


SCRUTINY = sa.Table(
    "scrutiny",
    metadata,
    *_of(),
    *_texts("at"),
    sa.Column("event", sa.BigInteger, nullable=False),
    sa.Column("reports", sa.BigInteger, nullable=False),
    *_texts("unsaid"),
)
"""When the reports of a form and period were looked at last, up to which event, and what nothing is said about."""
SUSPICION = sa.Table(
    "suspicion",
    metadata,
    *_of(),
    *(sa.Column(name, sa.Text, primary_key=True) for name in ("unit", "item", "test")),
    *_texts("area", "industry", "value"),
    sa.Column("expected", sa.Float),
    sa.Column("size", sa.Float, nullable=False),
    sa.Column("weight", sa.Float, nullable=False),
    sa.Index("suspicion_weight", "form", "period", "weight"),
)
"""What tests found in reported values, for statistical review alone; it can be computed again."""
PEER = sa.Table(
    "peer",
    metadata,
    *_of(),
    *(sa.Column(name, sa.Text, primary_key=True) for name in ("stratum", "item")),
    sa.Column("count", sa.BigInteger, nullable=False),
    *(sa.Column(name, sa.Float, nullable=False) for name in ("low", "middle", "high")),
)
"""The quartiles of what the units of a stratum reported."""
SUBJECT = sa.Table(
    "subject",
    metadata,
    sa.Column("sequence", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("event", sa.BigInteger, nullable=False),
    sa.Column("code", WORD, nullable=False),
    sa.Column("valid_from", WORD, nullable=False),
    *_texts("name", "authority"),
    *(
        sa.Column(name, WORD, nullable=False)
        for name in ("area", "industry", "risk", "state", "tags", "source")
    ),
    *_texts("synthetic", "further"),
    sa.Index("subject_code", "code", "valid_from", "sequence"),
)
"""Versions of subjects of oversight, by which event each was recorded."""
STATISTICS = (
    *(RELEASE, MOVE, FRAME_UNIT, FRAME_LINK, ISSUE, SUBMISSION, EXCHANGE, ACT, REMINDER),
    *(REPORT, TALLY, DRAFT, SCRUTINY, SUSPICION, PEER),
)
"""What only statistics writes and reads."""
OVERSIGHT: tuple[sa.Table, ...] = (
    CHAIN["oversight"],
    SUBJECT,
    *LISTS,
    *DRAWS,
    *CASES_CLOSED,
    *CASES_CHANGING,
    *PERSONAL_CLOSED,
    *PERSONAL_CHANGING,
    CASE_PUBLIC,
    CASE_VISIT,
)
"""What only oversight writes and reads."""
SHARED = (CHAIN["event"], CHAIN["reading"], VERIFIED, JOB)
"""What is of neither alone; people are neither."""
CLOSED = (
    *CHAIN.values(),
    RELEASE,
    MOVE,
    FRAME_UNIT,
    FRAME_LINK,
    ISSUE,
    SUBMISSION,
    EXCHANGE,
    ACT,
    REMINDER,
    SUBJECT,
    *LISTS,
    *DRAWS,
    *CASES_CLOSED,
    *PERSONAL_CLOSED,
)
CHANGING = (
    VERIFIED,
    JOB,
    *PEOPLE,
    REPORT,
    TALLY,
    DRAFT,
    SCRUTINY,
    SUSPICION,
    PEER,
    *CASES_CHANGING,
    *PERSONAL_CHANGING,
    CASE_PUBLIC,
    CASE_VISIT,
)
