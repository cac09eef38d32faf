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


def step(reached, due="2020-12-31"):
    return Milestone(name=TEXT, due=due, reached=reached)


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


@pytest.mark.parametrize(
    ("steps", "light", "because"),
    [
        ((step("2020-12-31"),), "DONE", "M 1/1 ≤ 2020-12-31"),
        ((step("2021-01-01"),), "MISSED", "M 0/1 ≤ 2020-12-31"),
        ((step("2019-07-01", due="2019-06-30"),), "MISSED", "M 0/1 ≤ 2020-12-31"),
        ((step("2021-01-01", due="2021-06-30"),), "MISSED", "M 0/1 ≤ 2020-12-31"),
        ((step("2019-01-01"), step("2021-01-01")), "MISSED", "M 1/2 ≤ 2020-12-31"),
        ((step("2021-01-01"), step(None)), "EVIDENCE", "n = 1"),
        ((step("2019-01-01"), step("2019-01-02")), "DONE", "M 2/2 ≤ 2020-12-31"),
    ],
)
def test_a_milestone_is_in_time_up_to_the_earlier_of_its_own_day_and_the_tasks(steps, light, because):
    found = decide(task(*steps), (), {}, (), 1, LATER)
    assert (found.light, found.because) == (light, because)


def test_a_missed_target_comes_before_milestones_and_those_before_a_met_one():
    def ends(**verdicts):
        return [
            Target(id=name, name=TEXT, article="3", kind="count", deadline="2020-12-31", tasks=(7,))
            for name in verdicts
        ]

    def decided(*steps, **verdicts):
        found = decide(task(*steps), ends(**verdicts), verdicts, (MOVE,), 1, LATER)
        return found.light, found.because

    assert decided(step("2019-01-01"), A="MISSED", B="MISSED") == ("MISSED", "A = MISSED; B = MISSED")
    assert decided(step("2019-01-01"), A="MET") == ("DONE", "M 1/1 ≤ 2020-12-31")
    assert decided(step("2021-01-01"), A="MET", B="MET_EARLY") == ("DONE", "A = MET; B = MET_EARLY")
    assert decided(A="MET", B="NOT_VERIFIABLE") == ("ADVANCED", "X 2016 1 → 2020 2")
    assert decided(step("2021-01-01"), A="NOT_VERIFIABLE") == ("MISSED", "M 0/1 ≤ 2020-12-31")


def test_what_moved_is_told_one_after_the_other_and_what_is_on_file_by_its_count():
    assert decide(task(), (), {}, (MOVE, MOVE), 3, LATER).because == "X 2016 1 → 2020 2; X 2016 1 → 2020 2"
    assert decide(task(), (), {}, (), 3, LATER).because == "n = 3"
    assert decide(task(), (), {}, (), 0, LATER).because == "n = 0"


@pytest.mark.parametrize("kind", ["share", "count", "milestone"])
def test_shares_counts_and_milestones_are_the_end_of_the_tasks_they_name(kind):
    own = target(kind)
    assert linked(task(), (own,)) == (own,)
    other = Target(id="T8", name=TEXT, article="3", kind=kind, deadline="2020-12-31", tasks=(8,))
    assert linked(task(), (other,)) == ()
