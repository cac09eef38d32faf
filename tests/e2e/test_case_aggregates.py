"""From cases to a release: acts are counted by a command, sealed by another, and read on pages, in files and by SDMX."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.counted import Registry, programme
from tests.e2e.conftest import Command
from tests.unit.portal.conftest import asker
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create

SDMX = "/sdmx/v2/data/dataflow/EXAMPLE_CITY/RD_CASES/1.0.0"
CSV = "application/vnd.sdmx.data+csv;version=2.0.0"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A home with invented cases of March 2025: in four counties four each were opened, in the fifth two."""
    folder, home = programme(tmp_path / "programme"), tmp_path / "home"
    ports = bootstrap.ports(home)
    registry = Registry(ports.oversight, ports.ledger, folder, synthetic=True)
    for area, many in (("990001", 4), ("990002", 4), ("990003", 4), ("990004", 4), ("990005", 2)):
        for _ in range(many):
            registry.ended(registry.opened("2025-03-03", area), "2025-03-10")
    ports.ledger.close()
    return tmp_path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.lstrip("\ufeff").splitlines()))


def test_cases_become_a_release_in_which_what_is_small_has_no_value(place: Path, xinxiao: Command) -> None:
    folder, home = place / "programme", place / "home"
    asked = ("case", "aggregate", "2025-03", "--programme", folder, "--home", home)
    said = xinxiao(*asked)
    assert said.code == 0, said.err
    assert "Invented cases are among them" in said.err
    written = Path(said.out.splitlines()[-1])
    assert written == folder / "cases/2025-03.csv"
    day = rows(written.read_text("utf-8"))[0]["VINTAGE"]
    again = xinxiao(*asked)
    assert (again.code, again.out) == (0, "")
    assert "nothing changed since it was counted last" in again.err
    release = xinxiao("run", "--programme", folder, "--as-of", day, "--home", home).release
    get = asker(create(bootstrap.ports(home)))
    found = rows(get(f"{SDMX}?c[INDICATOR]=OPENED", accept=CSV).text)
    values = {row["REF_AREA"]: (row["OBS_VALUE"], row["OBS_STATUS"], row["CONF_STATUS"]) for row in found}
    assert values["990000"] == ("18", "A", "F")
    assert values["990005"] == ("", "Q", "C")
    assert sorted(conf for _, _, conf in values.values()) == ["C", "D", "F", "F", "F", "F"]
    assert {row["SYNTHETIC"] for row in found} == {"Y"}
    file = rows(get(f"/releases/{release}/data/RD_CASES.csv?REF_AREA=990005").text)
    assert {row["OBS_VALUE"] for row in file if row["CONF_STATUS"] != "F"} == {""}
    page = get("/zh/data/RD_CASES?REF_AREA=990005")
    assert page.status_code == 200
    assert "不公布" in page.text
    assert "全部数字都是编造的" in page.text
    figures = xinxiao(
        *("data", "RD_FIGURES", "--where", "INDICATOR=OPENED", "--release", release, "--home", home)
    )
    assert {row["REF_AREA"] for row in rows(figures.out)} == {
        area for area, (value, *_) in values.items() if value
    }
    assert xinxiao("verify", release, "--home", home).code == 0
    assert xinxiao("ledger", "verify", "--home", home).code == 0
    names = [path for path in home.rglob("*") if path.is_file() and b"PER-2026-0000" in path.read_bytes()]
    assert all("ledger" in path.name for path in names)  # no blob of the lake names a case


def test_a_release_is_refused_where_the_programme_does_not_say_that_it_is_invented(
    place: Path, xinxiao: Command
) -> None:
    folder, home = place / "programme", place / "home"
    assert xinxiao("case", "aggregate", "2025-03", "--programme", folder, "--home", home).code == 0
    file = folder / "programme.yaml"
    file.write_text(file.read_text("utf-8").replace("synthetic: true", "synthetic: false"), "utf-8")
    refused = xinxiao("run", "--programme", folder, "--home", home)
    assert refused.code == 1
    assert "invented" in refused.err
    refused = xinxiao("case", "aggregate", "2025-03", "--programme", folder, "--home", home)
    assert refused.code != 0
    assert "some are invented" in refused.err


def test_what_cannot_be_counted_is_told(place: Path, xinxiao: Command) -> None:
    folder, home = place / "programme", place / "home"
    for month, words in (
        (
            "2025-02",
            "There was no case yet in 2025-02; the first of those that are counted was opened on 2025-03-03",
        ),
        ("2099-01", "2099-01 is not over"),
        ("March", "March is no month"),
    ):
        said = xinxiao("case", "aggregate", month, "--programme", folder, "--home", home)
        assert said.code != 0
        assert words in said.err
    assert not (folder / "cases").exists()
