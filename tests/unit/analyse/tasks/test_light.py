import pytest

from tests.nouns import WORD as TEXT
from xinxiao.analyse.tasks.light import OnFile, decide, in_time, linked
from xinxiao.analyse.tasks.progress import Point, Progress
from xinxiao.model.target import Target, Task, TaskMilestone

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
    return TaskMilestone(name=TEXT, due=due, reached=reached, origin="policy")


def target(kind):
    return Target(id="T9", name=TEXT, article="3", kind=kind, deadline="2020-12-31", tasks=(7,))


def point(period, value):
    return Point("A", period, value, "UNITS", "A", "A", None, "IC_FIGURES", "k")


MOVE = Progress("X", point("2016", 1.0), point("2020", 2.0))
BACK = Progress("Y", point("2016", 3.0), point("2020", 2.0), advanced=False)


def on(count, *milestones, as_of=LATER, later=0):
    """On file: so many pieces, and the milestones that are known by a day to be reached."""
    return OnFile(count, later, tuple(m for m in milestones if m.reached and m.reached <= as_of))


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
    assert decide(task(*milestones), (), {}, moves, on(on_file, *milestones)).light == light


@pytest.mark.parametrize(
    ("verdict", "light"),
    [("MET_EARLY", "DONE"), ("MISSED", "MISSED"), ("LOST", "MISSED"), ("NOT_VERIFIABLE", "EVIDENCE")],
)
def test_a_target_that_is_the_tasks_own_end_decides(verdict, light):
    assert decide(task(), (target("share"),), {"T9": verdict}, (), on(1)).light == light


def test_a_target_of_the_whole_policy_ends_no_task():
    assert linked(task(), (target("level"), target("pull"))) == ()


def test_a_milestone_reached_after_the_day_asked_for_is_not_known():
    assert (
        decide(task(step("2019-10-31")), (), {}, (), on(1, step("2019-10-31"), as_of="2018-12-31")).light
        == "EVIDENCE"
    )


def test_a_milestone_reached_on_the_day_asked_for_is_known():
    assert (
        decide(task(step("2019-10-31")), (), {}, (), on(1, step("2019-10-31"), as_of="2019-10-31")).light
        == "DONE"
    )


def test_the_light_says_what_decided():
    assert decide(task(), (), {}, (MOVE,), on(1)).because == "X 2016 1 → 2020 2"


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
    found = decide(task(*steps), (), {}, (), on(1, *steps))
    assert (found.light, found.because) == (light, because)


def test_a_missed_target_comes_before_milestones_and_those_before_a_met_one():
    def ends(**verdicts):
        return [
            Target(id=name, name=TEXT, article="3", kind="count", deadline="2020-12-31", tasks=(7,))
            for name in verdicts
        ]

    def decided(*steps, **verdicts):
        found = decide(task(*steps), ends(**verdicts), verdicts, (MOVE,), on(1, *steps))
        return found.light, found.because

    assert decided(step("2019-01-01"), A="MISSED", B="MISSED") == ("MISSED", "A = MISSED; B = MISSED")
    assert decided(step("2019-01-01"), A="MET") == ("DONE", "M 1/1 ≤ 2020-12-31")
    assert decided(step("2021-01-01"), A="MET", B="MET_EARLY") == ("DONE", "A = MET; B = MET_EARLY")
    assert decided(A="MET", B="NOT_VERIFIABLE") == ("ADVANCED", "X 2016 1 → 2020 2")
    assert decided(step("2021-01-01"), A="NOT_VERIFIABLE") == ("MISSED", "M 0/1 ≤ 2020-12-31")


def test_what_moved_is_told_one_after_the_other_and_what_is_on_file_by_its_count():
    assert decide(task(), (), {}, (MOVE, MOVE), on(3)).because == "X 2016 1 → 2020 2; X 2016 1 → 2020 2"
    assert decide(task(), (), {}, (), on(3)).because == "n = 3"
    assert decide(task(), (), {}, (), on(0)).because == "n = 0"


@pytest.mark.parametrize("kind", ["share", "count", "milestone"])
def test_shares_counts_and_milestones_are_the_end_of_the_tasks_they_name(kind):
    own = target(kind)
    assert linked(task(), (own,)) == (own,)
    other = Target(id="T8", name=TEXT, article="3", kind=kind, deadline="2020-12-31", tasks=(8,))
    assert linked(task(), (other,)) == ()


def test_a_milestone_of_our_own_making_never_ends_a_task():
    own = TaskMilestone(name=TEXT, due="2020-12-31", reached="2019-10-31")
    late = TaskMilestone(name=TEXT, due="2020-12-31", reached="2021-10-31")
    assert own.origin == "ours"
    assert decide(task(own), (), {}, (), on(1, own)).light == "EVIDENCE"
    assert decide(task(late), (), {}, (), on(0, late)).light == "NONE"
    assert decide(task(own, step("2019-01-01")), (), {}, (), on(2, own, step("2019-01-01"))).light == "DONE"


def test_one_indicator_that_went_back_keeps_a_task_from_having_advanced():
    found = decide(task(), (), {}, (MOVE, BACK), on(2))
    assert (found.light, found.because) == ("EVIDENCE", "n = 2; X 2016 1 → 2020 2; Y 2016 3 → 2020 2 ✕")
    assert decide(task(), (), {}, (BACK,), on(0)).light == "NONE"


def test_later_evidence_gives_no_light_and_is_counted_as_later():
    found = decide(task(), (), {}, (), on(0, later=3))
    assert (found.light, found.because) == ("NONE", "n = 0; later = 3")


def test_a_milestone_is_in_time_by_the_earlier_of_its_day_and_the_tasks():
    assert in_time(step("2020-12-31"), task())
    assert not in_time(step("2021-01-01", due="2021-06-30"), task())
    assert not in_time(step(None), task())
