"""The index of a programme: its folder read by the engine's own reader, its indicators named by the programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import msgspec

from xinxiao.index.layouts.folder import SpecRead, read_spec
from xinxiao.index.layouts.tree import NOTHING, Tree
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.framework import Indicator as Leaf
from xinxiao.index.spec.index import IndexSpec
from xinxiao.model.finding import Finding
from xinxiao.model.programme import Indicator

FOLDER = "index/"


@dataclass(frozen=True)
class IndexRead:
    """What stands in ``index/``: the spec with the programme's names (None: no index, or a faulty one), the nodes of
    its tree with their places, and the findings; files are named from the programme's folder."""

    spec: IndexSpec | None = None
    tree: Tree = NOTHING
    read: SpecRead | None = None
    findings: tuple[Finding, ...] = ()


def read_index(files: Mapping[str, bytes], indicators: Mapping[str, Indicator]) -> IndexRead:
    """Read the index folder of a programme, when it has one. Indicators take name, unit and scope from ``indicators``."""
    own = {p.removeprefix(FOLDER): content for p, content in files.items() if p.startswith(FOLDER)}
    if not own:
        return IndexRead()
    read = read_spec(own)
    spec = read.spec
    if spec is not None:
        spec = msgspec.structs.replace(spec, framework=_named(spec.framework, indicators))
    places = {code: (FOLDER + file, line) for code, (file, line) in read.tree.places.items()}
    tree = msgspec.structs.replace(read.tree, places=places)
    return IndexRead(spec, tree, read, placed(read.findings))


def placed(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings of the engine with their files named from the programme's folder."""
    return tuple(replace(item, file=FOLDER + item.file) for item in findings)


def _named(framework: Framework, indicators: Mapping[str, Indicator]) -> Framework:
    def named(leaf: Leaf) -> Leaf:
        own = indicators.get(leaf.code)
        if own is None:
            return leaf
        names = {"name_zh": own.name.zh, "name_en": own.name.en}
        return msgspec.structs.replace(leaf, **names, unit=own.unit, scope=leaf.scope or own.scope or "")

    return Framework(indicators=tuple(map(named, framework.indicators)), groups=framework.groups)
