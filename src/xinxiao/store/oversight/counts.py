"""Counting cases: each question is one statement over the events of the chain up to one of them, so that whoever has the chain counts
the same again. No case is looked at by itself.

What a case is about, and where, is in its row; these do not change once it is opened, but that a subject may be said later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import sqlalchemy as sa

from xinxiao.model.event import moment
from xinxiao.store.ledger.database import Database

_UNIT = "CASE r.subject WHEN '' THEN r.case_id ELSE r.subject END"
_CASES = "oversight e JOIN case_step s ON s.event = e.sequence JOIN case_row r ON r.case_id = s.case_id"
_HERE = "e.sequence > :after AND e.sequence <= :until AND r.workflow = :workflow"


class _Sqlite:
    """JSON as SQLite asks it."""

    @staticmethod
    def text(column: str, name: str) -> str:
        return f"json_extract({column}, '$.\"{name}\"')"

    @staticmethod
    def at(column: str, path: str) -> str:
        return f"json_extract({column}, :{path})"

    @staticmethod
    def path(field: str) -> str:
        return f'$."values"."{field}"'

    @staticmethod
    def flag(column: str, name: str) -> str:
        return f"json_extract({column}, '$.\"{name}\"')"

    @staticmethod
    def each(column: str, name: str, alias: str) -> str:
        return f"json_each({column}, '$.\"{name}\"') {alias}"


class _Postgres:
    """The same as PostgreSQL does."""

    @staticmethod
    def text(column: str, name: str) -> str:
        return f"(CAST({column} AS json) ->> '{name}')"

    @staticmethod
    def at(column: str, path: str) -> str:
        return f"(CAST({column} AS json) #>> CAST(:{path} AS text[]))"

    @staticmethod
    def path(field: str) -> str:
        return f'{{values,"{field}"}}'

    @staticmethod
    def flag(column: str, name: str) -> str:
        return f"CAST(CAST(CAST({column} AS json) ->> '{name}' AS boolean) AS integer)"

    @staticmethod
    def each(column: str, name: str, alias: str) -> str:
        return f"LATERAL json_array_elements(CAST({column} AS json) -> '{name}') {alias}(value)"


class CaseCounts:
    """Numbers of the cases of one ledger."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        self._database = database
        self._zone = zone

    @property
    def _json(self) -> type[_Sqlite] | type[_Postgres]:
        return _Sqlite if self._database.kind == "sqlite" else _Postgres

    def first(self, workflow: str, until: int) -> str:
        """The day of the first case of a workflow (YYYY-MM-DD); empty for none."""
        rows = self._rows(
            f"SELECT MIN(r.opened) FROM {_CASES} WHERE s.number = 1 AND {_HERE}",
            {"workflow": workflow, "after": 0, "until": until},
        )
        return str(rows[0][0] or "") if rows else ""

    def is_synthetic(self, workflows: Sequence[str], until: int) -> bool:
        """Whether any case of some workflows is invented."""
        query = sa.text(
            "SELECT MAX(r.synthetic) FROM case_row r JOIN case_step s ON s.case_id = r.case_id AND s.number = 1 "
            "WHERE s.event <= :until AND r.workflow IN :workflows"
        ).bindparams(sa.bindparam("workflows", expanding=True))
        rows = self._asked(query, {"workflows": list(workflows), "until": until})
        return bool(rows and rows[0][0])

    def states(self, workflow: str, days: Sequence[str], until: int) -> pa.Table:
        """Cases by how they stood at the end of some days, a letter for each: N not opened yet, O open, C ended.

        An act was done by a day when it was entered by its end, or when it says so itself.
        """
        json = self._json
        ends = json.flag("e.payload", "ends")
        stood = [
            f"MAX(CASE WHEN e.at < :end{i} OR {json.text('e.payload', 'on')} <= :day{i} "
            f"THEN 2 * s.number + {ends} END) AS s{i}"
            for i in range(len(days))
        ]
        letters = " || ".join(
            f"CASE WHEN s{i} IS NULL THEN 'N' WHEN s{i} % 2 = 1 THEN 'C' ELSE 'O' END"
            for i in range(len(days))
        )
        one = f"SELECT s.case_id, {', '.join(stood)} FROM {_CASES} WHERE e.kind = 'case.acted' AND {_HERE} GROUP BY s.case_id"
        values: dict[str, Any] = {"workflow": workflow, "after": 0, "until": until}
        for i, day in enumerate(days):
            values |= {f"day{i}": day, f"end{i}": self._end(day)}
        rows = self._rows(
            f"SELECT r.area, {_UNIT}, {letters}, COUNT(*) FROM ({one}) c JOIN case_row r ON r.case_id = c.case_id "
            "GROUP BY 1, 2, 3",
            values,
        )
        return _table(("area", "unit", "states"), rows)

    def runs(self, workflow: str, days: tuple[str, str], after: int, until: int) -> pa.Table:
        """Runs of clocks that ended between two days, by an act in time or late, or by running out."""
        json = self._json
        clock, run, move = (json.text("m.value", name) for name in ("clock", "run", "move"))
        acted, over = json.text("e.payload", "on"), json.text("e.payload", "day")
        started = (
            "(SELECT {day} FROM case_step b JOIN oversight f ON f.sequence = b.event, {each} "
            "WHERE b.case_id = s.case_id AND b.number <= s.number AND f.kind = 'case.acted' "
            "AND {own} = 'started' AND {clock} = {this} AND {run} = {which} LIMIT 1)"
        )
        own = {name: json.text("w.value", name) for name in ("clock", "run")}
        own |= {"day": json.text("w.value", "on"), "own": json.text("w.value", "move")}
        own["each"] = json.each("f.payload", "clocks", "w")
        met = started.format(**own, this=clock, which=run)
        ran = started.format(**own, this=json.text("e.payload", "clock"), which=json.text("e.payload", "run"))
        rows = self._rows(
            f"SELECT area, unit, clock, ending, started, ended, COUNT(*) FROM ("
            f"SELECT r.area AS area, {_UNIT} AS unit, {clock} AS clock, {move} AS ending, {met} AS started, {acted} AS ended "
            f"FROM {_CASES}, {json.each('e.payload', 'clocks', 'm')} WHERE e.kind = 'case.acted' AND {_HERE} "
            f"AND {acted} BETWEEN :first AND :last AND {move} IN ('met', 'met_late') "
            f"UNION ALL SELECT r.area, {_UNIT}, {json.text('e.payload', 'clock')}, 'ran_out', {ran}, {over} "
            f"FROM {_CASES} WHERE e.kind = 'case.clock_ran_out' AND {_HERE} AND {over} BETWEEN :first AND :last"
            ") q GROUP BY 1, 2, 3, 4, 5, 6",
            {"workflow": workflow, "after": after, "until": until, "first": days[0], "last": days[1]},
        )
        return _table(("area", "unit", "clock", "end", "started", "ended"), rows)

    def publications(
        self, workflow: str, days: tuple[str, str], fields: Sequence[str], after: int, until: int
    ) -> pa.Table:
        """What became public between two days, with what some fields held then."""
        json = self._json
        acted, move = json.text("e.payload", "on"), json.text("m.value", "move")
        held = [
            f"COALESCE((SELECT {json.at('f.payload', f'path{i}')} FROM case_step b JOIN oversight f ON f.sequence = b.event "
            f"WHERE b.case_id = s.case_id AND b.number <= s.number AND f.kind = 'case.acted' "
            f"AND {json.at('f.payload', f'path{i}')} IS NOT NULL ORDER BY b.number DESC LIMIT 1), '') AS v{i}"
            for i in range(len(fields))
        ]
        paths = {f"path{i}": json.path(name) for i, name in enumerate(fields)}
        named = ["area", "unit", "publication", *(f"v{i}" for i in range(len(fields)))]
        own = [
            "r.area AS area", f"{_UNIT} AS unit", f"{json.text('m.value', 'publication')} AS publication", *held
        ]  # fmt: skip
        rows = self._rows(
            f"SELECT {', '.join(named)}, COUNT(*) FROM (SELECT {', '.join(own)} FROM {_CASES}, "
            f"{json.each('e.payload', 'publications', 'm')} WHERE e.kind = 'case.acted' AND {_HERE} "
            f"AND {acted} BETWEEN :first AND :last AND {move} = 'begun') q GROUP BY {', '.join(named)}",
            paths | {"workflow": workflow, "after": after, "until": until, "first": days[0], "last": days[1]},
        )
        return _table(("area", "unit", "publication", *fields), rows)

    def _end(self, day: str) -> str:
        """When a day ends here, as events say moments."""
        after = date.fromisoformat(day) + timedelta(days=1)
        return moment(datetime(after.year, after.month, after.day, tzinfo=self._zone))

    def _rows(self, query: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return self._asked(sa.text(query), values)

    def _asked(self, query: sa.TextClause, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        if self._database.is_missing:
            return []
        with self._database.reading() as connection:
            return [tuple(row) for row in connection.execute(query, dict(values))]


def _table(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Rows that end with how many as a table."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * (len(names) + 1)
    texts = [pa.array([value or "" for value in column], pa.string()) for column in columns[:-1]]
    return pa.table([*texts, pa.array(columns[-1], pa.int64())], names=[*names, "n"])
