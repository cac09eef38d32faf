"""The weighing of figures in doubt: a finding about one is as grave as what the figure does to published numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from xinxiao.analyse.effects import Change, Effects, effects
from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.programme.exemptions import declared, row_of
from xinxiao.programme.loaded import Loaded

WEIGHED = frozenset({"FIGURE_UNLIKE", "FIGURE_DIGITS", "FIGURE_SWAPPED"})
"""Findings that say which value was expected, so that it can be tried."""
MOST = 200
"""Findings weighed; of more the rest stay as they are, and that is told."""
CLEAR = 7 / 9
"""How sure a doubt must be to be told whenever what it does is material."""
ROWS_A_DOUBT = 2_000
"""Rows of figures for each of which one doubt is told that is less sure: who reads more false alarms stops reading them."""


def weighed(loaded: Loaded) -> tuple[Finding, ...]:
    """The findings of a programme, those about figures in doubt errors where what they do is material
    (:class:`~xinxiao.analyse.effects.Effect`), else warnings.

    What the checks are not sure enough of to tell by itself (a note, :func:`surety`) becomes a warning where what it does is
    material, the surest first (:func:`doubts_told`); elsewhere it is left out. A row the programme exempts keeps the level its
    exemption leaves. Where an index cannot be computed, other findings say why, and these stay warnings. What was not
    weighed is told.
    """
    doubtful = [item for item in loaded.findings if item.code in WEIGHED and surety(item) == 1]
    doubts = sorted((item for item in loaded.findings if surety(item) < 1), key=surety, reverse=True)
    if not doubtful and not doubts:
        return loaded.findings
    raised: set[Finding] = set()
    shown: set[Finding] = set()
    try:
        made = effects(loaded)
        if made is not None:
            raised = {item for item in _settled(loaded, doubtful[:MOST]) if material(made, item)}
            shown = set(doubts_told(doubts[:MOST], loaded.rows.num_rows, partial(material, made)))
    except (DataFault, ProgrammeFault):
        made = None
    told = () if made is None else _untold(loaded, made, doubtful)
    kept = [item for item in loaded.findings if surety(item) == 1 or item in shown]
    return (*told, *(_levelled(item, item in raised, item in shown) for item in kept))


def _levelled(item: Finding, raised: bool, shown: bool) -> Finding:
    if raised:
        return replace(item, level="error")
    return replace(item, level="warning") if shown else item


def surety(item: Finding) -> float:
    """How sure a finding is: less than 1 where it is a note about a figure in doubt."""
    return float(dict(item.places).get("sure", "1")) if item.level == "note" else 1.0


def doubts_told(doubts: Iterable[Finding], rows: int, matters: Callable[[Finding], bool]) -> list[Finding]:
    """Of doubts about figures those told in a programme of so many rows, if what they do ``matters``: the surest, and all that
    are ``CLEAR``. No more is tried than is told."""
    told: list[Finding] = []
    for item in sorted(doubts, key=surety, reverse=True):
        if len(told) >= max(1, rows // ROWS_A_DOUBT) and surety(item) < CLEAR:
            break
        if matters(item):
            told.append(item)
    return told


def material(made: Effects, item: Finding) -> bool:
    """Whether what the figure of a finding does is material. Raises as :meth:`Effects.of` does."""
    changes = _expected(item)
    return changes[0].indicator in made.read | made.judged and made.of(changes).material


def _settled(loaded: Loaded, doubtful: Sequence[Finding]) -> list[Finding]:
    """Those no exemption speaks of."""
    known = declared(loaded.parts.exemptions)
    return [item for item in doubtful if row_of(item) not in known]


def _untold(loaded: Loaded, made: Effects, doubtful: Sequence[Finding]) -> Iterator[Finding]:
    """That there were too many to weigh, and the indices they were not held against."""
    if len(doubtful) > MOST:
        first = doubtful[MOST]
        yield fault(first.file, first.line, "FIGURES_UNWEIGHED", count=len(doubtful), most=MOST)
    for name, read in made.apart.items():
        count = sum(_expected(item)[0].indicator in read for item in doubtful)
        if count:
            folder = loaded.index_reads[name].folder
            yield fault(f"{folder}/framework.csv", 0, "INDEX_UNWEIGHED", index=name, count=count)


def _expected(item: Finding) -> list[Change]:
    """What a finding says should stand in its row; of two exchanged ones, both."""
    places = dict(item.places)
    row = (places["indicator"], places["scope"])
    year, expected = int(places["year"]), float(places["expected"])
    found = [Change(*row, places["area"], year, expected)]
    if "other" in places:
        found.append(Change(*row, places["other"], year, float(places["value"])))
    return found
