"""Show and answer a card: memory, log, counts, siblings and leeches in one transaction."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from db import caches
from db.clock import Clock, rollover_after, study_day_of
from db.ids import uuid7
from db.model import (
    Answered,
    CardChanged,
    Memory,
    Rating,
    SettingsChanged,
    Shown,
    State,
    StudySettings,
)
from db.scheduler import SCHEDULER, Scheduler, scheduled_days
from db.settings import ENTITY as SETTING
from db.settings import KEY as STUDY
from db.settings import settings_of
from db.statements import insert_into

if TYPE_CHECKING:
    import sqlite3

    from db.store import Store
    from db.transactions import Transaction

LEECH = "leech"
_NEAR_MS = 2 * 3_600_000  # daylight saving may move the rollover by that much
SHOWN = (
    ", ".join(f"memory.{name}" for name in caches.MEMORY_FIELDS)
    + ", memory.version, note IS NOT NULL, CASE WHEN kind = 'generated' THEN hash END"
)
"""Columns of memory and card joined: the memory, its version, whether siblings are to be looked
for, the hash of a problem. Both tables have a difficulty."""
_SHOWN = f"""
SELECT {SHOWN}
FROM memory JOIN card ON card.id = memory.card WHERE memory.card = ?
"""
_SIBLINGS = """
SELECT sibling.id FROM card AS shown JOIN card AS sibling ON sibling.note = shown.note
JOIN memory ON memory.card = sibling.id
WHERE shown.id = ?1 AND sibling.id <> shown.id AND sibling.suspended = 0 AND sibling.retired = 0
  AND memory.buried_until_day <= ?2
  AND (memory.state = 0 AND ?3 OR memory.due_day <= ?2
    AND (memory.state = 2 AND ?4 OR memory.state IN (1, 3) AND ?5))
ORDER BY sibling.id
"""
_PARAMETERS = "SELECT value FROM latest WHERE entity = ? AND key = ? AND field = 'parameters'"
_TAGS = "SELECT tags FROM words WHERE card = ?"


class ReviewRecord(NamedTuple):
    """A row of the table review, its columns in the order of the table."""

    id: str
    act: str
    card: str
    rating: int | None
    kind: str
    at: int
    study_day: int
    utc_offset_min: int
    duration_ms: int
    due_day: int | None
    due_at: int | None
    step: int | None
    scheduler: str
    parameters: str
    interval_before: int | None
    seed: int | None
    content_hash: str | None
    before: str
    after: str


def show(store: Store, clock: Clock, scheduler: Scheduler, card_id: str) -> Shown:
    """The card's memory now and what each button would do. Raises CardChanged if it is gone."""
    row = store.look(_SHOWN, (card_id,))
    if row is None:
        raise CardChanged(f"the card {card_id} is no longer there")
    memory = caches.memory_of(row)
    choices = scheduler.choices(card_id, memory, clock)
    return Shown(card_id, row[10], memory, choices, bool(row[11]), row[12])


def answer(
    store: Store,
    clock: Clock,
    scheduler: Scheduler,
    shown: Shown,
    rating: Rating,
    duration_ms: int,
) -> Answered:
    """Write one answer, durable on disk when this returns.

    ``duration_ms`` counts up to the setting ``answer_cap``. Raises CardChanged if the card is no
    longer as shown, SettingsChanged if the scheduler's parameters are no longer the learner's,
    StoreError if it cannot be saved; then nothing was written.
    """
    at = clock.now_ms()
    offset = clock.utc_offset_min(at)
    day = study_day_of(at, offset, clock.rollover_hour)
    ends = rollover_after(day, offset, clock.rollover_hour)
    after = _promised(shown.choices[rating - 1].memory, day, at, ends - _NEAR_MS)
    if after is None:
        after = scheduler.advance(shown.card, shown.memory, rating, clock.moment(at))
    spent = min(max(duration_ms, 0), scheduler.settings.answer_cap * 1000)
    kind = _kind(shown.memory, day)
    values = (*caches.values_of(after), shown.card, shown.version)
    with store.transaction() as transaction:
        connection = transaction.connection
        act = transaction.act("Answer")
        _refuse_other_parameters(connection, scheduler)
        if connection.execute(caches.WRITE_SHOWN_MEMORY, values).rowcount != 1:
            raise CardChanged(f"the card {shown.card} was changed elsewhere; nothing was written")
        review = ReviewRecord(
            *(uuid7(transaction.at), act, shown.card, int(rating), kind),
            *(at, day, offset, spent, after.due_day, after.due_at, after.step),
            *(SCHEDULER, scheduler.parameters, scheduled_days(shown.memory)),
            *_problem(shown),
            *(caches.to_json(shown.memory), caches.to_json(after)),
        )
        # A plain tuple: sqlite3 binds a subclass of it one item at a time.
        connection.execute(insert_into("review"), tuple(review))
        caches.add_done(connection, day, kind, review.rating, spent)
        if shown.siblings:
            _bury_siblings(transaction, shown.card, day, scheduler.settings)
        leech = is_leech(shown.memory, after, scheduler.settings)
        if leech:
            _mark_leech(transaction, shown.card, scheduler.settings.leech_suspends)
    return Answered(review.id, act, after, leech)


