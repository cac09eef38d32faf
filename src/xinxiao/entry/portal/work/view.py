"""The page of work: what is due, what is running, what failed and what was done last."""

from __future__ import annotations

from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.uses.jobs import jobs as all_jobs


def jobs(request: PageRequest) -> Page:
    """What the installation does by itself: due, running, given up, and done last."""
    w = request.words
    listed = sorted(all_jobs(request.call), key=lambda job: job.state != "failed")
    lines = tuple(
        (
            Cell(w.t(f"work.kind.{job.kind}"), job.kind),
            Cell(job.key),
            Cell(w.t(f"work.state.{job.state}"), job.state),
            Cell(job.due[:16].replace("T", " "), job.due),
            Cell(job.ended_at[:16].replace("T", " "), job.ended_at),
            Cell(str(job.tries), job.tries),
            Cell(job.outcome),
        )
        for job in listed
    )
    heads = columns(
        ("KIND", w.t("work.what")),
        ("KEY", w.t("work.key")),
        ("STATE", w.t("work.how")),
        ("DUE", w.t("work.due")),
        ("ENDED", w.t("work.ended")),
        ("TRIES", w.t("work.tries"), "number"),
        ("OUTCOME", w.t("work.outcome")),
    )
    lead = w.t("work.lead")
    return Page(
        "plain.html",
        w.t("nav.work"),
        "work",
        lead,
        {"lead": lead},
        (Grid("jobs", w.t("work.caption"), heads, lines),),
    )
