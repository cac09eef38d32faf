"""The application: one function behind each use, shared by the command line and the portal."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from xinxiao.bootstrap.asked import columns_of, day_of, part_of
from xinxiao.bootstrap.head import Head
from xinxiao.bootstrap.places import programme_folder
from xinxiao.bootstrap.settings import Settings, settings
from xinxiao.bootstrap.source import code
from xinxiao.errors import Conflict, NotFound, ProgrammeFault, Unavailable
from xinxiao.model.cache import Cache
from xinxiao.model.dataflows import DATAFLOWS
from xinxiao.model.dataset import Dataset
from xinxiao.model.finding import Finding
from xinxiao.model.release import Entry, Release, Sealed, read_manifest
from xinxiao.publish.files.export import Extract, Format, export
from xinxiao.release import explain as explaining
from xinxiao.release.lookup import Lookup
from xinxiao.release.seal import unseal
from xinxiao.store.engine import Engine, open_engine
from xinxiao.store.lake import Lake
from xinxiao.store.ledger import Ledger
from xinxiao.store.lock import locked

if TYPE_CHECKING:  # what only some commands need is imported by them: opening a portal needs no engine
    from xinxiao.bootstrap.audits import Audits
    from xinxiao.index.analysis.audit import Audit
    from xinxiao.programme import Loaded
    from xinxiao.release.revise import Revisions
    from xinxiao.release.verify import State, Verification

Progress = Callable[[str, int, int], None]
KEPT = 4
"""How many releases stay in memory."""
MANIFESTS = 64
"""How many manifests stay in memory."""


def silent(step: str, done: int, total: int) -> None:
    """Report nothing."""


class App:
    """Stores, engine and caches, and the functions the doors call. Threads may share one App."""

    def __init__(self, chosen: Settings, lake: Lake, ledger: Ledger, engine: Engine) -> None:
        self.settings = chosen
        self.lake = lake
        self.ledger = ledger
        self.engine = engine
        self.head = Head(ledger.entries)
        self._lookups: Cache[str, Lookup] = Cache(KEPT)
        self._loaded: Cache[str, Loaded] = Cache(KEPT)
        self._manifests: Cache[str, Release] = Cache(MANIFESTS)
        self._audits: Cache[str, Audits] = Cache(1)
        # msgspec builds what it knows of a type when it first meets it, and threads may not do so at once
        self._reading = threading.Lock()

    def run(
        self,
        folder: Path | None = None,
        cycle_id: str | None = None,
        as_of: str | None = None,
        progress: Progress = silent,
    ) -> Release:
        """Check the programme, run one cycle and seal its release; the last release stays as it is until the end.

        Raises :class:`ProgrammeFault` with all findings when the programme has errors, :class:`Conflict`
        when another run is at work in the same home.
        """
        from xinxiao import cycle
        from xinxiao.programme import load

        day = as_of and day_of(as_of)
        with locked(self.settings.home / "lock"):
            loaded = sound(load(programme_folder(folder)))
            sealed = cycle.run(loaded, cycle_id, day, code(), progress)
            self._keep(sealed)
            self.ledger.append(sealed.release, datetime.now(UTC).isoformat(timespec="seconds"))
        self.head.refresh()
        return sealed.release

    def releases(self) -> tuple[Entry, ...]:
        """All sealed releases in the order of sealing."""
        return self.ledger.entries()

    def release(self, release_id: str | None = None) -> Release:
        """The release with this id (or the beginning of it, or its SHA-256); without one the last sealed.

        Raises :class:`NotFound` naming near ids.
        """
        entries = self.ledger.entries()
        if not entries:
            raise NotFound("no release yet", told="no_release", home=str(self.settings.home))
        if release_id is None:
            return self._manifest(entries[-1].sha256)
        found = [e for e in entries if release_id in (e.id, e.sha256)]
        found = found or [e for e in entries if e.id.startswith(release_id)]
        if len(found) != 1:
            ids = [e.id for e in found or entries]
            near = get_close_matches(release_id, ids, 3, 0.4) or ids[-5:]
            raise NotFound(
                f"release {release_id}", told="unknown_release", release=release_id, known=", ".join(near)
            )
        return self._manifest(found[0].sha256)

    def loaded(self, release_id: str | None = None) -> Loaded:
        """The programme sealed in a release, with its tables and texts."""
        release = self.release(release_id)

        def read() -> Loaded:
            from xinxiao.programme import load_bytes

            files = {path: self.lake.get(digest) for path, digest in release.files.items()}
            with self._reading:
                return load_bytes(files)

        return self._loaded.get(release.programme.sha256, read)

    def lookup(self, release: Release) -> Lookup:
        """The datasets of a release, read when first asked for."""

        def made() -> Lookup:
            held: Cache[str, Dataset] = Cache(len(release.datasets) + 1)

            def read(name: str) -> Dataset:
                part = release.datasets[name]
                return unseal(name, self.lake.get(part.sha256), self.lake.get(part.inputs_sha256))

            return Lookup(tuple(release.datasets), lambda name: held.get(name, lambda: read(name)))

        return self._lookups.get(release.sha256, made)

    def dataset(self, dataflow: str, release_id: str | None = None) -> Dataset:
        """One whole dataset of a release, in memory. Raises :class:`NotFound`."""
        release = self.release(release_id)
        part_of(release, dataflow)
        return self.lookup(release).dataset(dataflow)

    def data(
        self,
        dataflow: str,
        where: Mapping[str, Sequence[str]] | None = None,
        release_id: str | None = None,
        as_of: str | None = None,
        limit: int | None = None,
        offset: int = 0,
        progress: Progress = silent,
    ) -> Extract:
        """Rows of a dataflow, queried by the engine from the sealed file, in key order.

        ``where`` keeps rows whose column has one of the codes. ``as_of`` gives what was known on that day:
        figures are filtered by vintage, anything else is recomputed from the release's own programme (see
        ``docs/adr/007-as-of-recomputes.md``). Raises :class:`NotFound` for an unknown dataflow or column.
        """
        release = self.release(release_id)
        known = release if as_of is None else self.known_at(release.id, as_of, dataflow, progress)
        part = part_of(known, dataflow)
        flow = DATAFLOWS[dataflow]
        asked = columns_of(flow, where or {})
        path = self.lake.path(part.sha256)
        if not path.is_file():
            raise NotFound(f"blob {part.sha256}", told="blob_missing", path=str(path))
        if as_of is None or dataflow != "IC_FIGURES":
            table = self.engine.query(path, asked, flow.dimensions, limit, offset)
            narrowed = limit is not None or offset > 0
            total = self.engine.count(path, asked) if narrowed else table.num_rows
        else:
            every = self.engine.query(path, asked, flow.dimensions)
            every = every.filter(pc.less_equal(every.column("VINTAGE"), as_of))
            table, total = every.slice(offset, limit), every.num_rows
        return Extract(flow, table.cast(flow.schema), release, as_of or release.as_of, total, asked)

    def column(self, release: Release, dataflow: str, name: str) -> list[object]:
        """The different values a column has in a release."""
        return list(self.lookup(release).dataset(dataflow).table.column(name).unique().to_pylist())

    def known_at(
        self,
        release_id: str | None,
        as_of: str,
        dataflow: str = "",
        progress: Progress = silent,
    ) -> Release:
        """The release as it would have been with what was known on ``as_of``; kept in the lake, not sealed.

        For figures this is the release itself, whose rows carry their vintages.
        """
        release = self.release(release_id)
        day = day_of(as_of)
        if dataflow == "IC_FIGURES" or day == release.as_of:
            return release
        pointer = self.settings.home / "cache" / f"{release.sha256[:16]}-{code().sha256[:16]}-{day}"
        if pointer.is_file() and self.lake.has(pointer.read_text("ascii").strip()):
            return self._manifest(pointer.read_text("ascii").strip())
        from xinxiao import cycle

        sealed = cycle.run(sound(self.loaded(release.id)), release.cycle, day, code(), progress)
        self._keep(sealed)
        pointer.parent.mkdir(parents=True, exist_ok=True)
        pointer.write_text(sealed.release.sha256, "ascii")
        return sealed.release

    def explain(
        self,
        dataflow: str,
        where: Mapping[str, str],
        release_id: str | None = None,
        as_of: str | None = None,
        progress: Progress = silent,
    ) -> explaining.Explanation:
        """Where an observation comes from, back to figures. Raises :class:`NotFound` with the way to narrow down."""
        sealed = self.release(release_id)
        release = sealed if as_of is None else self.known_at(sealed.id, as_of, "", progress)
        state = sealed.id if release is sealed else f"{sealed.id}@{as_of}"
        part_of(release, dataflow)
        asked = {
            name: codes[0]
            for name, codes in columns_of(
                DATAFLOWS[dataflow], {name: [code] for name, code in where.items()}
            ).items()
        }
        return explaining.explain(self.lookup(release), state, dataflow, asked)

    def export(
        self,
        release_id: str | None,
        dataflow: str,
        where: Mapping[str, str | Sequence[str]],
        form: Format,
    ) -> bytes:
        """Rows of a dataflow as a file; a text in ``where`` is one code."""
        asked = {n: [c] if isinstance(c, str) else c for n, c in where.items()}
        return export(self.data(dataflow, asked, release_id), form)

    def index_audit(self, release_id: str | None = None) -> Audit:
        """The audit of the index a release holds, from its sealed programme and indicators. Seconds the first time.

        Raises :class:`NotFound` for a release without an index.
        """
        from xinxiao.bootstrap.audits import Audits

        release = self.release(release_id)
        part_of(release, "IC_INDEX")
        audits = self._audits.get("", Audits)
        return audits.of(release, self.loaded(release.id), self.dataset("IC_INDICATORS", release.id))

    def revisions(self, old: str, new: str) -> Revisions:
        """What differs between two releases of one programme, and why. Raises :class:`Conflict` for two programmes."""
        from xinxiao.release.revise import compare

        one, two = self.release(old), self.release(new)
        if one.programme.id != two.programme.id:
            raise Conflict(
                f"{one.programme.id}, {two.programme.id}",
                told="two_programmes",
                old=one.programme.id,
                new=two.programme.id,
            )
        return compare(one, two, self.lookup(one), self.lookup(two))

    def verify(self, release_id: str, progress: Progress = silent) -> Verification:
        """Hash every sealed byte of a release, recompute it from its own programme, and compare."""
        from xinxiao import cycle
        from xinxiao.release.verify import Check, Verification, recomputed, sealed_bytes

        release = self.release(release_id)
        stored = sealed_bytes(release, {digest: self._state(digest) for digest in release.blobs})
        again: tuple[Check, ...] = ()
        if all(c.state == "same" for c in stored if c.what.startswith(("files/", "manifest"))):
            loaded = sound(self.loaded(release.id))
            made = cycle.run(loaded, release.cycle, release.as_of, code(), progress).release
            again = recomputed(release, made)
        return Verification(release.id, (*stored, *again), release.code, code())

    def close(self) -> None:
        """Let go of the ledger."""
        self.ledger.close()

    def _keep(self, sealed: Sealed) -> None:
        # the manifest goes last: a manifest in the lake means that all it names is there
        for digest in sealed.release.blobs:
            self.lake.put(sealed.blobs[digest])

    def _manifest(self, digest: str) -> Release:
        def read() -> Release:
            content = self.lake.get(digest)
            with self._reading:
                return read_manifest(content)

        return self._manifests.get(digest, read)

    def _state(self, digest: str) -> State:
        try:
            self.lake.get(digest)
        except NotFound:
            return "missing"
        except Conflict:
            return "tampered"
        return "same"


def open_app(home: Path | None = None) -> App:
    """The application with its stores in ``home`` (or where the settings say), made when not there yet.

    Raises :class:`Unavailable` when the place cannot be written or the ledger not be reached.
    """
    chosen = settings(home)
    try:
        chosen.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unavailable(
            f"{chosen.home}: {reason}", told="home_closed", path=str(chosen.home), reason=reason
        ) from error
    return App(chosen, Lake(chosen.home / "lake"), Ledger(chosen.ledger), open_engine(chosen.engine))


def check_programme(folder: Path | None = None) -> tuple[Finding, ...]:
    """Every finding about a programme folder: its files, its index, and once these are sound, the account's
    benchmarks. Needs no home."""
    from xinxiao.analyse import account
    from xinxiao.programme import load

    loaded = load(programme_folder(folder))
    if loaded.programme is None or loaded.errors:
        return loaded.findings
    programme = loaded.programme
    benchmarks = account.findings(programme, loaded.io, loaded.sectors)
    return tuple(sorted((*loaded.findings, *benchmarks)))


def sound(loaded: Loaded) -> Loaded:
    """The programme when it has no errors. Raises :class:`ProgrammeFault` with all findings."""
    errors = loaded.errors
    if errors or loaded.programme is None:
        raise ProgrammeFault(
            f"{len(errors)} errors",
            told="programme_errors",
            count=len(errors),
            findings=tuple(loaded.findings),
        )
    return loaded
