"""Versions as SDMX asks for them: every form of doc/querying_versions.md of REST 2.2."""

from __future__ import annotations

import pytest

from xinxiao.model.version_query import version_query

HELD = (
    *("1", "1.0", "1.3", "2.0", "0.9.0", "1.0.0", "1.2.0", "1.2.1", "1.2.7", "1.3.0", "1.10.0"),
    *("2.0.0", "2.3.1", "3.0.0-draft", "2.3.2-beta"),
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("1", ("1",)),
        ("1.3", ("1.3",)),
        ("1.2.0", ("1.2.0",)),
        ("3.0.0-draft", ("3.0.0-draft",)),
        ("3.0.0", ()),
        ("7.0.0", ()),
        ("+", ("2.3.1",)),
        ("+.0.0", ("2.3.1",)),
        ("1.+.0", ("1.10.0",)),
        ("1.2.+", ("1.2.7",)),
        ("1+.0.0", ("2.3.1",)),
        ("1.2+.0", ("1.10.0",)),
        ("1.11+.0", ()),
        ("1.2.1+", ("1.2.7",)),
        ("1.2.8+", ()),
        ("2.3.2+", ()),
        ("~", ("3.0.0-draft",)),
        ("~.0", ("2.0",)),
        ("~.0.0", ("3.0.0-draft",)),
        ("1.~", ("1.3",)),
        ("1.~.0", ("1.10.0",)),
        ("2.3.~", ("2.3.2-beta",)),
        ("2~.0", ("2.0",)),
        ("2~.4.0", ("3.0.0-draft",)),
        ("1.1~", ("1.3",)),
        ("1.4~", ()),
        ("1.3~.1", ("1.10.0",)),
        ("1.2.7~", ("1.2.7",)),
        ("*.0", ("1.0", "1.3", "2.0")),
        ("1.*", ("1.0", "1.3")),
        ("1.*.0", ("1.0.0", "1.2.0", "1.2.1", "1.2.7", "1.3.0", "1.10.0")),
        ("1.2.*", ("1.2.0", "1.2.1", "1.2.7")),
        ("2*.3.0", ("2.3.1", "2.3.2-beta", "3.0.0-draft")),
        ("1*.3", ("1.3", "2.0")),
        ("1.1*", ("1.3",)),
        ("1.3*.0", ("1.3.0", "1.10.0")),
        ("1.2.1*", ("1.2.1", "1.2.7")),
        ("0.9.0", ("0.9.0",)),
    ],
)
def test_each_form_finds_the_versions_it_means(asked: str, found: tuple[str, ...]) -> None:
    query = version_query(asked)
    assert query is not None
    assert query.of(HELD) == found


def test_a_star_alone_finds_all_fifteen_a_draft_before_its_version() -> None:
    query = version_query("*")
    assert query is not None
    assert query.of(HELD) == (
        *("0.9.0", "1", "1.0", "1.0.0", "1.2.0", "1.2.1", "1.2.7", "1.3", "1.3.0", "1.10.0"),
        *("2.0", "2.0.0", "2.3.1", "2.3.2-beta", "3.0.0-draft"),
    )
    assert query.of(("2.0.0", "2.0.0-rc")) == ("2.0.0-rc", "2.0.0")


def test_a_version_below_1_0_0_is_not_stable() -> None:
    query = version_query("+")
    assert query is not None
    assert query.of(("0.9.0", "0.10.0")) == ()
    assert query.of(("1.0",)) == ()


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "x", "1.x", "v1", "1..0", ".1", "1.", "1.2.3.4", "01.0.0", "-1", "1.0-draft", "1.0.0-"),
        *("+.2.3", "1.+.3", "~.2", "~.2.3", "1.~.3", "*.2", "*.2.3", "1.*.3"),
        *("+.0", "2.3+", "~.0.*", "3.2*.1+", "3.2+.1+", "0.+.0", "0+.0.0", "1+", "1~", "1*", "1.0.0+-x"),
        *("9999999999.0.0", "latest", "all", "1.0.0-a..b", "++"),
    ],
)
def test_what_is_no_version_is_none(text: str) -> None:
    assert version_query(text) is None
