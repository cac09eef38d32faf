"""Rows of draws and plans: pages and files for anybody."""

from __future__ import annotations

from dataclasses import replace

from xinxiao.entry.portal.oversight.draws import draw, files, own, plan, verifying, view
from xinxiao.entry.portal.oversight.open import open_file, open_page

DRAW = "draws/{number}"

ROUTES = (
    open_page("draws", view.overview, view.NUMBER, view.YEAR, view.STATE, view.BEFORE),
    open_page(DRAW, draw.draw, draw.ON),
    open_page(f"{DRAW}/verify", verifying.verify),
    open_page(f"{DRAW}/check", draw.check, room="heavy"),
    replace(open_page(f"{DRAW}/proof", own.own, own.CODE, room="files"), beyond="heavy"),
    open_page("draws/plans/{case}", plan.plan),
    open_file("/draws.json", files.every),
    open_file("/draws.atom", files.feed),
    open_file("/draws/numbers.txt", files.numbers),
    replace(open_file("/draws/{number}/proof.json", own.proof, own.CODE), beyond="heavy"),
    open_file("/draws/{number}.json", files.record),
    open_file("/draws/plans/{case}/file", plan.file),
)
"""A number is asked for after the pages and files that have names of their own."""
