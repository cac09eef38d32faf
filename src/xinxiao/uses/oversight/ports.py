"""What uses of oversight need from outside. They have this and nothing of statistics: no frame, no report, no snapshot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from xinxiao.uses.oversight.case_ports import Cases, Known
from xinxiao.uses.oversight.content_ports import Content, KeyStore, PersonalRecords
from xinxiao.uses.oversight.count_ports import CaseCounts
from xinxiao.uses.oversight.desk_ports import CaseDesk
from xinxiao.uses.oversight.draw_page_ports import DrawPages
from xinxiao.uses.oversight.draw_ports import Draws
from xinxiao.uses.oversight.list_ports import Lists, Resting
from xinxiao.uses.oversight.personal_ports import PersonalDesk
from xinxiao.uses.oversight.subject_ports import Subjects
from xinxiao.uses.store_ports import Blobs, Chain, Post


def _nobody(_account: str) -> str:
    return ""


@dataclass(frozen=True)
class OversightPorts:
    """The stores of oversight; ``bootstrap`` wires them, on PostgreSQL by the role of oversight (``XINXIAO_OVERSIGHT``).

    ``chain`` holds what was done in oversight; ``readings`` who read what is not public; ``zone`` is where days begin and end;
    ``content`` seals what no event holds with the keys in ``keys``, and ``personal`` says what happened to it; ``resting``: by kind of what
    rests on entries of lists, who holds it; ``called``: the name somebody is registered by, from the account, empty where it is not known.
    """

    chain: Chain
    subjects: Subjects
    readings: Chain
    blobs: Blobs
    post: Post
    zone: ZoneInfo
    programme_folder: Callable[[Path | None], Path]
    lists: Lists
    cases: Cases
    content: Content
    keys: KeyStore
    personal: PersonalRecords
    personal_desk: PersonalDesk
    known: Known
    case_desk: CaseDesk
    draws: Draws
    counts: CaseCounts
    draw_pages: DrawPages
    called: Callable[[str], str] = _nobody
    resting: Mapping[str, Resting] = field(default_factory=dict)
