"""Rows of SDMX REST: data and availability, in version 2.2 and in version 1.5."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.page_answers import says
from xinxiao.entry.portal.page_request import Parameter
from xinxiao.entry.portal.route import Route, Visit
from xinxiao.entry.portal.sdmx.availability import availability, availability_1
from xinxiao.entry.portal.sdmx.data import data, data_1
from xinxiao.entry.portal.sdmx.forms import DATA, DATA_1, STRUCTURES, STRUCTURES_1

WORD, LIST = 100, 4_000
"""Characters of a word, and of a list of words."""


def _words(*names: str) -> tuple[Parameter, ...]:
    return tuple(parameters.text(name, WORD) for name in names)


_COUNTED = _words("firstNObservations", "lastNObservations", "offset", "limit")
_SHAPE = _words("dimensionAtObservation")
_LISTS = tuple(parameters.text(name, LIST) for name in ("attributes", "measures", "sort"))
_TIMES = _words("updatedAfter", "includeHistory", "asOf", "reportingYearStartDay")
_OFFER = (parameters.text("references", LIST), *_words("mode", "updatedAfter", "reportingYearStartDay"))
_PERIODS = _words("startPeriod", "endPeriod")


def sdmx_route(
    pattern: str,
    make: Callable[[Visit], Answer],
    *declared: Parameter,
    optional: int,
    faults: Literal["sdmx", "sdmx-1"],
    media: Iterable[str] = (),
) -> Route:
    """The row of an address of SDMX REST: errors as SDMX says them, in the reader's language."""
    return Route(
        pattern=pattern,
        make=make,
        says=says(make),
        access=PUBLIC,
        cache="revalidate",
        parameters=declared,
        faults=faults,
        speech="header",
        room="files",
        optional=optional,
        plus="plus",
        media=tuple(media),
    )


_PARTS = "{context}/{agency}/{resource}/{version}/{key}"

ROUTES = (
    sdmx_route(
        f"/sdmx/v2/data/{_PARTS}",
        data,
        parameters.COMPONENTS,
        *_COUNTED,
        *_SHAPE,
        *_LISTS,
        *_TIMES,
        optional=5,
        faults="sdmx",
        media=DATA,
    ),
    sdmx_route(
        "/sdmx/v1/data/{flow}/{key}/{provider}",
        data_1,
        *_PERIODS,
        *_words("firstNObservations", "lastNObservations", "dimensionAtObservation", "detail"),
        *_words("updatedAfter", "includeHistory"),
        optional=2,
        faults="sdmx-1",
        media=DATA_1,
    ),
    sdmx_route(
        f"/sdmx/v2/availability/{_PARTS}/{{component}}",
        availability,
        parameters.COMPONENTS,
        *_OFFER,
        optional=6,
        faults="sdmx",
        media=STRUCTURES,
    ),
    sdmx_route(
        "/sdmx/v1/availableconstraint/{flow}/{key}/{provider}/{component}",
        availability_1,
        *_PERIODS,
        *_OFFER,
        optional=3,
        faults="sdmx-1",
        media=STRUCTURES_1,
    ),
)
