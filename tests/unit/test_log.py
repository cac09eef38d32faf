"""The log: one line an event, nothing in it that a reader sent."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from xinxiao.entry.log import ROOT, open_log, write
from xinxiao.errors import SettingFault


class Terminal(io.StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """The loggers as they were."""
    loggers = (ROOT, logging.getLogger("uvicorn"))
    before = [(logger, logger.handlers, logger.propagate, logger.level) for logger in loggers]
    yield
    for logger, handlers, propagate, level in before:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_json_object_with_its_fields() -> None:
    open_log(out := io.StringIO(), {})
    write("job", kind="head", ms=1.5, ended=True)
    [line] = lines(out)
    assert str(line.pop("time")).endswith("+00:00")
    assert line == {"level": "info", "event": "job", "kind": "head", "ms": 1.5, "ended": True}


def test_a_text_with_a_line_end_stays_one_line() -> None:
    open_log(out := io.StringIO(), {})
    write("job", outcome='a\nb "c" 信')
    assert out.getvalue().count("\n") == 1
    assert lines(out)[0]["outcome"] == 'a\nb "c" 信'


def test_on_a_terminal_only_what_goes_wrong_is_written_unless_more_is_asked_for() -> None:
    open_log(out := Terminal(), {})
    write("quiet")
    write("loud", logging.WARNING)
    open_log(out, {"XINXIAO_LOG": "info"})
    write("asked for")
    assert [line["event"] for line in lines(out)] == ["loud", "asked for"]


def test_the_form_can_be_text() -> None:
    open_log(out := io.StringIO(), {"XINXIAO_LOG_FORM": "text"})
    write("job", kind="head")
    assert out.getvalue().endswith(" level=info event=job kind=head\n")


def test_of_an_error_the_kind_and_the_place_are_written_not_its_words() -> None:
    open_log(out := io.StringIO(), {})
    try:
        raise ValueError("what the reader sent")
    except ValueError as error:
        ROOT.error("unforeseen", exc_info=error)
    [line] = lines(out)
    assert (line["error"], line["level"]) == ("ValueError", "error")
    assert "test_log.py" in str(line["where"])
    assert "what the reader sent" not in out.getvalue()


def test_a_level_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingFault) as caught:
        open_log(io.StringIO(), {"XINXIAO_LOG": "loud"})
    assert caught.value.told is not None
    assert caught.value.told.values["known"] == "info, warning, error"
