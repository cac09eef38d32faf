"""Forms that were issued and the reports on them, in the ledger's database. Every act is an event; what belongs to it is
written in the event's transaction, or the event is not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from xinxiao.errors import Conflict, told
from xinxiao.model.collect.facts import (
    FormIssued,
    ReportAccepted,
    ReportFact,
    ReportSubmitted,
)
from xinxiao.model.collect.report import (
    DRAWN,
    Draft,
    Issue,
    Report,
    ReportKey,
    Saved,
    Submission,
    Told,
)
from xinxiao.model.event import Event
from xinxiao.store.ledger import report_rows, tallies
from xinxiao.store.ledger.chain import Chain
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.report_rows import EXPECTED, among, report_of, this, those
from xinxiao.store.ledger.schema import (
    ACT,
    CHAIN,
    DRAFT,
    EXCHANGE,
    ISSUE,
    KEY,
    REPORT,
    SUBMISSION,
    SUSPICION,
)

_e, _s, _r, _d = CHAIN["event"].c, SUBMISSION.c, REPORT.c, DRAFT.c
_DRAFT = sa.and_(*(_d[name] == sa.bindparam(f"the_{name}") for name in KEY))


_LAST = (
    sa.select(*(_s[name] for name in KEY), sa.func.max(_s.number).label("number"))
    .where(among(SUBMISSION))
    .group_by(*(_s[name] for name in KEY))
    .subquery()
)
_CONTENTS = sa.select(*(_s[name] for name in KEY), _s.content).join(
    _LAST, sa.and_(*(_s[name] == _LAST.c[name] for name in (*KEY, "number")))
)


class Reports:
    """The issues and reports of one ledger."""

    def __init__(self, database: Database, chain: Chain) -> None:
        self._database = database
        self._chain = chain

    # ---- issues

    def issue(self, fact: FormIssued, population: pa.Table, actor: str, at: str) -> Issue:
        """Record that a form was issued, and expect a report of each unit (columns ``unit``, ``area``, ``industry``; N rows).

        Raises :class:`Conflict` when the form was issued for this period already.
        """

        def also(connection: sa.Connection) -> None:
            issue = connection.execute(_issues(fact.form, fact.period)).one()
            _expect(connection, population, (fact.form, fact.period, issue.event, fact.due))
            tallies.tally(connection, fact.form, fact.period)
            if (
                connection.dialect.name == "postgresql"
            ):  # so that a million new rows are known of before they are asked for
                connection.exec_driver_sql("ANALYZE report")

        issued = told("form_issued", form=fact.form, period=fact.period)
        if self.issues(fact.form, fact.period):
            raise Conflict(f"{fact.form} {fact.period} is issued", issued)
        try:
            self._chain.append(actor, at, [fact], also)
        except Conflict as error:  # somebody issued it meanwhile
            raise Conflict(f"{fact.form} {fact.period} is issued", issued) from error
        return self.issues(fact.form, fact.period)[0]

    def issues(self, form: str = "", period: str = "") -> tuple[Issue, ...]:
        """What was issued, of a form and a period or of all, in the order of issuing."""
        return tuple(Issue(**found._mapping) for found in self._rows(_issues(form, period)))

    # ---- reports

    def find(self, key: ReportKey) -> Report:
        """A report. Raises :class:`NotFound` for one that nobody expects."""
        with self._database.asking() as connection:
            return report_rows.find(connection, key)

    def of_units(self, units: Collection[str]) -> tuple[Report, ...]:
        """All reports of some units, the last period first."""
        query = sa.select(REPORT).where(_r.unit.in_(sorted(units)))
        return self._reports(query.order_by(_r.period.desc(), _r.form, _r.unit))

    def of_keys(self, keys: Collection[ReportKey]) -> tuple[Report, ...]:
        """Those of some reports that are expected."""
        found = self._reports(sa.select(REPORT).where(among(REPORT)), those(keys))
        return tuple(report for report in found if report.key in keys)

    def listed(
        self,
        form: str,
        period: str,
        areas: Collection[str] | None = None,
        states: Collection[str] | None = None,
        after: str = "",
        most: int = 500,
    ) -> tuple[Report, ...]:
        """Reports of a form and period in some areas (None: all) and states (None: any), by unit, those after a unit."""
        query = sa.select(REPORT).where(_r.form == form, _r.period == period, _r.unit > after)
        if areas is not None:
            query = query.where(_r.area.in_(sorted(areas)))
        if states is not None:
            query = query.where(_r.state.in_(sorted(states)))
        return self._reports(query.order_by(_r.unit).limit(most))

    def _reports(self, query: sa.Select[Any], values: Mapping[str, Any] | None = None) -> tuple[Report, ...]:
        return tuple(report_of(tuple(found)) for found in self._rows(query, values))

    # ---- what was submitted and said

    def submit(self, actor: str, at: str, fact: ReportSubmitted, content: bytes) -> Event:
        """Record a submission and keep its content; a draft of the same content is done with.

        Raises :class:`Conflict` when the report moved on meanwhile.
        """
        return self._chain.append(actor, at, [fact], beside=content)[0]

    def say(self, actor: str, at: str, fact: ReportFact, words: str = "") -> Event:
        """Record an act on a report, and keep the sentence whose hash it holds. Raises as :meth:`submit`."""
        return self._chain.append(actor, at, [fact], beside=words or None)[0]

    def accept_unmoved(self, actor: str, at: str, facts: Sequence[ReportAccepted], since: int) -> None:
        """Record that reports of one form and period were accepted, all or none, if nothing moved any of them after the event
        ``since`` and scrutiny finds nothing in them. Raises :class:`Conflict` otherwise."""
        form, period, units = facts[0].form, facts[0].period, [fact.unit for fact in facts]

        def count(connection: sa.Connection, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
            own = (table.c.form == form, table.c.period == period, table.c.unit.in_(units))
            return connection.execute(
                sa.select(sa.func.count()).select_from(table).where(*own, *where)
            ).scalar_one()

        def also(connection: sa.Connection) -> None:
            acts = count(connection, ACT, ACT.c.event > since)  # those of this transaction are there already
            if acts != len(facts) or count(connection, SUSPICION):
                raise Conflict(f"reports of {form} {period} moved", told("bulk_changed"))

        self._chain.append(actor, at, facts, also)

    def submission(self, key: ReportKey, number: int = 0) -> Submission | None:
        """A version of a report, or its last; None while there is none."""
        query = sa.select(_s.event, _s.number, _s.sha256, _s.content).where(_s_key(key))
        query = query.where(_s.number == number) if number else query.order_by(_s.number.desc()).limit(1)
        found = next(iter(self._rows(query)), None)
        return None if found is None else Submission(*tuple(found))

    def contents(self, keys: Collection[ReportKey]) -> dict[ReportKey, bytes]:
        """The last contents of some reports; nothing of one that was not submitted."""
        if not keys:
            return {}
        rows = {ReportKey(*found[:3]): found[3] for found in map(tuple, self._rows(_CONTENTS, those(keys)))}
        return {key: content for key, content in rows.items() if key in keys}

    def every(self, keys: Collection[ReportKey]) -> tuple[tuple[ReportKey, Submission], ...]:
        """All versions of some reports, in the order they came."""
        if not keys:
            return ()
        query = sa.select(*(_s[name] for name in KEY), _s.event, _s.number, _s.sha256, _s.content)
        rows = self._rows(query.where(among(SUBMISSION)).order_by(_s.event), those(keys))
        found = ((ReportKey(*row[:3]), Submission(*row[3:])) for row in map(tuple, rows))
        return tuple((key, one) for key, one in found if key in keys)

    def history(self, key: ReportKey) -> tuple[Told, ...]:
        """All events about a report, in order, with what was said in them."""
        query = (
            sa.select(*CHAIN["event"].columns, sa.func.coalesce(EXCHANGE.c.text, ""))
            .join(ACT, ACT.c.event == _e.sequence)
            .outerjoin(EXCHANGE, EXCHANGE.c.event == _e.sequence)
            .where(ACT.c.form == key.form, ACT.c.period == key.period, ACT.c.unit == key.unit)
            .order_by(_e.sequence)
        )
        return tuple(Told(Event(*found[:-1]), found[-1]) for found in map(tuple, self._rows(query)))

    def event(self, sequence: int) -> Event:
        """An event by its number, which must be there."""
        (found,) = self._rows(sa.select(CHAIN["event"]).where(_e.sequence == sequence))
        return Event(*tuple(found))

    # ---- drafts

    def draft(self, key: ReportKey) -> Draft | None:
        """What is filled in and not submitted yet."""
        query = sa.select(_d.revision, _d.sha256, _d.saved_at, _d.by, _d.content).where(_DRAFT)
        with self._database.asking() as connection:
            found = connection.execute(query, this(key)).one_or_none()
        return None if found is None else Draft(*tuple(found))

    def save_draft(self, key: ReportKey, draft: Draft, after: int | None = None) -> Saved:
        """Keep a draft as the revision it names, unless somebody saved that revision, or a later one, before, or another
        submission than that of the number ``after`` is the last: asked and written in one transaction."""
        values = {name: getattr(draft, name) for name in ("revision", "sha256", "saved_at", "by", "content")}
        if draft.revision == 1:
            statement: Any = sa.insert(DRAFT).values(key.__dict__ | values)
            ask: dict[str, str] = {}
        else:
            statement = sa.update(DRAFT).where(_DRAFT, _d.revision == draft.revision - 1).values(values)
            ask = this(key)
        try:
            with self._database.writing() as connection:
                if after is not None and report_rows.hold(connection, key).number != after:
                    return "overtaken"
                return "saved" if connection.execute(statement, ask).rowcount == 1 else "moved"
        except Conflict:  # somebody began one at the same time
            return "moved"

    def _rows(self, query: sa.Select[Any], values: Mapping[str, Any] | None = None) -> list[sa.Row[Any]]:
        if self._database.is_missing:
            return []
        with self._database.asking() as connection:
            return list(connection.execute(query, values))


def _issues(form: str, period: str) -> sa.Select[Any]:
    query = sa.select(ISSUE).order_by(ISSUE.c.event)
    query = query.where(ISSUE.c.form == form) if form else query
    return query.where(ISSUE.c.period == period) if period else query


def _s_key(key: ReportKey) -> sa.ColumnElement[bool]:
    return sa.and_(_s.form == key.form, _s.period == key.period, _s.unit == key.unit)


def _expect(connection: sa.Connection, population: pa.Table, same: tuple[Any, ...]) -> None:
    """Note a report of each unit; ``same``: form, period, issue and due, as all have them."""
    form, period, issue, due = same
    columns = (population.column(name).to_pylist() for name in DRAWN)
    rows = (
        (form, period, unit, area, industry, issue, due)
        for unit, area, industry in zip(*columns, strict=True)
    )
    driver: Any = connection.connection.driver_connection
    names = ", ".join(EXPECTED)
    cursor = driver.cursor()
    if connection.dialect.name == "sqlite":
        cursor.executemany(f"INSERT INTO report ({names}) VALUES ({', '.join('?' * len(EXPECTED))})", rows)
        return
    with cursor.copy(f"COPY report ({names}) FROM STDIN") as copied:
        for row in rows:
            copied.write_row(row)
