"""Nouns for tests, valid in every field: the structures of the shipped programme, a programme to fill, rows to compute with.

The one owner of what a test needs and does not speak of. Dataflows are those of the programme we ship, so that keys and
names in tests read like published ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pyarrow as pa

from xinxiao.files.convert import convert
from xinxiao.files.folder import read_folder
from xinxiao.files.places import Places
from xinxiao.files.yaml import read_yaml
from xinxiao.model.account import TableSpec
from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.codelist import Area, Codelist, CodelistHead, Unit
from xinxiao.model.codelist import Code as ListCode
from xinxiao.model.dataset import Dataset, Input, dataset
from xinxiao.model.programme import CycleSpec, Programme, ProgrammeFile, Source, Structures
from xinxiao.model.release import FORMAT, Code, Part, ProgrammeStamp, Release
from xinxiao.model.structure import DECIMALS, OBS_VALUE, Dataflow, Step, resolved
from xinxiao.model.text import Text
from xinxiao.model.vintage import Vintage, vintage
from xinxiao.programme.codelists import read_codes, read_units
from xinxiao.publish.files.labels import Labels
from xinxiao.texts import Language
from xinxiao.uses.call import Call

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "xinxiao"
PROGRAMMES = ROOT / "programmes"
POLICY = PROGRAMMES / "information-consumption"
TUTORIAL = PROGRAMMES / "tutorial-reading"
TINY = ROOT / "tests" / "data" / "tiny-programme"
TINY_ACCOUNT = ROOT / "tests" / "data" / "tiny-account"
"""Files that stand beside or in place of those of the tiny programme: an account and what it needs."""

WORD = Text(zh="词", en="word")
CYCLE = CycleSpec(id="C2024", name=WORD, as_of="2025-06-30", release_date="2025-07-01", first=2021, last=2024)
CODE = Code(version="0.1.0", sha256="1" * 64)
ALWAYS = "9999-12-31"
"""A day on which everything is known."""
_USUAL = {
    "UNIT_MEASURE": "UNITS",
    "OBS_STATUS": "A",
    "GRADE": "A",
    "SOURCE": "S_BUREAU",
}


def _policy(file: str, shape: Any) -> Any:
    marked = read_yaml(file, (POLICY / file).read_bytes())
    noun, faults = convert(file, marked.value, shape, Places({file: marked.marks}))
    assert faults == []
    return noun


@cache
def structures() -> Structures:
    """The dataflows of the programme we ship."""
    declared: Structures = _policy("dataflows.yaml", Structures)
    return declared


@cache
@cache
def calendar() -> CalendarSpec:
    """The days off of the programme we ship."""
    declared: CalendarSpec = _policy("calendar.yaml", CalendarSpec)
    return declared


def flow(step: Step) -> Dataflow:
    """The dataflow that a step fills."""
    own = structures()
    spec = next(spec for spec in own.dataflows if spec.step == step)
    return resolved(own.agency, own.concept_scheme, spec)


@cache
def table_spec() -> TableSpec:
    """What the codes of its input-output tables stand for."""
    spec: TableSpec = _policy("io.yaml", TableSpec)
    return spec


@cache
def units() -> Mapping[str, Unit]:
    """Its units of measure."""
    file = "codelists/CL_UNIT.csv"
    found, _, faults = read_units(file, (POLICY / file).read_bytes())
    assert faults == []
    return found


@cache
def measures() -> Codelist:
    """Its measures, each with the unit its values are in."""
    file = "codelists/CL_MEASURE.csv"
    codes, _, faults = read_codes(file, (POLICY / file).read_bytes())
    assert faults == []
    return Codelist(id="CL_MEASURE", version="1.0.0", name=WORD, codes=codes)


@cache
def files_of(folder: Path) -> Mapping[str, bytes]:
    """The files of a programme, read once; a test that changes one makes its own mapping."""
    return read_folder(folder)


def programme_file(**more: Any) -> ProgrammeFile:
    """A valid ``programme.yaml`` with what a test says differently."""
    usual: dict[str, Any] = {
        "id": "reading",
        "version": "1.0.0",
        "release_prefix": "TR",
        **dict.fromkeys(("name", "short", "legal_basis", "agency", "summary"), WORD),
        "nation": "CN",
        "levels": ("nation", "province"),
        "headline": "LENT",
        "headline_scope": "ALL",
        "count_unit": "UNITS",
        "cycles": (CYCLE,),
    }
    return ProgrammeFile(**usual | more)


def programme(file: ProgrammeFile | None = None, **more: Any) -> Programme:
    """A programme without areas, sources, scopes and indicators but those a test gives."""
    usual: dict[str, Any] = {
        "file": file or programme_file(),
        "structures": structures(),
        "codelists": {"CL_MEASURE": measures()},
        "heads": {},
        "areas": (),
        "units": dict(units()),
        "sources": {},
        "scopes": {},
        "indicators": {},
    }
    return Programme(**usual | more)


def labels(lang: Language = "en") -> Labels:
    """Names of a nation, two sources and the programme's units, in a language."""
    nation = Area(id="CN", name=Text(zh="中国", en="China"), level="nation")
    first = Source(
        id="S_A",
        publisher=Text(zh="甲局", en="Bureau A"),
        title=Text(zh="公报", en="Bulletin"),
        published="2021-01-26",
        seen="the page",
        grade="A",
        licence="facts, no licence needed",
        url="https://a.example/bulletin",
        accessed="2025-06-01",
    )
    second = msgspec.structs.replace(first, id="S_B", url=None, accessed=None, published="2020-01-20")
    head = CodelistHead(id="CL_SOURCE", version="1.0.0", name=WORD, made_of="sources")
    status = Codelist(
        id="CL_OBS_STATUS",
        version="1.0.0",
        name=WORD,
        codes=(
            ListCode(id="A", name=Text(zh="正常值", en="normal value")),
            ListCode(id="P", name=Text(zh="初步值", en="provisional value")),
        ),
    )
    named = programme(
        areas=(nation,),
        sources={"S_A": first, "S_B": second},
        heads={"CL_SOURCE": head},
        codelists={"CL_MEASURE": measures(), "CL_OBS_STATUS": status},
    )
    return Labels(named, {}, lang)


