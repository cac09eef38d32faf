"""Tables of the record: what each model of the chance comes to, and every pair of forecast and outcome."""

from __future__ import annotations

from collections.abc import Mapping

from xinxiao.entry.portal import provenance
from xinxiao.entry.portal.figure_table import ABSENT, Cell, Grid, columns
from xinxiao.entry.portal.observed import observed, plain
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.model.scope import NOT_APPLICABLE, TOTAL
from xinxiao.model.target import Target

SUMMARY = ("PAIRS", "INSIDE", "ERROR_ABSOLUTE", "BRIER")
SHARED = tuple(f"{measure}_SHARED" for measure in SUMMARY)
OUTCOME = ("ERROR", "INSIDE", "BRIER")
"""What is shown of a pair; its place in the distribution and the chance of what was asked stand in the data."""
BARE = ("PAIRS", "BRIER")
"""Measures whose head says all of their unit."""
Place = tuple[str, str, str, str]
"""Model, scope, years ahead, year."""


def record(request: PageRequest, target: Target) -> tuple[Grid, ...]:
    """Both tables; none where no record was made."""
    held: dict[Place, dict[str, Row]] = {}
    for row in request.view.find("targets_record", TARGET=target.id):
        place = (str(row["MODEL"]), str(row["SCOPE"]), str(row["HORIZON"]), str(row["TIME_PERIOD"]))
        held.setdefault(place, {})[str(row["MEASURE"])] = row
    if not held:
        return ()
    order = {model: i for i, model in enumerate(("CONSTANT", *target.models))}

    def rank(place: Place) -> tuple[int, str, str, str]:
        said = held[place].get("PREDICTED")
        return order.get(place[0], len(order)), place[1], str(said["KNOWN_ON"]) if said else "", place[3]

    places = sorted((place for place in held if place[0] != NOT_APPLICABLE), key=rank)
    whole = {place: held[place] for place in places if place[2] == TOTAL}
    pairs = {place: held[place] for place in places if place[2] != TOTAL}
    actual = {place[1:]: own["ACTUAL"] for place, own in held.items() if "ACTUAL" in own}
    return _summary(request, target, whole), _pairs(request, target, pairs, actual)


def _summary(request: PageRequest, target: Target, whole: Mapping[Place, Mapping[str, Row]]) -> Grid:
    w = request.words
    measures = [m for m in (*SUMMARY, *SHARED) if any(m in own for own in whole.values())]
    lines = tuple(
        (
            *_named(request, target, place),
            *(_cell(request, own.get(measure)) for measure in measures),
        )
        for place, own in whole.items()
    )
    heads = columns(
        *((name, w.column(name)) for name in _names(target)),
        *((m, w.coded("targets_record", "MEASURE", m), "number") for m in measures),
    )
    rows = [row for own in whole.values() for row in own.values()]
    most = {
        name: max((int(own[name]["OBS_VALUE"]) for own in whole.values()), default=0)
        for name in ("PAIRS", "ORIGINS")
    }
    says = w.t("target.record_says", pairs=most["PAIRS"], origins=most["ORIGINS"])
    notes = provenance.notes(request, "targets_record", rows, TARGET=target.id)
    return Grid("record", w.t("target.record"), heads, lines, notes, says, stacks=True)


def _pairs(
    request: PageRequest,
    target: Target,
    pairs: Mapping[Place, Mapping[str, Row]],
    actual: Mapping[tuple[str, str, str], Row],
) -> Grid:
    w = request.words
    measures = [m for m in OUTCOME if any(m in own for own in pairs.values())]
    lines = []
    for place, own in pairs.items():
        said = own["PREDICTED"]
        outcomes = {m: _cell(request, own.get(m)) for m in measures}
        inside = own["INSIDE"]["OBS_VALUE"]
        outcomes["INSIDE"] = observed(
            request, "targets_record", own["INSIDE"], w.t("target.inside" if inside else "target.outside")
        )
        lines.append(
            (
                *_named(request, target, place),
                Cell(w.period(said["KNOWN_ON"]), said["KNOWN_ON"]),
                Cell(w.period(place[3]), place[3]),
                Cell(place[2], int(place[2])),
                observed(request, "targets_record", said),
                Cell(w.t("span", low=_bare(request, said, "LOWER"), high=_bare(request, said, "UPPER"))),
                observed(request, "targets_record", actual[place[1:]]) if place[1:] in actual else ABSENT,
                *(outcomes[m] for m in measures),
            )
        )
    heads = columns(
        *((name, w.column(name)) for name in _names(target)),
        ("KNOWN_ON", w.column("KNOWN_ON")),
        ("TIME_PERIOD", w.t("target.record_year")),
        ("HORIZON", w.column("HORIZON"), "number"),
        ("PREDICTED", w.coded("targets_record", "MEASURE", "PREDICTED"), "number"),
        ("INTERVAL", w.t("target.record_interval"), "number"),
        ("ACTUAL", w.coded("targets_record", "MEASURE", "ACTUAL"), "number"),
        *((m, w.coded("targets_record", "MEASURE", m), "number") for m in measures),
    )
    rows = [row for own in pairs.values() for row in own.values()]
    notes = provenance.notes(request, "targets_record", rows, TARGET=target.id)
    asked = target.growth
    says = (
        w.t("target.record_pairs_says")
        if asked is None
        else w.t("target.record_asked_says", growth=w.plain(asked))
    )
    return Grid("record_pairs", w.t("target.record_pairs"), heads, tuple(lines), notes, says, stacks=True)


def _cell(request: PageRequest, row: Row | None) -> Cell:
    bare = row is not None and row["MEASURE"].removesuffix("_SHARED") in BARE
    return (plain if bare else observed)(request, "targets_record", row)


def _bare(request: PageRequest, said: Row, end: str) -> str:
    """An end of the interval; the median beside it says the unit."""
    return request.words.plain(said[end], said["UNIT_MEASURE"])


def _names(target: Target) -> tuple[str, ...]:
    """What a line is about: the model, and the scope unless there is only one."""
    return ("MODEL",) if len(target.scopes) == 1 else ("MODEL", "SCOPE")


def _named(request: PageRequest, target: Target, place: Place) -> tuple[Cell, ...]:
    w = request.words
    words = (w.coded("targets_record", "MODEL", place[0]), w.scope(place[1]))
    return tuple(Cell(words[i], place[i]) for i, _ in enumerate(_names(target)))
