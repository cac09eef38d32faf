"""Reports to figures: a snapshot's totals reach an indicator of a release, protected, with their source, and no unit does."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
import yaml

from tests.nouns import POLICY, TUTORIAL
from tests.reported import FORM, PERIOD, content, form, issue, report, unit, units, with_reported
from xinxiao.errors import Conflict, DataFault, NotFound, ProgrammeFault
from xinxiao.files.yaml import write_yaml
from xinxiao.model.collect.snapshot import SnapshotRead
from xinxiao.model.finding import Finding
from xinxiao.programme.load import load
from xinxiao.programme.loaded import Loaded
from xinxiao.uses.call import Call
from xinxiao.uses.collect.snapshot import take
from xinxiao.uses.collect.totals import Made, coarser_of, write
from xinxiao.uses.data import data
from xinxiao.uses.explain import explain
from xinxiao.uses.run import run

SAID = {"zh": "词", "en": "word"}
TOTAL = {
    "id": "T_SALES",
    "name": SAID,
    "form": FORM,
    "item": "SALES",
    "indicator": "SALES",
    "scope": "REPORTED_SALES",
    "levels": ["nation", "province"],
    "strata": ["province", "size"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tutorial's programme with a form, an indicator of its own scope, and a total that joins them."""
    place = Path(shutil.copytree(TUTORIAL, tmp_path / "programme"))
    (place / "forms").mkdir()
    (place / f"forms/{FORM}.yaml").write_bytes(write_yaml(msgspec.to_builtins(form())))
    (place / "totals.yaml").write_bytes(write_yaml({"totals": [TOTAL]}))
    indicator = {"id": "SALES", "name": SAID, "unit": "ITEMS", "definition": SAID, "scope": "REPORTED_SALES"}
    (place / "indicators_reported.yaml").write_bytes(write_yaml({"indicators": [indicator]}))
    scope = {"id": "REPORTED_SALES", "name": SAID, "holder": SAID, "kind": "estimated", "definition": SAID}
    (place / "scopes_reported.yaml").write_bytes(write_yaml({"scopes": [scope]}))
    _declare(place)
    return place


def _declare(place: Path) -> None:
    """Have the dataflow of figures say error, response and confidentiality."""
    held = yaml.safe_load((place / "dataflows.yaml").read_text())
    (place / "dataflows.yaml").write_bytes(write_yaml(with_reported(held)))


def loaded(folder: Path) -> Loaded:
    return load(folder)


def errors(folder: Path) -> list[Finding]:
    return [found for found in load(folder).findings if found.level == "error"]


def reported(call: Call, *rows: tuple[str, str, str | None], real: bool = False) -> None:
    """Reports of areas, sizes and sales; None did not answer. The units are invented unless they are ``real``."""
    ledger = call.ports.ledger
    names = [f"{'R' if real else 'SYN'}-{number:03d}" for number in range(len(rows))]
    units(ledger, [unit(name, area, size) for name, (area, size, _) in zip(names, rows, strict=True)])
    issue(ledger, PERIOD)
    for name, (_, _, sales) in zip(names, rows, strict=True):
        state, given = ("due", ()) if sales is None else ("submitted", (content(SALES=sales),))
        report(ledger, name, PERIOD, state, *given)


FULL = [(f"99000{area}", "L", str(10 * area + at)) for area in range(1, 6) for at in range(4)]
"""Five counties of four units each: 10, 11, 12, 13 in the first, 20 … in the second; 640 - 10 ... in all 630."""


def totals(call: Call, folder: Path) -> Made:
    programme = load(folder).parts
    take(call, programme, FORM, PERIOD)
    return write(call, programme, folder, FORM, PERIOD)


def rows_of(made: Made, which: int) -> list[dict[str, str]]:
    return list(csv.DictReader(made.files[which].read_text().splitlines()))


def test_everybody_answered_and_all_totals_are_sums(own: Call, folder: Path) -> None:
    reported(own, *FULL)
    made = totals(own, folder)
    assert made.counts == {"free": 6, "own": 0, "further": 0, "undefined": 0}
    found = {row["REF_AREA"]: row for row in rows_of(made, 0)}
    # 10 + 11 + 12 + 13 = 46, and 40 more in each county after it
    assert {code: row["OBS_VALUE"] for code, row in found.items()} == {
        "990000": "630.00",
        **{f"99000{n}": f"{6 + 40 * n}.00" for n in range(1, 6)},
    }
    first = found["990001"]
    assert (first["OBS_STATUS"], first["CONF_STATUS"], first["SCOPE"]) == ("A", "F", "REPORTED_SALES")
    assert (float(first["RESPONSE_RATE"]), float(first["OBS_ERROR"])) == (1.0, 0.0)
    assert (first["TIME_PERIOD"], first["FREQ"]) == (PERIOD, "M")


