"""Rows of lists: pages and files for anybody, and the desk."""

from __future__ import annotations

from xinxiao.entry.portal.access import HANDLES
from xinxiao.entry.portal.body import Takes
from xinxiao.entry.portal.desk import desk_act, desk_page
from xinxiao.entry.portal.fields import Field
from xinxiao.entry.portal.oversight.lists import desk, files, view
from xinxiao.entry.portal.oversight.open import open_file, open_page
from xinxiao.model.oversight.lists import LONGEST_APPROVAL, LONGEST_REASON
from xinxiao.uses.oversight.list_files import LARGEST

LIST = "desk/lists/{list}"
UPLOAD = Takes(form=40_000, file=LARGEST)
FURTHER = Takes(form=1_000_000, file=LARGEST)
"""The same with a reason for each entry that differs."""
REASON = Field("reason", "lines", LONGEST_REASON, needed=False)

ROUTES = (
    open_page("lists", view.overview),
    open_page("lists/{list}", view.one, view.VERSION),
    open_page("lists/{list}/compare", view.compare, view.BEFORE, view.AFTER),
    open_page("lists/{list}/entries/{entry}", view.entry),
    open_file("/lists.json", files.every),
    open_file("/lists.atom", files.feed),
    open_file("/lists/{list}/{number}.csv", files.rows),
    open_file("/lists/{list}/{number}.json", files.sealed),
    desk_page("desk/lists", desk.board, access=HANDLES, about="own", menu="lists"),
    desk_act("desk/lists", desk.do_propose_new, access=HANDLES, about="own", takes=UPLOAD, room="files"),
    desk_page(LIST, desk.desk_list, access=HANDLES, about="own"),
    desk_act(
        f"{LIST}/versions",
        desk.do_propose,
        access=HANDLES,
        about="own",
        fields=(
            Field("starts", most=10),
            Field("ends", most=10, needed=False),
            REASON,
            Field("why", "texts", LONGEST_REASON),
        ),
        takes=FURTHER,
        room="files",
    ),
    desk_act(
        f"{LIST}/acts",
        desk.do_act,
        access=HANDLES,
        about="own",
        fields=(
            Field("act", "choice", allowed=desk.ACTS),
            Field("content", most=64),
            REASON,
            Field("approval", most=LONGEST_APPROVAL, needed=False),
        ),
    ),
    desk_act(
        f"{LIST}/ends",
        desk.do_end,
        access=HANDLES,
        about="own",
        fields=(
            Field("entry", most=64),
            Field("day", most=10),
            Field("reason", "lines", LONGEST_REASON),
        ),
    ),
    desk_act(
        f"{LIST}/ends/decisions",
        desk.do_decide,
        access=HANDLES,
        about="own",
        fields=(
            Field("proposed", most=12),
            Field("decision", "choice", allowed=("approve", "refuse")),
            Field("approval", most=LONGEST_APPROVAL, needed=False),
            REASON,
        ),
    ),
)
"""Public pages show what was issued; what is on its way is the desk's alone."""
