"""Annual plans of random inspection: the columns of their files, and the tasks in them.

Which headers and words files use is data of the programme (`oversight/plan_columns.yaml`); so is which workflows a draw goes through
(`oversight/draws.yaml`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model.oversight.draw import Ratio
from xinxiao.model.oversight.predicate import Condition
from xinxiao.model.ranges import Code, Digest, Few, Id, Line, Ordinal, Prefix
from xinxiao.model.text import Noun, Text

PlanColumn = Literal[
    "number", "name", "kind", "group", "matter", "entries", "objects", "predicate", "organiser", "partners",
    "ratio", "count", "method", "period", "body", "frequency",
]  # fmt: skip
"""The columns that a plan may have. ``entries`` (LIST/ENTRY, several with a semicolon, BODY=LIST/ENTRY where another body
inspects it) and ``predicate`` say to a program what ``matter`` and ``objects`` say to people; without ``entries``, ``matter`` is looked for
among the matters of lists. ``group``: the kind of inspection; ``method``: how it is inspected."""
InspectorColumn = Literal[
    "inspector", "body", "qualification", "since", "until", "areas", "conflicts", "recusals"
]
"""The columns of a file of inspectors: one qualification in each row."""
TaskKind = Literal["directed", "undirected"]
"""By conditions beside those of the matter, or from all whom the matter is about."""


class PlanHeader(Noun, frozen=True, kw_only=True):
    """A column of plans, and the headers that files give it."""

    id: PlanColumn
    aliases: Few[Line] = ()
    needed: bool = False


class InspectorHeader(Noun, frozen=True, kw_only=True):
    """A column of files of inspectors, and the headers that files give it."""

    id: InspectorColumn
    aliases: Few[Line] = ()


class KindWords(Noun, frozen=True, kw_only=True):
    """A kind of task, and the words that files use for it."""

    id: TaskKind
    words: Few[Line]


class CodeWords(Noun, frozen=True, kw_only=True):
    """A code of how is inspected, and the words that files use for it."""

    id: Code
    words: Few[Line]


class PlanColumns(Noun, frozen=True, kw_only=True):
    """`oversight/plan_columns.yaml`: the columns of plans and of files of inspectors that are in use. ``groups`` and ``methods``: the codes of
    the columns of these names."""

    columns: Annotated[Few[PlanHeader], Meta(min_length=1)]
    inspectors: Annotated[Few[InspectorHeader], Meta(min_length=1)]
    kinds: Annotated[Few[KindWords], Meta(min_length=1)]
    groups: Few[CodeWords] = ()
    methods: Few[CodeWords] = ()

    @property
    def needed(self) -> tuple[PlanColumn, ...]:
        """The columns that each task must fill."""
        return tuple(own.id for own in self.columns if own.needed)


class DrawFields(Noun, frozen=True, kw_only=True):
    """Under which fields cases hold what is of a draw; empty: the workflow has no such field."""

    draw: Id
    plan: Id
    commitment: Id
    result: Id
    kind: Id
    method: Id


class ApprovalSpec(Noun, frozen=True, kw_only=True):
    """The workflow by which a draw is approved: its acts, and the states in which it is approved, and void."""

    workflow: Id
    propose: Id
    drawn: Id
    use: Id
    make_void: Id
    approve: Id
    approved: Id
    void: Id
    fields: DrawFields


class PlanSpec(Noun, frozen=True, kw_only=True):
    """The workflow of annual plans: the acts by which a file comes in, comes anew and goes on to review; the states in which it may come
    anew, and in which its tasks may be drawn; the fields with the year, the number, the SHA-256 of the file, and how many tasks it has."""

    workflow: Id
    draft: Id
    redraft: Id
    propose: Id
    drafted: Id
    in_force: Id
    year: Id
    number: Id
    sha256: Id
    tasks: Id


class InspectionSpec(Noun, frozen=True, kw_only=True):
    """The workflow of the inspections that follow: the act that opens one, its fields, and what others of them hold where the plan does not
    say; ``not_held``: states in which one counts as not held, when it is asked how often a subject was inspected."""

    workflow: Id
    assign: Id
    draw: Id
    plan: Id
    method: Id
    people: Annotated[Few[Id], Meta(min_length=1)]
    kind: Id
    kind_code: Code
    method_code: Code
    not_held: Few[Id] = ()


class ExclusionCodes(Noun, frozen=True, kw_only=True):
    """The codes of why somebody is not on a roster, as files of draws hold them."""

    not_live: Code
    no_class: Code
    inspected: Code
    capped: Code
    low_risk: Code


class ChanceSpec(Noun, frozen=True, kw_only=True):
    """A kind of public randomness that draws may declare: what it is called, which issue of it is to be named, and what is taken from
    that unless a draw says otherwise."""

    id: Code
    name: Text
    issue: Text
    takes: Text


class DrawSpec(Noun, frozen=True, kw_only=True):
    """`oversight/draws.yaml`: how draws are numbered and approved, who is left out, and what follows. ``cap``: inspections of one
    subject in a year at most, 0 for no cap; ``low_risk``: classes of risk that are not drawn twice in a year."""

    series: Prefix
    area: Code
    list_type: Id
    qualification: Code
    people: Ordinal
    cap: Annotated[int, Meta(ge=0, le=366)]
    cap_confirmed: bool
    inspector_cap: Annotated[int, Meta(ge=0, le=999_999)] = 0
    low_risk: Few[Code] = ()
    whole: Annotated[Code, Meta(description="the stratum of a draw without classes")]
    plan: PlanSpec
    approval: ApprovalSpec
    inspection: InspectionSpec
    exclusions: ExclusionCodes
    chance: Annotated[Few[ChanceSpec], Meta(min_length=1)]
    note: Text | None = None


class TaskEntry(Noun, frozen=True, kw_only=True):
    """A matter of a task: the body that inspects it (empty: the task's own), and the entry of a list."""

    body: Line = ""
    list: Id
    entry: Code


class TaskShare(Noun, frozen=True, kw_only=True):
    """How many of a class are drawn; ``stratum`` is empty for all classes together."""

    stratum: Line = ""
    ratio: Ratio | None = None
    least: Annotated[int, Meta(ge=0, le=999_999_999)] = 0


class Task(Noun, frozen=True, kw_only=True):
    """A task of a plan. Days are YYYY-MM-DD, from and to which inspections go. ``group`` and ``way``: the codes of the kind of inspection and
    of how is inspected, empty where the plan does not say; ``method``: the latter in the plan's own words."""

    number: Code
    name: Annotated[str, Meta(min_length=1, max_length=500)]
    kind: TaskKind
    entries: Annotated[Few[TaskEntry], Meta(min_length=1)]
    predicate: Few[Condition] = ()
    shares: Annotated[Few[TaskShare], Meta(min_length=1)]
    since: Line
    until: Line
    body: Annotated[str, Meta(min_length=1, max_length=500)]
    method: Line = ""
    group: Line = ""
    way: Line = ""


class Plan(Noun, frozen=True, kw_only=True):
    """The tasks of a plan that are sound, by their numbers, and the SHA-256 of its file."""

    sha256: Digest
    tasks: Few[Task]
