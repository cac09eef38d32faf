"""Structures: a declared dataflow with the representation of every column."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pyarrow as pa
import pytest

from tests.nouns import WORD, flow, programme, structures
from xinxiao.errors import DataFault, NotFound
from xinxiao.model.structure import (
    KINDS,
    STEPS,
    AttributeSpec,
    Concept,
    ConceptScheme,
    DataflowSpec,
    MeasureSpec,
    Step,
    resolved,
)

CONCEPTS = (
    Concept(id="AREA", name=WORD, codelist="CL_AREA(2.1.0)"),
    Concept(id="YEAR", name=WORD, kind="period"),
    Concept(id="OBS_VALUE", name=WORD, kind="double"),
    Concept(id="NOTE", name=WORD, kind="text"),
    Concept(id="DAYS", name=WORD, kind="integer"),
)
SCHEME = ConceptScheme(id="CS", version="1.0.0", name=WORD, concepts=CONCEPTS)


def spec(**more: Any) -> DataflowSpec:
    usual: dict[str, Any] = {
        "id": "X_FLOW",
        "version": "1.2.3",
        "name": WORD,
        "description": WORD,
        "role": "derived",
        "step": "indicators",
        "dimensions": ("AREA", "YEAR"),
        "measures": (MeasureSpec(id="OBS_VALUE", kind="decimal", places=3),),
        "attributes": (
            AttributeSpec(id="NOTE"),
            AttributeSpec(id="DAYS", required=True, attachment=("AREA",)),
        ),
    }
    return DataflowSpec(**usual | more)


def test_dimensions_measures_and_attributes_are_columns_in_that_order() -> None:
    made = resolved("AGENCY", SCHEME, spec())
    assert made.columns == ("AREA", "YEAR", "OBS_VALUE", "NOTE", "DAYS")
    assert made.dimensions == ("AREA", "YEAR")
    assert [c.place for c in made.components] == [
        "dimension", "dimension", "measure", "attribute", "attribute",
    ]  # fmt: skip


def test_a_column_is_represented_as_its_concept_says_and_a_measure_as_it_says_itself() -> None:
    made = resolved("AGENCY", SCHEME, spec())
    assert made.schema == pa.schema(
        [
            ("AREA", pa.string()),
            ("YEAR", pa.string()),
            ("OBS_VALUE", pa.decimal128(38, 3)),
            ("NOTE", pa.string()),
            ("DAYS", pa.int32()),
        ]
    )
    double = resolved("AGENCY", SCHEME, spec(measures=(MeasureSpec(id="OBS_VALUE", kind="double"),)))
    assert double.schema.field("OBS_VALUE").type == pa.float64()


def test_the_code_list_of_a_concept_is_taken_apart_into_id_and_version() -> None:
    area = resolved("AGENCY", SCHEME, spec()).by_id["AREA"]
    assert (area.codelist, area.list_version) == ("CL_AREA", "2.1.0")
    assert resolved("AGENCY", SCHEME, spec()).by_id["NOTE"].codelist is None


def test_an_attachment_is_none_for_each_observation_empty_for_the_dataflow_else_dimensions() -> None:
    attached = (
        AttributeSpec(id="NOTE", attachment="observation"),
        AttributeSpec(id="DAYS", attachment="dataflow"),
    )
    made = resolved("AGENCY", SCHEME, spec(attributes=attached))
    assert (made.by_id["NOTE"].attachment, made.by_id["DAYS"].attachment) == (None, ())
    assert resolved("AGENCY", SCHEME, spec()).by_id["DAYS"].attachment == ("AREA",)
    assert resolved("AGENCY", SCHEME, spec()).by_id["DAYS"].required


def test_a_column_without_a_concept_is_refused_and_every_such_column_named() -> None:
    wrong = spec(dimensions=("AREA", "SEX"), attributes=(AttributeSpec(id="AGE"),))
    with pytest.raises(DataFault, match=r"X_FLOW: no concept SEX, AGE") as caught:
        resolved("AGENCY", SCHEME, wrong)
    assert caught.value.hint == "add it to the concept scheme"


def test_a_dataflow_is_named_as_sdmx_names_it() -> None:
    assert resolved("AGENCY", SCHEME, spec()).urn == "AGENCY:X_FLOW(1.2.3)"
    assert flow("figures").urn == "XINXIAO:IC_FIGURES(1.1.0)"


def test_the_subject_of_a_figure_is_all_but_the_day_it_became_known() -> None:
    assert flow("figures").subject == ("FREQ", "REF_AREA", "INDICATOR", "SCOPE", "TIME_PERIOD")
    assert flow("indicators").subject == flow("indicators").dimensions
    assert (flow("figures").has_vintages, flow("cells").has_vintages) == (True, False)


def test_a_wrong_dimension_in_a_key_names_the_dataflow() -> None:
    with pytest.raises(DataFault, match=r"IC_INDEX: no dimension SEX"):
        flow("index").key({"SEX": "F"})


def test_there_is_a_contract_for_every_step_and_its_kinds_are_columns_it_fills() -> None:
    assert set(STEPS) == set(get_args(Step))
    filled = {name for step in STEPS.values() for name in (*step.dimensions, *step.attributes)}
    assert set(KINDS) <= filled


def test_every_step_of_the_shipped_programme_fits_its_contract() -> None:
    own = structures()
    assert sorted(s.step for s in own.dataflows) == sorted(STEPS)
    for one in own.dataflows:
        which = {STEPS[one.step].which} - {None, ""}
        assert sorted(set(one.dimensions) - which) == sorted(STEPS[one.step].dimensions), one.id
        assert {a.id for a in one.attributes} <= set(STEPS[one.step].attributes), one.id


def test_a_programme_finds_a_dataflow_by_the_step_that_fills_it_whatever_its_name() -> None:
    renamed = tuple(
        msgspec.structs.replace(s, id="OTHER") if s.step == "tasks" else s for s in structures().dataflows
    )
    own = programme(structures=msgspec.structs.replace(structures(), dataflows=renamed))
    assert own.flow("tasks").id == "OTHER"
    assert list(own.flows) == [s.id for s in renamed]


def test_a_step_without_a_dataflow_is_said_to_have_none() -> None:
    few = tuple(s for s in structures().dataflows if s.step != "pull")
    own = programme(structures=msgspec.structs.replace(structures(), dataflows=few))
    assert (own.fills("pull"), own.fills("index")) == (False, True)
    with pytest.raises(NotFound) as caught:
        own.flow("pull")
    assert (caught.value.told.name, caught.value.told.values["step"]) == ("no_flow", "pull")
