"""SDMX-ML data: series and observations in every dialect, held against the standard's schemas."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
from pysdmx.io.xml.doc_validation import validate_doc

from tests.unit.publish.sdmx.messages import data_set, flat, history, message
from xinxiao.publish.sdmx.message import DataMessage
from xinxiao.publish.sdmx.ml import Dialect, stream

SERIES_ONLY = ("FREQ", "REF_AREA", "UNIT", "TITLE")
MADE: dict[str, Callable[[], DataMessage]] = {
    "series": message,
    "flat": flat,
    "history": history,
    "nothing": lambda: message(data_set(rows=())),
    "one": lambda: message(data_set(rows=[("A", "11", "2020", "1", None, 0, "A", "PC", None, None)])),
    "series alone": lambda: message(data_set(columns=SERIES_ONLY)),
    "by place": lambda: message(data_set("REF_AREA", rows=())),
}


def told(made: DataMessage, dialect: Dialect) -> str:
    return b"".join(stream(made, dialect)).decode()


def body(made: DataMessage, dialect: Dialect) -> list[str]:
    return told(made, dialect).split("</m:Header>\n")[1].splitlines()


@pytest.mark.parametrize("dialect", get_args(Dialect))
@pytest.mark.parametrize("name", MADE)
def test_messages_hold_to_the_standards_schema(name: str, dialect: Dialect) -> None:
    validate_doc(told(MADE[name](), dialect))


@pytest.mark.parametrize("dialect", get_args(Dialect))
@pytest.mark.parametrize("cuts", [(1,), (2,), (1, 2, 3)])
def test_batches_make_no_difference(cuts: tuple[int, ...], dialect: Dialect) -> None:
    assert told(message(data_set(cuts=cuts)), dialect) == told(message(), dialect)


def test_a_series_says_once_what_its_observations_share() -> None:
    assert body(message(), "3.0") == [
        '<m:DataSet d:structureRef="S0" xsi:type="n0:DataSetType" d:action="Information" TITLE="T&lt;1&gt;">',
        '<Series FREQ="A" REF_AREA="11" UNIT="PC"><Obs TIME_PERIOD="2020" OBS_VALUE="1.5" LOWER="0.1" DECIMALS="1" OBS_STATUS="A"/>',
        '<Obs TIME_PERIOD="2021" OBS_VALUE="-20" LOWER="1e-07" DECIMALS="0" OBS_STATUS="A"'
        ' COMMENT="a &quot;quoted&quot;, &lt;marked&gt; &amp; 换行&#10;line"/>',
        "</Series>",
        '<Series FREQ="A" REF_AREA="CN" UNIT="PC"><Obs TIME_PERIOD="2020" DECIMALS="2" OBS_STATUS="M" COMMENT="=1+1 😀"/>',
        '<Obs TIME_PERIOD="2021" OBS_VALUE="0.123" LOWER="12345678.9" DECIMALS="3" OBS_STATUS="A"/>',
        "</Series>",
        "</m:DataSet>",
        "</m:StructureSpecificData>",
    ]


def test_flat_observations_tell_their_whole_key() -> None:
    assert body(flat(), "3.0")[1] == (
        '<Obs FREQ="A" REF_AREA="11" TIME_PERIOD="2020" OBS_VALUE="1.5" LOWER="0.1" DECIMALS="1" OBS_STATUS="A" UNIT="PC"/>'
    )


def test_generic_messages_name_each_value() -> None:
    found = body(message(), "2.1 generic")
    assert found[:2] == [
        '<m:DataSet structureRef="S0" action="Information"><d:Attributes><d:Value id="TITLE" value="T&lt;1&gt;"/></d:Attributes>',
        '<d:Series><d:SeriesKey><d:Value id="FREQ" value="A"/><d:Value id="REF_AREA" value="11"/></d:SeriesKey>'
        '<d:Attributes><d:Value id="UNIT" value="PC"/></d:Attributes>'
        '<d:Obs><d:ObsDimension id="TIME_PERIOD" value="2020"/><d:ObsValue value="1.5"/>'
        '<d:Attributes><d:Value id="LOWER" value="0.1"/><d:Value id="DECIMALS" value="1"/><d:Value id="OBS_STATUS" value="A"/></d:Attributes></d:Obs>',
    ]
    assert found[4].endswith(
        '<d:Obs><d:ObsDimension id="TIME_PERIOD" value="2020"/><d:Attributes><d:Value id="DECIMALS" value="2"/>'
        '<d:Value id="OBS_STATUS" value="M"/><d:Value id="COMMENT" value="=1+1 😀"/></d:Attributes></d:Obs>'
    )


def test_series_alone_have_no_observations() -> None:
    assert body(message(data_set(columns=SERIES_ONLY)), "2.1")[1:5] == [
        '<Series FREQ="A" REF_AREA="11" UNIT="PC"></Series>',
        '<Series FREQ="A" REF_AREA="CN" UNIT="PC"></Series>',
        "</m:DataSet>",
        "</m:StructureSpecificData>",
    ]


def test_sets_of_a_history_say_from_when_to_when_they_were_live() -> None:
    opened = [line for line in body(history(), "3.0") if line.startswith("<m:DataSet")]
    assert opened == [
        '<m:DataSet d:structureRef="S0" xsi:type="n0:DataSetType" d:action="Information" d:validFromDate="2020-01-01T00:00:00Z"'
        ' d:validToDate="2020-02-01T00:00:00Z" TITLE="T&lt;1&gt;">',
        '<m:DataSet d:structureRef="S1" xsi:type="n1:DataSetType" d:action="Replace" d:validFromDate="2020-02-01T00:00:00Z"'
        ' TITLE="T&lt;1&gt;">',
    ]


def test_the_header_names_message_sender_and_release() -> None:
    head = told(message(), "2.1")
    assert (
        "<m:ID>XX-2020-abc</m:ID><m:Test>false</m:Test><m:Prepared>2021-01-15T00:00:00Z</m:Prepared>" in head
    )
    assert '<c:Name xml:lang="en">Compilers &amp; co</c:Name></m:Sender>' in head
    assert '<m:Source xml:lang="en">IC-1</m:Source>' in head
    assert '<Ref agencyID="XX" id="DF" version="1.0.0" class="Dataflow"/>' in head
