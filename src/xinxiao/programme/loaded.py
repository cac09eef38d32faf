"""Loaded: a programme with its tables, its files and everything found wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa

from xinxiao.files.places import Places
from xinxiao.index.spec.index import IndexSpec
from xinxiao.model.dataset import Dataset
from xinxiao.model.finding import Finding
from xinxiao.model.programme import Programme
from xinxiao.model.release import digest_of, sha256
from xinxiao.programme.index import IndexRead
from xinxiao.programme.oversight import FOLDER, Oversight


@dataclass(frozen=True)
class Loaded:
    """What a programme folder holds.

    ``programme`` is None when a file it cannot do without is unusable; ``parts`` are then all the same the nouns that could
    be read, with stand-ins for those it hangs on, so that other files are checked. ``findings`` are all faults of all
    files, sorted by place. ``figures`` and ``io`` hold the rows without fault;
    ``sectors`` and ``employment`` are the tables of ``io/sectors.csv`` and ``io/employment.csv``: text columns,
    and OBS_VALUE as a number. ``rows`` are the figures again, with the FILE and LINE each came from;
    ``reported`` the totals of reports and ``cases`` the numbers of cases, withheld ones among them, None without any.
    ``index_reads`` are what the folders of the indices say, by index; ``provenance`` and ``texts`` the remaining files:
    parsed provenance by path, Markdown by language and name; ``oversight`` what stands in the folder of that name, which no
    cycle uses. ``files`` are the bytes of every file.
    """

    programme: Programme | None
    parts: Programme
    findings: tuple[Finding, ...]
    figures: Dataset
    io: Dataset
    sectors: pa.Table
    employment: pa.Table
    provenance: Mapping[str, Mapping[str, Any]]
    texts: Mapping[str, Mapping[str, str]]
    index_reads: Mapping[str, IndexRead]
    files: Mapping[str, bytes]
    rows: pa.Table
    places: Places = field(default_factory=Places)
    reported: Dataset | None = None
    cases: Dataset | None = None
    oversight: Oversight = field(default_factory=Oversight)

    @property
    def indices(self) -> Mapping[str, IndexSpec]:
        """The indices by id, the headline first; none for a programme without one."""
        return {name: read.spec for name, read in self.index_reads.items() if read.spec is not None}

    @property
    def statistical(self) -> Mapping[str, bytes]:
        """The files that figures may rest on, which a release seals: all but those of oversight, of which statistics knows nothing."""
        return {path: content for path, content in self.files.items() if not path.startswith(FOLDER)}

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop a cycle."""
        return tuple(found for found in self.findings if found.level == "error")

    @cached_property
    def hashes(self) -> Mapping[str, str]:
        """The SHA-256 of every file, by path."""
        return {path: sha256(content) for path, content in self.files.items()}

    @property
    def sha256(self) -> str:
        """The hash of the whole programme."""
        return digest_of(self.hashes)
