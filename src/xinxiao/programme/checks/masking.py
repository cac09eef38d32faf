"""Oversight: what is kept of people is masked by one rule for each kind of field, and every kind that is sealed has one."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.masking import MaskingSpec
from xinxiao.programme.checks.known import Known

FILE = "oversight/masking.yaml"


def masking(known: Known) -> Iterator[Finding]:
    """A kind with two rules, a personal one that no rule speaks of, and a basis that
    is no rule of law."""
    spec = known.loaded.oversight.one(FILE, MaskingSpec)
    if spec is None:  # then all of it is hidden whole
        return
    seen: set[str] = set()
    for i, rule in enumerate(spec.rules):
        if rule.kind in seen:
            yield fault(*known.line(FILE, "rules", i, "kind"), "personal.mask_twice", kind=rule.kind)
        seen.add(rule.kind)
        for j, basis in enumerate(rule.basis):
            place = known.line(FILE, "rules", i, "basis", j, "rule")
            yield from known.unknown("oversight.rule", "rules", basis.rule, place)
    flows = known.loaded.oversight.workflows.values()
    personal = {own.kind: (flow.id, i) for flow in flows for i, own in enumerate(flow.fields) if own.personal}
    for kind, (flow, i) in sorted(personal.items()):
        if kind not in seen:
            yield fault(*known.at("workflows", flow, "fields", i), "personal.mask_missing", kind=kind)
