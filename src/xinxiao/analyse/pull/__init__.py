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
from xinxiao.analyse.pull.rows import Amount, Detail, Effect, Sheet, Subject
from xinxiao.model.account import AccountScope, AccountSpec, EffectUnits, PullSpec, TableSpec
from xinxiao.model.dataset import Dataset
from xinxiao.model.io_table import IoTable, IoTables, Sector, concordances
from xinxiao.model.key import broader
from xinxiao.model.observations import Observations
from xinxiao.model.programme import Programme
from xinxiao.model.scope import TOTAL
from xinxiao.model.structure import Dataflow
from xinxiao.model.unit import ratio
from xinxiao.model.vintage import Vintage

__all__ = ["compile"]

_SAID = "experimental"
_JOBS = "experimental; employment by sector is an estimate"
Amounts = Mapping[tuple[str, str, int], tuple[float, str]]
"""(area, scope, year) -> an amount in the account's unit, and its key."""


@dataclass(frozen=True)
class _Policy:
    """What the programme says of the pull, of the account whose demand pulls, and of the tables."""

    programme: Programme
    spec: PullSpec
    account: AccountSpec
    tables: TableSpec

    @property
    def units(self) -> dict[Effect, EffectUnits]:
        """The units each effect is told in."""
        found: dict[Effect, EffectUnits] = {"OUTPUT": self.spec.output, "VALUE_ADDED": self.spec.value_added}
        return found if self.spec.employment is None else found | {"EMPLOYMENT": self.spec.employment}


@dataclass(frozen=True)
class _Work:
    """All that one area and year is computed from."""

    policy: _Policy
    economy: Economy
    tables: tuple[IoTable, ...]
    lists: tuple[tuple[Sector, ...], ...]
    amounts: Amounts
    published: Amounts
    account: Dataflow
    figures: Dataflow
    jobs: Array | None

    @property
    def national(self) -> bool:
        """Whether this is the nation."""
        return self.economy.area == self.policy.programme.file.nation


def compile(
    programme: Programme,
    tables: IoTables,
    sectors: pa.Table,
    employment: pa.Table,
    account: Dataset,
    known: Vintage,
) -> Dataset:
    """Compile the pull: multipliers per unit of domestic final consumption, and levels in the table years.

    Levels are multiplier x domestic share x the account's consumption, in the units ``pull.yaml`` names;
    for ``pull.published`` scopes x the published headline figure, with the mix and domestic share of the first
    demand scope. Employment for the nation only, in years with figures by sector. Provinces have the domestic
    block of their own products; what flows in from other provinces counts as leakage. The programme has an account, a
    pull and tables. Raises :class:`ProgrammeFault` when a unit does not fit what it is to measure.
    """
    assert programme.pull is not None
    assert programme.account is not None
    assert programme.tables is not None
    policy = _Policy(programme, programme.pull, programme.account, programme.tables)
    sheet = Sheet(Observations(programme.flow("pull"), OBS_STATUS="E"), tables.flow, policy.units)
    lists = concordances(sectors, policy.tables.sectors)
    amounts, published = _amounts(account), _published(policy, known)
    for area, year in _wanted(programme, policy.spec):
        own = tables.of(area, year)
        listed = tuple(lists.get((t.level, t.year), ()) for t in own)
        found = economy(own, listed, codes=policy.tables, final_uses=policy.account.final_uses)
        if found is not None:
            jobs = _jobs(policy, employment, found)
            flows = account.dataflow, known.figures.dataflow
            _area(sheet, _Work(policy, found, own, listed, amounts, published, *flows, jobs))
    return sheet.made.dataset().with_step("pull.compile")


def _wanted(programme: Programme, spec: PullSpec) -> list[tuple[str, int]]:
    nation = [(programme.file.nation, year) for year in spec.national_years]
    return nation + [(area.id, year) for area in programme.provinces for year in spec.provincial_years]


def _jobs(policy: _Policy, employment: pa.Table, found: Economy) -> Array | None:
    """What one of the tables' units of output employs, in the unit of the multiplier (persons per money)."""
    spec = policy.tables
    national = found.area == policy.programme.file.nation
    if not national or policy.spec.employment is None or spec.employment is None or spec.persons is None:
        return None
    programme = policy.programme
    own = programme.meaning(spec.persons).times(programme.meaning(spec.unit), -1)
    factor = ratio(own, programme.meaning(policy.spec.employment.multiplier))
    jobs = intensity(employment, spec.employment, found.year, found.sectors, found.output)
    return None if jobs is None else jobs * factor


