"""Aggregates: the cases of a month become numbers of statistics, small ones withheld, and that is all that crosses the wall.

Read are the chain of oversight, as of one event, and what the programme declares; no figure is. Written are files of the programme: the
numbers with what is withheld, and of them those that may be shown as figures with their sources. What was written before is only
added to: a month counted again is a new vintage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from xinxiao.disclosure.protect import SUPPRESSED
from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound, ProgrammeFault, WrongRequest, told
from xinxiao.files.folder import survey
from xinxiao.files.observations import Row, put, rows_there, sheet_bytes
from xinxiao.files.yaml import write_yaml
from xinxiao.model.event import Mark, moment
from xinxiao.model.oversight.aggregate import AggregateSpec, AggregatesSpec
from xinxiao.model.oversight.aggregate_facts import CasesCounted
from xinxiao.model.period import earlier, end_of, frequency, start_of
from xinxiao.model.programme import Programme
from xinxiao.model.release import sha256
from xinxiao.model.scope import TOTAL
from xinxiao.oversight.counts import Earlier, Key, Number, Sets, fields_of, numbers
from xinxiao.programme.loaded import Loaded
from xinxiao.programme.sheet_rows import CaseCountRow, FigureRow
from xinxiao.texts import text
from xinxiao.uses.oversight.office import Office

FILE = "oversight/aggregates.yaml"
FILES = ("programme.yaml", "dataflows.yaml", "codelists.yaml")
FOLDERS = ("oversight", "codelists")
LISTS = ("indicators*.yaml", "scopes*.yaml")
COLUMNS: tuple[str, ...] = CaseCountRow.__struct_fields__
FIGURES = tuple(name for name in FigureRow.__struct_fields__ if name in COLUMNS)
"""Columns of figures that numbers of cases have too; of these ``CONF_STATUS`` where the dataflow declares it."""
NAMED = ("WORKFLOW", "REF_AREA", "INDICATOR", "RESULT", "SCOPE")
SAID = ("OBS_VALUE", "OBS_STATUS", "CONF_STATUS", "SYNTHETIC")
"""What makes a number another one."""
GRADE = "A"
SKEW = timedelta(days=2)
"""How far the clocks of those who write the chain may differ."""


@dataclass(frozen=True)
class Made:
    """The files that were written, none where nothing changed since the vintage before; and the numbers of the month."""

    files: tuple[Path, ...]
    rows: tuple[Row, ...]
    mark: Mark
    synthetic: bool

    @property
    def counts(self) -> dict[str, int]:
        """How many numbers may be shown, are withheld for their own sake, and with them, and how many are undefined."""
        undefined = sum(row["OBS_STATUS"] == "M" for row in self.rows)
        own, further = (sum(row["CONF_STATUS"] == code for row in self.rows) for code in ("C", "D"))
        return {
            "free": len(self.rows) - own - further - undefined,
            "own": own,
            "further": further,
            "undefined": undefined,
        }


def declared(folder: Path) -> tuple[Programme, AggregatesSpec]:
    """What a programme's folder declares of aggregates, and of what they name. No file of figures is opened.

    Raises :class:`NotFound` where it declares none, and :class:`ProgrammeFault` for one that has faults.
    """
    from xinxiao.programme.checks.aggregates import aggregates
    from xinxiao.programme.checks.known import Known

    loaded = _read(folder)
    spec = loaded.oversight.one(FILE, AggregatesSpec)
    wrong = [found for found in loaded.findings if found.file == FILE and found.level == "error"]
    wrong += [found for found in aggregates(Known(loaded, loaded.parts)) if found.level == "error"]
    if wrong:
        said = told("programme_errors", count=len(wrong))
        raise ProgrammeFault(f"{FILE}: {len(wrong)} errors", said, findings=tuple(wrong))
    if spec is None:
        raise NotFound(f"no {FILE}", told("aggregate_none", programme=loaded.parts.id))
    return loaded.parts, spec


def _read(folder: Path) -> Loaded:
    from xinxiao.programme.read import read_bytes

    names = [*FILES, *(path.name for pattern in LISTS for path in sorted(folder.glob(pattern)))]
    files = dict(survey(folder, names).files)
    for name in FOLDERS:
        if (folder / name).is_dir():
            files |= {f"{name}/{path}": content for path, content in survey(folder / name).files.items()}
    return read_bytes(files)


def write(office: Office, folder: Path, month: str) -> Made:
    """Count the cases of a month (YYYY-MM) and write what may be known of them into a programme's folder.

    Raises :class:`WrongRequest` for what is no month; :class:`Conflict` for one that is not over or whose clocks nobody noticed yet, for
    numbers that can be told from what was shown before, and for a second vintage on one day that would say something else;
    :class:`NotFound` for a month before the first case: its numbers are missing, where those of a month without cases are zero;
    :class:`DataFault` for invented cases in a programme that does not say it is invented; :class:`NotAllowed`.
    """
    programme, spec = declared(folder)
    _demand(office, spec)
    _demand_over(office, month)
    mark = office.ports.chain.mark()
    begun = _begun(office, spec, month, mark)
    synthetic = office.ports.counts.is_synthetic([one.workflow for one in begun], mark.sequence)
    if synthetic and not programme.file.synthetic:
        said = told("aggregate_synthetic", month=month, programme=programme.id)
        raise DataFault(f"invented cases in {month}", said)
    place = folder / _path(month)
    held = rows_there(place, COLUMNS)
    day = office.today.isoformat()
    rows = [
        _row(programme, spec, one, number, (month, day), mark, synthetic)
        for one in begun
        for number in _counted(office, programme, spec, one, folder, month, mark.sequence)
    ]
    if _said(held) == _said(rows) and held:
        return Made((), tuple(rows), mark, synthetic)
    if any(row["VINTAGE"] == day for row in held):
        raise Conflict(f"{month} was counted today", told("aggregate_today", month=month, day=day))
    return _written(office, programme, folder, month, [*held, *rows], Made((), tuple(rows), mark, synthetic))


def _demand(office: Office, spec: AggregatesSpec) -> None:
    """Whoever keeps the installation may, and who has one of the roles over the area."""
    if office.actor.may("oversee"):
        return
    above = office.ports.known.above(spec.area)
    if not any(grant.role in spec.by and grant.scope in above for grant in office.actor.grants):
        roles = ", ".join(spec.by)
        raise NotAllowed(
            f"{office.actor.line} hands nothing over", told("aggregate_role", roles=roles, area=spec.area)
        )


def _demand_over(office: Office, month: str) -> None:
    try:
        is_month = frequency(month) == "M"
    except ValueError:
        is_month = False
    if not is_month:
        shown = ascii(month[:20])[1:-1]
        raise WrongRequest(f"no month {shown}", told("aggregate_month", month=shown))
    last = end_of(month)
    if office.today <= last:
        raise Conflict(f"{month} is not over", told("aggregate_early", month=month, day=last.isoformat()))
    waiting = office.ports.cases.over((last + timedelta(days=1)).isoformat(), 1)
    if waiting:
        raise Conflict(f"clocks of {waiting[0]}", told("aggregate_clocks", month=month, case=waiting[0]))


def _begun(office: Office, spec: AggregatesSpec, month: str, mark: Mark) -> list[AggregateSpec]:
    """The workflows that had a case by the end of the month."""
    firsts = {one.workflow: office.ports.counts.first(one.workflow, mark.sequence) for one in spec.workflows}
    begun = [one for one in spec.workflows if firsts[one.workflow] and firsts[one.workflow][:7] <= month]
    if not begun:
        first = min((day for day in firsts.values() if day), default="-")
        raise NotFound(f"no case by {month}", told("aggregate_before", month=month, first=first))
    return begun


def _counted(
    office: Office,
    programme: Programme,
    spec: AggregatesSpec,
    one: AggregateSpec,
    folder: Path,
    month: str,
    until: int,
) -> Sequence[Number]:
    before, after = earlier(month, 1), earlier(month, -1)
    beside = Earlier(*(_shown(folder, spec, one, period) for period in (month, before, after)))
    ends = [end_of(before), end_of(month), *([end_of(after)] if beside.after else [])]
    days = (start_of(month).isoformat(), end_of(month).isoformat())
    begins = datetime.combine(start_of(month), datetime.min.time(), office.ports.zone)
    since = office.ports.chain.before(moment(begins - SKEW)).sequence
    counts, flow = office.ports.counts, one.workflow
    sets = Sets(
        states=counts.states(flow, [day.isoformat() for day in ends], until),
        runs=counts.runs(flow, days, since, until),
        publications=counts.publications(flow, days, fields_of(one), since, until),
    )
    year = int(month[:4])
    areas = {
        level: [area.id for area in programme.areas if area.level == level and area.valid_in(year)]
        for level in one.levels
    }
    found = numbers(one, sets, areas, partial(_at_level, _levels(programme)), beside)
    if found.open:
        raise Conflict(
            f"{month}: {len(found.open)} can be told",
            told(
                "aggregate_open",
                month=month,
                count=len(found.open),
                cells=", ".join(" ".join(key) for key in found.open[:5]),
            ),
        )
    return found.found


def _levels(programme: Programme) -> dict[str, tuple[str, str]]:
    return {area.id: (area.level, area.parent or "") for area in programme.areas}


def _at_level(levels: Mapping[str, tuple[str, str]], area: str, level: str) -> str:
    seen = set[str]()
    while area in levels and area not in seen:
        seen.add(area)
        own, parent = levels[area]
        if own == level:
            return area
        area = parent
    return ""


def _path(month: str) -> str:
    return f"cases/{month}.csv"


def _shown(folder: Path, spec: AggregatesSpec, one: AggregateSpec, month: str) -> dict[Key, str]:
    """What was shown last of each number of a month, empty for one that ever was withheld; what has no value is left out."""
    counts = {indicator: count for count, indicator in spec.indicators.items()}
    found: dict[Key, str] = {}
    for row in sorted(rows_there(folder / _path(month), COLUMNS), key=lambda row: row["VINTAGE"]):
        if row["WORKFLOW"] != one.code or row["INDICATOR"] not in counts:
            continue
        key: Key = (counts[row["INDICATOR"]], row["RESULT"], row["REF_AREA"])
        if row["CONF_STATUS"] != "F":
            found[key] = ""
        elif row["OBS_VALUE"] and found.get(key) != "":
            found[key] = row["OBS_VALUE"]
    return found


def _said(rows: Sequence[Row]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """What the last vintage among some rows says of each number."""
    last = max((row["VINTAGE"] for row in rows), default="")
    return {
        tuple(row[name] for name in NAMED): tuple(row[name] for name in SAID)
        for row in rows
        if row["VINTAGE"] == last
    }


def _row(
    programme: Programme,
    spec: AggregatesSpec,
    one: AggregateSpec,
    number: Number,
    when: tuple[str, str],
    mark: Mark,
    synthetic: bool,
) -> Row:
    count, result, area = number.key
    indicator, (month, day) = spec.indicators[count], when
    is_open, value = number.conf == "F", number.value
    status = SUPPRESSED if not is_open else "M" if value is None else "A"
    return {
        "FREQ": "M",
        "REF_AREA": area,
        "WORKFLOW": one.code,
        "RESULT": result,
        "INDICATOR": indicator,
        "SCOPE": one.scope,
        "TIME_PERIOD": month,
        "VINTAGE": day,
        "OBS_VALUE": f"{value:f}" if is_open and value is not None else "",
        "UNIT_MEASURE": programme.indicators[indicator].unit,
        "OBS_STATUS": status,
        "CONF_STATUS": number.conf,
        "GRADE": GRADE,
        "SOURCE": _source_id(month, day),
        "AS_OF_EVENT": str(mark.sequence),
        "AS_OF_HASH": mark.hash,
        "SYNTHETIC": "Y" if synthetic else "N",
        "COMMENT": "" if is_open else text("zh", "aggregate.withheld"),
    }


def _source_id(month: str, day: str) -> str:
    return f"S_CASES_{month}_{day}".replace("-", "_")


def _written(
    office: Office, programme: Programme, folder: Path, month: str, rows: Sequence[Row], made: Made
) -> Made:
    """Say in the chain what is handed over, then write it."""
    content = sheet_bytes(COLUMNS, rows)
    withheld = sum(row["CONF_STATUS"] != "F" for row in made.rows)
    fact = CasesCounted(
        month=month,
        vintage=made.rows[0]["VINTAGE"],
        sequence=made.mark.sequence,
        head=made.mark.hash,
        sha256=sha256(content),
        numbers=len(made.rows),
        withheld=withheld,
        synthetic=made.synthetic,
    )
    office.ports.chain.append(office.actor.line, office.at, [fact])
    flow = programme.flow("figures")
    columns = [name for name in FIGURES if name != "CONF_STATUS" or name in flow.columns]
    free = [row for row in rows if row["OBS_VALUE"] and row["RESULT"] == TOTAL]
    sources = list(_sources(programme, month, rows))
    files = {
        f"sources_cases_{month}.yaml": write_yaml({"sources": sources}),
        f"figures/cases-{month}.yaml": write_yaml(
            {"title": _title(month), "sources": [source["id"] for source in sources]}
        ),
        f"figures/cases-{month}.csv": sheet_bytes(columns, free),
        _path(month): content,
    }
    paths = tuple(put(folder / path, held) for path, held in files.items())
    return Made(paths, made.rows, made.mark, made.synthetic)


def _title(month: str) -> dict[str, str]:
    return {language: text(language, "aggregate.title", month=month) for language in ("zh", "en")}


def _sources(programme: Programme, month: str, rows: Sequence[Row]) -> Iterator[dict[str, object]]:
    """The source of each vintage: which event of the chain it was counted as of."""
    file = programme.file
    for row in {row["VINTAGE"]: row for row in rows}.values():
        yield {
            "id": row["SOURCE"],
            "publisher": {"zh": file.agency.zh, "en": file.agency.en},
            "title": _title(month),
            "published": row["VINTAGE"],
            "seen": f"chain of oversight as of event {row['AS_OF_EVENT']} {row['AS_OF_HASH']}",
            "grade": GRADE,
            "licence": file.licence.name.en if file.licence else "facts, no licence needed",
            "synthetic": row["SYNTHETIC"] == "Y",
        }
