"""Oversight: every state is reached and left, every act can happen, and what an act waits for can come before it."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.files.convert import nearest
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.lists import ListTypes
from xinxiao.model.oversight.workflow import ActSpec, Workflow
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.oversight_graph import Graph
from xinxiao.programme.lists import TYPES


def sound(known: Known) -> Iterator[Graph]:
    """The workflows all of whose states are declared: others are told of their names first."""
    for flow in known.loaded.oversight.workflows.values():
        named = {state for act in flow.acts for state in (*act.from_, *filter(None, (act.to,)))}
        if named <= set(flow.state):
            yield Graph(flow)


def states(known: Known) -> Iterator[Finding]:
    """A case can be opened; each state can be reached, left if it does not end the case, and leads to an end."""
    for graph in sound(known):
        flow = graph.flow
        if not graph.opening:
            yield fault(*known.at("workflows", flow.id, "acts"), "oversight.no_opening", workflow=flow.id)
        for i, act in enumerate(flow.acts):
            if not act.from_ and act.to is None:
                yield fault(*known.at("workflows", flow.id, "acts", i, "id"), "oversight.nowhere", act=act.id)
            yield from _return(known, graph, i, act)
            for state in sorted(graph.ended & set(act.from_)):
                place = known.at("workflows", flow.id, "acts", i, "from")
                yield fault(*place, "oversight.ended", act=act.id, state=state)
        for i, own in enumerate(flow.states):
            place = known.at("workflows", flow.id, "states", i, "id")
            if own.id not in graph.reached:
                yield fault(*place, "oversight.unreached", state=own.id)
            elif not own.ends and not _left(graph, own.id):
                yield fault(*place, "oversight.stuck", state=own.id)
            elif own.id not in graph.escapes:
                yield fault(*place, "oversight.no_end", state=own.id)


def _left(graph: Graph, state: str) -> bool:
    return graph.returning(state) or any(to != state for _, to in graph.leads(state))


def _return(known: Known, graph: Graph, i: int, act: ActSpec) -> Iterator[Finding]:
    """An act that returns starts in a state of review, and leads to no other."""
    review = {state.id for state in graph.flow.states if state.review}
    if act.returns and (act.to is not None or not act.from_ or not set(act.from_) <= review):
        yield fault(
            *known.at("workflows", graph.flow.id, "acts", i, "returns"), "oversight.returns", act=act.id
        )


def earlier(known: Known) -> Iterator[Finding]:
    """Acts whose doers must be others, acts that must be done, and clocks that must run or be over can come before."""
    for graph in sound(known):
        flow = graph.flow
        for i, act in enumerate(flow.acts):
            for word in ("unlike", "done"):
                for j, name in enumerate(getattr(act, word)):
                    if name in flow.act and not graph.possible_after(act, name):
                        place = known.at("workflows", flow.id, "acts", i, word, j)
                        yield fault(*place, "oversight.not_before", act=act.id, earlier=name)
            for word in ("after", "within"):
                for j, name in enumerate(getattr(act, word)):
                    if name in flow.clock and not graph.possible_after(act, *flow.clock[name].starts):
                        place = known.at("workflows", flow.id, "acts", i, word, j)
                        yield fault(*place, "oversight.clock_before", act=act.id, clock=name)
            yield from _conditions(known, graph, i, act)


def _conditions(known: Known, graph: Graph, i: int, act: ActSpec) -> Iterator[Finding]:
    """Fields that a condition asks for can be given in the act or before."""
    flow = graph.flow
    for word in ("only_if", "any_of"):
        for j, one in enumerate(getattr(act, word)):
            giving = [own.id for own in flow.acts if one.field in (*own.needs, *own.takes)]
            given = act.id in giving or graph.possible_after(act, *giving)
            if one.field in flow.field and not given:
                place = known.at("workflows", flow.id, "acts", i, word, j)
                yield fault(*place, "oversight.condition_never", act=act.id, field=one.field)


def reviews(known: Known) -> Iterator[Finding]:
    """Where acts rest on entries of lists there is one state for the case whose entry lapsed; elsewhere none."""
    for flow in known.loaded.oversight.workflows.values():
        resting = [act.id for act in flow.acts if act.entry is not None]
        states_ = [state.id for state in flow.states if state.review]
        place = known.at("workflows", flow.id, "states")
        if resting and len(states_) != 1:
            yield fault(*place, "oversight.review", act=resting[0], count=len(states_))
        elif states_ and not resting:
            yield fault(*place, "oversight.review_void", state=states_[0])
        yield from _lists(known, flow)


def _lists(known: Known, flow: Workflow) -> Iterator[Finding]:
    """Types of lists that acts rest on are there."""
    types = known.loaded.oversight.one(TYPES, ListTypes)
    there = [own.id for own in types.types] if types is not None else []
    for i, act in enumerate(flow.acts):
        if act.entry is not None and act.entry not in there:
            place = known.at("workflows", flow.id, "acts", i, "entry")
            yield fault(
                *place, "oversight.list_type", value=act.entry, hint=nearest(act.entry, sorted(there))
            )