def test_those_who_did_not_answer_are_weighed_and_told(own: Call, folder: Path) -> None:
    reported(own, *FULL, ("990001", "L", None))
    found = {row["REF_AREA"]: row for row in rows_of(totals(own, folder), 0)}
    # 46 of four stand for five
    assert (found["990001"]["OBS_VALUE"], found["990001"]["OBS_STATUS"]) == ("57.50", "E")
    assert float(found["990001"]["RESPONSE_RATE"]) == 0.8
    # s² of 10, 11, 12, 13 is 5/3: sqrt(25 * (1 - 4/5) * (5/3) / 4)
    assert float(found["990001"]["OBS_ERROR"]) == pytest.approx(1.44338, rel=1e-4)
    assert found["990002"]["OBS_STATUS"] == "A"


def test_a_county_of_two_units_is_withheld_and_another_with_it(own: Call, folder: Path) -> None:
    thin = [row for row in FULL if not (row[0] == "990001" and row[2] in ("12", "13"))]
    reported(own, *thin)
    made = totals(own, folder)
    every = {row["REF_AREA"]: row for row in rows_of(made, 3)}
    assert every["990001"]["CONF_STATUS"] == "C"
    further = [code for code, row in every.items() if row["CONF_STATUS"] == "D"]
    assert len(further) == 1
    for code in ("990001", *further):  # nothing stands there that tells of them
        assert [every[code][name] for name in ("OBS_VALUE", "OBS_ERROR", "RESPONSE_RATE", "FRAME_UNITS")] == [
            ""
        ] * 4
    shown = {row["REF_AREA"]: Decimal(row["OBS_VALUE"]) for row in rows_of(made, 0)}
    assert not {"990001", *further} & set(shown)
    # to subtract leaves the two together
    if "990000" in shown:
        rest = shown["990000"] - sum(value for code, value in shown.items() if code != "990000")
        assert rest != Decimal(21)


def test_a_county_where_nobody_answered_is_undefined_and_so_is_the_whole(own: Call, folder: Path) -> None:
    reported(own, *FULL[4:], ("990001", "L", None))
    made = totals(own, folder)
    assert made.counts["undefined"] == 2
    assert {row["REF_AREA"] for row in rows_of(made, 0)} == {f"99000{n}" for n in range(2, 6)}


def test_reported_data_reach_a_release_and_lead_back_to_the_snapshot(own: Call, folder: Path) -> None:
    reported(own, *FULL)
    programme = load(folder).parts
    taken = take(own, programme, FORM, PERIOD)
    write(replace(own, now=own.now.replace(year=2025, month=5)), programme, folder, FORM, PERIOD)
    assert errors(folder) == []
    release = run(own, folder)
    figures = data(own, "RD_FIGURES", {"INDICATOR": ["SALES"], "REF_AREA": ["990001"]}, release.id)
    (row,) = [row for batch in figures.batches() for row in batch.to_pylist()]
    assert (row["OBS_VALUE"], row["RESPONSE_RATE"], row["CONF_STATUS"]) == (Decimal("46"), 1.0, "F")
    where = {"INDICATOR": "SALES", "REF_AREA": "990001", "SCOPE": "REPORTED_SALES"}
    found = explain(own, "RD_FIGURES", where, release.id)
    source = load(folder).parts.sources[str(found.root.observation["SOURCE"])]
    assert source.snapshot == taken.sha256
    # neither the snapshot nor any unit is in the release
    assert taken.sha256 not in release.blobs
    for digest in release.blobs:
        assert b"SYN-00" not in own.ports.blobs.get(digest)


def test_that_a_snapshot_was_read_is_noted(own: Call, folder: Path) -> None:
    reported(own, *FULL)
    totals(own, folder)
    (event,) = own.ports.ledger.readings.events(kind=SnapshotRead.kind)
    assert event.fact["how"] == "totals"


def honest(folder: Path) -> None:
    """Say that the programme's figures are not invented."""
    file = folder / "programme.yaml"
    file.write_text(file.read_text().replace("synthetic: true", "synthetic: false"))


def test_invented_units_give_no_totals_to_a_programme_that_is_not_invented(own: Call, folder: Path) -> None:
    honest(folder)
    reported(own, *FULL)
    with pytest.raises(DataFault) as caught:
        totals(own, folder)
    assert caught.value.told.name == "snapshot_synthetic"
    assert not (folder / "reported").exists()


