"""The gap between what is published and what the account explains: measured, divided where it can be, and left unexplained."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import anyio
import httpx
import pytest

from xinxiao import bootstrap
from xinxiao.entry.portal.app import create


@pytest.fixture(scope="module")
def app(policy_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The portal on the policy's programme."""
    ports = bootstrap.ports(copytree(policy_home, tmp_path_factory.mktemp("gap") / "home"))
    yield create(ports)
    ports.ledger.close()


def get(app: Any, path: str) -> httpx.Response:
    async def send() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1"
        ) as client:
            return await client.get(path)

    return anyio.run(send)


def table(app: Any, name: str) -> dict[str, dict[str, str]]:
    """A table of the page as it is handed out, by its first column."""
    page = get(app, "/en/account/gap").text
    href = next(h for h in re.findall(r'href="([^"]+\.csv[^"]*)"', page) if f"figure={name}" in h)
    rows = list(csv.DictReader(io.StringIO(get(app, href).text)))
    return {next(iter(row.values())): row for row in rows}


def test_parts_and_rest_add_up_to_what_was_published(app: Any) -> None:
    years = table(app, "years")
    assert list(years) == ["2012", "2013", "2014", "2016", "2017", "2018", "2020", "2021"]
    row = years["2017"]
    assert float(row["IC_SCALE"]) == 4.5  # trillion yuan
    assert float(row["IC_NARROW"]) == pytest.approx(14_681, abs=1)  # 100 million yuan
    parts = ("IC_NARROW", "IC_SCALE_CONTENT", "IC_SCALE_REST")
    assert sum(float(row[name]) for name in parts) == pytest.approx(45_000, abs=0.01)
    assert float(row["IC_SCALE_REST_SHARE"]) == pytest.approx(59.65, abs=0.01)


def test_the_rest_is_divided_only_where_a_division_was_published(app: Any) -> None:
    divided = table(app, "divided")
    assert list(divided) == ["2018"]
    whole = float(table(app, "years")["2018"]["IC_SCALE_REST"])
    halves = [float(divided["2018"][name]) for name in ("IC_SCALE_REST_G", "IC_SCALE_REST_S")]
    assert sum(halves) == pytest.approx(whole, abs=0.01)


def test_growth_is_compared_between_years_with_tables(app: Any) -> None:
    growth = table(app, "growth")
    assert list(growth) == ["2012/2017", "2017/2018", "2018/2020", "2012/2020"]
    assert float(growth["2012/2017"]["IC_SCALE"]) == pytest.approx(21.5, abs=0.05)
    assert float(growth["2012/2017"]["IC_NARROW"]) == pytest.approx(8.9, abs=0.05)


def test_the_page_lays_the_rest_to_no_cause_and_the_account_leads_to_it(app: Any) -> None:
    assert "laid to no cause" in get(app, "/en/account/gap").text
    assert 'href="/zh/account/gap"' in get(app, "/zh/account").text
