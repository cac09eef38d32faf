"""Pull: what a policy's consumption calls forth in output, value added and employment.

``docs/explanation/pull.md`` tells the method, its sources and its limits. Experimental statistics.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.analyse.linear import Array
from xinxiao.analyse.pull.demand import Demand, demand
from xinxiao.analyse.pull.employment import intensity
from xinxiao.analyse.pull.model import Economy, Kind, economy, effect, leontief
from xinxiao.analyse.pull.rows import Detail, Effect, Sheet, Subject
from xinxiao.errors import ProgrammeFault
from xinxiao.model.dataflows import IC_ACCOUNT
from xinxiao.model.dataset import Dataset, keys
from xinxiao.model.io_table import IoTable, Sector, concordance, tables
from xinxiao.model.programme import AccountScope, AccountSpec, Programme, PullSpec
from xinxiao.model.vintage import latest

__all__ = ["compile"]

_SAID = "experimental"
_JOBS = "experimental; employment by sector is an estimate"
_YUAN = 1e8
_PERSONS = 1e4


@dataclass(frozen=True)
class _Work:
    """All that one area and year is computed from."""

    programme: Programme
    spec: PullSpec
    account: AccountSpec
    economy: Economy
    tables: tuple[IoTable, ...]
    lists: tuple[tuple[Sector, ...], ...]
    amounts: Mapping[tuple[str, str, int], tuple[float, str]]
    published: Mapping[tuple[str, int], tuple[float, str]]
    jobs: Array | None

    @property
    def national(self) -> bool:
        """Whether this is the nation."""
        return self.economy.area == self.programme.file.nation


def compile(
    programme: Programme,
    io: Dataset,
    sectors: pa.Table,
    employment: pa.Table,
    account: Dataset,
    figures: Dataset,
) -> Dataset:
    """Compile IC_PULL: multipliers per unit of domestic final consumption, and levels in the table years.

    Levels are multiplier x domestic share x the account's consumption (100M_YUAN; 10K_PERSONS for employment);
    for ``pull.published`` scopes x the published headline figure, with the mix and domestic share of the first
    demand scope. Employment for the nation only, in years with figures by sector. Provinces have the domestic
    block of their own products; what flows in from other provinces counts as leakage. Empty when the programme
    has no account or no pull. Raises :class:`ProgrammeFault` when the published figure is not in money.
    """
    sheet = Sheet()
    if programme.pull is not None and programme.account is not None:
        shelf = tables(io)
        lists = {(lv, yr): concordance(sectors, lv, yr) for lv, yr in sorted({(v, y) for _, y, v in shelf})}
        amounts, published = _amounts(account), _published(programme, figures)
        for area, year in _wanted(programme, programme.pull):
            own = tuple(t for (a, y, _), t in shelf.items() if (a, y) == (area, year))
            listed = tuple(lists[(t.level, t.year)] for t in own)
            found = economy(own, listed, final_uses=programme.account.final_uses)
            if found is not None:
                jobs = _jobs(programme, employment, found)
                work = _Work(
                    programme, programme.pull, programme.account, found, own, listed, amounts, published, jobs
                )
                _area(sheet, work)
    return sheet.built().with_step("pull.compile")


def _wanted(programme: Programme, spec: PullSpec) -> list[tuple[str, int]]:
    nation = [(programme.file.nation, year) for year in spec.national_years]
    return nation + [(area.id, year) for area in programme.provinces for year in spec.provincial_years]


def _jobs(programme: Programme, employment: pa.Table, found: Economy) -> Array | None:
    if found.area != programme.file.nation:
        return None
    return intensity(employment, found.year, found.sectors, found.output)


def _area(sheet: Sheet, work: _Work) -> None:
    requirements = {kind: leontief(work.economy, kind) for kind in work.spec.types}
    mixes: dict[str, Demand] = {}
    for name in work.spec.demand:
        scope = next((s for s in work.account.scopes if s.scope == name), None)
        mix = _mix(work, scope) if scope is not None else None
        if mix is not None:
            mixes[name] = mix
            for kind in work.spec.types:
                _scope(sheet, work, name, mix, kind, requirements[kind])
    first = next(iter(work.spec.demand), "")
    if work.national and first in mixes:
        for kind in work.spec.types:
            _published_levels(sheet, work, first, mixes[first], kind, requirements[kind])


def _mix(work: _Work, scope: AccountScope) -> Demand | None:
    if scope.areas == "nation" and not work.national:
        return None
    return demand(work.economy, scope, work.tables, work.lists, work.account.final_uses)


def _effects(work: _Work) -> list[tuple[Effect, Array, str]]:
    """Effects with what each counts per 10 000 yuan of output; employment in persons."""
    found: list[tuple[Effect, Array, str]] = [
        ("OUTPUT", np.ones(len(work.economy.sectors)), _SAID),
        ("VALUE_ADDED", np.asarray(work.economy.value_added / work.economy.output), _SAID),
    ]
    return found if work.jobs is None else [*found, ("EMPLOYMENT", work.jobs * _PERSONS, _JOBS)]


def _scope(sheet: Sheet, work: _Work, name: str, mix: Demand, kind: Kind, requirements: Array) -> None:
    area, year, sectors = work.economy.area, work.economy.year, work.economy.sectors
    detail: Detail = "sectors" if work.national else "total"
    rows = sorted({key.rsplit(".", 1)[0] + "." for key in mix.keys})
    for what, per_output, said in _effects(work):
        subject = Subject(area, name, what, kind, year, said)
        values = effect(requirements, mix.mix, per_output)
        sheet.multipliers(subject, sectors, values, work.economy.keys, rows)
        if (area, name, year) in work.amounts:
            amount, key = work.amounts[(area, name, year)]
            source = (IC_ACCOUNT.id, key, name)
            sheet.levels(subject, sectors, values, mix.domestic, amount, source, detail)


def _published_levels(
    sheet: Sheet, work: _Work, first: str, mix: Demand, kind: Kind, requirements: Array
) -> None:
    year = work.economy.year
    for name in work.spec.published:
        if (name, year) not in work.published:
            continue
        amount, key = work.published[(name, year)]
        for what, per_output, said in _effects(work):
            comment = f"{said}; assumption: mix and domestic share of {first}"
            subject = Subject(work.economy.area, name, what, kind, year, comment)
            values = effect(requirements, mix.mix, per_output)
            source = ("IC_FIGURES", key, first)
            sheet.levels(subject, work.economy.sectors, values, mix.domestic, amount, source, "sectors")


def _amounts(account: Dataset) -> dict[tuple[str, str, int], tuple[float, str]]:
    """Totals of the account by (area, scope, year), with their keys."""
    table = account.table.filter(pc.equal(account.table.column("PRODUCT"), "_T"))
    columns = [table.column(n).to_pylist() for n in ("REF_AREA", "SCOPE", "TIME_PERIOD", "OBS_VALUE")]
    own = keys(table, account.dataflow.dimensions).to_pylist()
    return {(a, s, int(p)): (v, k) for a, s, p, v, k in zip(*columns, own, strict=True)}


def _published(programme: Programme, figures: Dataset) -> dict[tuple[str, int], tuple[float, str]]:
    """The headline figure (100M_YUAN) by (scope, year), annual and for the nation, with its key."""
    table = latest(figures)
    names = ("FREQ", "REF_AREA", "INDICATOR", "SCOPE", "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE")
    columns = [table.column(name).to_pylist() for name in names]
    wanted = programme.pull.published if programme.pull is not None else ()
    found = {}
    for freq, area, indicator, scope, period, value, unit, key in zip(
        *columns, keys(table, figures.dataflow.dimensions).to_pylist(), strict=True
    ):
        own = (freq, area, indicator) == ("A", programme.file.nation, programme.file.headline)
        if own and scope in wanted and value is not None:
            found[(scope, int(period))] = (value * _money(programme, unit), key)
    return found


def _money(programme: Programme, unit: str) -> float:
    """Factor from ``unit`` to 100M_YUAN, from the unit's meaning (``1e12 yuan``)."""
    declared = programme.units.get(unit)
    parts = declared.pint.replace("*", " ").split() if declared is not None else []
    if not parts or parts[-1] != "yuan" or len(parts) > 2:
        raise ProgrammeFault(
            f"unit {unit}: not an amount of money", hint="write it in CL_UNIT as a number times yuan"
        )
    return (float(parts[0]) if len(parts) == 2 else 1.0) / _YUAN
