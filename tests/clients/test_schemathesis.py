"""schemathesis drives our own description of SDMX REST: whatever it asks, no answer is a 5xx, and each is one we told of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.openapi import is_sdmx
from xinxiao.entry.portal.routes import TABLE

schemathesis: Any = pytest.importorskip("schemathesis", reason="clients stand in an environment of their own")
PATHS = [route.pattern for route in TABLE.routes if is_sdmx(route) and route.pattern.startswith("/sdmx/v2")]
PATHS += ["/sdmx/v1/data/{flow}/{key}/{provider}"]
PATHS += ["/sdmx/v1/availableconstraint/{flow}/{key}/{provider}/{component}"]
WORDS = {
    "context": "dataflow",
    "agency": "EXAMPLE_CITY",
    "resource": "RD_INDICATORS",
    "version": "+",
    "flow": "RD_INDICATORS",
    "kind": "dataflow",
}
"""Parts of addresses that lead somewhere: every second question has them, so that not all end at the first part."""


def checks_of_ours() -> list[Any]:
    """That status, type and shape of an answer are among those told of; not that every text is a question that makes sense."""
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    return [
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_schema_conformance,
    ]


@pytest.fixture(scope="module")
def described(fresh_home: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Our description, and the portal behind it."""
    import shutil

    ports = bootstrap.ports(shutil.copytree(fresh_home, tmp_path_factory.mktemp("any") / "home"))
    yield schemathesis.openapi.from_asgi("/openapi.json", create(ports))
    ports.ledger.close()


@pytest.mark.parametrize("path", PATHS)
def test_whatever_is_asked_is_answered_as_we_said(described: Any, path: str) -> None:
    turns = iter(range(1_000_000))

    @given(case=described[path]["GET"].as_strategy())
    @settings(max_examples=80, suppress_health_check=list(HealthCheck), database=None)
    def asked(case: Any) -> None:
        if next(turns) % 2:
            case.path_parameters.update({k: v for k, v in WORDS.items() if k in case.path_parameters})
        answer = case.call()
        assert answer.status_code < 500
        case.validate_response(answer, checks=checks_of_ours())

    asked()
