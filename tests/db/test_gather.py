"""What a day holds: orders, limits and raised ones, siblings by kind, scopes, reviews ahead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as st

from db.clock import Clock
from db.glance import glance
from db.limits import more_today, room
from db.model import REVIEW_ORDERS, Counts, Finished, Memory, State, StudySettings
from db.queue import Queue, build, nothing_left
from db.scheduler import Scheduler
from db.scope import EVERYTHING, Scope
from db.settings import save_settings
from db.store import Store, open_store

DAY = 20_000
NOON = DAY * 86_400 + 43_200
AddCards = Callable[..., list[str]]
Build = Callable[..., Queue]


@pytest.fixture(autouse=True)
def in_utc(monkeypatch: pytest.MonkeyPatch) -> Any:
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def make(store: Store, clock: Clock) -> Build:
    def made(scope: Scope = EVERYTHING, **settings: Any) -> Queue:
        with store.reading() as connection:
            return build(connection, clock, replace(StudySettings(), **settings), scope)

    return made


def drain(queue: Queue) -> list[str]:
    """All cards of the queue if each is answered and gone."""
    shown: list[str] = []
    while isinstance(card := queue.next(NOON * 1000), str):
        shown.append(card)
        queue.answered(card, Memory(State.REVIEW, due_day=DAY + 9, last_day=DAY, last_at=1))
    return shown


def write(store: Store, sql: str, *values: object) -> None:
    with store.transaction() as transaction:
        transaction.connection.execute(sql, values)


def set_memory(store: Store, card: str, **fields: object) -> None:
    names = ", ".join(f"{name} = ?" for name in fields)
    write(store, f"UPDATE memory SET {names} WHERE card = ?", *fields.values(), card)


def vary(store: Store, cards: list[str]) -> dict[str, Memory]:
    """Give each card another stability, difficulty, interval and lateness."""
    found: dict[str, Memory] = {}
    for place, card in enumerate(cards):
        interval, late = 5 + place * 7 % 11, place * 3 % 7
        fields = {
            "stability": 3.0 + place * 5 % 13,
            "difficulty": 1.0 + place * 4 % 9,
            "due_day": DAY - late,
            "last_day": DAY - late - interval,
        }
        set_memory(store, card, **fields)
        found[card] = Memory(State.REVIEW, **fields)
    return found


def key_of(order: str, memory: Memory) -> float:
    """What an order goes by, worked out by the scheduler and not by SQL."""
    assert memory.due_day is not None
    assert memory.last_day is not None
    assert memory.difficulty is not None
    interval = memory.due_day - memory.last_day
    recall = Scheduler(StudySettings()).retrievability(memory, DAY)
    return {
        "due": memory.due_day,
        "retrievability-rising": recall,
        "retrievability-falling": -recall,
        "overdue": -(DAY - memory.due_day) / interval,
        "difficulty-rising": memory.difficulty,
        "difficulty-falling": -memory.difficulty,
        "interval-rising": interval,
        "interval-falling": -interval,
    }[order]


@pytest.mark.parametrize("order", [order for order in REVIEW_ORDERS if order != "added"])
def test_reviews_come_in_the_order_asked_for(
    make: Build, add_cards: AddCards, store: Store, order: str
) -> None:
    memories = vary(store, add_cards(30, due=0))
    shown = drain(make(review_order=order))
    keys = [key_of(order, memories[card]) for card in shown]
    assert len(shown) == 30
    assert keys == sorted(keys)
    assert drain(make(review_order=order)) == shown
    assert drain(make(review_order=order, reviews_per_day=7)) == shown[:7]


def test_reviews_come_as_they_were_added(make: Build, add_cards: AddCards, store: Store) -> None:
    cards = add_cards(9, due=0)
    write(store, "UPDATE card SET added_day = 19000 WHERE id = ?", cards[7])
    write(store, "UPDATE card SET added_day = 18000 WHERE id = ?", cards[8])
    first = [card for card in drain(make(review_order="added")) if card in cards[:7]]
    assert first == cards[:7]
    late = [card for card in drain(make(review_order="added")) if card in cards[7:]]
    assert late == [cards[8], cards[7]]


def test_a_review_card_that_was_never_answered_has_a_place_in_every_order(
    make: Build, add_cards: AddCards, store: Store
) -> None:
    """As "set due" leaves a new card: of no stability, difficulty or last day."""
    cards = add_cards(4, due=0)
    set_memory(store, cards[2], stability=None, difficulty=None, last_day=None, last_at=None)
    for order in REVIEW_ORDERS:
        assert sorted(drain(make(review_order=order))) == cards
    assert drain(make(review_order="retrievability-rising"))[0] == cards[2]


@pytest.mark.parametrize(("place", "new"), [("first", [0, 1, 2]), ("last", [9, 10, 11])])
def test_new_cards_may_come_first_or_last(
    make: Build, add_cards: AddCards, place: str, new: list[int]
) -> None:
    add_cards(9, name="review", due=0)
    add_cards(3, name="new")
    shown = drain(make(new_place=place))
    assert [n for n, card in enumerate(shown) if card.startswith("new")] == new


def test_new_cards_done_first_leave_no_more_of_them_than_the_limit_had(
    make: Build, add_cards: AddCards, store: Store, clock: Clock
) -> None:
    """The review limit bounds both: what was new today is not room for more new ones."""
    add_cards(20, name="new")
    add_cards(5, name="due", due=0)
    assert make(reviews_per_day=10).counts(0) == Counts(new=5, learning=0, due=5)
    with store.transaction() as transaction:
        for place in range(5):
            act = transaction.act("Answer")
            before = '{"state":0}'
            transaction.connection.execute(
                "INSERT INTO review VALUES (?, ?, 'c', 3, 'learn', 1, ?, 0, 1, NULL, NULL, NULL,"
                " 'fsrs-6', 'default', NULL, NULL, NULL, ?, '{}')",
                (f"r{place}", act, DAY, before),
            )
    assert make(reviews_per_day=10).counts(0) == Counts(new=0, learning=0, due=5)


def test_raised_limits_hold_for_their_day_alone(
    make: Build, add_cards: AddCards, store: Store, clock: Clock, time: Any
) -> None:
    add_cards(50, name="new")
    add_cards(50, name="due", due=0)
    small = {"new_per_day": 5, "reviews_per_day": 10}
    save_settings(store, **small)
    assert make(**small).counts(0) == Counts(0, 0, 10)
    more_today(store, clock, reviews=8)
    said = more_today(store, clock, new=3, reviews=1)
    assert (said.more_new, said.more_reviews) == ((DAY, 3), (DAY, 9))
    raised = {"more_new": said.more_new, "more_reviews": said.more_reviews, **small}
    assert make(**raised).counts(0) == Counts(3, 0, 19)
    time.wait(days=1)
    assert make(**raised).counts(0) == Counts(0, 0, 10)
    assert more_today(store, clock, new=2).more_new == (DAY + 1, 2)


def test_raising_nothing_or_less_is_refused(store: Store, clock: Clock) -> None:
    for new, reviews in ((0, 0), (-1, 0), (5, -5), (200_000, 0)):
        with pytest.raises(ValueError, match=r"limit|more_new"):
            more_today(store, clock, new, reviews)
    assert store.settings() == StudySettings()


def test_steps_of_a_day_or_more_are_hidden_beside_a_sibling_unless_that_is_off(
    make: Build, add_cards: AddCards, store: Store
) -> None:
    cards = add_cards(3, note="n")
    for card in cards[:2]:
        set_memory(store, card, state=1, step=2, due_day=DAY, last_day=DAY - 1, reps=1)
    assert make().counts(0) == Counts(new=0, learning=1, due=0)
    assert make(bury_learning=False).counts(0) == Counts(new=0, learning=2, due=0)
    assert make(bury_learning=False, bury_new=False).counts(0) == Counts(1, 2, 0)


def test_siblings_come_on_one_day_where_burying_is_off(make: Build, add_cards: AddCards) -> None:
    add_cards(3, name="new", note="n")
    add_cards(2, name="due", note="n", due=0)
    assert make().counts(0) == Counts(0, 0, 1)
    assert make(bury_reviews=False).counts(0) == Counts(0, 0, 2)
    assert make(bury_new=False).counts(0) == Counts(3, 0, 1)


def test_only_the_cards_named_come(make: Build, add_cards: AddCards) -> None:
    new, due = add_cards(5, name="new"), add_cards(5, name="due", due=0)
    wanted = {new[3], due[1], due[4], "nothing"}
    assert set(drain(make(Scope(cards=frozenset(wanted))))) == wanted - {"nothing"}
    assert drain(make(Scope(cards=frozenset()))) == []
    assert drain(make(Scope(frozenset({"other"}), frozenset(wanted)))) == []


def test_reviews_of_the_next_days_come_after_what_is_due(
    make: Build, add_cards: AddCards, store: Store
) -> None:
    due = add_cards(2, name="due", due=0)
    soon, later = add_cards(2, name="soon", due=-2), add_cards(2, name="later", due=-5)
    assert set(drain(make(Scope(ahead=2)))) == {*due, *soon}
    shown = drain(make(Scope(ahead=5)))
    assert [set(shown[:2]), set(shown[2:4]), set(shown[4:])] == [set(due), set(soon), set(later)]
    set_memory(store, soon[0], last_day=DAY)
    assert soon[0] not in drain(make(Scope(ahead=5)))


def test_no_review_comes_early_while_the_limit_holds_due_ones_back(
    make: Build, add_cards: AddCards, store: Store
) -> None:
    add_cards(4, name="due", due=0)
    add_cards(4, name="soon", due=-2)
    assert make(Scope(ahead=3), reviews_per_day=3).counts(0) == Counts(0, 0, 3)
    assert make(Scope(ahead=3), reviews_per_day=4).counts(0) == Counts(0, 0, 8)
    assert make(Scope(ahead=3, limit=6), reviews_per_day=4).counts(0) == Counts(0, 0, 6)
    write(store, "INSERT INTO done VALUES (?, 'review', 4, 4, 0)", DAY)
    write(store, "UPDATE memory SET due_day = ? WHERE due_day = ?", DAY + 9, DAY)
    assert make(Scope(ahead=3), reviews_per_day=4).counts(0) == Counts(0, 0, 4)


def test_the_end_counts_within_the_scope(make: Build, add_cards: AddCards, store: Store) -> None:
    cards = add_cards(4)
    scope = Scope(cards=frozenset(cards[:2]))
    with store.reading() as connection:
        end = nothing_left(connection, make(scope, new_per_day=0), scope)
    assert end == Finished(2, 0, 0, DAY + 1)


card = st.fixed_dictionaries(
    {
        "state": st.sampled_from([0, 0, 1, 2, 2, 3]),
        "due": st.integers(-2, 2),
        "within_the_day": st.booleans(),
        "note": st.sampled_from([None, None, "a", "b"]),
        "suspended": st.sampled_from([0, 0, 0, 1]),
        "buried": st.sampled_from([0, 0, 0, 1]),
    }
)
switches = st.fixed_dictionaries(
    {
        "new_per_day": st.integers(0, 6),
        "reviews_per_day": st.integers(0, 8),
        "bury_new": st.booleans(),
        "bury_reviews": st.booleans(),
        "bury_learning": st.booleans(),
        "more_new": st.tuples(st.sampled_from([DAY, DAY - 1]), st.integers(0, 4)),
        "more_reviews": st.tuples(st.sampled_from([DAY, DAY + 1]), st.integers(0, 4)),
    }
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One store for many examples; the clock stands at noon."""
    clock = Clock(4, lambda: NOON, lambda _: 0)
    folder: Path = tmp_path_factory.mktemp("gather")
    store = open_store(str(folder / "mlroad.db"), device="one", clock=clock)
    yield store, clock
    store.close()


