"""Oversight: what has no effect, and what is not confirmed."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.files.places import Path
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.masking import MaskingSpec
from xinxiao.model.oversight.workflow import ActSpec, Workflow
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.masking import FILE as MASKS
from xinxiao.programme.checks.oversight_names import based


def void(known: Known) -> Iterator[Finding]:
    """Fields no act asks for, documents no act produces, publications no act begins, acts that change nothing, rules nobody names."""
    for flow in known.loaded.oversight.workflows.values():
        asked = {name for act in flow.acts for name in (*act.needs, *act.takes)}
        asked |= {own.id for own in flow.fields if own.kind == "subject" and flow.about == "subject"}
        made = {name for act in flow.acts for name in act.documents}
        begun = {name for act in flow.acts for name in act.publishes}
        for word, used in (("fields", asked), ("documents", made), ("publications", begun)):
            for i, own in enumerate(getattr(flow, word)):
                if own.id not in used:
                    place = known.at("workflows", flow.id, word, i, "id")
                    yield fault(*place, "oversight.void", what=word, value=own.id)
        for i, act in enumerate(flow.acts):
            if _nothing(flow, act):
                place = known.at("workflows", flow.id, "acts", i, "id")
                yield fault(*place, "oversight.void", what="acts", value=act.id)
    yield from _rules(known)


def _nothing(flow: Workflow, act: ActSpec) -> bool:
    """Whether an act leaves a case as it was."""
    gives = (act.needs, act.takes, act.reason, act.evidence, act.documents, act.publishes, act.withdraws)
    moves = any(
        act.id in (*own.starts, *own.stops, *own.drops, *own.suspends, *own.resumes, *own.extends)
        for own in flow.clocks
    )
    waited = any(act.id in (*own.unlike, *own.done) for own in flow.acts)
    return (
        act.to is None
        and not act.returns
        and not any(gives)
        and not (moves or waited or act.recusal or act.opens)
    )


def _rules(known: Known) -> Iterator[Finding]:
    own = known.loaded.oversight
    named = {rule for flow in own.workflows.values() for rule, _ in based(flow)}
    named |= {rule.follows for rule in own.rules.values() if rule.follows is not None}
    if not own.workflows:
        return
    for name in own.rules:
        if name not in named:
            yield fault(*known.at("rules", name, "id"), "oversight.void", what="rules", value=name)


def unconfirmed(known: Known) -> Iterator[Finding]:
    """What is not confirmed: pages that use it say so, and somebody has to read the text."""
    for rule in known.loaded.oversight.rules.values():
        if not rule.confirmed:
            yield fault(*known.at("rules", rule.id, "confirmed"), "oversight.unconfirmed", value=rule.id)
    masks = known.loaded.oversight.one(MASKS, MaskingSpec)
    for i, mask in enumerate(masks.rules if masks is not None else ()):
        if not mask.confirmed:
            yield fault(*known.line(MASKS, "rules", i), "oversight.unconfirmed", value=mask.kind)
    for flow in known.loaded.oversight.workflows.values():
        for value, path in _doubtful(flow):
            place = known.at("workflows", flow.id, *path)
            yield fault(*place, "oversight.unconfirmed", value=f"{flow.id}: {value}")


def _doubtful(flow: Workflow) -> Iterator[tuple[str, Path]]:
    for word, versions in (("clocks", "versions"), ("documents", "versions"), ("publications", "ends")):
        for i, own in enumerate(getattr(flow, word)):
            for j, version in enumerate(getattr(own, versions)):
                if not version.confirmed:
                    yield f"{own.id} ({version.rule})", (word, i, versions, j)
    for i, publication in enumerate(flow.publications):
        if not publication.confirmed:
            yield publication.id, ("publications", i)
    if flow.retention is not None and not flow.retention.confirmed:
        yield "retention", ("retention",)
