"""Rows of the statistician's desk."""

from __future__ import annotations

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.access import INSPECTS, REVIEWS
from xinxiao.entry.portal.collection import board, listed, review, series
from xinxiao.entry.portal.collection.exhibits import desk_exhibits
from xinxiao.entry.portal.desk import desk_act
from xinxiao.entry.portal.fields import Field

PAGE = parameters.count("page", 100_000)
AREA, STATE = parameters.code("area"), parameters.code("state")
REPORT = "desk/reports/{form}/{period}/{unit}"
WORDS = Field("words", "lines", 2_000)

ROUTES = (
    *desk_exhibits(
        "desk/completeness", board.overview, PAGE, access=REVIEWS, about="own", menu="completeness"
    ),
    *desk_exhibits(
        "desk/completeness/{form}/{period}",
        board.completeness,
        AREA,
        parameters.code("by"),
        access=REVIEWS,
        about="own",
    ),
    *desk_exhibits(
        "desk/findings/{form}/{period}",
        listed.queue,
        AREA,
        parameters.code("test"),
        parameters.code("industry"),
        access=REVIEWS,
        about="own",
    ),
    *desk_exhibits("desk/findings", listed.first_queue, PAGE, access=REVIEWS, about="own", menu="findings"),
    *desk_exhibits(
        "desk/queries",
        listed.questions,
        parameters.code("form"),
        parameters.code("period"),
        STATE,
        access=REVIEWS,
        about="own",
        menu="queries",
    ),
    *desk_exhibits(
        "desk/reports/{form}/{period}",
        listed.reports,
        AREA,
        STATE,
        parameters.code("after"),
        access=REVIEWS,
        about="own",
    ),
    *desk_exhibits("desk/accept/{form}/{period}", listed.clean, AREA, access=REVIEWS, about="own"),
    desk_act(
        "desk/accept/{form}/{period}",
        listed.accept_clean,
        access=REVIEWS,
        about="own",
        fields=(Field("area", most=64), Field("digest", most=64)),
    ),
    *desk_exhibits("desk/series/{form}/{unit}/{item}", series.series, access=INSPECTS, about="unit"),
    *desk_exhibits(REPORT, review.review, access=REVIEWS, about="unit"),
    desk_act(
        f"{REPORT}/query",
        review.query,
        access=REVIEWS,
        about="unit",
        fields=(Field("item", most=129, needed=False), WORDS),
    ),
    desk_act(f"{REPORT}/return", review.return_, access=REVIEWS, about="unit", fields=(WORDS,)),
    desk_act(
        f"{REPORT}/accept", review.accept, access=REVIEWS, about="unit", fields=(Field("sha256", most=64),)
    ),
    desk_act(
        f"{REPORT}/release",
        review.release,
        access=REVIEWS,
        about="unit",
        fields=(Field("rule", most=129), WORDS),
    ),
    desk_act(
        f"{REPORT}/extend",
        review.extend,
        access=REVIEWS,
        about="unit",
        fields=(Field("until", most=10, needed=False), WORDS),
    ),
)
"""Completeness, the queue, questions, reports, and what is done with them."""
