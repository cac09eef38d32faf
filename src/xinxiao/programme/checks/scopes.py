"""Scopes are never spliced: not in a series, not in a formula, not in a target.

What one holder publishes as one series is one scope, whatever it calls it: its wordings are an attribute of figures.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.errors import ProgrammeFault
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.formula import accounts, names, parse
from xinxiao.model.period import end_of
from xinxiao.model.scope import NOT_APPLICABLE
from xinxiao.model.target import Target
from xinxiao.programme.checks.known import Known


def register(known: Known) -> Iterator[Finding]:
    """Published scopes that share holder and family: two wordings of one series are one scope."""
    first: dict[tuple[str, str], str] = {}
    for scope in known.programme.scopes.values():
        if scope.kind != "published" or not scope.family:
            continue
        own = (scope.holder.zh, scope.family)
        if own in first:
            place = known.at("scopes", scope.id, "family")
            yield fault(*place, "SCOPE_SPLIT", scope=scope.id, other=first[own], family=scope.family)
        first.setdefault(own, scope.id)


def figures(known: Known) -> Iterator[Finding]:
    """Figures in another scope than their indicator's, or from a source of another scope."""
    rows = known.loaded.rows
    listed = {scope.id: set(scope.sources) for scope in known.programme.scopes.values()}
    groups = rows.group_by(["INDICATOR", "SCOPE", "SOURCE"], use_threads=False).aggregate([([], "count_all")])
    for group in groups.to_pylist():
        indicator, scope, source = group["INDICATOR"], group["SCOPE"], group["SOURCE"]
        item = known.programme.indicators.get(indicator)
        if item is not None and item.scope is not None and item.scope != scope:
            places = {"indicator": indicator, "scope": scope, "declared": item.scope}
            yield fault(*_first(rows, group), "SCOPE_MISMATCH", **places, rows=group["count_all"])
        elif source not in listed.get(scope, {source}):
            others = sorted(name for name, sources in listed.items() if source in sources)
            if others:
                places = {"source": source, "scope": scope, "others": ", ".join(others)}
                yield fault(*_first(rows, group), "SCOPE_SOURCE", **places, rows=group["count_all"])


def _first(rows: pa.Table, group: dict[str, object]) -> tuple[str, int]:
    mask = pc.and_(
        pc.and_(
            pc.equal(rows.column("INDICATOR"), group["INDICATOR"]),
            pc.equal(rows.column("SCOPE"), group["SCOPE"]),
        ),
        pc.equal(rows.column("SOURCE"), group["SOURCE"]),
    )
    own = rows.select(["FILE", "LINE"]).filter(mask).slice(0, 1).to_pylist()[0]
    return own["FILE"], own["LINE"]


def held(known: Known) -> dict[str, set[str]]:
    """The scopes each indicator has figures in."""
    pairs = known.loaded.rows.select(["INDICATOR", "SCOPE"])
    found: dict[str, set[str]] = {}
    for pair in pairs.group_by(["INDICATOR", "SCOPE"], use_threads=False).aggregate([]).to_pylist():
        found.setdefault(pair["INDICATOR"], set()).add(pair["SCOPE"])
    return found


def formulas(known: Known) -> Iterator[Finding]:
    """Formulas that join several scopes, or leave open which of several is meant; what `account.yaml` declares as a gap
    between scopes sets them against each other, and joins nothing."""
    scopes = held(known)
    account = known.programme.account
    compared = account.gap.indicators if account is not None and account.gap is not None else ()
    for item in known.programme.indicators.values():
        if item.formula is None or item.id in compared:
            continue
        place = known.at("indicators", item.id, "formula")
        try:
            tree = parse(item.formula)
        except ProgrammeFault:
            continue
        meant = {account.scope for account in accounts(tree)}
        for name in names(tree):
            used = known.programme.indicators.get(name)
            own = {used.scope} if used is not None and used.scope else scopes.get(name, set())
            if item.scope in own:
                own = {item.scope}
            elif NOT_APPLICABLE in own:
                own = {NOT_APPLICABLE}
            meant |= {scope for scope in own if scope is not None}
        meant -= {NOT_APPLICABLE}
        if len(meant) > 1 or (item.scope not in (None, NOT_APPLICABLE) and meant - {item.scope}):
            joined = ", ".join(sorted(meant | ({item.scope} if item.scope else set())))
            yield fault(*place, "SCOPE_SPLICED", indicator=item.id, scopes=joined)


def targets(known: Known) -> Iterator[Finding]:
    """Targets on an indicator of several scopes that name none; baselines known only in another scope."""
    scopes = held(known)
    for target in known.programme.targets:
        own = scopes.get(target.indicator or "", set())
        place = known.at("targets", target.id, "scopes")
        if len(own) > 1 and not target.scopes:
            yield fault(*place, "TARGET_SPLICED", target=target.id, scopes=", ".join(sorted(own)))
        item = known.programme.indicators.get(target.indicator or "")
        if item is not None and item.scope and target.scopes and item.scope not in target.scopes:
            yield fault(
                *place, "TARGET_SPLICED", target=target.id, scopes=", ".join((item.scope, *target.scopes))
            )
        if own and target.scopes and not own & set(target.scopes) and own != {NOT_APPLICABLE}:
            yield fault(*place, "TARGET_SCOPES", target=target.id, scopes=", ".join(sorted(own)))
        yield from _baseline(known, target)


def _baseline(known: Known, target: Target) -> Iterator[Finding]:
    """The first scope is judged: say so when the base or the outcome is known only in another one."""
    if target.indicator is None or target.baseline is None or not target.scopes:
        return
    rows = known.loaded.rows.filter(pc.equal(known.loaded.rows.column("INDICATOR"), target.indicator))
    try:
        base, due = end_of(target.baseline).isoformat()[:4], target.deadline[:4]
    except ValueError:
        return
    pairs = rows.select(["SCOPE", "TIME_PERIOD"]).to_pylist()
    at_base = {pair["SCOPE"] for pair in pairs if pair["TIME_PERIOD"] == base}
    at_due = {pair["SCOPE"] for pair in pairs if pair["TIME_PERIOD"] == due}
    if at_base and at_due and not at_base & at_due:
        place = known.at("targets", target.id, "baseline")
        places = {
            "base": base,
            "due": due,
            "first": ", ".join(sorted(at_base)),
            "last": ", ".join(sorted(at_due)),
        }
        yield fault(*place, "SCOPE_CROSSED", target=target.id, **places)


def index(known: Known, leaves: dict[str, tuple[str, int]]) -> Iterator[Finding]:
    """Indicators of the index with figures in several scopes of which none is declared."""
    scopes = held(known)
    for name, place in leaves.items():
        item = known.programme.indicators.get(name)
        own = scopes.get(name, set())
        if item is not None and item.formula is None and item.scope is None and len(own) > 1:
            yield fault(*place, "SCOPE_SPLICED", indicator=name, scopes=", ".join(sorted(own)))
