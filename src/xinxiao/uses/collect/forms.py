"""Forms: which a programme has, and when one of them is filled and accepted."""

from __future__ import annotations

from pathlib import Path

from xinxiao.errors import DataFault, NotFound, told
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.window import Window, window
from xinxiao.model.period import frequency
from xinxiao.model.programme import Programme
from xinxiao.programme.load import load
from xinxiao.uses.call import Call

FIRST_PERIOD = {"A": "2026", "S": "2026-S1", "Q": "2026-Q1", "M": "2026-01"}
"""How a period of a frequency is spelt."""


def forms(call: Call, folder: Path | None = None) -> Programme:
    """The programme in a folder as far as it can be read: its forms, and the lists that give their codes names."""
    return load(call.ports.programme_folder(folder)).parts


def in_order(programme: Programme) -> tuple[Form, ...]:
    """The forms by the numbers of their tables."""
    return tuple(sorted(programme.forms.values(), key=lambda form: (form.marks.table_number, form.id)))


def form_of(programme: Programme, form_id: str) -> Form:
    """A form by its id. Raises :class:`NotFound` naming those there are."""
    found = programme.forms.get(form_id)
    if found is None:
        known = ", ".join(programme.forms) or "-"
        raise NotFound(f"form {form_id}", told("unknown_form", form=form_id, known=known))
    return found


def days(call: Call, programme: Programme, form: Form, period: str) -> Window:
    """When a period of a form opens, is due and is accepted, in the zone of the programme's calendar.

    Raises :class:`DataFault` for what is no period of the form's frequency, and for one that is waived.
    """
    try:
        sound = frequency(period) == form.frequency
    except ValueError:
        sound = False
    if not sound:
        such = FIRST_PERIOD[form.frequency]
        raise DataFault(f"period {period}", told("form_period", period=period, form=form.id, such=such))
    if form.calendar.is_waived(period):
        raise DataFault(f"period {period}", told("form_waived", period=period, form=form.id))
    return window(form.calendar, period, programme.calendar, programme.zone(call.ports.zone))
