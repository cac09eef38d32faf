"""What `oversight/` of a programme says: rules, workflows, templates of documents, and every other file of one noun there.

A reader of its own: who works on cases reads this folder alone, and no file of statistics. Tables of entries beside lists are read by
:mod:`xinxiao.programme.lists`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TypeVar

from xinxiao.files.convert import convert
from xinxiao.files.decode import decode
from xinxiao.files.places import Marks, Path, Places
from xinxiao.files.yaml import read_yaml
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.lists import ListSpec
from xinxiao.model.oversight.rule import Rule, RulesFile
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.model.release import sha256
from xinxiao.model.text import Noun
from xinxiao.programme.shapes import SINGLES, WORKFLOWS, shape_of
from xinxiao.texts import LANGUAGES, Language

FOLDER = "oversight/"
RULES = "oversight/rules.yaml"
TEMPLATES = "oversight/documents/*.md"
N = TypeVar("N", bound=Noun)


@dataclass(frozen=True)
class Oversight:
    """The nouns of `oversight/` by the path of their file, the templates of documents by path, and the bytes of every file.

    A file with a fault has bytes and no noun.
    """

    nouns: Mapping[str, Noun] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    def one(self, path: str, shape: type[N]) -> N | None:
        """The noun of a file; None where there is no such file or it has a fault."""
        noun = self.nouns.get(path)
        return noun if isinstance(noun, shape) else None

    def every(self, pattern: str, shape: type[N]) -> dict[str, N]:
        """The nouns of the files that fit a pattern, by path."""
        fit = {path: noun for path, noun in self.nouns.items() if fnmatchcase(path, pattern)}
        return {path: noun for path, noun in fit.items() if isinstance(noun, shape)}

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """The rules of law by id."""
        register = self.one(RULES, RulesFile)
        return {rule.id: rule for rule in register.rules} if register is not None else {}

    @cached_property
    def workflows(self) -> dict[str, Workflow]:
        """The workflows by id."""
        return {noun.id: noun for noun in self.every(WORKFLOWS, Workflow).values()}

    @cached_property
    def definitions(self) -> dict[str, str]:
        """The SHA-256 of the file of each workflow, by its id: what an act pins."""
        every = self.every(WORKFLOWS, Workflow)
        return {noun.id: sha256(self.files[path]) for path, noun in every.items()}

    def template(self, name: str, language: Language) -> str | None:
        """The words of a template in a language; None where there is no such file."""
        return self.templates.get(template_file(name, language))


@dataclass(frozen=True)
class OversightRead:
    """What was read of `oversight/`, what is wrong with it, and where everything stands. ``marks`` has every file that was read."""

    oversight: Oversight
    findings: tuple[Finding, ...]
    marks: Mapping[str, Marks]
    nouns: Mapping[tuple[str, str], tuple[str, Path]]

    @property
    def singles(self) -> dict[str, Noun]:
        """The nouns that have a file of their own name."""
        return {path: noun for path, noun in self.oversight.nouns.items() if path in SINGLES}


@dataclass
class _Draft:
    nouns: dict[str, Noun] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    marks: dict[str, Marks] = field(default_factory=dict)
    placed: dict[tuple[str, str], tuple[str, Path]] = field(default_factory=dict)


def template_file(name: str, language: Language) -> str:
    """The file of a template in a language."""
    return f"oversight/documents/{name}.{language}.md"


def read_oversight(files: Mapping[str, bytes]) -> OversightRead:
    """Read what stands below `oversight/`; other files are left alone. Nothing in them raises."""
    own = {path: files[path] for path in sorted(files) if path.startswith(FOLDER)}
    draft = _Draft()
    for path, content in own.items():
        if path.endswith((".yaml", ".yml")):
            _yaml(draft, path, content)
        elif fnmatchcase(path, TEMPLATES):
            _template(draft, path, content)
    read = Oversight(draft.nouns, draft.templates, own)
    return OversightRead(read, tuple(draft.findings), draft.marks, draft.placed)


def _yaml(draft: _Draft, path: str, content: bytes) -> None:
    shape = shape_of(path)
    if shape is None:
        draft.findings.append(fault(path, 0, "FILE_UNKNOWN"))
        return
    if path not in SINGLES and shape not in (Workflow, ListSpec):
        return
    marked = read_yaml(path, content)
    draft.marks[path] = marked.marks
    draft.findings += marked.findings
    if marked.value is None:
        return
    noun, found = convert(path, marked.value, shape, Places(draft.marks))
    draft.findings += found
    if noun is None:
        return
    if isinstance(noun, RulesFile):
        for i, rule in enumerate(noun.rules):
            _place(draft, "rules", rule.id, path, ("rules", i))
    if isinstance(noun, Workflow | ListSpec):
        kind = "workflows" if isinstance(noun, Workflow) else "lists"
        if not _place(draft, kind, noun.id, path, ()):
            return
    draft.nouns[path] = noun


def _template(draft: _Draft, path: str, content: bytes) -> None:
    words, found = decode(path, content)
    draft.findings += found
    if not path.endswith(tuple(f".{language}.md" for language in LANGUAGES)):
        draft.findings.append(fault(path, 0, "FILE_UNKNOWN"))
    elif words is not None:
        draft.templates[path] = words.replace("\r\n", "\n")


def _place(draft: _Draft, kind: str, noun: str, file: str, path: Path) -> bool:
    """Note where a noun stands; False, with a finding, when its id is taken."""
    if (kind, noun) in draft.placed:
        places = Places(draft.marks, draft.placed)
        first = places.of(kind, noun)
        line = places.line(file, (*path, "id"))
        draft.findings.append(fault(file, line, "ID_DUPLICATE", id=noun, first=f"{first[0]}:{first[1]}"))
        return False
    draft.placed[(kind, noun)] = (file, path)
    return True