@runs(max_examples=150, deadline=None)
@given(cards=st.lists(card, max_size=12), said=switches, done=st.tuples(*[st.integers(0, 4)] * 2))
def test_the_counters_of_today_are_those_of_the_queue(
    world: Any, cards: list[dict[str, Any]], said: dict[str, Any], done: tuple[int, int]
) -> None:
    store, clock = world
    fill(store, cards, done)
    save_settings(store, **said)
    settings = store.settings()
    with store.reading() as connection:
        counts = build(connection, clock, settings).counts(0)
        left = room(connection, DAY, settings)
    found = glance(store.path, NOON)
    assert found is not None
    assert found.error is None
    assert (found.new, found.learning, found.due) == (counts.new, counts.learning, counts.due)
    assert counts.due <= left.reviews
    assert counts.new <= max(0, min(left.new, left.both - counts.due))


def fill(store: Store, cards: list[dict[str, Any]], done: tuple[int, int]) -> None:
    with store.transaction() as transaction:
        run = transaction.connection.execute
        for table in ("memory", "card", "done", "review", "change", "latest", "act"):
            run(f"DELETE FROM {table}")
        for place, one in enumerate(cards):
            run(
                "INSERT INTO card (id, topic, kind, skill, difficulty, position, origin, note,"
                " hash, retired, suspended, flag) VALUES (?, 't', 'basic', 'recall', 1, ?,"
                " 'shipped', ?, 'h', 0, ?, 0)",
                (f"c{place}", place, one["note"], one["suspended"]),
            )
            steps = one["state"] in (1, 3)
            within = steps and one["within_the_day"]
            due_day = None if one["state"] == 0 or within else DAY + one["due"]
            run(
                "INSERT INTO memory (card, state, step, stability, difficulty, due_day, due_at,"
                " last_day, reps, lapses, buried_until_day, version)"
                " VALUES (?, ?, ?, 5, 5, ?, ?, ?, 1, 0, ?, 1)",
                (
                    *(f"c{place}", one["state"], 0 if steps else None, due_day),
                    *(NOON * 1000 if within else None, DAY - 9, (DAY + 1) * one["buried"]),
                ),
            )
        run("INSERT INTO done VALUES (?, 'review', ?, 0, 0)", (DAY, done[0]))
        for place in range(done[1]):
            act = transaction.act("Answer")
            run(
                "INSERT INTO review VALUES (?, ?, 'c', 3, 'learn', 1, ?, 0, 1, NULL, NULL, NULL,"
                " 'fsrs-6', 'default', NULL, NULL, NULL, '{\"state\":0}', '{}')",
                (f"r{place}", act, DAY),
            )
