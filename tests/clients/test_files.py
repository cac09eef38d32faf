"""Other people's programs read the files of a release over HTTP as they are: by column, as a package."""

from __future__ import annotations

import csv
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest
import uvicorn

from xinxiao import bootstrap
from xinxiao.entry.portal.app import create


@pytest.fixture(scope="module")
def fsspec() -> Any:
    """Files of the web as Python files."""
    return pytest.importorskip("fsspec", reason="clients stand in an environment of their own")


@pytest.fixture(scope="module")
def frictionless(fsspec: Any) -> Any:
    """The reference reader of data packages, in the same environment."""
    return pytest.importorskip("frictionless")


@pytest.fixture(scope="module")
def address(policy_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a portal over a home with releases of the policy's programme answers."""
    ports = bootstrap.ports(Path(shutil.copytree(policy_home, tmp_path_factory.mktemp("files") / "home")))
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen(16)
    server = uvicorn.Server(uvicorn.Config(create(ports), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{taken.getsockname()[1]}"
    server.should_exit = True
    thread.join(20)
    ports.ledger.close()


def test_one_column_of_a_parquet_file_is_read_over_http_in_parts(fsspec: Any, address: str) -> None:
    way = httpx.get(f"{address}/data/IC_IO.parquet").headers["location"]
    size = int(httpx.head(f"{address}{way}").headers["content-length"])
    assert size > 500_000
    read: list[int] = []
    with fsspec.open(f"{address}{way}", cache_type="none") as file:
        assert file.size == size
        fetch = file.cache.fetcher
        file.cache.fetcher = lambda first, last: read.append(last - first) or fetch(first, last)
        column = pq.ParquetFile(file).read(columns=["TIME_PERIOD"]).column("TIME_PERIOD")
    assert (len(column), set(column.to_pylist())) == (168_804, {"2012", "2015", "2017", "2018", "2020"})
    assert 0 < sum(read) < size / 4


def test_a_reader_who_begins_at_the_address_of_the_latest_comes_to_the_release(
    fsspec: Any, address: str
) -> None:
    with fsspec.open(
        f"{address}/releases/latest/data/IC_FIGURES.csv?layout=long&lang=en", "rt", encoding="utf-8"
    ) as file:
        row = next(csv.DictReader(file))
    assert (row["REF_AREA_NAME"], row["RELEASE"][:8]) == ("Beijing", "IC-2023-")


@pytest.mark.parametrize("path", ["data/IC_INDEX.zip?lang=en", "data/IC_TASKS.zip", "package.zip"])
def test_a_package_is_valid_to_the_letter_for_frictionless(
    frictionless: Any, address: str, tmp_path: Path, path: str
) -> None:
    place = tmp_path / "package.zip"
    place.write_bytes(
        httpx.get(f"{address}/releases/latest/{path}", follow_redirects=True, timeout=300).content
    )
    report = frictionless.Package(str(place)).validate()
    assert report.flatten(["type", "message"]) == []
    assert report.valid
    assert report.stats["tasks"] >= 4