def test_real_units_do(own: Call, folder: Path) -> None:
    honest(folder)
    reported(own, *FULL, real=True)
    assert totals(own, folder).counts["free"] == 6


def test_invented_figures_carried_over_by_hand_stop_the_check_and_the_run(own: Call, folder: Path) -> None:
    reported(own, *FULL)
    programme = load(folder).parts
    take(own, programme, FORM, PERIOD)
    write(replace(own, now=own.now.replace(year=2025, month=5)), programme, folder, FORM, PERIOD)
    honest(folder)
    assert [found.code for found in errors(folder)] == ["SOURCE_SYNTHETIC"]
    with pytest.raises(ProgrammeFault):
        run(own, folder)
    # and taking the word away from the file does not help: the ledger knows
    (file,) = folder.glob("sources_reported*.yaml")
    file.write_text(file.read_text().replace("synthetic: true", "synthetic: false"))
    assert errors(folder) == []
    with pytest.raises(DataFault) as caught:
        run(own, folder)
    assert caught.value.told.name == "snapshot_claimed"


def test_without_totals_or_a_snapshot_nothing_is_written(own: Call, folder: Path) -> None:
    reported(own, *FULL)
    programme = load(folder).parts
    with pytest.raises(NotFound) as caught:
        write(own, programme, folder, FORM, PERIOD)
    assert caught.value.told.name == "snapshot_untaken"
    with pytest.raises(NotFound) as caught:
        write(own, msgspec.structs.replace(programme, totals=()), folder, FORM, PERIOD)
    assert caught.value.told.name == "totals_none"


def test_a_total_of_what_is_not_there_is_a_finding(folder: Path) -> None:
    bad = TOTAL | {"item": "KIND", "levels": ["moon"], "strata": ["unit"]}
    (folder / "totals.yaml").write_bytes(write_yaml({"totals": [bad]}))
    assert sorted(found.code for found in errors(folder)) == ["TOTAL_COLUMN", "TOTAL_COLUMN", "TOTAL_ITEM"]


def test_a_withheld_total_with_a_value_and_an_unknown_area_are_findings(own: Call, folder: Path) -> None:
    thin = [row for row in FULL if not (row[0] == "990001" and row[2] in ("12", "13"))]
    reported(own, *thin)
    made = totals(own, folder)
    rows = rows_of(made, 3)
    for row in rows:
        row["OBS_VALUE"] = "21.00" if row["CONF_STATUS"] == "C" else row["OBS_VALUE"]
        row["REF_AREA"] = "990009" if row["CONF_STATUS"] == "D" else row["REF_AREA"]
    with made.files[3].open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    found = [one for one in errors(folder) if one.file.startswith("reported/")]
    assert sorted(one.code for one in found) == ["AREA_UNKNOWN", "TOTAL_TOLD"]


def test_totals_of_one_form_that_are_weighed_otherwise_are_a_finding(folder: Path) -> None:
    other = TOTAL | {"id": "T_OTHER", "states": ["accepted"]}
    (folder / "totals.yaml").write_bytes(write_yaml({"totals": [TOTAL, other]}))
    assert [found.code for found in errors(folder)] == ["TOTAL_UNLIKE"]


DESIGN = {
    "id": "D_SALES",
    "form": FORM,
    "kind": "stratified",
    "first": "2026-01",
    "strata": ["province", "size"],
    "sizes": [{"codes": [f"99000{n}", "L"], "units": 40} for n in range(1, 6)],
    "note": SAID,
}


def test_a_sample_without_a_design_and_a_design_without_sizes_are_findings(folder: Path) -> None:
    held = msgspec.to_builtins(form())
    held["population"] = {"sample": SAID}
    (folder / f"forms/{FORM}.yaml").write_bytes(write_yaml(held))
    assert [found.code for found in errors(folder)] == ["TOTAL_SAMPLE"]
    (folder / "totals.yaml").write_bytes(write_yaml({"totals": [TOTAL], "designs": [DESIGN | {"sizes": []}]}))
    assert [found.code for found in errors(folder)] == ["DESIGN_INCOMPLETE"]
    other = TOTAL | {"collapse": [["size"]]}
    (folder / "totals.yaml").write_bytes(write_yaml({"totals": [other], "designs": [DESIGN]}))
    assert [found.code for found in errors(folder)] == ["TOTAL_STRATA"]
    (folder / "totals.yaml").write_bytes(write_yaml({"totals": [TOTAL], "designs": [DESIGN]}))
    assert errors(folder) == []


