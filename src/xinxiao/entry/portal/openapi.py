"""The files for programs, described in OpenAPI 3.1: made from the table of routes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from xinxiao import __version__
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
AGAIN = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds after which to come again"}}


def document(table: Table, root: str = "") -> dict[str, Any]:
    """The description of every route that answers errors in JSON and is no page's, below the root of the portal."""
    routes = [route for route in table.routes if is_file(route)]
    return {
        "openapi": "3.1.0",
        "info": {"title": "xinxiao", "version": __version__},
        "servers": [{"url": root or "/"}],
        "paths": {route.pattern: _path(route) for route in routes},
        "components": {"schemas": {"Error": ERROR}},
    }


def is_file(route: Route) -> bool:
    """Whether a route is for programs: the same in either language, errors in JSON."""
    return route.faults == "json" and route.speech == "none"


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
    return {**told, "schema": {"type": "string", "maxLength": parameter.most}}


def _operation(route: Route, method: str) -> dict[str, Any]:
    name = re.sub(r"\W+", "_", route.pattern).strip("_")
    return {
        "operationId": f"{method}_{name}",
        "summary": route.says,
        "responses": _responses(route),
    }


def _responses(route: Route) -> dict[str, Any]:
    """What may come back, by status. Any other method is answered with 405."""
    fault = {"description": "What is wrong", "content": _content("#/components/schemas/Error")}
    found: dict[str, Any] = {"200": {"description": "As asked for"}}
    if route.ranges:
        found["206"] = {"description": "The part asked for"}
        found["416"] = {"description": "There is no such part"}
    if route.cache != "none":
        found["304"] = {"description": "The copy at hand still holds"}
    return {
        **found,
        "400": fault,
        "404": fault,
        "405": fault,
        "500": fault,
        "503": {**fault, "description": "Come again", "headers": AGAIN},
    }


def _content(schema: str) -> Mapping[str, Any]:
    return {"application/json": {"schema": {"$ref": schema}}}
