"""A sealed programme, opened: its nouns, its index and its prose, read from what a release sealed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from xinxiao.errors import ProgrammeFault
from xinxiao.index.spec.index import IndexSpec
from xinxiao.model.programme import Programme
from xinxiao.model.release import Release
from xinxiao.programme.nouns import decoded, is_text, texts_of


@dataclass(frozen=True)
class Opened:
    """The nouns of a programme, its indices by id, and its prose by language and name."""

    programme: Programme
    indices: Mapping[str, IndexSpec]
    texts: Mapping[str, Mapping[str, str]]


def opened(release: Release, get: Callable[[str], bytes]) -> Opened:
    """Open the programme of a release; ``get`` gives the bytes of a hash.

    The nouns sealed with it are taken as they are, without checking the programme again; only where this version's have
    another shape are the files read. Raises :class:`ProgrammeFault` when even that fails.
    """
    prose = texts_of({path: get(digest) for path, digest in release.files.items() if is_text(path)})
    nouns = decoded(get(release.nouns))
    if nouns is not None:
        return Opened(nouns.programme, nouns.indices, prose)
    from xinxiao.programme.read import read_bytes

    loaded = read_bytes({path: get(digest) for path, digest in release.files.items()})
    if loaded.programme is None:
        raise ProgrammeFault(
            f"the programme of {release.id} cannot be read by this version", findings=loaded.findings
        )
    return Opened(loaded.programme, loaded.indices, prose)
