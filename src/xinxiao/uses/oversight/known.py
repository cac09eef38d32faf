"""What the programme says that cases go by: workflows, rules, the calendar, code lists, areas. No file of statistics is read for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from xinxiao.errors import XinxiaoError
from xinxiao.files.folder import survey
from xinxiao.model.cache import Cache
from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.explanation import ExplanationSpec
from xinxiao.model.oversight.masking import MaskingSpec
from xinxiao.model.oversight.rule import Rule
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.model.text import Text
from xinxiao.texts import Language
from xinxiao.uses.oversight.case_ports import Definition
from xinxiao.uses.store_ports import Blobs

if TYPE_CHECKING:
    from xinxiao.programme.loaded import Loaded

MASKING, REASONS = "oversight/masking.yaml", "oversight/reasons.yaml"
AGAIN = 60.0
"""Seconds after which it is looked whether the folder changed."""
FILES = ("programme.yaml", "codelists.yaml", "calendar.yaml")
FOLDERS = ("oversight", "codelists")
DEFINITIONS = 64
"""Workflows of earlier files that stay in memory."""
NOTHING_ANNOUNCED = CalendarSpec(zone="Asia/Shanghai", time="00:00", announced="2000-01-01")
"""The calendar of a programme without one: every day that is not of a weekend is provisional."""
Files = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Said:
    """What one state of the folder says."""

    loaded: Loaded

    @cached_property
    def areas(self) -> dict[str, Text]:
        """The names of areas by code."""
        return {area.id: area.name for area in self.loaded.parts.areas}

    @cached_property
    def parents(self) -> dict[str, str]:
        """The area that each lies in; empty for the highest."""
        return {area.id: area.parent or "" for area in self.loaded.parts.areas}

    @cached_property
    def below(self) -> dict[str, list[str]]:
        """The areas right below each."""
        found: dict[str, list[str]] = {}
        for area, parent in self.parents.items():
            found.setdefault(parent, []).append(area)
        return found


@dataclass
class ProgrammeKnown:
    """What the folder of a programme says, looked at again from time to time."""

    folder: Callable[[Path | None], Path]
    blobs: Blobs
    _held: Cache[Files, Said] = field(default_factory=lambda: Cache(2))
    _pinned: Cache[str, Workflow | None] = field(default_factory=lambda: Cache(DEFINITIONS))
    _looked: tuple[float, Files] = (float("-inf"), ())

    @property
    def workflows(self) -> Mapping[str, Workflow]:
        """The workflows as they are today, by id."""
        return self._said.loaded.oversight.workflows

    def definition(self, digest: str, workflow: str) -> Workflow | None:
        """A workflow as an act pinned it by the hash of its file; as it is today where that file is not kept; None for neither."""
        now = self._said.loaded.oversight
        if now.definitions.get(workflow) == digest:
            return now.workflows.get(workflow)
        return self._pinned.get(digest, lambda: self._kept(digest, workflow)) or now.workflows.get(workflow)

    def current(self, workflow: str) -> Definition | None:
        """A workflow as its file says it today; None where there is no such file, or one with a fault."""
        now = self._said.loaded.oversight
        found, digest = now.workflows.get(workflow), now.definitions.get(workflow, "")
        if found is None:
            return None
        path = next(path for path, noun in now.nouns.items() if noun is found)
        return Definition(found, digest, now.files[path])

    def pinned(self, digest: str, workflow: str) -> Workflow | None:
        """A workflow as a file of this hash said it; None where that file is not kept."""
        now = self._said.loaded.oversight
        if now.definitions.get(workflow) == digest:
            return now.workflows.get(workflow)
        return self._pinned.get(digest, lambda: self._kept(digest, workflow))

    def template(self, name: str, language: Language = "zh") -> str | None:
        """The words of a template of a document, Chinese as it is issued, or English; None where there are none."""
        return self._said.loaded.oversight.template(name, language)

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules of law by id."""
        return self._said.loaded.oversight.rules

    @property
    def calendar(self) -> CalendarSpec:
        """Which days are worked."""
        return self._said.loaded.parts.calendar or NOTHING_ANNOUNCED

    @property
    def masking(self) -> MaskingSpec | None:
        """How what is about people is masked; None where the programme does not say: then as a whole."""
        return self._said.loaded.oversight.one(MASKING, MaskingSpec)

    @property
    def reasons(self) -> ExplanationSpec:
        """What is no reason to see what is kept of a person."""
        return self._said.loaded.oversight.one(REASONS, ExplanationSpec) or ExplanationSpec()

    def codes(self, codelist: str) -> Mapping[str, Text]:
        """The codes of a list with their names; none of one that is not there."""
        found = self._said.loaded.parts.codelists.get(codelist)
        return {code.id: code.name for code in found.codes} if found else {}

    def area(self, code: str) -> Text | None:
        """The name of an area."""
        return self._said.areas.get(code)

    def above(self, area: str) -> tuple[str, ...]:
        """An area and those it lies in, from itself upwards; none above one that nobody knows."""
        found, parents = list[str](), self._said.parents
        while area and area not in found:
            found.append(area)
            area = parents.get(area, "")
        return tuple(found)

    def within(self, area: str) -> frozenset[str]:
        """An area and all that lie in it."""
        found, waiting = set[str](), [area]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self._said.below.get(one, [])
        return frozenset(found)

    @property
    def areas(self) -> frozenset[str]:
        """All areas."""
        return frozenset(self._said.areas)

    @property
    def _said(self) -> Said:
        files = self._files()
        return self._held.get(files, lambda: _read(files))

    def _files(self) -> Files:
        looked, files = self._looked
        if not files or time.monotonic() - looked > AGAIN:
            try:
                files = _surveyed(self.folder(None))
            except XinxiaoError:
                files = ()
            self._looked = (time.monotonic(), files)
        return files

    def _kept(self, digest: str, workflow: str) -> Workflow | None:
        from xinxiao.programme.oversight import read_oversight

        if not self.blobs.has(digest):
            return None
        path = f"oversight/workflows/{workflow}.yaml"
        return read_oversight({path: self.blobs.get(digest)}).oversight.workflows.get(workflow)


def _surveyed(root: Path) -> Files:
    found = dict(survey(root, FILES).files)
    for folder in FOLDERS:
        if (root / folder).is_dir():
            found |= {f"{folder}/{path}": content for path, content in survey(root / folder).files.items()}
    return tuple(sorted(found.items()))


def _read(files: Files) -> Said:
    from xinxiao.programme.read import (
        read_bytes,  # all that reads programmes: most commands need not wait for it
    )

    return Said(read_bytes(dict(files)))