def _area(sheet: Sheet, work: _Work) -> None:
    spec = work.policy.spec
    requirements = {kind: leontief(work.economy, kind) for kind in spec.types}
    mixes: dict[str, Demand] = {}
    for name in spec.demand:
        scope = next((s for s in work.policy.account.scopes if s.scope == name), None)
        mix = _mix(work, scope) if scope is not None else None
        if mix is not None:
            mixes[name] = mix
            for kind in spec.types:
                _scope(sheet, work, name, mix, kind, requirements[kind])
    first = next(iter(spec.demand), "")
    if work.national and first in mixes:
        for kind in spec.types:
            _published_levels(sheet, work, first, mixes[first], kind, requirements[kind])


def _mix(work: _Work, scope: AccountScope) -> Demand | None:
    if scope.areas == "nation" and not work.national:
        return None
    uses, origin = work.policy.account.final_uses, work.policy.tables.together
    return demand(work.economy, scope, work.tables, work.lists, uses, origin)


def _effects(work: _Work) -> list[tuple[Effect, Array, str]]:
    """Effects with what each counts per unit of output."""
    found: list[tuple[Effect, Array, str]] = [
        ("OUTPUT", np.ones(len(work.economy.sectors)), _SAID),
        ("VALUE_ADDED", np.asarray(work.economy.value_added / work.economy.output), _SAID),
    ]
    return found if work.jobs is None else [*found, ("EMPLOYMENT", work.jobs, _JOBS)]


def _levels_factor(work: _Work, effect_: Effect) -> float:
    """From multiplier times an amount in the account's unit to the unit the level is told in."""
    programme, own = work.policy.programme, work.policy.units[effect_]
    whole = programme.meaning(own.multiplier).times(programme.meaning(work.policy.account.unit))
    return ratio(whole, programme.meaning(own.level))


def _scope(sheet: Sheet, work: _Work, name: str, mix: Demand, kind: Kind, requirements: Array) -> None:
    area, year, sectors = work.economy.area, work.economy.year, work.economy.sectors
    detail: Detail = "sectors" if work.national else "total"
    rows = sorted({broader(key) for key in mix.keys})
    for what, per_output, said in _effects(work):
        subject = Subject(area, name, what, kind, year, said)
        values = effect(requirements, mix.mix, per_output)
        sheet.multipliers(subject, sectors, values, work.economy.keys, rows)
        if (area, name, year) in work.amounts:
            value, key = work.amounts[(area, name, year)]
            amount = Amount(value * _levels_factor(work, what), work.account, key, name, "PULL_LEVEL")
            sheet.levels(subject, sectors, values, mix.domestic, amount, detail)


def _published_levels(
    sheet: Sheet, work: _Work, first: str, mix: Demand, kind: Kind, requirements: Array
) -> None:
    area, year = work.economy.area, work.economy.year
    for name in work.policy.spec.published:
        if (area, name, year) not in work.published:
            continue
        value, key = work.published[(area, name, year)]
        for what, per_output, said in _effects(work):
            comment = f"{said}; assumption: mix and domestic share of {first}"
            subject = Subject(area, name, what, kind, year, comment)
            values = effect(requirements, mix.mix, per_output)
            amount = Amount(value * _levels_factor(work, what), work.figures, key, first, "PULL_PUBLISHED")
            sheet.levels(subject, work.economy.sectors, values, mix.domestic, amount, "sectors")


def _amounts(account: Dataset) -> dict[tuple[str, str, int], tuple[float, str]]:
    """Totals of the account, with their keys."""
    table = account.table.append_column("KEY", account.keys)
    table = table.filter(pc.equal(table.column("PRODUCT"), TOTAL))
    names = ("REF_AREA", "SCOPE", "TIME_PERIOD", "OBS_VALUE", "KEY")
    columns = [table.column(name).to_pylist() for name in names]
    return {(a, s, int(p)): (v, k) for a, s, p, v, k in zip(*columns, strict=True)}


def _published(policy: _Policy, known: Vintage) -> dict[tuple[str, str, int], tuple[float, str]]:
    """The headline figure in the account's unit, annual and for the nation, with its key."""
    programme, file = policy.programme, policy.programme.file
    wanted = {"FREQ": "A", "REF_AREA": file.nation, "INDICATOR": file.headline}
    table = known.table
    for name, code in wanted.items():
        table = table.filter(pc.equal(table.column(name), code))
    found = {}
    for row in table.to_pylist():
        if row["SCOPE"] not in policy.spec.published:
            continue
        value = row["OBS_VALUE"] * programme.ratio(row["UNIT_MEASURE"], policy.account.unit)
        found[(file.nation, row["SCOPE"], int(row["TIME_PERIOD"]))] = (value, row["KEY"])
    return found
