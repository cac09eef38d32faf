"""How far a collection is: every issue, and one by area and industry, as a map and as tables."""

from __future__ import annotations

from collections.abc import Sequence

from xinxiao.entry.portal.collection import said
from xinxiao.entry.portal.collection.exhibits import files_of
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.figure_table import Cell, Exhibit, Figure, Grid, columns
from xinxiao.entry.portal.page import Page
from xinxiao.model.collect.desk import COLUMNS, By, Standing
from xinxiao.publish import charts
from xinxiao.publish.charts.tiles import step_of
from xinxiao.uses.collect import desk
from xinxiao.uses.collect.desk import Board

BOUNDS = (0.5, 0.8, 0.95, 0.9999999, 1.0)
"""Classes of the map: under half, under four fifths, under 95 %, under all, all."""


def overview(visit: DeskVisit) -> Page:
    """How far every collection is that was issued, the last first."""
    w, page = visit.words, int(visit.query.get("page") or 1)
    rows, earlier = desk.boards(visit.call, page)
    cells = tuple(
        (
            Cell(
                said.issue(visit, issue.form, issue.period),
                f"{issue.form}/{issue.period}",
                visit.url(f"desk/completeness/{issue.form}/{issue.period}"),
            ),
            Cell(visit.end(issue.due), issue.due),
            *_counts(visit, standing),
        )
        for issue, standing in rows
    )
    grid = Grid(
        "collections",
        w.t("collection.board.all"),
        columns(
            ("FORM", w.t("collection.form")),
            ("DUE", w.t("collection.due")),
            *_heads(visit),
        ),
        cells,
        says=w.t("collection.board.says"),
    )
    more = (
        ((w.t("collection.earlier"), visit.url("desk/completeness", page=str(page + 1))),) if earlier else ()
    )
    return _page(visit, w.t("collection.board.head"), (grid,), lead=w.t("collection.board.lead"), links=more)


def completeness(visit: DeskVisit) -> Page:
    """How far one collection is in an area: by the areas in it, or by industry."""
    w, form, period = visit.words, visit.args["form"], visit.args["period"]
    by: By = "industry" if visit.query.get("by") == "industry" else "area"
    board = desk.board(visit.call, form, period, visit.query.get("area"), by)
    shown: tuple[Exhibit, ...] = (_areas(visit, board) if by == "area" else _industries(visit, board),)
    drawn = _map(visit, board) if by == "area" else None
    shown = shown if drawn is None else (drawn, *shown)
    at, whole = board.place, board.whole
    title = w.t(
        "collection.board.title",
        form=w.say(at.bundle.form.name),
        period=w.period(period),
        area=said.area(visit, at.where, at.area),
    )
    return _page(
        visit,
        title,
        shown,
        whole=whole,
        due=visit.end(at.issue.due),
        overdue=board.at.isoformat() > at.issue.due,
        as_of=said.moment(visit, visit.call.at),
        trail=_trail(visit, board),
        links=_links(visit, board),
    )


def _page(visit: DeskVisit, title: str, shown: tuple[Exhibit, ...], **context: object) -> Page:
    blank = {"whole": None, "lead": "", "trail": (), "links": (), "due": "", "overdue": False, "as_of": ""}
    context = {**blank, "file": files_of(visit), **context}
    return Page("collection_board.html", title, "completeness", context=context, exhibits=shown)


def _trail(visit: DeskVisit, board: Board) -> tuple[tuple[str, str], ...]:
    """All collections, and the areas above as far as the person's own goes: names and addresses, the largest first."""
    at = board.place
    above = at.where.above(at.area)
    top = desk.granted(visit.call, at.where)
    reach = above[1 : above.index(top) + 1] if top in above else ()
    path = f"desk/completeness/{at.issue.form}/{at.issue.period}"
    areas = ((said.area(visit, at.where, code), visit.url(path, area=code)) for code in reach[::-1])
    return ((visit.words.t("collection.board.all"), visit.url("desk/completeness")), *areas)


