"""Rules held against a whole snapshot in DuckDB, and what they find as rows of one file: nothing is looked at row by row outside it.

One query reads the snapshot with the columns of others that rules name beside it, judges, and writes a row for each report and rule
that does not hold, as it goes. Only explanations are read in Python, each that differs from all others once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pyarrow.parquet as pq

from xinxiao.collect.whole import Plan, Source
from xinxiao.errors import Unavailable, told
from xinxiao.model.collect.examination import FINDINGS, Tally
from xinxiao.model.collect.form import RuleSpec
from xinxiao.model.collect.snapshot import EXPLANATIONS
from xinxiao.rules.expression import Verdict
from xinxiao.rules.sql import extent, measured, verdicts
from xinxiao.rules.writer import name, quoted
from xinxiao.store.sql import DUCKDB

Whys = Callable[[Mapping[str, str]], Iterable[tuple[str, str, str]]]
"""Of the explanations in a report: rule, words, and why these are none."""
MEMORY = "3GB"
KEPT = ("unit", "area", "state", "number")
"""What is told of a report. These, and verdicts, have names that no item can have: DuckDB does not tell cases apart."""
_GIVEN = pa.map_(pa.string(), pa.struct([("words", pa.string()), ("why", pa.string())]))
_SAID = pa.schema([(EXPLANATIONS, pa.string()), ("given", _GIVEN)])
_BATCH = 10_000


def examine(plan: Plan, place: Path, whys: Whys) -> tuple[int, bool, tuple[Tally, ...]]:
    """Write the findings of a plan as a new Parquet or CSV file, by its name's end (columns ``FINDINGS``).

    Returns how many reports were judged, whether their explanations are in the snapshot, and the tallies in the order of rules.
    Beside the file, in its folder, there is room for what does not fit into memory. Raises :class:`Unavailable` when it cannot be written.
    """
    import duckdb

    config: dict[str, Any] = {"threads": 2, "memory_limit": MEMORY, "temp_directory": f"{place}.tmp"}
    try:
        with duckdb.connect(config=config) as base:
            return _examined(base, plan, place, whys)
    except duckdb.IOException as error:
        reason = str(error)[:200]
        raise Unavailable(f"{place}: {reason}", told("lake_write", path=str(place), reason=reason)) from error


def _examined(base: Any, plan: Plan, place: Path, whys: Whys) -> tuple[int, bool, tuple[Tally, ...]]:
    columns = _Columns()
    explained = EXPLANATIONS in columns.of(plan.path)
    rows = place if place.suffix == ".parquet" else place.with_name(f"{place.name}.parquet")
    base.execute(f"CREATE TEMP TABLE rules AS {_rules(plan)}")
    _said(base, plan.path, columns, whys if explained else lambda _: ())
    source = f"({_wide(plan, columns, explained)})"
    base.execute(
        f"COPY ({_findings(base, plan, source, explained)}) TO {_file(rows)} (FORMAT parquet, COMPRESSION zstd)"
    )
    reports = _count(base, f'{_read(plan.path)} WHERE "number" > 0')
    tallies = tuple(_tallies(base, plan, rows, reports))
    if rows != place:
        base.execute(f"COPY ({_safe(rows)}) TO {_file(place)} (FORMAT csv, HEADER)")
        rows.unlink()
    return reports, explained, tallies


class _Columns:
    """The names of a file's columns: which one is meant is told by its place, for names may differ in case alone."""

    def __init__(self) -> None:
        self._names: dict[Path, list[str]] = {}

    def of(self, path: Path) -> list[str]:
        if path not in self._names:
            self._names[path] = pq.read_schema(path).names
        return self._names[path]

    def table(self, path: Path, alias: str) -> str:
        """A file in a FROM clause."""
        columns = ", ".join(f"c{at}" for at in range(len(self.of(path))))
        return f"{_read(path)} AS {alias}({columns})"

    def column(self, path: Path, alias: str, column: str) -> str:
        return f"{alias}.c{self.of(path).index(column)}"


