"""Rows of the verification of draws."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.oversight.verification.view import program_file, verify_page
from xinxiao.entry.portal.page_answers import file_route, page_route

ROUTES = (
    page_route("draws/verify", verify_page, access=PUBLIC),
    file_route("/draws/verify_draw.py", program_file, access=PUBLIC, cache="kept"),
)
