"""The files for programs, described in OpenAPI 3.1: made from the table of routes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from xinxiao import __version__
from xinxiao.entry.portal.page_request import Parameter
from xinxiao.entry.portal.route import Route, Table

ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "hint"],
            "properties": {name: {"type": "string"} for name in ("code", "message", "hint")},
        }
    },
}
"""The one shape of an error."""


def document(table: Table) -> dict[str, Any]:
    """The description of every route that answers errors in JSON and is no page's."""
    routes = [route for route in table.routes if is_file(route)]
    return {
        "openapi": "3.1.0",
        "info": {"title": "xinxiao", "version": __version__},
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
    fault = {"description": "What is wrong", "content": _content("#/components/schemas/Error")}
    name = re.sub(r"\W+", "_", route.pattern).strip("_")
    return {
        "operationId": f"{method}_{name}",
        "summary": route.says,
        "responses": {
            "200": {"description": "As asked for"},
            "304": {"description": "The copy at hand still holds"},
            "400": fault,
            "404": fault,
        },
    }


def _content(schema: str) -> Mapping[str, Any]:
    return {"application/json": {"schema": {"$ref": schema}}}
