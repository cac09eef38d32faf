"""The stores of oversight on a ledger, for tests: as `bootstrap` wires them, with what a test gives instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.sealing import kept
from xinxiao.store.blobs import Blobs
from xinxiao.store.ledger import Ledger
from xinxiao.store.oversight.cases import Cases
from xinxiao.store.oversight.counts import CaseCounts
from xinxiao.store.oversight.desk import CaseDesk
from xinxiao.store.oversight.draw_pages import DrawPages
from xinxiao.store.oversight.draws import Draws
from xinxiao.store.oversight.lists import Lists
from xinxiao.store.oversight.subjects import Subjects
from xinxiao.store.post import Post
from xinxiao.uses.oversight.known import ProgrammeKnown
from xinxiao.uses.oversight.ports import OversightPorts
from xinxiao.uses.oversight.resting import CASE, CasesResting


def ports_of(ledger: Ledger, folder: Path, programme: Path, **instead: Any) -> OversightPorts:
    """The ports of oversight with blobs and keys in a folder, which go by the programme in another."""
    blobs = Blobs(folder / "lake")
    cases = Cases(ledger.office, ledger.oversight)
    known = ProgrammeKnown(lambda given: given or programme, blobs)
    made: dict[str, Any] = {
        "chain": ledger.oversight,
        "subjects": Subjects(ledger),
        "readings": ledger.office_readings,
        "blobs": blobs,
        "post": Post(None),
        "zone": ZoneInfo("Asia/Shanghai"),
        "programme_folder": lambda given: given or programme,
        "lists": Lists(ledger.office, ledger.oversight),
        "cases": cases,
        "draws": Draws(ledger.office, ledger.oversight),
        "counts": CaseCounts(ledger.office, ZoneInfo("Asia/Shanghai")),
        "draw_pages": DrawPages(ledger.office),
        "known": known,
        "case_desk": CaseDesk(ledger.office),
        "resting": {CASE: CasesResting(cases, known)},
    }
    return OversightPorts(**(made | kept(ledger, folder) | instead))