def _wide(plan: Plan, columns: _Columns, explained: bool) -> str:
    """What is submitted, a column for each item that a rule names, and the explanations with what they are worth."""
    own = plan.path
    files = list(dict.fromkeys([own, *(source.path for source in plan.sources if source.path)]))
    aliases = {path: f"s{at}" for at, path in enumerate(files)}
    asked = [f"{columns.column(own, 's0', kept)} AS {name('~' + kept)}" for kept in KEPT]
    asked += [_item(source, columns, aliases) for source in plan.sources]
    tables = columns.table(own, "s0")
    unit = columns.column(own, "s0", "unit")
    for path in files[1:]:
        alias = aliases[path]
        tables += f" LEFT JOIN {columns.table(path, alias)} ON {columns.column(path, alias, 'unit')} = {unit}"
    if explained:
        asked.append('said.given AS "~given"')
        tables += f" LEFT JOIN said ON said.{EXPLANATIONS} = {columns.column(own, 's0', EXPLANATIONS)}"
    return f"SELECT {', '.join(asked)} FROM {tables} WHERE {columns.column(own, 's0', 'number')} > 0"


def _item(source: Source, columns: _Columns, aliases: Mapping[Path, str]) -> str:
    if source.path is not None:
        found = columns.column(source.path, aliases[source.path], source.column)
    else:
        kind = source.type
        wanted = f"DECIMAL({kind.digits},{kind.places})" if kind.kind == "number" else "VARCHAR"
        found = f"CAST(NULL AS {wanted})"
    return f"{found} AS {name(source.reference.text)}"


def _findings(base: Any, plan: Plan, source: str, explained: bool) -> str:
    """The query whose rows are ``FINDINGS``."""
    rules = {f"~r{at}": rule for at, rule in enumerate(plan.rules.values())}
    types, specs = plan.types, _specs(plan)
    row = base.execute(extent(rules.values(), types, source)).fetchone()
    keep = [f"~{kept}" for kept in KEPT] + (["~given"] if explained else [])
    keep += [source.reference.text for source in plan.sources]
    judged = verdicts(rules, types, source, keep=keep, largest=measured(rules.values(), types, row))
    each = ", ".join(_one(at, spec, plan, explained) for at, spec in enumerate(specs))
    kept = ", ".join(f"{name('~' + one)}" for one in KEPT)
    found = f"list_filter([{each}], lambda one: one IS NOT NULL)" if each else "[]"
    unnested = f"SELECT {kept}, unnest({found}) AS found FROM ({judged})"
    given = f"{quoted(plan.form.id)} AS form, {quoted(plan.period)} AS period"
    own = ", ".join(f"{name('~' + one)} AS {one}" for one in KEPT)
    rest = "rule, severity, found.verdict, found.explanation, found.why, items, found.said AS values"
    words = "says_zh, says_en, remedy_zh, remedy_en"
    return f"SELECT {given}, {own}, {rest}, {words} FROM ({unnested}) JOIN rules ON rules.place = found.place"


def _one(at: int, spec: RuleSpec, plan: Plan, explained: bool) -> str:
    """What one rule finds in a report; null where it holds."""
    verdict = name(f"~r{at}")
    words = why = "CAST(NULL AS VARCHAR)"
    if spec.severity == "explain" and explained:
        own = f'"~given"[{quoted(spec.id)}]'
        words = f"CASE WHEN {verdict} = 'fails' THEN {own}.words END"
        why = f"CASE WHEN {verdict} = 'fails' THEN coalesce({own}.why, 'empty') END"
    said = _values(plan.sources_of(spec.id))
    struct = f"{{'place': {at}, 'verdict': {verdict}, 'said': {said}, 'explanation': {words}, 'why': {why}}}"
    return f"CASE WHEN {verdict} <> 'holds' THEN {struct} END"


def _values(sources: Iterable[Source]) -> str:
    """What items hold as a JSON object, numbers in their canonical form; blank ones left out."""
    pairs = []
    for source in sources:
        text = _text(source)
        key = json.dumps(source.reference.text, ensure_ascii=False)
        pairs.append(f"{quoted(key + ':')} || {text}")
    return f"'{{' || concat_ws(',', {', '.join(pairs)}) || '}}'" if pairs else "'{}'"


def _text(source: Source) -> str:
    column = name(source.reference.text)
    if source.type.kind != "number":
        return f"CAST(to_json({column}) AS VARCHAR)"
    text = f"CAST({column} AS VARCHAR)"
    if source.type.places:
        text = f"rtrim(rtrim({text}, '0'), '.')"
    return f"'\"' || {text} || '\"'"


