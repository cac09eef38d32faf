"""A report as a workbook to fill in: definitions, units, drop-downs, checks, totals, what was reported before; only cells of
entry can be written.

XlsxWriter writes it: unlike the plain sheets of :mod:`xinxiao.files.workbook` it needs validation, protection and formulas. Every
text is written as a text, so that none is ever taken for a formula or a link. The bytes depend on nothing but what is given.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from xinxiao.collect.workbook.layout import (
    CODES,
    FIRST,
    GUIDE,
    HEAD,
    IDS,
    KIND,
    META,
    TITLE,
    Line,
    columns,
    lines,
)
from xinxiao.errors import missing
from xinxiao.files.cells import reference
from xinxiao.files.workbook import page_name
from xinxiao.model.collect.bundle import Bundle
from xinxiao.model.collect.content import Content, is_number
from xinxiao.model.collect.form import Item, Section
from xinxiao.model.text import Text
from xinxiao.texts import Language, text

EXACT = 15
"""Significant digits that spreadsheet programs keep; a number with more is written as a text."""
INPUT_TITLE, INPUT_TEXT = 32, 255
"""Characters of the note that is shown beside a cell (a limit of the format)."""
MADE = datetime(2000, 1, 1)  # noqa: DTZ001  the format holds no zone
WIDE, NARROW, WORDS = 34, 15, 60


@dataclass(frozen=True)
class Asked:
    """A report that is asked for: the form with its lists, its hash, period and frame unit, what the draft holds, and what was
    reported for the last period and the same one of last year (by item)."""

    bundle: Bundle
    sha256: str
    period: str
    unit: str
    unit_name: str = ""
    content: Content = field(default_factory=Content)
    last: Mapping[str, str] = field(default_factory=dict)
    year: Mapping[str, str] = field(default_factory=dict)


def template(asked: Asked, lang: Language) -> bytes:
    """The workbook (xlsx). Raises :class:`SettingFault` where XlsxWriter is not installed."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise missing(error) from error
    buffer = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **plain}) as book:
        book.set_properties({"title": asked.bundle.form.name.zh, "created": MADE})
        _Template(book, asked, lang).write()
    return buffer.getvalue()


