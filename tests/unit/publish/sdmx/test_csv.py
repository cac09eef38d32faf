"""SDMX-CSV: columns, labels, keys, and cells as the field guide has them."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.publish.sdmx.messages import data_set, flat, history, message
from xinxiao.publish.sdmx.csv import stream
from xinxiao.publish.sdmx.message import DataMessage


def lines(told: DataMessage, version: str = "2.0") -> list[str]:
    return b"".join(stream(told, version)).decode().split("\r\n")  # type: ignore[arg-type]


def test_a_row_names_structure_action_and_every_column() -> None:
    assert lines(message()) == [
        "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE,LOWER,DECIMALS,OBS_STATUS,UNIT,TITLE,COMMENT",
        "dataflow,XX:DF(1.0.0),I,A,11,2020,1.5,0.1,1,A,PC,T<1>,",
        'dataflow,XX:DF(1.0.0),I,A,11,2021,-20,1e-07,0,A,PC,T<1>,"a ""quoted"", <marked> & 换行\nline"',
        "dataflow,XX:DF(1.0.0),I,A,CN,2020,,,2,M,PC,T<1>,=1+1 😀",
        "dataflow,XX:DF(1.0.0),I,A,CN,2021,0.123,12345678.9,3,A,PC,T<1>,",
        "",
    ]


def test_version_1_names_the_dataflow_alone() -> None:
    head, first, *_ = lines(message(), "1.0")
    assert head == "DATAFLOW,FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE,LOWER,DECIMALS,OBS_STATUS,UNIT,TITLE,COMMENT"
    assert first == "XX:DF(1.0.0),A,11,2020,1.5,0.1,1,A,PC,T<1>,"


def test_labels_both_put_the_name_behind_the_code() -> None:
    head, first, *_ = lines(replace(message(), labels="both"))
    assert head == (
        'STRUCTURE,STRUCTURE_ID,ACTION,FREQ: Frequency,REF_AREA: Place,"TIME_PERIOD: Period, of time",OBS_VALUE: OBS_VALUE,'
        "LOWER: LOWER,DECIMALS: DECIMALS,OBS_STATUS: OBS_STATUS,UNIT: UNIT,TITLE: TITLE,COMMENT: COMMENT"
    )
    assert first == (
        'dataflow,"XX:DF(1.0.0): Flow, one",I,A: Annual,"11: ""Beijing""",2020,1.5,0.1,1,A: Normal,PC: Per cent,T<1>,'
    )


def test_labels_name_have_columns_of_their_own_and_only_in_version_2() -> None:
    head, first, *_ = lines(replace(message(), labels="name", lang="zh"))
    assert head.startswith(
        "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,FREQ,频率,REF_AREA,地区,TIME_PERIOD,时期,OBS_VALUE,"
    )
    assert first.startswith(
        "dataflow,XX:DF(1.0.0),数据，流,I,A,年度,11,北京,2020,,1.5,,0.1,,1,,A,正常,PC,百分比,T<1>,,,"
    )
    assert lines(replace(message(), labels="name"), "1.0") == lines(message(), "1.0")


def test_keys_have_columns_of_their_own() -> None:
    def begins(told: DataMessage) -> list[str]:
        return [line.split(",FREQ")[0].split(",A,11")[0] for line in lines(told)[:2]]

    own = ["STRUCTURE,STRUCTURE_ID,ACTION,", "dataflow,XX:DF(1.0.0),I,"]
    assert begins(replace(message(), keys="series")) == [own[0] + "SERIES_KEY", own[1] + "A.11"]
    assert begins(replace(message(), keys="obs")) == [own[0] + "OBS_KEY", own[1] + "A.11.2020"]
    assert begins(replace(message(), keys="both")) == [
        own[0] + "SERIES_KEY,OBS_KEY",
        own[1] + "A.11,A.11.2020",
    ]
    assert begins(replace(flat(), keys="series"))[1] == own[1] + "A.11.2020"


def test_sets_that_lack_a_column_leave_it_empty() -> None:
    told = lines(message(data_set(columns=("FREQ", "REF_AREA", "UNIT")), data_set()))
    assert told[1] == "dataflow,XX:DF(1.0.0),I,A,11,,,PC,,,,,"
    assert len(told) == 10


def test_the_action_is_that_of_each_set() -> None:
    told = lines(history())
    assert [line.split(",")[2] for line in (told[1], told[5])] == ["I", "R"]


def test_an_answer_without_rows_is_its_header() -> None:
    assert len(lines(message(data_set(rows=())))) == 2


def test_batches_make_no_difference() -> None:
    assert lines(message(data_set(cuts=(1, 2, 3)))) == lines(message())
