"""Annual plans and inspectors from files in the columns in use: what is sound, and what is wrong with each row that is not."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from xinxiao.errors import DataFault
from xinxiao.files.book import table
from xinxiao.files.sheet import Sheet
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.draw import Inspector, Qualification, Ratio
from xinxiao.model.oversight.plan import (
    CodeWords,
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
from xinxiao.model.oversight.workflow import WORD
from xinxiao.model.period import is_date
from xinxiao.model.release import sha256

FILE = "oversight/plan_columns.yaml"
_BETWEEN = re.compile(r"[;；、,，\n]")
_LINES = re.compile(r"[;；\n]")
_ENTRY = re.compile(r"(?:([A-Za-z0-9_-]{1,64})=)?([A-Z0-9_]{1,64})/([A-Za-z0-9_-]{1,64})")
_SHARE = re.compile(r"(?:([A-Za-z0-9_-]{1,64})[=:：])?\s*([0-9]{1,9}(?:\.[0-9]{1,4})?)\s*(%|％|户|家|个)?")
_TO = r"\s*(?:至|到|—|－|-|~|～|/)+\s*"
_DAYS = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}}){_TO}(\d{{4}}-\d{{2}}-\d{{2}})", re.ASCII)
_DAY = r"(\d{1,2})[./月-](\d{1,2})日?"
_WRITTEN = re.compile(rf"(\d{{4}})[./年-]{_DAY}{_TO}(?:(\d{{4}})[./年-])?{_DAY}", re.ASCII)
_MONTHS = re.compile(rf"(\d{{4}})[./年](\d{{1,2}})月?{_TO}(?:(\d{{4}})[./年])?(\d{{1,2}})月?", re.ASCII)
_SIZES = {
    "entries": 5_000, "predicate": 2_000, "matter": 5_000, "objects": 5_000, "conflicts": 20_000, "recusals": 20_000,
}  # fmt: skip
Matters = Mapping[str, tuple[tuple[str, str], ...]]
"""List and entry of each matter, by what it is called: several where lists call several so."""
NONE: Matters = {}


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


def read_plan(
    file: str, content: bytes, columns: PlanColumns, matters: Matters = NONE
) -> tuple[Plan, list[Finding]]:
    """The tasks of a CSV or XLSX file, those with an error left out. What is wrong is told with its line. ``matters``: those of lists, for
    rows that name no entry.

    Raises :class:`DataFault` for a workbook that cannot be opened: too large, broken, a bomb.
    """
    tasks: dict[str, Task] = {}
    sheet = _sheet(columns.columns, columns.needed)
    rows, found = _rows(file, content, sheet)
    for row in rows:
        task, told = _task(row, columns, matters)
        found += told
        if task is not None and task.number in tasks:
            found.append(row.fault("plan.twice", number=task.number))
        elif task is not None:
            tasks[task.number] = task
    return Plan(sha256=sha256(content), tasks=tuple(tasks.values())), found


def plan_rows(file: str, content: bytes, columns: PlanColumns) -> tuple[Row, ...]:
    """The rows of a plan as they stand in its file, sound or not, with their cells by column."""
    return tuple(_rows(file, content, _sheet(columns.columns, columns.needed))[0])


def read_inspectors(
    file: str, content: bytes, columns: PlanColumns
) -> tuple[tuple[Inspector, ...], list[Finding]]:
    """The inspectors of a CSV or XLSX file: rows of one person are put together, one qualification in each. Raises as :func:`read_plan`."""
    people: dict[str, Inspector] = {}
    needed = ("inspector", "body", "qualification", "since", "until")
    rows, found = _rows(file, content, _sheet(columns.inspectors, needed))
    for row in rows:
        told = list(_missing(row, needed)) or [*_days_wrong(row), *_named(row)]
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


def _named(row: Row) -> Iterator[Finding]:
    """An inspector by a name rather than an account: the file of a draw is public, and no case could be given to a name."""
    if not WORD.fullmatch(row.get("inspector")):
        yield row.fault("plan.account", person=row.get("inspector"))


def _sheet(headers: tuple[PlanHeader, ...] | tuple[InspectorHeader, ...], needed: tuple[str, ...]) -> Sheet:
    names = {alias: own.id for own in headers for alias in own.aliases}
    optional = tuple(own.id for own in headers if own.id not in needed)
    return Sheet(needed, optional=optional, lengths=_SIZES, open=True, names=names)


def _rows(file: str, content: bytes, sheet: Sheet) -> tuple[list[Row], list[Finding]]:
    rows, found, further = table(file, content, sheet)
    found += [fault(file, 0, "plan.sheet", name=name) for name in further]
    return [Row(file, line, cells) for line, cells in rows.records()] if rows is not None else [], found


def _missing(row: Row, needed: tuple[str, ...]) -> Iterator[Finding]:
    for column in needed:
        if not row.get(column):
            yield row.fault("plan.empty", column=column)


def _task(row: Row, columns: PlanColumns, matters: Matters) -> tuple[Task | None, list[Finding]]:
    """A task, and what is wrong with its row; no task for a row with an error."""
    found = list(_missing(row, columns.needed))
    kind = next((own.id for own in columns.kinds if row.get("kind") in (own.id, *own.words)), None)
    shares, days = _shares(row), _period(row.get("period"))
    entries, predicate = _matters(row, matters, found), _predicate(row, found)
    how = _group(row, columns, found), _way(row, columns, found)
    if kind is None:
        found.append(row.fault("plan.kind", value=row.get("kind")))
    elif (kind == "directed") != bool(predicate):
        found.append(row.fault("plan.directed", kind=row.get("kind")))
    if row.get("partners") and not any(one.body for one in entries):
        found.append(row.fault("plan.partners", value=row.get("partners")))
    if not shares:
        found.append(row.fault("plan.ratio", value=row.get("ratio") or row.get("count")))
    if days is None:
        found.append(row.fault("plan.period", value=row.get("period")))
    body = row.get("body") or row.get("organiser")
    if not body:
        found.append(row.fault("plan.empty", column="body"))
    if any(one.level == "error" for one in found) or kind is None or days is None:
        return None, found
    task, wrong = _made(row, kind, entries, predicate, shares, days, body, how)
    return task, found + wrong


def _made(
    row: Row,
    kind: TaskKind,
    entries: tuple[TaskEntry, ...],
    predicate: tuple[Condition, ...],
    shares: tuple[TaskShare, ...],
    days: tuple[str, str],
    body: str,
    how: tuple[str, str],
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
        group=how[0],
        way=how[1],
    )
    try:
        return msgspec.convert(msgspec.to_builtins(task), Task), []
    except msgspec.ValidationError as error:
        return None, [row.fault("plan.field", reason=str(error))]


def _matters(row: Row, matters: Matters, found: list[Finding]) -> tuple[TaskEntry, ...]:
    """The entries that a row names, or those that lists call what it names; a matter may itself have commas, so the whole is looked for
    first."""
    text, named = row.get("matter"), row.get("entries")
    if named or not matters:
        entries = _entries(named)
        if not entries:
            found.append(row.fault("plan.entry", value=named))
        return entries
    parts = [text] if text in matters else [part.strip() for part in _LINES.split(text) if part.strip()]
    each = [(part, matters.get(part, ())) for part in parts]
    found += [
        row.fault("plan.matter", value=part, count=len(there)) for part, there in each if len(there) != 1
    ]
    if not parts:
        found.append(row.fault("plan.entry", value=named))
    return tuple(TaskEntry(list=own[0][0], entry=own[0][1]) for _, own in each if len(own) == 1)


def _group(row: Row, columns: PlanColumns, found: list[Finding]) -> str:
    text = row.get("group")
    code = _code(text, columns.groups)
    if text and not code:
        found.append(row.fault("plan.group", value=text, known=_words(columns.groups)))
    return code


def _way(row: Row, columns: PlanColumns, found: list[Finding]) -> str:
    """How is inspected: of several ways the first, which is told."""
    parts = [part.strip() for part in _BETWEEN.split(row.get("method")) if part.strip()]
    codes = [_code(part, columns.methods) for part in parts]
    if not all(codes):
        found.append(row.fault("plan.method", value=row.get("method"), known=_words(columns.methods)))
        return ""
    if len(set(codes)) > 1:
        found.append(row.fault("plan.methods", value=row.get("method"), used=parts[0]))
    return codes[0] if codes else ""


def _code(text: str, known: Sequence[CodeWords]) -> str:
    return next((own.id for own in known if text in (own.id, *own.words)), "")


def _words(known: Sequence[CodeWords]) -> str:
    return ", ".join(own.words[0] for own in known if own.words)


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
    """First and last day of ``2027-03-01至2027-06-30``, ``2027年3月1日至6月30日``, ``2027.3.1-2027.6.30`` or ``2027年3月—6月``."""
    days, months, written = _DAYS.fullmatch(text), _MONTHS.fullmatch(text), _WRITTEN.fullmatch(text)
    if days is not None:
        since, until = days.groups()
    elif written is not None:
        year, other = int(written[1]), int(written[4] or written[1])
        since = f"{year:04}-{int(written[2]):02}-{int(written[3]):02}"
        until = f"{other:04}-{int(written[5]):02}-{int(written[6]):02}"
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
    areas, conflicts, recusals = (
        tuple(sorted({part.strip() for part in _BETWEEN.split(row.get(name)) if part.strip()}))
        for name in ("areas", "conflicts", "recusals")
    )
    return Inspector(
        person=row.get("inspector"),
        body=row.get("body"),
        qualifications=(held,),
        areas=areas,
        conflicts=conflicts,
        recusals=recusals,
    )


def _together(one: Inspector, other: Inspector) -> Inspector:
    return Inspector(
        person=one.person,
        body=one.body,
        qualifications=(*one.qualifications, *other.qualifications),
        areas=tuple(sorted({*one.areas, *other.areas})),
        conflicts=tuple(sorted({*one.conflicts, *other.conflicts})),
        recusals=tuple(sorted({*one.recusals, *other.recusals})),
    )
