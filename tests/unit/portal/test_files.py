"""Files at stable addresses: forms, filters, parts, copies, manifests."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.unit.portal.conftest import anyone, asker, opened
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.data import files
from xinxiao.entry.portal.figure_table import as_csv
from xinxiao.uses.blob import blob
from xinxiao.uses.call import Ports
from xinxiao.uses.releases import find


def rows(answer: Any) -> list[dict[str, str]]:
    """The lines of a CSV."""
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("form", ["csv", "json", "parquet", "xlsx"])
def test_every_dataflow_comes_in_four_forms(get: Any, form: str) -> None:
    assert get(f"/data/RD_TARGETS.{form}").status_code == 200


def test_a_filtered_file_holds_only_the_rows_asked_for(get: Any) -> None:
    assert {r["MEASURE"] for r in rows(get("/data/RD_TARGETS.csv?MEASURE=TARGET"))} == {"TARGET"}


def test_a_filter_given_twice_means_both_codes_as_one_with_a_comma_does(get: Any) -> None:
    twice = get("/data/RD_INDEX.csv?TIME_PERIOD=2023&TIME_PERIOD=2024")
    assert {r["TIME_PERIOD"] for r in rows(twice)} == {"2023", "2024"}
    assert get("/data/RD_INDEX.csv?TIME_PERIOD=2024,2023").content == twice.content
    assert get("/data/RD_INDEX.csv?TIME_PERIOD=2024,2023").headers["etag"] == twice.headers["etag"]


def test_a_wrong_question_for_data_is_answered_with_a_hint(get: Any) -> None:
    answer = get("/data/RD_TARGETS.csv?NOPE=1", accept_language="en")
    assert answer.status_code == 400
    told = json.loads(answer.text)["error"]
    assert set(told) == {"code", "message", "hint", "request"}
    assert told["code"] == "REQUEST"
    assert "NOPE" in told["message"]
    assert "MEASURE" in told["hint"]
    assert get("/data/RD_NOPE.csv").status_code == 404
    assert get("/data/RD_TARGETS.doc").status_code == 404
    assert get("/data/RD_TARGETS.csv?release=NOPE").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "TIME_PERIOD=1999",
        "TIME_PERIOD=",
        "MEASURE=TARGET,",
        "MEASURE=%00",
        "MEASURE=" + "x" * 5000,
        "release=",
        "release=a&release=b",
        "%ff=1",
        "MEASURE=%ff",
        "&".join(f"A{i}=1" for i in range(200)),
    ],
)
def test_a_filter_that_cannot_be_is_refused_in_the_one_shape_of_errors(get: Any, query: str) -> None:
    answer = get(f"/data/RD_TARGETS.csv?{query}")
    assert answer.status_code == 400
    assert set(json.loads(answer.text)["error"]) == {"code", "message", "hint", "request"}
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_file_can_be_read_in_parts(get: Any) -> None:
    whole = get("/data/RD_INDEX.parquet")
    part = get("/data/RD_INDEX.parquet", range="bytes=0-3")
    assert (part.status_code, part.content) == (206, b"PAR1")
    assert part.headers["content-range"] == f"bytes 0-3/{len(whole.content)}"
    assert get("/data/RD_INDEX.parquet", range="bytes=-4").content == b"PAR1"
    assert get("/data/RD_INDEX.parquet", range="bytes=99999999-").status_code == 416


@pytest.mark.parametrize(
    "header", ["bytes=" + "9" * 5000 + "-", "bytes=x", "lines=1-2", "bytes=5-2", "bytes=0-1,3-4", "bytes=-"]
)
def test_a_range_that_is_none_is_answered_with_the_whole(get: Any, header: str) -> None:
    answer = get("/data/RD_TARGETS.csv", range=header)
    assert (answer.status_code, answer.content) == (200, get("/data/RD_TARGETS.csv").content)


def test_a_part_of_a_file_that_changed_since_is_the_whole_file(get: Any) -> None:
    tag = get("/data/RD_TARGETS.csv").headers["etag"]
    assert get("/data/RD_TARGETS.csv", range="bytes=0-3", if_range=tag).status_code == 206
    assert get("/data/RD_TARGETS.csv", range="bytes=0-3", if_range='"other"').status_code == 200


def test_a_file_read_before_is_not_sent_again_and_head_sends_no_body(get: Any) -> None:
    answer = get("/data/RD_TARGETS.csv")
    again = get("/data/RD_TARGETS.csv", if_none_match=f'"x", W/{answer.headers["etag"]}')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["x-frame-options"] == "DENY"
    head = get("/data/RD_TARGETS.csv", method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.content))
    assert head.headers["etag"] == answer.headers["etag"]


def test_a_part_of_a_file_made_before_asks_the_engine_nothing(
    ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = files.data
    monkeypatch.setattr(
        files, "data", lambda call, flow, *rest: asked.append(flow) or real(call, flow, *rest)
    )
    get = asker(create(ports))
    tag = get("/data/RD_TARGETS.csv").headers["etag"]
    assert asked == ["RD_TARGETS"]
    get("/data/RD_TARGETS.csv", range="bytes=0-9")
    get("/data/RD_TARGETS.csv", method="HEAD")
    assert get("/data/RD_TARGETS.csv", if_none_match=tag).status_code == 304
    assert asked == ["RD_TARGETS"]
    assert asker(create(ports))("/data/RD_TARGETS.csv", if_none_match=tag).status_code == 304
    assert asked == ["RD_TARGETS"]


def test_the_manifest_is_handed_out_byte_for_byte(get: Any, ports: Any) -> None:
    release = find(anyone(ports))
    assert get(f"/releases/{release.id}/manifest.json").content == release.manifest
    assert json.loads(get("/releases.json").text)[0]["id"] == release.id


def test_every_sealed_byte_is_handed_out_under_its_hash_and_in_parts(get: Any, ports: Any) -> None:
    release = find(anyone(ports))
    listed = get(f"/releases/{release.id}/SHA256SUMS").text.splitlines()
    digests = [line.split()[0] for line in listed]
    assert digests[-1] == release.sha256
    for digest in digests:
        answer = get(f"/blob/{digest}")
        assert hashlib.sha256(answer.content).hexdigest() == digest
        assert answer.headers["etag"] == f'"{digest}"'
        assert "immutable" in answer.headers["cache-control"]
    whole = get(f"/blob/{digests[0]}").content
    part = get(f"/blob/{digests[0]}", range="bytes=3-7")
    assert (part.status_code, part.content) == (206, whole[3:8])
    assert get(f"/blob/{digests[0]}", if_none_match=f'"{digests[0]}"').status_code == 304
    head = get(f"/blob/{digests[0]}", method="HEAD")
    assert (head.content, head.headers["content-length"]) == (b"", str(len(whole)))
    assert get("/blob/" + "0" * 64).status_code == 404


def test_a_whole_dataflow_as_parquet_is_the_sealed_file_itself(get: Any, ports: Any) -> None:
    digest = find(anyone(ports)).datasets["RD_INDEX"].sha256
    answer = get("/data/RD_INDEX.parquet")
    assert hashlib.sha256(answer.content).hexdigest() == digest
    assert answer.headers["etag"] == f'"{digest}"'
    assert get("/data/RD_INDEX.parquet?TIME_PERIOD=2024").headers["etag"] != f'"{digest}"'


def test_bytes_that_were_tampered_with_are_not_handed_out(sealed_home: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(sealed_home, tmp_path / "home"))
    ports = next(rooms := opened(home))
    release = find(anyone(ports))
    digest = release.datasets["RD_INDEX"].sha256
    file = blob(anyone(ports), digest).path
    get = asker(create(ports))
    assert get("/data/RD_INDEX.parquet").status_code == 200
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.chmod(0o644)
    file.write_bytes(content)
    for path in ("/data/RD_INDEX.parquet", f"/blob/{digest}"):
        answer = get(path)
        assert answer.status_code == 500
        assert json.loads(answer.text)["error"]["code"] == "TAMPERED"
    rooms.close()


def test_a_large_file_is_sent_while_it_is_made(ports: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    get = asker(create(ports))
    whole = get("/data/RD_INDEX.csv")
    monkeypatch.setattr(files, "WHOLE", 0)
    get = asker(create(ports))
    answer = get("/data/RD_INDEX.csv")
    assert (answer.status_code, answer.content) == (200, whole.content)
    assert "content-length" not in answer.headers
    assert answer.headers["etag"] == whole.headers["etag"]
    assert get("/data/RD_INDEX.csv", method="HEAD").content == b""
    assert get("/data/RD_INDEX.csv", if_none_match=whole.headers["etag"]).status_code == 304


def test_the_same_rows_are_the_same_bytes_in_every_form(ports: Any) -> None:
    for form in ("csv", "json", "parquet", "xlsx"):
        first, second = (asker(create(ports))(f"/data/RD_TARGETS.{form}?MEASURE=TARGET") for _ in range(2))
        assert first.content == second.content


def test_the_rows_of_a_data_page_as_csv_are_all_rows_and_not_those_it_shows(get: Any) -> None:
    answer = get("/en/data/RD_INDEX.csv?TIME_PERIOD=2024")
    assert (answer.status_code, answer.headers["location"]) == (308, "/data/RD_INDEX.csv?TIME_PERIOD=2024")
    assert len(rows(get("/en/data/RD_INDEX.csv?figure=preview"))) == 50
    assert len(rows(get("/data/RD_INDEX.csv"))) > 50


def test_an_explanation_is_a_tree_of_inputs_and_a_bad_key_says_its_form(get: Any) -> None:
    told = json.loads(get("/explain/RD_INDEX/A.990001.READING.SCORE.2024.json").text)
    assert told["root"]["value"] == told["root"]["observation"]["OBS_VALUE"]
    assert len(told["root"]["inputs"]) >= 2
    wrong = get("/explain/RD_INDEX/too.short.json", accept_language="en")
    assert wrong.status_code == 404
    assert "FREQ.REF_AREA.INDICATOR.MEASURE.TIME_PERIOD" in json.loads(wrong.text)["error"]["hint"]


def test_a_text_in_a_sheet_is_never_a_formula_and_a_number_stays_one() -> None:
    shown = as_csv(
        [
            {"A": "=HYPERLINK(1)", "B": -1.5, "C": "+1"},
            {"A": "@x", "B": 2, "C": "-"},
            {"A": "\tx", "B": None, "C": "a=b"},
        ]
    )
    assert shown == b"A,B,C\n'=HYPERLINK(1),-1.5,'+1\n'@x,2,'-\n'\tx,,a=b\n"


def test_a_text_with_commas_quotes_or_line_ends_is_one_cell() -> None:
    held = [{"A": 'x, "y"', "B": "one\ntwo"}, {"A": "a\rb", "B": "c"}]
    assert list(csv.DictReader(io.StringIO(as_csv(held).decode(), newline=""))) == held


def test_a_row_that_lacks_a_column_leaves_its_cell_empty() -> None:
    assert as_csv([{"A": 1}, {"B": 2}]) == b"A,B\n1,\n,2\n"


def test_the_description_for_programs_names_every_file(get: Any) -> None:
    told = json.loads(get("/openapi.json").text)
    assert told["openapi"] == "3.1.0"
    assert sorted(told["paths"]) == [
        "/blob/{digest}",
        "/data/{flow}.{form}",
        "/explain/{flow}/{key}.json",
        "/healthz",
        "/ledger/heads.atom",
        "/ledger/heads.csv",
        "/ledger/heads.json",
        "/metrics",
        "/openapi.json",
        "/releases.json",
        "/releases/{release}/SHA256SUMS",
        "/releases/{release}/manifest.json",
    ]
    data = told["paths"]["/data/{flow}.{form}"]
    assert [p["name"] for p in data["parameters"]] == ["flow", "form", "COLUMN", "release"]
    assert sorted(set(data) - {"parameters"}) == ["get", "head"]
    assert " ".join(data["get"]["responses"]) == "200 206 416 304 400 404 405 500 503"
    assert " ".join(told["paths"]["/healthz"]["get"]["responses"]) == "200 400 404 405 500 503"
    assert told["servers"] == [{"url": "/"}]
