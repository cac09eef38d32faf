"""Pull: what a policy's consumption calls forth in output, value added and employment.

``docs/explanation/pull.md`` tells the method, its sources and its limits. Experimental statistics.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.analyse.linear import Array
from xinxiao.analyse.pull.demand import Demand, bought, demand
from xinxiao.analyse.pull.effects import Exogenous, Final, TypeI, TypeII, level, parts, type_one, type_two
from xinxiao.analyse.pull.employment import intensity
from xinxiao.analyse.pull.model import Economy, economy, effect
from xinxiao.analyse.pull.rows import Amount, Detail, Effect, Sheet, Subject
from xinxiao.model.account import AccountScope, AccountSpec, EffectUnits, PullSpec, TableSpec
from xinxiao.model.dataset import Dataset
from xinxiao.model.io_table import IoTable, IoTables, Sector, concordances
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

    Levels are of type I: multiplier x domestic share x the account's consumption, in the units ``pull.yaml`` names, whole
    and in parts (``model.account.PARTS``). Type II has multipliers, and levels only of the demand ``pull.yaml`` names as
    exogenous: what households buy is explained inside that model, and is no demand on it. Scopes of ``pull.published``
    have the published headline figure as amount, with the mix and domestic share of the first demand scope. Employment
    for the nation only, in years with figures by sector. Provinces have the domestic
    block of their own products; what flows in from other provinces counts as leakage. The programme has an account, a
    pull and tables. Raises :class:`ProgrammeFault` when a unit does not fit what it is to measure, and
    :class:`DataFault` for a table that no model can be made of, or exogenous demand of households.
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
    opened = type_one(work.economy)
    closed = type_two(work.economy) if "II" in spec.types else None
    mixes: dict[str, Demand] = {}
    for scope in (s for name in spec.demand for s in work.policy.account.scopes if s.scope == name):
        mix = _mix(work, scope)
        if mix is not None:
            mixes[scope.scope] = mix
            _scope(sheet, work, scope.scope, mix, opened, closed)
        if work.national:
            _exogenous(sheet, work, scope, opened, closed)
    first = next(iter(spec.demand), "")
    if work.national and first in mixes:
        _published_levels(sheet, work, first, mixes[first], opened)


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


def _levels_factor(work: _Work, effect_: Effect, unit: str) -> float:
    """From multiplier times an amount in ``unit`` to the unit the level is told in."""
    programme, own = work.policy.programme, work.policy.units[effect_]
    whole = programme.meaning(own.multiplier).times(programme.meaning(unit))
    return ratio(whole, programme.meaning(own.level))


def _scope(sheet: Sheet, work: _Work, name: str, mix: Demand, opened: TypeI, closed: TypeII | None) -> None:
    """Multipliers of one scope's mix, and the levels of its consumption: these of type I alone."""
    area, year, sectors = work.economy.area, work.economy.year, work.economy.sectors
    detail: Detail = "sectors" if work.national else "total"
    unit, keys = work.policy.account.unit, work.economy.keys
    for what, per_output, said in _effects(work):
        subject = Subject(area, name, what, "I", year, said)
        found = parts(opened, Final(mix.mix), per_output)
        if "I" in work.policy.spec.types:
            sheet.multipliers(subject, sectors, found["TOTAL"], keys, mix.keys)
            sheet.multiplier_parts(subject, found, keys, mix.keys)
            if (area, name, year) in work.amounts:
                value, key = work.amounts[(area, name, year)]
                value *= _levels_factor(work, what, unit)
                amount = Amount(value, work.account, key, name, "PULL_LEVEL")
                sheet.levels(subject, sectors, found, mix.domestic, amount, detail)
        if closed is not None:
            values = effect(closed.requirements, mix.mix, per_output)
            sheet.multipliers(replace(subject, kind="II"), sectors, values, keys, mix.keys)


def _exogenous(sheet: Sheet, work: _Work, scope: AccountScope, opened: TypeI, closed: TypeII | None) -> None:
    """Levels, of both types, of what the closed model leaves outside: the uses that ``pull.yaml`` names."""
    codes, types = work.policy.tables, work.policy.spec.types
    for named in work.policy.spec.exogenous:
        found = bought(work.economy, scope, work.tables, work.lists, named.uses, codes)
        if found is None:
            continue
        outside = Exogenous(found.amounts, named.uses, codes.households)
        for what, per_output, said in _effects(work):
            factor = _levels_factor(work, what, codes.unit)
            levels = [level(opened, outside, per_output * factor)] if "I" in types else []
            levels += [level(closed, outside, per_output * factor)] if closed is not None else []
            for own in levels:
                where = Subject(work.economy.area, scope.scope, what, own.kind, work.economy.year, said)
                sheet.exogenous(where, named.id, own, work.economy.keys, found.cells)


def _published_levels(sheet: Sheet, work: _Work, first: str, mix: Demand, opened: TypeI) -> None:
    area, year, unit = work.economy.area, work.economy.year, work.policy.account.unit
    if "I" not in work.policy.spec.types:
        return
    for name in work.policy.spec.published:
        if (area, name, year) not in work.published:
            continue
        value, key = work.published[(area, name, year)]
        for what, per_output, said in _effects(work):
            subject = Subject(
                area, name, what, "I", year, f"{said}; assumption: mix and domestic share of {first}"
            )
            found = parts(opened, Final(mix.mix), per_output)
            amount = Amount(
                value * _levels_factor(work, what, unit), work.figures, key, first, "PULL_PUBLISHED"
            )
            sheet.levels(subject, work.economy.sectors, found, mix.domestic, amount, "sectors")


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
