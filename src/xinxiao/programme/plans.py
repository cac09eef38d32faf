"""Annual plans and inspectors from files in the columns in use: what is sound, and what is wrong with each row that is not."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from xinxiao.errors import DataFault
from xinxiao.files.book import open_book, rows_of
from xinxiao.files.sheet import Rows, Sheet, read_rows
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.draw import Inspector, Qualification, Ratio
from xinxiao.model.oversight.plan import (
    InspectorHeader,
    Plan,
    PlanColumns,
    PlanHeader,
    Task,
    TaskEntry,
    TaskKind,
    TaskShare,
)
from xinxiao.model.oversight.predicate import Condition, parse
from xinxiao.model.period import is_date
from xinxiao.model.release import sha256

FILE = "oversight/plan_columns.yaml"
_BETWEEN = re.compile(r"[;；、,，\n]")
_ENTRY = re.compile(r"(?:([A-Za-z0-9_-]{1,64})=)?([A-Z0-9_]{1,64})/([A-Za-z0-9_-]{1,64})")
_SHARE = re.compile(r"(?:([A-Za-z0-9_-]{1,64})[=:：])?\s*([0-9]{1,9}(?:\.[0-9]{1,4})?)\s*(%|％|户|家|个)?")
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(?:至|到|—|－|-|~|/)+\s*(\d{4}-\d{2}-\d{2})")
_MONTHS = re.compile(r"(\d{4})年(\d{1,2})月\s*(?:至|到|—|－|-|~)+\s*(?:(\d{4})年)?(\d{1,2})月")
_SIZES = {"entries": 5_000, "predicate": 2_000, "matter": 5_000, "objects": 5_000, "conflicts": 20_000}


@dataclass(frozen=True)
class Row:
    """A row of a file: where it stands, and its cells by column."""

    file: str
    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """A cell without blanks around it; empty where the file has no such column."""
        return self.cells.get(column, "").strip()

    def fault(self, code: str, **places: object) -> Finding:
        """What is wrong with it."""
        return fault(self.file, self.line, code, **places)


def read_plan(file: str, content: bytes, columns: PlanColumns) -> tuple[Plan, list[Finding]]:
    """The tasks of a CSV or XLSX file, those with an error left out. What is wrong is told with its line; nothing raises for it."""
    tasks: dict[str, Task] = {}
    sheet = _sheet(columns.columns, columns.needed)
    rows, found = _rows(file, content, sheet)
    for row in rows:
        task, told = _task(row, columns)
        found += told
        if task is not None and task.number in tasks:
            found.append(row.fault("plan.twice", number=task.number))
        elif task is not None:
            tasks[task.number] = task
    return Plan(sha256=sha256(content), tasks=tuple(tasks.values())), found


def read_inspectors(
    file: str, content: bytes, columns: PlanColumns
) -> tuple[tuple[Inspector, ...], list[Finding]]:
    """The inspectors of a CSV or XLSX file: rows of one person are put together, one qualification in each."""
    people: dict[str, Inspector] = {}
    needed = ("inspector", "body", "qualification", "since", "until")
    rows, found = _rows(file, content, _sheet(columns.inspectors, needed))
    for row in rows:
        told = list(_missing(row, needed)) or list(_days_wrong(row))
        found += told
        if told:
            continue
        own = _inspector(row)
        before = people.get(own.person)
        if before is not None and before.body != own.body:
            found.append(row.fault("plan.person", person=own.person))
            continue
        people[own.person] = own if before is None else _together(before, own)
    return tuple(people.values()), found


def _sheet(headers: tuple[PlanHeader, ...] | tuple[InspectorHeader, ...], needed: tuple[str, ...]) -> Sheet:
    names = {alias: own.id for own in headers for alias in own.aliases}
    optional = tuple(own.id for own in headers if own.id not in needed)
    return Sheet(needed, optional=optional, lengths=_SIZES, open=True, names=names)


def _rows(file: str, content: bytes, sheet: Sheet) -> tuple[list[Row], list[Finding]]:
    rows: Rows | None
    if content.startswith(b"PK\x03\x04"):
        rows, found = rows_of(file, open_book(content)[0], sheet)
        if rows is not None:  # a workbook's header is as it stands in it
            rows = Rows(tuple(sheet.names.get(name, name) for name in rows.header), rows.cells, rows.lines)
    else:
        rows, found = read_rows(file, content, sheet)
    return [Row(file, line, cells) for line, cells in rows.records()] if rows is not None else [], found


def _missing(row: Row, needed: tuple[str, ...]) -> Iterator[Finding]:
    for column in needed:
        if not row.get(column):
            yield row.fault("plan.empty", column=column)


def _task(row: Row, columns: PlanColumns) -> tuple[Task | None, list[Finding]]:
    found = list(_missing(row, columns.needed))
    kind = next((own.id for own in columns.kinds if row.get("kind") in (own.id, *own.words)), None)
    entries, shares, days = _entries(row.get("entries")), _shares(row), _period(row.get("period"))
    predicate = _predicate(row, found)
    if kind is None:
        found.append(row.fault("plan.kind", value=row.get("kind")))
    elif (kind == "directed") != bool(predicate):
        found.append(row.fault("plan.directed", kind=row.get("kind")))
    if not entries:
        found.append(row.fault("plan.entry", value=row.get("entries")))
    if not shares:
        found.append(row.fault("plan.ratio", value=row.get("ratio") or row.get("count")))
    if days is None:
        found.append(row.fault("plan.period", value=row.get("period")))
    body = row.get("body") or row.get("organiser")
    if not body:
        found.append(row.fault("plan.empty", column="body"))
    if found or kind is None or days is None:
        return None, found
    return _made(row, kind, entries, predicate, shares, days, body)


def _made(
    row: Row,
    kind: TaskKind,
    entries: tuple[TaskEntry, ...],
    predicate: tuple[Condition, ...],
    shares: tuple[TaskShare, ...],
    days: tuple[str, str],
    body: str,
) -> tuple[Task | None, list[Finding]]:
    task = Task(
        number=row.get("number"),
        name=row.get("name"),
        kind=kind,
        entries=entries,
        predicate=predicate,
        shares=shares,
        since=days[0],
        until=days[1],
        body=body,
        method=row.get("method"),
    )
    try:
        return msgspec.convert(msgspec.to_builtins(task), Task), []
    except msgspec.ValidationError as error:
        return None, [row.fault("plan.field", reason=str(error))]


def _entries(text: str) -> tuple[TaskEntry, ...]:
    found = [_ENTRY.fullmatch(part.strip()) for part in _BETWEEN.split(text) if part.strip()]
    if any(one is None for one in found):
        return ()
    return tuple(TaskEntry(body=one[1] or "", list=one[2], entry=one[3]) for one in found if one is not None)


def _predicate(row: Row, found: list[Finding]) -> tuple[Condition, ...]:
    try:
        return parse(row.get("predicate"))
    except DataFault:
        found.append(row.fault("plan.predicate", value=row.get("predicate")))
        return ()


def _shares(row: Row) -> tuple[TaskShare, ...]:
    """Shares of a cell: ``5%``, ``20户``, or of classes ``A=1%; D=100%``. Without a ratio the count is drawn."""
    text = row.get("ratio") or row.get("count")
    each = [_SHARE.fullmatch(part.strip()) for part in _BETWEEN.split(text) if part.strip()]
    shares = [_share(*one.groups()) for one in each if one is not None]
    sound = [one for one in shares if one is not None]
    names = [one.stratum for one in sound]
    is_whole = len(sound) == len(each) and len(set(names)) == len(names)
    return tuple(sound) if is_whole and ("" not in names or len(names) == 1) else ()


def _share(stratum: str | None, number: str, unit: str | None) -> TaskShare | None:
    if unit not in ("%", "％"):
        return None if "." in number else TaskShare(stratum=stratum or "", least=int(number))
    part, whole = (Decimal(number) / 100).as_integer_ratio()
    return (
        TaskShare(stratum=stratum or "", ratio=Ratio(numerator=part, denominator=whole))
        if part <= whole
        else None
    )


def _period(text: str) -> tuple[str, str] | None:
    """First and last day of ``2027-03-01至2027-06-30`` or ``2027年3月—6月``."""
    days, months = _DAYS.fullmatch(text), _MONTHS.fullmatch(text)
    if days is not None:
        since, until = days.groups()
    elif months is not None and 1 <= int(months[2]) <= 12 and 1 <= int(months[4]) <= 12:
        year, last = int(months[1]), int(months[3] or months[1])
        since = f"{year:04}-{int(months[2]):02}-01"
        until = f"{last:04}-{int(months[4]):02}-{monthrange(last, int(months[4]))[1]:02}"
    else:
        return None
    return (since, until) if is_date(since) and is_date(until) and since <= until else None


def _days_wrong(row: Row) -> Iterator[Finding]:
    for column in ("since", "until"):
        if not is_date(row.get(column)):
            yield row.fault("plan.period", value=row.get(column))


def _inspector(row: Row) -> Inspector:
    held = Qualification(name=row.get("qualification"), since=row.get("since"), until=row.get("until"))
    areas, conflicts = (
        tuple(sorted({part.strip() for part in _BETWEEN.split(row.get(name)) if part.strip()}))
        for name in ("areas", "conflicts")
    )
    return Inspector(
        person=row.get("inspector"),
        body=row.get("body"),
        qualifications=(held,),
        areas=areas,
        conflicts=conflicts,
    )


def _together(one: Inspector, other: Inspector) -> Inspector:
    return Inspector(
        person=one.person,
        body=one.body,
        qualifications=(*one.qualifications, *other.qualifications),
        areas=tuple(sorted({*one.areas, *other.areas})),
        conflicts=tuple(sorted({*one.conflicts, *other.conflicts})),
    )
