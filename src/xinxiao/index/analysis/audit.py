"""The audit: everything a reviewer asks of an index, computed once, rendered elsewhere.

Follows the outline of the JRC's statistical audits: framework, data, coherence, weights against importance,
robustness, removal; each finding names what to look at. Nothing is judged here that a number does not show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec
import numpy as np

from xinxiao.errors import DataFault
from xinxiao.index.analysis.structure import (
    Coherence,
    Importance,
    group_coherence,
    node_importance,
    pillar_codes,
)
from xinxiao.index.analysis.whatif import Removal, remove_elements
from xinxiao.index.coherence import correlate, multivariate
from xinxiao.index.coherence.arrays import Array
from xinxiao.index.coherence.correlate import Correlation, Pair
from xinxiao.index.coherence.multivariate import Adequacy, Clusters, Components, ParallelAnalysis
from xinxiao.index.coherence.statistics import Availability, availability, describe
from xinxiao.index.doubt.account import Uncertainty
from xinxiao.index.doubt.play import MISSING
from xinxiao.index.pipeline.result import Result
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

_Found = TypeVar("_Found")


class Audit(msgspec.Struct, frozen=True, eq=False):
    """What the audit found, for ``time`` (the last period) unless said.

    ``statistics``: name -> (K,) of the inputs; ``treated``: the same after treatment (as aggregated).
    ``correlations`` over ``result.framework.codes``. ``panel_available``: share observed (T, K).
    """

    result: Result
    time: str
    statistics: Mapping[str, Array]
    treated: Mapping[str, Array]
    data: Availability
    panel_available: Array
    correlations: Correlation
    pairs: tuple[Pair, ...]
    ancestors: tuple[Pair, ...]
    coherence: tuple[Coherence, ...]
    components: Components | None
    adequacy: Adequacy | None
    parallel: ParallelAnalysis | None
    clusters: Clusters | None
    importance: tuple[Importance, ...]
    removals: tuple[Removal, ...]
    uncertainty: Uncertainty | None
    findings: tuple[Finding, ...]
    pairwise: bool = False
    """Whether alpha is of pairs (:func:`xinxiao.index.arrays.cronbach_alpha`)."""


def audit(result: Result, uncertainty: Uncertainty | None = None, *, pairwise: bool = False) -> Audit:
    """Audit a computed index, with what :func:`xinxiao.index.doubt.uncertainty.analyse` found; without it nothing is
    known of how sure the index is, and that is a finding. ``pairwise``: alpha of each group on all units that have the pair,
    as :func:`xinxiao.index.arrays.cronbach_alpha` says."""
    framework = result.framework
    values, scores, raw = _last(result.panel.values), _last(result.scores), _last(result.inputs.values)
    pillars = np.stack(
        [result.of(c).reshape(-1, len(result.units))[-1] for c in pillar_codes(result)], axis=1
    )
    made = Audit(
        result=result,
        time=result.times[-1] if result.times else "",
        statistics=describe(raw),
        treated=describe(values),
        data=availability(raw, framework),
        panel_available=_by_period(result),
        correlations=correlate.correlation(np.concatenate([values, scores], axis=1)),
        pairs=correlate.within_groups(values, framework),
        ancestors=correlate.with_ancestors(values, scores, framework),
        coherence=group_coherence(result, pairwise=pairwise),
        components=_tried(multivariate.principal_components, pillars),
        adequacy=_tried(multivariate.sampling_adequacy, pillars),
        parallel=_tried(multivariate.parallel_analysis, pillars),
        clusters=_tried(multivariate.clusters, pillars),
        importance=node_importance(result),
        removals=remove_elements(result),
        uncertainty=uncertainty,
        findings=(),
        pairwise=pairwise,
    )
    return msgspec.structs.replace(made, findings=(*result.findings, *_judged(made)))


def _last(values: Array) -> Array:
    return values[-1] if values.ndim == 3 else values


def _by_period(result: Result) -> Array:
    values = result.inputs.values
    stack = values if values.ndim == 3 else values[None]
    return np.asarray((~np.isnan(stack)).mean(axis=1))


def _tried(work: Callable[[Array], _Found], values: Array) -> _Found | None:
    """The analysis, or None where the data cannot carry it (too few complete units, a constant column)."""
    try:
        return work(values)
    except DataFault:
        return None


_FILE = "audit"


def _judged(made: Audit) -> tuple[Finding, ...]:
    """What the numbers of an audit say that a reader must not miss, as warnings and notes."""
    return (*_judged_data(made), *_judged_structure(made), *_judged_robustness(made))


def _judged_data(made: Audit) -> list[Finding]:
    codes, rows = made.result.framework.indicator_codes, made.statistics
    found = []
    for k, code in enumerate(codes):
        share = float(rows["share_available"][k])
        if rows["flag_available"][k]:
            found.append(_found("index_audit.low_availability", indicator=code, share=f"{share:.0%}"))
        if rows["flag_outliers"][k]:
            found.append(
                _found(
                    "index_audit.outliers",
                    indicator=code,
                    skewness=f"{rows['skewness'][k]:.2f}",
                    kurtosis=f"{rows['kurtosis'][k]:.2f}",
                )
            )
    return found


def _judged_structure(made: Audit) -> list[Finding]:
    found = []
    for pair in made.pairs:
        if pair.flag:
            found.append(
                _found(
                    "index_audit.pair_low" if pair.flag == "low" else "index_audit.pair_high",
                    one=pair.one,
                    other=pair.other,
                    r=f"{pair.coefficient:.2f}",
                    group=pair.family,
                )
            )
    for pair in made.ancestors:
        if pair.family == made.result.framework.node(pair.one).parent and pair.coefficient < 0:
            found.append(
                _found(
                    "index_audit.against_group", one=pair.one, group=pair.family, r=f"{pair.coefficient:.2f}"
                )
            )
    for row in made.coherence:
        if row.note:
            found.append(_found("index_audit.coherence_unknown", group=row.group, reason=row.note))
        elif row.alpha < 0.6:
            found.append(_found("index_audit.low_alpha", group=row.group, alpha=f"{row.alpha:.2f}"))
    return found


LOST_WEIGHT = 0.01
"""Weight an alternative may lose to failed models before it is said."""


def _answered(doubt: Uncertainty) -> list[Finding]:
    """Which models failed for good, which were drawn again, and which alternatives lost weight by it."""
    found = [_failed(doubt)] if doubt.failed else []
    if doubt.redrawn:
        places = {"redrawn": doubt.redrawn, "used": doubt.used, "reasons": _reasons(doubt) or MISSING}
        found.append(_found("index_audit.replicates_redrawn", **places))
    for one in doubt.turnout:
        asked = one.asked / sum(o.asked for o in doubt.turnout if o.assumption == one.assumption)
        declared = one.probability if doubt.mode == "exact" else asked
        if declared - one.share > LOST_WEIGHT:
            found.append(
                _found(
                    "index_audit.alternative_lost",
                    assumption=one.assumption,
                    alternative=one.alternative or "-",
                    asked=one.asked,
                    used=one.used,
                    share=f"{one.share:.1%}",
                    probability=f"{declared:.1%}",
                )
            )
    return found


def _reasons(doubt: Uncertainty) -> str:
    return "; ".join(f"{k} ({v})" for k, v in doubt.faults.items())


def _failed(doubt: Uncertainty) -> Finding:
    """That replicates failed, and why: what was refused, or else that a score came out missing."""
    reasons = _reasons(doubt)
    counts = {"failed": doubt.failed, "replicates": doubt.replicates}
    if reasons:
        return _found("index_audit.replicates_failed", **counts, reasons=reasons)
    return _found("index_audit.replicates_missing", **counts)


def _judged_robustness(made: Audit) -> list[Finding]:
    doubt = made.uncertainty
    if doubt is None:
        return [_found("index_audit.no_uncertainty")]
    found = _answered(doubt)
    width = doubt.rank_high[-1] - doubt.rank_low[-1]
    known = width[~np.isnan(width)]
    limit = max(len(doubt.units) / 4, 3.0)
    if known.size:
        found.append(
            _found(
                "index_audit.rank_width",
                median=f"{np.median(known):g}",
                widest=f"{known.max():g}",
                wide=int((known > limit).sum()),
                units=known.size,
                limit=f"{limit:g}",
            )
        )
    if doubt.sensitivity is not None and not all(doubt.sensitivity.consistent):
        bad = [
            n for n, ok in zip(doubt.sensitivity.names, doubt.sensitivity.consistent, strict=True) if not ok
        ]
        found.append(_found("index_audit.indices_inconsistent", names=", ".join(bad)))
    return found


def _found(code: str, **places: object) -> Finding:
    return fault(_FILE, 0, code, **places)
