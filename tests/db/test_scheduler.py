"""FSRS-6, steps, intervals and fuzz against recorded data, and the properties of the buttons."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.clock import DAY_MS, Clock, Moment
from db.formulas import STABILITY_MAX
from db.intervals import fuzz_bounds, fuzz_factor, label
from db.model import Choice, Memory, Rating, State, StudySettings
from db.scheduler import Scheduler, advance, elapsed_days, scheduled_days

DATA = Path(__file__).parent / "data"
DAY = 20_000
NOON = Moment(DAY, DAY * DAY_MS + DAY_MS // 2, (DAY + 1) * DAY_MS + DAY_MS // 6)
NO_FUZZ = StudySettings(fuzz=False)


def load(name: str) -> dict[str, Any]:
    return json.loads((DATA / name).read_text())


def review_card(stability: float, difficulty: float, interval: int, late: int = 0) -> Memory:
    last = DAY - interval - late
    return Memory(State.REVIEW, None, stability, difficulty, last + interval, None, last, 1, reps=5)


def test_memory_and_intervals_are_those_of_fsrs_rs() -> None:
    data = load("fsrs6.json")
    for case in data["cases"]:
        parameters = tuple(data["params"][case["params"]])
        scheduler = Scheduler(replace(NO_FUZZ, parameters=parameters))
        memory, day = Memory(), DAY
        for (rating, elapsed), (stability, difficulty) in zip(
            case["history"], case["states"], strict=True
        ):
            day += elapsed
            found = scheduler.strength(memory, Rating(rating), day)
            assert found.stability == pytest.approx(stability, rel=1e-4)
            assert found.difficulty == pytest.approx(difficulty, abs=1e-4)
            memory = Memory(State.REVIEW, None, *found, day, None, day, 0)
        later = day + case["then_elapsed"]
        assert scheduler.retrievability(memory, later) == pytest.approx(case["R"], abs=1e-4)
        for desired, intervals in case["unfuzzed_intervals"].items():
            settings = replace(NO_FUZZ, desired_retention=float(desired), parameters=parameters)
            asked = Scheduler(settings)
            for rating, interval in zip(Rating, intervals, strict=True):
                raw = asked.raw_interval(asked.strength(memory, rating, later).stability)
                assert raw == pytest.approx(interval, rel=1e-4)


def test_steps_are_those_of_anki() -> None:
    for case in load("steps.json")["cases"]:
        settings = StudySettings(
            learning_steps=tuple(int(step * 60) for step in case["learn_steps_min"]),
            relearning_steps=tuple(int(step * 60) for step in case["relearn_steps_min"]),
            fuzz=False,
        )
        scheduler, memory = Scheduler(settings), Memory()
        endless = NOON._replace(next_rollover_ms=10**18)
        for walk in case["walk"]:
            choices = scheduler.choices_at("card", memory, endless)
            for name, choice in zip(("again", "hard", "good", "easy"), choices, strict=True):
                wanted = walk["states"][name]
                assert state_of(choice, settings) == wanted[:3], (case, walk, name)
            memory = choices[walk["rated"] - 1].memory
            # Anki keeps four and three decimals; the steps in seconds show it.
            memory = replace(
                memory,
                stability=round(memory.stability or 0, 4),
                difficulty=round(memory.difficulty or 0, 3),
            )


def state_of(choice: Choice, settings: StudySettings) -> list[str | int]:
    memory = choice.memory
    if memory.state is State.REVIEW:
        assert memory.due_day is not None
        return ["review", memory.due_day - DAY, memory.lapses]
    again = memory.state is State.RELEARNING
    steps = settings.relearning_steps if again else settings.learning_steps
    assert memory.due_at is not None
    assert memory.step is not None
    seconds = (memory.due_at - NOON.at_ms) // 1000
    return ["relearning" if again else "learning", len(steps) - memory.step, seconds]


def test_fuzz_bounds_are_those_of_anki() -> None:
    for interval, least, most, lower, upper in load("fuzz.json")["rows"]:
        assert fuzz_bounds(interval, least, most) == (lower, upper)


memories = st.one_of(
    st.just(Memory()),
    st.builds(
        review_card,
        st.floats(0.001, STABILITY_MAX),
        st.floats(1, 10),
        st.integers(0, 4_000),
        st.integers(-300, 4_000),
    ),
    st.builds(
        Memory,
        state=st.sampled_from([State.LEARNING, State.RELEARNING]),
        step=st.integers(0, 3),
        stability=st.floats(0.001, 400),
        difficulty=st.floats(1, 10),
        due_at=st.just(NOON.at_ms),
        last_day=st.integers(DAY - 30, DAY + 30),
        last_at=st.just(1),
        reps=st.integers(1, 40),
    ),
)
steps = st.lists(st.integers(1, 3 * 86_400), max_size=3).map(tuple)
settings_ = st.builds(
    StudySettings,
    desired_retention=st.floats(0.70, 0.99),
    maximum_interval=st.sampled_from([36_500, 365]),
    learning_steps=steps,
    relearning_steps=steps,
    fuzz=st.booleans(),
)


@given(memory=memories, settings=settings_, card=st.text(max_size=20))
def test_review_buttons_are_a_day_apart_and_within_the_maximum(
    memory: Memory, settings: StudySettings, card: str
) -> None:
    choices = Scheduler(settings).choices_at(card, memory, NOON)
    days = [
        choice.memory.due_day - DAY
        for choice in choices[1:]
        if choice.memory.state is State.REVIEW and choice.memory.due_day is not None
    ]
    most = settings.maximum_interval
    assert all(1 <= day <= most for day in days)
    assert all(one < two or two == most for one, two in pairwise(days))


@given(memory=memories, settings=settings_, card=st.text(max_size=20))
def test_what_the_button_says_is_what_happens(
    memory: Memory, settings: StudySettings, card: str
) -> None:
    one, two = Scheduler(settings), Scheduler(settings)
    shown = one.choices_at(card, memory, NOON)
    assert two.choices_at(card, memory, NOON) == shown
    for choice in reversed(shown):
        assert advance(two, card, memory, choice.rating, NOON) == choice.memory


@given(memory=memories, rating=st.sampled_from(Rating), back=st.integers(0, 9_000))
def test_a_clock_set_back_counts_as_the_same_day(memory: Memory, rating: Rating, back: int) -> None:
    if memory.last_day is None:
        return
    scheduler = Scheduler(NO_FUZZ)
    same = scheduler.strength(memory, rating, memory.last_day)
    assert scheduler.strength(memory, rating, memory.last_day - back) == same
    assert elapsed_days(memory, memory.last_day - back) == 0
    after = scheduler.advance(
        "card", memory, rating, Moment(DAY - back, NOON.at_ms, NOON.next_rollover_ms)
    )
    assert after.due_day is None or after.due_day >= DAY - back


@given(card=st.text(max_size=30), reps=st.integers(0, 10_000), interval=st.floats(0, 40_000))
def test_fuzz_depends_on_card_and_reviews_alone(card: str, reps: int, interval: float) -> None:
    factor = fuzz_factor(card, reps)
    assert factor == fuzz_factor(card, reps)
    assert 0 <= factor < 1
    lower, upper = fuzz_bounds(interval, 1, 36_500)
    assert 1 <= lower <= upper <= 36_500


def test_fuzz_uses_the_whole_range_evenly() -> None:
    counts: dict[int, int] = {}
    scheduler = Scheduler(StudySettings())
    memory = review_card(50, 5, 50)
    for number in range(4_000):
        after = scheduler.advance(f"card-{number}", memory, Rating.HARD, NOON)
        assert after.due_day is not None
        counts[after.due_day - DAY] = counts.get(after.due_day - DAY, 0) + 1
    raw = scheduler.raw_interval(scheduler.strength(memory, Rating.HARD, DAY).stability)
    lower, upper = fuzz_bounds(raw, 51, 36_500)
    assert sorted(counts) == list(range(lower, upper + 1))
    even = 4_000 / len(counts)
    assert all(0.75 * even < count < 1.25 * even for count in counts.values())


def test_good_is_not_below_the_previous_interval_when_the_raw_one_grew() -> None:
    scheduler = Scheduler(StudySettings())
    for number in range(200):
        memory = review_card(100, 9.9, 100)
        after = scheduler.advance(f"card-{number}", memory, Rating.GOOD, NOON)
        assert after.due_day is not None
        assert after.due_day - DAY > 100


def test_late_reviews_count_the_days_that_passed() -> None:
    scheduler = Scheduler(NO_FUZZ)
    on_time = scheduler.strength(review_card(10, 5, 10), Rating.GOOD, DAY)
    late = scheduler.strength(review_card(10, 5, 10, late=20), Rating.GOOD, DAY)
    assert late.stability > on_time.stability


def test_a_review_late_at_night_and_one_next_morning_are_a_day_apart() -> None:
    night = Clock(4, lambda: DAY * 86_400 + 23 * 3_600, lambda _: 0)
    morning = Clock(4, lambda: (DAY + 1) * 86_400 + 5 * 3_600, lambda _: 0)
    scheduler = Scheduler(NO_FUZZ)
    memory = scheduler.choices("card", Memory(), night)[3].memory
    assert elapsed_days(memory, morning.study_day()) == 1


def test_a_step_that_crosses_the_rollover_is_due_for_the_whole_of_that_day() -> None:
    settings = replace(NO_FUZZ, learning_steps=(60, 600, 86_400 * 2))
    scheduler = Scheduler(settings)
    soon = NOON._replace(at_ms=NOON.next_rollover_ms - 60_000)
    again, hard, good, _ = (
        choice.memory for choice in scheduler.choices_at("card", Memory(), soon)
    )
    assert (again.due_day, again.due_at) == (DAY + 1, None)  # one minute: exactly at the rollover
    assert (hard.due_day, hard.due_at) == (DAY + 1, None)
    assert good.step == 1
    two_days = scheduler.advance("card", good, Rating.GOOD, NOON)
    assert (two_days.state, two_days.due_day) == (State.LEARNING, DAY + 2)


def test_lapses_count_only_from_review() -> None:
    scheduler = Scheduler(NO_FUZZ)
    lapsed = scheduler.advance("card", review_card(10, 5, 10), Rating.AGAIN, NOON)
    assert (lapsed.state, lapsed.lapses, lapsed.reps) == (State.RELEARNING, 1, 6)
    assert scheduler.advance("card", lapsed, Rating.AGAIN, NOON).lapses == 1
    assert scheduler.advance("card", Memory(), Rating.AGAIN, NOON).lapses == 0


def test_stability_is_capped() -> None:
    scheduler = Scheduler(NO_FUZZ)
    memory = review_card(STABILITY_MAX, 1, 36_500)
    assert scheduler.strength(memory, Rating.EASY, DAY).stability == STABILITY_MAX


def test_a_new_card_has_no_retrievability_and_no_interval() -> None:
    assert Scheduler(NO_FUZZ).retrievability(Memory(), DAY) == 0
    assert scheduled_days(Memory()) is None
    assert scheduled_days(review_card(10, 5, 12)) == 12


@pytest.mark.parametrize("desired", [0.0, 0.69, 1.0, 2.0])
def test_an_impossible_retention_is_refused(desired: float) -> None:
    with pytest.raises(ValueError, match="desired retention"):
        Scheduler(StudySettings(desired_retention=desired))


def test_wrong_parameters_are_refused() -> None:
    with pytest.raises(ValueError, match="parameters"):
        Scheduler(StudySettings(parameters=(1.0, 2.0)))
    with pytest.raises(ValueError, match="maximum interval"):
        Scheduler(StudySettings(maximum_interval=0))


def test_rows_of_the_log_name_the_parameters_by_what_they_are() -> None:
    default = tuple(load("fsrs6.json")["params"]["default"])
    own = (0.3, *default[1:])
    names = [
        Scheduler(StudySettings(parameters=parameters)).parameters
        for parameters in (None, own, own, default)
    ]
    assert names[0] == "default"
    assert names[1] == names[2] != names[3]
    assert all(len(name) <= 16 for name in names)
    other = Scheduler(StudySettings(parameters=own, fuzz=False, desired_retention=0.8))
    assert other.parameters == names[1]


def test_the_learners_parameters_are_those_that_memory_follows() -> None:
    default = load("fsrs6.json")["params"]["default"]
    own = StudySettings(parameters=(0.3, *default[1:]))
    assert Scheduler(own).strength(Memory(), Rating.AGAIN, DAY).stability == 0.3


def test_a_bound_passed_by_the_rounding_of_single_precision_is_kept() -> None:
    """A fit in float32 ends on a bound of 0.8 as 0.800000011920929."""
    numbers = list(load("fsrs6.json")["params"]["default"])
    numbers[20] = 0.800000011920929
    Scheduler(StudySettings(parameters=tuple(numbers)))
    numbers[20] = 0.81
    with pytest.raises(ValueError, match="out of bounds"):
        Scheduler(StudySettings(parameters=tuple(numbers)))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (60, "<1m"),
        (600, "<10m"),
        (1_199, "<20m"),
        (1_200, "20m"),
        (5_400, "1.5h"),
        (3_600, "1h"),
        (86_400, "1d"),
        (29 * 86_400, "29d"),
        (30 * 86_400, "1mo"),
        (41 * 86_400, "1.4mo"),
        (365 * 86_400, "1y"),
        (500 * 86_400, "1.4y"),
        (30, "<30s"),
    ],
)
def test_labels_are_short_and_say_what_is_within_reach(seconds: int, text: str) -> None:
    assert label(seconds, 1_200) == text


def test_the_first_buttons_read_as_the_field_expects() -> None:
    choices = Scheduler(NO_FUZZ).choices_at("card", Memory(), NOON)
    assert [choice.label for choice in choices] == ["<1m", "<6m", "<10m", "8d"]
