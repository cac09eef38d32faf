"""References: every id a YAML file names exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow.compute as pc

from xinxiao.model.account import PullSpec
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.scope import NOT_APPLICABLE
from xinxiao.model.target import Evidence
from xinxiao.programme.checks.known import Known


def indicators(known: Known) -> Iterator[Finding]:
    """Units, scopes and domains of indicators."""
    for item in known.programme.indicators.values():
        yield from known.unknown(
            "UNIT_UNKNOWN", "CL_UNIT", item.unit, known.at("indicators", item.id, "unit")
        )
        scope = item.scope if item.scope != NOT_APPLICABLE else None
        yield from known.unknown("SCOPE_UNKNOWN", "scopes", scope, known.at("indicators", item.id, "scope"))
        place = known.at("indicators", item.id, "domain")
        yield from known.unknown("DOMAIN_UNKNOWN", "CL_DOMAIN", item.domain, place)


def scopes(known: Known) -> Iterator[Finding]:
    """Sources of scopes."""
    for item in known.programme.scopes.values():
        for i, source in enumerate(item.sources):
            place = known.at("scopes", item.id, "sources", i)
            yield from known.unknown("SOURCE_UNKNOWN", "sources", source, place)


def targets(known: Known) -> Iterator[Finding]:
    """Indicator, unit, scopes, evidence and tasks of targets."""
    tasks = {task.id for task in known.programme.tasks}
    for item in known.programme.targets:

        def at(*path: str | int, of: str = item.id) -> tuple[str, int]:
            return known.at("targets", of, *path)

        yield from known.unknown("UNIT_UNKNOWN", "CL_UNIT", item.unit, at("unit"))
        yield from known.unknown("INDICATOR_UNKNOWN", "indicators", item.indicator, at("indicator"))
        for i, scope in enumerate(item.scopes):
            yield from known.unknown("SCOPE_UNKNOWN", "scopes", scope, at("scopes", i))
        for i, task in enumerate(item.tasks):
            if task not in tasks:
                yield from known.unknown("TARGET_TASK_UNKNOWN", "tasks", str(task), at("tasks", i))
        if item.milestone is not None:
            yield from known.unknown(
                "SOURCE_UNKNOWN", "sources", item.milestone.source, at("milestone", "source")
            )
        yield from _evidence(known, "targets", item.id, item.evidence)


def contact(known: Known) -> Iterator[Finding]:
    """A way to reach the compilers: catalogues, feeds and packages carry it where there is one."""
    if not known.programme.file.contact.strip():
        yield fault("programme.yaml", 0, "CONTACT_MISSING")


def tasks(known: Known) -> Iterator[Finding]:
    """Bodies, indicators, evidence and milestones of tasks."""
    for item in known.programme.tasks:
        name = str(item.id)
        for i, body in enumerate(item.bodies):
            yield from known.unknown("BODY_UNKNOWN", "CL_BODY", body, known.at("tasks", name, "bodies", i))
        for word in ("indicators", "beside"):
            for i, indicator in enumerate(getattr(item, word)):
                place = known.at("tasks", name, word, i)
                yield from known.unknown("INDICATOR_UNKNOWN", "indicators", indicator, place)
        for i, piece in enumerate(item.evidence):
            for j, number in enumerate(piece.supports):
                if number > len(item.measures):
                    place = known.at("tasks", name, "evidence", i, "supports", j)
                    yield fault(*place, "TASK_MEASURE", task=name, number=number, count=len(item.measures))
        for i, step in enumerate(item.milestones):
            place = known.at("tasks", name, "milestones", i, "source")
            yield from known.unknown("SOURCE_UNKNOWN", "sources", step.source, place)
        yield from _evidence(known, "tasks", name, item.evidence)


def _evidence(known: Known, kind: str, noun: str, evidence: Iterable[Evidence]) -> Iterator[Finding]:
    for i, item in enumerate(evidence):
        place = known.at(kind, noun, "evidence", i, "source")
        yield from known.unknown("SOURCE_UNKNOWN", "sources", item.source, place)
        place = known.at(kind, noun, "evidence", i, "unit")
        yield from known.unknown("UNIT_UNKNOWN", "CL_UNIT", item.unit, place)


def account(known: Known) -> Iterator[Finding]:
    """Scopes, indicators, sectors and the marking column of `account.yaml`."""
    spec = known.programme.account
    if spec is None:
        return
    yield from known.unknown("UNIT_UNKNOWN", "CL_UNIT", spec.unit, known.line("account.yaml", "unit"))
    if known.programme.tables is None:
        yield fault("io.yaml", 0, "FILE_MISSING")
    sectors = known.loaded.sectors
    yield from _gap(known)
    flow = next((f for f in known.programme.flows.values() if f.step == "account"), None)
    products = flow.by_id["PRODUCT"].codelist if flow is not None else None
    codes = set(sectors.column("CODE").to_pylist()) if sectors.num_rows else set()
    for i, item in enumerate(spec.scopes):
        at = ("account.yaml", "scopes", i)
        yield from known.unknown("SCOPE_UNKNOWN", "scopes", item.scope, known.line(*at, "scope"))
        if item.detail and item.detail not in sectors.column_names:
            yield from known.unknown("COLUMN_UNKNOWN", "", item.detail, known.line(*at, "detail"))
        for j, product in enumerate(item.products):
            own = known.line(*at, "products", j, "id")
            if products is not None:
                yield from known.unknown("CODE_UNKNOWN", products, product.id, own)
            for word in ("national_indicator", "provincial_indicator", "link"):
                place = known.line(*at, "products", j, word)
                used = getattr(product, word, None) or None
                yield from known.unknown("INDICATOR_UNKNOWN", "indicators", used, place)
            for k, sector in enumerate(product.sectors):
                if sector not in codes:
                    place = known.line(*at, "products", j, "sectors", k)
                    yield from known.unknown("SECTOR_UNKNOWN", "", sector, place)


def _gap(known: Known) -> Iterator[Finding]:
    """The indicators that the account is set against a published one by."""
    spec = known.programme.account
    gap = spec.gap if spec is not None else None
    if gap is None:
        return
    for word in ("published", "rest", "rest_share"):
        place = known.line("account.yaml", "gap", word)
        yield from known.unknown("INDICATOR_UNKNOWN", "indicators", getattr(gap, word), place)
    for word in ("parts", "split"):
        for i, name in enumerate(getattr(gap, word)):
            place = known.line("account.yaml", "gap", word, i)
            yield from known.unknown("INDICATOR_UNKNOWN", "indicators", name, place)


def pull(known: Known) -> Iterator[Finding]:
    """Scopes and tables of `pull.yaml`."""
    spec = known.programme.pull
    if spec is None:
        return
    for effect in ("output", "value_added", "employment"):
        units = getattr(spec, effect)
        for word in ("multiplier", "level") if units is not None else ():
            place = known.line("pull.yaml", effect, word)
            yield from known.unknown("UNIT_UNKNOWN", "CL_UNIT", getattr(units, word), place)
    if known.programme.account is None:
        yield fault("account.yaml", 0, "FILE_MISSING")
    for word in ("demand", "published"):
        for i, scope in enumerate(getattr(spec, word)):
            yield from known.unknown("SCOPE_UNKNOWN", "scopes", scope, known.line("pull.yaml", word, i))
    tables = _tables(known.loaded.io.table)
    nation = known.programme.file.nation
    for i, year in enumerate(spec.national_years):
        if (str(year), nation) not in tables:
            place = known.line("pull.yaml", "national_years", i)
            yield from known.unknown("TABLE_UNKNOWN", "", f"{nation} {year}", place)
    for i, year in enumerate(spec.provincial_years):
        if not any(period == str(year) and area != nation for period, area in tables):
            place = known.line("pull.yaml", "provincial_years", i)
            yield from known.unknown("TABLE_UNKNOWN", "", str(year), place)
    yield from _exogenous(known, spec)


def _exogenous(known: Known, spec: PullSpec) -> Iterator[Finding]:
    """Demand said to be exogenous: its measure is known, its uses are columns, and none of them is households'."""
    columns = set(pc.unique(known.loaded.io.table.column("COL")).to_pylist())
    flow = next((f for f in known.programme.flows.values() if f.step == "pull"), None)
    measures = flow.by_id["MEASURE"].codelist if flow is not None else None
    held = known.programme.tables.households if known.programme.tables is not None else ()
    for i, item in enumerate(spec.exogenous):
        place = known.line("pull.yaml", "exogenous", i, "id")
        if measures is not None:
            yield from known.unknown("CODE_UNKNOWN", measures, f"LEVEL_{item.id}", place)
        for j, use in enumerate(item.uses):
            place = known.line("pull.yaml", "exogenous", i, "uses", j)
            if use in held:
                yield fault(*place, "PULL_ENDOGENOUS", value=use)
            elif columns and use not in columns:
                yield fault(*place, "CELL_CODE", value=use, column="COL")


