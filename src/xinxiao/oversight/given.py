"""What an act needs and may be given: fields, reasons, evidence, an entry of a list, conditions. What is not asked for is not taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from xinxiao.errors import Conflict, DataFault, told
from xinxiao.model.oversight.workflow import WORD, Condition, Field
from xinxiao.model.period import is_date
from xinxiao.oversight.personal import is_sealed, part_of
from xinxiao.oversight.wanted import Question

REASON = "reason"
"""Under which name the reasons are sealed; fields are named in capitals."""
LONGEST = {"text": 20_000, "address": 1_000}
"""Characters of a value by the kind of its field; others have no more than ``LINE``."""
LINE = 500
MONEY = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,9})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def open_values(question: Question) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """What may stand open by field, what is sealed by field (the reasons too), and in which part of the case each of these is.

    Raises :class:`DataFault` for a field that is missing, not asked for, or has no value of its kind, for reasons that are missing.
    """
    _demand_fields(question)
    shown, sealed, parts = dict[str, str](), dict[str, str](), dict[str, str]()
    for name, value in sorted(question.values.items()):
        field = question.workflow.field[name]
        _demand_value(question, field, value)
        value = organisation(value) if field.kind == "subject" else value  # noqa: PLW2901
        if field.personal and not field.basis:
            named = {"zh": field.name.zh, "en": field.name.en}
            raise DataFault(f"{name} has no basis", told("case_basis", field=named))
        if is_sealed(field):
            sealed[name] = value
        else:
            shown[name] = value
        if field.personal:
            parts[name] = part_of(field)
    reason = question.wanted.reason.strip()
    if not reason and (question.act.reason or question.act.decides):
        raise DataFault("no reason", told("case_reason", act=question.name))
    if reason:
        _demand_text(question, {"zh": "理由", "en": "reasons"}, reason, LONGEST["text"])
        sealed[REASON] = reason
    return shown, sealed, parts


def _names(question: Question, fields: list[str]) -> Mapping[str, str]:
    known = [question.workflow.field[name].name for name in fields if name in question.workflow.field]
    return {"zh": "、".join(one.zh for one in known), "en": ", ".join(one.en for one in known)}


def _demand_fields(question: Question) -> None:
    act, given = question.act, question.values
    unasked = sorted(set(given) - set(act.needs) - set(act.takes))
    if unasked:
        shown = ascii(unasked[0][:64])[1:-1]
        raise DataFault(
            f"{shown} is not asked for", told("case_field_unasked", act=question.name, field=shown)
        )
    missing = [name for name in act.needs if name not in given]
    if missing:
        names = _names(question, missing)
        raise DataFault(f"missing {missing}", told("case_field_missing", act=question.name, fields=names))
    distinct = [given[name] for name in act.distinct if name in given]
    if len(set(distinct)) < len(distinct):
        names = _names(question, list(act.distinct))
        raise DataFault("values do not differ", told("case_distinct", fields=names))


def _demand_value(question: Question, field: Field, value: str) -> None:
    """Raise :class:`DataFault` unless a value is one of the field's kind."""
    name = {"zh": field.name.zh, "en": field.name.en}
    _demand_text(question, name, value, LONGEST.get(field.kind, LINE))
    codes = question.grounds.codelists.get(field.codelist or "", ())
    unknown = [one for one in value.split() if one not in codes] if field.kind in ("code", "codes") else []
    if field.kind == "code" and value.split() != [value]:
        unknown = [value]
    if unknown:
        raise DataFault(
            f"{field.id}: no code", told("case_code", field=name, value=ascii(unknown[0][:64])[1:-1])
        )
    if field.kind == "subject":
        value = organisation(value)
    if not _IS.get(field.kind, _always)(value) or not question.grounds.is_known(field.kind, value):
        raise DataFault(f"{field.id}: no {field.kind}", told("case_value", field=name, kind=field.kind))


def _demand_text(question: Question, name: Mapping[str, str], value: str, most: int) -> None:
    if len(value) > most:
        raise DataFault("too long", told("case_long", field=name, most=most))
    if _CONTROL.search(value):
        raise DataFault("control characters", told("case_control", field=name))


def organisation(code: str) -> str:
    """The unified social credit code of an organisation as it is kept (GB 32100-2015): capitals, usual digits, no blanks.

    Raises :class:`DataFault` for what is not written as one, and for one whose last character does not check the others. An organisation
    part that fails its own check was given out, and is taken.
    """
    from xinxiao.model.collect.code import faults, normal  # arrays come with it

    kept = normal(code)
    found, shown = faults(kept), ascii(code[:64])[1:-1]
    if "form" in found:
        raise DataFault(f"{shown}: no code", told("case_uscc_form", value=shown))
    if "mod31" in found:
        raise DataFault(f"{shown}: does not check", told("case_uscc_check", value=shown))
    return kept


def _always(_value: str) -> bool:
    return True