@dataclass
class _Template:
    book: Any
    asked: Asked
    lang: Language

    def __post_init__(self) -> None:
        add = self.book.add_format
        self.bold = add({"bold": True, "text_wrap": True, "valign": "top"})
        self.title = add({"bold": True, "font_size": 14})
        self.words = add({"text_wrap": True, "valign": "top"})
        self.before = add({"font_color": "#4C5766", "num_format": "#,##0.######", "valign": "top"})
        self.total = add({"bold": True, "bg_color": "#EEF3F7", "num_format": "#,##0.######"})
        entry = {"locked": False, "bg_color": "#FFFBE6", "border": 1, "border_color": "#C9D0D8"}
        self.number = add({**entry, "num_format": "#,##0.######"})
        self.written = add({**entry, "num_format": "@", "text_wrap": True})
        self.lists: dict[str, str] = {}

    def say(self, words: Text) -> str:
        """A text in the language of the workbook."""
        return words.zh if self.lang == "zh" else words.en

    def t(self, key: str, **places: object) -> str:
        """A text of the product."""
        return text(self.lang, f"filling.workbook.{key}", **places)

    def write(self) -> None:
        """All sheets: sections, guide, codes, and the hidden one."""
        form, taken = self.asked.bundle.form, [META, CODES, GUIDE]
        sheets = []
        for section in form.sections:
            taken.append(page_name(self.say(section.name), taken))
            sheets.append((section, self.book.add_worksheet(taken[-1])))
        self._guide()
        self._codes()
        for section, sheet in sheets:
            _Sheet(self, section, sheet).write()
        self._meta()

    def _guide(self) -> None:
        form, sheet = self.asked.bundle.form, self.book.add_worksheet(GUIDE)
        sheet.set_column(0, 0, NARROW * 2)
        sheet.set_column(1, 3, WIDE, self.words)
        marks = form.marks
        about = (
            (self.t("form"), self.say(form.name)),
            (self.t("number"), marks.table_number),
            (self.t("authority"), self.say(marks.authority)),
            (self.t("approval"), f"{self.say(marks.approved_by)} {marks.approval_number}"),
            (self.t("valid"), f"{marks.valid_from} – {marks.valid_until}"),
            (self.t("period"), self.asked.period),
            (self.t("unit"), f"{self.asked.unit} {self.asked.unit_name}".strip()),
            (self.t("how"), self.t("how_told")),
        )
        for row, (head, words) in enumerate(about):
            sheet.write_string(row, 0, head, self.bold)
            sheet.write_string(row, 1, words, self.words)
        for column, key in enumerate(("item", "name", "measure", "definition")):
            sheet.write_string(len(about) + 1, column, self.t(key), self.bold)
        for row, item in enumerate(form.items, start=len(about) + 2):
            said = (item.id, self.say(item.name), self.measure(item), self.say(item.definition))
            for column, words in enumerate(said):
                sheet.write_string(row, column, words, self.words)
        sheet.protect()

    def measure(self, item: Item) -> str:
        """What an item's numbers are in."""
        name = self.asked.bundle.unit_names.get(item.unit or "")
        return self.say(name) if name else item.unit or ""

    def _codes(self) -> None:
        sheet = self.book.add_worksheet(CODES)
        for column, listed in enumerate(self.asked.bundle.codelists):
            sheet.write_string(0, column, listed.id, self.bold)
            for row, code in enumerate(listed.codes, start=1):
                sheet.write_string(row, column, f"{code.id} {self.say(code.name)}")
            letters = reference(0, column).rstrip("1")
            self.lists[listed.id] = f"={CODES}!${letters}$2:${letters}${len(listed.codes) + 1}"
        sheet.set_column(0, max(len(self.asked.bundle.codelists) - 1, 0), WIDE)
        sheet.protect()

    def _meta(self) -> None:
        sheet, form = self.book.add_worksheet(META), self.asked.bundle.form
        said = {
            "kind": KIND,
            "form": form.id,
            "version": form.version,
            "period": self.asked.period,
            "unit": self.asked.unit,
            "bundle": self.asked.sha256,
        }
        for row, (name, value) in enumerate(said.items()):
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, value)
        sheet.protect()
        sheet.very_hidden()


