import pytest

from tests.nouns import WORD as TEXT
from xinxiao.analyse.tasks.light import decide, linked
from xinxiao.analyse.tasks.progress import Point, Progress
from xinxiao.model.target import Milestone, Target, Task

LATER = "2025-12-31"


def task(*milestones):
    return Task(
        id=7,
        title=TEXT,
        articles=("3",),
        bodies=("B",),
        trackers=("S",),
        milestones=milestones,
        deadline="2020-12-31",
    )


def step(reached):
    return Milestone(name=TEXT, due="2020-12-31", reached=reached)


def target(kind):
    return Target(id="T9", name=TEXT, article="3", kind=kind, deadline="2020-12-31", tasks=(7,))


def point(period, value):
    return Point("A", period, value, "UNITS", "A", "A", None, "IC_FIGURES", "k")


MOVE = Progress("X", point("2016", 1.0), point("2020", 2.0))


@pytest.mark.parametrize(
    ("milestones", "moves", "on_file", "light"),
    [
        ((step("2019-10-31"),), (), 1, "DONE"),
        ((step("2019-10-31"), step(None)), (), 1, "EVIDENCE"),
        ((step("2021-03-01"),), (), 1, "MISSED"),
        ((), (MOVE,), 2, "ADVANCED"),
        ((), (), 1, "EVIDENCE"),
        ((), (), 0, "NONE"),
    ],
)
def test_the_light_follows_milestones_then_measured_progress_then_evidence(milestones, moves, on_file, light):
    assert decide(task(*milestones), (), {}, moves, on_file, LATER).light == light


@pytest.mark.parametrize(
    ("verdict", "light"), [("MET_EARLY", "DONE"), ("MISSED", "MISSED"), ("NOT_VERIFIABLE", "EVIDENCE")]
)
def test_a_target_that_is_the_tasks_own_end_decides(verdict, light):
    assert decide(task(), (target("share"),), {"T9": verdict}, (), 1, LATER).light == light


def test_a_target_of_the_whole_policy_ends_no_task():
    assert linked(task(), (target("level"), target("pull"))) == ()


def test_a_milestone_reached_after_the_day_asked_for_is_not_known():
    assert decide(task(step("2019-10-31")), (), {}, (), 1, "2018-12-31").light == "EVIDENCE"


def test_a_milestone_reached_on_the_day_asked_for_is_known():
    assert decide(task(step("2019-10-31")), (), {}, (), 1, "2019-10-31").light == "DONE"


def test_the_light_says_what_decided():
    assert decide(task(), (), {}, (MOVE,), 1, LATER).because == "X 2016 1 → 2020 2"