def _word(value: str) -> bool:
    return WORD.fullmatch(value) is not None


_IS: Mapping[str, Callable[[str], bool]] = {
    "date": is_date,
    "number": lambda value: MONEY.fullmatch(value) is not None,
    "money": lambda value: MONEY.fullmatch(value) is not None,
    "subject": _word,
    "case": _word,
    "entry": _word,
    "area": _word,
    "officer": _word,
    "reference": lambda value: len(value) <= LINE,
}


def demand_evidence(question: Question) -> None:
    """Raise :class:`DataFault` for too few files, too many, or one of a kind that is not taken."""
    spec, given = question.act.evidence, question.wanted.evidence
    least, most = (spec.least, spec.most) if spec is not None else (0, 0)
    if not least <= len(given) <= most:
        values = told("case_evidence", act=question.name, least=least, most=most, given=len(given))
        raise DataFault(f"{len(given)} files", values)
    kinds = spec.kinds if spec is not None else ()
    wrong = next((one.kind for one in given if kinds and one.kind not in kinds), None)
    if wrong is not None:
        raise DataFault(f"a file of {wrong}", told("case_evidence_kind", kind=wrong, kinds=", ".join(kinds)))


def demand_entry(question: Question) -> None:
    """Raise :class:`DataFault` for an entry that is missing or not asked for, :class:`Conflict` for one that does not hold, or that is
    not about the subject of the case."""
    wanted, entry, day = question.act.entry, question.wanted.entry, question.on.isoformat()
    further = question.wanted.further
    if (wanted is None and entry is not None) or (entry is None and further):
        raise DataFault("no entry asked for", told("case_entry_unasked", act=question.name))
    if wanted is not None and entry is None:
        raise DataFault(f"no entry of {wanted}", told("case_entry", act=question.name, list=wanted))
    if wanted is None or entry is None:
        return
    for one in (entry, *further):
        if not question.grounds.is_live(wanted, one, day):
            shown = ascii(f"{one.list} {one.version} {one.code}"[:200])[1:-1]
            raise Conflict(f"{shown} does not hold", told("case_entry_lapsed", entry=shown, day=day))
        subject = subject_of(question)
        if subject and not question.grounds.is_about(one, subject, day):
            values = told("case_entry_subject", entry=f"{one.list}/{one.code}", subject=subject)
            raise Conflict(f"{one.list}/{one.code} is not about {subject}", values)


def subject_of(question: Question) -> str:
    """The organisation a case is about, or that is given now, by the form or by a field; empty where there is none."""
    if question.case is not None and question.case.subject:
        return question.case.subject
    fields = [one.id for one in question.workflow.fields if one.kind == "subject"]
    return question.wanted.subject or next(filter(None, (question.values.get(one) for one in fields)), "")


def demand_conditions(question: Question) -> None:
    """Raise :class:`Conflict` where a condition of the act does not hold."""
    act = question.act
    for one in act.only_if:
        if not _holds(question, one):
            names = _names(question, [one.field])
            codes = ", ".join(one.is_)
            raise Conflict(
                f"{one.field} is none of {codes}",
                told("case_condition", act=question.name, field=names, codes=codes),
            )
    if act.any_of and not any(_holds(question, one) for one in act.any_of):
        conditions = "; ".join(f"{one.field} = {'|'.join(one.is_)}" for one in act.any_of)
        raise Conflict(
            "no condition holds", told("case_conditions", act=question.name, conditions=conditions)
        )
    were = {step.act for step in question.case.acted} if question.case is not None else set()
    first = next((one for one in act.done if one not in were), None)
    if first is not None:
        spec = question.workflow.act[first].name
        earlier = {"zh": spec.zh, "en": spec.en}
        raise Conflict(f"{first} was not done", told("case_done", act=question.name, earlier=earlier))
    _demand_clocks(question)


def _holds(question: Question, condition: Condition) -> bool:
    return bool(set(question.value(condition.field).split()) & set(condition.is_))


def _demand_clocks(question: Question) -> None:
    """Raise :class:`Conflict` where a term that must be over is not, or one within which the act is done is."""
    act, day = question.act, question.on.isoformat()
    runs = question.case.clocks if question.case is not None else ()
    counted = [one for one in runs if one.state in ("running", "ran_out")]
    over = {one.clock for one in counted if one.due < day}
    running = {one.clock for one in counted if day <= one.due}
    early = next((clock for clock in act.after if clock not in over), None)
    if early is not None:
        raise Conflict(
            f"{early} is not over", told("case_clock_runs", act=question.name, clock=_clock(question, early))
        )
    late = next((clock for clock in act.within if clock not in running), None)
    if late is not None:
        raise Conflict(
            f"{late} does not run", told("case_clock_over", act=question.name, clock=_clock(question, late))
        )


def _clock(question: Question, clock: str) -> Mapping[str, str]:
    name = question.workflow.clock[clock].name
    return {"zh": name.zh, "en": name.en}
