"""schemathesis drives our own description of the door for systems of respondents: no answer is a 5xx, and each is one we told of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.clients.test_schemathesis import checks_of_ours
from tests.people import account
from tests.reporting import issued
from tests.unit.collect.made import UNIT, bundle
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.routes import TABLE
from xinxiao.model.actor import Actor
from xinxiao.model.collect.people import Grant
from xinxiao.uses.call import Call, clock
from xinxiao.uses.collect import tokens

schemathesis: Any = pytest.importorskip("schemathesis", reason="clients stand in an environment of their own")
ASKED = [(route.pattern, route.methods[0]) for route in TABLE.routes if route.session == "bearer"]
WORDS = {"form": "F_M", "period": "2026-08", "unit": UNIT}
"""The report there is: three questions of four are about it."""


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, str]]:
    """Our description with the portal behind it, and a token."""
    ports = bootstrap.ports(tmp_path_factory.mktemp("firm") / "home")
    issued(ports, bundle(), "2026-08", UNIT)
    grants = tuple(Grant(role, UNIT) for role in ("filler", "statistical_head", "unit_head"))  # type: ignore[arg-type]
    who = Actor.signed_in(account(ports, *grants).id, grants)
    _, secret = tokens.make(Call(ports, who, clock()), "ERP", "submit", 30)
    yield schemathesis.openapi.from_asgi("/openapi.json", create(ports)), secret
    ports.ledger.close()


@pytest.mark.parametrize(("path", "method"), ASKED)
def test_whatever_is_sent_is_answered_as_we_said(firm: tuple[Any, str], path: str, method: str) -> None:
    described, secret = firm
    turns = iter(range(1_000_000))

    @given(case=described[path][method].as_strategy())
    @settings(max_examples=100, suppress_health_check=list(HealthCheck), database=None)
    def asked(case: Any) -> None:
        turn = next(turns)
        if turn % 4:
            case.path_parameters.update({k: v for k, v in WORDS.items() if k in case.path_parameters})
        headers = {"authorization": f"Bearer {secret}" if turn % 10 else "Bearer x"}
        answer = case.call(headers=headers)
        assert answer.status_code < 500
        case.validate_response(answer, checks=checks_of_ours())

    asked()
