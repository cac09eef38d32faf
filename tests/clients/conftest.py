"""The policy's own dataflows, served on loopback to clients that know nothing of this project."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.e2e.test_serve import served
from xinxiao import bootstrap
from xinxiao.publish.sdmx.cells import texts
from xinxiao.uses.call import Call
from xinxiao.uses.data import data

collect_ignore_glob = [] if find_spec("sdmx") else ["test_*.py"]
"""Clients stand in an environment of their own (the group clients): where it is not, nothing here is collected."""
Rows = set[frozenset[tuple[str, str]]]
"""Rows, each as its values by column as text; a column without a value, or with an empty text, is not there."""


@dataclass(frozen=True)
class Published:
    """The newest release in a home of the policy's programme, and the address of a portal that serves it."""

    call: Call
    url: str

    def rows(self, flow: str, limit: int | None = None) -> Rows:
        """The rows that are sealed, in key order, as texts with the places they are published with."""
        found: Rows = set()
        extract = data(self.call, flow, limit=limit)
        for batch in extract.batches():
            columns = {name: texts(batch, name).to_pylist() for name in batch.schema.names}
            found |= {
                frozenset((name, value) for name, value in zip(columns, row, strict=True) if value)
                for row in zip(*columns.values(), strict=True)
            }
        assert len(found) == extract.rows > 0
        return found


@pytest.fixture(scope="session")
def published(policy_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    folder = tmp_path_factory.mktemp("clients")
    call = bootstrap.call(shutil.copytree(policy_home, folder / "own"))
    with served(shutil.copytree(policy_home, folder / "served")) as (_, url):
        yield Published(call, url)
    call.ports.ledger.close()
