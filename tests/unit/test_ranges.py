"""Nothing that comes from outside is without a range: every field of every file, every option, every route parameter.

The shapes are found, not listed: a field, an option or a parameter that is added without a limit fails here.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer
from msgspec import inspect as shape
from typer.testing import CliRunner

import xinxiao
from tests import source
from tests.nouns import flow
from xinxiao.collect.rows import Given
from xinxiao.entry.cli.commands import app
from xinxiao.entry.cli.options import LONGEST, MOST_CONDITIONS, Words, conditions
from xinxiao.entry.portal.filling.acts import Typed
from xinxiao.entry.portal.parameters import parse
from xinxiao.entry.portal.parameters import text as words
from xinxiao.entry.portal.routes import TABLE
from xinxiao.errors import DataFault, WrongRequest
from xinxiao.files.sheet import Sheet
from xinxiao.index.layouts.files import KINDS
from xinxiao.index.spec.framework import Group, Indicator
from xinxiao.index.spec.parameters import AGGREGATIONS, WEIGHTINGS, Parameters
from xinxiao.model import ranges
from xinxiao.model.backup import SealedBackup
from xinxiao.model.codelist import Area, Code, Unit
from xinxiao.model.collect.bundle import Bundle, Circumstances
from xinxiao.model.collect.content import Content
from xinxiao.model.collect.form import Placed
from xinxiao.model.event import Fact
from xinxiao.model.oversight import draw
from xinxiao.model.oversight.lists import ListVersion
from xinxiao.model.oversight.plan import Plan
from xinxiao.model.programme import Programme
from xinxiao.model.receipt import Receipt
from xinxiao.model.text import Noun
from xinxiao.programme import shapes

ROOTS: tuple[Any, ...] = (
    *shapes.SHAPES.values(),
    *KINDS.values(),
    *AGGREGATIONS.values(),
    *WEIGHTINGS.values(),
    *(Area, Code, Unit, Indicator, Group),
    SealedBackup,
    *(Content, Typed, Given),
    Receipt,
    Bundle,
    Circumstances,
    *(draw.Record, draw.Proof, draw.Draft, Plan),
    ListVersion,
)
"""What files are read into."""
READ_INTO = {
    "files/convert.py": "every value of a YAML file and every row of a code list, into a shape of ROOTS",
    "programme/read.py": "one item of a list, into the shape of its file",
    "programme/stand_ins.py": "one field of programme.yaml",
    "programme/nouns.py": "the nouns of a release, which were read from files before",
    "entry/portal/desk.py": "JSON that somebody sends, of a body with a limit, into the noun their address names",
    "entry/portal/heavy/crew.py": "what a process of ours says of a task, one line through a pipe",
    "entry/process/heavy.py": "a task from the process that started this one, one line through a pipe",
    "model/collect/bundle.py": "what was issued, whose hash is known, into shapes of ROOTS",
    "model/receipt.py": "a receipt that somebody kept, into a shape of ROOTS, held against its own hash",
    "collect/rows.py": "what a firm's own system sends, of a body with a limit, into a shape of ROOTS",
    "model/collect/content.py": "what a respondent reports, into a shape of ROOTS",
    "model/oversight/personal_facts.py": "an event of a chain, whose hash is known",
    "model/oversight/draw_facts.py": "events of draws, written by us and held by their chain",
    "uses/oversight/draw_parts.py": "parts of a draw that were kept, held against their hashes",
    "uses/oversight/draw_before.py": "part of the file of a draw that was kept, held against its hash",
    "programme/plans.py": "a row of a plan, into a shape of ROOTS",
    "oversight/draw_file.py": "the file of a draw, into shapes of ROOTS, held against its own bytes",
    "oversight/draw.py": "nouns of a draw that somebody made, into the shapes they are",
    "model/oversight/case.py": "an event of a chain, whose hash is known",
    "model/backup.py": "the manifest of a backup, into a shape of ROOTS, held against its own hash",
    "model/oversight/lists.py": "a version of a list that was sealed, into a shape of ROOTS, held against its hash",
    "model/release.py": "the manifest of a release, whose hash is known",
    "index/spec/changes.py": "a stage of a method, changed by an alternative",
    "index/spec/parameters.py": "the parameters of a method",
}
"""Where bytes or plain values become structs, and what stands behind."""
ANYTHING = {"WeightSpec.parameters", "AggregationSpec.parameters", "Alternative.parameters"}
"""Fields that hold anything until the method, or the stage, they belong to is known: then a shape of ROOTS holds them."""


def unstated(kind: shape.Type, name: str, seen: set[Any]) -> Iterator[str]:
    """Every number, text and list without a range at or below a type, by the struct and field it stands in."""
    match kind:
        case shape.Metadata(type=own):
            yield from unstated(own, name, seen)
        case shape.StructType(cls=cls, fields=fields):
            if cls not in seen:
                seen.add(cls)
                for field in fields:
                    yield from unstated(field.type, f"{cls.__name__}.{field.name}", seen)
        case shape.UnionType(types=types) | shape.TupleType(item_types=types):
            for own in types:
                yield from unstated(own, name, seen)
        case (
            shape.VarTupleType(item_type=own, max_length=most)
            | shape.ListType(item_type=own, max_length=most)
        ):
            yield from [f"{name}: a list"] if most is None else []
            yield from unstated(own, name, seen)
        case shape.DictType(key_type=key, value_type=own, max_length=most):
            yield from [f"{name}: a mapping"] if most is None else []
            yield from unstated(key, name, seen)
            yield from unstated(own, name, seen)
        case shape.StrType(max_length=most):
            yield from [f"{name}: a text"] if most is None else []
        case (
            shape.IntType(ge=low, gt=above, le=high, lt=below)
            | shape.FloatType(ge=low, gt=above, le=high, lt=below)
        ):
            if (low is None and above is None) or (high is None and below is None):
                yield f"{name}: a number"
        case shape.LiteralType() | shape.BoolType() | shape.NoneType():
            pass
        case shape.AnyType() if name in ANYTHING:
            pass
        case _:
            yield f"{name}: {type(kind).__name__}"


def reached() -> set[type]:
    """The structs that stand in some file."""
    seen: set[Any] = set()
    for root in ROOTS:
        list(unstated(shape.type_info(root), root.__name__, seen))
    return seen


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.__name__)
def test_every_number_text_and_list_of_a_file_has_a_range(root: type) -> None:
    assert list(unstated(shape.type_info(root), root.__name__, set())) == []


def test_a_shape_with_a_field_of_any_size_is_found() -> None:
    class Loose(msgspec.Struct):
        count: int
        words: dict[str, tuple[float | None, ...]]

    assert list(unstated(shape.type_info(Loose), "Loose", set())) == [
        "Loose.count: a number",
        "Loose.words: a mapping",
        "Loose.words: a text",
        "Loose.words: a list",
        "Loose.words: a number",
    ]


@pytest.mark.parametrize(
    ("kind", "inside", "outside"),
    [
        ("Number", (-1e18, 1e18), (-1.001e18, 1.001e18)),
        ("Size", (0.0, 1e18), (-1e-300, 1.001e18)),
        ("Positive", (1e-15, 1e18), (0.999e-15, 1.001e18)),
        ("Weight", (0.0, 1e9), (-1e-300, 1.001e9)),
        ("Share", (0.0, 1.0), (-1e-300, 1.001)),
        ("Inside", (0.001, 0.999), (0.0, 1.0)),
        ("Year", (1900, 2100), (1899, 2101)),
        ("Decimals", (0, 18), (-1, 19)),
        ("Ordinal", (1, 9999), (0, 10_000)),
        ("Level", (1, 50), (0, 51)),
        ("Seed", (0, 9_223_372_036_854_775_807), (-1, 9_223_372_036_854_775_808)),
        ("Tile", (0, 999), (-1, 1000)),
    ],
)
def test_a_number_at_the_end_of_its_range_is_taken_and_one_beyond_is_not(
    kind: str, inside: tuple[float, float], outside: tuple[float, float]
) -> None:
    assert [msgspec.convert(end, getattr(ranges, kind)) for end in inside] == list(inside)
    for beyond in outside:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(beyond, getattr(ranges, kind))


@pytest.mark.parametrize(
    ("kind", "most"),
    [("Id", 64), ("Code", 64), ("Codes", 2_000), ("Slug", 64), ("Prefix", 16), ("Word", 100), ("Line", 500),
     ("Prose", 5_000), ("Written", 5_000), ("Expression", 400), ("Meaning", 60), ("Mark", 1_000)],
)  # fmt: skip
def test_a_text_has_as_many_letters_as_its_kind_may_have_and_no_more(kind: str, most: int) -> None:
    letter = "a" if kind == "Slug" else "A"
    assert msgspec.convert(letter * most, getattr(ranges, kind)) == letter * most
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(letter * (most + 1), getattr(ranges, kind))


@pytest.mark.parametrize(("kind", "most"), [("Few", 200), ("Many", 5_000), ("Listed", 100_000)])
def test_a_list_has_as_many_items_as_its_kind_may_have_and_no_more(kind: str, most: int) -> None:
    assert len(msgspec.convert([7] * most, getattr(ranges, kind)[int])) == most
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert([7] * (most + 1), getattr(ranges, kind)[int])


def _every(kind: type) -> Iterator[type]:
    for below in kind.__subclasses__():
        yield below
        yield from _every(below)


def test_every_noun_and_every_choice_of_a_method_stands_in_a_shape_that_is_looked_at() -> None:
    for module in pkgutil.walk_packages(xinxiao.__path__, "xinxiao."):
        if module.name.startswith(("xinxiao.model", "xinxiao.programme", "xinxiao.index")):
            importlib.import_module(module.name)
    read = {kind for kind in (*_every(Noun), *_every(Parameters)) if kind.__module__.startswith("xinxiao.")}
    strict = {kind for kind in _every(msgspec.Struct) if kind.__struct_config__.forbid_unknown_fields}
    read |= {kind for kind in strict if kind.__module__.startswith("xinxiao.index.")}
    made = {Programme}  # of nouns that were read
    made |= {kind for kind in read if issubclass(kind, Fact)}  # written by us, read by nobody
    made |= {Fact, Placed}  # what others share
    made |= {kind for kind in read if kind.__module__ == "xinxiao.model.release"}  # manifests, sealed by us
    assert {kind.__name__ for kind in read - reached() - made} == set()


def test_values_become_structs_only_where_it_is_known_what_stands_behind() -> None:
    found = {path for path, tree in source.trees().items() if any(map(_converts, ast.walk(tree)))}
    assert found == set(READ_INTO)


def _converts(node: ast.AST) -> bool:
    wanted = (
        "msgspec.convert",
        "msgspec.json.decode",
        "msgspec.json.Decoder",
        "msgspec.yaml.decode",
        "msgspec.toml.decode",
    )
    return isinstance(node, ast.Call) and ast.unparse(node.func) in wanted


@pytest.mark.parametrize(
    "sheet",
    [
        *(shapes.AREAS, shapes.UNITS, shapes.CODES_SHEET, shapes.SECTORS, shapes.EMPLOYMENT),
        shapes.figures_sheet(flow("figures")),
        shapes.cells_sheet(flow("cells")),
    ],
    ids=lambda sheet: sheet.columns[1],
)
def test_every_column_of_text_of_a_sheet_has_a_length(sheet: Sheet) -> None:
    texts = set(sheet.all) - set(sheet.numbers) - set(sheet.decimals)
    assert texts - set(sheet.lengths) == set()


# ---- the command line


LOOKED_UP = {"xinxiao jobs retry": "kind and key of a job there is: anything else is refused"}
"""Options that no parser of ours can take, and why they need none."""


def _options(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    for parameter in command.params:
        yield f"{name} {parameter.name}", parameter
    for below, own in getattr(command, "commands", {}).items():
        yield from _options(f"{name} {below}", own)


def _bounded(parameter: Any) -> bool:
    kind = parameter.type
    match type(kind).__name__:
        case "BoolParamType" | "TyperChoice" | "Choice":
            return True
        case "IntRange" | "FloatRange":
            return kind.min is not None and kind.max is not None
        case "FuncParamType":
            return isinstance(kind.func, Words)
    return False


def test_every_option_and_argument_of_every_command_has_a_range() -> None:
    found = dict(_options("xinxiao", typer.main.get_command(app)))
    assert len(found) > 30
    assert [name for name, parameter in found.items() if not _bounded(parameter)] == [*LOOKED_UP]


def test_an_option_without_a_range_is_found() -> None:
    loose = typer.Typer()

    @loose.command()
    def measure(count: int, folder: Path, name: str = "") -> None:
        """Take anything."""

    command = typer.main.get_command(loose)
    assert [p.name for p in command.params if p.name != "help" and not _bounded(p)] == [
        "count",
        "folder",
        "name",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "--cycle", "C" * 65], "has 65 characters, at most 64 are allowed"),
        (["data", "D" * 65], "has 65 characters, at most 64 are allowed"),
        (["data", "X", "--as-of", "2020-12-311"], "has 11 characters, at most 10 are allowed"),
        (["verify", "R" * 81], "has 81 characters, at most 80 are allowed"),
        (["check", "/" + "d" * 4_096], "has 4097 characters, at most 4096 are allowed"),
        (["data", "X", "--where", "REF_AREA=C\u202eN"], "the control or invisible character U+202E"),
        (["explain", "X", "REF_AREA=C\x00N"], "the control or invisible character U+0000"),
        (["serve", "--port", "65536"], "65536 is not in the range 0<=x<=65535"),
        (["index", "build", "a\u200bb", "--out", "o"], "the control or invisible character U+200B"),
    ],
)
def test_an_option_beyond_its_range_is_wrong_usage_and_says_the_range(
    arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XINXIAO_LANG", "en")
    done = CliRunner().invoke(app, arguments, env={"COLUMNS": "400"})
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())


def test_too_many_conditions_are_refused_with_the_most_there_may_be() -> None:
    given = [f"REF_AREA={i}" for i in range(MOST_CONDITIONS + 1)]
    with pytest.raises(DataFault) as refused:
        conditions(given)
    assert refused.value.told is not None
    assert refused.value.told.values == {"count": 101, "most": 100}


def test_every_kind_of_word_of_the_command_line_is_used() -> None:
    used = {p.type.func.kind for _, p in _options("", typer.main.get_command(app)) if hasattr(p.type, "func")}
    assert used == set(LONGEST)


# ---- the portal


def test_every_parameter_of_every_route_has_a_range() -> None:
    for route in (*TABLE.routes, TABLE.fallback):
        for parameter in route.parameters:
            most = 10**9 if parameter.kind == "count" else 10_000
            stated = parameter.allowed is not None if parameter.kind == "choice" else parameter.most <= most
            assert stated, (route.pattern, parameter.name)


@pytest.mark.parametrize("mark", ["\x00", "\u200b", "\u202e", "\u2066", "\ufeff"])
def test_a_parameter_with_a_character_that_nobody_sees_is_refused(mark: str) -> None:
    with pytest.raises(WrongRequest) as refused:
        parse([words("q")], [("q", f"a{mark}b")])
    assert refused.value.told is not None
    assert refused.value.told.name == "parameter_control"
