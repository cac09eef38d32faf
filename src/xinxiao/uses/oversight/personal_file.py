"""The file of a case: the case, the workflow it goes by, what is sealed of it; and by which rules that is shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from xinxiao.errors import DataFault, NotAllowed, Unavailable, told
from xinxiao.model.explanation import ExplanationSpec, WhyNot, why_not
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.content import OWN, Opened, Row
from xinxiao.model.oversight.masking import MaskingSpec
from xinxiao.model.oversight.rule import Basis
from xinxiao.model.oversight.workflow import Field, Workflow
from xinxiao.model.text import Text
from xinxiao.uses.oversight.office import Office

LONGEST = 2_000
"""Characters of a reason."""
WHOLE = ""
"""What stands for a part where all of a case is meant."""


@dataclass(frozen=True)
class CaseFile:
    """A case with the workflow it goes by, the areas it is in (its own and those above), and what is sealed of it."""

    case: Case
    workflow: Workflow
    areas: Collection[str]
    rows: tuple[Row, ...] = ()

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields of its workflow by id."""
        return self.workflow.field

    @property
    def parts(self) -> frozenset[str]:
        """The parts that something is sealed in, and its own."""
        return frozenset({row.part for row in self.rows} | {OWN})

    def name(self, field: str) -> Text:
        """What a field is called; its id where the workflow does not name it."""
        known = self.fields.get(field)
        return known.name if known is not None else Text(zh=field, en=field)


@dataclass(frozen=True)
class PersonalRules:
    """How people's fields are masked, what is no reason to see them, and which rules of law may be named as a basis."""

    masking: MaskingSpec | None = None
    reasons: ExplanationSpec = field(default_factory=ExplanationSpec)
    law: Collection[str] = ()


def file_of(office: Office, held: Case) -> CaseFile:
    """The file of a case. Raises :class:`Unavailable` where nothing says its workflow any more."""
    known = office.ports.known
    workflow = known.definition(held.definition, held.workflow)
    if workflow is None:
        raise Unavailable(held.workflow, told("case_workflow", workflow=held.workflow))
    return CaseFile(held, workflow, known.above(held.area), office.ports.cases.contents(held.id))


def rules_of(office: Office) -> PersonalRules:
    """The rules of the programme as it is today."""
    known = office.ports.known
    return PersonalRules(known.masking, known.reasons, tuple(known.rules))


def demand_handler(office: Office, file: CaseFile) -> None:
    """Raise :class:`NotAllowed` unless who asks handles cases of the area, or keeps oversight, and is not recused from this one."""
    if not office.actor.may("oversee"):
        office.demand_over("handle", file.areas)
    if office.actor.name in file.case.recused:
        raise NotAllowed(f"{office.actor.name} is recused", told("case_recused", case=file.case.id))


def demand_supervisor(office: Office, file: CaseFile, unlike: str = "") -> None:
    """Raise :class:`NotAllowed` unless who asks supervises cases of the area, and is another than ``unlike``."""
    demand_handler(office, file)
    if not is_supervisor(office, file):
        raise NotAllowed("no supervisor", told("erase_supervisor", case=file.case.id))
    if unlike and office.actor.line == unlike:
        raise NotAllowed("the same person", told("erase_same_person", case=file.case.id))


def is_supervisor(office: Office, file: CaseFile) -> bool:
    """Whether who asks may decide as a supervisor of the area; who keeps oversight may, under their own name."""
    return office.actor.may("oversee") or any(
        grant.role == "supervisor" and grant.scope in file.areas for grant in office.actor.grants
    )


def demand_reason(file: CaseFile, rules: PersonalRules, words: str, fields: Sequence[str] = ()) -> str:
    """A reason without blanks around it. Raises :class:`DataFault` for one that is empty, too long, too short, or says nothing of why."""
    said = words.strip()
    if len(said) > LONGEST:
        raise DataFault(f"{len(said)} characters", told("reason_long", most=LONGEST))
    names = [file.name(name) for name in fields]
    says = Text(
        zh="、".join(name.zh for name in names) or file.case.id,
        en=", ".join(name.en for name in names) or file.case.id,
    )
    why = why_not(said, says, rules.reasons)
    if why:
        raise _unfit(why, rules.reasons.least)
    return said


def _unfit(why: WhyNot, least: int) -> DataFault:
    match why:
        case "empty":
            return DataFault("no reason", told("reason_empty"))
        case "short":
            return DataFault("a short reason", told("reason_short", least=least))
        case "rule":
            return DataFault("a reason that repeats what is asked for", told("reason_repeats"))
        case _:
            return DataFault("a formula for a reason", told("reason_formula"))


def demand_basis(rules: PersonalRules, basis: Sequence[Basis]) -> list[Basis]:
    """What something rests on. Raises :class:`DataFault` for nothing, and for a rule nobody knows."""
    unknown = next((one.rule for one in basis if one.rule not in rules.law), None)
    if not basis or unknown is not None:
        shown = ascii(unknown or "-")[1:-1][:64]
        raise DataFault(f"basis {shown}", told("erase_basis", rule=shown))
    return list(basis)


def opened(office: Office, file: CaseFile) -> dict[int, Opened]:
    """What can be read of a case, by act."""
    return office.ports.content.opened(file.case.id, file.rows)
