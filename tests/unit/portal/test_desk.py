"""Pages behind a session and what is sent to them: who comes in, what is taken, and what is said of the rest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.people import OTHER, UNIT, Browser, Fixed, account, signed_in
from xinxiao.entry.portal import answer, body, respond
from xinxiao.entry.portal.access import ADMITS, FILLS, INSPECTS, SIGNED_IN
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.body import Takes
from xinxiao.entry.portal.desk import DeskVisit, desk_act, desk_file, desk_page
from xinxiao.entry.portal.door import Door
from xinxiao.entry.portal.fields import Field
from xinxiao.entry.portal.http_request import HttpRequest
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.passage import Passage
from xinxiao.entry.portal.route import Route, Table, Visit
from xinxiao.entry.portal.routes import TABLE
from xinxiao.model.actor import Actor
from xinxiao.model.collect.people import Grant
from xinxiao.uses.call import Call, Ports, clock
from xinxiao.uses.collect import sessions

SEEN: list[Path] = []


def shown(visit: DeskVisit) -> Page:
    """What is shown."""
    return Page(
        "desk_home.html", "Shown", context={"roles": [("filler", visit.args.get("unit", ""))], "refused": 0}
    )


def kept(visit: DeskVisit) -> Answer:
    """Keep what was sent."""
    return visit.to("desk", said=visit.fields["note"])


def taken(visit: DeskVisit) -> Answer:
    """Take a file."""
    upload = visit.file
    assert upload is not None
    SEEN.append(upload.path)
    said = [upload.filename, upload.media, upload.size, upload.sha256, upload.path.stat().st_size]
    return answer.as_json([*said, visit.fields["note"]])


def several(visit: DeskVisit) -> Answer:
    """Take files and texts."""
    SEEN.extend(upload.path for upload in visit.files)
    told = [[upload.filename, upload.size, upload.sha256[:8]] for upload in visit.files]
    return answer.as_json([told, dict(visit.fields)])


def numbers(visit: DeskVisit) -> Answer:
    """Take JSON."""
    return answer.as_json(visit.json(dict[str, int]))


NOTE = (Field("note", most=20),)
ROWS = (
    desk_page("try/{unit}", shown, access=INSPECTS, about="unit"),
    desk_page("try-area/{area}", shown, access=INSPECTS, about="area"),
    desk_page("try-people", shown, access=ADMITS, about="nobody"),
    desk_act("try/{unit}", kept, access=FILLS, about="unit", fields=NOTE, takes=Takes(form=1_000)),
    desk_act(
        "try-file", taken, access=SIGNED_IN, about="nobody", fields=NOTE, takes=Takes(1_000, file=50_000)
    ),
    desk_act(
        "try-files",
        several,
        access=SIGNED_IN,
        about="nobody",
        fields=(Field("text", "texts", 50),),
        takes=Takes(1_000, file=50_000, files=3),
    ),
    desk_file("/try.json", numbers, access=SIGNED_IN, about="nobody", method="POST"),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ports]:
    """Stores in a home without any release, with places."""
    from xinxiao import bootstrap

    ports = replace(bootstrap.ports(tmp_path_factory.mktemp("desk") / "home"), places=Fixed())
    yield ports
    ports.ledger.close()


@pytest.fixture(scope="module")
def door(house: Ports) -> Door:
    """A portal with a few rows more."""
    return create(house, table=Table((*TABLE.routes, *ROWS), TABLE.fallback))


@pytest.fixture
def filler(house: Ports, door: Door) -> Browser:
    """The browser of who fills for the unit."""
    return Browser.of(door, signed_in(house, Grant("filler", UNIT)))


def test_who_is_not_signed_in_is_led_to_where_one_does_and_back(door: Door) -> None:
    found = Browser(door).get(f"/en/try/{UNIT}")
    assert found.status_code == 303
    assert found.headers["location"] == f"/en/sign-in?next=%2Fen%2Ftry%2F{UNIT}"
    assert found.headers["cache-control"] == "no-store"


def test_programs_are_told_401_in_the_one_shape(door: Door) -> None:
    found = Browser(door).get(f"/en/try/{UNIT}", headers={"accept": "application/json"})
    assert found.status_code == 401
    assert found.json()["error"]["code"] == "NOT_SIGNED_IN"
    assert Browser(door).post("/en/try-file", {"note": "x"}).status_code == 401


def test_a_page_behind_a_session_is_shown_in_a_home_without_releases_and_kept_by_nobody(
    filler: Browser,
) -> None:
    found = filler.get(f"/zh/try/{UNIT}")
    assert found.status_code == 200
    assert "填报人" in found.text and f"<code>{UNIT}</code>" in found.text
    assert found.headers["cache-control"] == "no-store"
    assert "etag" not in found.headers
    assert f'name="token" value="{filler.token}"' in found.text


def test_a_unit_or_an_area_out_of_reach_is_refused(filler: Browser, house: Ports, door: Door) -> None:
    assert filler.get(f"/en/try/{OTHER}").status_code == 403
    assert filler.get("/en/try-area/990101").status_code == 403
    city = Browser.of(door, signed_in(house, Grant("statistician", "990100")))
    assert [city.get(f"/en/try/{unit}").status_code for unit in (UNIT, OTHER, "UNHEARD-OF")] == [
        200,
        403,
        403,
    ]
    assert [
        city.get(f"/en/try-area/{area}").status_code for area in ("990101", "990100", "990000", "990201")
    ] == [
        200,
        200,
        403,
        403,
    ]
    province = Browser.of(door, signed_in(house, Grant("statistician", "990000")))
    assert [province.get(f"/en/try/{unit}").status_code for unit in (UNIT, OTHER)] == [200, 200]


def test_a_statistician_fills_in_nothing_and_an_administrator_sees_no_unit(house: Ports, door: Door) -> None:
    city = Browser.of(door, signed_in(house, Grant("statistician", "990100")))
    assert city.post(f"/en/try/{UNIT}", {"note": "x"}).status_code == 403
    for role in ("system_admin", "security_admin", "audit_admin"):
        admin = Browser.of(door, signed_in(house, Grant(role)))
        assert admin.get(f"/en/try/{UNIT}").status_code == 403
        assert admin.get("/en/try-people").status_code == (200 if role == "security_admin" else 403)


def test_what_is_sent_is_done_and_answered_by_an_address_to_see_it(filler: Browser) -> None:
    found = filler.post(f"/en/try/{UNIT}", {"note": " 你好 "})
    assert (found.status_code, found.headers["location"]) == (303, "/en/desk?said=%E4%BD%A0%E5%A5%BD")


def test_a_form_without_the_token_of_the_session_or_from_another_site_does_nothing(
    filler: Browser, house: Ports, door: Door
) -> None:
    path, note = f"/en/try/{UNIT}", {"note": "x"}
    other = Browser.of(door, signed_in(house, Grant("filler", UNIT)))
    assert filler.send("POST", path, data=note).status_code == 403
    assert filler.send("POST", path, data={**note, "token": other.token}).status_code == 403
    twice = f"note=x&token={filler.token}&token={filler.token}"
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert filler.send("POST", path, content=twice, headers=form).status_code == 403
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        assert filler.post(path, note, headers=headers).status_code == 403
    assert (
        filler.post(
            path, note, headers={"origin": "http://portal", "sec-fetch-site": "same-origin"}
        ).status_code
        == 303
    )
    assert filler.send("POST", path, data=note, headers={"x-csrf-token": filler.token}).status_code == 303


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "note is missing"),
        ({"note": " "}, "note is missing"),
        ({"note": "x" * 21}, "more than 20 characters"),
        ({"note": "a\x00b"}, "cannot be shown"),
        ({"note": "a\nb"}, "cannot be shown"),
        ({"note": "x", "more": "y"}, "no field more"),
    ],
)
def test_a_field_that_does_not_fit_is_said(filler: Browser, fields: dict[str, str], said: str) -> None:
    found = filler.post(f"/en/try/{UNIT}", fields)
    assert found.status_code == 422
    assert said in found.text


def test_a_body_of_another_type_or_too_large_is_refused(filler: Browser) -> None:
    path, token = f"/en/try/{UNIT}", {"x-csrf-token": filler.token}
    found = filler.send("POST", path, json={"note": "x"}, headers=token)
    assert found.status_code == 415
    assert "application/x-www-form-urlencoded" in found.text
    assert filler.send("POST", path, headers=token).status_code == 415
    large = filler.post(path, {"note": "x" * 1_000})
    assert (large.status_code, large.headers["connection"]) == (413, "close")
    assert "more than 1000 bytes" in large.text
    form = {**token, "content-type": "application/x-www-form-urlencoded"}
    assert filler.send("POST", path, content=b"note=%ff", headers=form).status_code == 422
    assert filler.send("POST", path, content=b"\xff\xfe", headers=form).status_code == 422


def test_a_file_goes_to_the_disk_with_its_hash_and_is_gone_afterwards(filler: Browser) -> None:
    content = b"a,b\n1,2\n" * 5_000
    named = ("../报表\u202e.csv", content, "text/csv")
    found = filler.post("/en/try-file", {"note": "x"}, files={"table": named})
    assert found.status_code == 200
    assert found.json()[0].endswith("报表.csv")
    assert found.json()[1:3] == ["text/csv", 40_000]
    assert found.json()[3] == "504d337dad3781b9e23aa4f006b8e46e4645e32ed0028d11791dbcaa2db34935"  # sha256sum
    assert found.json()[4:] == [40_000, "x"]
    assert not SEEN[-1].exists()


def test_a_file_too_large_or_two_files_leave_nothing(
    filler: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    large = ("x.csv", os.urandom(50_001), "text/csv")
    assert filler.post("/en/try-file", {"note": "x"}, files={"table": large}).status_code == 413
    small = ("x.csv", b"1", "text/csv")
    two = [("one", small), ("two", small)]
    found = filler.post("/en/try-file", {"note": "x"}, files=two)
    assert found.status_code == 422
    assert "More files were sent than are taken at once: at most 1" in found.text
    torn = {"content-type": "multipart/form-data; boundary=b", "x-csrf-token": filler.token}
    begun = b'--b\r\ncontent-disposition: form-data; name="t"; filename="x"\r\n\r\nabc'
    assert filler.send("POST", "/en/try-file", content=begun, headers=torn).status_code == 422
    assert list(tmp_path.iterdir()) == []


def test_several_files_come_with_texts_of_several_lines_and_are_gone_afterwards(
    filler: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    sent = [("file", (name, content, "text/plain")) for name, content in (("a", b"1"), ("b", b"22"))]
    found = filler.post("/en/try-files", {"text.one": "first\r\nsecond", "text.two": ""}, files=sent)
    assert found.json() == [
        [["a", 1, "6b86b273"], ["b", 2, "785f3ec7"]],  # sha256sum
        {"text.one": "first\nsecond", "text.two": ""},
    ]
    assert list(tmp_path.iterdir()) == []
    assert filler.post("/en/try-files", {"text.one": "a\x00"}).status_code == 422
    assert filler.post("/en/try-files", {"text.one": "a" * 51}).status_code == 422
    assert filler.post("/en/try-files", {"other.one": "a"}).status_code == 422
    half = ("x", os.urandom(25_001), "text/plain")
    assert filler.post("/en/try-files", files=[("file", half), ("file", half)]).status_code == 413
    small = ("file", ("x", b"1", "text/plain"))
    assert "at most 3" in filler.post("/en/try-files", files=[small] * 4).text
    assert list(tmp_path.iterdir()) == []


def test_json_is_read_as_the_noun_it_is_to_be(filler: Browser) -> None:
    token = {"x-csrf-token": filler.token}
    assert filler.send("POST", "/try.json", json={"a": 1}, headers=token).json() == {"a": 1}
    found = filler.send("POST", "/try.json", json={"a": "x"}, headers=token)
    assert found.status_code == 422
    assert "Expected `int`, got `str`" in found.json()["error"]["message"]
    deep = {**token, "content-type": "application/json"}
    assert filler.send("POST", "/try.json", content=b"[" * 100_000, headers=deep).status_code == 422


def asked(door: Door, secret: str, path: str, receive: Any, length: bytes = b"5") -> int:
    """The status of what is sent piece by piece."""
    headers = [
        (b"cookie", f"xinxiao_session={secret}".encode()),
        (b"content-type", b"application/x-www-form-urlencoded"),
        (b"content-length", length),
    ]
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers}

    async def ask() -> int:
        return (await door.answer(scope, Passage("POST"), receive)).status

    return anyio.run(ask)


def test_a_body_that_does_not_come_is_given_up(
    filler: Browser, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "PATIENCE", 0.05)

    async def never() -> dict[str, Any]:
        await anyio.sleep(60)
        return {}

    assert asked(door, filler.cookies["xinxiao_session"], f"/en/try/{UNIT}", never) == 408


def test_a_sender_of_far_too_much_is_heard_to_the_end_and_told(filler: Browser, door: Door) -> None:
    came = 0

    async def piece() -> dict[str, Any]:
        nonlocal came
        came += 1
        return {"type": "http.request", "body": b"x" * 65_536, "more_body": came < 100}

    assert asked(door, filler.cookies["xinxiao_session"], f"/en/try/{UNIT}", piece, b"6553600") == 413
    assert came == 100


def test_who_signs_out_is_out_and_the_browser_forgets(filler: Browser) -> None:
    found = filler.post("/en/sign-out")
    assert (found.status_code, found.headers["location"]) == (303, "/en/sign-in")
    assert "Max-Age=0" in found.headers["set-cookie"]
    assert filler.cookies == {}


def test_a_session_that_is_over_or_ended_opens_nothing(house: Ports, door: Door) -> None:
    who = account(house, Grant("filler", UNIT))
    call = Call(house, Actor.signed_in(who.id), clock())
    browser = Browser.of(door, sessions.begin(call, who.id))
    assert browser.get(f"/en/try/{UNIT}").status_code == 200
    assert sessions.end(call, who.id) == 1
    assert browser.get(f"/en/try/{UNIT}").status_code == 303


@pytest.mark.parametrize("value", ["x" * 43, "", "'; DROP TABLE session", "x" * 9_000])
def test_a_made_up_cookie_opens_nothing(door: Door, value: str) -> None:
    assert Browser.of(door, value).get(f"/en/try/{UNIT}").status_code == 303


def test_where_the_portal_is_reached_by_https_the_cookie_goes_no_other_way(house: Ports) -> None:
    from xinxiao.settings import Serving

    door = create(house, table=Table((*TABLE.routes, *ROWS), TABLE.fallback))
    door.serving = Serving(address="https://stats.example.org", root="/x")
    browser = Browser.of(door, signed_in(house))
    assert browser.post("/en/sign-out").headers["set-cookie"] == (
        "xinxiao_session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0"
    )


def test_a_route_behind_a_session_says_whose_data_it_shows() -> None:
    row: dict[str, Any] = {
        "pattern": "/{lang}/x",
        "make": kept,
        "says": "X.",
        "cache": "none",
        "access": FILLS,
    }
    with pytest.raises(TypeError, match="whose data"):
        Route(**row, session="needed")
    with pytest.raises(TypeError, match="which unit"):
        Route(**row, session="needed", about="unit")
    with pytest.raises(TypeError, match="kept by nobody"):
        Route(**{**row, "cache": "revalidate"}, session="needed", about="own")
    assert Route(**row, session="needed", about="own").about == "own"


def test_nothing_behind_a_session_is_made_past_the_door(door: Door, filler: Browser) -> None:
    """Whoever asks without the door, as other processes and plain files do, gets nothing; nor does what is sent that way."""
    held = {"cookie": f"xinxiao_session={filler.cookies['xinxiao_session']}"}
    for path in (f"/en/try/{UNIT}", "/en/desk", "/en/sign-in"):
        visit = respond.visit(door.site, HttpRequest("GET", path, headers=held))
        assert isinstance(visit, Visit)
        assert respond.make(visit).status == 401
    assert door.respond(HttpRequest("POST", f"/en/try/{UNIT}", headers=held)).status == 403
    assert door.respond(HttpRequest("GET", f"/en/try/{UNIT}", headers=held)).status == 200
