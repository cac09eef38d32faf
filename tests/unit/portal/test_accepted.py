"""What an Accept header takes, and other headers by which an answer is chosen."""

from __future__ import annotations

import gzip

import pytest

from xinxiao.entry.portal.accepted import best
from xinxiao.entry.portal.compressed import gzipped
from xinxiao.entry.portal.headers import http_time, not_since, takes_gzip

JSON = "application/vnd.sdmx.data+json;version=2.0.0"
XML = "application/vnd.sdmx.data+xml;version=3.0.0"
CSV = "application/vnd.sdmx.data+csv;version=2.0.0"
OFFERED = (JSON, XML, CSV, "application/xml")


@pytest.mark.parametrize(
    ("accept", "found"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (CSV, CSV),
        ("application/vnd.sdmx.data+csv", CSV),
        ("application/vnd.sdmx.data+csv; version=2.0.0; labels=both", CSV),
        ("application/vnd.sdmx.data+csv;version=2+.0.0", CSV),
        ("application/vnd.sdmx.data+csv;version=2.0.0+", CSV),
        ("application/vnd.sdmx.data+csv;version=*", CSV),
        (f"{JSON};q=0.5,{XML};q=0.9", XML),
        (f"{JSON},{XML}", JSON),
        (f"{XML},{JSON}", XML),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "application/xml"),
        (f"{JSON};q=0,*/*", XML),
        ("image/png, */*;q=0.1", JSON),
        ('application/vnd.sdmx.data+xml;version="3.0.0"', XML),
        ("APPLICATION/VND.SDMX.DATA+CSV", CSV),
    ],
)
def test_the_form_most_wanted_is_given(accept: str, found: str) -> None:
    chosen = best(accept, OFFERED)
    assert chosen is not None
    assert chosen[0] == found


@pytest.mark.parametrize(
    "accept",
    [
        *("image/png", "text/*", "*/*;q=0", f"{JSON};q=0", "application/vnd.sdmx.data+csv;version=1.0.0"),
        *("application/vnd.sdmx.data+json;version=3+.0.0", f"{CSV};q=2", f"{CSV};q=x"),
    ],
)
def test_what_is_not_offered_is_none(accept: str) -> None:
    assert best(accept, OFFERED) is None


def test_parameters_of_the_form_come_along() -> None:
    chosen = best("application/vnd.sdmx.data+csv;labels=both;Keys=obs;q=0.3", OFFERED)
    assert chosen == (CSV, {"labels": "both", "keys": "obs"})


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.2", True),
        ("*", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("*, gzip;q=0", False),
        ("gzip;q=x", False),
    ],
)
def test_gzip_is_taken_where_it_is_said(header: str, takes: bool) -> None:
    assert takes_gzip(header) is takes


def test_what_is_packed_is_unpacked_as_it_was() -> None:
    pieces = [b"abc" * 1_000, b"", b"d"]
    assert gzip.decompress(b"".join(gzipped(iter(pieces)))) == b"".join(pieces)
    assert gzip.decompress(b"".join(gzipped(iter(())))) == b""


def test_times_are_compared_to_the_second() -> None:
    changed = http_time("2026-01-15T08:00:00.900+08:00")
    assert changed == "Thu, 15 Jan 2026 00:00:00 GMT"
    assert not_since("Thu, 15 Jan 2026 00:00:00 GMT", changed)
    assert not_since("Thu, 15 Jan 2026 00:00:01 GMT", changed)
    assert not not_since("Wed, 14 Jan 2026 23:59:59 GMT", changed)
    for wrong in ("", "yesterday", "2026-01-15", "Thu, 99 Jan 2026 00:00:00 GMT"):
        assert not not_since(wrong, changed)