def _specs(plan: Plan) -> list[RuleSpec]:
    return [rule for rule in plan.form.rules if rule.id in plan.rules]


def _rules(plan: Plan) -> str:
    """The rules that are judged, by their place: what is said of each in every row."""
    rows = []
    for at, spec in enumerate(_specs(plan)):
        items = ", ".join(source.reference.text for source in plan.sources_of(spec.id))
        texts = (spec.id, spec.severity, items, spec.says.zh, spec.says.en, spec.remedy.zh, spec.remedy.en)
        rows.append(f"({at}, {', '.join(map(quoted, texts))})")
    columns = "place, rule, severity, items, says_zh, says_en, remedy_zh, remedy_en"
    if not rows:
        return f"SELECT {', '.join(f'NULL AS {one}' for one in columns.split(', '))} WHERE FALSE"
    return f"SELECT * FROM (VALUES {', '.join(rows)}) AS rules({columns})"


def _said(base: Any, path: Path, columns: _Columns, whys: Whys) -> None:
    """The table of explanations that were given, each text once, with what each is worth."""
    base.register("none", _SAID.empty_table())
    base.execute("CREATE TEMP TABLE said AS SELECT * FROM none")
    if EXPLANATIONS not in columns.of(path):
        return
    column = columns.column(path, "s", EXPLANATIONS)
    distinct = f"SELECT DISTINCT {column} FROM {columns.table(path, 's')} WHERE {column} IS NOT NULL"
    with base.cursor() as reader:
        for batch in reader.execute(distinct).to_arrow_reader(_BATCH):
            table = _judged(batch.column(0).to_pylist(), whys)
            base.register("judged", table)
            base.execute("INSERT INTO said SELECT * FROM judged")
            base.unregister("judged")


def _judged(texts: list[str], whys: Whys) -> pa.Table:
    given = [
        [(rule, {"words": words, "why": why}) for rule, words, why in whys(json.loads(text))]
        for text in texts
    ]
    return pa.table([pa.array(texts, pa.string()), pa.array(given, _GIVEN)], schema=_SAID)


def _tallies(base: Any, plan: Plan, rows: Path, reports: int) -> Iterator[Tally]:
    """What was written, counted; all other reports hold."""
    counted = base.execute(
        f"SELECT rule, verdict, count(*), count(*) FILTER (why = '') FROM {_read(rows)} GROUP BY ALL"
    ).fetchall()
    counts: dict[str, dict[str, int]] = {}
    explained: dict[str, int] = {}
    for rule, verdict, count, good in counted:
        counts.setdefault(rule, {})[verdict] = count
        explained[rule] = explained.get(rule, 0) + good
    for spec in plan.form.rules:
        if spec.id in plan.needs:
            yield Tally(spec.id, spec.severity, spec.says, needs=plan.needs[spec.id])
            continue
        own = counts.get(spec.id, {})
        held = {"holds": reports - sum(own.values())} | own
        yield Tally(
            spec.id,
            spec.severity,
            spec.says,
            {verdict: held.get(verdict, 0) for verdict in get_args(Verdict)},
            explained.get(spec.id, 0),
        )


def _count(base: Any, source: str) -> int:
    return int(base.execute(f"SELECT count(*) FROM {source}").fetchone()[0])


def _read(path: Path) -> str:
    return f"read_parquet({_file(path)})"


def _file(path: Path) -> str:
    return quoted(str(path))


def _safe(rows: Path) -> str:
    """The rows with an apostrophe before whatever a spreadsheet would run."""
    from xinxiao.publish.files.csv import FORMULA  # all forms of files, which most commands need not wait for

    texts = (
        f"CASE WHEN regexp_matches({DUCKDB.name(field.name)}, {quoted(FORMULA)}) THEN '''' || {DUCKDB.name(field.name)} "
        f"ELSE {DUCKDB.name(field.name)} END AS {DUCKDB.name(field.name)}"
        if field.type == pa.string()
        else DUCKDB.name(field.name)
        for field in FINDINGS
    )
    return f"SELECT {', '.join(texts)} FROM {_read(rows)}"
