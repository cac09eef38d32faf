"""Hierarchies of code lists: codes below codes, with levels and with the time each held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xinxiao.model.codelist import Area, Code
from xinxiao.model.programme import Programme
from xinxiao.model.text import Text
from xinxiao.publish.sdmx.structure.artefact import Artefact, Item, Node, Ref, Tree


def trees(programme: Programme, lists: Mapping[str, Ref]) -> Iterator[Artefact]:
    """A hierarchy for each code list whose codes stand below one another."""
    for name, ref in lists.items():
        if name == "CL_AREA":
            codes: Sequence[Area | Code] = programme.areas
            levels = _levels(programme)
        else:
            codes = programme.codelists[name].codes if name in programme.codelists else ()
            levels = ()
        if any(code.parent for code in codes):
            listed = programme.codelists.get(name) or programme.heads[name]
            title = Text(zh=f"{listed.name.zh}：层次", en=f"{listed.name.en}: hierarchy")
            own = Ref("hierarchy", ref.agency, f"H_{name.removeprefix('CL_')}", ref.version)
            yield Artefact(own, title, Tree(ref, nodes(codes), levels))


def _levels(programme: Programme) -> tuple[Item, ...]:
    """The levels of areas from the top, by the names the programme gives them, else by their codes."""
    file = programme.file
    codes = tuple(Text(zh=level, en=level) for level in file.levels)
    names = file.level_names if len(file.level_names) == len(codes) else codes
    return tuple(Item(level.upper(), name) for level, name in zip(file.levels, names, strict=True))


def nodes(codes: Sequence[Area | Code]) -> tuple[Node, ...]:
    """The codes as a tree, in the order of the list; one whose parent is not in the list stands at the top."""
    known = {code.id for code in codes}
    below: dict[str, list[Area | Code]] = {}
    for code in codes:
        above = code.parent if code.parent in known else None
        below.setdefault(above or "", []).append(code)

    def node(code: Area | Code) -> Node:
        children = tuple(map(node, below.get(code.id, ())))
        level = code.level.upper() if isinstance(code, Area) else ""
        return Node(code.id, level, code.valid_from, code.valid_to, children)

    return tuple(map(node, below.get("", ())))
