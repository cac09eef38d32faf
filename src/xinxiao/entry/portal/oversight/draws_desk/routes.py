"""Rows of the desk of plans and draws."""

from __future__ import annotations

from xinxiao.entry.portal.access import HANDLES
from xinxiao.entry.portal.body import Takes
from xinxiao.entry.portal.desk import desk_act, desk_page
from xinxiao.entry.portal.fields import Field
from xinxiao.entry.portal.oversight.draws_desk import board, draw, plan, prepared, task

DRAWS = "desk/draws"
ONE_PLAN = f"{DRAWS}/plans/{{case}}"
TASK = f"{ONE_PLAN}/tasks/{{task}}"
PREPARED = f"{DRAWS}/prepared/{{commitment}}"
DRAW = f"{DRAWS}/{{case}}"
UPLOAD = Takes(form=40_000, file=10_000_000)
"""A plan, or inspectors: files that people fill in by hand."""
SEEN = Field("seen", most=9)

ROUTES = (
    desk_page(DRAWS, board.board, access=HANDLES, about="own", menu="draws"),
    desk_act(
        DRAWS,
        board.do_open,
        access=HANDLES,
        about="own",
        fields=(Field("year", most=4), Field("number", most=100)),
        takes=UPLOAD,
        room="files",
    ),
    desk_page(ONE_PLAN, plan.plan, access=HANDLES, about="own"),
    desk_act(
        f"{ONE_PLAN}/file",
        plan.do_file,
        access=HANDLES,
        about="own",
        fields=(SEEN,),
        takes=UPLOAD,
        room="files",
    ),
    desk_act(f"{ONE_PLAN}/propose", plan.do_propose, access=HANDLES, about="own", fields=(SEEN,)),
    desk_page(TASK, task.task, task.REPEATS, access=HANDLES, about="own"),
    desk_act(
        TASK,
        task.do_prepare,
        access=HANDLES,
        about="own",
        fields=(
            Field("source", "many", 500),
            Field("repeats", most=41, needed=False),
            Field("reason", most=500, needed=False),
            Field("kept", most=64, needed=False),
        ),
        takes=UPLOAD,
        room="files",
    ),
    desk_page(PREPARED, prepared.prepared, access=HANDLES, about="own"),
    desk_act(PREPARED, prepared.do_ask, access=HANDLES, about="own", room="files"),
    desk_page(DRAW, draw.draw, access=HANDLES, about="own", room="files"),
    desk_act(f"{DRAW}/commit", draw.do_commit, access=HANDLES, about="own"),
    desk_act(
        f"{DRAW}/draw",
        draw.do_draw,
        access=HANDLES,
        about="own",
        fields=(Field("said", "many", 2_000),),
        room="files",
    ),
    desk_act(f"{DRAW}/assign", draw.do_assign, access=HANDLES, about="own", room="files"),
    desk_act(f"{DRAW}/void", draw.do_void, access=HANDLES, about="own", fields=(Field("reason", most=500),)),
)
"""All by the case of a plan or of a draw: numbers of draws are given when they are committed."""
