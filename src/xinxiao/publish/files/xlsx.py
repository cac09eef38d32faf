"""XLSX as statisticians make it: a sheet of data under title, unit and notes, then metadata, codes and sources in words.

Exact numbers have the places they were published with; years are numbers, other periods texts, none is a date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from xinxiao.errors import TooLarge, told
from xinxiao.files import workbook
from xinxiao.files.workbook import MOST_COLUMNS, MOST_ROWS, Cell, Page
from xinxiao.model.extract import Extract
from xinxiao.model.structure import OBS_VALUE
from xinxiao.publish.files import about
from xinxiao.publish.files.cells import values
from xinxiao.publish.files.labels import Labels
from xinxiao.publish.files.long import Long
from xinxiao.publish.files.wide import Wide

WORDS, CODE, NUMBER = 34.0, 16.0, 13.0
"""Widths of columns, in characters."""


def long(rows: Long) -> Iterator[bytes]:
    """A workbook in the long layout. Raises :class:`TooLarge` when a sheet cannot hold the rows."""
    labels, extract = rows.labels, rows.extract
    above = _above(labels, extract)
    fits(extract.rows, len(above))
    widths = tuple(
        _width(column.title, column.part is not None and column.part.is_number) for column in rows.columns
    )
    data = Page(
        labels.t("sheet.data"), [c.id for c in rows.columns], _rows(rows), fixed=1, above=above, widths=widths
    )
    return workbook.stream([data, *_words(labels, extract, _titles(rows))], about.title(labels, extract))


def wide(table: Wide) -> Iterator[bytes]:
    """A workbook in the wide layout: a sheet of values, one of the same shape with the doubts of those that have any.

    Raises :class:`TooLarge` for more rows than a wide table takes, or more lines or columns than a sheet holds.
    """
    labels, extract = table.labels, table.extract
    table.check()
    pages = [_values(table)]
    if table.doubted:
        pages.append(_marks(table))
    return workbook.stream([*pages, *_words(labels, extract, ())], about.title(labels, extract))


def fits(rows: int, above: int, columns: int = 1) -> None:
    """Raise :class:`TooLarge` when so many rows do not fit below a header and the lines ``above`` it, or so many columns."""
    most = MOST_ROWS - 1 - above
    if rows > most:
        raise TooLarge("too many rows", told("sheet_full", rows=rows, most=most))
    if columns > MOST_COLUMNS:
        raise TooLarge("too many columns", told("sheet_broad", columns=columns, most=MOST_COLUMNS))


def _rows(rows: Long) -> Iterator[tuple[Cell, ...]]:
    periods = [c.id for c in rows.columns if c.part is not None and c.part.kind == "period"]
    for batch in rows.batches():
        columns = [values(batch, name) for name in batch.schema.names]
        for name in periods:
            place = batch.schema.names.index(name)
            columns[place] = [_year(period) for period in columns[place]]
        yield from zip(*columns, strict=True)


def _year(period: str | None) -> Cell:
    """A year as a number; any other period as the text it is."""
    return int(period) if period is not None and len(period) == 4 and period.isdecimal() else period


def _above(labels: Labels, extract: Extract) -> tuple[tuple[Cell, ...], ...]:
    """The lines above the header: title, unit, release, source, that figures are invented."""
    release = labels.t("from_release", release=extract.state, known=extract.as_of)
    said = (*about.unit_line(labels, extract), release, _source(labels, extract))
    synthetic = (labels.t("synthetic_told"),) if extract.release.programme.synthetic else ()
    lines = (about.title(labels, extract), *synthetic, *said, labels.t("more_sheets"))
    return (*((line,) for line in lines if line), ())


def _source(labels: Labels, extract: Extract) -> str:
    file = labels.programme.file
    return labels.t("compiled", agency=labels.say(file.agency), programme=labels.say(file.name))


def _values(table: Wide) -> Page:
    before, after = ([head.title for head in heads] for heads in (table.labelled, table.said))
    names: list[Cell] = [*before, *map(_year, table.periods), *after]
    widths = (*_widths(before), *(NUMBER for _ in table.periods), *_widths(after))
    above = _above(table.labels, table.extract)
    fits(table.grid.lines, len(above), len(names))
    return Page(table.labels.t("sheet.data"), names, _numbers(table), _fixed(table), above, widths)


def _numbers(table: Wide) -> Iterator[tuple[Cell, ...]]:
    is_exact = table.extract.dataflow.by_id[OBS_VALUE].kind == "decimal"
    number: Callable[[str], Cell] = Decimal if is_exact else float
    for block in table.grid.blocks():
        columns = [column.to_pylist() for column in table.before(block)]
        columns += [[None if t is None else number(t) for t in c.to_pylist()] for c in block.numbers]
        columns += [column.to_pylist() for column in table.after(block)]
        yield from zip(*columns, strict=True)


def _marks(table: Wide) -> Page:
    labels = table.labels
    names: list[Cell] = [*(head.title for head in table.labelled), *map(_year, table.periods)]
    widths = (*_widths([head.title for head in table.labelled]), *(CODE for _ in table.periods))
    above = ((labels.t("marks_told"),), ())
    return Page(labels.t("sheet.marks"), names, _said(table), _fixed(table), above, widths)


def _said(table: Wide) -> Iterator[tuple[Cell, ...]]:
    for block in table.grid.blocks():
        columns = [*table.before(block), *(table.doubts.take(places) for places in block.doubts)]
        yield from zip(*(column.to_pylist() for column in columns), strict=True)


def _fixed(table: Wide) -> int:
    """Columns that stay in view: those of codes and names while they are few, else the first two."""
    return min(len(table.labelled), 2)


def _titles(rows: Long) -> tuple[tuple[str, str], ...]:
    return tuple((column.id, column.title) for column in rows.columns)


def _words(labels: Labels, extract: Extract, own: Sequence[tuple[str, str]]) -> list[Page]:
    """The sheets that say what the data are."""

    def heads(*keys: str) -> list[str]:
        return [labels.t(f"head.{key}") for key in keys]

    described = {line[0]: line for line in about.columns(labels, extract)}
    named = [
        (name, *described[name][1:]) if name in described else (name, said, "", "", "") for name, said in own
    ]
    sources = [tuple(one.values()) for one in about.sources(labels, extract)]
    return [
        Page(
            labels.t("sheet.about"), heads("what", "words"), about.lines(labels, extract), 1, (), (CODE, 90.0)
        ),
        Page(
            labels.t("sheet.columns"),
            heads("column", "name", "role", "codelist", "description"),
            named or list(described.values()),
            1,
            (),
            (24.0, WORDS, CODE, 30.0, 60.0),
        ),
        Page(
            labels.t("sheet.codes"),
            heads("column", "code", "name"),
            about.codes(labels, extract),
            1,
            (),
            (CODE, 24.0, 60.0),
        ),
        Page(
            labels.t("sheet.sources"),
            list(about.fields(labels).values()),
            sources,
            1,
            (),
            (20.0, WORDS, 50.0, NUMBER, 8.0, 40.0, 40.0, 40.0, NUMBER),
        ),
    ]


def _widths(titles: Sequence[str]) -> tuple[float, ...]:
    return tuple(_width(title, False) for title in titles)


def _width(title: str, number: bool) -> float:
    """The width of a column: of a Chinese letter two characters."""
    size = float(sum(2 if ord(letter) > 0x2E7F else 1 for letter in title)) + 2.0
    return max(size, NUMBER if number else CODE)
