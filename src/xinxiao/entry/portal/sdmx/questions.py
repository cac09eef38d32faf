"""Addresses as questions: REST 2.2 and REST 1.5, both read to the nouns of ``model/selection.py``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from xinxiao.entry.portal.parameters import visible, wrong
from xinxiao.entry.portal.query import Query
from xinxiao.entry.portal.sdmx import grammar
from xinxiao.entry.portal.sdmx.grammar import AGENCY, given
from xinxiao.errors import Senseless, told
from xinxiao.model.period import is_start_day
from xinxiao.model.selection import (
    CONTEXTS,
    EVERY,
    AvailabilityQuery,
    Condition,
    Context,
    DataQuery,
    Mode,
    Selection,
    Shape,
    Target,
    Test,
    Times,
)
from xinxiao.model.version_query import VersionQuery

TIME = "TIME_PERIOD"
REFERENCES = ("none", "all", "codelist", "datastructure", "conceptscheme", "dataflow", "dataproviderscheme")
DETAILS = ("full", "dataonly", "serieskeysonly", "nodata")
LATEST: tuple[VersionQuery, ...] = (VersionQuery((), "~"),)


def data(args: Mapping[str, str], query: Query) -> DataQuery:
    """A data query of REST 2.2. Raises :class:`WrongRequest`; :class:`Senseless` for parameters that exclude each other."""
    times = _times(query)
    shape = Shape(
        given(partial(grammar.component, "dimensionAtObservation"), query.get("dimensionAtObservation"), ""),
        given(partial(grammar.words, "attributes"), query.get("attributes"), ("dsd",)),
        given(partial(grammar.words, "measures"), query.get("measures"), ("all",)),
    )
    return DataQuery(_target(args), _selection(args, query), shape, times)


def availability(args: Mapping[str, str], query: Query) -> AvailabilityQuery:
    """A question of REST 2.2 for what there is. Raises :class:`WrongRequest`."""
    return AvailabilityQuery(
        _target(args),
        _selection(args, query),
        grammar.ids("componentID", args.get("component") or "", grammar.COMPONENT),
        _mode(query),
        _references(query.get("references")),
        given(partial(grammar.moment, "updatedAfter"), query.get("updatedAfter"), None),
    )


def data_1(args: Mapping[str, str], query: Query) -> DataQuery:
    """A data query of REST 1.5 (SDMX 2.1), ``detail`` among its parameters. Raises :class:`WrongRequest`."""
    detail = given(partial(_word, "detail", DETAILS), query.get("detail"), "full")
    at = given(partial(grammar.component, "dimensionAtObservation"), query.get("dimensionAtObservation"), "")
    attributes = {"full": ("dsd",), "nodata": ("dsd",)}.get(detail, ("none",))
    measures = ("all",) if detail in ("full", "dataonly") else ("none",)
    return DataQuery(_flow_1(args), _selection_1(args, query), Shape(at, attributes, measures), _times(query))


def availability_1(args: Mapping[str, str], query: Query) -> AvailabilityQuery:
    """A question of REST 1.5 for what there is (``availableconstraint``). Raises :class:`WrongRequest`."""
    wanted = args.get("component") or ""
    return AvailabilityQuery(
        _flow_1(args),
        _selection_1(args, query),
        () if wanted in ("", "all") else grammar.ids("componentID", wanted, grammar.COMPONENT),
        _mode(query),
        _references(query.get("references")),
        given(partial(grammar.moment, "updatedAfter"), query.get("updatedAfter"), None),
    )


def _target(args: Mapping[str, str]) -> Target:
    return Target(
        _contexts(args.get("context") or EVERY),
        grammar.ids("agencyID", args.get("agency") or "", AGENCY),
        grammar.ids("resourceID", args.get("resource") or ""),
        grammar.versions(args.get("version") or ""),
    )


def _contexts(text: str) -> tuple[Context, ...]:
    if text == EVERY:
        return ()
    asked = text.split(",")
    known: dict[str, Context] = {name: name for name in CONTEXTS}
    for name in asked:
        if name not in known:
            raise grammar.part_wrong("context", name, ", ".join([*CONTEXTS, EVERY]))
    return tuple(dict.fromkeys(known[name] for name in asked))


def _selection(args: Mapping[str, str], query: Query) -> Selection:
    where: dict[str, Condition] = {}
    for name in query.names():
        if name.startswith("c["):
            component = name[2:-1]
            where[component] = grammar.condition(component, query.get(name))
    return _counted(query, Selection(grammar.keys(args.get("key") or ""), where=where))


def _selection_1(args: Mapping[str, str], query: Query) -> Selection:
    start, end = query.get("startPeriod"), query.get("endPeriod")
    bounds = ([Test("ge", start)] if start else []) + ([Test("le", end)] if end else [])
    where: dict[str, Condition] = {TIME: (tuple(bounds),)} if bounds else {}
    return _counted(query, Selection(grammar.key_of_places(args.get("key") or ""), whole=True, where=where))


def _counted(query: Query, selection: Selection) -> Selection:
    number = {
        name: given(partial(grammar.whole, name), query.get(name), None)
        for name in ("firstNObservations", "lastNObservations", "limit")
    }
    return Selection(
        selection.keys,
        selection.whole,
        selection.where,
        number["firstNObservations"],
        number["lastNObservations"],
        given(partial(grammar.whole, "offset", least=0), query.get("offset"), 0),
        number["limit"],
        given(grammar.sorts, query.get("sort"), ()),
    )


def _times(query: Query) -> Times:
    as_of = given(partial(grammar.moment, "asOf"), query.get("asOf"), None)
    since = given(partial(grammar.moment, "updatedAfter"), query.get("updatedAfter"), None)
    history = given(partial(grammar.flag, "includeHistory"), query.get("includeHistory"), False)
    if as_of and since and since > as_of:
        raise excluded("updatedAfter", "asOf", "updatedAfter ≤ asOf")
    if history and (since or as_of):
        raise excluded("includeHistory", "updatedAfter" if since else "asOf", "includeHistory=false")
    return Times(as_of, since, history)


def excluded(first: str, second: str, why: str) -> Senseless:
    """Two parameters that cannot be meant together, and what would be right."""
    said = told("sdmx_contradiction", first=first, second=second, why=why)
    return Senseless(f"{first} and {second}", said, parameter=first)


def _flow_1(args: Mapping[str, str]) -> Target:
    """``AGENCY,ID,VERSION``, ``AGENCY,ID`` or ``ID``; a version that is not given is the latest."""
    text = args.get("flow") or "all"
    parts = text.split(",")
    if len(parts) > 3 or "" in parts:
        raise grammar.part_wrong("flowRef", text, "AGENCY,ID,VERSION")
    agency, name, version = {
        1: ("all", *parts, "latest"),
        2: (*parts, "latest"),
        3: tuple(parts),
    }[len(parts)]
    asked: tuple[VersionQuery, ...]
    if version in ("latest", "all", EVERY):
        asked = LATEST if version == "latest" else ()
    else:
        asked = grammar.versions(version)
    return Target(
        ("dataflow",),
        () if agency == "all" else grammar.ids("flowRef", agency, AGENCY, "+"),
        () if name == "all" else grammar.ids("flowRef", name, joint="+"),
        asked,
        _providers(args.get("provider") or "all"),
    )


def _providers(text: str) -> tuple[str, ...]:
    """Providers: ``AGENCY,ID`` or ``ID``, several joined by ``+``; none for any."""
    if text == "all":
        return ()
    pairs = [one.split(",") for one in text.split("+")]
    if any(len(pair) > 2 or "" in pair for pair in pairs):
        raise grammar.part_wrong("providerRef", text, "AGENCY,ID")
    for agency, _ in (pair for pair in pairs if len(pair) == 2):
        grammar.ids("providerRef", agency, AGENCY, "+")
    return grammar.ids("providerRef", "+".join(pair[-1] for pair in pairs), joint="+")


def _mode(query: Query) -> Mode:
    word = given(partial(_word, "mode", ("exact", "available")), query.get("mode"), "exact")
    return "available" if word == "available" else "exact"


def _references(text: str) -> frozenset[str]:
    return frozenset(grammar.words("references", text, REFERENCES)) if text else frozenset()


def _word(name: str, allowed: tuple[str, ...], text: str) -> str:
    if text not in allowed:
        raise wrong("sdmx_word", name, visible(text), known=", ".join(allowed))
    return text


def start_day(query: Query) -> str:
    """Where reporting years begin (``reportingYearStartDay``, ``--07-01``); nothing for 1 January."""
    text = query.get("reportingYearStartDay")
    if text and not is_start_day(text):
        raise wrong("sdmx_word", "reportingYearStartDay", text, known="--01-01 … --12-28")
    return text
