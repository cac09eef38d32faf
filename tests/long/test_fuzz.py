"""Fifty thousand requests over all routes, parameters, headers and methods, and ten thousand of people who are signed in: no fault of
ours but the declared 503."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.collecting import collecting
from tests.desk import SHOPS, collected
from tests.nouns import TUTORIAL
from tests.people import signed_in
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.cookies import SESSION
from xinxiao.entry.portal.door import Door, Scope
from xinxiao.entry.portal.headers import SECURITY
from xinxiao.entry.portal.passage import Passage
from xinxiao.entry.portal.route import Route
from xinxiao.entry.portal.routes import TABLE
from xinxiao.model.collect.people import Grant
from xinxiao.uses.run import run

pytestmark = pytest.mark.long
COUNT = 50_000
SIGNED_IN = 10_000
AT_ONCE = 16
METHODS = ("GET",) * 12 + ("HEAD", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "x", "")
WILD = (
    "", "\x00", "..", "%00", "%2e%2e", "信", "\u202egnp", "a" * 300, "9" * 400, "-1", "0", "1e309", "NaN", "null", "'", '"',
    "<script>", "{{7*7}}", "1;drop", "=1+1", "2024-13", "0000", "9999", "2024-2021", "\ud800", "\uffff", "A" * 64, "*", "+",
)  # fmt: skip
HEADERS = {
    b"accept-language": (b"en", b"zh", b"en;q=\xb2", b"*;q=0", b"en;q=2", b"," * 500, b"\xff"),
    b"range": (*[b"bytes=99999999-"] * 4, b"bytes=0-0", b"bytes=-1", b"bytes=5-2", b"bytes=99999999-", b"bytes=" + b"9" * 5000 + b"-", b"bytes=0-1,3-4", b"lines=1"),
    b"if-none-match": (b"*", b'"x"', b'W/"x"', b'"' * 2000, b"\x00"),
    b"if-range": (b'"x"', b"Sat, 01 Jan 2000 00:00:00 GMT"),
    b"if-modified-since": (b"never",),
    b"accept": (b"application/json", b"text/html", b"*/*;q=0", b"\xff\xfe"),
    b"accept-encoding": (b"gzip, br", b"identity;q=0"),
    b"x-request-id": (b"abc-123", b"\n", b"a" * 5000, b"\xff"),
    b"x-forwarded-for": (b"::1", b"nonsense, 1.2.3.4"),
    b"x-forwarded-proto": (b"https", b"javascript"),
    b"host": (b"example.org", b"a" * 3000, b"\xff", b"example.org:99999"),
    b"content-length": (b"0", b"-1", b"99999999999999999999"),
    b"cookie": (b"a=b", b"\x00" * 20),
    b"origin": (b"null", b"https://evil.example"),
}  # fmt: skip


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A portal on a release of the tutorial's programme."""
    call = bootstrap.call(tmp_path_factory.mktemp("fuzz"))
    run(call, TUTORIAL)
    yield create(call.ports)
    call.ports.ledger.close()


def known(door: Door) -> dict[str, list[str]]:
    """Values that mean something, by the name of a part of an address or of a parameter."""
    view = door.site.views.view("")
    return {
        "lang": ["zh", "en"],
        "release": [view.id],
        "name": [view.id, "style.css", "T1", "1"],
        "flow": list(view.flows),
        "form": ["csv", "json", "xlsx", "parquet"],
        "key": ["A.990001.READING.SCORE.2024", "A.990001"],
        "digest": [view.release.nouns, *(p.sha256 for p in view.release.datasets.values())],
        "year": ["2022", "2023", "2024"],
        "area": ["990001", "990002"],
        "id": ["T1", "1", "READING"],
        "page": ["1", "2"],
        "q": ["reading", "阅读"],
        "figure": ["table"],
        "REF_AREA": ["990001"],
        "MEASURE": ["SCORE"],
    }


