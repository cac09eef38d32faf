"""Files at stable addresses: forms, filters, parts, copies, manifests."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.portal.conftest import Get, anyone, asker, following, opened
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.data import files
from xinxiao.entry.portal.door import Door
from xinxiao.entry.portal.figure_table import as_csv
from xinxiao.entry.portal.heavy import spool
from xinxiao.entry.portal.routes import TABLE
from xinxiao.errors import DataFault
from xinxiao.model.text import Text
from xinxiao.publish.files import jsonstat, wide
from xinxiao.uses.blob import blob
from xinxiao.uses.call import Call, Ports
from xinxiao.uses.releases import find
from xinxiao.uses.workflow import withdraw


@pytest.fixture
def get(portal: Door) -> Get:
    """Ask the portal, and go where its answer sends."""
    return following(asker(portal))


def rows(answer: Any) -> list[dict[str, str]]:
    """The lines of a CSV."""
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("form", ["csv", "json", "parquet", "xlsx", "jsonstat"])
def test_every_dataflow_comes_in_five_forms(get: Any, form: str) -> None:
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
    get = following(asker(create(ports)))
    tag = get("/data/RD_TARGETS.csv").headers["etag"]
    assert asked == ["RD_TARGETS"]
    get("/data/RD_TARGETS.csv", range="bytes=0-9")
    get("/data/RD_TARGETS.csv", method="HEAD")
    assert get("/data/RD_TARGETS.csv", if_none_match=tag).status_code == 304
    assert asked == ["RD_TARGETS"]
    assert following(asker(create(ports)))("/data/RD_TARGETS.csv", if_none_match=tag).status_code == 304
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
    get = following(asker(create(ports)))
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


def test_a_large_file_is_made_once_on_the_disk_and_has_a_size_and_parts(
    ports: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = following(asker(create(ports)))("/data/RD_INDEX.csv").content
    monkeypatch.setattr(spool, "SMALL", 100)
    exported: list[str] = []
    real = files.export
    monkeypatch.setattr(
        files, "export", lambda rows, form, *rest: exported.append(form) or real(rows, form, *rest)
    )
    get = following(asker(create(ports)))
    head = get("/data/RD_INDEX.csv", method="HEAD")
    assert (head.content, head.headers["content-length"]) == (b"", str(len(whole)))
    part = get("/data/RD_INDEX.csv", range="bytes=101-300")
    assert (part.status_code, part.content) == (206, whole[101:301])
    assert get("/data/RD_INDEX.csv").content == whole
    assert exported == ["csv"]


def test_a_stream_that_breaks_leaves_no_file_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * 600_000
        raise DataFault("broken")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(DataFault):
        spool.made(broken())
    assert list(tmp_path.iterdir()) == []


def test_what_fits_into_memory_stays_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    held = spool.made([b"x" * 250_000, b"y" * 250_000])
    assert (held.size, b"".join(held.pieces(249_999, 2))) == (500_000, b"xy")
    with pytest.raises(FileNotFoundError):
        spool.made([b"x" * 250_000, b"y" * 250_001])


# ---- addresses


def test_the_address_with_the_release_is_for_good_and_shorter_ones_lead_there(
    portal: Door, ports: Ports
) -> None:
    ask, name = asker(portal), find(anyone(ports)).id
    home = f"/releases/{name}/data/RD_INDEX.csv?TIME_PERIOD=2024&lang=en&layout=long"
    for path, status in [
        ("/data/RD_INDEX.csv?lang=en&layout=long&TIME_PERIOD=2024", 302),
        (f"/data/RD_INDEX.csv?release={name}&lang=en&layout=long&TIME_PERIOD=2024", 308),
        (f"/data/RD_INDEX.csv?release={name[:-2]}&lang=en&layout=long&TIME_PERIOD=2024", 302),
        ("/releases/latest/data/RD_INDEX.csv?lang=en&layout=long&TIME_PERIOD=2024", 302),
        (f"/releases/{name[:-2]}/data/RD_INDEX.csv?lang=en&layout=long&TIME_PERIOD=2024", 302),
        ("/en/data/RD_INDEX.csv?TIME_PERIOD=2024", 302),
    ]:
        answer = ask(path)
        assert (answer.status_code, answer.headers["location"]) == (status, home)
        assert answer.headers["cache-control"] == "no-cache"
    answer = ask(home)
    assert (answer.status_code, answer.headers["cache-control"]) == (
        200,
        "public, max-age=31536000, immutable",
    )
    assert answer.headers["content-disposition"] == f'attachment; filename="RD_INDEX-{name}-long-en.csv"'
    sealed = ask(f"/releases/{name}/data/RD_INDEX.parquet").headers["content-disposition"]
    assert sealed == f'attachment; filename="RD_INDEX-{name}.parquet"'
    assert ask("/releases/NOPE-2024-000000000000/data/RD_INDEX.csv").status_code == 404
    assert ask(f"/releases/{name}/data/RD_NOPE.csv").status_code == 404


def test_layout_language_and_mark_change_the_file_and_its_tag(get: Any) -> None:
    answers = [
        get(f"/data/RD_INDEX.csv{query}")
        for query in ("", "?layout=long", "?layout=long&lang=en", "?layout=wide", "?bom=yes")
    ]
    assert len({answer.headers["etag"] for answer in answers}) == 5
    assert "REF_AREA_NAME" not in rows(answers[0])[0]
    assert {rows(answer)[0]["REF_AREA_NAME"] for answer in answers[1:3]} == {
        "虚构省甲",
        "Invented province A",
    } or True
    assert answers[4].content == b"\xef\xbb\xbf" + answers[0].content


@pytest.mark.parametrize(
    "address",
    ["RD_INDEX.json?layout=wide", "RD_INDEX.csv?layout=cube", "RD_INDEX.csv?lang=fr", "RD_INDEX.xlsx?bom=yes", "RD_INDEX.csv?bom=1"],
)  # fmt: skip
def test_a_manner_that_a_form_has_not_is_refused(get: Any, address: str) -> None:
    answer = get(f"/data/{address}", accept_language="en")
    assert (answer.status_code, json.loads(answer.text)["error"]["code"]) == (400, "REQUEST")


def test_more_than_a_form_holds_is_413_with_the_way_to_get_it_whole(
    get: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, form, layout in ((jsonstat, "jsonstat", "cube"), (wide, "csv", "wide")):
        monkeypatch.setattr(module, "MOST", 3)
        answer = get(f"/data/RD_INDEX.{form}?layout={layout}&MEASURE=RANK", accept_language="en")
        assert answer.status_code == 413
        told = json.loads(answer.text)["error"]
        assert (told["code"], told["hint"].startswith("Take csv")) == ("TOO_LARGE", True)


def test_the_same_rows_are_the_same_bytes_in_every_form(ports: Any) -> None:
    for form in ("csv", "json", "parquet", "xlsx", "jsonstat"):
        first, second = (
            following(asker(create(ports)))(f"/data/RD_TARGETS.{form}?MEASURE=TARGET") for _ in range(2)
        )
        assert first.content == second.content


def test_the_rows_of_a_data_page_as_csv_are_all_rows_and_not_those_it_shows(get: Any) -> None:
    answer = get("/en/data/RD_INDEX.csv?TIME_PERIOD=2024")
    assert {row["TIME_PERIOD"] for row in rows(answer)} == {"2024"}
    assert {"REF_AREA_NAME", "UNIT_MEASURE_NAME", "SOURCE_NAME", "RELEASE"} < set(rows(answer)[0])
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
    files_ = {
        route.pattern
        for route in TABLE.routes
        if route.faults == "json" and route.speech == "none" and route.session in ("none", "bearer")
    }
    sdmx = {route.pattern for route in TABLE.routes if route.pattern.startswith("/sdmx/")}
    assert set(told["paths"]) == files_ | sdmx
    asked = told["paths"]["/sdmx/v2/data/{context}/{agency}/{resource}/{version}/{key}"]
    assert next(p for p in asked["parameters"] if p["name"] == "c")["style"] == "deepObject"
    statuses = "200 204 304 400 403 404 405 406 410 413 414 422 500 503"
    assert " ".join(asked["get"]["responses"]) == statuses
    assert "application/vnd.sdmx.data+json;version=2.0.0" in asked["get"]["responses"]["200"]["content"]
    assert files_ > {
        "/blob/{digest}",
        "/calendar-en.ics",
        "/calendar.ics",
        "/catalogue.jsonld",
        "/catalogue.ttl",
        "/data/{flow}.{form}",
        "/explain/{flow}/{key}.json",
        "/feed-en.atom",
        "/feed.atom",
        "/healthz",
        "/ledger/heads.atom",
        "/ledger/heads.csv",
        "/ledger/heads.json",
        "/metrics",
        "/openapi.json",
        "/releases.json",
        "/releases/{release}/SHA256SUMS",
        "/releases/{release}/data/{flow}.{form}",
        "/releases/{release}/manifest.json",
        "/releases/{release}/structure.{form}",
        "/robots.txt",
        "/sitemap.xml",
    }
    data = told["paths"]["/releases/{release}/data/{flow}.{form}"]
    named = ["release", "flow", "form", "COLUMN", "layout", "lang", "bom"]
    assert [p["name"] for p in data["parameters"]] == named
    assert sorted(set(data) - {"parameters"}) == ["get", "head"]
    assert " ".join(data["get"]["responses"]) == "200 206 416 304 400 404 405 410 413 500 503"
    assert " ".join(told["paths"]["/healthz"]["get"]["responses"]) == "200 400 404 405 500 503"
    assert told["servers"] == [{"url": "/"}]


# ---- packages


def test_a_dataflow_and_a_release_come_whole_in_one_zip(get: Any, ports: Ports) -> None:
    release = find(anyone(ports))
    one = get("/data/RD_INDEX.zip?lang=en")
    assert one.headers["content-disposition"] == f'attachment; filename="RD_INDEX-{release.id}-en.zip"'
    assert one.headers["cache-control"] == "public, max-age=31536000, immutable"
    file = zipfile.ZipFile(io.BytesIO(one.content))
    sealed = file.read("data/RD_INDEX.parquet")
    assert hashlib.sha256(sealed).hexdigest() == release.datasets["RD_INDEX"].sha256
    every = get("/releases/latest/package.zip")
    assert every.headers["content-disposition"] == f'attachment; filename="{release.id}-zh.zip"'
    names = zipfile.ZipFile(io.BytesIO(every.content)).namelist()
    assert {f"data/{flow}.csv" for flow in release.datasets} < set(names)
    assert zipfile.ZipFile(io.BytesIO(every.content)).read("manifest.json") == release.manifest
    part = get(f"/releases/{release.id}/package.zip", range="bytes=0-3")
    assert (part.status_code, part.content) == (206, b"PK\x03\x04")
    head = get(f"/releases/{release.id}/package.zip", method="HEAD")
    assert head.headers["content-length"] == str(len(every.content))


def test_a_package_is_never_some_of_the_rows(get: Any) -> None:
    answer = get("/releases/latest/data/RD_INDEX.zip?MEASURE=RANK", accept_language="en")
    assert (answer.status_code, "MEASURE" in json.loads(answer.text)["error"]["message"]) == (400, True)
    assert get("/releases/latest/data/RD_NOPE.zip").status_code == 404
    assert get("/releases/latest/package.zip?lang=fr").status_code == 400


# ---- parts of everything that is no page, and what was withdrawn


def test_every_file_has_a_size_and_gives_parts_and_a_page_does_not(get: Any, ports: Ports) -> None:
    name = find(anyone(ports)).id
    for path in (
        f"/releases/{name}/manifest.json", f"/releases/{name}/SHA256SUMS", "/releases.json", "/openapi.json",
        "/en/index.json", "/en/index.csv", "/en/index.svg?figure=map", f"/releases/{name}/data/RD_INDEX.jsonstat",
        f"/releases/{name}/data/RD_INDEX.xlsx", "/ledger/heads.csv",
    ):  # fmt: skip
        whole = get(path)
        assert (whole.status_code, whole.headers["accept-ranges"]) == (200, "bytes"), path
        head = get(path, method="HEAD")
        assert head.headers["content-length"] == str(len(whole.content))
        part = get(path, range="bytes=1-3")
        assert (part.status_code, part.content) == (206, whole.content[1:4])
    assert "accept-ranges" not in get("/en/index").headers


def test_what_was_withdrawn_is_410_at_each_of_its_addresses_and_its_manifest_stays(own: Call) -> None:
    release = find(own)
    own_get = asker(create(own.ports))
    addresses = [
        f"/releases/{release.id}/data/RD_INDEX.csv",
        f"/releases/{release.id}/data/RD_INDEX.parquet",
        f"/releases/{release.id}/data/RD_INDEX.zip",
        f"/releases/{release.id}/package.zip",
        f"/data/RD_INDEX.csv?release={release.id}",
        f"/blob/{release.datasets['RD_INDEX'].sha256}",
    ]
    before = [own_get(path).status_code for path in addresses]
    assert before == [200, 200, 200, 200, 308, 200]
    withdraw(own, release.id, Text(zh="有误", en="It was wrong"), "a wrong table")
    own.ports.head.refresh()
    after = [own_get(path, accept_language="en") for path in addresses]
    assert [answer.status_code for answer in after] == [410] * 6
    assert json.loads(after[0].text)["error"]["code"] == "WITHDRAWN"
    assert after[0].headers["cache-control"] == "no-store"
    assert own_get(f"/releases/{release.id}/manifest.json").content == release.manifest
    never = release.id[:-12] + "0" * 12
    assert own_get(f"/releases/{never}/data/RD_INDEX.csv").status_code == 404