def _tables(table: Any) -> set[tuple[str, str]]:
    pairs = table.select(["TIME_PERIOD", "REF_AREA"]).group_by(["TIME_PERIOD", "REF_AREA"]).aggregate([])
    return {(row["TIME_PERIOD"], row["REF_AREA"]) for row in pairs.to_pylist()}


def tables(known: Known) -> Iterator[Finding]:
    """Units, origins and columns that `io.yaml` names."""
    spec = known.programme.tables
    if spec is None:
        return
    for word in ("unit", "persons"):
        place = known.line("io.yaml", word)
        yield from known.unknown("UNIT_UNKNOWN", "CL_UNIT", getattr(spec, word), place)
    for word, table in (("sectors", known.loaded.sectors), ("employment", known.loaded.employment)):
        column = getattr(spec, word)
        if column is not None and table.num_rows and column not in table.column_names:
            yield fault(*known.line("io.yaml", word), "COLUMN_UNKNOWN", value=column, hint="-")
    held = {name: set(pc.unique(known.loaded.io.table.column(name)).to_pylist()) for name in ("COL", "ROW")}
    columns = {"output": "COL", "consumption": "COL", "exports": "COL", "value_added": "ROW", "pay": "ROW"}
    for word, name in columns.items():
        code = getattr(spec, word)
        if held[name] and code not in held[name]:
            yield fault(*known.line("io.yaml", word), "CELL_CODE", value=code, column=name)


