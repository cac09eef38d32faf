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
    heavy = sorted(r.pattern for r in TABLE.routes if "heavy" in (r.room, r.beyond))
    assert heavy == [
        "/data/{flow}.{form}",
        "/{lang}/index/audit",
        "/{lang}/index/audit.csv",
        "/{lang}/index/audit.json",
        "/{lang}/index/audit.pdf",
        "/{lang}/releases/{name}/changes",
        "/{lang}/releases/{name}/changes.csv",
        "/{lang}/releases/{name}/changes.json",
    ]


def test_only_what_anybody_may_read_is_made_by_processes_apart() -> None:
    with pytest.raises(TypeError, match="processes apart"):
        Route(pattern="/x", make=lambda visit: Answer(200, b""), says="", access=OPERATOR, cache="none", room="heavy")  # fmt: skip
