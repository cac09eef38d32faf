"""YAML with line numbers, and its conversion to structs with every fault reported, not only the first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
import yaml

from xinxiao.model.finding import Finding, finding

T = TypeVar("T")

_UNKNOWN = re.compile(r"unknown field `([^`]+)`")
_PATH = re.compile(r"(.*?)(?: - at `(?:key in )?\$(.*)`)?$", re.DOTALL)
_PART = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


@dataclass(frozen=True)
class Mark:
    """The line (1-based) of a YAML node and the marks of what is inside, by key or position."""

    line: int
    inside: dict[Any, Mark]


@dataclass(frozen=True)
class Marked:
    """A parsed YAML document: plain data, and where each part stands."""

    file: str
    data: Any
    mark: Mark

    def line_of(self, *path: Any) -> int:
        """Line of the node at a path of keys and positions; of the deepest part found."""
        mark = self.mark
        for part in path:
            if part not in mark.inside:
                break
            mark = mark.inside[part]
        return mark.line


def parse_yaml(file: str, text: str) -> Marked | Finding:
    """Parse one YAML document, or say why it cannot be parsed."""
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        data = loader.construct_document(node) if node is not None else {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        return finding(file, line, "index.yaml", reason=error.problem or "syntax")
    except yaml.YAMLError as error:
        return finding(file, 0, "index.yaml", reason=str(error).splitlines()[0])
    finally:
        loader.dispose()
    return Marked(file, data, _mark(node) if node is not None else Mark(1, {}))


def _mark(node: yaml.Node) -> Mark:
    inside: dict[Any, Mark] = {}
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = _mark(value)
            inside[key.value] = Mark(key.start_mark.line + 1, inner.inside)
    elif isinstance(node, yaml.SequenceNode):
        inside = {i: _mark(value) for i, value in enumerate(node.value)}
    return Mark(line, inside)


def convert(document: Marked, kind: type[T]) -> tuple[T | None, list[Finding]]:
    """The document as a struct, and a finding per fault.

    After each fault the offending part is taken out and conversion tried again, so that one pass reports all
    of them; with any fault the struct is None.
    """
    found: list[Finding] = []
    data = document.data
    # Faults are removed from a copy; `kept` remembers original positions of list items.
    shadow = _shadow(data, ())
    while True:
        try:
            result = msgspec.convert(_plain(shadow), kind)
        except msgspec.ValidationError as error:
            reason, path = _read(str(error))
            target, at = _locate(shadow, path)
            unknown = _UNKNOWN.search(reason)
            if unknown:
                at = (*at, unknown.group(1))
            found.append(
                finding(
                    document.file,
                    document.line_of(*at),
                    "index.value",
                    path=".".join(str(p) for p in at) or "$",
                    reason=reason,
                )
            )
            if len(found) >= 200 or not _remove(shadow, target, unknown.group(1) if unknown else None):
                return None, found
            continue
        return (None if found else result), found


@dataclass(eq=False)
class _Shadow:
    """A mutable copy of a node that knows where it came from."""

    path: tuple[Any, ...]
    value: Any


def _shadow(data: Any, path: tuple[Any, ...]) -> _Shadow:
    if isinstance(data, dict):
        return _Shadow(path, {k: _shadow(v, (*path, k)) for k, v in data.items()})
    if isinstance(data, list):
        return _Shadow(path, [_shadow(v, (*path, i)) for i, v in enumerate(data)])
    return _Shadow(path, data)


def _plain(node: _Shadow) -> Any:
    if isinstance(node.value, dict):
        return {k: _plain(v) for k, v in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(v) for v in node.value]
    return node.value


def _read(message: str) -> tuple[str, list[str]]:
    """Reason and path parts of a msgspec message such as ``Expected `int` - at `$.stages[1].draw```."""
    match = _PATH.match(message)
    assert match is not None
    parts = [a or b for a, b in _PART.findall(match.group(2) or "")]
    return match.group(1), parts


def _locate(node: _Shadow, parts: list[str]) -> tuple[_Shadow, tuple[Any, ...]]:
    """The node at a msgspec path; ``[...]`` (any key of a mapping) stops at the mapping."""
    for part in parts:
        if isinstance(node.value, dict) and part in node.value:
            node = node.value[part]
        elif isinstance(node.value, list) and part.isdigit() and int(part) < len(node.value):
            node = node.value[int(part)]
        else:
            break
    return node, node.path


def _remove(root: _Shadow, target: _Shadow, key: str | None) -> bool:
    """Take a node (or one key of it) out of the tree; false when it is the root itself."""
    if key is not None and isinstance(target.value, dict) and key in target.value:
        del target.value[key]
        return True
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node.value, dict):
            for name, child in node.value.items():
                if child is target:
                    del node.value[name]
                    return True
            stack.extend(node.value.values())
        elif isinstance(node.value, list):
            if any(child is target for child in node.value):
                node.value = [child for child in node.value if child is not target]
                return True
            stack.extend(node.value)
    return False
