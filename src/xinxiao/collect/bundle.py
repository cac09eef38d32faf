"""What a programme issues: a form with all it uses, and where its forms apply."""

from __future__ import annotations

from xinxiao.model.collect.bundle import Bundle, Circumstances, Place, UnitName
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.scrutiny import ScrutinySpec
from xinxiao.model.explanation import ExplanationSpec
from xinxiao.model.programme import Programme


def bundled(programme: Programme, form: Form) -> Bundle:
    """A form of a programme with all it uses."""
    lists = dict.fromkeys(item.codelist for item in form.items if item.codelist)
    units = dict.fromkeys(item.unit for item in form.items if item.unit)
    return Bundle(
        form=form,
        codelists=tuple(programme.codelists[name] for name in sorted(lists) if name in programme.codelists),
        units=tuple(
            UnitName(id=name, name=programme.units[name].name)
            for name in sorted(units)
            if name in programme.units
        ),
    )


def circumstances(programme: Programme, zone: str) -> Circumstances:
    """Where a programme's forms apply; ``zone``: whose days count where the programme has no calendar."""
    return Circumstances(
        programme=programme.id,
        levels=programme.file.levels,
        areas=tuple(
            Place(
                id=area.id,
                parent=area.parent,
                level=area.level,
                name=area.name,
                short=area.short,
                tile=area.tile,
            )
            for area in programme.areas
        ),
        calendar=programme.calendar,
        zone=programme.calendar.zone if programme.calendar else zone,
        explanation=programme.explanations or ExplanationSpec(),
        scrutiny=programme.scrutiny or ScrutinySpec(),
    )