@dataclass
class _Sheet:
    """The sheet of one section. ``at``: where each of its items stands."""

    all: _Template
    section: Section
    sheet: Any

    def write(self) -> None:
        """Heads, rows, what was reported before."""
        asked, section, sheet = self.all.asked, self.section, self.sheet
        self.names, self.lines = columns(section), lines(asked.bundle.form, section)
        self.left = 2 if section.rows else 3  # after the ids: names, and of single items their units
        self.at = {
            item.id: reference(FIRST + r, self.left + self.names.index(name))
            for r, line in enumerate(self.lines)
            for name, item in line.items.items()
        }
        sheet.write_string(IDS, 0, section.id)
        self._heads()
        for r, line in enumerate(self.lines, start=FIRST):
            self._row(r, line)
        sheet.set_row(IDS, None, None, {"hidden": True})
        sheet.set_column(0, 0, None, None, {"hidden": True})
        sheet.set_column(1, 1, WIDE)
        sheet.set_column(2, self.left + 3 * len(self.names), NARROW)
        if not section.rows:
            sheet.set_column(self.left + 3, self.left + 3, WORDS)
        sheet.freeze_panes(FIRST, 2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(TITLE, HEAD)
        sheet.protect(options={"format_columns": True, "format_rows": True})

    def _heads(self) -> None:
        every, sheet = self.all, self.sheet
        sheet.write_string(TITLE, 1, every.say(self.section.name), every.title)
        note = every.say(self.section.note) if self.section.note else ""
        sheet.write_string(TITLE, self.left, note)
        sheet.write_string(HEAD, 1, every.t("name"), every.bold)
        if not self.section.rows:
            sheet.write_string(HEAD, 2, every.t("measure"), every.bold)
            sheet.write_string(HEAD, self.left + 3, every.t("definition"), every.bold)
        for c, name in enumerate(self.names):
            head = self._head(name)
            sheet.write_string(IDS, self.left + c, name)
            sheet.write_string(HEAD, self.left + c, head, every.bold)
            for back, word in enumerate(("last", "year"), start=1):
                sheet.write_string(
                    HEAD,
                    self.left + back * len(self.names) + c,
                    f"{every.t(word)} {head}".strip(),
                    every.bold,
                )

    def _head(self, name: str) -> str:
        spec = next((column for column in self.section.columns if column.id == name), None)
        if spec is None:
            return self.all.t("value")
        measure = self.all.measure(self.lines[0].items[name])
        return self.all.say(spec.name) + (f"\n({measure})" if measure else "")

    def _row(self, r: int, line: Line) -> None:
        every, sheet = self.all, self.sheet
        sheet.write_string(r, 0, line.id)
        row = next((row for row in self.section.rows if row.id == line.id), None)
        one = next(iter(line.items.values()))
        sheet.write_string(r, 1, every.say(row.name if row else one.name), every.words)
        if row is None:
            sheet.write_string(r, 2, every.measure(one), every.words)
            sheet.write_string(r, self.left + 3, every.say(one.definition), every.words)
        for c, name in enumerate(self.names):
            item = line.items[name]
            self._cell(r, self.left + c, item)
            for back, before in enumerate((every.asked.last, every.asked.year), start=1):
                place = self.left + back * len(self.names) + c
                self._put(r, place, before.get(item.id, ""), item, every.before)

    def _cell(self, r: int, c: int, item: Item) -> None:
        every = self.all
        content = every.asked.content
        mark = content.marks.get(item.id)
        value = _mark_word(mark, every.lang) if mark else content.cells.get(item.id, "")
        if item.sums:
            parts = ",".join(self.at[part] for part in item.sums if part in self.at)
            made = Decimal(value) if is_number(value) else value
            self.sheet.write_formula(
                r, c, f'=IF(COUNT({parts})=0,"",SUM({parts}))', every.total, _cached(made)
            )
            return
        look = every.number if item.type == "number" else every.written
        if value:
            self._put(r, c, self._worded(item, value), item, look)
        else:
            self.sheet.write_blank(r, c, None, look)
        self.sheet.data_validation(r, c, r, c, self._check(item, reference(r, c)))

    def _worded(self, item: Item, value: str) -> str:
        for listed in self.all.asked.bundle.codelists:
            for code in listed.codes if listed.id == item.codelist else ():
                if code.id == value:
                    return f"{code.id} {self.all.say(code.name)}"
        return value

    def _put(self, r: int, c: int, value: str, item: Item, look: Any) -> None:
        """A value as a number, if it is one that a spreadsheet keeps exactly; else as a text."""
        if item.type == "number" and is_number(value) and sum(map(str.isdigit, value)) <= EXACT:
            self.sheet.write_number(r, c, Decimal(value), look)
        elif value:
            self.sheet.write_string(r, c, value, look)

    def _check(self, item: Item, place: str) -> dict[str, Any]:
        """What the spreadsheet says while somebody types; marks always pass, and who insists may go on: we check again."""
        every = self.all
        told = every.say(item.definition)
        measure = every.measure(item)
        words = f"{told} [{measure}]" if measure else told
        shared = {
            "input_title": every.say(item.name)[:INPUT_TITLE],
            "input_message": words[:INPUT_TEXT],
            "error_title": every.t("doubt")[:INPUT_TITLE],
            "error_message": every.t("doubt_told")[:INPUT_TEXT],
            "error_type": "warning",
        }
        if item.type == "code" and item.codelist in every.lists:
            return {"validate": "list", "source": every.lists[item.codelist], **shared}
        if item.type == "text":
            return {"validate": "length", "criteria": "<=", "value": item.most, **shared}
        if item.type == "code":
            return {"validate": "any", **shared}
        marks = ",".join(f'{place}="{_mark_word(mark, every.lang)}"' for mark in ("M", "L"))
        least = "" if item.least is None else f",{place}>={item.least:g}"
        fits = f"AND(ISNUMBER({place}),ROUND({place},{item.places})={place}{least})"
        return {"validate": "custom", "value": f"=OR({fits},{marks})", **shared}


def _mark_word(mark: str | None, lang: Language) -> str:
    """The word for a mark that is shown."""
    return text(lang, f"filling.mark.{mark}")


def _cached(made: Decimal | str) -> Any:
    """The value of a formula before a spreadsheet has computed it."""
    return float(made) if isinstance(made, Decimal) else made
