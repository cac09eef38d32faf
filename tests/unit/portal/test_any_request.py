"""Whatever is asked, the answer is complete: never a fault of ours, always with the security headers."""

from __future__ import annotations

from typing import Any

import anyio
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from xinxiao.entry.portal.door import Door, Scope
from xinxiao.entry.portal.headers import SECURITY
from xinxiao.entry.portal.passage import Passage

WORDS = [
    "zh",
    "en",
    "fr",
    "data",
    "RD_INDEX",
    "index",
    "explain",
    "A.990001.READING.SCORE.2024",
    "targets",
    "T1",
    "releases",
    "..",
    "%",
    "static",
    "style.css",
    "信",
    "home.json",
    "x.csv",
    "audit.pdf",
]
PARTS = st.sampled_from(["", "\x00", *WORDS]) | st.text(max_size=8)
NAMES = st.sampled_from(
    ["year", "q", "release", "figure", "page", "REF_AREA", "MEASURE", "v", "from", ""]
) | st.text(max_size=4)
QUERY = st.lists(st.tuples(NAMES, st.text(max_size=12)), max_size=3).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs).encode("utf-8", "surrogatepass")
)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from([b"accept-language", b"range", b"if-none-match", b"if-range", b"cookie", b"host"]),
        st.sampled_from([b"en;q=\xb2", b"bytes=0-1", b"*", b'"x"', b"bytes=-0", b"zh", b"\xff\x00"])
        | st.binary(max_size=30),
    ),
    max_size=3,
)


def scope(method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]]) -> Scope:
    """A request as a server hands it on."""
    return {"type": "http", "method": method, "path": path, "query_string": query, "headers": headers}


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "x"]),
    parts=st.lists(PARTS, max_size=5),
    query=QUERY | st.binary(max_size=40),
    headers=HEADERS,
)
@example(method="GET", parts=[], query=b"", headers=[(b"accept-language", b"en;q=\xc2\xb2")])
@example(
    method="GET",
    parts=["data", "RD_INDEX.csv"],
    query=b"",
    headers=[(b"range", b"bytes=" + b"9" * 5000 + b"-")],
)
@example(method="GET", parts=["zh", "index"], query=b"year=%00&year=%ff", headers=[])
def test_the_answer_is_complete(
    portal: Door, method: str, parts: list[str], query: bytes, headers: list[tuple[bytes, bytes]]
) -> None:
    async def ask() -> Any:
        return await portal.answer(scope(method, "/" + "/".join(parts), query, headers), Passage(method))

    answer = anyio.run(ask)
    assert answer.status < 500
    told = dict(answer.headers)
    assert all(told[name.encode()] == value.encode() for name, value in SECURITY)
    assert b"\r" not in b"".join(told.values()) and b"\n" not in b"".join(told.values())
    if answer.status not in (302, 304, 308):
        assert int(told[b"content-length"]) >= len(answer.body)
