"""One report for review: its values beside earlier ones and those of peers, what was found, what was said, and the acts."""

from __future__ import annotations

from dataclasses import replace

from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.collection import said
from xinxiao.entry.portal.collection.exhibits import files_of
from xinxiao.entry.portal.collection.listed import suspicion_cells
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.figure_table import ABSENT, Cell, Grid, columns
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.until import until
from xinxiao.model.collect.desk import state_of
from xinxiao.model.collect.report import ReportKey
from xinxiao.model.collect.scrutiny import Peers
from xinxiao.uses.collect import desk
from xinxiao.uses.collect import reports as acts
from xinxiao.uses.collect.desk import Line, Review


def review(visit: DeskVisit) -> Page:
    """A report beside the last period, last year and its peers, with what was found and said."""
    w = visit.words
    found = desk.review(visit.call, _key(visit))
    report, form = found.report, found.bundle.form
    title = w.t(
        "collection.review.title",
        unit=found.name or report.unit,
        form=w.say(form.name),
        period=w.period(report.period),
    )
    back = (
        w.t("collection.list.link"),
        visit.url(f"desk/reports/{report.form}/{report.period}", area=report.area),
    )
    context = {
        "found": found,
        "report": report,
        "state": w.t(f"collection.state.{report.state}"),
        "timely": w.t(f"collection.timely.{report.timely}") if report.timely else "",
        "submitted": said.moment(visit, report.submitted_at),
        "due": visit.end(report.ends),
        "asked": visit.end(report.requested),
        "moment": lambda at: said.moment(visit, at),
        "item": lambda code: said.item(visit, found.bundle, code),
        "items": [(one.id, w.say(one.name)) for one in form.items],
        "rules": {rule.id: w.say(rule.says) for rule in form.rules},
        "findings": [(one, one.message(visit.lang), one.hint(visit.lang)) for one in found.opened.findings],
        "act": lambda name: visit.url(f"desk/reports/{report.key.text}/{name}"),
        "area": said.area(visit, found.where, report.area),
        "by": lambda level: said.acting(visit, found.where, report.area, level),
        "who": lambda actor: said.person(visit, actor.removeprefix("person:")),
        "trail": (back,),
        "file": files_of(visit),
        "thread_state": lambda one: state_of(one, visit.call.now, found.where.scrutiny.answer_days),
    }
    shown = (_suspicions(visit, found), _values(visit, found))
    return Page("collection_review.html", title, "findings", context=context, exhibits=shown)


def _values(visit: DeskVisit, found: Review) -> Grid:
    w = visit.words
    heads = columns(
        ("ITEM", w.t("collection.item")),
        ("UNIT_MEASURE", w.t("collection.review.measure")),
        ("VALUE", w.t("collection.review.value"), "number"),
        ("PREVIOUS", w.t("collection.review.previous"), "number"),
        ("CHANGE", w.t("collection.review.change"), "number"),
        ("YEAR_AGO", w.t("collection.review.year"), "number"),
        ("YEAR_CHANGE", w.t("collection.review.change"), "number"),
        ("PEERS_Q1", w.t("collection.review.low"), "number"),
        ("PEERS_MEDIAN", w.t("collection.review.middle"), "number"),
        ("PEERS_Q3", w.t("collection.review.high"), "number"),
        ("PEERS", w.t("collection.review.count"), "number"),
    )
    cells = tuple(_line(visit, found, line) for line in found.lines)
    says = w.t("collection.review.says")
    return Grid("values", w.t("collection.review.values"), heads, cells, says=says)


def _line(visit: DeskVisit, found: Review, line: Line) -> tuple[Cell, ...]:
    w = visit.words
    tests = tuple(w.t(f"collection.test.{one.test}") for one in found.suspicions if one.item == line.item.id)
    value = replace(said.cell(line.value), flags=tests)
    if line.mark:
        value = Cell(w.t(f"collection.mark.{line.mark}"), line.mark)
    return (
        Cell(
            w.say(line.item.name),
            line.item.id,
            visit.url(f"desk/series/{found.report.form}/{found.report.unit}/{line.item.id}"),
        ),
        Cell(said.unit(visit, found.bundle, line.item), line.item.unit or ""),
        value,
        said.cell(line.previous),
        said.change(line.value, line.previous),
        said.cell(line.year),
        said.change(line.value, line.year),
        *_peers(visit, line.peers),
    )


def _peers(visit: DeskVisit, peers: Peers | None) -> tuple[Cell, ...]:
    if peers is None:
        return (ABSENT,) * 4
    quartiles = (Cell(visit.words.plain(value), value) for value in (peers.low, peers.middle, peers.high))
    return (*quartiles, Cell(str(peers.count), peers.count))


def _suspicions(visit: DeskVisit, found: Review) -> Grid:
    w = visit.words
    cells = tuple(
        (Cell(w.t(f"collection.test.{one.test}"), one.test), *suspicion_cells(visit, found, one))
        for one in found.suspicions
    )
    heads = columns(
        ("TEST", w.t("collection.queue.test")),
        ("ITEM", w.t("collection.item")),
        ("VALUE", w.t("collection.queue.value"), "number"),
        ("EXPECTED", w.t("collection.queue.expected"), "number"),
        ("SIZE", w.t("collection.queue.size"), "number"),
        ("WEIGHT", w.t("collection.queue.weight"), "number"),
    )
    return Grid(
        "suspicions", w.t("collection.queue.caption"), heads, cells, says=w.t("collection.queue.says")
    )


# ---- acts


def query(visit: DeskVisit) -> Answer:
    """Ask the respondent about a report."""
    item = visit.fields["item"]
    acts.query(visit.call, _key(visit), visit.fields["words"], [item] if item else [])
    return _back(visit)


def return_(visit: DeskVisit) -> Answer:
    """Give a report back to the respondent, for a reason."""
    acts.return_(visit.call, _key(visit), visit.fields["words"])
    return _back(visit)


def accept(visit: DeskVisit) -> Answer:
    """Accept the content that was seen, and no other."""
    acts.accept(visit.call, _key(visit), visit.fields["sha256"])
    return _back(visit)


def release(visit: DeskVisit) -> Answer:
    """Let a report pass though a rule does not hold, for a reason."""
    acts.release_finding(visit.call, _key(visit), visit.fields["rule"], visit.fields["words"])
    return _back(visit)


def extend(visit: DeskVisit) -> Answer:
    """Grant more time until a day, or refuse it, for a reason."""
    acts.extend(visit.call, _key(visit), until(visit), visit.fields["words"])
    return _back(visit)


def _key(visit: DeskVisit) -> ReportKey:
    return ReportKey(visit.args["form"], visit.args["period"], visit.args["unit"])


def _back(visit: DeskVisit) -> Answer:
    return visit.to(f"desk/reports/{_key(visit).text}")