def _problem(shown: Shown) -> tuple[int | None, str | None]:
    """The seed of the numbers that were asked, and the hash of the words they stood in."""
    if shown.problem is None:
        return None, None
    from content.cards.drawing import seed_of

    return seed_of(shown.card, shown.memory.reps), shown.problem


def _refuse_other_parameters(connection: sqlite3.Connection, scheduler: Scheduler) -> None:
    """Raise SettingsChanged if the memory worked out here would not be that of a replay."""
    row = connection.execute(_PARAMETERS, (SETTING, STUDY)).fetchone()
    said = None if row is None else json.loads(row[0])
    known = scheduler.settings.parameters
    if said == (None if known is None else list(known)):
        return
    if settings_of(connection).parameters != known:  # what was said may be refused
        raise SettingsChanged("the parameters were changed elsewhere; nothing was written")


def _promised(chosen: Memory, study_day: int, at: int, safe_until: int) -> Memory | None:
    """The memory that the button promised, its step counted from now and not from the showing.

    None if it must be worked out again: the study day is another one by now, or the step was
    made a day or ends after ``safe_until`` and so may stand otherwise to the next rollover.
    """
    if chosen.last_day != study_day or chosen.last_at is None:
        return None
    if chosen.state is State.REVIEW:
        return _answered_at(chosen, at, chosen.due_at)
    due_at = safe_until if chosen.due_at is None else chosen.due_at + at - chosen.last_at
    if due_at >= safe_until:
        return None
    return _answered_at(chosen, at, due_at)


def _answered_at(chosen: Memory, at: int, due_at: int | None) -> Memory:
    return Memory(
        chosen.state,
        chosen.step,
        chosen.stability,
        chosen.difficulty,
        chosen.due_day,
        due_at,
        chosen.last_day,
        at,
        chosen.reps,
        chosen.lapses,
    )


def _kind(memory: Memory, study_day: int) -> str:
    if memory.state in (State.NEW, State.LEARNING):
        return "learn"
    if memory.state is State.RELEARNING:
        return "relearn"
    return "early" if memory.due_day is not None and memory.due_day > study_day else "review"


def _bury_siblings(
    transaction: Transaction, card: str, study_day: int, settings: StudySettings
) -> None:
    """Hide new and due cards of the same note until tomorrow, of the kinds that settings name.

    Steps within the day stay.
    """
    kinds = (settings.bury_new, settings.bury_reviews, settings.bury_learning)
    rows = transaction.connection.execute(_SIBLINGS, (card, study_day, *kinds)).fetchall()
    for (sibling,) in rows:
        transaction.change("card", sibling, "buried_until_day", study_day + 1)


def is_leech(before: Memory, after: Memory, settings: StudySettings) -> bool:
    """Return whether this lapse reaches the threshold, or half of it again after it."""
    threshold = settings.leech_threshold
    if threshold <= 0 or after.lapses <= before.lapses or after.lapses < threshold:
        return False
    return (after.lapses - threshold) % ((threshold + 1) // 2) == 0


def _mark_leech(transaction: Transaction, card: str, suspend: bool) -> None:
    """Tag a card as a leech beside the tags it has, and put it away if that is wanted."""
    row = transaction.connection.execute(_TAGS, (card,)).fetchone()
    tags: list[str] = [] if row is None else row[0].split()
    if LEECH not in tags:
        transaction.change("card", card, "tags", [*tags, LEECH])
    if suspend:
        transaction.change("card", card, "suspended", True)
