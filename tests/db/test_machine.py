"""A state machine over all that the learner can do, in two windows, with a clock that jumps.

After each step the caches equal the log and no card is lost; an undo leads back to exactly what
was there, a redo forth, and undoing everything to the start. ``MLROAD_MACHINE`` in the environment
is the number of runs, for a longer search than that of each test run.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from typing import Any

from fsrs.scheduler import DEFAULT_PARAMETERS
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from content.model import Library, Note, Source, Topic
from content.notes import cards_of
from db import acts, backlog, log, notes, progress, reviews
from db.check import check
from db.clock import Clock
from db.drafts import Draft
from db.limits import more_today
from db.mirror import mirror
from db.model import CardChanged, Rating, Shown
from db.replay import rebuild
from db.scheduler import Scheduler
from db.settings import save_settings
from db.store import Store, open_store
from db.study import StudySession

RUNS = int(os.environ.get("MLROAD_MACHINE", "12"))
START = 20_000 * 86_400 + 43_200.0
Snapshot = tuple[tuple[Any, ...], ...]
PARAMETERS = (*(one * 1.1 for one in DEFAULT_PARAMETERS[:4]), *DEFAULT_PARAMETERS[4:])
SETTINGS: tuple[dict[str, object], ...] = (
    {"desired_retention": 0.95},
    {"desired_retention": 0.80, "maximum_interval": 30},
    {"learning_steps": (), "relearning_steps": ()},
    {"learning_steps": (60, 600, 90_000), "relearning_steps": (1_200, 172_800)},
    {"parameters": PARAMETERS},
    {"parameters": None, "fuzz": False},
    {"leech_threshold": 2, "leech_suspends": True},
    {"bury_new": False, "bury_reviews": False, "bury_learning": False},
    {"new_per_day": 2, "reviews_per_day": 3},
    {"easy_days": (0, 50, 100, 100, 0, 100, 10), "review_order": "retrievability-rising"},
)
ADDED = (
    Draft("one", "basic", "What is added?", "This."),
    Draft("two", "reversed", "One side", "The other", tags=("mine",)),
    Draft("two", "cloze", "{{c1::One}} and {{c2::two}}", ""),
    Draft("one", "typed", "Two and two?", "", answer="4", accept=("four",)),
)
EDITS = ("Other words", "{{c1::One}}, {{c2::two}} and {{c3::three}}", "Only {{c1::one}}")
STANDING = "card IN (SELECT id FROM card WHERE retired = 0)"
QUERIES = (
    "SELECT * FROM card WHERE retired = 0 ORDER BY id",
    "SELECT card, state, step, stability, difficulty, due_day, due_at, last_day, last_at, reps,"
    f" lapses, buried_until_day FROM memory WHERE {STANDING} ORDER BY card",
    f"SELECT card, note, front, back, answer, accept, tags FROM words WHERE {STANDING} ORDER BY 1",
    "SELECT * FROM done ORDER BY study_day, kind",
    "SELECT * FROM tally WHERE cards <> 0 ORDER BY topic, state",
    "SELECT entity, key, field, value FROM latest ORDER BY entity, key, field",
)


def note(name: str, kind: str, front: str, topic: str = "one", **more: Any) -> Note:
    source = Source("page", "https://example.org")
    return Note(name, topic, kind, "recall", 1, front, "back", source, (), f"h-{name}", **more)


def library() -> Library:
    made = (
        note("first", "basic", "front", siblings="pair"),
        note("second", "basic", "front", siblings="pair", tags=("old",)),
        note("turned", "reversed", "front", "two"),
        note("gaps", "cloze", "{{c1::One}} and {{c2::two}}", "two"),
        note("alone", "basic", "front"),
    )
    names = ("one", "two")
    return Library(
        title="Road",
        topics={name: Topic(name, "1", name, "leaf", "1", None, "text") for name in names},
        cards={card.id: card for each in made for card in cards_of(each)},
        notes={each.id: each for each in made},
        papers={},
        corrections=(),
        habits=(),
        sources=(),
        hash="library",
    )


def snapshot(store: Store) -> Snapshot:
    with store.reading() as connection:
        return tuple(tuple(connection.execute(sql).fetchall()) for sql in QUERIES)


WINDOW = st.integers(0, 1)
PICK = st.integers(0, 20)
PICKS = st.lists(st.integers(0, 20), min_size=1, max_size=5)
RATING = st.sampled_from(Rating)


class Learner(RuleBasedStateMachine):
    """Two windows of one learner on one file."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.seconds = START
        self.clock = Clock(4, lambda: self.seconds, lambda _: 60)
        self.windows: list[Store] = []
        self.sessions: list[StudySession] = []
        self.past: list[tuple[Snapshot, str]] = []
        self.future: list[tuple[Snapshot, str]] = []

    @initialize()
    def begin(self) -> None:
        for _ in range(2):
            self.windows.append(self.open())
            mirror(self.windows[0], library())
            self.sessions.append(self.session(len(self.sessions)))
        self.start = snapshot(self.windows[0])
        self.known = {row[0] for row in self.start[0]}

    def open(self) -> Store:
        return open_store(f"{self.folder}/mlroad.db", device="one", clock=self.clock)

    def session(self, window: int) -> StudySession:
        store = self.windows[window]
        chosen = store.settings()
        return StudySession(store, self.clock, Scheduler(chosen), chosen)

    def cards(self, picks: list[int]) -> list[str]:
        """Some of the cards that are there, withdrawn ones too."""
        with self.windows[0].reading() as connection:
            found = [card for (card,) in connection.execute("SELECT id FROM card ORDER BY id")]
        return [found[pick % len(found)] for pick in picks]

    def number_of_acts(self) -> int:
        with self.windows[0].reading() as connection:
            return connection.execute("SELECT count(*) FROM act").fetchone()[0]

    def do(self, what: Callable[[], object]) -> bool:
        """Do something that writes one act or none; whether it wrote one."""
        before, number = snapshot(self.windows[0]), self.number_of_acts()
        try:
            what()
        except CardChanged:
            assert self.number_of_acts() == number
        written = self.number_of_acts() - number
        assert written in (0, 1)
        if written:
            label = log.undo_label(self.windows[0])
            assert label is not None
            self.past.append((before, label))
            self.future.clear()
        else:
            assert snapshot(self.windows[0]) == before
        return bool(written)

    @rule(window=WINDOW, rating=RATING, spent=st.sampled_from([1, 30, 900]))
    def study(self, window: int, rating: Rating, spent: int) -> None:
        session = self.sessions[window]
        shown = session.current()
        if isinstance(shown, Shown):
            self.seconds += spent
            self.do(lambda: session.answer(shown, rating, spent * 1000))

    @rule(window=WINDOW, pick=PICK, rating=RATING, other=st.booleans())
    def answer_any(self, window: int, pick: int, rating: Rating, other: bool) -> None:
        """Answer a card, due or not; the other window has shown it too and comes too late."""
        (card,) = self.cards([pick])
        mine, theirs = self.windows[window], self.windows[1 - window]
        scheduler = Scheduler(mine.settings())
        shown = reviews.show(mine, self.clock, scheduler, card)
        late = reviews.show(theirs, self.clock, scheduler, card)
        self.seconds += 5
        assert self.do(lambda: reviews.answer(mine, self.clock, scheduler, shown, rating, 5_000))
        if other:
            wrote = self.do(
                lambda: reviews.answer(theirs, self.clock, scheduler, late, rating, 5_000)
            )
            assert not wrote

    @rule(window=WINDOW, what=st.sampled_from(["bury", "suspend", "refresh"]))
    def put_away(self, window: int, what: str) -> None:
        session = self.sessions[window]
        session.current()
        self.do(getattr(session, what))

    @rule(window=WINDOW, picks=PICKS, which=st.integers(0, 9), days=st.integers(0, 40))
    def act_on_cards(self, window: int, picks: list[int], which: int, days: int) -> None:
        store, clock, cards = self.windows[window], self.clock, self.cards(picks)
        wanted: tuple[Callable[[], object], ...] = (
            lambda: acts.bury_cards(store, clock, cards),
            lambda: acts.unbury_cards(store, clock, cards),
            lambda: acts.suspend_cards(store, cards),
            lambda: acts.unsuspend_cards(store, cards),
            lambda: acts.flag_cards(store, cards, days % 8),
            lambda: acts.mark_cards(store, cards, days % 2 == 0),
            lambda: acts.set_due(store, clock, cards, days),
            lambda: acts.set_due(store, clock, cards, days, days + 9),
            lambda: acts.forget(store, clock, cards),
            lambda: notes.set_tags(store, cards, ("a",), ("old", "leech")[: days % 3]),
        )
        self.do(wanted[which])

    @rule(window=WINDOW, which=st.integers(0, 3), days=st.integers(1, 9), stale=st.booleans())
    def plan(self, window: int, which: int, days: int, stale: bool) -> None:
        store, clock = self.windows[window], self.clock
        scheduler = Scheduler(store.settings())
        with store.reading() as connection:
            made = (
                lambda: backlog.plan_postpone(connection, clock, scheduler, None, days),
                lambda: backlog.plan_advance(connection, clock, scheduler, days),
                lambda: backlog.plan_spread(connection, clock, scheduler, days),
                lambda: backlog.plan_reschedule(connection, clock, scheduler),
            )[which]()
        if stale and made.moves:
            card = made.moves[0].card
            self.do(lambda: acts.set_due(store, clock, [card], days + 50))
        self.do(lambda: backlog.apply(store, clock, scheduler, made))

    @rule(window=WINDOW, which=st.integers(0, len(ADDED) - 1))
    def add(self, window: int, which: int) -> None:
        assert self.do(lambda: notes.add_note(self.windows[window], self.clock, ADDED[which]))

    @rule(window=WINDOW, pick=PICK, which=st.integers(0, len(EDITS) - 1), place=st.booleans())
    def edit(self, window: int, pick: int, which: int, place: bool) -> None:
        store, (card,) = self.windows[window], self.cards([pick])
        with store.reading() as connection:
            try:
                draft = notes.draft_of(connection, card)
            except CardChanged:
                return
        front = EDITS[which] if draft.kind == "cloze" and which else EDITS[0]
        if draft.kind == "cloze" and not which:
            front = "Then {{c2::two}}"
        topic = "two" if place else draft.topic
        changed = Draft(topic, draft.kind, front, draft.back, draft.answer, tags=draft.tags)
        self.do(lambda: notes.edit_note(store, card, changed))

    @rule(window=WINDOW, picks=PICKS)
    def delete(self, window: int, picks: list[int]) -> None:
        store = self.windows[window]
        with store.reading() as connection:
            own = [card for card in self.cards(picks) if notes.is_own(connection, card)]
        if own:
            self.do(lambda: notes.delete_notes(store, own))

    @rule(window=WINDOW, picks=PICKS, topic=st.sampled_from(["one", "two"]))
    def move(self, window: int, picks: list[int], topic: str) -> None:
        cards = self.cards(picks)
        self.do(lambda: notes.move_to_topic(self.windows[window], cards, topic))

    @rule(window=WINDOW, pick=PICK)
    def restore(self, window: int, pick: int) -> None:
        (card,) = self.cards([pick])
        self.do(lambda: notes.restore_note(self.windows[window], card))

    @rule(window=WINDOW, which=st.integers(0, len(SETTINGS) - 1))
    def change_settings(self, window: int, which: int) -> None:
        assert self.do(lambda: save_settings(self.windows[window], **SETTINGS[which]))
        self.sessions[window].settings_changed()

    @rule(window=WINDOW, new=st.integers(0, 3), due=st.integers(1, 3))
    def raise_limits(self, window: int, new: int, due: int) -> None:
        assert self.do(lambda: more_today(self.windows[window], self.clock, new, due))
        self.sessions[window].settings_changed()

    @rule(window=WINDOW, status=st.sampled_from(progress.STATUSES))
    def set_status(self, window: int, status: str) -> None:
        self.do(lambda: progress.set_status(self.windows[window], "one", status))

    @rule(window=WINDOW)
    def undo(self, window: int) -> None:
        now = snapshot(self.windows[0])
        undone = self.sessions[window].undo()
        if not self.past:
            assert undone is None
            return
        before, label = self.past.pop()
        assert undone is not None
        assert undone.name == label
        assert snapshot(self.windows[1 - window]) == before
        self.future.append((now, label))

    @precondition(lambda self: self.future)
    @rule(window=WINDOW)
    def redo(self, window: int) -> None:
        now = snapshot(self.windows[0])
        redone = self.sessions[window].redo()
        after, label = self.future.pop()
        assert redone is not None
        assert redone.name == label
        assert snapshot(self.windows[1 - window]) == after
        self.past.append((now, label))

    @rule(seconds=st.sampled_from([600, 1_200, 40_000, 90_000, 700_000, 3_000_000]))
    def wait(self, seconds: int) -> None:
        self.seconds += seconds

    @rule(seconds=st.sampled_from([-5, -3_600, -90_000, -2_000_000, 40_000_000]))
    def jump(self, seconds: int) -> None:
        self.seconds = max(self.seconds + seconds, START - 3_000_000)

    @rule(window=WINDOW)
    def restart(self, window: int) -> None:
        self.windows[window].close()
        self.windows[window] = self.open()
        self.sessions[window] = self.session(window)

    @rule()
    def rebuild_the_caches(self) -> None:
        before = snapshot(self.windows[0])
        rebuild(self.windows[0])
        assert snapshot(self.windows[1]) == before

    @invariant()
    def labels_say_what_comes(self) -> None:
        if self.windows:
            store = self.windows[0]
            assert log.undo_label(store) == (self.past[-1][1] if self.past else None)
            assert log.redo_label(store) == (self.future[-1][1] if self.future else None)

    @invariant()
    def the_caches_equal_the_log(self) -> None:
        if self.windows:
            assert [result for result in check(self.windows[1]) if not result.ok] == []

    @invariant()
    def no_card_is_lost(self) -> None:
        if self.windows:
            with self.windows[0].reading() as connection:
                held = connection.execute(
                    "SELECT card.id FROM card JOIN memory ON memory.card = card.id"
                    " JOIN words ON words.card = card.id"
                ).fetchall()
                (number,) = connection.execute("SELECT count(*) FROM card").fetchone()
            assert len(held) == number
            assert self.known <= {card for (card,) in held}

    def teardown(self) -> None:
        if len(self.sessions) == 2:
            self.back_to_the_start_and_forth()
        for window in self.windows:
            window.close()
        shutil.rmtree(self.folder)

    def back_to_the_start_and_forth(self) -> None:
        store, end = self.windows[0], snapshot(self.windows[0])
        for before, label in reversed(self.past):
            undone = log.undo(store)
            assert undone is not None
            assert undone.name == label
            assert snapshot(store) == before
        assert log.undo(store) is None
        assert snapshot(store) == self.start
        steps = len(self.past)
        self.the_caches_equal_the_log()
        for _ in range(steps):
            assert log.redo(store) is not None
        if steps:
            assert snapshot(store) == end
        self.the_caches_equal_the_log()


TestLearner = Learner.TestCase
TestLearner.settings = settings(
    max_examples=RUNS,
    stateful_step_count=40,
    deadline=None,
    derandomize=RUNS <= 20,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
