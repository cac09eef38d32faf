"""The indices of a programme: their folders read by the engine's own reader, their indicators named by the programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import msgspec

from xinxiao.index.layouts.files import FRAMEWORK_CSV, FRAMEWORK_YAML
from xinxiao.index.layouts.folder import SpecRead, read_spec
from xinxiao.index.layouts.tree import NOTHING, Tree
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.framework import Indicator as Leaf
from xinxiao.index.spec.index import IndexSpec
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.programme import ONLY_INDEX, IndexHead, Indicator


@dataclass(frozen=True)
class IndexRead:
    """What stands in the folder of one index: the spec with the programme's names (None: a faulty one), the nodes of
    its tree with their places, and the findings; files are named from the programme's folder."""

    folder: str = ONLY_INDEX.folder
    files: tuple[str, ...] = ()
    spec: IndexSpec | None = None
    tree: Tree = NOTHING
    read: SpecRead | None = None
    findings: tuple[Finding, ...] = ()


def heads_of(files: Mapping[str, bytes], declared: Iterable[IndexHead]) -> tuple[IndexHead, ...]:
    """The indices a programme declares; the only one of a programme that declares none but has a folder for it."""
    return tuple(declared) or ((ONLY_INDEX,) if _own(files, ONLY_INDEX.folder) else ())


def read_indices(
    files: Mapping[str, bytes], heads: Iterable[IndexHead], indicators: Mapping[str, Indicator]
) -> dict[str, IndexRead]:
    """Read the folder of each index. Indicators take name, unit and scope from ``indicators``."""
    return {head.id: _read(files, head.folder, indicators) for head in heads}


def strays(files: Mapping[str, bytes], heads: Iterable[IndexHead]) -> tuple[Finding, ...]:
    """Frameworks below ``index/`` that no index declares: nothing would be computed from them."""
    known = {head.folder for head in heads}
    found = (path for path in files if path.startswith(f"{ONLY_INDEX.folder}/"))
    lost = (path for path in found if path.rpartition("/")[2] in (FRAMEWORK_CSV, FRAMEWORK_YAML))
    return tuple(fault(path, 0, "FILE_UNKNOWN") for path in lost if path.rpartition("/")[0] not in known)


def _own(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    """The files right in a folder, by name."""
    split = ((path.rpartition("/"), content) for path, content in files.items())
    return {name: content for (place, _, name), content in split if place == folder}


def _read(files: Mapping[str, bytes], folder: str, indicators: Mapping[str, Indicator]) -> IndexRead:
    own = _own(files, folder)
    read = read_spec(own)
    spec = read.spec
    if spec is not None:
        spec = msgspec.structs.replace(spec, framework=_named(spec.framework, indicators))
    places = {code: (f"{folder}/{file}", line) for code, (file, line) in read.tree.places.items()}
    tree = msgspec.structs.replace(read.tree, places=places)
    return IndexRead(folder, tuple(own), spec, tree, read, placed(folder, read.findings))


def placed(folder: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings of the engine with their files named from the programme's folder."""
    return tuple(replace(item, file=f"{folder}/{item.file}") for item in findings)


def _named(framework: Framework, indicators: Mapping[str, Indicator]) -> Framework:
    def named(leaf: Leaf) -> Leaf:
        own = indicators.get(leaf.code)
        if own is None:
            return leaf
        names = {"name_zh": own.name.zh, "name_en": own.name.en}
        return msgspec.structs.replace(leaf, **names, unit=own.unit, scope=leaf.scope or own.scope or "")

    return Framework(indicators=tuple(map(named, framework.indicators)), groups=framework.groups)
