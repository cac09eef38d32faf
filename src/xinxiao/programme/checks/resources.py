"""Resources of other bodies: a class has its grounds, and nothing is both open and not shared."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.resource import Resource
from xinxiao.programme.checks.known import Known


def resources(known: Known) -> Iterator[Finding]:
    """What is wrong with each resource."""
    for item in known.programme.resources:
        yield from known.unknown(
            "BODY_UNKNOWN", "CL_BODY", item.holder, known.at("resources", item.id, "holder")
        )
        for i, source in enumerate(item.sources):
            place = known.at("resources", item.id, "sources", i)
            yield from known.unknown("SOURCE_UNKNOWN", "sources", source, place)
        yield from _grounds(known, item)


def _grounds(known: Known, item: Resource) -> Iterator[Finding]:
    """A condition and a reason stand where their class is, and only there; a class that is stated says where."""
    place = known.at("resources", item.id, "sharing")
    for sharing, field, given in (
        ("CONDITIONAL", "condition", item.condition),
        ("NOT_SHARED", "reason", item.reason),
    ):
        if (item.sharing == sharing) != (given is not None):
            yield fault(*place, "RESOURCE_GROUNDS", resource=item.id, sharing=item.sharing, field=field)
    if {item.sharing, item.openness} != {"NOT_STATED"} and item.basis is None:
        yield fault(*place, "RESOURCE_BASIS", resource=item.id)
    if item.sharing == "NOT_SHARED" and item.openness == "OPEN":
        yield fault(*place, "RESOURCE_OPEN", resource=item.id)
