"""Forms for tests."""

from __future__ import annotations

from collections.abc import Sequence

from xinxiao.model.collect.form import Form, ItemSpec, Marks, Population, Section
from xinxiao.model.collect.window import CollectionCalendar, DayOf
from xinxiao.model.text import Text


def small_form(form: str, items: Sequence[str]) -> Form:
    """A monthly form of one section with whole numbers."""
    specs = tuple(ItemSpec(id=item, name=_text(item), definition=_text(item)) for item in items)
    return Form(
        id=form,
        version="1.0.0",
        name=_text(form),
        purpose=_text("purpose"),
        marks=Marks(
            table_number="T1",
            authority=_text("authority"),
            approval="trial",
            approved_by=_text("authority"),
            approval_number="1",
            valid_from="2020-01-01",
            valid_until="2030-12-31",
        ),
        frequency="M",
        population=Population(),
        calendar=CollectionCalendar(open=DayOf(day=1), due=DayOf(day=15)),
        sections=(Section(id="S", name=_text("section"), items=specs),),
    )


def _text(words: str) -> Text:
    return Text(zh=words, en=words)
