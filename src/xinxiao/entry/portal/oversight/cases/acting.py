"""Acts at the desk: the forms a page shows, and what is done when one is sent. What is refused is said where it was filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xinxiao.entry.errors import shown as said
from xinxiao.entry.portal.oversight.cases.following import follows
from xinxiao.entry.portal.oversight.cases.inputs import Choice, Choices, Form, Input, files, inputs
from xinxiao.entry.portal.oversight.cases.said import Sayer
from xinxiao.model.collect.people import CASE
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.workflow import ActSpec, Condition, Field, Workflow
from xinxiao.texts import Language
from xinxiao.uses.oversight.case_page import Possible
from xinxiao.uses.oversight.desk import entries


@dataclass(frozen=True)
class Tried:
    """An act that was refused just now: what was sent, and why not."""

    act: str
    sent: Mapping[str, str]
    why: str


@dataclass(frozen=True)
class OfCase(Choices):
    """What the fields of a case may be chosen from."""

    say: Sayer
    area: str

    def of(self, field: Field) -> Sequence[Choice] | None:
        """Codes by their names, areas within reach, officers of the place; None where a value is typed."""
        known = self.say.office.ports.known
        if field.kind in ("code", "codes") and field.codelist:
            return [
                (code, self.say.visit.words.say(name)) for code, name in known.codes(field.codelist).items()
            ]
        if field.kind == "officer":
            return officers(self.say, self.area) or None
        return None


def officers(say: Sayer, area: str) -> list[Choice]:
    """Those who handle cases of an area: account and name."""
    people, found = say.visit.call.ports.people, dict[str, str]()
    for one in say.office.ports.known.above(area):
        for account, grant in people.holders(one):
            if grant.role in CASE:
                found[account.id] = account.name or account.login
    return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))


def forms(
    say: Sayer,
    workflow: Workflow,
    case: Case | None,
    possible: Sequence[Possible],
    tried: Tried | None,
    suggestion: str = "",
) -> list[Form]:
    """The forms of what may be done, in the order of the workflow; those that who asks is barred from with why."""
    return [_form(say, workflow, case, one, tried, suggestion) for one in possible]


def _form(
    say: Sayer, workflow: Workflow, case: Case | None, one: Possible, tried: Tried | None, suggestion: str
) -> Form:
    act, w = one.spec, say.visit.words
    sent = tried.sent if tried is not None and tried.act == act.id else {}
    names = {field.id: w.say(field.name) for field in workflow.fields}
    names |= {f"{field.id}.hint": w.say(field.hint) for field in workflow.fields if field.hint}
    choices = OfCase(say, case.area if case is not None else sent.get("area", ""))
    return Form(
        act=act.id,
        label=w.say(act.name),
        inputs=(
            *_concerns(say, act, case, sent),
            *inputs(workflow, act, names, choices, _before(workflow, case, sent)),
        ),
        reason="needed" if act.reason or act.decides else "may",
        kept_reason=sent.get("reason", ""),
        files=files(act),
        entries=_entries(say, act),
        entry=sent.get("entry", ""),
        back_dated=act.back_dated,
        on=sent.get("on", ""),
        decides=act.decides,
        basis=w.t("list.semicolon").join(say.rule(basis.rule, basis.article) for basis in act.basis),
        barred=_barred(one, say.visit.lang, say, workflow),
        refused=tried.why if tried is not None and tried.act == act.id else "",
        suggestion=sent.get("suggestion", "") or (suggestion if suggested(case, act, suggestion) else ""),
        follows=tuple(follows(say, workflow, act, case)),
        page=say.visit.url(f"desk/cases/{case.id}/acts/{act.id}") if case is not None else "",
    )


def _before(workflow: Workflow, case: Case | None, sent: Mapping[str, str]) -> Mapping[str, str]:
    """What was sent just now; else what the case holds of it, but for what is chosen from codes, which is judged anew."""
    if sent or case is None:
        return sent
    held = {name: value for name, value in case.values.items() if name in workflow.field}
    coded = {one.id for one in workflow.fields if one.kind in ("code", "codes")}
    return {f"value.{name}": value for name, value in held.items() if name not in coded}


def _concerns(say: Sayer, act: ActSpec, case: Case | None, sent: Mapping[str, str]) -> Iterator[Input]:
    """Of an act that asks for a recusal: who is to be recused."""
    if act.recusal == "asks" and case is not None:
        t, chosen = say.visit.words.t, sent.get("concerns", "")
        hint = t("oversight.form.concerns_says", who=say.person(case.handler or say.visit.actor.name))
        options = tuple(officers(say, case.area))
        yield Input("concerns", t("oversight.form.concerns"), "select", False, 64, chosen, options, hint)


def suggested(case: Case | None, act: ActSpec, number: str) -> bool:
    """Whether a step of this number is a machine's suggestion of this act."""
    steps = case.steps if case is not None else ()
    return any(str(s.number) == number and s.kind == "case.suggested" and s.act == act.id for s in steps)


def _entries(say: Sayer, act: ActSpec) -> tuple[Choice, ...] | None:
    if act.entry is None:
        return None
    return tuple(_entry(say, act.entry))


def _entry(say: Sayer, list_type: str) -> Iterator[Choice]:
    for ref, name in entries(say.office, list_type):
        yield f"{ref.list}/{ref.version}/{ref.code}", f"{ref.code} {say.visit.words.say(name)}"


def _barred(one: Possible, lang: Language, say: Sayer, workflow: Workflow) -> str:
    if one.barred is None:
        return ""
    t = say.visit.words.t
    if one.barred.told is not None and one.barred.told.name in ("case_condition", "case_conditions"):
        conditions = (*one.spec.only_if, *one.spec.any_of)
        words = t("list.semicolon").join(_condition(say, workflow, each) for each in conditions)
        return t("oversight.form.only_for", conditions=words)
    found = said(one.barred, lang)
    return t("oversight.form.barred", why=f"{found.message} {found.hint}".strip())


def _condition(say: Sayer, workflow: Workflow, one: Condition) -> str:
    codes = say.visit.words.join([say.value(workflow, one.field, code) for code in one.is_])
    return f"{say.field(workflow, one.field)}{say.visit.words.t('colon')}{codes}"