def request(chance: random.Random, route: Route, values: dict[str, list[str]]) -> Scope:
    """One request for a route, mostly of its form, with something wild in it."""

    def value(name: str) -> str:
        good = values.get(name, ())
        return chance.choice(good) if good and chance.random() < 0.75 else chance.choice(WILD)

    path = "/" + "/".join(
        _filled(part, value) if chance.random() < 0.97 else chance.choice(WILD)
        for part in route.pattern.split("/")[1:]
    )
    names = [p.name for p in route.parameters] + ["DIMENSION", "REF_AREA", "unknown"]
    query = "&".join(
        f"{n}={value(n)}"
        for n in chance.sample(names, chance.choice((0, 0, 1, 1, 2, 3, 3)) % (len(names) + 1))
    )
    names = [
        *chance.sample(list(HEADERS), chance.choice((0, 0, 1, 2, 4))),
        *[b"range"] * (chance.random() < 0.3),
    ]
    headers = [(name, chance.choice(HEADERS[name])) for name in names]
    return {
        "type": "http", "method": chance.choice(METHODS), "path": path,
        "query_string": query.encode("utf-8", "surrogatepass"), "headers": headers, "client": ("127.0.0.1", 1),
    }  # fmt: skip


def _filled(part: str, value: Callable[[str], str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: value(match[1]), part)


async def fuzz(
    door: Door, values: dict[str, list[str]], count: int, cookies: Sequence[bytes] = ()
) -> tuple[Counter[int], list[str]]:
    """So many requests, several at once, each with one of the cookies; how many answers of each status, and what is wrong with
    any."""
    chance, statuses, faults = random.Random(2017), Counter[int](), list[str]()
    turns = iter(range(count))
    routes = [*TABLE.routes, TABLE.fallback]

    async def one() -> None:
        for _ in turns:
            route = chance.choice(routes)
            asked = request(chance, route, values)
            if cookies:
                kept = [each for each in asked["headers"] if each[0] != b"cookie"]
                asked["headers"] = [*kept, (b"cookie", chance.choice(cookies))]
            sent = await door.answer(asked, Passage(asked["method"]))
            statuses[sent.status] += 1
            told = dict(sent.headers)
            fault = [name for name, text in SECURITY if told.get(name.encode()) != text.encode()]
            fault += (
                ["5xx"] if sent.status >= 500 and not (sent.status == 503 and b"retry-after" in told) else []
            )
            fault += ["line end"] if any(c in b"".join(told.values()) for c in b"\r\n") else []
            if fault:
                faults.append(f"{fault} {sent.status} {asked}")
            if sent.pieces is not None:
                list(sent.pieces)

    await asyncio.gather(*(one() for _ in range(AT_ONCE)))
    return statuses, faults


def test_no_request_meets_a_fault_of_ours(portal: Door) -> None:
    statuses, faults = asyncio.run(fuzz(portal, known(portal), COUNT))
    assert faults[:5] == []
    assert sum(statuses.values()) == 50_000
    assert {200, 206, 304, 308, 400, 404, 405, 416} <= set(statuses)
    assert statuses[200] > 2_000


def test_no_request_of_somebody_signed_in_meets_one(tmp_path: Path) -> None:
    with collecting(tmp_path / "home") as made:
        call = collected(made, tmp_path / "programme")
        run(call, TUTORIAL)
        door = create(call.ports)
        grants = (
            *(Grant("filler", SHOPS[0]), Grant("unit_head", SHOPS[0])),
            *(Grant("statistician", "910000"), Grant("statistician", "CN")),
            *(Grant("system_admin"), Grant("security_admin"), Grant("audit_admin")),
        )
        cookies = [f"{SESSION}={signed_in(call.ports, grant)}".encode() for grant in grants]
        values = known(door) | {
            "form": ["SHOP_M", "SHOP_M", "csv"],
            "period": ["2026-08", "2026-07"],
            "unit": list(SHOPS[:3]),
            "area": ["910000", "CN", "910101"],
            "state": ["due", "submitted"],
            "after": [SHOPS[0]],
            "test": ["slip"],
            "industry": ["G52"],
            "by": ["area", "industry"],
        }
        statuses, faults = asyncio.run(fuzz(door, values, SIGNED_IN, cookies))
    assert faults[:5] == []
    assert sum(statuses.values()) == SIGNED_IN
    assert {200, 400, 403, 404, 405} <= set(statuses)
