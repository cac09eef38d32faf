"""Which dataflow plays which part: pages ask for the figures or the index, never for a dataflow by its id.

Addresses and keys show the id.
"""

from __future__ import annotations

from collections.abc import Mapping

from xinxiao.model.programme import Programme
from xinxiao.model.structure import Dataflow, Step

__all__ = ["Step", "flows_of"]


def flows_of(programme: Programme) -> Mapping[Step, Dataflow]:
    """The dataflow that each step fills, as the programme declares them."""
    return {flow.step: flow for flow in programme.flows.values()}
