"""Forms of acts, made from the workflow alone: an input for each field by its kind, reasons, files, an entry of a list, the day.

Names of inputs: ``value.FIELD``, of several codes ``value.FIELD.CODE``; beside them ``seen``, ``on``, ``reason``, ``entry``, ``suggestion``, ``files``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from xinxiao.model.oversight.workflow import ActSpec, Field, FieldKind, Workflow
from xinxiao.oversight.evidence import ENDINGS, KINDS, Kind
from xinxiao.oversight.given import LINE, LONGEST

Shape = Literal["line", "lines", "date", "number", "tel", "email", "select", "radios", "checks"]
Choice = tuple[str, str]
"""A code and its words."""
OPENING = ("subject", "area", "handler")
"""Further inputs of an act that opens a case."""
MOST_CHOICES = 400
"""With more than this a code is typed."""
FEW_CHOICES = 10
"""Up to so many codes stand one below the other, each to be touched."""
_SHAPES: dict[FieldKind, Shape] = {
    "text": "lines",
    "address": "lines",
    "date": "date",
    "number": "number",
    "money": "number",
    "phone": "tel",
    "email": "email",
}
CAMERA: dict[Kind, str] = {"jpeg": "image/jpeg", "png": "image/png", "mp4": "video/mp4"}
"""What a camera makes of the kinds of evidence, as a browser names it."""


@dataclass(frozen=True)
class Input:
    """One input. ``options`` of a choice; ``chosen`` what was given before: kept where an act was refused."""

    name: str
    label: str
    shape: Shape
    needed: bool
    longest: int
    chosen: str = ""
    options: tuple[Choice, ...] = ()
    hint: str = ""
    personal: bool = False

    @property
    def stays(self) -> bool:
        """Whether a browser may keep it aside, encrypted, until it is sent: nothing about a person."""
        return not self.personal

    @property
    def checked(self) -> frozenset[str]:
        """Which of several are chosen."""
        return frozenset(self.chosen.split())


@dataclass(frozen=True)
class Files:
    """Files that belong to an act: how many, and what a browser offers to choose or to photograph (``camera``: empty where no picture is
    taken); what is taken is decided by their content."""

    least: int
    most: int
    accept: str
    kinds: tuple[Kind, ...]
    camera: str = ""


@dataclass(frozen=True)
class Form:
    """The form of an act. ``refused``: why it was not done when it was tried just now; ``barred``: why who asks may not do it;
    ``entries``: None where it rests on no list; ``follows``: what comes of it, line by line; ``page``: where it has a page of its own."""

    act: str
    label: str
    inputs: tuple[Input, ...]
    reason: Literal["needed", "may"]
    kept_reason: str = ""
    files: Files | None = None
    entries: tuple[Choice, ...] | None = None
    entry: str = ""
    back_dated: bool = False
    on: str = ""
    decides: bool = False
    basis: str = ""
    barred: str = ""
    refused: str = ""
    suggestion: str = ""
    follows: tuple[str, ...] = ()
    page: str = ""


class Choices(Protocol):
    """What fields may be chosen from. A page gives one that asks the programme and the accounts."""

    def of(self, field: Field) -> Sequence[Choice] | None:
        """The choices of a field; None where it is typed."""


def inputs(
    workflow: Workflow, act: ActSpec, say: Mapping[str, str], choices: Choices, kept: Mapping[str, str]
) -> tuple[Input, ...]:
    """The inputs of an act, those it needs first. ``say``: names and hints of fields by ``FIELD`` and ``FIELD.hint``; ``kept``: what
    was sent."""
    wanted = [*((name, True) for name in act.needs), *((name, False) for name in act.takes)]
    return tuple(
        _input(workflow.field[name], needed, say, choices, value_of(kept, name)) for name, needed in wanted
    )


def _input(field: Field, needed: bool, say: Mapping[str, str], choices: Choices, chosen: str) -> Input:
    options = choices.of(field)
    if options is None or len(options) > MOST_CHOICES:
        shape, options = _SHAPES.get(field.kind, "line"), ()
    else:
        few = field.kind == "code" and len(options) <= FEW_CHOICES
        shape = "checks" if field.kind == "codes" else "radios" if few else "select"
    return Input(
        f"value.{field.id}",
        say[field.id],
        shape,
        needed,
        LONGEST.get(field.kind, LINE),
        chosen,
        tuple(options),
        say.get(f"{field.id}.hint", ""),
        field.personal,
    )


def files(act: ActSpec) -> Files | None:
    """The files an act takes; None where it takes none."""
    if act.evidence is None:
        return None
    kinds = act.evidence.kinds or KINDS
    accept = ",".join(ending for kind in kinds for ending in ENDINGS[kind])
    camera = ",".join(media for kind, media in CAMERA.items() if kind in kinds)
    return Files(act.evidence.least, act.evidence.most, accept, tuple(kinds), camera)


def value_of(sent: Mapping[str, str], field: str) -> str:
    """What was sent for a field; several codes with blanks between."""
    name = f"value.{field}"
    if name in sent:
        return sent[name]
    return " ".join(one.removeprefix(f"{name}.") for one in sent if one.startswith(f"{name}.") and sent[one])


def values(sent: Mapping[str, str]) -> dict[str, str]:
    """The fields that were sent with their values, those left empty not among them."""
    names = dict.fromkeys(name.split(".")[1] for name in sent if name.startswith("value."))
    return {name: value for name in names if (value := value_of(sent, name)) != ""}