def test_a_sample_stands_for_its_strata(own: Call, folder: Path) -> None:
    (folder / "totals.yaml").write_bytes(write_yaml({"totals": [TOTAL], "designs": [DESIGN]}))
    reported(own, *FULL)
    found = {row["REF_AREA"]: row for row in rows_of(totals(own, folder), 0)}
    # four of forty drawn in each county: 10 * (10 + 11 + 12 + 13)
    assert (found["990001"]["OBS_VALUE"], found["990001"]["OBS_STATUS"]) == ("460.00", "E")
    # s² of 10, 11, 12, 13 is 5/3: sqrt(40² * (1 - 4/40) * (5/3) / 4)
    assert float(found["990001"]["OBS_ERROR"]) == pytest.approx(24.4949, rel=1e-5)
    assert found["990000"]["OBS_VALUE"] == "6300.00"


def test_a_design_that_does_not_fit_what_was_drawn_is_told(own: Call, folder: Path) -> None:
    sizes = [{"codes": [f"99000{n}", "L"], "units": 40} for n in range(2, 6)]
    sizes += [{"codes": ["990001", "S"], "units": 9}]
    (folder / "totals.yaml").write_bytes(
        write_yaml({"totals": [TOTAL], "designs": [DESIGN | {"sizes": sizes}]})
    )
    reported(own, *FULL)
    with pytest.raises(DataFault) as caught:
        totals(own, folder)
    said = caught.value.told
    assert (said.name, said.values["unsized"], said.values["undrawn"]) == (
        "design_misfit",
        "990001, L",
        "990001, S",
    )


def test_what_was_withheld_stays_so_when_totals_are_written_again(own: Call, folder: Path) -> None:
    thin = [row for row in FULL if not (row[0] == "990001" and row[2] in ("12", "13"))]
    reported(own, *thin)
    programme = load(folder).parts
    first = {row["REF_AREA"]: row["CONF_STATUS"] for row in rows_of(totals(own, folder), 3)}
    # two more units of the first county report, so nothing is unsafe any more: what was held back together stays so
    for name in ("SYN-901", "SYN-902"):
        units(own.ports.ledger, [unit(name, "990001", "L")])
        report(own.ports.ledger, name, PERIOD, "submitted", content(SALES="12"))
    take(own, programme, FORM, PERIOD)
    again = {
        row["REF_AREA"]: row["CONF_STATUS"] for row in rows_of(write(own, programme, folder, FORM, PERIOD), 3)
    }
    assert [code for code, conf in again.items() if conf != "F"] == [
        code for code, conf in first.items() if conf != "F"
    ]


def test_what_was_shown_in_error_and_tells_an_unsafe_total_stops_the_writing(own: Call, folder: Path) -> None:
    thin = [row for row in FULL if not (row[0] == "990001" and row[2] in ("12", "13"))]
    reported(own, *thin)
    made = totals(own, folder)
    values = {"990001": "21.00", **{f"99000{n}": f"{6 + 40 * n}.00" for n in range(2, 6)}, "990000": "605.00"}
    rows = [row | {"CONF_STATUS": "F", "OBS_VALUE": values[row["REF_AREA"]]} for row in rows_of(made, 3)]
    with made.files[3].open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(Conflict) as caught:
        write(own, load(folder).parts, folder, FORM, PERIOD)
    assert caught.value.told.name == "snapshot_open"
    assert "990001" in str(caught.value.told.values["cells"])


def test_what_was_shown_and_cannot_be_read_any_more_stops_the_writing(own: Call, folder: Path) -> None:
    reported(own, *FULL)
    made = totals(own, folder)
    made.files[3].write_text("INDICATOR\n")
    with pytest.raises(ProgrammeFault):
        write(own, load(folder).parts, folder, FORM, PERIOD)


def test_a_code_belongs_to_those_above_it_in_its_list_also_where_it_is_finer_than_the_list() -> None:
    coarser = coarser_of(load(POLICY).parts)
    listed = {code.id: code.parent for code in load(POLICY).parts.codelists["CL_INDUSTRY"].codes}
    division = next(code for code, parent in listed.items() if parent and code.isdigit() and len(code) == 2)
    assert coarser("industry", "1", division) == listed[division]
    assert coarser("industry", "2", division) == division
    assert coarser("industry", "2", division + "99") == division
    assert coarser("industry", "2", str(listed[division])) == ""
    assert coarser("industry", "1", "") == ""
    assert coarser("size", "1", "LARGE") == "LARGE"
    assert coarser("area", "nation", "110000") == load(POLICY).parts.file.nation
    assert coarser("area", "province", load(POLICY).parts.file.nation) == ""