def _links(visit: DeskVisit, board: Board) -> tuple[tuple[str, str], ...]:
    """The lists that belong to the same place."""
    at, w = board.place, visit.words
    of = f"{at.issue.form}/{at.issue.period}"
    other = "industry" if board.by == "area" else "area"
    turned = visit.url(f"desk/completeness/{of}", area=at.area, by=other)
    return (
        (w.t(f"collection.board.by_{other}"), turned),
        (w.t("collection.list.link"), visit.url(f"desk/reports/{of}", area=at.area)),
        (w.t("collection.queue.link"), visit.url(f"desk/findings/{of}", area=at.area)),
        (w.t("collection.bulk.link"), visit.url(f"desk/accept/{of}", area=at.area)),
    )


def _areas(visit: DeskVisit, board: Board) -> Grid:
    at, w = board.place, visit.words
    of = f"{at.issue.form}/{at.issue.period}"

    def link(code: str) -> str:
        """An area with others in it leads to these, one without to its reports."""
        deeper = code != at.area and len(at.where.within(code)) > 1
        page = f"desk/completeness/{of}" if deeper else f"desk/reports/{of}"
        return visit.url(page, area=code)

    cells = tuple(
        (Cell(said.area(visit, at.where, row.code), row.code, link(row.code)), *_counts(visit, row))
        for row in board.rows
    )
    heads = columns(("REF_AREA", w.t("collection.area")), *_heads(visit))
    return Grid("areas", w.t("collection.board.areas"), heads, cells, says=w.t("collection.board.says"))


def _industries(visit: DeskVisit, board: Board) -> Grid:
    w = visit.words
    cells = tuple((Cell(row.code, row.code), *_counts(visit, row)) for row in board.rows)
    heads = columns(("ACTIVITY", w.t("collection.industry")), *_heads(visit))
    return Grid("industries", w.t("collection.board.industries"), heads, cells)


def _heads(visit: DeskVisit) -> Sequence[tuple[str, str, str]]:
    names = ("expected", "received", "completeness", "on_time", "late", *COLUMNS[1:6])
    return [(name.upper(), visit.words.t(f"collection.count.{name}"), "number") for name in names]


def _counts(visit: DeskVisit, row: Standing) -> tuple[Cell, ...]:
    w = visit.words

    def count(value: int) -> Cell:
        return Cell(w.plain(value, decimals=0), value)

    share = row.completeness
    complete = Cell(w.percent(_floored(share), 1), None if share is None else round(share, 6))
    states = (row.due, row.held, row.submitted, row.returned, row.accepted)
    return (
        *(count(value) for value in (row.expected, row.received)),
        complete,
        *(count(value) for value in (row.on_time, row.late, *states)),
    )


def _floored(share: float | None) -> float | None:
    """What is not all of it is never said to be 100.0 %."""
    return None if share is None else int(share * 1000) / 1000


def _map(visit: DeskVisit, board: Board) -> Figure | None:
    """The areas of a place that have a tile; none where fewer than two have."""
    at, w = board.place, visit.words
    rows = {row.code: row for row in board.rows}
    tiles = [
        charts.Tile(
            said.area(visit, at.where, place.id, "short"),
            place.tile[0],
            place.tile[1],
            _step(rows.get(place.id)),
            _text(rows.get(place.id)),
        )
        for place in at.where.areas
        if place.tile is not None and place.id != at.area and at.area in at.where.above(place.id)
    ]
    if len(tiles) < 2:
        return None
    shown = tuple(
        {
            "REF_AREA": row.code,
            "NAME": said.area(visit, at.where, row.code),
            "COMPLETENESS": None if row.completeness is None else round(row.completeness, 6),
            "EXPECTED": row.expected,
            "RECEIVED": row.received,
        }
        for row in board.rows
    )
    whole = board.whole
    told = w.t(
        "collection.board.sentence",
        received=w.plain(whole.received, decimals=0),
        expected=w.plain(whole.expected, decimals=0),
        share=w.percent(_floored(whole.completeness), 1),
        at=said.moment(visit, visit.call.at),
    )
    key = [w.t(f"collection.board.class.{i}") for i in range(len(BOUNDS))]
    missing = w.t("collection.board.nobody")
    return Figure(
        "map",
        w.t("collection.board.map"),
        told,
        shown,
        lambda frame: charts.tiles(frame, tiles, key=key, missing=missing),
        width=620,
    )


def _step(row: Standing | None) -> int | None:
    return None if row is None or row.completeness is None else step_of(row.completeness, BOUNDS)


def _text(row: Standing | None) -> str:
    return "–" if row is None or row.completeness is None else f"{int(row.completeness * 100)}%"