def headline(known: Known) -> Iterator[Finding]:
    """The nation, headline and its scope in `programme.yaml`."""
    file = known.programme.file
    yield from known.unknown("AREA_UNKNOWN", "CL_AREA", file.nation, known.line("programme.yaml", "nation"))
    place = known.line("programme.yaml", "count_unit")
    yield from known.unknown("UNIT_UNKNOWN", "CL_UNIT", file.count_unit, place)
    place = known.line("programme.yaml", "headline")
    yield from known.unknown("INDICATOR_UNKNOWN", "indicators", file.headline, place)
    scope = file.headline_scope if file.headline_scope != NOT_APPLICABLE else None
    yield from known.unknown("SCOPE_UNKNOWN", "scopes", scope, known.line("programme.yaml", "headline_scope"))


def levels(known: Known) -> Iterator[Finding]:
    """Names of levels in `programme.yaml`: none, or one for each."""
    file = known.programme.file
    if file.level_names and len(file.level_names) != len(file.levels):
        place = known.line("programme.yaml", "level_names")
        yield fault(*place, "LEVEL_NAMES", count=len(file.level_names), levels=", ".join(file.levels))


def renamed(known: Known) -> Iterator[Finding]:
    """Renamings in `programme.yaml`: dimensions that code lists represent, new codes that exist, old ones that do not."""
    lists = {
        component.id: component.codelist
        for flow in known.programme.flows.values()
        for component in flow.components
        if component.place == "dimension" and component.codelist is not None
    }
    for i, item in enumerate(known.programme.file.renamed):
        at = ("programme.yaml", "renamed", i)
        if item.dimension not in lists:
            hint = ", ".join(sorted(lists)) or "-"
            yield fault(*known.line(*at, "dimension"), "RENAMED_DIMENSION", value=item.dimension, hint=hint)
            continue
        codes = known.codes(lists[item.dimension] or "")
        if item.new not in codes:
            yield fault(*known.line(*at, "new"), "RENAMED_NEW", value=item.new, dimension=item.dimension)
        for j, code in enumerate(item.old):
            if code in codes:
                yield fault(*known.line(*at, "old", j), "RENAMED_OLD", value=code, dimension=item.dimension)


def provenance(known: Known) -> Iterator[Finding]:
    """Sources named by provenance files, and successors and parents inside code lists."""
    for file, content in known.loaded.provenance.items():
        listed = content.get("sources")
        for i, source in enumerate(listed if isinstance(listed, list) else []):
            yield from known.unknown("SOURCE_UNKNOWN", "sources", str(source), known.line(file, "sources", i))
    for codes in known.programme.codelists.values():
        for code in codes.codes:
            for other in (code.parent, *code.successors):
                yield from known.unknown("CODE_UNKNOWN", codes.id, other, known.at(codes.id, code.id))
