"""Rows of what is kept of people, for who handles cases; and of who saw what, for the audit administrator."""

from __future__ import annotations

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.access import AUDITS, HANDLES
from xinxiao.entry.portal.desk import desk_act, desk_file, desk_page
from xinxiao.entry.portal.fields import Field
from xinxiao.entry.portal.oversight.personal import board, case, sent, shown
from xinxiao.uses.oversight.personal_file import LONGEST

ONE = "desk/personal/{case}"
REASON = Field("reason", "lines", LONGEST)
NUMBER = 1_000_000_000
SHOWN = (
    parameters.text("officer", 320),
    parameters.text("case", 80),
    parameters.text("since", 10),
    parameters.text("until", 10),
    parameters.count("before", NUMBER),
)

ROUTES = (
    desk_page(
        "desk/personal",
        board.board,
        *(parameters.count(name, NUMBER) for name in board.LISTS),
        parameters.text("due", 100),
        access=HANDLES,
        about="own",
        menu="personal",
    ),
    desk_page(ONE, case.case, access=HANDLES, about="own"),
    desk_act(
        f"{ONE}/erasures",
        sent.ask,
        access=HANDLES,
        about="own",
        fields=(
            Field("part", "choice", allowed=case.PARTS),
            Field("rule", most=64),
            Field("article", most=200, needed=False),
            REASON,
        ),
    ),
    desk_act(
        f"{ONE}/decisions",
        sent.decide,
        access=HANDLES,
        about="own",
        fields=(
            Field("asked", most=12),
            Field("decision", "choice", allowed=("approve", "refuse")),
            Field("reason", "lines", LONGEST, needed=False),
        ),
    ),
    desk_act(f"{ONE}/holds", sent.hold, access=HANDLES, about="own", fields=(REASON,)),
    desk_act(
        f"{ONE}/holds/ends",
        sent.end_hold,
        access=HANDLES,
        about="own",
        fields=(Field("hold", most=12), REASON),
    ),
    desk_act(
        f"{ONE}/copies",
        sent.hand_out,
        access=HANDLES,
        about="own",
        fields=(Field("form", "choice", allowed=("json", "text")), REASON),
        room="files",
    ),
    desk_page("desk/shown", shown.shown, *SHOWN, access=AUDITS, about="nobody", menu="shown"),
    desk_file("/desk/shown.csv", shown.csv, *SHOWN, access=AUDITS, about="nobody"),
)
"""Whoever handles cases of an area reaches those of it alone; the audit administrator sees no value of any."""
