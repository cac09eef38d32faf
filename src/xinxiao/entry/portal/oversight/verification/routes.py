"""Rows of the verification of draws."""

from __future__ import annotations

from dataclasses import replace

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.oversight.verification.view import Anywhere, program_file, verify_page
from xinxiao.entry.portal.page_answers import file_route, page_route

_PAGE = page_route("draws/verify", verify_page, access=PUBLIC)

ROUTES = (
    replace(_PAGE, make=Anywhere(_PAGE.make)),
    file_route("/draws/verify_draw.py", program_file, access=PUBLIC, cache="kept"),
)
