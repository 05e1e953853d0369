"""A session around its cards: summary, timebox, settings changed, bulk acts, reviews ahead."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from db import acts
from db.clock import Clock
from db.limits import more_today
from db.model import (
    CardChanged,
    Counts,
    Finished,
    Rating,
    Shown,
    StudySettings,
    Waiting,
)
from db.scheduler import Scheduler
from db.settings import save_settings
from db.store import Store
from db.study import StudySession

AddCards = Callable[..., list[str]]
Begin = Callable[..., StudySession]
DAY = 20_000


@pytest.fixture
def begin(store: Store, clock: Clock) -> Begin:
    """A session of these cards or days ahead, by the settings as they are stored."""

    def made(**how: Any) -> StudySession:
        settings = store.settings()
        return StudySession(store, clock, Scheduler(settings), settings, **how)

    return made


def shown(session: StudySession) -> Shown:
    found = session.current()
    assert isinstance(found, Shown)
    return found


def answer(session: StudySession, rating: Rating = Rating.GOOD, ms: int = 6_000) -> str:
    card = shown(session)
    session.answer(card, rating, ms)
    return card.card


def kinds(store: Store) -> list[str]:
    with store.reading() as connection:
        rows = connection.execute("SELECT kind FROM review ORDER BY at, id").fetchall()
    return [kind for (kind,) in rows]


def test_the_summary_says_what_the_session_did(
    begin: Begin, add_cards: AddCards, store: Store
) -> None:
    save_settings(store, new_place="last")
    add_cards(2, name="old", topic="a", due=0)
    answer(begin())
    add_cards(2, name="new", topic="b")
    session = begin()
    assert session.summary().answers == 0
    assert answer(session, Rating.AGAIN).startswith("old")
    assert answer(session, Rating.EASY).startswith("new")
    assert answer(session, Rating.HARD).startswith("new")
    found = session.summary()
    assert found.ratings == (1, 1, 0, 1)
    assert (found.answers, found.passed, found.cards) == (3, 2, 3)
    assert (found.new, found.graduated, found.lapsed) == (2, 1, 1)
    assert found.minutes == pytest.approx(0.3)
    assert found.by_topic == (("b", (2, 2)), ("a", (1, 0)))


def test_what_is_undone_is_not_in_the_summary_and_what_is_done_again_is(
    begin: Begin, add_cards: AddCards
) -> None:
    add_cards(3, due=0)
    session = begin()
    for rating in (Rating.AGAIN, Rating.GOOD, Rating.EASY):
        answer(session, rating)
    session.undo()
    session.undo()
    assert session.summary().ratings == (1, 0, 0, 0)
    session.redo()
    assert session.summary().ratings == (1, 0, 1, 0)


def test_leeches_are_in_the_summary_and_go_where_that_is_wanted(
    begin: Begin, add_cards: AddCards, store: Store
) -> None:
    save_settings(store, leech_threshold=1, leech_suspends=True)
    add_cards(2, due=0)
    session = begin()
    card = answer(session, Rating.AGAIN)
    assert session.summary().leeches == (card,)
    assert session.counts() == Counts(0, 0, 1)
    answer(session)
    assert isinstance(session.current(), Finished)
    session.undo()
    session.undo()
    assert shown(session).card == card
    assert session.summary().leeches == ()
    session.redo()
    assert session.counts() == Counts(0, 0, 1)


def test_the_timebox_is_over_after_its_minutes(
    begin: Begin, store: Store, time: Any, clock: Clock
) -> None:
    assert not begin().timebox_over(clock.now_ms() + 10**9)
    save_settings(store, timebox=15)
    session = begin()
    time.wait(minutes=14.9)
    assert not session.timebox_over(clock.now_ms())
    time.wait(minutes=0.1)
    assert session.timebox_over(clock.now_ms())
    session.begin_timebox()
    assert not session.timebox_over(clock.now_ms())


def test_todays_limit_is_raised_and_the_session_goes_on(
    begin: Begin, add_cards: AddCards, store: Store
) -> None:
    save_settings(store, new_per_day=2)
    add_cards(9)
    session = begin()
    answer(session, Rating.EASY)
    before = shown(session)
    session.more_today(new=3)
    assert shown(session).card == before.card
    assert session.counts() == Counts(4, 0, 0)
    undone = session.undo()
    assert undone is not None
    assert undone.name == "Raise today's limit"
    assert session.counts() == Counts(1, 0, 0)
    assert shown(session).card == before.card
    session.redo()
    assert session.counts() == Counts(4, 0, 0)


def test_limits_raised_by_another_window_are_followed_at_the_next_look(
    begin: Begin, add_cards: AddCards, store: Store, clock: Clock
) -> None:
    save_settings(store, reviews_per_day=1)
    add_cards(5, due=0)
    session = begin()
    answer(session)
    assert isinstance(session.current(), Finished)
    more_today(store, clock, reviews=2)
    session.settings_changed()
    assert session.counts() == Counts(0, 0, 2)


def test_settings_changed_in_the_middle_keep_the_card_and_change_its_buttons(
    begin: Begin, add_cards: AddCards, store: Store
) -> None:
    add_cards(6, due=0, interval=40)
    session = begin()
    answer(session)
    before = shown(session)
    save_settings(store, desired_retention=0.8, review_order="difficulty-rising")
    session.settings_changed()
    after = shown(session)
    assert after.card == before.card
    assert after.choices[2].label != before.choices[2].label
    done = session.answer(after, Rating.GOOD, 1)
    assert done.memory == after.choices[2].memory
    session.undo()
    session.undo()
    assert session.settings.desired_retention == 0.9
    assert shown(session).choices == before.choices


def test_another_rollover_hour_is_another_day_for_the_session(
    begin: Begin, add_cards: AddCards, store: Store, time: Any
) -> None:
    add_cards(1, due=-1)
    time.wait(minutes=15 * 60)  # three at night
    session = begin()
    assert isinstance(session.current(), Finished)
    save_settings(store, rollover_hour=2)
    session.settings_changed()
    assert shown(session).card == "card-0"


def test_a_detour_and_an_edit_leave_the_card_shown(
    begin: Begin, add_cards: AddCards, store: Store, time: Any
) -> None:
    add_cards(5, due=0)
    session = begin()
    answer(session, Rating.AGAIN)
    card = shown(session).card
    acts.mark_cards(store, [card], True)
    time.wait(minutes=30)
    session.refresh()
    after = shown(session)
    assert after.card == card
    session.answer(after, Rating.GOOD, 1)


def test_a_card_made_due_later_or_suspended_elsewhere_is_not_shown_any_more(
    begin: Begin, add_cards: AddCards, store: Store, clock: Clock
) -> None:
    add_cards(4, due=0)
    session = begin()
    first = shown(session).card
    acts.set_due(store, clock, [first], 5)
    session.refresh()
    second = shown(session).card
    assert second != first
    acts.suspend_cards(store, [second])
    session.refresh()
    assert shown(session).card not in (first, second)
    assert session.counts() == Counts(0, 0, 2)
    for card in (second, first):
        session.undo()
        assert shown(session).card == card
    assert session.counts() == Counts(0, 0, 4)


@pytest.mark.parametrize("number", [6, 600])
def test_bulk_acts_and_their_undo_bring_the_queue_in_step(
    begin: Begin, add_cards: AddCards, store: Store, clock: Clock, number: int
) -> None:
    save_settings(store, reviews_per_day=9_999)
    cards = add_cards(number + 4, due=0)
    session = begin()
    before = shown(session).card
    others = [card for card in cards if card != before][:number]
    acts.suspend_cards(store, others)
    session.changed(others)
    assert session.counts() == Counts(0, 0, 4)
    assert shown(session).card == before
    session.undo()
    assert session.counts() == Counts(0, 0, number + 4)
    assert shown(session).card == before
    session.redo()
    assert session.counts() == Counts(0, 0, 4)
    acts.forget(store, clock, others)
    session.changed(others)
    acts.set_due(store, clock, others, 3)
    session.changed(others)
    for _ in range(3):
        session.undo()
    assert session.counts() == Counts(0, 0, number + 4)


def test_reviews_ahead_are_logged_as_early_and_come_once(
    begin: Begin, add_cards: AddCards, store: Store
) -> None:
    add_cards(1, name="due", due=0)
    soon = add_cards(2, name="soon", due=-2, interval=3)
    session = begin(ahead=4)
    assert session.counts() == Counts(0, 0, 3)
    assert answer(session) == "due-0"
    early = [answer(session, Rating.HARD), answer(session, Rating.AGAIN)]
    assert set(early) == set(soon)
    assert kinds(store) == ["review", "early", "early"]
    assert begin(ahead=9).counts() == Counts(0, 1, 0)
    session.undo()
    assert shown(session).card == early[1]
    session.redo()
    session.undo()
    session.undo()
    assert session.counts() == Counts(0, 0, 2)
    session.redo()
    assert session.counts() == Counts(0, 0, 1)


def test_a_session_of_some_cards_keeps_to_them(begin: Begin, add_cards: AddCards) -> None:
    cards = add_cards(6, due=0)
    assert answer(begin(), Rating.AGAIN) in cards
    session = begin(cards=frozenset(cards[:2]))
    session.undo()
    mine = session.counts().due
    session.redo()
    assert session.counts().due + session.counts().learning <= mine
    while isinstance(session.current(), Shown):
        assert answer(session, Rating.EASY) in cards[:2]


def test_an_answer_of_another_topic_done_again_does_not_come_into_the_session(
    begin: Begin, add_cards: AddCards
) -> None:
    add_cards(1, name="a", topic="a")
    add_cards(2, name="b", topic="b")
    answer(begin(topic_ids=frozenset({"a"})), Rating.AGAIN)
    session = begin(topic_ids=frozenset({"b"}))
    undone = session.undo()
    assert undone is not None
    assert shown(session).card == "a-0"  # the undone card is shown, wherever it belongs
    session.redo()
    assert session.counts() == Counts(new=2, learning=0, due=0)
    assert shown(session).card == "b-0"


def test_a_clock_set_back_in_the_middle_does_not_make_a_step_wait_for_the_old_time(
    begin: Begin, add_cards: AddCards, store: Store, time: Any
) -> None:
    save_settings(store, learn_ahead=0)
    add_cards(1)
    session = begin()
    answer(session, Rating.AGAIN)
    assert isinstance(session.current(), Waiting)
    time.wait(minutes=-90)
    assert session.current() == Waiting(time.ms + 60_000)
    time.wait(minutes=1)
    assert answer(session) == "card-0"


def test_settings_that_hold_for_one_session_stay_while_the_stored_ones_do(
    store: Store, clock: Clock, add_cards: AddCards
) -> None:
    add_cards(5)
    settings = StudySettings(new_per_day=2)
    session = StudySession(store, clock, Scheduler(settings), settings)
    acts.flag_cards(store, [shown(session).card], 1)
    session.undo()
    assert session.counts() == Counts(2, 0, 0)


def test_an_answer_refused_for_another_window_leaves_the_rest_in_step(
    begin: Begin, add_cards: AddCards
) -> None:
    add_cards(3, due=0)
    one, two = begin(), begin()
    same = shown(two)
    answer(one, Rating.AGAIN)
    with pytest.raises(CardChanged):
        two.answer(same, Rating.GOOD, 1)
    assert two.counts() == one.counts()


@pytest.mark.parametrize("seed", range(6))
def test_the_prepared_queue_is_that_of_a_session_begun_now(
    begin: Begin, add_cards: AddCards, store: Store, clock: Clock, time: Any, seed: int
) -> None:
    """As in test_study, with bulk acts, limits raised and settings changed among the answers."""
    chance = random.Random(seed)
    cards = [*add_cards(6, name="new"), *add_cards(9, name="due", due=1)]
    save_settings(store, new_per_day=4, reviews_per_day=12)
    session = begin()

    def change_settings() -> None:
        order = chance.choice(("due", "difficulty-falling", "added"))
        save_settings(store, review_order=order, new_place=chance.choice(("mixed", "last")))
        session.settings_changed()

    def bulk() -> None:
        some = chance.sample(cards, 3)
        does: Callable[..., int] = chance.choice((acts.suspend_cards, acts.unsuspend_cards))
        does(store, some)
        session.rebuild()

    doings: dict[str, Callable[[], object]] = {
        "undo": session.undo,
        "redo": session.redo,
        "more": lambda: session.more_today(chance.randrange(2), 1),
        "settings": change_settings,
        "bulk": bulk,
    }
    for _ in range(50):
        time.wait(chance.choice((0, 5, 61, 700)))
        doing = chance.choice(("answer", "answer", "answer", *doings))
        if doing == "answer" and isinstance(session.current(), Shown):
            answer(session, chance.choice(tuple(Rating)))
        elif doing != "answer":
            doings[doing]()
        if doing in ("more", "settings", "bulk"):
            assert session.counts() == begin().counts()
    session.rebuild()
    assert session.counts() == begin().counts()
