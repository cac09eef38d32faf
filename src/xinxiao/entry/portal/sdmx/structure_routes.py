"""Rows of SDMX REST for structures, in version 2.2 and in version 1.5."""

from __future__ import annotations

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.sdmx.routes import LIST, WORD, sdmx_route
from xinxiao.entry.portal.sdmx.schema import schema
from xinxiao.entry.portal.sdmx.structure_questions import OLDER, OLDER_OTHER
from xinxiao.entry.portal.sdmx.structures import structures, structures_1

_HOW = (parameters.text("detail", WORD), parameters.text("references", LIST))
_PARTS = "{agency}/{resource}/{version}/{item}"

ROUTES = (
    sdmx_route(
        "/sdmx/v2/schema/{context}/{agency}/{resource}/{version}",
        schema,
        *(parameters.text(name, WORD) for name in ("dimensionAtObservation", "deletion", "asOf")),
        optional=1,
        faults="sdmx",
    ),
    sdmx_route(
        f"/sdmx/v2/structure/{{kind}}/{_PARTS}",
        structures,
        *_HOW,
        parameters.text("asOf", WORD),
        optional=5,
        faults="sdmx",
    ),
    *(
        sdmx_route(f"/sdmx/v1/{kind}/{_PARTS}", structures_1(kind), *_HOW, optional=4, faults="sdmx-1")
        for kind in (*OLDER, *OLDER_OTHER)
    ),
)
