"""Rows of signing in and out, the desk and the own account."""

from __future__ import annotations

from xinxiao.entry.portal.access import SIGNED_IN
from xinxiao.entry.portal.desk import desk_act, desk_page
from xinxiao.entry.portal.people.view import desk, sign_out

ROUTES = (
    desk_page("desk", desk, access=SIGNED_IN, about="nobody"),
    desk_act("sign-out", sign_out, access=SIGNED_IN, about="nobody"),
)
