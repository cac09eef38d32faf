"""YAML to plain values, keeping the line of every value; hostile input ends in findings, never a traceback.

Scalars follow the YAML 1.2 core rules, with one exception: digits with a leading zero stay text, so that codes
such as 09 survive. Dates stay text. Tags are refused, so no file can name a Python object.
"""

from __future__ import annotations

import math
import re
from typing import Any

import msgspec
import yaml

from xinxiao.files.decode import CONTROL, decode
from xinxiao.files.places import Path
from xinxiao.files.sheet import in_range
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.ranges import SMALLEST

LARGEST_YAML = 4 * 1024 * 1024
"""Bytes; every value of a file is kept with its line."""
MOST_VALUES = 200_000
MOST_ALIASES = 200
MOST_COPIED = 20_000
DEEPEST = 60
_INTEGER = re.compile(r"[-+]?(0|[1-9]\d{0,29})")
_FLOAT = re.compile(r"[-+]?(\.\d+|(0|[1-9]\d*)(\.\d*)?)([eE][-+]?\d{1,4})?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}  # type: ignore[dict-item]


class Marked(msgspec.Struct, frozen=True):
    """The value of a YAML file, the 1-based line of each path in it, and what is wrong with it."""

    value: Any
    marks: dict[Path, int]
    findings: tuple[Finding, ...]


class _Refused(Exception):
    def __init__(self, found: Finding) -> None:
        super().__init__(found.code)
        self.found = found


class _Frame(msgspec.Struct):
    """One open list or mapping; ``key`` is the mapping key still waiting for its value."""

    box: dict[Any, Any] | list[Any]
    path: Path
    anchor: str | None = None
    key: Any = None
    keyed: bool = False
    ignored: bool = False


class _Reader(msgspec.Struct):
    file: str
    marks: dict[Path, int] = msgspec.field(default_factory=dict)
    findings: list[Finding] = msgspec.field(default_factory=list)
    anchors: dict[str, Any] = msgspec.field(default_factory=dict)
    frames: list[_Frame] = msgspec.field(default_factory=list)
    aliases: int = 0
    copied: int = 0
    documents: int = 0
    values: int = 0
    value: Any = None

    def refuse(self, line: int, code: str, **places: object) -> _Refused:
        return _Refused(fault(self.file, line, code, **places))

    def take(self, event: yaml.Event) -> None:
        mark = event.start_mark
        line = mark.line + 1 if mark is not None else 0
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self.refuse(line, "YAML_DOCUMENTS")
        elif isinstance(event, yaml.ScalarEvent):
            self.put(self.scalar(event, line), line, event.anchor)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self.open(event, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            frame = self.frames.pop()
            if frame.anchor:
                self.anchors[frame.anchor] = frame.box
        elif isinstance(event, yaml.AliasEvent):
            self.put(self.alias(event, line), line, None)

    def open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent, line: int) -> None:
        if event.tag is not None and not event.implicit:
            raise self.refuse(line, "YAML_TAG", tag=event.tag)
        if len(self.frames) >= DEEPEST:
            raise self.refuse(line, "YAML_DEPTH", most=DEEPEST)
        box: dict[Any, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self.put(box, line, None)
        self.frames.append(_Frame(box, path, event.anchor))

    def put(self, value: Any, line: int, anchor: str | None) -> Path:
        """Hang a value into the open frame; returns its path."""
        self.values += 1
        if self.values > MOST_VALUES:
            raise self.refuse(line, "YAML_VALUES", most=MOST_VALUES)
        if anchor:
            self.anchors[anchor] = value
        if not self.frames:
            self.value = value
            self.marks.setdefault((), line)
            return ()
        frame = self.frames[-1]
        if isinstance(frame.box, list):
            path = (*frame.path, len(frame.box))
            frame.box.append(value)
            self.marks[path] = line
            return path
        if not frame.keyed:
            self.key(frame, value, line)
            return frame.path
        path = (*frame.path, str(frame.key))
        if frame.ignored:
            path = (*path, line)  # a path of its own, so that the fields below are not doubles as well
        else:
            frame.box[frame.key] = value
        frame.keyed = frame.ignored = False
        return path

    def key(self, frame: _Frame, key: Any, line: int) -> None:
        if isinstance(key, dict | list):
            raise self.refuse(line, "YAML_KEY")
        name = str(key)
        path = (*frame.path, name)
        if path in self.marks:
            first = self.marks[path]
            self.findings.append(fault(self.file, line, "YAML_DUPLICATE_KEY", key=name, first=first))
            frame.ignored = True
        else:
            self.marks[path] = line
        frame.key, frame.keyed = name, True

    def scalar(self, event: yaml.ScalarEvent, line: int) -> Any:
        text = event.value
        strange = CONTROL.search(text)
        if strange:
            raise self.refuse(line, "FILE_CONTROL", character=f"U+{ord(strange[0]):04X}")
        if event.tag is not None and event.tag != "!":
            raise self.refuse(line, "YAML_TAG", tag=event.tag)
        if event.tag == "!" or not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return self.number(text, line)
        if _NOT_FINITE.fullmatch(text):
            raise self.refuse(line, "YAML_NOT_FINITE", value=text)
        return text

    def number(self, text: str, line: int) -> float:
        value = float(text)
        if not math.isfinite(value):
            raise self.refuse(line, "YAML_NOT_FINITE", value=text[:40])
        if abs(value) < SMALLEST and not in_range(text, value):
            raise self.refuse(line, "YAML_SMALL", value=text[:40], least=f"{SMALLEST:g}")
        return value

    def alias(self, event: yaml.AliasEvent, line: int) -> Any:
        """The anchored value again. Repetition is bounded, so that a few lines cannot stand for billions."""
        self.aliases += 1
        if event.anchor not in self.anchors:
            raise self.refuse(line, "YAML_ANCHOR", anchor=event.anchor)
        value = self.anchors[event.anchor]
        self.copied += _weight(value, MOST_COPIED)
        if self.aliases > MOST_ALIASES or self.copied > MOST_COPIED:
            raise self.refuse(line, "YAML_ALIASES", most=MOST_ALIASES)
        return value


def _weight(value: Any, most: int) -> int:
    """How many values ``value`` stands for once written out, counted up to ``most``."""
    stack, count = [value], 0
    while stack and count <= most:
        count += 1
        item = stack.pop()
        if isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return count


def read_yaml(file: str, content: bytes) -> Marked:
    """Read one YAML document. ``value`` is None when it could not be read to the end."""
    if len(content) > LARGEST_YAML:
        large = fault(file, 0, "FILE_LARGE", size=len(content), most=LARGEST_YAML)
        return Marked(None, {}, (large,))
    text, found = decode(file, content)
    if text is None:
        return Marked(None, {}, tuple(found))
    reader = _Reader(file)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            reader.take(event)
    except _Refused as refused:
        return Marked(None, reader.marks, (*found, *reader.findings, refused.found))
    except yaml.YAMLError as problem:
        return Marked(None, reader.marks, (*found, *reader.findings, _broken(file, text, problem)))
    if reader.value is None:
        reader.findings.append(fault(file, 1, "FILE_EMPTY"))
    return Marked(reader.value, reader.marks, (*found, *reader.findings))


def write_yaml(value: object) -> bytes:
    """Plain values as a YAML document, in the order they have."""
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True).encode()


def _broken(file: str, text: str, broken: yaml.YAMLError) -> Finding:
    mark = getattr(broken, "problem_mark", None)
    problem = str(getattr(broken, "problem", None) or getattr(broken, "reason", None) or "unreadable")
    position = getattr(broken, "position", None)
    line = mark.line + 1 if mark else text.count("\n", 0, position) + 1 if isinstance(position, int) else 1
    return fault(file, line, "YAML_SYNTAX", problem=problem)
