"""Heavy work: which routes are, and how what is wrong with it is told from one process to another."""

from __future__ import annotations

import pytest

from xinxiao.entry.portal.access import OPERATOR
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.heavy.job import error_of, refusal
from xinxiao.entry.portal.route import Route
from xinxiao.entry.portal.routes import TABLE
from xinxiao.errors import SettingFault, WrongRequest, XinxiaoError, told


@pytest.mark.parametrize(
    "error",
    [
        SettingFault("no typst", told("extra_missing", library="typst", what="pdf")),
        WrongRequest("x=1", told("parameter_none", parameter="x", value="1"), parameter="x"),
        XinxiaoError("ZeroDivisionError"),
    ],
)
def test_an_error_is_the_same_on_the_other_side(error: XinxiaoError) -> None:
    again = error_of(refusal(error))
    assert (type(again), again.message, again.hint, again.told) == (
        type(error),
        error.message,
        error.hint,
        error.told,
    )


def test_the_table_says_which_routes_are_heavy() -> None:
    every = [r.pattern for r in TABLE.routes if "heavy" in (r.room, r.beyond)]
    heavy = sorted(p for p in every if not p.endswith((".png", ".svg", ".bib", ".txt")))
    assert heavy == [
        "/draws/{number}/proof.json",
        "/quality/{flow}.json",
        "/releases/{release}/data/{flow}.zip",
        "/releases/{release}/data/{flow}.{form}",
        "/releases/{release}/package.zip",
        "/releases/{release}/structure.{form}",
        "/{lang}/draws/{number}/check",
        "/{lang}/draws/{number}/proof",
        "/{lang}/index/audit",
        "/{lang}/index/audit.csv",
        "/{lang}/index/audit.json",
        "/{lang}/index/audit.pdf",
        "/{lang}/index/editions",
        "/{lang}/index/editions.csv",
        "/{lang}/index/editions.json",
        "/{lang}/quality/{flow}",
        "/{lang}/quality/{flow}.csv",
        "/{lang}/quality/{flow}.json",
        "/{lang}/releases/{name}/changes",
        "/{lang}/releases/{name}/changes.csv",
        "/{lang}/releases/{name}/changes.json",
        "/{lang}/revisions/{flow}",
        "/{lang}/revisions/{flow}.csv",
        "/{lang}/revisions/{flow}.json",
    ]


def test_only_what_anybody_may_read_is_made_by_processes_apart() -> None:
    with pytest.raises(TypeError, match="processes apart"):
        Route(pattern="/x", make=lambda visit: Answer(200, b""), says="", access=OPERATOR, cache="none", room="heavy")  # fmt: skip


def test_pictures_of_dots_are_drawn_by_processes_apart() -> None:
    pictures = [r for r in TABLE.routes if r.pattern.endswith(".png")]
    assert len(pictures) > 20
    assert {r.room for r in pictures} == {"heavy"}