def release(**more: Any) -> Release:
    """A manifest with what a test says differently; ``synthetic`` goes to its programme."""
    stamp = ProgrammeStamp(
        id=more.pop("programme_id", "reading"),
        version="1.0.0",
        sha256="0" * 64,
        release_prefix="TR",
        name=Text(zh="阅读", en="Reading"),
        synthetic=more.pop("synthetic", False),
    )
    usual: dict[str, Any] = {
        "format": FORMAT,
        "programme": stamp,
        "cycle": "C2024",
        "first": 2021,
        "last": 2024,
        "as_of": "2025-06-30",
        "release_date": "2025-07-01",
        "code": CODE,
        "datasets": {},
        "files": {},
        "nouns": "2" * 64,
    }
    return Release(**usual | more)


def part(mark: str, rows: int = 1) -> Part:
    """A sealed part whose hashes are ``mark``."""
    return Part(sha256=mark, rows=rows, bytes=1, inputs_sha256=mark, inputs_rows=rows)


def observations(
    step: Step,
    columns: Mapping[str, Sequence[Any]],
    inputs: Iterable[Input] | pa.Table = (),
    **same: object,
) -> Dataset:
    """A dataset of a step's dataflow. ``same`` are columns equal in every row; attributes that the structure requires and
    nobody gives have a usual value, DECIMALS the places each number is written with."""
    made = flow(step)
    rows = len(next(iter(columns.values())))
    filled = {name: list(values) for name, values in columns.items()}
    filled |= {name: [value] * rows for name, value in same.items()}
    written = filled[OBS_VALUE]
    if made.by_id[OBS_VALUE].kind == "decimal":
        filled[OBS_VALUE] = [None if v is None else Decimal(str(v)) for v in written]
    for component in made.components:
        if component.place == "attribute" and component.required and component.id not in filled:
            usual = [_USUAL[component.id]] * rows if component.id != DECIMALS else None
            filled[component.id] = usual or [_places(value) for value in written]
    return dataset(made, filled, inputs)


def _places(value: object) -> int:
    """Digits after the point: of a text those written, of a number those it needs."""
    text = value if isinstance(value, str) else f"{Decimal(str(value or 0)).normalize():f}"
    return len(text.partition(".")[2])


def figures(rows: Sequence[Sequence[Any]], **same: object) -> Dataset:
    """Annual figures of (REF_AREA, INDICATOR, TIME_PERIOD, VINTAGE, OBS_VALUE), without scope unless ``same`` names one."""
    names = ("REF_AREA", "INDICATOR", "TIME_PERIOD", "VINTAGE", OBS_VALUE)
    columns = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    return observations("figures", columns, **{"FREQ": "A", "SCOPE": "_Z"} | same)


def known(data: Dataset, day: str = ALWAYS) -> Vintage:
    """What was known of some figures on a day; on the last of days without one."""
    return vintage(data, day)


def with_account(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The tiny programme with input-output tables of a nation of two sectors, an account of one scope, and a pull."""
    return {**files, **files_of(TINY_ACCOUNT)}


def with_cells(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The tiny programme with a dataflow of input-output cells and ``io.yaml``; the cells stand in no file yet."""
    left_out = ("account.yaml", "pull.yaml", "io/national.csv")
    more = {name: content for name, content in files_of(TINY_ACCOUNT).items() if name not in left_out}
    return {**files, **more}


CELLS = files_of(TINY_ACCOUNT)["io/national.csv"].partition(b"\n")[2]
"""Rows of cells, without a header, that have every code which ``io.yaml`` names."""


NOBODY = Code(version="", sha256="0" * 64)
"""No code in particular."""


def homeless() -> Call:
    """A call without stores and without a home to remember in: enough to check a programme."""
    ports = SimpleNamespace(
        programme_folder=lambda folder: folder, home=Path("/no/home"), checking=lambda: NOBODY
    )
    return cast("Call", SimpleNamespace(ports=ports))
