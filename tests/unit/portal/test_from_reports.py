"""From invented reports to a release: submitted, frozen, totalled, sealed, and told as invented all along."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import yaml

from tests.frames import TINY_FRAME
from tests.nouns import TUTORIAL
from tests.reported import FORM, form, with_reported
from tests.unit.portal.conftest import asker
from xinxiao.entry.portal.app import create
from xinxiao.files.yaml import write_yaml
from xinxiao.programme.load import load
from xinxiao.uses.call import Call
from xinxiao.uses.collect import demonstration
from xinxiao.uses.collect.snapshot import take
from xinxiao.uses.collect.synthesise import one, synthesise
from xinxiao.uses.collect.totals import write
from xinxiao.uses.data import data
from xinxiao.uses.explain import explain
from xinxiao.uses.run import run

SAID = {"zh": "词", "en": "word"}
PERIOD = "2026-03"
TOTAL = {
    "id": "T_SALES",
    "name": SAID,
    "form": FORM,
    "item": "SALES",
    "indicator": "SALES",
    "scope": "REPORTED_SALES",
    "levels": ["nation", "province"],
    "strata": ["province"],
}


def programme_in(place: Path) -> Path:
    """The tutorial's programme, which says that it is invented, with a register of units, a form, and a total of it."""
    shutil.copytree(TUTORIAL, place)
    shutil.copytree(TINY_FRAME / "codelists", place / "codelists", dirs_exist_ok=True)
    shutil.copy(TINY_FRAME / "frame.yaml", place)
    heads = place / "codelists.yaml"
    heads.write_bytes(heads.read_bytes() + (TINY_FRAME / "codelists.yaml").read_bytes())
    (place / "forms").mkdir()
    (place / f"forms/{FORM}.yaml").write_bytes(write_yaml(msgspec.to_builtins(form())))
    (place / "totals.yaml").write_bytes(write_yaml({"totals": [TOTAL]}))
    indicator = {"id": "SALES", "name": SAID, "unit": "ITEMS", "definition": SAID, "scope": "REPORTED_SALES"}
    (place / "indicators_reported.yaml").write_bytes(write_yaml({"indicators": [indicator]}))
    scope = {"id": "REPORTED_SALES", "name": SAID, "holder": SAID, "kind": "estimated", "definition": SAID}
    (place / "scopes_reported.yaml").write_bytes(write_yaml({"scopes": [scope]}))
    held = yaml.safe_load((place / "dataflows.yaml").read_text())
    (place / "dataflows.yaml").write_bytes(write_yaml(with_reported(held)))
    return place


def test_invented_reports_become_a_release_that_says_so(own: Call, tmp_path: Path) -> None:
    folder = programme_in(tmp_path / "programme")
    found = load(folder)
    assert [str(one) for one in found.findings if one.level == "error"] == []
    programme, files = found.parts, tmp_path / "files"
    asked = one(FORM, PERIOD, units=40, errors=0, seed=8)
    synthesise(programme, asked, files)
    made = demonstration.load(own, programme, demonstration.Filling(asked, files), folder)
    assert made.counts == {"submitted": 40}
    taken = take(own, programme, FORM, PERIOD)
    assert (taken.submitted, taken.synthetic) == (40, True)
    # the tutorial's cycle looks at what was known in June 2025
    written = write(replace(own, now=own.now.replace(year=2025, month=5)), programme, folder, FORM, PERIOD)
    every = list(
        csv.DictReader(next(p for p in written.files if p.parent.name == "reported").read_text().splitlines())
    )
    hidden = {row["REF_AREA"] for row in every if row["CONF_STATUS"] in ("C", "D")}
    assert hidden == {
        "990002",
        "990005",
    }  # two units in each: fewer than three
    release = run(own, folder)
    shown = data(own, "RD_FIGURES", {"INDICATOR": ["SALES"]}, release.id)
    rows = [row for batch in shown.batches() for row in batch.to_pylist()]
    assert rows
    assert not hidden & {row["REF_AREA"] for row in rows}
    whole = {row["REF_AREA"]: row for row in rows}["990000"]
    # the sum of what forty units reported, read from the files alone
    assert whole["OBS_VALUE"] == _sum(files)
    where = {"INDICATOR": "SALES", "REF_AREA": "990000", "SCOPE": "REPORTED_SALES"}
    root = explain(own, "RD_FIGURES", where, release.id).root
    source, key = load(folder).parts.sources[str(root.observation["SOURCE"])], root.key
    assert (source.snapshot, source.synthetic) == (taken.sha256, True)
    get = asker(create(own.ports))
    figure = get(f"/zh/explain/RD_FIGURES/{key}")
    assert figure.status_code == 200
    assert "全部数字都是编造的" in figure.text
    assert taken.sha256 in get(f"/explain/RD_FIGURES/{key}.json").text
    # withheld totals stand in a dataflow of their own, on its page and in its files, without a value and not without a word
    for area in hidden:
        page = get(f"/zh/data/RD_REPORTED?REF_AREA={area}")
        assert page.status_code == 200
        assert "不公布" in page.text
        file = get(f"/releases/{release.id}/data/RD_REPORTED.csv?REF_AREA={area}")
        (line,) = csv.DictReader(file.text.lstrip("\ufeff").splitlines())
        assert (line["OBS_VALUE"], line["OBS_STATUS"], line["RESPONSE_RATE"]) == ("", "Q", "")
        assert line["CONF_STATUS"] in ("C", "D")
    assert "withheld" in get("/en/data/RD_REPORTED").text
    sdmx = f"/sdmx/v2/data/dataflow/EXAMPLE_CITY/RD_REPORTED/1.0.0?c[REF_AREA]={min(hidden)}"
    (line,) = csv.DictReader(
        get(sdmx, accept="application/vnd.sdmx.data+csv;version=2.0.0").text.splitlines()
    )
    assert (line["OBS_VALUE"], line["OBS_STATUS"], line["CONF_STATUS"] in ("C", "D")) == ("", "Q", True)
    for area in hidden:
        assert get(f"/zh/explain/RD_FIGURES/{key.replace('990000', area)}").status_code == 404


def _sum(files: Path) -> Decimal:
    contents = pq.read_table(files / "reports.parquet").column("content").to_pylist()
    return sum((Decimal(msgspec.json.decode(one)["cells"]["SALES"]) for one in contents), Decimal(0))
