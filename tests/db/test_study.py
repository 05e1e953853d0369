"""A session: answers, undo, two windows, the rollover, settings; the store is the real one."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS

from db.acts import flag_cards
from db.clock import Clock
from db.model import (
    CardChanged,
    Counts,
    Finished,
    Rating,
    SettingsChanged,
    Shown,
    State,
    StudySettings,
    Waiting,
)
from db.scheduler import Scheduler
from db.settings import checked, save_settings, settings_from, settings_of
from db.store import Store
from db.study import StudySession

AddCards = Callable[..., list[str]]
Begin = Callable[..., StudySession]
DAY = 20_000


@pytest.fixture
def begin(store: Store, clock: Clock) -> Begin:
    def made(**settings: Any) -> StudySession:
        limit = settings.pop("limit", None)
        said = replace(StudySettings(), **settings)
        return StudySession(store, clock, Scheduler(said), said, limit=limit)

    return made


def shown(session: StudySession) -> Shown:
    found = session.current()
    assert isinstance(found, Shown)
    return found


def answer(session: StudySession, rating: Rating = Rating.GOOD, ms: int = 5_000) -> str:
    card = shown(session)
    session.answer(card, rating, ms)
    return card.card


def test_a_session_goes_through_steps_to_the_end(
    begin: Begin, add_cards: AddCards, time: Any
) -> None:
    card = add_cards(1)[0]
    session = begin()
    assert session.counts() == Counts(new=1, learning=0, due=0)
    assert answer(session, Rating.AGAIN) == card
    assert answer(session) == card  # alone and within the learn-ahead time
    assert session.counts() == Counts(new=0, learning=1, due=0)
    time.wait(minutes=10)
    assert answer(session) == card
    assert isinstance(session.current(), Finished)
    assert session.counts() == Counts(0, 0, 0)


def test_what_the_button_showed_is_what_was_stored(
    begin: Begin, add_cards: AddCards, store: Store
) -> None:
    add_cards(1, due=0)
    session = begin()
    before = shown(session)
    answered = session.answer(before, Rating.GOOD, 1_000)
    assert answered.memory == before.choices[2].memory
    with store.reading() as connection:
        due = connection.execute("SELECT due_day FROM memory").fetchone()[0]
    assert due == before.choices[2].memory.due_day


def test_a_long_step_is_waited_for(begin: Begin, add_cards: AddCards, time: Any) -> None:
    add_cards(1)
    session = begin(learning_steps=(60, 7_200))
    answer(session)
    assert session.current() == Waiting(time.ms + 7_200_000)
    time.wait(minutes=101)
    assert isinstance(session.current(), Shown)


def test_the_card_shown_stays_while_steps_become_due(
    begin: Begin, add_cards: AddCards, time: Any
) -> None:
    add_cards(3)
    session = begin()
    answer(session, Rating.AGAIN)
    before = shown(session)
    time.wait(minutes=5)
    assert shown(session) is before


def test_undo_shows_the_undone_card_next_with_the_same_buttons(
    begin: Begin, add_cards: AddCards
) -> None:
    add_cards(5, due=0)
    session = begin()
    before = shown(session)
    session.answer(before, Rating.EASY, 2_000)
    undone = session.undo()
    assert undone is not None
    assert (undone.name, undone.cards[0]) == ("Answer", before.card)
    again = shown(session)
    assert (again.card, again.memory, again.choices) == (
        before.card,
        before.memory,
        before.choices,
    )
    assert session.counts() == Counts(new=0, learning=0, due=5)


def test_undo_and_redo_walk_through_many_answers(begin: Begin, add_cards: AddCards) -> None:
    add_cards(12)
    session = begin()
    answered = [answer(session, Rating(place % 4 + 1)) for place in range(10)]
    left = session.counts()
    for card in reversed(answered):
        session.undo()
        assert shown(session).card == card
    assert session.undo() is None
    assert session.counts() == Counts(new=12, learning=0, due=0)
    for _ in answered:
        assert session.redo() is not None
    assert session.redo() is None
    assert session.counts() == left


def test_undo_reaches_back_over_a_restart(begin: Begin, add_cards: AddCards) -> None:
    add_cards(2, due=0)
    card = answer(begin())
    later = begin()
    assert later.undo() is not None
    assert shown(later).card == card


def test_undoing_an_answer_brings_no_hidden_sibling_twice(
    begin: Begin, add_cards: AddCards
) -> None:
    one = add_cards(1, name="one", note="n", due=0)[0]
    add_cards(1, name="two", note="n", due=0)
    session = begin()
    first = answer(session)
    assert isinstance(session.current(), Finished)
    session.undo()
    assert session.counts() == Counts(new=0, learning=0, due=1)
    assert shown(session).card == first
    assert first in (one, "two-0")


def test_bury_and_suspend_put_a_card_away_until_undone(
    begin: Begin, add_cards: AddCards, time: Any
) -> None:
    add_cards(3)
    session = begin()
    buried = shown(session).card
    assert session.bury() is not None
    suspended = shown(session).card
    assert session.suspend() is not None
    last = shown(session).card
    assert len({buried, suspended, last}) == 3
    session.undo()
    assert shown(session).card == suspended
    session.undo()
    assert shown(session).card == buried
    session.bury()
    time.wait(days=1)
    assert session.counts() == Counts(new=2, learning=0, due=0)
    assert shown(session).card == buried  # rollover: it is back, and the queue is a new one
    assert session.counts() == Counts(new=3, learning=0, due=0)


def test_the_end_tells_of_buried_cards(begin: Begin, add_cards: AddCards) -> None:
    add_cards(1)
    session = begin()
    shown(session)
    session.bury()
    assert session.current() == Finished(0, 0, 1, DAY + 1)
    assert session.bury() is None
    assert session.suspend() is None


def test_of_two_windows_the_second_is_refused_and_goes_on(
    begin: Begin, add_cards: AddCards
) -> None:
    add_cards(3, due=0)
    one, two = begin(), begin()
    same = shown(two)
    assert answer(one) == same.card
    with pytest.raises(CardChanged):
        two.answer(same, Rating.AGAIN, 1_000)
    assert shown(two).card != same.card
    assert two.counts() == one.counts()
    last = answer(two)
    assert one.undo() is not None  # the last act of this device, whichever window did it
    assert shown(one).card == last


def test_a_window_learns_of_new_parameters_when_an_answer_is_refused(
    begin: Begin, add_cards: AddCards, store: Store
) -> None:
    add_cards(2)
    session = begin()
    before = shown(session)
    changed = (*(one * 1.1 for one in DEFAULT_PARAMETERS[:4]), *DEFAULT_PARAMETERS[4:])
    save_settings(store, parameters=changed)
    with pytest.raises(SettingsChanged):
        session.answer(before, Rating.GOOD, 1_000)
    after = shown(session)
    assert after.card == before.card
    assert session.answer(after, Rating.GOOD, 1_000).memory.stability == changed[2]


def test_a_window_passes_over_what_another_has_done(begin: Begin, add_cards: AddCards) -> None:
    cards = set(add_cards(4, due=0))
    one, two = begin(), begin()
    gone = {answer(one), answer(one), shown(one).card}
    one.suspend()
    assert {answer(two)} == cards - gone
    assert isinstance(two.current(), Finished)


def test_a_card_failed_elsewhere_comes_with_its_new_memory(
    begin: Begin, add_cards: AddCards
) -> None:
    add_cards(1, due=0)
    one, two = begin(), begin()
    same = shown(two)
    answer(one, Rating.AGAIN)
    with pytest.raises(CardChanged):
        two.answer(same, Rating.GOOD, 1_000)
    assert shown(two).memory.state is State.RELEARNING
    assert two.counts() == Counts(new=0, learning=1, due=0)


def test_a_flag_leaves_the_card_shown_and_its_undo_too(
    begin: Begin, add_cards: AddCards, store: Store
) -> None:
    add_cards(4, due=0)
    session = begin()
    answer(session)
    before = shown(session)
    flag_cards(store, [before.card], 3)
    session.refresh()
    after = shown(session)
    assert (after.card, after.version) == (before.card, before.version + 1)
    undone = session.undo()
    assert undone is not None
    assert undone.name == "Flag card"
    assert shown(session).card == before.card
    session.answer(shown(session), Rating.GOOD, 1_000)
    assert session.counts() == Counts(new=0, learning=0, due=2)


def test_undoing_what_happened_to_another_card_does_not_show_it(
    begin: Begin, add_cards: AddCards, store: Store
) -> None:
    add_cards(2, due=0)
    later = add_cards(1, name="later", due=-9)[0]
    session = begin()
    before = shown(session)
    flag_cards(store, [later], 1)
    session.undo()
    assert shown(session) is before
    assert session.counts() == Counts(new=0, learning=0, due=2)


def test_a_step_of_another_day_survives_a_change_elsewhere(
    begin: Begin, add_cards: AddCards, store: Store, time: Any
) -> None:
    add_cards(1)
    first = begin(learning_steps=(60, 86_400))
    answer(first)
    time.wait(days=1)
    session = begin(learning_steps=(60, 86_400))
    before = shown(session)
    flag_cards(store, [before.card], 1)
    with pytest.raises(CardChanged):
        session.answer(before, Rating.GOOD, 1_000)
    assert answer(session) == before.card


def test_limits_hold_over_a_restart(begin: Begin, add_cards: AddCards) -> None:
    add_cards(9, name="new")
    add_cards(9, name="review", due=0)
    session = begin(new_per_day=3, reviews_per_day=5)
    while isinstance(session.current(), Shown):
        answer(session, Rating.EASY)
    assert begin(new_per_day=3, reviews_per_day=5).counts() == Counts(0, 0, 0)
    assert begin(new_per_day=3, reviews_per_day=9).counts() == Counts(0, 0, 4)


def test_a_new_card_counts_once_against_the_limit(begin: Begin, add_cards: AddCards) -> None:
    add_cards(9)
    session = begin(new_per_day=3)
    card = answer(session, Rating.AGAIN)
    for _ in range(3):
        session.undo()
        session.redo()
    assert begin(new_per_day=3).counts() == Counts(new=2, learning=1, due=0)
    session.undo()
    assert begin(new_per_day=3).counts() == Counts(new=3, learning=0, due=0)
    assert shown(session).card == card


def test_the_rollover_in_the_middle_of_a_card_shows_it_with_new_buttons(
    begin: Begin, add_cards: AddCards, time: Any
) -> None:
    add_cards(1, due=0)
    session = begin()
    before = shown(session)
    time.wait(days=1)
    after = shown(session)
    assert after.card == before.card
    assert after.choices != before.choices


def test_minutes_follow_the_learners_own_pace(begin: Begin, add_cards: AddCards) -> None:
    add_cards(30, due=0)
    assert begin().minutes() == 4  # 30 reviews of 8 seconds
    session = begin()
    for _ in range(12):
        answer(session, ms=30_000)
    assert begin().minutes() == 9  # 18 reviews of 30 seconds


def test_an_empty_database_is_finished(begin: Begin) -> None:
    assert begin().current() == Finished(0, 0, 0, None)
    assert begin().undo() is None
    assert begin().redo() is None


def test_settings_are_kept_and_undone_with_the_rest(store: Store, begin: Begin) -> None:
    assert save_settings(store, new_per_day=7, learning_steps=[60], fuzz=False).new_per_day == 7
    assert store.settings() == replace(
        StudySettings(), new_per_day=7, learning_steps=(60,), fuzz=False
    )
    begin().undo()
    assert store.settings() == StudySettings()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("desired_retention", 0.5),
        ("desired_retention", True),
        ("rollover_hour", 24),
        ("rollover_hour", 4.5),
        ("learning_steps", [0]),
        ("learning_steps", "60"),
        ("learning_steps", list(range(1, 20))),
        ("fuzz", 1),
        ("maximum_interval", 0),
        ("colour", "red"),
    ],
)
def test_a_setting_out_of_range_is_refused_with_words(
    store: Store, field: str, value: object
) -> None:
    with pytest.raises(ValueError, match=field):
        save_settings(store, **{"new_per_day": 1, field: value})
    assert store.settings() == StudySettings()


def test_refused_rows_leave_the_default_and_are_named(store: Store) -> None:
    rows = [("new_per_day", "5"), ("answer_cap", "-1"), ("fuzz", "nonsense"), ("later", "1")]
    settings, refused = settings_from(rows)
    assert settings == replace(StudySettings(), new_per_day=5)
    assert len(refused) == 2
    with store.reading() as connection:
        assert settings_of(connection) == StudySettings()
    assert checked("desired_retention", 0.9) == 0.9


@pytest.mark.parametrize("seed", range(8))
def test_the_prepared_queue_stays_in_step_with_one_built_anew(
    begin: Begin, add_cards: AddCards, time: Any, seed: int
) -> None:
    chance = random.Random(seed)
    add_cards(8, name="new")
    add_cards(8, name="due", due=1)
    add_cards(2, name="pair", note="n", due=0)
    session = begin(learning_steps=(60, 600, 86_400))
    for _ in range(60):
        time.wait(chance.choice((0, 5, 61, 700)))
        doing = chance.choice(("answer",) * 6 + ("undo", "undo", "redo", "suspend"))
        if doing == "answer" and isinstance(session.current(), Shown):
            answer(session, chance.choice(tuple(Rating)))
        elif doing == "undo":
            session.undo()
        elif doing == "redo":
            session.redo()
        elif doing == "suspend" and not on_pair(session.current()):
            session.suspend()
        anew = begin(learning_steps=(60, 600, 86_400))
        assert session.counts() == anew.counts()
        assert type(session.current()) is type(anew.current())


def on_pair(current: object) -> bool:
    """Whether a card with a sibling is shown: put away, the sibling comes only when rebuilt."""
    return isinstance(current, Shown) and current.card.startswith("pair")
