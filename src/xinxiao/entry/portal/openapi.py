"""The files for programs, described in OpenAPI 3.1: made from the table of routes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from xinxiao import __version__
from xinxiao.collect.rows import Given
from xinxiao.entry.portal.body import LINES
from xinxiao.entry.portal.page_request import Parameter
from xinxiao.entry.portal.route import Route, Table

PARTS = ("code", "message", "hint", "request")
ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": list(PARTS),
            "properties": {name: {"type": "string"} for name in PARTS},
        }
    },
}
"""The one shape of an error."""
SDMX_ERROR = {
    "type": "object",
    "required": ["errors"],
    "properties": {
        "errors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["code", "title"],
                "properties": {"code": {"type": "integer"}, "title": {"type": "string"}},
            },
        }
    },
}
"""The same as SDMX-JSON says it."""
AGAIN = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds after which to come again"}}


def document(table: Table, root: str = "") -> dict[str, Any]:
    """The description of every route that is for programs, below the root of the portal."""
    routes = [route for route in table.routes if is_file(route) and route.session in ("none", "bearer")]
    return {
        "openapi": "3.1.0",
        "info": {"title": "xinxiao", "version": __version__},
        "servers": [{"url": root or "/"}],
        "paths": _paths(routes),
        "components": {
            "schemas": {"Error": ERROR, "SdmxError": SDMX_ERROR, **reported()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def is_file(route: Route) -> bool:
    """Whether a route is for programs: the same in either language with errors in JSON, or SDMX."""
    return (route.faults == "json" and route.speech == "none") or is_sdmx(route)


def is_sdmx(route: Route) -> bool:
    """Whether a route speaks SDMX REST."""
    return route.faults in ("sdmx", "sdmx-1")


def reported() -> dict[str, Any]:
    """The shape of a report that a program sends."""
    _, schemas = msgspec.json.schema_components([Given], ref_template="#/components/schemas/{name}")
    return dict(schemas)


def _paths(routes: Sequence[Route]) -> dict[str, Any]:
    """Routes by their address: one that is read and one that is written may share it."""
    found: dict[str, Any] = {}
    for route in routes:
        own = _path(route)
        held = found.setdefault(route.pattern, {"parameters": []})
        known = [parameter["name"] for parameter in held["parameters"]]
        own["parameters"] = held["parameters"] + [p for p in own["parameters"] if p["name"] not in known]
        held.update(own)
    return found


def _path(route: Route) -> dict[str, Any]:
    names = re.findall(r"\{(\w+)\}", route.pattern)
    shared = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    shared += [_parameter(parameter) for parameter in route.parameters]
    methods = [method.lower() for method in route.methods]
    return {"parameters": shared, **{method: _operation(route, method) for method in methods}}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    told: dict[str, Any] = {"name": parameter.name, "in": "query", "required": False}
    if parameter.kind == "columns":  # any coded column of the dataflow, repeated or joined by commas
        codes = {"type": "array", "items": {"type": "string"}}
        schema = {"type": "object", "additionalProperties": codes}
        return {**told, "style": "form", "explode": True, "schema": schema}
    if parameter.kind == "components":  # c[FREQ]=A
        schema = {"type": "object", "additionalProperties": {"type": "string", "maxLength": parameter.most}}
        return {**told, "name": "c", "style": "deepObject", "explode": True, "schema": schema}
    return {**told, "schema": {"type": "string", "maxLength": parameter.most}}


def _operation(route: Route, method: str) -> dict[str, Any]:
    name = re.sub(r"\W+", "_", route.pattern).strip("_")
    made: dict[str, Any] = {
        "operationId": f"{method}_{name}",
        "summary": route.says,
        "responses": _responses(route),
    }
    if route.session == "bearer":
        made["security"] = [{"token": []}]
        if method == "post":
            made["requestBody"] = {"required": True, "content": _sent(route)}
    return made


def _sent(route: Route) -> dict[str, Any]:
    """What may be sent to a route, by media type."""
    given = {"schema": {"$ref": f"#/components/schemas/{Given.__name__}"}}
    json = {"application/json": given} if route.takes.json else {}
    lines = LINES if route.takes.lines and not route.takes.json else LINES[:1] if route.takes.lines else ()
    return {**json, **{media: {"schema": {"type": "string"}} for media in lines}}


def _responses(route: Route) -> dict[str, Any]:
    """What may come back, by status. Any other method is answered with 405."""
    fault = {"description": "What is wrong", "content": _content("#/components/schemas/Error")}
    found: dict[str, Any] = {"200": {"description": "As asked for"}}
    if is_sdmx(route):
        return _sdmx_responses(route, found)
    if route.cache != "none":
        found["206"] = {"description": "The part asked for"}
        found["416"] = {"description": "There is no such part"}
    if route.cache != "none":
        found["304"] = {"description": "The copy at hand still holds"}
    faults: dict[str, Any] = dict.fromkeys(("400", "404", "405"), fault)
    if "{release}" in route.pattern:
        faults["410"] = {**fault, "description": "It was published and is withdrawn; its manifest stays"}
    if route.beyond:
        faults["413"] = {
            **fault,
            "description": "More than the form holds; the hint says how to get it whole",
        }
    if route.session == "bearer":
        faults |= dict.fromkeys(("401", "403"), fault)
        if "POST" in route.methods:
            found["201"] = {"description": "Submitted, with the receipt"}
            faults |= dict.fromkeys(("408", "409", "413", "415", "422"), fault)
            if route.about == "unit":
                faults["412"] = {**fault, "description": "It moved on since what If-Match names"}
    again = {**fault, "description": "Come again", "headers": AGAIN}
    return {**found, **faults, "500": fault, "503": again}


def _sdmx_responses(route: Route, found: dict[str, Any]) -> dict[str, Any]:
    """What SDMX REST answers (REST 2.2, doc/status.md; REST 1.5, section 4.7)."""
    if route.media:
        found["200"]["content"] = {media: {} for media in route.media}
    content = {**_content("#/components/schemas/SdmxError"), "application/xml": {}}
    fault = {"description": "What is wrong", "content": content}
    empty = {"204": {"description": "Nothing matches"}} if route.faults == "sdmx" else {}
    statuses = ("400", "403", "404", "405", "406", "410", "413", "414", "422", "500")
    again = {**fault, "description": "Come again", "headers": AGAIN}
    held = {"304": {"description": "The copy at hand still holds"}}
    return {**found, **empty, **held, **dict.fromkeys(statuses, fault), "503": again}


def _content(schema: str) -> Mapping[str, Any]:
    return {"application/json": {"schema": {"$ref": schema}}}
