"""The tables of one draw."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest

from xinxiao.entry.portal.figure_table import ABSENT, Cell, Grid, columns
from xinxiao.entry.portal.oversight.draws.said import Said
from xinxiao.model.oversight.draw import Pair, Terms
from xinxiao.model.oversight.draw_facts import DrawStanding
from xinxiao.oversight.draw_file import Outcome
from xinxiao.uses.oversight.desk import names
from xinxiao.uses.oversight.draw_following import Following
from xinxiao.uses.oversight.draw_pages import SELECTED


def bodies(said: Said, terms: Terms) -> Grid:
    """Which body inspects which matters, with how many people of which qualification."""
    heads = columns(
        ("BODY", said.t("body")),
        ("ENTRIES", said.t("entries")),
        ("QUALIFICATION", said.t("qualification")),
        ("PEOPLE", said.t("people"), "number"),
    )
    cells = []
    for own in terms.bodies:
        for first, entry in enumerate(own.entries):
            words, href = said.entry(entry)
            people = Cell(str(own.people), own.people) if not first else ABSENT
            cells.append(
                (Cell(said.body(own.body), own.body), Cell(words, href=href), Cell(own.qualification), people)
            )
    return Grid("bodies", said.t("bodies"), heads, tuple(cells))


def strata(said: Said, terms: Terms) -> Grid:
    """How many are on the roster in each stratum, and how many of them are drawn."""
    heads = columns(
        ("STRATUM", said.t("stratum")),
        ("POPULATION", said.t("population"), "number"),
        ("SHARE", said.t("ratio")),
        ("SIZE", said.t("size"), "number"),
        ("SHA256", said.t("codes_hash"), "long"),
    )
    cells = tuple(
        (
            Cell(said.stratum(own.stratum), own.stratum),
            Cell(f"{own.population:,}", own.population),
            Cell(said.ratio(own)),
            Cell(f"{own.size:,}", own.size),
            Cell(own.sha256),
        )
        for own in terms.strata
    )
    return Grid("strata", said.t("strata"), heads, cells)


def sources(said: Said, standing: DrawStanding) -> Grid:
    """The declared sources of randomness with the time they speak, and what they said once they did."""
    heads = columns(
        ("SOURCE", said.t("source")),
        ("ISSUE", said.t("issue")),
        ("TAKES", said.t("takes")),
        ("AT", said.t("at")),
        ("VALUE", said.t("value"), "long"),
        ("CAME", said.t("came")),
        ("WITNESSES", said.t("witnesses")),
    )
    values = standing.drawn.values if standing.drawn is not None else ()
    cells = tuple(
        (
            Cell(own.source),
            Cell(own.issue),
            Cell(own.takes),
            Cell(said.moment(own.at), own.at),
            Cell(value.value if value is not None else said.t("not_yet")),
            Cell(said.moment(value.at), value.at) if value is not None else ABSENT,
            Cell(said.w.join(list(value.witnesses)) or "–") if value is not None else ABSENT,
        )
        for own, value in zip_longest(standing.committed.sources, values)
        if own is not None
    )
    return Grid("sources", said.t("sources"), heads, cells, says=said.t("sources_says"))


def left_out(said: Said, counts: Mapping[str, int]) -> Grid:
    """How many are left out for which reason."""
    heads = columns(
        ("REASON", said.t("reason")), ("CODE", said.t("reason_code")), ("COUNT", said.t("count"), "number")
    )
    cells = tuple(
        (Cell(said.reason(code), code), Cell(code), Cell(f"{count:,}", count))
        for code, count in sorted(counts.items(), key=lambda own: (-own[1], own[0]))
    )
    return Grid("left-out", said.t("left_out_head"), heads, cells)


def selected(said: Said, outcome: Outcome, page: int) -> Grid:
    """A page of the subjects drawn, by stratum and ticket, with who inspects them and who was passed over."""
    heads = columns(
        ("SUBJECT", said.t("subject")),
        ("CODE", said.t("code")),
        ("STRATUM", said.t("stratum")),
        ("TICKET", said.t("ticket"), "long"),
        ("PEOPLE", said.t("inspectors")),
        ("PASSED", said.t("passed_over")),
    )
    shown = outcome.selected[(page - 1) * SELECTED : page * SELECTED]
    called = names(said.visit.office, {own.subject for own in shown})
    pairs: dict[str, list[Pair]] = {}
    wanted = {own.subject for own in shown}
    for pair in outcome.pairs:
        if pair.subject in wanted:
            pairs.setdefault(pair.subject, []).append(pair)
    cells = tuple(
        (
            Cell(called.get(own.subject) or said.t("no_name"), own.subject),
            Cell(own.subject),
            Cell(said.stratum(own.stratum), own.stratum),
            Cell(own.ticket),
            Cell(said.people(pairs.get(own.subject, ()))),
            Cell(said.passed(pairs.get(own.subject, ())) or "–"),
        )
        for own in shown
    )
    return Grid("selected", said.t("selected_head"), heads, cells, says=said.t("selected_says"))


def results(said: Said, after: Following) -> Grid:
    """The results that are public now."""
    visit = said.visit
    called = names(visit.office, {one.row.subject for one in after.results})
    heads = columns(
        ("CASE", visit.words.t("oversight.case")),
        ("SUBJECT", said.t("subject")),
        ("PUBLICATION", visit.words.t("oversight.published.what")),
        ("SINCE", visit.words.t("oversight.published.since"), "period"),
        ("UNTIL", visit.words.t("oversight.published.until"), "period"),
    )
    cells = tuple(
        (
            Cell(one.row.case, one.row.case, visit.url(f"oversight/published/{one.row.case}")),
            Cell(f"{called.get(one.row.subject, '')} {one.row.subject}".strip(), one.row.subject),
            Cell(visit.words.say(one.publication.name), one.publication.id),
            Cell(one.row.since, one.row.since),
            Cell(one.row.until or visit.words.t("oversight.published.open_end"), one.row.until),
        )
        for one in after.results
    )
    return Grid("results", said.t("results"), heads, cells)
